/** Which values of a graph are needed. */
import type { Graph, ValueId } from '../ops/index.ts';

/** Values that the roots need, arguments first. */
export function reachable(graph: Graph, roots: readonly ValueId[]): ValueId[] {
  const seen = new Set<ValueId>();
  const open = [...roots];
  while (open.length > 0) {
    const id = open.pop()!;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...graph.get(id).args);
  }
  return [...seen].sort((a, b) => a - b);
}
