/** Circuits with arrays all the way down to Verilog: synapses with states, events of both ends, noise, stimuli, several populations. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import type { FileAccess, SourceFile } from '../../dsl/index.ts';
import { compile, evaluators } from '../../index.ts';
import { lintVerilator } from '../../sim/rtl/index.ts';
import { networkMachineOf, networkTranscript, rtlTranscript, verilogOf } from '../support/rtl.ts';
import { spikingDevices } from '../support/spiking.ts';
import { tools } from '../support/tools.ts';

const timeout = 180_000;
const packaged = new NodeFiles();

function formsOf(text: string, beside: Readonly<Record<string, string>> = {}) {
  const files: FileAccess = {
    readPackaged: (path) => packaged.readPackaged(path),
    readText: (path): SourceFile | undefined => (beside[path] === undefined ? undefined : { path, text: beside[path] }),
  };
  const network = evaluators.network && { ...evaluators.network, trial: null };
  const made = compile({ path: 'net.qnm', text }, files, { until: 'fixed' }, { ...evaluators, trial: null, network });
  expect(made.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
  return made.experiments[0]!.parts.map(({ fixed }) => fixed!);
}
const run = 'stop = 2 us  dt = 10 ns  seed = 3  tolerance = 1 %';
const devices = `
use std.disciplines
device Lif(body: neural owner) {
  param gain = 2
  state v = 0 in -4 .. 4
  v' = (x(body) + 1.5 - v) / 100 ns + 1e2 s^(-1/2) * noise
  event spike when rising(v, 1)
  on spike { v = 0 }
  s(body) = v
}
discipline level signal { value I: A }
device Driven(body: neural owner, in: level) {
  param w = 3 /us
  state u = 0.5 in -8 .. 8
  u' = w * (x(body) + I(in) / 1 A - u)
  event high when rising(u, 0.6)
  s(body) = u
}
device Wave(body: neural owner) {
  param w = 3 /us
  param drive = 0
  state u = 0.5 in -8 .. 8
  u' = w * (x(body) + drive - u)
  event high when rising(u, 0.6)
  s(body) = u
}
device Synapse(pre: spike, post: neural) {
  param w = 1
  state g = 0 in -20 .. 20
  g' = -g / 200 ns
  on pre { g = g + w }
  event strong when rising(g, 0.5)
  x(post) <+ g
  assert g < 15
}
${spikingDevices}device Hand(one: neural, two: neural) {
  param w = 0.1
  x(two) <+ w * s(one)
}
device Pull(one: neural, two: neural) {
  param k = 0.1
  x(two) <+ k * (s(one) - s(two))
}
device Pair(one: neural, two: neural) {
  param k = 0.2
  x(one) <+ k * (s(two) - s(one))
  x(two) <+ k * (s(one) - s(two))
}
`;

const circuits = [
  [
    'spiking synapses with states',
    `${devices}
    circuit Net { n: Lif[7] { gain = normal(2, 0.5, seed: 4) }
      couple n to n by random(0.5, seed: 2) { Synapse(a.spike, b.body) { w = a.gain * b.gain * 0.2 } } }
    experiment E of Net { ${run}  record n.v, Synapse.g }`,
    {},
    ['edge list'],
    ['edge list'],
  ],
  [
    'two populations, four couplings, a stimulus',
    `${devices}
    circuit Net(in: level) {
      n: Lif[5]   node mb: neural[3]   m: Driven[3](mb, in) { w = [1 /us, 2 /us, 3 /us] }
      couple n to m by all { Synapse(a.spike, b.body) { w = 0.1 } }
      couple m to n by edges("e.csv") { Pull(a.body, b.body) }
      couple m to m by all { Pull(a.body, b.body) }
      couple n by ring { Pair(a.body, b.body) }
    }
    experiment E of Net { in = ramp(0 A, 2 A, 1 us)  ${run} }`,
    { 'e.csv': 'from,to,k\n0,4,0.5\n2,4,0.25\n2,0,-0.5\n2,0,-0.5\n' },
    ['matrix', 'edge list', 'matrix', 'edge list'],
    ['matrix', 'edge list', 'edge list', 'edge list'],
  ],
  [
    // one coupling of equal edges, one of different ones, both in windows
    'a sheet at two points of a sweep',
    `${devices}
    circuit Net { param k = 0  m: Wave[3, 4] { drive = normal(0.5, 0.4, seed: 2) * k }
      couple m by torus(4) { Pair(a.body, b.body) }
      couple m by grid(8) { Pair(a.body, b.body) { k = normal(0.1, 0.05, seed: 6) } } }
    experiment E of Net { sweep k = (1, 2)  ${run} }`,
    {},
    ['window', 'window'],
    ['window', 'window'],
  ],
  [
    // events open the edges of two couplings; in one of them the second end is read too
    'spikes that open edges, at two points of a sweep',
    `${devices}
    circuit Net { param k = 0
      n: Fires[9] { start = uniform(0, 1, seed: 4) }   m: Fires[4] { start = [0.1, 0.3, 0.2, 0.4] }
      couple n to m by random(0.6, seed: 2) { Hand(a.axon, b.body) { w = uniform(-0.5, 0.9, seed: 3) * k } }
      couple n to n by random(0.4, seed: 5) { Conduct(a.axon, b.body) { w = k } }
      couple m to n by pair(1, 3) { Pull(a.body, b.body) } }
    experiment E of Net { sweep k = (0.3, 1)  ${run} }`,
    {},
    ['event', 'event', 'edge list'],
    ['event', 'event', 'edge list'],
  ],
  [
    // what an edge remembers of an event of its source is a state of the source
    'edges that hand on an event in the step after it',
    `${devices}device Relay(pre: spike, post: neural) {
      param w = 1
      memory now = 0 in 0 .. 1
      x(post) <+ w * now
      on pre priority 1 { now = 1 }
      on now > 0.5      { now = 0 }
    }
    circuit Net { n: Fires[9] { start = uniform(0, 1, seed: 4) }   m: Fires[5]
      couple n to m by random(0.6, seed: 2) { Relay(a.spike, b.body) { w = uniform(-0.3, 0.9, seed: 3) } } }
    experiment E of Net { ${run} }`,
    {},
    ['event'],
    ['event'],
  ],
  [
    // sources at one instance, at all of them, and between all pairs; with nothing to read there is no window
    'edges that read nothing of their ends',
    `${devices}device Push(body: neural) {
      param k = 0.3
      x(body) <+ k
    }
    circuit Net { m: Wave[6] { drive = normal(0.5, 0.4, seed: 2) }
      one: Push(m[2].body)
      few: Push(m[0 .. 4 by 2].body) { k = -0.2 }
      couple m to m by all { Push(b.body) { k = 0.02 } }
      couple m by chain { Pair(a.body, b.body) } }
    experiment E of Net { ${run} }`,
    {},
    ['edge list', 'edge list', 'matrix', 'window'],
    ['edge list', 'edge list', 'edge list', 'window'],
  ],
] as const;

describe.skipIf(!tools.verilator)('networks of circuits (Verilator)', () => {
  describe.each(circuits)('of %s', (_, text, beside, alone, together) => {
    it.each([
      [1, alone],
      [2, together],
    ])('equal the bit-exact simulator in %i lanes', { timeout }, async (lanes, engines) => {
      const fixed = formsOf(text, beside);
      const steps = 200;
      const want = networkTranscript(fixed, steps);
      expect(want.some((line) => line.split(' | ')[2]!.includes('1'))).toBe(true); // events happen
      const machine = networkMachineOf(fixed, lanes);
      expect(machine.couplings.map(({ engine }) => engine)).toEqual(engines);
      const files = verilogOf(machine);
      expect(await lintVerilator(tools.verilator!, files, `${machine.name}_core`)).toEqual([]);
      for (const seed of [0, 5]) {
        const { lines } = await rtlTranscript(machine, 'verilator', { steps, seed }, files);
        expect(lines).toEqual(want);
      }
    });
  });
});
