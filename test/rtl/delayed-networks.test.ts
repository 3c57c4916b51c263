/** Edges that hand on a pulse a while later: the engine of delays, and lists of edges with a delay line each, against the bit-exact simulator. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { compile, evaluators } from '../../index.ts';
import { lintVerilator } from '../../sim/rtl/index.ts';
import { networkMachineOf, networkTranscript, rtlTranscript, verilogOf } from '../support/rtl.ts';
import { spikingDevices } from '../support/spiking.ts';
import { tools } from '../support/tools.ts';

const timeout = 120_000;
/** Two couplings into one population: each edge with a delay of its own, and all with the same; two points of a sweep. */
const text = `
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

function formsOf(source: string): FixedForm[] {
  const network = evaluators.network && { ...evaluators.network, trial: null };
  const asked = { ...evaluators, trial: null, network };
  const { experiments } = compile({ path: 'net.qnm', text: source }, new NodeFiles(), { until: 'fixed' }, asked);
  return experiments[0]!.parts.map(({ fixed }) => fixed!);
}
const forms = formsOf(text);
const steps = 250;
const want = networkTranscript(forms, steps);

describe('edges that hand on a pulse a while later', () => {
  it('are put off by unlike steps, and add in most of the steps', () => {
    const [own] = forms[2]!.delayLines;
    expect([Math.min(...own!.own!), own!.steps]).toEqual([1, 11]);
    const adds = want.filter((line) => /^[23] /.test(line) && / (?!0 )-?\d+/.test(line.split(' | ')[0]!.slice(8)));
    expect(adds.length).toBeGreaterThan(steps / 4);
  });
  it('need no delay lines, but sums of as many steps as the longest takes, and no clock where nothing fires', () => {
    const [network, listed] = [networkMachineOf(forms, 1), networkMachineOf(forms, 1, { engine: 'edge list' })];
    expect(network.couplings.map(({ engine }) => engine)).toEqual(['delay', 'delay']);
    expect(network.couplings.map(({ memoryBits }) => memoryBits.sums)).toEqual(
      [12 * 10, 4 * 18].map((sums, c) => sums * network.couplings[c]!.sums[0]!.width),
    );
    expect(network.cyclesPerStep).toBeLessThan(listed.cyclesPerStep);
    expect(verilogOf(network).some(({ path }) => /delay_(own|line)/.test(path))).toBe(false);
  });
  it('are edges of a list where they read more than that pulse, or add something without one', () => {
    const engines = (source: string): string[] =>
      networkMachineOf(formsOf(source), 1)
        .couplings.map(({ engine }) => engine)
        .filter((engine) => engine === 'delay');
    // the second end as it is when the edge is due
    expect(engines(text.replace('delay(s(one), late)', 'delay(s(one), late) * s(two)'))).toEqual([]);
    // not quiet without a pulse
    expect(engines(text.replace('delay(s(one), late)', '(delay(s(one), late) - 0.5)'))).toEqual([]);
  });
});

describe.skipIf(!tools.verilator)('the engine of delays (Verilator)', () => {
  it.each([2, 8])('equals the bit-exact simulator in %i lanes', { timeout }, async (lanes) => {
    const network = networkMachineOf(forms, lanes);
    expect(network.couplings.map(({ engine }) => engine)).toEqual(['delay', 'delay']);
    const { lines, summary } = await rtlTranscript(network, 'verilator', { steps, seed: lanes === 2 ? 5 : 0 });
    expect(lines).toEqual(want);
    expect(summary.cyclesPerStep).toBe(network.cyclesPerStep);
    if (lanes === 2)
      expect(await lintVerilator(tools.verilator!, verilogOf(network), `${network.name}_core`)).toEqual([]);
  });
  it('is matched by lists of edges with delay lines, in 3 lanes', { timeout }, async () => {
    const network = networkMachineOf(forms, 3, { engine: 'edge list' });
    const { lines } = await rtlTranscript(network, 'verilator', { steps, seed: 7 });
    expect(lines).toEqual(want);
    expect(await lintVerilator(tools.verilator!, verilogOf(network), `${network.name}_core`)).toEqual([]);
  });
});

describe.skipIf(!tools.iverilog)('the engine of delays (Icarus)', () => {
  it.each([1, 3])('equals the bit-exact simulator in %i lanes', { timeout }, async (lanes) => {
    const { lines } = await rtlTranscript(networkMachineOf(forms, lanes), 'icarus', { steps: 60 });
    expect(lines).toEqual(want.slice(0, lines.length));
    expect(lines.length).toBe(60 * forms.length);
  });
});
