import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile, evaluators, load, simulate } from '../../index.ts';
import { judgeExpects } from '../../sim/measure/index.ts';
import { checkout } from '../support/tools.ts';

/** Circuits whose increments are far below what their states' ranges suggest; the analytic figures stand in the files. */
const folder = join(checkout, 'examples/numerics');
const files = readdirSync(folder).filter((name) => name.endsWith('.qnm'));

describe('slow and small numbers', () => {
  it('have an example of each kind', () => {
    expect(files).toEqual(expect.arrayContaining(['leak.qnm', 'integrate.qnm', 'oscillator.qnm', 'hysteresis.qnm']));
  });
  it.each(files)('keep the figures of %s in float64 and in fixed point', async (name) => {
    const { source, files: access } = load(join(folder, name));
    const { experiments, good } = compile(source!, access, { until: 'fixed' }, evaluators);
    expect(good).toBe(true);
    for (const experiment of experiments)
      for (const of of ['float64', 'fixed'] as const) {
        const { step, measurement } = await simulate(experiment, of);
        const verdicts = judgeExpects(step, measurement, of).filter((verdict) => verdict !== null);
        expect(verdicts.length).toBeGreaterThan(0);
        for (const verdict of verdicts) expect(verdict, `${of}: ${verdict.text}`).toMatchObject({ pass: true });
      }
  });
});
