/** Experiments of one file go down each for itself. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { compile } from '../../compiler/pipeline.ts';

const device = (name: string, format: string) => `device ${name} { state x = 1 in 0 .. 2 ${format}  x' = -x / 1 us }\n`;
const run = 'stop = 2 us  dt = 10 ns  tolerance = 0.01 %';

describe('an experiment that cannot be built', () => {
  it('is said, and hides none that can', () => {
    const text = `${device('Coarse', 'format s8.6')}${device('Free', '')}
experiment A of Coarse { ${run} }
experiment B of Free { ${run} }`;
    const { good, diagnostics, experiments } = compile(
      { path: 'two.qnm', text },
      new NodeFiles(),
      { until: 'machine' },
      evaluators,
    );
    expect(good).toBe(false);
    expect(diagnostics.map(({ code }) => code)).toEqual(['E0406']);
    expect(experiments.map(({ experiment, hardware }) => [experiment.name, hardware !== null])).toEqual([
      ['A', false],
      ['B', true],
    ]);
  });
});
