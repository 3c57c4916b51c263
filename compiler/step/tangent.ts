/**
 * turns  a value into its directional derivative, symbolically (forward mode)
 * needs  a direction: the derivative of each leaf that moves
 * keeps  exactness: a difference of two leaves that move alike has the constant 0 as its derivative
 * cost   linear in the values reached that depend on the direction
 */

import type { ValueId } from '../ops/graph.ts';
import { isLeaf, operation, reachable } from '../ops/index.ts';
import type { Workspace } from './workspace.ts';

export interface Tangent {
  readonly value: ValueId;
  /** The first value on the way that has no derivative although it moves; null: none. */
  readonly broken: ValueId | null;
  /** A decision (a comparison, a sign) that moves: the derivative holds between its jumps only; null: none. */
  readonly kink: ValueId | null;
}

export function tangent(space: Workspace, of: ValueId, direction: ReadonlyMap<ValueId, ValueId>): Tangent {
  const { graph } = space;
  const slopes = new Map<ValueId, ValueId>(direction);
  const moving = new Set<ValueId>(direction.keys());
  let broken: ValueId | null = null;
  let kink: ValueId | null = null;
  for (const id of reachable(graph, [of])) {
    const value = graph.get(id);
    if (moving.has(id) || isLeaf(value.op) || !value.args.some((arg) => moving.has(arg))) continue;
    moving.add(id);
    if (operation(value.op).jumps || value.type === 'bool') kink ??= id;
    if (value.type === 'bool') continue;
    const terms: ValueId[] = [];
    for (const [i, arg] of value.args.entries()) {
      const slope = slopes.get(arg);
      if (slope === undefined || space.isZero(slope)) continue;
      const partial = partialOf(space, id, i);
      if (partial === null) broken ??= id;
      else terms.push(space.multiply(partial, slope));
    }
    slopes.set(id, space.sum(terms));
  }
  return { value: slopes.get(of) ?? space.constant(0), broken, kink };
}
function partialOf(space: Workspace, id: ValueId, argument: number): ValueId | null {
  const { op, args, attributes } = space.graph.get(id);
  const before = space.graph.values.length;
  const partial = operation(op).derivative?.(space.graph, args, attributes, argument) ?? null;
  return partial === null ? null : space.settle(partial, before);
}
