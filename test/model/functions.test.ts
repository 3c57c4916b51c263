/** Functions made of several operations: values, kinds of quantity, messages. */
import { describe, expect, it } from 'vitest';
import { noEvaluators } from '../../cli/library/check.ts';
import { compile } from '../../compiler/pipeline.ts';
import { Float64Run } from '../../sim/float64/index.ts';
import { packagedFiles } from '../support/fixed-builder.ts';

function compiled(body: string) {
  const text = `device D() {\n  state x = 0 in -10 .. 10\n  x' = 1 / (1 us)\n${body}\n}\nexperiment Run of D { dt = 100 ns   stop = 5 us }`;
  return compile({ path: 'f.qnm', text }, packagedFiles, { until: 'step' }, noEvaluators);
}
/** An expression of `x`, which goes from -2.5 to 2.5, in every step. */
function valuesOf(expression: string, unit: string): { readonly x: number; readonly y: number }[] {
  const memory = `  let u = x - 2.5\n  memory seen = 0${unit} in -1000${unit} .. 1000${unit}\n  every 100 ns { seen = ${expression} }`;
  const { diagnostics, experiments } = compiled(memory);
  expect(diagnostics.filter((d) => d.severity === 'error').map((d) => d.message)).toEqual([]);
  const { step } = experiments[0]!;
  const names = step!.population.cell.states.map((s) => s.name);
  const run = new Float64Run(step!);
  return Array.from({ length: 50 }, () => {
    run.advance(1);
    return { x: run.frame.states[names.indexOf('x')]! - 2.5, y: run.frame.states[names.indexOf('seen')]! };
  });
}

describe('a function', () => {
  it.each<[string, string, (x: number) => number]>([
    ['rsqrt(4 V^2 + u^2 * 1 V^2)', ' /V', (x) => 1 / Math.sqrt(4 + x * x)],
    ['pow(3 + u, 2)', '', (x) => (3 + x) ** 2],
    ['pow(2 V + u^2 * 1 V, 0.5)', ' V^(1/2)', (x) => Math.sqrt(2 + x * x)],
    ['pow(3 + u, u)', '', (x) => (3 + x) ** x],
    ['mod(u * 1 V + 0.01 V, 0.7 V)', ' V', (x) => x + 0.01 - 0.7 * Math.floor((x + 0.01) / 0.7)],
    ['mod(1.01, 3 + u)', '', (x) => 1.01 % (3 + x)],
    ['hypot(u * 1 V, 2 V)', ' V', (x) => Math.hypot(x, 2)],
    ['log2(3 + u)', '', (x) => Math.log2(3 + x)],
    ['round(u * 3 + 0.01)', '', (x) => Math.round(x * 3 + 0.01)],
    ['normalise((u * 1 V, 1 V, 2 V)).x', '', (x) => x / Math.hypot(x, 1, 2)],
    ['normalize((u * 1 V, 1 V, 2 V)).z', '', (x) => 2 / Math.hypot(x, 1, 2)],
    ['norm(normalise((u, u + 3, 1)))', '', () => 1],
  ])('%s has its value', (expression, unit, f) => {
    for (const { x, y } of valuesOf(expression, unit))
      expect(Math.abs(y - f(x))).toBeLessThan(1e-12 * (1 + Math.abs(y)));
  });
  it.each([
    ['mod(1 V, 2)', 'E0208'],
    ['hypot(1 V, 2 A)', 'E0208'],
    ['round(1 V)', 'E0208'],
    ['log2(1 V)', 'E0208'],
    ['pow(1 V, x)', 'E0209'],
    ['normalise(3 V)', 'E0210'],
    ['rsqrt((1, 2, 3))', 'E0210'],
    ['mod(1)', 'E0212'],
  ])('%s is refused with %s', (expression, code) => {
    expect(compiled(`  let y = ${expression}`).diagnostics.map((d) => d.code)).toEqual([code]);
  });
  it('of another language is told by its name here', () => {
    const help = (call: string) => compiled(`  let y = ${call}`).diagnostics[0]!.help;
    expect(help('log(2)')).toContain('`ln(x)`');
    expect(help('heaviside(x)')).toContain('`step(x)`');
    expect(help('tanhh(x)')).toContain('`tanh`');
  });
});
