/** Steps that another outcome of a close decision explains are no errors, however many there are. */
import { expect, it } from 'vitest';
import { evaluators } from '../../cli/library/evaluators.ts';
import { compile } from '../../compiler/pipeline.ts';
import { LocalErrorMeter } from '../../sim/compare/index.ts';
import { FixedRun } from '../../sim/fixed/index.ts';
import { packagedFiles } from '../support/fixed-builder.ts';

/** `0.7 k` and `j` stay together: which of them is larger is a matter of rounding, in every step. */
const text = `
device Even {
  param rate = 0.01 kHz
  state k = 0.1 in 0 .. 1
  state j = 0.07 in 0 .. 1
  state x = 0.5 in 0 .. 1
  k' = rate * (1 - k)
  j' = rate * (0.7 - j)
  x' = ((if 0.7 * k > j then 0.504 else 0.496) - x) / 1 ms
}
experiment E of Even {
  sweep rate = 0.001 kHz .. 0.1 kHz by 0.001 kHz
  stop = 1 s  dt = 1 ms  solver = euler  tolerance = 1 %
}`;

it('100 instances decide apart in tens of thousands of steps', () => {
  const { experiments, diagnostics } = compile({ path: 'even.qnm', text }, packagedFiles, {}, evaluators);
  expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  const fixed = experiments[0]!.fixed!;
  const meter = new LocalErrorMeter(fixed);
  const run = new FixedRun(fixed);
  while (run.done < fixed.step.steps) {
    run.advance();
    meter.frame(run.frame);
  }
  const { decidedApart, exceeded, worst, predicted } = meter.result();
  expect(decidedApart).toBeGreaterThan(20_000);
  expect(exceeded).toBeNull();
  expect(worst).toBeLessThanOrEqual(predicted);
});
