/** `poisson(rate, seed)`: counts of a Poisson process, the same in every simulator. */
import { describe, expect, it } from 'vitest';
import { noEvaluators } from '../../cli/library/check.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { poissonValue } from '../../compiler/ops/draw/poisson.ts';
import { compile } from '../../compiler/pipeline.ts';
import { Float64Run } from '../../sim/float64/index.ts';
import { experimentInputs } from '../../sim/rtl/stimulus-words.ts';
import { packagedFiles } from '../support/fixed-builder.ts';
import { fixedTranscript, rtlTranscript } from '../support/rtl.ts';
import { tools } from '../support/tools.ts';

/** A device that holds what it was given in the last step. */
const holding = (drive: string, run = ''): string => `
discipline number signal { value u: 1 }
device Holds(drive: number) {
  memory seen = 0 in -8 .. 8
  state level = 0 in -20 .. 20
  level' = (u(drive) - level) / (100 ns)
  every 10 ns { seen = u(drive) }
}
experiment Run of Holds {
  ${run}
  dt = 10 ns   stop = 40 us   tolerance = 1 %
  drive = ${drive}
}`;
function counts(text: string): Float64Array[] {
  const { diagnostics, experiments } = compile(
    { path: 'poisson.qnm', text },
    packagedFiles,
    { until: 'step' },
    noEvaluators,
  );
  expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  const { step } = experiments[0]!;
  const run = new Float64Run(step!);
  const { instances, cell } = step!.population;
  const seen = cell.states.findIndex((s) => s.name === 'seen');
  return Array.from({ length: step!.steps }, () => {
    run.advance(1);
    return Float64Array.from({ length: instances }, (_, i) => run.frame.states[i * cell.states.length + seen]!);
  });
}

describe('counts of a Poisson process', () => {
  it.each([0.003, 0.2, 1, 7.5, 300, 2000])('have the mean and the variance %d, each step by itself', (mean) => {
    const n = 40_000;
    const all = Array.from({ length: n }, (_, k) => poissonValue(k + 0.25, mean, 11));
    const average = all.reduce((a, b) => a + b) / n;
    const moment = (lag: number): number =>
      all.slice(lag).reduce((sum, x, k) => sum + (x - average) * (all[k]! - average), 0) / (n - lag);
    expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(mean / n));
    expect(Math.abs(moment(0) / mean - 1)).toBeLessThan(4 * Math.sqrt((2 + 1 / mean) / n));
    expect(Math.abs(moment(1) / mean)).toBeLessThan(4 / Math.sqrt(n));
  });
  it('have the probabilities of the distribution', () => {
    const [n, mean] = [200_000, 1.3];
    const seen = new Float64Array(40);
    for (let k = 0; k < n; k++) seen[poissonValue(k, mean, 5)]!++;
    let [chi, probability] = [0, Math.exp(-mean)];
    for (let count = 0; count < 7; count++) {
      chi += (seen[count]! - n * probability) ** 2 / (n * probability);
      probability *= mean / (count + 1);
    }
    // 7 cells: beyond 24 with a probability of 0.001
    expect(chi).toBeLessThan(24);
  });
  it('go on beyond 2^32 steps, differ between seeds, and grow with the rate', () => {
    const at = (step: number, mean: number, seed = 1): number => poissonValue(step, mean, seed);
    const far = Array.from({ length: 200 }, (_, k) => [at(k, 3), at(k + 2 ** 32, 3), at(k, 3, 2)]);
    expect(new Set([0, 1, 2].map((i) => far.map((row) => row[i]).join())).size).toBe(3);
    for (let k = 0; k < 200; k++) expect(at(k, 3)).toBeLessThanOrEqual(at(k, 3.5));
    expect([at(3, 0), at(3, -1), at(3, Number.NaN)]).toEqual([0, 0, 0]);
  });
});

describe('a Poisson waveform', () => {
  it('gives rate times time events, whatever the step', () => {
    const all = counts(holding('poisson(20 MHz, 7)')).map((row) => row[0]!);
    const total = all.reduce((a, b) => a + b);
    expect(Math.abs(total - 800)).toBeLessThan(4 * Math.sqrt(800));
    expect(Math.max(...all)).toBeGreaterThan(1);
  });
  it('follows a rate that changes, and a rate that is swept', () => {
    const late = counts(holding('poisson(if time < 20 us then 0 Hz else 10 MHz, 7)')).map((row) => row[0]!);
    expect(late.slice(0, 1999).every((x) => x === 0)).toBe(true);
    expect(late.slice(2001).reduce((a, b) => a + b)).toBeGreaterThan(100);
    const swept = counts(holding('poisson(f, 7)', 'sweep f = (1 MHz, 30 MHz)'));
    const [few, many] = [0, 1].map((i) => swept.reduce((sum, row) => sum + row[i]!, 0));
    expect(Math.abs(few! - 40)).toBeLessThan(26);
    expect(Math.abs(many! - 1200)).toBeLessThan(140);
  });
  it.skipIf(!tools.verilator)('is the same in the Verilog', async () => {
    const text = holding('poisson(20 MHz, 7)').replace('stop = 40 us', 'stop = 4 us');
    const { experiments } = compile({ path: 'poisson.qnm', text }, packagedFiles, {}, evaluators);
    const { fixed, machine } = experiments[0]!;
    const want = fixedTranscript(fixed!, 400);
    const { lines } = await rtlTranscript(machine!, 'verilator', { steps: 400, inputs: experimentInputs(machine!) });
    expect(lines).toEqual(want);
    expect(new Set(want).size).toBeGreaterThan(100);
  });
});
