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

describe('what a measure reads', () => {
  it('goes by the name and unit of the state that it is', () => {
    const text = `circuit Warm(bath: thermal) { node hot: thermal = 300 K  Ch: heat_capacity(hot) { C = 1 pJ/K }  G: thermal_conductor(hot, bath) { G = 1 uW/K } }
experiment Cool of Warm { bath = 250 K  ${run}  measure top = max(T(hot))  measure two = max(2 * T(hot)) }`;
    const source = { path: 'warm.qnm', text: `use std.thermal\n${text}` };
    const { diagnostics, experiments } = compile(source, new NodeFiles(), { until: 'step' }, evaluators);
    expect(diagnostics).toEqual([]);
    const { observations } = experiments[0]!.parts[0]!.step.population.cell;
    expect(observations.map(({ name, unit }) => [name, unit.text])).toEqual([
      ['hot', 'K'],
      [expect.stringMatching(/^value \d+$/), ''],
    ]);
  });
});
