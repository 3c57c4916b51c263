/** Walks from values of a graph to what they are made of. */
import { type Graph, isLeaf, type ValueId } from './graph.ts';

/** `roots` and everything that they lead to, each once; `below`: what one of them is made of. In no order to rely on. */
export function closure<T>(roots: Iterable<T>, below: (one: T) => Iterable<T>): Set<T> {
  const found = new Set(roots);
  // a set that grows while it is read gives what was added as well
  for (const one of found) for (const next of below(one)) found.add(next);
  return found;
}
/** All values that the roots need, arguments before users; values older than `from` are left out with all they need. */
export function reachable(graph: Graph, roots: readonly ValueId[], from = 0): ValueId[] {
  const found = new Set(roots.filter((root) => root >= from));
  for (const id of found) for (const arg of graph.get(id).args) if (arg >= from) found.add(arg);
  return oldestFirst(found);
}
/** Values in the order in which they can be worked out: an argument is always older than its user. */
export function oldestFirst<Id extends number>(values: Iterable<Id>): Id[] {
  return [...values].sort((a, b) => a - b);
}
/** The leaves that values depend on, oldest first, constants left out. A `rate` is one, and what it is the rate of is as well. */
export function leavesOf(graph: Graph, roots: readonly ValueId[]): ValueId[] {
  return reachable(graph, roots).filter((id) => isLeaf(graph.get(id).op) && graph.get(id).op !== 'constant');
}
