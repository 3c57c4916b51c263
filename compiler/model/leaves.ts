/** Walks below a value of a graph. */
import { type Graph, leafOps, type Value, type ValueId } from '../ops/graph.ts';

const names: ReadonlySet<string> = new Set(leafOps);

export function isLeaf(op: string): boolean {
  return names.has(op);
}

/** Every leaf that `id` depends on, constants left out. A `rate` counts as a leaf, and what it is the rate of as well. */
export function leavesBelow(graph: Graph, id: ValueId): Value[] {
  const seen = new Set<ValueId>([id]);
  const leaves: Value[] = [];
  for (const at of seen) {
    const value = graph.get(at);
    for (const arg of value.args) seen.add(arg);
    if (isLeaf(value.op) && value.op !== 'constant') leaves.push(value);
  }
  return leaves;
}
