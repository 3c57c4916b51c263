/**
 * turns  values at t_k into the same values at another moment of the step: with other states, at stage times, at t_(k+1)
 * needs  values as functions of states, params, inputs and delays at t_k
 * keeps  memories: they do not change before the blocks run
 * cost   linear in the values reached
 */
import type { ValueId } from '../ops/graph.ts';
import type { Delays } from './delays.ts';
import type { Draft } from './draft.ts';
import type { Passes } from './passes.ts';
import { type Substitution, substitution } from './substitute.ts';

export interface Moment {
  readonly time: 0 | 0.5 | 1;
  /**
   * Of a step that is made in passes: `first` the pass that begins it; `each` the stage of the pass that runs, `next` that of the one
   * behind it (both have a time of their own); `last` the pass that ends it.
   */
  readonly pass: 'first' | 'each' | 'next' | 'last';
  /** States that have another value than at t_k. */
  readonly states: ReadonlyMap<number, ValueId>;
  /** Whether each event of the cell has occurred in this step. */
  readonly event?: (index: number) => ValueId;
}

export function valuesAt(draft: Draft, delays: Delays, moment: Moment): Substitution {
  const { space, passes } = draft;
  if (passes !== null && moment.pass !== 'first') return valuesInPass(draft, passes, delays, moment);
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
/** The same in one of the passes of a step. A stage has states of its own. */
function valuesInPass(
  draft: Draft,
  passes: Passes,
  delays: Delays,
  { time, states, event, pass }: Moment,
): Substitution {
  const { space, dt } = draft;
  const last = passes.count - 1;
  const staged = pass === 'each' || pass === 'next';
  /** A leaf at the time of the stage, whatever pass runs. */
  const inPass = (at: (time: 0 | 0.5 | 1, pass: number) => ValueId): ValueId => {
    if (!staged) return at(time, last);
    const stage = (p: number): 0 | 0.5 | 1 => passes.times[pass === 'each' ? p : p + 1] ?? 1;
    return passes.choose(passes.times.map((_, p) => at(stage(p), p)));
  };
  return substitution(
    space.graph,
    space,
    (leaf, id) => {
      const index = leaf.attributes.index!;
      switch (leaf.op) {
        case 'state':
          return states.get(index) ?? (staged ? draft.stateLeaf(passes.stageOf(index)) : id);
        case 'input':
          if (draft.inputs[index]!.from && staged) return id;
          return inPass((at, p) => passes.inputAt(index, at, p));
        case 'delayed':
          return inPass((at, p) => passes.delayedAt(delays, index, at, p));
        case 'inputRate':
          return inPass((_, p) =>
            space.divide(
              space.subtract(passes.stimulusAt(index, 1, p), passes.stimulusAt(index, 0, p)),
              space.constant(dt),
            ),
          );
        case 'draw':
          return passes.draw(id, index);
        case 'event':
          return event ? event(index) : null;
        default:
          return null;
      }
    },
    { named: false },
  );
}
/** The rate of a stimulus within a step: what it changes by, so that a jump at the input carries its whole charge. */
function changePerStep(draft: Draft, source: number): ValueId {
  const { space, dt } = draft;
  return space.divide(space.subtract(draft.input(source, 1), draft.input(source, 0)), space.constant(dt));
}
