/**
 * turns  values of a graph into float64 numbers, for constants that differ between instances and for initial values
 * needs  the number of each leaf
 * cost   linear in the values reached, times instances: never used in a simulation
 */
import type { Graph, Value, ValueId } from '../ops/graph.ts';
import { isLeaf, operation, reachable } from '../ops/index.ts';

export type LeafNumber = (leaf: Value) => number;
/** Numbers of a leaf: one, or one per instance. */
export type LeafNumbers = (leaf: Value) => Float64Array;

/** A function that gives the numbers of `roots` for the leaves' numbers of one instance. */
export function evaluator(graph: Graph, roots: readonly ValueId[]): (leaf: LeafNumber) => Float64Array {
  return (leaf) => {
    const values = roots.map((root) => numbersOf(graph, root, 1, (value) => Float64Array.of(leaf(value)))[0]!);
    return Float64Array.from(values);
  };
}

/** Instances worked out together: the numbers of all values of a block stay in the cache. */
const block = 1024;

/** The numbers of a value: one where all leaves that it depends on have one, else one for each of `count` instances. */
export function numbersOf(graph: Graph, root: ValueId, count: number, leaf: LeafNumbers): Float64Array {
  const order = reachable(graph, [root]);
  const place = new Map(order.map((id, i) => [id, i]));
  const plans = order.map((id) => planOf(graph.get(id), place, leaf));
  const varies = plans.some(({ numbers }) => (numbers?.length ?? 1) > 1);
  const result = new Float64Array(varies ? count : 1);
  const columns = plans.map(() => new Float64Array(Math.min(block, result.length)));
  for (let start = 0; start < result.length; start += block) {
    const length = Math.min(block, result.length - start);
    for (const [i, plan] of plans.entries()) fill(columns[i]!, plan, columns, start, length);
    result.set(columns.at(-1)!.subarray(0, length), start);
  }
  return result;
}
interface Plan {
  readonly value: Value;
  readonly args: readonly number[];
  /** Of a leaf or a constant. */
  readonly numbers: Float64Array | null;
}
function planOf(value: Value, place: ReadonlyMap<ValueId, number>, leaf: LeafNumbers): Plan {
  const args = value.args.map((arg) => place.get(arg)!);
  if (value.op === 'constant') return { value, args, numbers: Float64Array.of(value.attributes.value!) };
  return { value, args, numbers: isLeaf(value.op) ? leaf(value) : null };
}
function fill(
  column: Float64Array,
  { value, args, numbers }: Plan,
  columns: readonly Float64Array[],
  start: number,
  length: number,
): void {
  if (numbers !== null) {
    if (numbers.length > 1) column.set(numbers.subarray(start, start + length));
    else column.fill(numbers[0]!);
    return;
  }
  const { float64 } = operation(value.op);
  const given = args.map(() => 0);
  for (let i = 0; i < length; i++) {
    for (let a = 0; a < args.length; a++) given[a] = columns[args[a]!]![i]!;
    column[i] = float64(given, value.attributes);
  }
}
