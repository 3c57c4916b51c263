/** Rewritings of integer nodes that keep every integer. */
import { type Bounds, isConstant, isTruth, type Node, type NodeId } from './node.ts';
import type { Trace } from './trace.ts';

/** x where two nodes are `0 < x` and `x < 0`: their difference is the sign of x, which is x held between -1 and 1. */
export function signOperand(trace: Trace, above: Node, below: Node): NodeId | null {
  if (above.kind !== 'less' || below.kind !== 'less') return null;
  const isZero = (id: NodeId): boolean => isConstant(trace.get(id)) && trace.get(id).number === 0n;
  const [x] = below.args as readonly [NodeId];
  return above.args[1] === x && isZero(above.args[0]!) && isZero(below.args[1]!) ? x : null;
}

/** Where a choice is the smaller or larger of a number and a constant: what it is made of, and the limits that hold it. */
export function limitOf(
  trace: Trace,
  condition: Node,
  whenTrue: NodeId,
  whenFalse: NodeId,
): (Bounds & { readonly of: NodeId }) | null {
  if (condition.kind !== 'less') return null;
  const [left, right] = condition.args as readonly [NodeId, NodeId];
  const isSmaller = left === whenTrue && right === whenFalse;
  if (!isSmaller && !(left === whenFalse && right === whenTrue)) return null;
  const constants = [left, right].filter((id) => isConstant(trace.get(id)));
  if (constants.length !== 1) return null;
  const of = constants[0] === left ? right : left;
  const { number } = trace.get(constants[0]!);
  const { low, high } = trace.get(of);
  return isSmaller ? { of, low, high: number } : { of, low: number, high };
}

/** Two choices that share an outcome are one choice on both conditions; null where nothing is shared. */
export function mergeChoices(trace: Trace, condition: NodeId, whenTrue: NodeId, whenFalse: NodeId): NodeId | null {
  const [c, a, b] = [condition, whenTrue, whenFalse].map((id) => trace.get(id)) as [Node, Node, Node];
  // minimum, maximum and size are known by their shape
  if (!isTruth(c) || (c.kind === 'less' && (c.args.includes(whenTrue) || c.args.includes(whenFalse)))) return null;
  const isChoice = (node: Node): boolean => node.kind === 'select' && isTruth(trace.get(node.args[0]!));
  if (isChoice(a)) {
    const [inner, p, q] = a.args as readonly [NodeId, NodeId, NodeId];
    if (inner === condition) return trace.select(condition, p, whenFalse);
    if (p === whenFalse) return trace.select(trace.and(condition, trace.not(inner)), q, whenFalse);
    if (q === whenFalse) return trace.select(trace.and(condition, inner), p, whenFalse);
  }
  if (isChoice(b)) {
    const [inner, p, q] = b.args as readonly [NodeId, NodeId, NodeId];
    if (inner === condition) return trace.select(condition, whenTrue, q);
    if (p === whenTrue) return trace.select(trace.or(condition, inner), whenTrue, q);
    if (q === whenTrue) return trace.select(trace.and(trace.not(condition), inner), p, whenTrue);
  }
  return null;
}

/**
 * What is done to a choice, done to its two sides: where one of them is kept as it is, the work goes to where the other is
 * made, and is saved whenever that is not chosen.
 */
export function intoChoice(
  trace: Trace,
  choice: NodeId,
  isKept: (side: NodeId) => boolean,
  change: (side: NodeId) => NodeId,
): NodeId | null {
  const { kind, args } = trace.get(choice);
  if (kind !== 'select') return null;
  const [condition, a, b] = args as readonly [NodeId, NodeId, NodeId];
  return isKept(a) || isKept(b) ? trace.select(condition, change(a), change(b)) : null;
}
