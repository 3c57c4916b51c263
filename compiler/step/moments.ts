/**
 * turns  values at t_k into the same values at another moment of the step: with other states, at stage times, at t_(k+1)
 * needs  values as functions of states, params, inputs and delays at t_k
 * keeps  memories: they do not change before the blocks run
 * cost   linear in the values reached
 */
import type { ValueId } from '../ops/graph.ts';
import type { Delays } from './delays.ts';
import type { Draft } from './draft.ts';
import { type Substitution, substitution } from './substitute.ts';

export interface Moment {
  readonly time: 0 | 0.5 | 1;
  /** States that have another value than at t_k. */
  readonly states: ReadonlyMap<number, ValueId>;
  /** Whether each event of the cell has occurred in this step. */
  readonly event?: (index: number) => ValueId;
}

export function valuesAt(draft: Draft, delays: Delays, moment: Moment): Substitution {
  const { space } = draft;
  const named = moment.time === 0 && moment.states.size === 0;
  return substitution(
    space.graph,
    space,
    (leaf, id) => {
      const index = leaf.attributes.index!;
      if (leaf.op === 'state') return moment.states.get(index) ?? id;
      if (leaf.op === 'input') return draft.inputAt(index, moment.time);
      if (leaf.op === 'delayed') return delays.at(index, moment.time);
      if (leaf.op === 'inputRate') return changePerStep(draft, index);
      return leaf.op === 'event' && moment.event ? moment.event(index) : null;
    },
    { named },
  );
}
/** The rate of a stimulus within a step: what it changes by, so that a jump at the input carries its whole charge. */
function changePerStep(draft: Draft, source: number): ValueId {
  const { space, dt } = draft;
  return space.divide(space.subtract(draft.input(source, 1), draft.input(source, 0)), space.constant(dt));
}
