/** Rates that stand in their own right-hand sides: the step solves for them. */
import { describe, expect, it } from 'vitest';
import { noEvaluators } from '../../cli/library/check.ts';
import { compile } from '../../compiler/pipeline.ts';
import { Float64Run } from '../../sim/float64/index.ts';
import { packagedFiles } from '../support/fixed-builder.ts';

/** States of the device after the run. */
function endOf(body: string, solver: string): number[] {
  const text = `device D() {\n${body}\n}\nexperiment Run of D { dt = 1 ps stop = 1 ns solver = ${solver} }`;
  const { diagnostics, experiments } = compile(
    { path: 'implicit.qnm', text },
    packagedFiles,
    { until: 'step' },
    noEvaluators,
  );
  expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  const { step } = experiments[0]!;
  const run = new Float64Run(step!);
  run.advance(step!.steps);
  return [...run.frame.states];
}
const spin = (alpha: number, rate: string): string => `
  param gamma = 1.76e11 /s/T
  param alpha = ${alpha}
  state m: direction = (0.8, 0, 0.6)
  let B = (0 T, 0.05 T + m.x * 0.02 T, 0.1 T)
  m' = ${rate}`;

describe('an implicit rate', () => {
  it.each([0.01, 0.3, 2].flatMap((alpha) => ['euler', 'heun', 'rk4'].map((solver) => [alpha, solver] as const)))(
    'of Landau, Lifshitz and Gilbert with damping %d is that of the explicit form, with %s',
    (alpha, solver) => {
      const implicit = endOf(spin(alpha, "-gamma * cross(m, B) + alpha * cross(m, m')"), solver);
      const explicit = endOf(spin(alpha, '-gamma / (1 + alpha^2) * cross(m, B + alpha * cross(m, B))'), solver);
      // the forms are equal for |m| = 1, which a solver keeps to the order of its error
      for (const [i, m] of implicit.entries()) expect(Math.abs(m - explicit[i]!)).toBeLessThan(2e-4);
      expect(Math.abs(implicit[1]!)).toBeGreaterThan(0.01);
    },
  );
  it.each([
    ["state x = 1\nx' = -x / (100 ps) - 3 * x'", "state x = 1\nx' = -x / (400 ps)"],
    [
      "state x = 1\nstate y = 0\nx' = y / (50 ps) + 0.5 * y'\ny' = -x / (50 ps) - 0.5 * x'",
      "state x = 1\nstate y = 0\nx' = (y - 0.5 * x) / (62.5 ps)\ny' = (-x - 0.5 * y) / (62.5 ps)",
    ],
    ["state x: angle = 1\nx'' = -sin(x) / (80 ps)^2 - x'' * 2", "state x: angle = 1\nx'' = -sin(x) / (80 ps)^2 / 3"],
    ["state x: angle = 1\nx' = 1 / (80 ps) - x' * 0.5", "state x: angle = 1\nx' = 1 / (120 ps)"],
  ])('%s is %s', (implicit, explicit) => {
    const [a, b] = [endOf(implicit, 'rk4'), endOf(explicit, 'rk4')];
    for (const [i, x] of a.entries()) expect(Math.abs(x - b[i]!)).toBeLessThan(1e-9);
  });
});
