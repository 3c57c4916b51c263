/** Building, rewriting and differentiating graphs with the table of operations. */
import { type Attributes, Graph, type Naming, type ValueId } from './graph.ts';
import { squareInterval } from './interval.ts';
import type { Interval } from './operation.ts';
import { operation } from './registry.ts';
import { closure, oldestFirst } from './walk.ts';

/** Adds `op(args)` in its simplest form. A name and origin go to the result if it has none. */
export function apply(
  graph: Graph,
  op: string,
  args: readonly ValueId[],
  attributes: Attributes = {},
  naming: Naming = {},
): ValueId {
  const entry = operation(op);
  const simpler = entry.simplify?.(graph, args, attributes) ?? null;
  if (simpler === null) return graph.add(op, args, entry.type, attributes, naming);
  const id = resimplify(graph, simpler);
  return graph.constantOf(id) === undefined ? graph.name(id, naming) : id;
}
/** Identities give values that may have identities of their own. */
function resimplify(graph: Graph, id: ValueId): ValueId {
  let current = id;
  for (let round = 0; round < 16; round++) {
    const value = graph.get(current);
    if (value.args.length === 0) return current;
    const next = operationOf(graph, current)?.simplify?.(graph, value.args, value.attributes) ?? null;
    if (next === null || next === current) return current;
    current = next;
  }
  return current;
}
/** The entry of a value; leaves of form 2 with arguments (`rate`) have none. */
function operationOf(graph: Graph, id: ValueId) {
  const { op } = graph.get(id);
  return op === 'rate' ? null : operation(op);
}

/**
 * Copies what `roots` need into `target` (a new graph by default), simplified. `replace` may give another value for an old
 * one; else leaves are copied and operations rebuilt from their new arguments.
 * @returns the new id of an old one; asks for more values may follow later.
 */
export function rebuild(
  source: Graph,
  roots: readonly ValueId[],
  target: Graph = new Graph(),
  replace: (old: ValueId, target: Graph) => ValueId | null = () => null,
): { readonly graph: Graph; readonly map: (old: ValueId) => ValueId } {
  const made = new Map<ValueId, ValueId>();
  const map = (root: ValueId): ValueId => {
    for (const id of needed(source, [root], made)) {
      const { op, args, type, attributes, name, origin } = source.get(id);
      const renewed = args.map((arg) => made.get(arg)!);
      const leaf = args.length === 0 || op === 'rate';
      made.set(
        id,
        replace(id, target) ??
          (leaf
            ? target.add(op, renewed, type, attributes, { name, origin })
            : apply(target, op, renewed, attributes, { name, origin })),
      );
    }
    return made.get(root)!;
  };
  roots.forEach(map);
  return { graph: target, map };
}
/** Values that `roots` need and `done` lacks, arguments first (ids are a topological order). */
function needed(graph: Graph, roots: readonly ValueId[], done: ReadonlyMap<ValueId, unknown>): ValueId[] {
  const below = (id: ValueId): readonly ValueId[] => graph.get(id).args.filter((arg) => !done.has(arg));
  return oldestFirst(
    closure(
      roots.filter((id) => !done.has(id)),
      below,
    ),
  );
}

/**
 * Symbolic derivative of `id` with respect to the value `by` (a leaf, or any value taken as independent), simplified.
 * @returns null when some operation on the way has no symbolic derivative
 */
export function differentiate(graph: Graph, id: ValueId, by: ValueId): ValueId | null {
  const zero = graph.constant(0);
  const slopes = new Map<ValueId, ValueId | null>([[by, graph.constant(1)]]);
  for (const value of needed(graph, [id], slopes)) {
    let sum: ValueId | null = zero;
    const { op, args, attributes } = graph.get(value);
    args.forEach((arg, i) => {
      const inner = slopes.get(arg)!;
      if (inner === zero || sum === null) return;
      const outer = inner === null ? null : (operation(op).derivative?.(graph, args, attributes, i) ?? null);
      sum =
        outer === null
          ? null
          : apply(graph, 'add', [sum, apply(graph, 'multiply', [simplified(graph, outer), inner!])]);
    });
    slopes.set(value, sum);
  }
  return slopes.get(id)!;
}
/** Simplifies a value and everything under it, inside the same graph. */
function simplified(graph: Graph, id: ValueId): ValueId {
  return rebuild(graph, [id], graph).map(id);
}

/** Enclosure of a value from those of its arguments; knows that both factors of x * x are the same. */
export function enclose(graph: Graph, id: ValueId, known: (arg: ValueId) => Interval): Interval | null {
  const { op, args, attributes } = graph.get(id);
  if (op === 'multiply' && args[0] === args[1]) return squareInterval(known(args[0]!));
  return operation(op).interval(args.map(known), attributes);
}
