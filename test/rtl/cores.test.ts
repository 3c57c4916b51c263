/** Whole cores under Verilator and Icarus against the bit-exact simulator: every state, event, fraction and flag of every step. */
import { describe, expect, it } from 'vitest';
import { lintIcarus, lintVerilator } from '../../sim/rtl/index.ts';
import { FixedBuilder, leakyIntegrator } from '../support/fixed-builder.ts';
import { randomForm } from '../support/random-fixed.ts';
import { fixedTranscript, machineOf, rtlTranscript, verilogOf } from '../support/rtl.ts';
import { tools } from '../support/tools.ts';

const timeout = 180_000;

const randomSeeds = [
  { seed: 11, size: 12, instances: 1, width: 12 },
  { seed: 12, size: 30, instances: 5, width: 24 },
  { seed: 13, size: 40, instances: 2, width: 40 },
];

describe.skipIf(!tools.verilator)('cores (Verilator)', () => {
  it.each([1, 2, 255, 256, 257])(
    'of %i instances equal the bit-exact simulator, with and without waiting',
    { timeout },
    async (instances) => {
      const fixed = leakyIntegrator(instances);
      const machine = machineOf(fixed);
      const steps = instances > 100 ? 40 : 400;
      const want = fixedTranscript(fixed, steps);
      const plain = await rtlTranscript(machine, 'verilator', { steps });
      expect(plain.lines).toEqual(want);
      expect(plain.summary).toMatchObject({ stalls: 0, cycles: steps * machine.cyclesPerStep });
      const waiting = await rtlTranscript(machine, 'verilator', { steps, seed: 7 + instances });
      expect(waiting.lines).toEqual(want);
    },
  );
  it('of 65537 instances count them all', { timeout }, async () => {
    const fixed = leakyIntegrator(65537);
    const machine = machineOf(fixed);
    expect(machine.cyclesPerStep).toBe(65537);
    const { lines } = await rtlTranscript(machine, 'verilator', { steps: 3 });
    expect(lines).toEqual(fixedTranscript(fixed, 3));
  });
  it.each([1, 2, 16, 17])('of %i counters count in the shortest step', { timeout }, async (instances) => {
    const b = new FixedBuilder(instances);
    const x = b.state('x', 'u4.0', [3n]);
    b.event('full', b.bool('less', [b.constant(13n, 'u4.0'), x]), null);
    b.setNext(b.op('add', [x, b.constant(1n, 'u1.0')], 'u4.0', { overflow: 'wrap' }));
    const fixed = b.build('Counter');
    const machine = machineOf(fixed);
    // up to 16 rows are read in the clock in which they are needed
    expect([machine.small, machine.cyclesPerStep]).toEqual([instances <= 16, Math.max(instances, 2)]);
    const want = fixedTranscript(fixed, 100);
    for (const seed of [0, 3, 4, 5])
      expect((await rtlTranscript(machine, 'verilator', { steps: 100, seed })).lines).toEqual(want);
    expect(await lintVerilator(tools.verilator!, verilogOf(machine), `${machine.lane.name}_core`)).toEqual([]);
  });
  it.each(randomSeeds)('of random graphs equal the bit-exact simulator ($seed)', { timeout }, async (random) => {
    const fixed = randomForm(random);
    const machine = machineOf(fixed);
    const want = fixedTranscript(fixed, 60);
    for (const seed of [0, 3, 4])
      expect((await rtlTranscript(machine, 'verilator', { steps: 60, seed })).lines).toEqual(want);
    expect(await lintVerilator(tools.verilator!, verilogOf(machine), `${machine.lane.name}_core`)).toEqual([]);
  });
  it('stop when the observer has seen enough', { timeout }, async () => {
    const machine = machineOf(leakyIntegrator(2));
    const { summary, lines } = await rtlTranscript(machine, 'verilator', { steps: 1e9, progress: (done) => done < 10 });
    expect(summary.complete).toBe(false);
    expect(lines.length).toBe(10);
  });
  it('end with the run when the caller aborts', { timeout }, async () => {
    const machine = machineOf(leakyIntegrator(2));
    const abort = new AbortController();
    const run = rtlTranscript(machine, 'verilator', {
      steps: 1e9,
      signal: abort.signal,
      progress: (done) => {
        if (done === 100) abort.abort();
        return true;
      },
    });
    await expect(run).rejects.toThrow(/abort/i);
  });
});

describe.skipIf(!tools.iverilog)('cores (Icarus)', () => {
  it.each([1, 2, 257])('of %i instances equal the bit-exact simulator', { timeout }, async (instances) => {
    const fixed = leakyIntegrator(instances);
    const machine = machineOf(fixed);
    const steps = instances > 100 ? 10 : 200;
    const { lines, summary } = await rtlTranscript(machine, 'icarus', { steps });
    expect(lines).toEqual(fixedTranscript(fixed, steps));
    expect(summary.cyclesPerStep).toBe(machine.cyclesPerStep);
  });
  it.each(randomSeeds)('of random graphs equal the bit-exact simulator ($seed)', { timeout }, async (random) => {
    const fixed = randomForm(random);
    const machine = machineOf(fixed);
    expect((await rtlTranscript(machine, 'icarus', { steps: 30 })).lines).toEqual(fixedTranscript(fixed, 30));
    expect(await lintIcarus(tools.iverilog!, verilogOf(machine), `${machine.lane.name}_tb`)).toEqual([]);
  });
});
