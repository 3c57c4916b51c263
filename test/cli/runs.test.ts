/** Commands that run circuits, through the built program: exit codes, documents, files. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BuildDocument, ExportDocument, SimulateDocument, VerifyDocument } from '../../cli/documents.ts';
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

// what flows between them changes nothing of the sum: after 2 µs e^-2 of the mean of 1 V .. 6 V, 473.67 mV
const array = `use std.passive

device Watch(out: electrical) {
  event low when falling(V(out), 2 V)
}
circuit Ring {
  node out: electrical[2, 3] = [1 V, 2 V, 3 V, 4 V, 5 V, 6 V]
  leak: resistor[2, 3](out, gnd)  { R = 1 kΩ }
  C1:   capacitor[2, 3](out, gnd) { C = 1 nF }
  eye:  Watch[2, 3](out)
  couple out by torus(4) { resistor(a, b) { R = 10 kΩ } }
}

experiment Decay of Ring {
  stop = 2 us   dt = 10 ns
  record out
  measure end = final(V(out))
  expect end ~ 473.67 mV +- 2 %   // analytic
  plot out
}
`;

// x = 1 / (1 - t / 1 µs): no value at 1 µs
const endless = `device runaway {
  state x = 1
  x' = x^2 / 1 us
}
experiment Blows of runaway { stop = 3 us   dt = 10 ns   measure end = final(x) }
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qnm-runs-'));
  writeFileSync(at('endless.qnm'), endless);
  writeFileSync(at('right.qnm'), circuit('135.335 mV'));
  writeFileSync(at('missed.qnm'), circuit('140 mV'));
  writeFileSync(at('array.qnm'), array);
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
  it('ends with 1 when a state loses its value, says which and when, and keeps the results until then', () => {
    const ran = qnmc(['simulate', at('endless.qnm'), '--no-plots', '-o', at('endless')]);
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/error\[E0408\]: the run ended early: x became Infinity in step \d+, at t = 1\.\d+ µs/);
    expect(ran.err).toContain('endless.qnm:2');
    expect(existsSync(at('endless/Blows/results.npz'))).toBe(true);
  });
  it('shows what was measured, and what misses a figure', () => {
    const ran = qnmc(['simulate', at('missed.qnm'), '-o', at('told'), '--no-plots']);
    expect(ran.code).toBe(0);
    expect(ran.err).toMatch(/^ {2}end \(V\)\n {2} *0\.1353\d*$/m);
    expect(ran.err).toMatch(/^ {2}FAIL {2}expect end ~ 140 mV \+- 0\.2 % {2}135\.3\d* mV {2}\(analytic\)$/m);
  });
});

describe('an array', () => {
  it('is checked, and printed part by part', () => {
    expect(qnmc(['check', at('array.qnm')]).code).toBe(0);
    const step = qnmc(['build', '--emit', 'step', at('array.qnm')]).out;
    expect(step).toContain('part 0, out[2, 3]');
    expect(step).toContain('part 1, out_torus: torus(4) from out to out, 9 edges');
    expect(step).toContain('at most 3 terms');
    const model = qnmc(['build', '--emit', 'model', at('array.qnm')]).out;
    expect(model).toContain('torus(4)');
  });
  it.each(['float64', 'fixed'])('runs %s and leaves fields, events of instances and a map', (model) => {
    const ran = qnmc(['simulate', at('array.qnm'), '--model', model, '-o', at(`array-${model}`), '--json']);
    expect(ran.code).toBe(0);
    const [experiment] = SimulateDocument.parse(JSON.parse(ran.out)).experiments;
    expect(experiment).toMatchObject({
      circuit: 'Ring',
      instances: 6,
      populations: [{ name: 'out', shape: [2, 3], size: 6 }],
      couplings: [{ topology: 'torus(4)', edges: 9 }],
      arrays: [{ name: 'out', shape: [200, 2, 3] }],
    });
    expect(experiment!.measures[0]!.values[0]).toBeCloseTo(3.5 * 0.99 ** 200, 3);
    const events = readFileSync(join(experiment!.folder, 'events.csv'), 'utf8').trimEnd().split('\n');
    // those that begin above 2 V fall, the last one from 6 V
    expect(events.map((line) => line.split(',').slice(2).join())).toEqual([
      'part,source,point,index',
      ...['2', '3', '4', '5'].map((index) => `out,eye.low,0,${index}`),
    ]);
    expect(experiment!.files).toContain('map-out.png');
    const plotted = qnmc(['plot', experiment!.folder, '-o', at(`again-${model}`), '--json']);
    expect(JSON.parse(plotted.out).files).toEqual(experiment!.files.filter((name) => /\.(svg|png|html)$/.test(name)));
    expect(readFileSync(at(`again-${model}/map-out.svg`), 'utf8')).toBe(
      readFileSync(join(experiment!.folder, 'map-out.svg'), 'utf8'),
    );
  });
  it('is built: all populations and couplings are told', () => {
    const ran = qnmc(['build', at('array.qnm'), '-o', at('array-built'), '--json']);
    expect(ran.code).toBe(0);
    const document = BuildDocument.parse(JSON.parse(ran.out));
    expect(document.populations).toMatchObject([{ name: 'out', part: 0, shape: [2, 3], instances: 6 }]);
    expect(document.couplings).toMatchObject([
      { name: 'out_torus', part: 1, topology: 'torus(4)', ends: ['out', 'out'], edges: 9 },
    ]);
    expect(readFileSync(at('array-built/report.html'), 'utf8')).toContain('9 edges of torus(4) within out');
  });
  it('is no deck of another program, and says so', () => {
    const ran = qnmc(['export', at('array.qnm'), '--to', 'spice', '-o', at('deck')]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('array');
  });
});

describe.skipIf(!tools.verilator)('verify (Verilator)', () => {
  it('compares every part of an array', { timeout: 240_000 }, () => {
    const ran = qnmc(['verify', at('array.qnm'), '--simulator', 'verilator', '-o', at('array-verified'), '--json']);
    const document = VerifyDocument.parse(JSON.parse(ran.out));
    expect(document.experiments[0]).toMatchObject({ bitExact: true, pass: true, steps: 200 });
    expect(ran.code).toBe(0);
  });
  it('ends with 0 and a document when everything holds', () => {
    const ran = qnmc(['verify', at('right.qnm'), '--simulator', 'verilator', '-o', at('verified'), '--json']);
    expect(ran.err).toContain('bit-exact');
    const document = VerifyDocument.parse(JSON.parse(ran.out));
    expect(document.pass).toBe(true);
    expect(document.experiments[0]).toMatchObject({ bitExact: true, steps: 200, simulators: ['verilator'] });
    expect(ran.code).toBe(0);
    expect(readFileSync(at('verified/Decay/report.html'), 'utf8')).toContain('every expect line holds');
  });
  it('ends with 5 when an expect line is missed, and names it', () => {
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
    const ran = qnmc(['export', at('right.qnm'), '--to', 'matlab']);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/spice.*cocotb/);
  });
});
