/** The exported Python bench really runs, passes on the hardware it was made for, and fails on another. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportCocotb, goldenLines } from '../../compiler/export/cocotb.ts';
import { networkOf } from '../../compiler/machine/words.ts';
import { compile, evaluators, exportTo, load } from '../../index.ts';
import { runFixed } from '../../sim/fixed/index.ts';
import { stimulusLines } from '../../sim/rtl/index.ts';
import { runProcess } from '../../sim/rtl/process.ts';
import { leakyIntegrator, packagedFiles } from '../support/fixed-builder.ts';
import { randomForm } from '../support/random-fixed.ts';
import { machineOf, verilogOf } from '../support/rtl.ts';
import { checkout, tools } from '../support/tools.ts';

const steps = 12;

async function runBench(
  simulator: 'verilator' | 'icarus',
  spoil: (line: string, i: number) => string,
  fixed = leakyIntegrator(3),
  lanes: number | null = null,
): Promise<string> {
  const machine = machineOf(fixed, lanes);
  const golden: string[] = [];
  const network = networkOf(machine);
  runFixed(fixed, { frame: (frame) => golden.push(...goldenLines(network, frame)) }, { steps });
  const vectors = { steps, golden: golden.map(spoil), stimulus: stimulusLines(machine, steps) };
  const folder = mkdtempSync(join(tmpdir(), 'qnm-cocotb-'));
  try {
    for (const { path, text } of [
      ...verilogOf(machine),
      ...exportCocotb(network, vectors, packagedFiles, { version: '0.0.0' }),
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

/** Seven cells that leak into their neighbours (a window) and push others when they fire (a list of edges). */
const network = `
use std.disciplines
use std.passive
circuit Cell(in: electrical) {
  param C = 1 nF
  node x: electrical = 0 V
  R1: resistor(in, x)  { R = 1 kΩ }
  C1: capacitor(x, gnd) { C = C }
  event high when rising(V(x), 0.5 V)
}
device push(pre: spike, post: electrical) {
  param J = 0 A
  memory now = 0 in 0 .. 1
  I(post, gnd) <+ -J * now
  on pre priority 1 { now = 1 }
  on now > 0.5      { now = 0 }
}
circuit Net(in: electrical) {
  cell: Cell[7](in) { C = [1 nF, 2 nF, 1 nF, 3 nF, 2 nF, 1 nF, 1 nF] }
  couple cell by chain { resistor(a.x, b.x) { R = 10 kΩ } }
  couple cell to cell by random(0.3, seed: 2) { push(a.high, b.x) { J = 0.1 mA } }
}
experiment Run of Net { in = pulse(0 V, 1 V, delay: 20 ns, width: 1 us)  stop = 4 us  dt = 20 ns  tolerance = 1 %  target { lanes = 2 } }`;

/** The folder that \`export --to cocotb\` writes for the network, and what its runner says. */
async function runNetwork(spoil: (line: string) => string): Promise<string> {
  const path = join(checkout, 'examples/network.qnm');
  const { files } = load(path);
  const { model, experiments } = compile({ path, text: network }, files, { until: 'verilog' }, evaluators);
  const folder = mkdtempSync(join(tmpdir(), 'qnm-cocotb-'));
  try {
    for (const { path: name, text } of exportTo('cocotb', model!, experiments[0]!, { steps: 120, files }).files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      const spoiled = name.endsWith('golden.txt') ? text.split('\n').map(spoil).join('\n') : text;
      writeFileSync(join(folder, name), spoiled);
    }
    return await runProcess(tools.cocotb!, ['run_cocotb.py', 'icarus'], { cwd: join(folder, 'Run') });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!tools.cocotb || !tools.iverilog || !tools.verilator)('the exported bench (cocotb)', () => {
  it.each(['icarus', 'verilator'] as const)('passes under %s', { timeout: 180_000 }, async (simulator) => {
    expect(await runBench(simulator, same)).toContain(`${simulator}: 2 of 2 tests passed`);
  });
  it('plays stimuli, and sees flags and delayed values', async () => {
    const fixed = randomForm({ seed: 12, size: 30, instances: 5, width: 24 });
    expect(await runBench('icarus', same, fixed)).toContain('icarus: 2 of 2 tests passed');
  });
  it('sees the instances of every lane', async () => {
    const fixed = leakyIntegrator(7, { input: true, perInstance: true });
    expect(await runBench('icarus', same, fixed, 3)).toContain('icarus: 2 of 2 tests passed');
  });
  it('fails when one bit of one golden word differs', async () => {
    const spoiled = (line: string, i: number): string =>
      i === 17 ? line.replace(/(?<= )\w+/, (word) => (BigInt(`0x${word}`) ^ 1n).toString(16)) : line;
    await expect(runBench('icarus', spoiled)).rejects.toThrow('step 5, instance 2');
  });
  it('follows a network: populations, edges in a window, edges in a list', async () => {
    expect(await runNetwork(same)).toContain('icarus: 2 of 2 tests passed');
  });
  it('fails when one bit of an edge differs', async () => {
    let seen = 0;
    const spoiled = (line: string): string =>
      line.startsWith('2 ') && seen++ === 30
        ? line.replace(/(?<= )\w+/, (word) => (BigInt(`0x${word}`) ^ 1n).toString(16))
        : line;
    await expect(runNetwork(spoiled)).rejects.toThrow(/cell_random.*, step \d+, instance \d+/);
  });
});
