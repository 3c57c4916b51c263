/**
 * turns  rates into the values of all continuous states at t_(k+1), before any block
 * needs  a solved network; the solver of the experiment
 * keeps  angles in -1/2..1/2 turn, directions at length 1 (one Newton step towards it)
 * cost   stages x rates
 */
import type { ValueId } from '../ops/graph.ts';
import { directions } from './declare-states.ts';
import type { Delays } from './delays.ts';
import type { Draft } from './draft.ts';
import { valuesAt } from './moments.ts';
import type { SolvedNetwork } from './network/solve-network.ts';
import { checkNoise } from './noise.ts';
import { euler } from './solvers/euler.ts';
import { exponential } from './solvers/exponential.ts';
import { heun } from './solvers/heun.ts';
import { rk4 } from './solvers/rk4.ts';
import { scaled } from './solvers/solver.ts';

const solvers = { euler, heun, rk4, exponential } as const;

/** By state index. */
export function advanceStates(draft: Draft, network: SolvedNetwork, delays: Delays): Map<number, ValueId> {
  const { space, dt } = draft;
  const states = [...draft.states.keys()].filter((i) => draft.states[i]!.kind === 'continuous');
  const now = states.map((i) => draft.stateLeaf(i));
  const written = states.map((i) => network.rate(i));
  reportEvents(draft, states, written);
  checkNoise(draft, states, written);
  const rates = (time: 0 | 0.5 | 1, values: readonly ValueId[]): ValueId[] => {
    const moved = new Map(states.flatMap((state, i) => (values[i] === now[i] ? [] : [[state, values[i]!] as const])));
    return written.map(valuesAt(draft, delays, { time, states: moved, pass: 'each' }));
  };
  if (draft.passes !== null) {
    const stage = rates(0, now);
    const moved = draft.passes.advance(states, stage, (rate) => scaled(space, dt, rate));
    return keptInForm(draft, states, moved);
  }
  const next = solvers[draft.experiment.solver]({ space, dt, states, now, rates });
  return keptInForm(draft, states, new Map(states.map((state, i) => [state, next[i]!])));
}
/** Angles wrap, directions keep their length. */
function keptInForm(draft: Draft, states: readonly number[], advanced: Map<number, ValueId>): Map<number, ValueId> {
  const { space } = draft;
  for (const state of states)
    if (draft.states[state]!.angle) advanced.set(state, space.apply('wrap', [advanced.get(state)!]));
  for (const first of directions(draft)) renormalise(draft, first, advanced);
  return advanced;
}
/** m (3/2 - |m|^2 / 2). */
function renormalise(draft: Draft, first: number, advanced: Map<number, ValueId>): void {
  const { space } = draft;
  const parts = [first, first + 1, first + 2].map((i) => advanced.get(i) ?? draft.stateLeaf(i));
  const squared = space.sum(parts.map((m) => space.multiply(m, m)));
  const factor = space.subtract(space.constant(1.5), space.multiply(space.constant(0.5), squared));
  for (const [i, m] of parts.entries()) advanced.set(first + i, space.multiply(m, factor));
}
/** A rate cannot wait for an event of the same step. */
function reportEvents(draft: Draft, states: readonly number[], rates: readonly ValueId[]): void {
  for (const [i, rate] of rates.entries()) {
    const event = draft.eventIn(rate);
    if (event === null) continue;
    const { name, origin } = draft.states[states[i]!]!;
    draft.report(
      'E0315',
      `the rate of ${name} reads the event ${draft.cell.events[event]!.name}, which is only known at the end of the step`,
      origin,
      {
        related: [{ span: draft.cell.events[event]!.origin, text: 'the event' }],
        help: 'keep what the event does in a memory (`on ... { }`), and read that',
      },
    );
  }
}
