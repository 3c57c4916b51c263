/** Complex quantities: what each operation makes of the two parts, against complex arithmetic written apart. */
import { describe, expect, it } from 'vitest';
import { noEvaluators } from '../../cli/library/check.ts';
import { compile } from '../../compiler/pipeline.ts';
import { Float64Run } from '../../sim/float64/index.ts';
import { packagedFiles } from '../support/fixed-builder.ts';

type Pair = readonly [number, number];
const times = ([a, b]: Pair, [c, d]: Pair): Pair => [a * c - b * d, a * d + b * c];
const over = (x: Pair, [c, d]: Pair): Pair => {
  const [re, im] = times(x, [c, -d]);
  return [re / (c * c + d * d), im / (c * c + d * d)];
};

function compiled(body: string) {
  const text = `device D() {\n  state x = 0 in -10 .. 10\n  x' = 1 / (1 us)\n  let u = x - 2.5\n  let z = u + 2 * i\n${body}\n}\nexperiment Run of D { dt = 100 ns   stop = 5 us }`;
  return compile({ path: 'f.qnm', text }, packagedFiles, { until: 'step' }, noEvaluators);
}
/** A complex expression of z = u + 2 i, u from -2.5 to 2.5, in every step. */
function valuesOf(expression: string): { readonly u: number; readonly y: Pair }[] {
  const { diagnostics, experiments } = compiled(
    `  memory seen: complex = 0 in -1000 .. 1000\n  every 100 ns { seen = ${expression} }`,
  );
  expect(diagnostics.filter((d) => d.severity === 'error').map((d) => d.message)).toEqual([]);
  const { step } = experiments[0]!;
  const names = step!.population.cell.states.map((s) => s.name);
  const run = new Float64Run(step!);
  const part = (name: string) => run.frame.states[names.indexOf(name)]!;
  return Array.from({ length: 50 }, () => {
    run.advance(1);
    return { u: part('x') - 2.5, y: [part('seen.re'), part('seen.im')] as const };
  });
}

describe('a complex number', () => {
  it.each<[string, (z: Pair) => Pair]>([
    ['z', (z) => z],
    ['3', () => [3, 0]],
    ['-z + 1', ([a, b]) => [1 - a, -b]],
    ['i * z', ([a, b]) => [-b, a]],
    ['z * (2 - 3 * i)', (z) => times(z, [2, -3])],
    ['(1 + i) / z', (z) => over([1, 1], z)],
    ['z / 4', ([a, b]) => [a / 4, b / 4]],
    ['z^3', (z) => times(z, times(z, z))],
    ['z^-2', (z) => over([1, 0], times(z, z))],
    ['z^0', () => [1, 0]],
    ['conj(z) * z', ([a, b]) => [a * a + b * b, 0]],
    ['abs(z)^2 + i * norm2(z)', ([a, b]) => [a * a + b * b, a * a + b * b]],
    ['abs(z)^4', ([a, b]) => [(a * a + b * b) ** 2, 0]],
    ['abs(z) * exp(i * arg(z))', (z) => z],
    ['exp(z)', ([a, b]) => [Math.exp(a) * Math.cos(b), Math.exp(a) * Math.sin(b)]],
    ['arg(-1 + 0 * i) + i * arg(z)', ([a, b]) => [Math.PI, Math.atan2(b, a)]],
    ['if u > 0 then z else 1', (z) => (z[0] > 0 ? z : [1, 0])],
    ['z.im + i * z.re', ([a, b]) => [b, a]],
  ])('%s has its value', (expression, f) => {
    for (const { u, y } of valuesOf(expression)) {
      const wanted = f([u, 2]);
      for (const k of [0, 1] as const)
        expect(Math.abs(y[k] - wanted[k]), `${expression} at u = ${u}`).toBeLessThan(1e-12 * (1 + Math.abs(wanted[k])));
    }
  });
  it('has a size without a root where its even power is wanted', () => {
    const { experiments } = compiled("  state E: complex = 1\n  E' = -abs(E)^2 * E / (1 us)");
    const { graph } = experiments[0]!.step!.population.cell;
    expect(graph.values.some(({ op }) => op === 'sqrt')).toBe(false);
  });
  it.each([
    ['z < 2', 'E0210'],
    ['z^0.5', 'E0210'],
    ['z * (1, 2, 3)', 'E0210'],
    ['sqrt(z)', 'E0210'],
    ['z + 1 V', 'E0208'],
    ['z.x', 'E0201'],
    ['conj((1, 2, 3))', 'E0210'],
  ])('%s is refused with %s', (expression, code) => {
    expect(compiled(`  let y = ${expression}`).diagnostics.map((d) => d.code)).toEqual([code]);
  });
  it('is not taken for `i` where the file says what that is', () => {
    expect(compiled('  param i = 3\n  let y = sqrt(i)').diagnostics.map((d) => d.code)).toEqual([]);
  });
});
