/** Commands that run circuits, through the built program: exit codes, documents, files. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExportDocument, SimulateDocument, VerifyDocument } from '../../cli/documents.ts';
import { qnmc } from '../support/qnmc.ts';
import { tools } from '../support/tools.ts';

let folder = '';
const at = (name: string) => join(folder, name);
// 1 V on 1 kΩ and 1 nF, after 2 µs: e^-2 V = 135.335 mV
const circuit = (wanted: string): string => `use std.passive

circuit Discharge {
  node out: electrical = 1 V
  R1: resistor(out, gnd)  { R = 1 kΩ }
  C1: capacitor(out, gnd) { C = 1 nF }
}

experiment Decay of Discharge {
  stop = 2 us   dt = 10 ns
  solver = heun
  measure end = last(V(out))
  expect end ~ ${wanted} +- 0.2 %   // analytic
  plot V(out)
}
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qnm-runs-'));
  writeFileSync(at('right.qnm'), circuit('135.335 mV'));
  writeFileSync(at('missed.qnm'), circuit('140 mV'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('simulate', () => {
  it.each(['float64', 'fixed'])('runs %s and leaves results, measures and a plot', (model) => {
    const out = at(`run-${model}`);
    const ran = qnmc(['simulate', at('right.qnm'), '--model', model, '-o', out, '--json']);
    expect(ran.code).toBe(0);
    const { experiments } = SimulateDocument.parse(JSON.parse(ran.out));
    expect(experiments).toHaveLength(1);
    for (const file of experiments[0]!.files) expect(existsSync(join(experiments[0]!.folder, file))).toBe(true);
    expect(experiments[0]!.files).toEqual(expect.arrayContaining(['results.npz', 'measures.csv', 'traces.png']));
    expect(experiments[0]!.measures[0]!.values[0]).toBeCloseTo(Math.exp(-2), 3);
  });
});

describe.skipIf(!tools.verilator)('verify (Verilator)', () => {
  it('ends with 0 and a document when everything holds', { timeout: 120_000 }, () => {
    const ran = qnmc(['verify', at('right.qnm'), '--simulator', 'verilator', '-o', at('verified'), '--json']);
    expect(ran.err).toContain('bit-exact');
    const document = VerifyDocument.parse(JSON.parse(ran.out));
    expect(document.pass).toBe(true);
    expect(document.experiments[0]).toMatchObject({ bitExact: true, steps: 200, simulators: ['verilator'] });
    expect(ran.code).toBe(0);
    expect(readFileSync(at('verified/Decay/report.html'), 'utf8')).toContain('every expect line holds');
  });
  it('ends with 5 when an expect line is missed, and names it', { timeout: 120_000 }, () => {
    const ran = qnmc([
      'verify',
      at('missed.qnm'),
      '--simulator',
      'verilator',
      '-o',
      at('missed'),
      '--json',
      '--no-plots',
    ]);
    const { pass, experiments } = VerifyDocument.parse(JSON.parse(ran.out));
    expect(pass).toBe(false);
    expect(experiments[0]).toMatchObject({ bitExact: true, pass: false });
    expect(experiments[0]!.reasons.join()).toContain('line 13 does not hold in float64');
    expect(ran.code).toBe(5);
  });
});

describe('export', () => {
  it('writes a deck for ngspice', () => {
    const ran = qnmc(['export', at('right.qnm'), '--to', 'spice', '-o', at('decks'), '--json']);
    const { files, omitted } = ExportDocument.parse(JSON.parse(ran.out));
    expect(files).toEqual(['Decay.cir']);
    expect(omitted).toEqual([]);
    expect(readFileSync(at('decks/Decay.cir'), 'utf8')).toContain('.tran 1e-8 0.000002');
  });
  it('writes a bench with golden vectors beside the Verilog', () => {
    const ran = qnmc(['export', at('right.qnm'), '--to', 'cocotb', '--steps', '7', '-o', at('bench'), '--json']);
    const { files } = ExportDocument.parse(JSON.parse(ran.out));
    expect(files).toEqual(
      expect.arrayContaining(['Decay/run_cocotb.py', 'Decay/Discharge_core.v', 'Decay/golden.txt']),
    );
    expect(readFileSync(at('bench/Decay/golden.txt'), 'utf8').trim().split('\n')).toHaveLength(7);
  });
  it('says which programs it knows', () => {
    const ran = qnmc(['export', at('right.qnm'), '--to', 'veriloga']);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/spice.*cocotb/);
  });
});
