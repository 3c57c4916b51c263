/** What the float64 run of a network shows of every part: ranges, and a selection of visited points. */
import type { Evidence } from '../../compiler/numerics/evidence.ts';
import type { ValueId } from '../../compiler/ops/graph.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';
import { Gathering, StateSpans } from '../float64/index.ts';
import { Float64Network } from './float64-network.ts';
import { pullsOf } from './pulls.ts';
import { isWired, orderOf } from './wiring.ts';

/**
 * Runs the experiment once, all parts together. Deterministic.
 * @param wanted by part, values whose ranges are asked for; null: all of its graph. `states`: only the states, and no points
 */
export function gatherNetworkEvidence(
  network: StepNetwork,
  wanted: readonly (ReadonlySet<ValueId> | null)[] | null | 'states' = null,
): Evidence[] {
  if (wanted === 'states') return followStates(network);
  const parts: Gathering[] = [];
  const pulls = pullsOf(network, (part) => parts[part]!.arrays.from);
  for (const [part, step] of network.entries()) parts.push(new Gathering(step, wanted?.[part] ?? null, pulls[part]));
  const order = orderOf(network).map((part) => parts[part]!);
  const { steps } = network[0]!;
  const stride = isWired(network) ? 1 : steps;
  for (let made = 0; made < steps; made += stride) if (!order.every((part) => part.advance(stride))) break;
  return parts.map((part) => part.finish());
}

/** The plain run, whose states are looked at after each step. */
function followStates(network: StepNetwork): Evidence[] {
  const run = new Float64Network(network);
  const spans = network.map((step) => new StateSpans(step));
  const { steps } = network[0]!;
  for (let k = 0, sound = true; sound && k < steps; k++) {
    sound = run.advance();
    for (const [part, { frame }] of run.parts.entries()) spans[part]!.see(frame.states);
  }
  return spans.map((each) => each.finish(run.done));
}
