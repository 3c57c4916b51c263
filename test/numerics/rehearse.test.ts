/** What `check` and `simulate` say of the solver of a unit vector: what the way to formats says, without any formats. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { check, rehearsedSteps } from '../../cli/library/check.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { unitLengths } from '../../compiler/numerics/index.ts';
import { type Compilation, compile } from '../../compiler/pipeline.ts';
import { renderDiagnostics, type SourceFile } from '../../dsl/index.ts';
import { gatherNetworkEvidence } from '../../sim/network/index.ts';

const files = new NodeFiles();
const alone = (solver: string, dt: string, stop = '2 ns'): SourceFile => ({
  path: 'turning.qnm',
  text: `use std.magnetic
device Oscillator {
  state m: direction = (0.7223, 0, 0.6915)
  m' = llg(m, (0 T, 0 T, 1 T - 0.6 T * m.z), 8.77616 mT, (0, 0, -1), 0.015)
}
experiment Steady of Oscillator { stop = ${stop}   dt = ${dt}   solver = ${solver} }
`,
});
/** Parts that are solved together, heun in passes. */
const chain = (solver: string, dt: string): SourceFile => ({
  path: 'chain.qnm',
  text: `use std.magnetic
use std.layers
device Layer(body: magnetic owner) {
  state m: direction = (0.7223, 0, 0.6915)
  m(body) = m
  m' = llg(m, B(body) + (0 T, 0 T, 1 T - 0.6 T * m.z), 8.77616 mT, (0, 0, -1), 0.015)
}
circuit Chain {
  node body: magnetic[4]
  n: Layer[4](body) {}
  couple n by chain { dipole_x(a.body, b.body) }
}
experiment Steady of Chain { stop = 2 ns   dt = ${dt}   solver = ${solver} }
`,
});
const told = (source: SourceFile, { diagnostics }: Compilation): string =>
  renderDiagnostics(diagnostics, new Map([[source.path, source]]));
const rehearsed = (source: SourceFile, most = rehearsedSteps): string =>
  told(source, check(source, files, { rehearsed: most }));
const built = (source: SourceFile): string =>
  told(source, compile(source, files, { until: 'fixed' }, { ...evaluators, trial: null }));

describe('a check of a unit vector', () => {
  it.each([
    ['one', alone('euler', '0.01 ps'), 'E0409'],
    ['one', alone('heun', '2 ps'), 'W0404'],
    ['an array', chain('heun', '2 ps'), 'W0404'],
  ])('of %s says what a build says', (_, source, code) => {
    const text = rehearsed(source);
    expect(text).toContain(code);
    expect(text).toMatch(/`solver = heun` with dt = \d+ fs, or `solver = rk4` with dt = [\d.]+ ps/);
    // the run for formats also looks at places where other values than states are extreme: the figures of an array differ a little
    const figures = source.path === 'chain.qnm' ? /[\d.]+ (%|rad|fs|ps)/g : /(?!)/;
    expect(text.replace(figures, '')).toBe(built(source).replace(figures, ''));
  });
  it('has nothing to say at the steps that are named', () => {
    const text = rehearsed(alone('euler', '0.01 ps'));
    const [, heun, rk4] = /heun` with dt = (\d+ fs), or `solver = rk4` with dt = ([\d.]+ ps)/.exec(text)!;
    expect(rehearsed(alone('heun', heun!))).not.toMatch(/0409|0404/);
    expect(rehearsed(alone('rk4', rk4!))).not.toMatch(/0409|0404/);
  });
  it('refuses a long run by its beginning', () => {
    expect(rehearsed(alone('euler', '0.01 ps', '1 ms'), 2 ** 17)).toContain('E0409');
  });
  it('runs nothing unless it is asked to', () => {
    const source = alone('euler', '0.01 ps');
    expect(told(source, check(source, files))).toBe('');
  });
});

describe('the length of a unit vector', () => {
  it.each([
    ['heun', 4],
    ['euler', 1],
  ])(
    'leaves 1 by sin^2 x^4 / 4 with heun and sin^2 x^2 with euler; a Newton step leaves 3/8 of the square: %s',
    (solver, over) => {
      const { experiments } = check(alone(solver, '0.1 ps', '0.2 ns'), files);
      const [length] = unitLengths([experiments[0]!.parts[0]!.step], gatherNetworkEvidence, 2 ** 12);
      const turn = 2 * Math.PI * 16.3968e9 * 1e-13;
      const sine = 1 - 0.69154 ** 2;
      const wanted = solver === 'heun' ? (sine * turn ** 4) / over : sine * turn ** 2;
      expect(length!.left / wanted).toBeGreaterThan(0.95);
      expect(length!.left / wanted).toBeLessThan(1.2);
      expect(length!.kept).toBeCloseTo((3 / 8) * length!.left ** 2, 20);
    },
  );
});
