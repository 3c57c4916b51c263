/** Values of a step graph one by one, by the table of operations: for reports, and for decisions that may fall either way. */
import type { Graph, ValueId } from '../../compiler/ops/graph.ts';
import { operations } from '../../compiler/ops/index.ts';
import type { StepCell } from '../../compiler/step/form.ts';

/** The leaves of one instance at one t_k. */
export interface Leaves {
  readonly states: Float64Array;
  readonly params: Float64Array;
  readonly inputs: Float64Array;
  readonly delayed: Float64Array;
  readonly draws: Float64Array;
}
export function leafValue(op: string, index: number, leaves: Leaves): number {
  const { states: state, params: param, inputs: input, delayed, draws: draw } = leaves;
  const list = { state, param, input, delayed, draw }[op];
  if (list === undefined) throw new Error(`a step graph holds the leaf '${op}', which float64 does not know`);
  return list[index]!;
}

/** float64 value of every value of the graph, branches not taken included. */
export function evaluateAll(graph: Graph, leaves: Leaves): Float64Array {
  const result = new Float64Array(graph.values.length);
  graph.values.forEach((value, i) => {
    const entry = operations.get(value.op);
    if (entry)
      result[i] = entry.float64(value.args.map((arg) => result[arg]!), value.attributes); // biome-ignore format: one line
    else
      result[i] =
        value.op === 'constant' ? value.attributes.value! : leafValue(value.op, value.attributes.index ?? 0, leaves);
  });
  return result;
}

/** What a step gives. */
export interface StepOutcome {
  readonly next: Float64Array;
  readonly fired: Uint8Array;
}
/** A decision that could fall otherwise: its operands are closer together than their bound. */
export interface CloseDecision {
  readonly value: ValueId;
  readonly alternatives: readonly number[];
}
interface Evaluated extends StepOutcome {
  readonly close: readonly CloseDecision[];
}

/** One step of one instance with some results imposed; lists the close decisions met, in the order of evaluation. */
function evaluateStep(
  cell: StepCell,
  leaves: Leaves,
  bounds: ReadonlyMap<ValueId, number>,
  imposed: ReadonlyMap<ValueId, number>,
): Evaluated {
  const known = new Map<ValueId, number>();
  const close: CloseDecision[] = [];
  const evaluate = (root: ValueId): number => {
    const stack = [root];
    while (stack.length > 0) {
      const id = stack[stack.length - 1]!;
      const value = cell.graph.get(id);
      const missing = known.has(id) ? undefined : firstMissing(cell.graph, id, known);
      if (missing !== undefined) {
        stack.push(missing);
        continue;
      }
      stack.pop();
      if (known.has(id)) continue;
      const args = value.args.map((arg) => known.get(arg) ?? 0);
      const result = evaluateOne(cell.graph, id, args, leaves);
      const bound = bounds.get(id) ?? 0;
      const alternatives = bound > 0 ? otherResults(cell.graph, id, args, result, bound) : [];
      if (alternatives.length > 0) close.push({ value: id, alternatives });
      known.set(id, imposed.get(id) ?? result);
    }
    return known.get(root)!;
  };
  const next = Float64Array.from(cell.next, evaluate);
  const fired = Uint8Array.from(cell.events, (event) => evaluate(event.fired));
  return { next, fired, close };
}
/** The next argument to evaluate; of a choice only the condition and the side taken. */
function firstMissing(graph: Graph, id: ValueId, known: ReadonlyMap<ValueId, number>): ValueId | undefined {
  const { op, args } = graph.get(id);
  if (!operations.get(op)?.chooses) return args.find((arg) => !known.has(arg));
  const condition = known.get(args[0]!);
  if (condition === undefined) return args[0];
  const taken = args[condition !== 0 ? 1 : 2]!;
  return known.has(taken) ? undefined : taken;
}
function evaluateOne(graph: Graph, id: ValueId, args: readonly number[], leaves: Leaves): number {
  const value = graph.get(id);
  const entry = operations.get(value.op);
  if (entry) return entry.float64(args, value.attributes);
  return value.op === 'constant' ? value.attributes.value! : leafValue(value.op, value.attributes.index ?? 0, leaves);
}
/** Results that a decision would have if its operands moved by their bound. */
function otherResults(graph: Graph, id: ValueId, args: readonly number[], result: number, bound: number): number[] {
  const value = graph.get(id);
  const entry = operations.get(value.op)!;
  if (entry.type === 'bool' && args.length === 2) return Math.abs(args[0]! - args[1]!) <= bound ? [1 - result] : [];
  const shifted = [-bound, bound].map((d) => entry.float64([args[0]! + d, ...args.slice(1)], value.attributes));
  const between = Math.abs(args[0]!) <= bound ? [entry.float64([0, ...args.slice(1)], value.attributes)] : [];
  // a jump is larger than what the bound itself can do
  return [...new Set([...shifted, ...between])].filter((other) => Math.abs(other - result) > 2 * bound);
}

/** How many combinations of outcomes are tried for one step of one instance. */
const mostTries = 64;

/**
 * Tries the outcomes of close decisions and gives the one that `distance` likes best. The first try is the plain one.
 * @returns the outcome, its distance, and whether a decision was turned for it
 */
export function nearestOutcome(
  cell: StepCell,
  leaves: Leaves,
  bounds: ReadonlyMap<ValueId, number>,
  distance: (outcome: StepOutcome) => number,
): { readonly outcome: StepOutcome; readonly distance: number; readonly turned: boolean } {
  let best: { outcome: StepOutcome; distance: number; turned: boolean } | null = null;
  const queue: ReadonlyMap<ValueId, number>[] = [new Map()];
  let tried = 0;
  for (let imposed = queue.shift(); imposed && tried < mostTries; imposed = queue.shift()) {
    const outcome = evaluateStep(cell, leaves, bounds, imposed);
    tried++;
    const far = distance(outcome);
    if (best === null || far < best.distance) best = { outcome, distance: far, turned: imposed.size > 0 };
    // each combination once: only decisions later than the last one imposed are turned
    const last = outcome.close.reduce((at, d, i) => (imposed!.has(d.value) ? i : at), -1);
    for (const decision of outcome.close.slice(last + 1))
      for (const other of decision.alternatives) queue.push(new Map([...imposed, [decision.value, other]]));
  }
  return best!;
}
