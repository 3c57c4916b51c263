/** The exported Python bench really runs, passes on the hardware it was made for, and fails on another. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportCocotb, goldenLines } from '../../compiler/export/cocotb.ts';
import { runFixed } from '../../sim/fixed/index.ts';
import { stimulusLines } from '../../sim/rtl/index.ts';
import { runProcess } from '../../sim/rtl/process.ts';
import { leakyIntegrator, packagedFiles } from '../support/fixed-builder.ts';
import { randomForm } from '../support/random-fixed.ts';
import { machineOf, verilogOf } from '../support/rtl.ts';
import { tools } from '../support/tools.ts';

const steps = 12;

async function runBench(
  simulator: 'verilator' | 'icarus',
  spoil: (line: string, i: number) => string,
  fixed = leakyIntegrator(3),
  lanes: number | null = null,
): Promise<string> {
  const machine = machineOf(fixed, lanes);
  const golden: string[] = [];
  runFixed(fixed, { frame: (frame) => golden.push(...goldenLines(machine, frame)) }, { steps });
  const vectors = { steps, golden: golden.map(spoil), stimulus: stimulusLines(machine, steps) };
  const folder = mkdtempSync(join(tmpdir(), 'qnm-cocotb-'));
  try {
    for (const { path, text } of [
      ...verilogOf(machine),
      ...exportCocotb(machine, vectors, packagedFiles, { version: '0.0.0' }),
    ])
      writeFileSync(join(folder, path), text);
    const verilator = tools.verilator!;
    const env = {
      ...verilator.env,
      PATH: `${dirname(verilator.command)}:${process.env['PATH']}`,
      OPT_FAST: '-O0',
      OPT_GLOBAL: '-O0',
    };
    return await runProcess(tools.cocotb!, ['run_cocotb.py', simulator], { cwd: folder, env });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
const same = (line: string): string => line;

describe.skipIf(!tools.cocotb || !tools.iverilog || !tools.verilator)('the exported bench (cocotb)', () => {
  it.each(['icarus', 'verilator'] as const)('passes under %s', { timeout: 180_000 }, async (simulator) => {
    expect(await runBench(simulator, same)).toContain(`${simulator}: 2 of 2 tests passed`);
  });
  it('plays stimuli, and sees flags and delayed values', { timeout: 60_000 }, async () => {
    const fixed = randomForm({ seed: 12, size: 30, instances: 5, width: 24 });
    expect(await runBench('icarus', same, fixed)).toContain('icarus: 2 of 2 tests passed');
  });
  it('sees the instances of every lane', { timeout: 60_000 }, async () => {
    const fixed = leakyIntegrator(7, { input: true, perInstance: true });
    expect(await runBench('icarus', same, fixed, 3)).toContain('icarus: 2 of 2 tests passed');
  });
  it('fails when one bit of one golden word differs', { timeout: 60_000 }, async () => {
    const spoiled = (line: string, i: number): string =>
      i === 17 ? line.replace(/^\w+/, (word) => (BigInt(`0x${word}`) ^ 1n).toString(16)) : line;
    await expect(runBench('icarus', spoiled)).rejects.toThrow('step 5, instance 2');
  });
});
