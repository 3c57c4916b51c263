/** A network whose edges are opened by events: twelve cells that fire every few steps, at any step some, each of which pushes all others. */
import { NodeFiles } from '../../cli/files.ts';
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { compile, evaluators } from '../../index.ts';

/** A cell with a pulse behind each spike, and an edge that does nothing without it. */
export const spikingDevices = `device Fires(body: neural owner, axon: neural owner) {
  param start = 0
  state v = start in -4 .. 4
  memory fired = 0 in 0 .. 1
  v' = (x(body) + 1.5 - v) / 100 ns
  event spike when v >= 1
  on spike priority 1 { v = 0  fired = 1 }
  on fired > 0.5      { fired = 0 }
  s(body) = v
  s(axon) = fired
}
device Conduct(one: neural, two: neural) {
  param w = 0.1
  x(two) <+ w * s(one) * s(two)
}
`;
const text = `
use std.disciplines
${spikingDevices}circuit Net {
  n: Fires[12] { start = uniform(0, 1, seed: 4) }
  couple n to n by all { Conduct(a.axon, b.body) { w = uniform(-0.1, 0.5, seed: 2) } }
}
experiment E of Net { stop = 2 us  dt = 10 ns  tolerance = 1 % }`;

/** The cells, then their coupling. */
export function spikingForms(): FixedForm[] {
  const network = evaluators.network && { ...evaluators.network, trial: null };
  const asked = { ...evaluators, trial: null, network };
  const { experiments } = compile({ path: 'net.qnm', text }, new NodeFiles(), { until: 'fixed' }, asked);
  return experiments[0]!.parts.map(({ fixed }) => fixed!);
}
