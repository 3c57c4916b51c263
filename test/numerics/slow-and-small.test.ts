import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile, evaluators, load, simulate } from '../../index.ts';
import { judgeExpects } from '../../sim/measure/index.ts';
import { checkout } from '../support/tools.ts';

/** Circuits whose increments are far below what their states' ranges suggest; the analytic figures stand in the files. */
const folder = join(checkout, 'examples/numerics');
/** Longer experiments take most of a minute each: `npm run tolerances` has them. */
const mostSteps = 1e6;
const files = readdirSync(folder).filter((name) => name.endsWith('.qnm'));

describe('slow and small numbers', () => {
  it('have an example of each kind', () => {
    expect(files).toEqual(expect.arrayContaining(['leak.qnm', 'integrate.qnm', 'oscillator.qnm', 'hysteresis.qnm']));
  });
  it.each(files)('keep the figures of %s in float64 and in fixed point', async (name) => {
    const { source, files: access } = load(join(folder, name));
    const short = compile(source!, access, { until: 'step' }, evaluators).experiments.filter(
      ({ step }) => step!.steps <= mostSteps,
    );
    expect(short.length).toBeGreaterThan(0);
    const built = short.map(({ step }) =>
      compile(source!, access, { until: 'fixed', experiment: step!.experiment.name }, evaluators),
    );
    expect(built.every(({ good }) => good)).toBe(true);
    for (const experiment of built.flatMap(({ experiments }) => experiments))
      for (const of of ['float64', 'fixed'] as const) {
        const { step, measurement } = await simulate(experiment, of);
        const verdicts = judgeExpects(step, measurement, of).filter((verdict) => verdict !== null);
        expect(verdicts.length).toBeGreaterThan(0);
        for (const verdict of verdicts) expect(verdict, `${of}: ${verdict.text}`).toMatchObject({ pass: true });
      }
  });
});
