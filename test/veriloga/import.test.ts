/** Verilog-A to .qnm: what each construct becomes, what is refused and where, and models that run as their papers say. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../cli/library/check.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { load } from '../../cli/library/load.ts';
import { compile } from '../../compiler/pipeline.ts';
import { importVerilogA } from '../../dsl/veriloga/index.ts';
import { runSpice } from '../export/ngspice.ts';
import { qnmc } from '../support/qnmc.ts';
import { tools } from '../support/tools.ts';

const here = import.meta.dirname;
const moduleOf = (body: string, declarations = ''): string =>
  `\`include "disciplines.vams"\nmodule m(p, n);\ninout p, n;\nelectrical p, n;\n${declarations}\nanalog begin\n${body}\nend\nendmodule\n`;
const imported = (body: string, declarations = '') =>
  importVerilogA({ path: 'm.va', text: moduleOf(body, declarations) });
/** The lines of the device, without its head. */
const lines = (body: string, declarations = ''): readonly string[] => {
  const { text, diagnostics } = imported(body, declarations);
  expect(diagnostics.filter((d) => d.severity === 'error').map((d) => d.message)).toEqual([]);
  const made = check({ path: join(here, 'm.qnm'), text: text! }, load(join(here, 'x.qnm')).files);
  expect(made.diagnostics.map((d) => d.message)).toEqual([]);
  return text!
    .split('\n')
    .slice(4)
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '}');
};

describe('a module', () => {
  it('becomes a device whose numbers are plain and whose nodes have units', () => {
    expect(lines('I(p, n) <+ V(p, n) / R;', 'parameter real R = 1k from (0:inf);')).toEqual([
      'param R = 1000   // from (0:inf)',
      'let v_p_n = V(p, n) / 1 V',
      'I(p, n) <+ v_p_n / R * 1 A',
    ]);
  });

  it.each([
    ['a variable that is set twice', 'a = V(p, n); a = a + 1; I(p, n) <+ a;', 'real a;', ['let a = v_p_n + 1']],
    [
      'if and else',
      'if (V(p, n) > 0) g = 1; else g = 2; I(p, n) <+ g * V(p, n);',
      'real g;',
      ['let g = if v_p_n > 0 then 1 else 2'],
    ],
    [
      'a contribution under a condition',
      'if (V(p, n) > 1) I(p, n) <+ 2; ',
      '',
      ['I(p, n) <+ (if v_p_n > 1 then 2 else 0) * 1 A'],
    ],
    [
      'a function',
      'I(p, n) <+ f(V(p, n));',
      'analog function real f; input u; real u, t; begin t = u * u; f = t + 1; end endfunction',
      ['I(p, n) <+ (v_p_n * v_p_n + 1) * 1 A'],
    ],
    ['idt', 'q = idt(V(p, n), 3); I(p, n) <+ q;', 'real q;', ['state q = 3', "q' = (v_p_n) / 1 s"]],
    ['ddt', 'I(p, n) <+ ddt(C * V(p, n));', 'parameter real C = 1p;', ['I(p, n) <+ C * ddt(v_p_n) * 1 s * 1 A']],
    [
      'an event',
      '@(cross(V(p, n) - 1, +1)) s = 1; @(cross(V(p, n) - 0.5, -1)) s = 0; I(p, n) <+ s * V(p, n);',
      'real s;',
      ['memory s = 0', 'event crossed when rising(v_p_n - 1, 0)', 'event crossed_2 when falling(v_p_n - 0.5, 0)'],
    ],
    [
      'initial_step',
      '@(initial_step) s = 2; @(cross(V(p, n))) s = -s; I(p, n) <+ s;',
      'real s;',
      ['memory s = 2', 's = -s'],
    ],
    [
      'a choice and conditions as numbers',
      'I(p, n) <+ (V(p, n) > 0) * 3 + (V(p, n) < 1 && !(V(p, n) > 2) ? 1 : 2);',
      '',
      ['I(p, n) <+ ((if v_p_n > 0 then 1 else 0) * 3 + (if v_p_n < 1 and not (v_p_n > 2) then 1 else 2)) * 1 A'],
    ],
    [
      'a node inside',
      'I(x) <+ ddt(V(x)) + V(x); I(p, n) <+ V(x);',
      'electrical x;',
      [
        'param x_start = 0   // V, at the start: Verilog-A begins at the operating point',
        'node x: electrical = x_start * 1 V',
      ],
    ],
    [
      'words that mean something here',
      'in_ = V(p, n); I(p, n) <+ in_ + state;',
      'real in_; parameter real state = 2;',
      ['param state_ = 2'],
    ],
    [
      'analysis and simparam',
      'if (analysis("static")) I(p, n) <+ 1; I(p, n) <+ $simparam("gmin", 2) * V(p, n);',
      '',
      ['I(p, n) <+ 2 * v_p_n * 1 A'],
    ],
    [
      'temperature',
      'I(p, n) <+ V(p, n) * $temperature;',
      '',
      ['param temperature = 300.15   // kelvins: $temperature'],
    ],
  ])('%s', (_, body, declarations, wanted) => {
    const made = lines(body, declarations);
    for (const line of wanted) expect(made).toContain(line);
  });

  it('follows macros and conditions of the preprocessor', () => {
    const text = `\`define GAIN 2\n\`define SQUARE(a) ((a) * (a))\n\`ifdef NEVER\nnonsense (\n\`else\n${moduleOf('I(p, n) <+ `GAIN * `SQUARE(V(p, n));')}\`endif\n`;
    expect(importVerilogA({ path: 'm.va', text }).text).toContain('I(p, n) <+ 2 * v_p_n * v_p_n * 1 A');
  });

  it('an angle for what goes round, and says so', () => {
    const { text, diagnostics } = imported('a = idtmod(V(p, n), 0, 2 * `M_PI); I(p, n) <+ sin(a);', 'real a;');
    expect(text).toContain('state a: angle = 0');
    expect(diagnostics.map((d) => d.code)).toEqual(['W0701']);
  });
});

describe('what cannot be imported', () => {
  it.each([
    ['E0701', 'I(p, n) <+ V(p, n) / R', '', 'end'],
    ['E0701', 'I(p, n) <+ `NOTHING;', '', '`NOTHING'],
    ['E0702', 'for (i = 0; i < 3; i = i + 1) a = a + 1;', 'real a; integer i;', 'for'],
    ['E0702', 'I(p, n) <+ laplace_nd(V(p, n), 1, 2);', '', 'laplace_nd(V(p, n), 1, 2)'],
    ['E0702', 'if (V(p, n) > 1) V(p, n) <+ 0;', '', 'V(p, n) <+ 0;'],
    ['E0702', 'I(p, n) <+ $abstime;', '', '$abstime'],
    ['E0703', 'x = x + V(p, n); I(p, n) <+ x;', 'real x;', 'x'],
    ['E0703', 'if (V(p, n) > 1) x = 1; I(p, n) <+ x;', 'real x;', 'x'],
    ['W0701', 'I(p, n) <+ V(p, n) + white_noise(1);', '', 'white_noise(1)'],
  ])('%s: %s', (code, body, declarations, marked) => {
    const { diagnostics, text } = imported(body, declarations);
    expect(diagnostics.map((d) => d.code)).toContain(code);
    const { span } = diagnostics.find((d) => d.code === code)!;
    expect(moduleOf(body, declarations).slice(span.start, span.end)).toBe(marked);
    expect(text === null).toBe(code.startsWith('E'));
  });

  it('never throws, wherever a file is cut off', () => {
    const text = readFileSync(join(here, 'threshold.va'), 'utf8');
    for (let end = 0; end < text.length; end += 7) importVerilogA({ path: 'm.va', text: text.slice(0, end) });
  });
});

describe('published models', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'qnm-va-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Measures of an experiment on an imported model, on float64. */
  const measured = (model: string, experiment: string): Record<string, number> => {
    expect(qnmc(['import', join(here, `${model}.va`), '-o', `${model}.qnm`], { cwd: folder }).code).toBe(0);
    writeFileSync(join(folder, `${model}-run.qnm`), `use "${model}.qnm"\nuse std.sources\n${experiment}`);
    const ran = qnmc(['simulate', `${model}-run.qnm`, '--json'], { cwd: folder });
    expect(ran).toMatchObject({ code: 0 });
    const { measures } = JSON.parse(ran.out).experiments[0];
    return Object.fromEntries(measures.map((m: { name: string; values: number[] }) => [m.name, m.values[0]!]));
  };

  it('linear drift: M = sqrt(R0^2 - 2 k flux), back where it began after a period', () => {
    const { low, back } = measured(
      'linear_drift',
      `circuit Driven(in: electrical) { X: linear_drift(in, gnd) }
       experiment E of Driven { in = sine(0 V, 1 V, 1 Hz) stop = 1 s dt = 0.5 ms solver = rk4 measure low = min(X.M) measure back = final(X.M) }`,
    );
    const [Ron, Roff, D, mu, r0] = [100, 16e3, 10e-9, 1e-14, 14410];
    const k = (mu * Ron * (Roff - Ron)) / (D * D);
    expect(low! / Math.sqrt(r0 * r0 - (2 * k * 2) / (2 * Math.PI))).toBeCloseTo(1, 5);
    expect(back! / r0).toBeCloseTo(1, 8);
  });

  it('junction: V = R sqrt(I^2 - Ic^2) beyond the critical current', () => {
    const { v } = measured(
      'junction',
      `circuit Biased { node a: electrical  S: current_source(gnd, a) { I = 200 uA }  X: junction(a, gnd) }
       experiment E of Biased { stop = 119.37 ps dt = 10 fs settle = 23.86 ps solver = rk4 measure v = mean(V(a)) }`,
    );
    expect(v! / (100e-6 * Math.sqrt(3))).toBeCloseTo(1, 2);
  });

  it('threshold: switches as its equation says under a constant voltage', () => {
    // koff (2 - 1)^3 (1 - w^2) from w = 0: w = tanh(koff t)
    const { w } = measured(
      'threshold',
      `circuit Held(in: electrical) { X: threshold(in, gnd) }
       experiment E of Held { in = 0.6 V stop = 400 ns dt = 0.1 ns solver = rk4 measure w = final(V(X.w)) }`,
    );
    expect(w!).toBeCloseTo(Math.tanh(2e6 * 400e-9), 5);
  });

  it.skipIf(!tools.ngspice)('threshold: follows ngspice, which has steps of its own, through a sine (ngspice)', () => {
    const experiment = `circuit Driven(in: electrical) { X: threshold(in, gnd) }
       experiment E of Driven { in = sine(0 V, 0.7 V, 2 MHz) stop = 400 ns dt = 0.1 ns solver = rk4 measure w = final(V(X.w)) measure top = max(V(X.w)) }`;
    const { w, top } = measured('threshold', experiment);
    const exported = qnmc(['export', 'threshold-run.qnm', '--to', 'spice', '-o', 'deck'], { cwd: folder });
    expect(exported).toMatchObject({ code: 0, err: expect.not.stringContaining('W0310') });
    const columns = runSpice(tools.ngspice!.command, readFileSync(join(folder, 'deck/E.cir'), 'utf8'));
    const state = columns['v(x_w)']!;
    expect(top!).toBeGreaterThan(0.3); // it does switch, and back
    expect(w!).toBeLessThan(top! - 0.02);
    expect(w!).toBeCloseTo(state.at(-1)!, 3);
    expect(top!).toBeCloseTo(Math.max(...state), 3);
  });

  it('an imported model goes down to formats', () => {
    writeFileSync(
      join(folder, 'down.qnm'),
      'use "linear_drift.qnm"\ncircuit D(in: electrical) { X: linear_drift(in, gnd) }\nexperiment E of D { in = sine(0 V, 1 V, 1 Hz) stop = 1 s dt = 0.5 ms solver = rk4 }\n',
    );
    const { source, files } = load(join(folder, 'down.qnm'));
    const { good, experiments } = compile(source!, files, { until: 'fixed' }, evaluators);
    expect(good).toBe(true);
    expect(experiments[0]!.fixed!.states).toHaveLength(1);
  });

  it('is not written over a file that is there', () => {
    const again = qnmc(['import', join(here, 'junction.va')], { cwd: folder });
    expect(again.code).toBe(2);
    expect(again.err).toContain('is there already');
  });
});
