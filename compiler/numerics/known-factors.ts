/** Factors that are a choice among constants: whatever else is known of the product is multiplied into the constants before the run. */
import { apply, type Graph, operation, type ValueId } from '../ops/index.ts';

/** Conditions of a choice at most: each doubles the constants. */
const mostConditions = 2;

/** Whether a value is a choice among constants, and nothing else. */
export function isKnownChoice(graph: Graph, id: ValueId): boolean {
  const conditions = conditionsOf(graph, id);
  return conditions !== null && conditions.size > 0;
}
/** Whether the constants of a choice are zero or powers of two: products with them cost no multiplier. */
export function isShift(graph: Graph, id: ValueId): boolean {
  return isKnownChoice(graph, id) && constantsOf(graph, id).every(isShiftBy(1));
}
/** The largest constant of a choice, by size, where the others are zero or it times powers of two; else null. */
export function shiftScale(graph: Graph, choice: ValueId): number | null {
  const constants = constantsOf(graph, choice);
  const most = Math.max(...constants.map(Math.abs));
  return most > 0 && constants.every(isShiftBy(most)) ? most : null;
}
const isShiftBy =
  (scale: number) =>
  (constant: number): boolean =>
    constant === 0 || Number.isInteger(Math.log2(Math.abs(constant / scale)));
/** Whether two choices among constants, multiplied, are a choice among few enough products. */
export function canJoin(graph: Graph, a: ValueId, b: ValueId): boolean {
  return new Set([...conditionsOf(graph, a)!, ...conditionsOf(graph, b)!]).size <= mostConditions;
}
/** The product of two constants or choices among constants: a choice among products. `facts`: conditions decided on the way. */
export function multiplyKnown(
  graph: Graph,
  a: ValueId,
  b: ValueId,
  facts: ReadonlyMap<ValueId, boolean> = new Map(),
): ValueId {
  const [x, y] = [decided(graph, a, facts), decided(graph, b, facts)];
  const [known, other] = [graph.constantOf(x), graph.constantOf(y)];
  if (known !== undefined && other !== undefined) return graph.constant(known * other);
  const [chooser, rest] = known === undefined ? [x, y] : [y, x];
  return mapChoice(graph, chooser, (arg, condition, holds) =>
    multiplyKnown(graph, arg, rest, new Map([...facts, [condition, holds]])),
  );
}
/** A choice among constants times any value: a choice among products. */
export function multiplyChoice(graph: Graph, choice: ValueId, value: ValueId): ValueId {
  if (graph.constantOf(choice) !== undefined) return apply(graph, 'multiply', [choice, value]);
  return mapChoice(graph, choice, (arg) => multiplyChoice(graph, arg, value));
}
function mapChoice(
  graph: Graph,
  choice: ValueId,
  f: (arg: ValueId, condition: ValueId, holds: boolean) => ValueId,
): ValueId {
  const { op, args, attributes } = graph.get(choice);
  const [condition, yes, no] = args as [ValueId, ValueId, ValueId];
  return apply(graph, op, [condition, f(yes, condition, true), f(no, condition, false)], attributes);
}
/** What a tree of choices among constants depends on; null where it holds anything else, or more conditions than we follow. */
function conditionsOf(graph: Graph, id: ValueId): ReadonlySet<ValueId> | null {
  const conditions = new Set<ValueId>();
  const open = [id];
  while (open.length > 0) {
    const { op, args } = graph.get(open.pop()!);
    if (op === 'constant') continue;
    if (args.length !== 3 || !operation(op).chooses) return null;
    conditions.add(args[0]!);
    if (conditions.size > mostConditions) return null;
    open.push(args[1]!, args[2]!);
  }
  return conditions;
}
function constantsOf(graph: Graph, id: ValueId): number[] {
  const constant = graph.constantOf(id);
  return constant === undefined
    ? graph
        .get(id)
        .args.slice(1)
        .flatMap((arg) => constantsOf(graph, arg))
    : [constant];
}
/** A choice whose condition is decided is what it chooses. */
function decided(graph: Graph, id: ValueId, facts: ReadonlyMap<ValueId, boolean>): ValueId {
  if (graph.constantOf(id) !== undefined) return id;
  const { args } = graph.get(id);
  const holds = facts.get(args[0]!);
  return holds === undefined ? id : decided(graph, args[holds ? 1 : 2]!, facts);
}
