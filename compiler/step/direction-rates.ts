/**
 * turns  the rates of unit vectors into functions that can be looked at by themselves: how a solver follows a rotation is judged by the
 *        rates (`numerics/rotations.ts`), not by the step that was made of them
 * needs  a solved network, before the passes that rewrite the step
 * keeps  the step as it is: the graph is a copy, with the params and inputs that it had then
 * cost   nothing in hardware
 */
import { Graph } from '../ops/graph.ts';
import { directions } from './declare-states.ts';
import type { Delays } from './delays.ts';
import type { Draft } from './draft.ts';
import type { DirectionRates } from './form.ts';
import { valuesAt } from './moments.ts';
import type { SolvedNetwork } from './network/solve-network.ts';
import { substitution } from './substitute.ts';
import { Workspace } from './workspace.ts';

/** Null: the cell has no unit vectors. */
export function directionRates(draft: Draft, network: SolvedNetwork, delays: Delays): DirectionRates | null {
  const firsts = directions(draft);
  if (firsts.length === 0) return null;
  const space = new Workspace(new Graph());
  const now = valuesAt(draft, delays, { time: 0, states: new Map(), pass: 'first' });
  const copy = substitution(draft.space.graph, space, () => null);
  const vectors = firsts.map((first) => ({
    first,
    rates: [0, 1, 2].map((i) => copy(now(network.rate(first + i)))),
    origin: draft.states[first]!.origin,
  }));
  return { graph: space.graph, params: [...draft.params], inputs: [...draft.inputs], vectors };
}
