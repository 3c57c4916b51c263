/**
 * turns  values with `unknown` and `rate` leaves into values of states, params and inputs, and of the unknowns not yet solved
 * needs  the choice of states; solved unknowns where there are any
 * keeps  d/dt exact: the chain rule over everything that moves
 * cost   linear in the values reached
 */

import type { ValueId } from '../../ops/graph.ts';
import { leavesOf } from '../../ops/index.ts';
import type { Draft } from '../draft.ts';
import { lowerRemoteRate } from '../network-leaves.ts';
import { replaceValues, type Substitution, substitution } from '../substitute.ts';
import { tangent } from '../tangent.ts';
import type { Storage } from './storage.ts';

/** Called when d/dt of something has no meaning: `leaf` is what moves but has no rate of its own. */
export type NoRate = (leaf: ValueId, of: ValueId) => void;

export function expander(
  draft: Draft,
  storage: Storage,
  solved: ReadonlyMap<ValueId, ValueId>,
  noRate: NoRate,
): Substitution {
  const { space } = draft;
  const settled = (value: ValueId): ValueId => (solved.size === 0 ? value : replaceValues(space, [value], solved)[0]!);
  return substitution(space.graph, space, (leaf, id) => {
    if (leaf.op === 'unknown') return settled(storage.get(id) ?? id);
    return leaf.op === 'rate' ? settled(rateOf(draft, leaf.args[0]!, noRate)) : null;
  });
}

/** d/dt of a value by the chain rule, in terms of the rates of states and inputs. */
export function rateOf(draft: Draft, of: ValueId, noRate: NoRate): ValueId {
  const { space } = draft;
  const direction = new Map<ValueId, ValueId>();
  for (const leaf of leavesOf(space.graph, [of])) {
    const { op, attributes } = space.graph.get(leaf);
    const index = attributes.index!;
    const held = op === 'input' && draft.inputs[index]!.from !== undefined;
    if (op === 'input' && !held) direction.set(leaf, space.leaf('inputRate', draft.sourceOf(index)));
    if (op === 'state' && draft.states[index]!.kind === 'continuous')
      direction.set(leaf, draft.unknown({ kind: 'rate', state: index }));
    const before = held ? lowerRemoteRate(draft, leaf) : null;
    if (before !== null) direction.set(leaf, before);
    else if (held || op === 'unknown' || op === 'delayed' || op === 'draw' || op === 'inputRate')
      direction.set(leaf, space.constant(1));
  }
  const rate = tangent(space, of, direction);
  if (rate.broken !== null) noRate(rate.broken, of);
  for (const [leaf] of direction) {
    const { op, attributes } = space.graph.get(leaf);
    if (op === 'state' || (op === 'input' && !draft.inputs[attributes.index!]!.from)) continue;
    if (op === 'input' && lowerRemoteRate(draft, leaf) !== null) continue;
    if (!space.isZero(tangent(space, of, new Map([[leaf, space.constant(1)]])).value)) noRate(leaf, of);
  }
  return rate.value;
}
