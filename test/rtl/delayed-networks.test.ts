/** Edges that hand on a pulse a while later: the engine of delays, and lists of edges with a delay line each, against the bit-exact simulator. */
import { describe, expect, it } from 'vitest';
import { lintVerilator } from '../../sim/rtl/index.ts';
import { networkMachineOf, networkTranscript, rtlTranscript, verilogOf } from '../support/rtl.ts';
import { delayedText, spikingForms } from '../support/spiking.ts';
import { tools } from '../support/tools.ts';

const timeout = 180_000;
const forms = spikingForms(delayedText);
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
      networkMachineOf(spikingForms(source), 1)
        .couplings.map(({ engine }) => engine)
        .filter((engine) => engine === 'delay');
    // the second end as it is when the edge is due
    expect(engines(delayedText.replace('delay(s(one), late)', 'delay(s(one), late) * s(two)'))).toEqual([]);
    // not quiet without a pulse
    expect(engines(delayedText.replace('delay(s(one), late)', '(delay(s(one), late) - 0.5)'))).toEqual([]);
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
