/** Which nodes of a program change only when states do that are kept in most steps. */
import { isConstant, type NodeId } from './node.ts';
import type { Program } from './program.ts';

/** Nodes that depend on nothing but parameters and states that a choice keeps as they are. */
export function seldomChanged(program: Program): ReadonlySet<NodeId> {
  const { nodes, next } = program;
  const keepsItself = (state: number): boolean => {
    const { kind, args } = nodes[next[state]!]!;
    const isOwn = (id: NodeId): boolean => nodes[id]!.leaf === 'state' && nodes[id]!.bits === state;
    return kind === 'select' && args.slice(1).some(isOwn);
  };
  const found = new Set<NodeId>();
  for (const id of program.live) {
    const node = nodes[id]!;
    const isSlow =
      node.kind === 'leaf'
        ? node.leaf === 'param' || (node.leaf === 'state' && keepsItself(node.bits))
        : isConstant(node) || node.args.every((arg) => found.has(arg));
    if (isSlow) found.add(id);
  }
  return found;
}
