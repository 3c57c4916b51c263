/** What the float64 run of a network shows of every part: ranges, and a selection of visited points. */
import type { Evidence } from '../../compiler/numerics/evidence.ts';
import type { ValueId } from '../../compiler/ops/graph.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';
import { Gathering } from '../float64/index.ts';
import { pullsOf } from './pulls.ts';
import { isWired, orderOf } from './wiring.ts';

/**
 * Runs the experiment once, all parts together. Deterministic.
 * @param wanted by part, values whose ranges are asked for; null: all of its graph
 */
export function gatherNetworkEvidence(
  network: StepNetwork,
  wanted: readonly (ReadonlySet<ValueId> | null)[] | null = null,
): Evidence[] {
  const parts: Gathering[] = [];
  const pulls = pullsOf(network, (part) => parts[part]!.arrays.from);
  for (const [part, step] of network.entries()) parts.push(new Gathering(step, wanted?.[part] ?? null, pulls[part]));
  const order = orderOf(network).map((part) => parts[part]!);
  const { steps } = network[0]!;
  const stride = isWired(network) ? 1 : steps;
  for (let made = 0; made < steps; made += stride) if (!order.every((part) => part.advance(stride))) break;
  return parts.map((part) => part.finish());
}
