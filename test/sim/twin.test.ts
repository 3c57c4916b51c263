/** What the rounding of float64 alone decides is no measure of a word: a quantiser that comes to its threshold exactly, again and again. */
import { describe, expect, it } from 'vitest';
import { evaluators } from '../../cli/library/evaluators.ts';
import { compile } from '../../compiler/pipeline.ts';
import { twinOf } from '../../sim/compare/trial.ts';
import { packagedFiles } from '../support/fixed-builder.ts';

// acc is a multiple of 0.1 but for the rounding of float64, and 0 in every tenth step: which side it is then on, nothing in the file says
const modulator = `device modulator {
  param x = 0.1
  memory acc = 0 in -4 .. 4
  memory ones = 0 in 0 .. 4000
  every 1 us {
    let s = acc + x - (if acc >= 0 then 1 else -1)
    acc = s
    ones = ones + (if s >= 0 then 1 else 0)
  }
}
experiment Run of modulator { sweep x = (0.1, 0.3)   stop = 2 ms   dt = 1 us }`;

describe('the disturbed twin', () => {
  const { diagnostics, experiments } = compile(
    { path: 'modulator.qnm', text: modulator },
    packagedFiles,
    { until: 'fixed' },
    evaluators,
  );
  it('shows that a longer word would not help', () => {
    expect(diagnostics.map(({ code }) => code)).toEqual([]);
  });
  it('starts beside the run in what has a fraction, and on it in what counts', () => {
    const [part] = experiments[0]!.parts;
    const names = part!.step.population.cell.states.map(({ name }) => name);
    const { states } = twinOf([part!.fixed!]).parts[0]!.frame;
    expect(states[names.indexOf('acc')]).toBe(8e-12);
    expect(states[names.indexOf('ones')]).toBe(0);
  });
});
