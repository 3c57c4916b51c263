/**
 * turns  values of a graph into float64 numbers, for constants that differ between instances and for initial values
 * needs  the number of each leaf
 * cost   linear in the values reached, once per call: never used in a simulation
 */
import type { Graph, Value, ValueId } from '../ops/graph.ts';
import { operation } from '../ops/index.ts';
import { isLeaf, reachable } from './workspace.ts';

export type LeafNumber = (leaf: Value) => number;

/** A function that gives the numbers of `roots` for the leaves' numbers of one instance. */
export function evaluator(graph: Graph, roots: readonly ValueId[]): (leaf: LeafNumber) => Float64Array {
  const order = reachable(graph, roots);
  const place = new Map(order.map((id, i) => [id, i]));
  const numbers = new Float64Array(order.length);
  const plans = order.map((id) => ({ value: graph.get(id), args: graph.get(id).args.map((arg) => place.get(arg)!) }));
  return (leaf) => {
    for (const [i, { value, args }] of plans.entries()) {
      if (value.op === 'constant') numbers[i] = value.attributes.value!;
      else if (isLeaf(value.op)) numbers[i] = leaf(value);
      else
        numbers[i] = operation(value.op).float64(
          args.map((arg) => numbers[arg]!),
          value.attributes,
        );
    }
    return Float64Array.from(roots, (root) => numbers[place.get(root)!]!);
  };
}
