/** Times of crossings of functions of one state: quotients that stay quotients, since between steps without a crossing they are anything. */
import { describe, expect, it } from 'vitest';
import { evaluators } from '../../cli/library/evaluators.ts';
import { compile } from '../../compiler/pipeline.ts';
import { verifyExperiment } from '../../sim/compare/index.ts';
import { packagedFiles } from '../support/fixed-builder.ts';

const device = (event: string): string => `
device Falls {
  state x = -0.2 in -1.25 .. 1.25
  x' = (0.9 - x) / (270 ns)
  event seen when ${event}
}
experiment Run of Falls { stop = 3 us   dt = 10 ns   tolerance = 1 % }`;

describe('the time of a crossing', () => {
  // the first was found by `npm run fuzz`, seed 371
  it.each([
    'rising(sin(x) / (0.8 + abs(sgn(0.6))), 0)',
    'rising(sin(x), 0)',
    'crossing(exp(x) - 1.2, 0)',
    'falling(-3 * tanh(x) * x, -0.1)',
  ])('of %s is found in fixed point', async (event) => {
    const text = device(event);
    const { diagnostics, experiments } = compile(
      { path: 'crossing.qnm', text },
      packagedFiles,
      { until: 'fixed' },
      evaluators,
    );
    expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
    const { fixed } = experiments[0]!.parts[0]!;
    const report = await verifyExperiment({
      fixed: [fixed!], rtlRuns: [], cyclesPerStep: null, compileSeconds: 0, lineOf: () => 0,
    }); // biome-ignore format: one request
    expect(report.localError.exceeded).toBeNull();
    expect(report.trajectoryError.events.other).toBeGreaterThan(0);
    expect(report.trajectoryError.events.other).toBe(report.trajectoryError.events.reference);
  });

  it('asks for nothing where what crosses has come to rest on the threshold, which the rounding of float64 then decides', () => {
    const text = `
      device Turns {
        state q = 0 in -4 .. 4
        state turn: angle = 0 rad
        q' = (3 - q) / (20 ns)
        turn' = 2 * pi * (3 - q) / (20 ns)
        event site when rising(sin(turn), 0)
      }
      experiment Run of Turns { stop = 2 us   dt = 0.1 ns   tolerance = 0.5 % }`;
    const source = { path: 'rests.qnm', text };
    const { diagnostics, experiments } = compile(
      source,
      packagedFiles,
      { until: 'fixed' },
      { ...evaluators, trial: null },
    );
    expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
    const { states } = experiments[0]!.parts[0]!.fixed!;
    for (const { format } of states) expect(format.width).toBeLessThan(40);
  });
});
