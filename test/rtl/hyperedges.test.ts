/** Edges of three and four ends in Verilog: an edge reads every end and adds to every end, in any number of lanes. */
import { describe, expect, it } from 'vitest';
import { lintIcarus, lintVerilator } from '../../sim/rtl/index.ts';
import { compiledHyper, manyText, triadText } from '../support/hyperedges.ts';
import { networkMachineOf, networkTranscript, rtlTranscript, verilogOf } from '../support/rtl.ts';
import { tools } from '../support/tools.ts';

const timeout = 180_000;
const formsOf = (text: string) => compiledHyper(text).parts.map(({ fixed }) => fixed!);
const many = formsOf(manyText);
const steps = 40;
const want = networkTranscript(many, steps);

describe('hyperedges in hardware', () => {
  it('are lists, with a copy of what is read and a sum for each end', () => {
    const { couplings, parts } = networkMachineOf(many, 1);
    expect(couplings.map(({ engine }) => engine)).toEqual(['edge list', 'edge list']);
    expect(couplings.map(({ reads }) => reads.map(({ end }) => end))).toEqual([[0, 1, 2], [0, 2, 3]]); // biome-ignore format: a list
    expect(couplings.map(({ sums }) => sums.map(({ end }) => end))).toEqual([[0, 1, 2], [1, 3]]); // biome-ignore format: a list
    // 28 instances in one lane: 5 bits for each end of 24 edges, and of 12
    expect(couplings.map(({ memoryBits }) => memoryBits.ends)).toEqual([24 * 3 * 5, 12 * 4 * 5]);
    expect(parts.map(({ instances }) => instances)).toEqual([28, 24, 12]);
  });
  it.skipIf(!tools.verilator).each([3])('make Verilator say nothing in %i lanes', { timeout }, async (lanes) => {
    const machine = networkMachineOf(many, lanes);
    expect(await lintVerilator(tools.verilator!, verilogOf(machine), `${machine.name}_core`)).toEqual([]);
  });
  it.skipIf(!tools.verilator)('are the same bits', { timeout }, async () => {
    const forms = formsOf(triadText);
    const machine = networkMachineOf(forms, 2);
    const { lines, summary } = await rtlTranscript(machine, 'verilator', { steps, seed: 5 });
    expect(lines).toEqual(networkTranscript(forms, steps));
    expect(summary.cyclesPerStep).toBe(machine.cyclesPerStep);
  });
  it.skipIf(!tools.iverilog).each([1, 3])('are the same bits in %i lanes (Icarus)', { timeout }, async (lanes) => {
    const machine = networkMachineOf(many, lanes);
    const files = verilogOf(machine);
    expect(await lintIcarus(tools.iverilog!, files, `${machine.name}_tb`)).toEqual([]);
    const { lines, summary } = await rtlTranscript(machine, 'icarus', { steps: 20 }, files);
    expect(lines).toEqual(want.slice(0, 20 * many.length));
    expect(summary.cyclesPerStep).toBe(machine.cyclesPerStep);
  });
});
