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

/** Two couplings whose edges hand on pulses later: each edge by steps of its own, and all by the same; two points of a sweep. */
export const delayedText = `
use std.disciplines
${spikingDevices}device Late(one: neural, two: neural) {
  param w = 0.1
  param late = 30 ns
  x(two) <+ w * delay(s(one), late)
}
circuit Net { param k = 0
  n: Fires[9] { start = uniform(0, 1, seed: 4) }   m: Fires[5] { start = [0.1, 0.3, 0.2, 0.4, 0.9] }
  couple n to m by random(0.6, seed: 2) { Late(a.axon, b.body) { w = uniform(-0.5, 0.9, seed: 3) * k  late = uniform(6 ns, 114 ns, seed: 8) } }
  couple m to n by all { Late(a.axon, b.body) { w = uniform(-0.2, 0.5, seed: 6) * k } }
}
experiment E of Net { sweep k = (0.3, 1)  stop = 3 us  dt = 10 ns  tolerance = 1 % }`;

/** The cells, then their couplings. */
export function spikingForms(source: string = text): FixedForm[] {
  const network = evaluators.network && { ...evaluators.network, trial: null };
  const asked = { ...evaluators, trial: null, network };
  const { experiments } = compile({ path: 'net.qnm', text: source }, new NodeFiles(), { until: 'fixed' }, asked);
  return experiments[0]!.parts.map(({ fixed }) => fixed!);
}
