/** Any number of lanes gives the same bits, events and streams; only the clocks of a step differ. */
import { describe, expect, it } from 'vitest';
import { lintIcarus, lintVerilator } from '../../sim/rtl/index.ts';
import { leakyIntegrator, randomWalk } from '../support/fixed-builder.ts';
import { randomForm } from '../support/random-fixed.ts';
import { fixedTranscript, machineOf, rtlTranscript, verilogOf } from '../support/rtl.ts';
import { tools } from '../support/tools.ts';

const timeout = 180_000;

const forms = [
  ['13 instances with a word of stimulus each', leakyIntegrator(13, { input: true, perInstance: true })],
  ['16 instances with one stimulus', leakyIntegrator(16, { input: true })],
  ['2 instances', leakyIntegrator(2)],
  ['11 random walks', randomWalk(11)],
  ['a random graph', randomForm({ seed: 12, size: 30, instances: 5, width: 24 })],
] as const;

describe.skipIf(!tools.verilator)('lanes (Verilator)', () => {
  describe.each(forms)('of %s', (_, fixed) => {
    const { instances } = fixed.step.population;
    const steps = 120;
    const want = fixedTranscript(fixed, steps);
    it.each(instances === 13 ? [1, 2, 3, 8] : [3])('give the same in %i lanes', { timeout }, async (asked) => {
      const machine = machineOf(fixed, asked);
      const lanes = Math.min(asked, instances);
      expect(machine).toMatchObject({ lanes, rows: Math.ceil(instances / lanes) });
      expect(machine.cyclesPerStep).toBe(Math.max(machine.rows, machine.lane.stateLatency + 1));
      for (const seed of [0, 5]) {
        const { lines, summary } = await rtlTranscript(machine, 'verilator', { steps, seed });
        expect(lines).toEqual(want);
        expect(summary.cyclesPerStep).toBe(machine.cyclesPerStep);
      }
      expect(await lintVerilator(tools.verilator!, verilogOf(machine), `${machine.lane.name}_core`)).toEqual([]);
    });
  });
  it('issue a row a clock: 500 instances in 3 lanes take 167 clocks', { timeout }, async () => {
    const fixed = leakyIntegrator(500);
    const machine = machineOf(fixed, 3);
    expect(machine.cyclesPerStep).toBe(167);
    const { lines } = await rtlTranscript(machine, 'verilator', { steps: 40 });
    expect(lines).toEqual(fixedTranscript(fixed, 40));
  });
});

describe.skipIf(!tools.iverilog)('lanes (Icarus)', () => {
  it.each(forms)('of %s give the same in 3 lanes', { timeout }, async (_, fixed) => {
    const machine = machineOf(fixed, 3);
    const { lines } = await rtlTranscript(machine, 'icarus', { steps: 40 });
    expect(lines).toEqual(fixedTranscript(fixed, 40));
    expect(await lintIcarus(tools.iverilog!, verilogOf(machine), `${machine.lane.name}_tb`)).toEqual([]);
  });
});
