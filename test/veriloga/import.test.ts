/** Verilog-A to .qnm: what each construct becomes, what is refused and where, and models that run as their papers say. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../cli/library/check.ts';
import { load } from '../../cli/library/load.ts';
import { importVerilogA } from '../../dsl/veriloga/index.ts';
import { qnmc } from '../support/qnmc.ts';
import { checkout, tools } from '../support/tools.ts';

const here = import.meta.dirname;
const examples = join(checkout, 'examples/import');
const models = ['linear_drift', 'threshold', 'junction'];
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
      'an integral that is read above its line, and clamped below it',
      'rate = V(p, n) * (1 - x); x = idt(rate, 0.5); if (x < 0) x = 0; I(p, n) <+ x;',
      'real x, rate;',
      ['state x = 0.5', 'let x_2 = if x < 0 then 0 else x', 'let rate = v_p_n * (1 - x_now)', 'let x_now = x_2'],
    ],
    [
      'a loop, written out',
      'a = 1; for (i = 1; i <= 3; i = i + 1) a = a * V(p, n) / i; I(p, n) <+ a;',
      'real a; integer i;',
      ['let a = v_p_n * v_p_n / 2', 'let a_2 = a * v_p_n / 3', 'I(p, n) <+ a_2 * 1 A'],
    ],
    [
      'case',
      'case (kind) 0, 1: g = 1; 2: g = V(p, n); default: g = 3; endcase I(p, n) <+ g;',
      'parameter integer kind = 0; real g;',
      ['let g = if kind == 0 or kind == 1 then 1 else if kind == 2 then v_p_n else 3'],
    ],
    [
      'the start, written below',
      '@(cross(V(p, n))) s = -s; I(p, n) <+ s; end analog initial begin s = 3;',
      'real s;',
      ['memory s = 3'],
    ],
    [
      'a variable of the start that nothing sets again is a constant',
      '@(initial_step) g = 2 * k; I(p, n) <+ g;',
      'parameter real k = 4; real g;',
      ['let g = 2 * k', 'I(p, n) <+ g * 1 A'],
    ],
    [
      'arrays, of variables and of parameters',
      's = 0; for (i = 0; i <= 2; i = i + 1) begin x[i] = c[i] * V(p, n); s = s + x[i]; end I(p, n) <+ s + x[0];',
      "parameter real c[0:2] = '{1.5, 2, 3}; real x[0:2], s; integer i;",
      [
        'param c_0 = 1.5',
        'param c_2 = 3',
        'let x_1 = c_1 * v_p_n',
        'let s = x_0 + x_1',
        'I(p, n) <+ (s_2 + x_0) * 1 A',
      ],
    ],
    [
      'an array of constants from the start',
      '@(initial_step) begin a[1] = 3; a[2] = 4; end I(p, n) <+ a[1] * a[2] * V(p, n);',
      'real a[1:2];',
      ['I(p, n) <+ 12 * v_p_n * 1 A'],
    ],
    [
      'ddx, through names and branches',
      'q = pow(V(p, n), 3); g = q > 1 ? exp(q) : q * V(p); I(p, n) <+ ddx(g, V(p)) + ddx(g, V(n));',
      'real q, g;',
      [
        'let slope = if q > 1 then exp(q) * 3 * v_p_n^2 else 3 * v_p_n^2 * v_p + q',
        'let slope_2 = if q > 1 then exp(q) * 3 * v_p_n^2 * (-1) else 3 * v_p_n^2 * (-1) * v_p',
      ],
    ],
    [
      'inverse hyperbolic functions',
      'I(p, n) <+ atanh(V(p, n));',
      '',
      ['I(p, n) <+ 0.5 * ln((1.0 + v_p_n) / (1.0 - v_p_n)) * 1 A'],
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

  it('follows macros in macros, with their arguments', () => {
    const text = `\`define TWICE(a) (2 * (a))\n\`define SUM(a, b) \`TWICE(a + \`TWICE(b)) + \`M_PI\n${moduleOf('I(p, n) <+ `SUM(V(p, n), 3);')}`;
    expect(importVerilogA({ path: 'm.va', text }).text).toContain(
      'I(p, n) <+ (2 * (v_p_n + 6) + 3.14159265358979323846) * 1 A',
    );
  });

  it('reads files that are included, and says where a mistake in one stands', () => {
    const text = `\`include "own.inc"\n${moduleOf('I(p, n) <+ `GAIN * V(p, n);')}`;
    const files = (own: string) => (name: string) => (name === 'own.inc' ? { path: 'own.inc', text: own } : undefined);
    const good = importVerilogA({ path: 'm.va', text }, files('`define GAIN 5\n'));
    expect(good.text).toContain('I(p, n) <+ 5 * v_p_n * 1 A');
    const wrong = importVerilogA({ path: 'm.va', text }, files('`include "none.inc"\n`define GAIN 5\n'));
    expect(wrong.diagnostics).toMatchObject([{ code: 'E0702', span: { file: 'own.inc', start: 0 } }]);
    const endless = importVerilogA({ path: 'm.va', text }, files('`include "own.inc"\n'));
    expect(endless.diagnostics[0]).toMatchObject({ code: 'E0702', message: expect.stringContaining('20 deep') });
  });

  it('reads no file outside of the folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'qnm-include-'));
    try {
      writeFileSync(join(folder, 'm.va'), `\`include "../own.inc"\n${moduleOf('I(p, n) <+ V(p, n);')}`);
      const ran = qnmc(['import', 'm.va'], { cwd: folder });
      expect(ran.code).toBe(1);
      expect(ran.err).toContain('it lies outside the folder of the file that names it');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('does not grow without end where variables are merged in branches of branches', () => {
    const turn = 'if (V(p, n) > x) begin if (x > 0) x = x * V(p, n); else x = x + V(p, n); end else x = -x;';
    const { text } = imported(`x = V(p, n); if (V(p, n) > 3) begin ${turn.repeat(40)} end I(p, n) <+ x;`, 'real x;');
    expect(text!.length).toBeLessThan(40_000);
  });

  it('stops where loops in loops are too much to write out', () => {
    const loops = 'for (i = 0; i < 900; i = i + 1) for (k = 0; k < 900; k = k + 1) x = x + V(p, n);';
    const { diagnostics } = imported(`x = 0; ${loops} I(p, n) <+ x;`, 'real x; integer i, k;');
    expect(diagnostics.map((d) => d.message)).toContain('loops are written out to 20000 statements at most');
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
    ['E0702', 'while (V(p, n) > a) a = a + 1;', 'real a = 0;', 'V(p, n) > a'],
    ['E0702', 'for (i = 0; i < 3; i = i) I(p, n) <+ 1;', 'integer i;', 'i < 3'],
    // what `@(initial_step)` gives a variable that is set again below is no constant
    [
      'E0703',
      '@(initial_step) x_last = 0; x = x_last + V(p, n); I(p, n) <+ x; x_last = x;',
      'real x, x_last;',
      'x_last',
    ],
    ['E0703', '@(initial_step) s = 0; if (V(p, n) > 1) s = 1; I(p, n) <+ s;', 'real s;', 's'],
    ['E0703', 'y = x + 1; x = idt(V(p, n)); x = x + y; I(p, n) <+ x;', 'real x, y;', 'x'],
    ['W0701', 'I(p, n) <+ V(p, n) + $rdist_normal(seed, 0, 1);', 'integer seed = 1;', '$rdist_normal(seed, 0, 1)'],
    ['E0702', 'I(p, n) <+ a[V(p, n)];', "parameter real a[0:1] = '{1, 2};", 'V(p, n)'],
    ['E0702', 'I(p, n) <+ a[2];', "parameter real a[0:1] = '{1, 2};", 'a[2]'],
    ['E0702', 'a[2] = 1; I(p, n) <+ a[0];', 'real a[0:1];', 'a[2] = 1;'],
    ['E0701', 'I(p, n) <+ a[0];', "parameter real a[0:1] = '{1, 2, 3};", "'{1, 2, 3}"],
    ['E0702', '@(cross(V(p, n))) a[0] = 1; I(p, n) <+ a[0];', 'real a[0:1];', 'a[0] = 1;'],
    ['E0702', 'I(p, n) <+ ddx(V(p, n), V(p, n));', '', 'V(p, n)'],
    ['E0702', 'I(p, n) <+ ddx(ddt(V(p, n)), V(p));', '', 'ddx(ddt(V(p, n)), V(p))'],
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
    const text = readFileSync(join(examples, 'threshold.va'), 'utf8');
    for (let end = 0; end < text.length; end += 7) importVerilogA({ path: 'm.va', text: text.slice(0, end) });
  });
});

describe('published models', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'qnm-va-'));
    for (const model of models) copyFileSync(join(examples, `${model}.qnm`), join(folder, `${model}.qnm`));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(models)('%s.qnm is what `import` writes', (model) => {
    const { text } = importVerilogA({ path: `${model}.va`, text: readFileSync(join(examples, `${model}.va`), 'utf8') });
    expect(readFileSync(join(examples, `${model}.qnm`), 'utf8')).toBe(text);
  });

  it.each(models)(
    '%s: measures what ngspice does on a deck of the same equations by hand, and what its formulas say',
    (model) => {
      const ran = qnmc(['simulate', join(examples, `${model}_run.qnm`), '--json', '-o', model], { cwd: folder });
      const [experiment] = JSON.parse(ran.out).experiments;
      const stored = readFileSync(join(examples, 'ngspice.csv'), 'utf8')
        .split('\n')
        .map((line) => line.split(','))
        .filter(([deck]) => deck === model);
      expect(stored.length).toBe(experiment.measures.length);
      for (const { name, values } of experiment.measures) {
        const value = Number(stored.find(([, measure]) => measure === name)![2]);
        expect(Math.abs(values[0] / value - 1), name).toBeLessThan(1e-4);
      }
      // Its own `expect` lines (formulas, ngspice) hold too.
      expect(ran.err).not.toContain('not met');
      expect(ran.code).toBe(0);
    },
  );

  it.skipIf(!tools.ngspice)('the stored figures are those of ngspice (ngspice)', () => {
    execFileSync('npx', ['tsx', 'scripts/import-references.ts', '--check'], { cwd: checkout, stdio: 'pipe' });
  });

  it.skipIf(!tools.verilator)(
    'linear drift as Verilog: the same words at every step, the same figures (verilator)',
    () => {
      const run = [
        'verify',
        join(examples, 'linear_drift_run.qnm'),
        '--simulator',
        'verilator',
        '--no-plots',
        '--json',
      ];
      const ran = qnmc([...run, '-o', 'verified'], { cwd: folder });
      expect(ran).toMatchObject({ code: 0 });
      const [{ bitExact, wordsCompared, expects }] = JSON.parse(ran.out).experiments;
      expect({ bitExact, wordsCompared }).toEqual({ bitExact: true, wordsCompared: 4000 });
      expect(expects).toHaveLength(2);
    },
  );

  it('threshold: switches as its equation says under a constant voltage', () => {
    // koff (2 - 1)^3 (1 - w^2) from w = 0: w = tanh(koff t)
    writeFileSync(
      join(folder, 'held.qnm'),
      `use "threshold.qnm"
       circuit Held(in: electrical) { X: threshold(in, gnd) }
       experiment E of Held { in = 0.6 V stop = 400 ns dt = 0.1 ns solver = rk4 measure w = final(V(X.w)) }`,
    );
    const ran = qnmc(['simulate', 'held.qnm', '--json'], { cwd: folder });
    const [{ measures }] = JSON.parse(ran.out).experiments;
    expect(measures[0].values[0]).toBeCloseTo(Math.tanh(2e6 * 400e-9), 5);
  });

  it('is not written over a file that is there', () => {
    const again = qnmc(['import', join(examples, 'junction.va')], { cwd: folder });
    expect(again.code).toBe(2);
    expect(again.err).toContain('is there already');
  });
});
