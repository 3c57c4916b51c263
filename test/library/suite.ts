/** What every example of a library says of itself, as tests: one file of tests for each folder calls them, so that they run side by side. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../../cli/library/check.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { load } from '../../cli/library/load.ts';
import { type CompiledExperiment, compile, type FormName } from '../../compiler/pipeline.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { type JudgedModel, judgeExpects, Measurement } from '../../sim/measure/index.ts';
import { runFixedNetwork, runFloat64Network } from '../../sim/network/index.ts';
import { checkout } from '../support/tools.ts';

/** Steps times instances that are tested here, and of the shortest experiment of a file that has none so short; `npm run library` runs all. */
const quick = { float64: 1_000_000, fixed: 300_000, shortest: 13_000_000 };

const cost = (experiment: CompiledExperiment): number =>
  experiment.parts.reduce((sum, { step }) => sum + step.steps * step.population.instances, 0);

/** What does not hold, as texts. */
function missed({ experiment }: CompiledExperiment, measurement: Measurement, model: JudgedModel): string[] {
  const verdicts = judgeExpects({ experiment }, measurement, model).filter((verdict) => verdict !== null);
  expect(verdicts.every((verdict) => verdict.source !== '')).toBe(true);
  return verdicts.filter(({ pass }) => !pass).map(({ text, value }) => `${text}: ${value}`);
}
const measured = (steps: readonly StepForm[]): Measurement => new Measurement(steps);

/** One experiment of an example, compiled as far as `until`. */
export function built(name: string, experiment: string, until: FormName): CompiledExperiment {
  const { source, files } = load(join(checkout, name));
  const { diagnostics, experiments } = compile(source!, files, { experiment, until }, evaluators);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return experiments.find(({ experiment: { name: found } }) => found === experiment)!;
}

/** `folder`: of examples, from the checkout; `long`: files whose every experiment is longer than what is tested. */
export function testExamples(folder: string, long: readonly string[]): void {
  const names = readdirSync(join(checkout, folder)).filter((name) => name.endsWith('.qnm'));
  describe.each(names)('%s', (file) => {
    const name = `${folder}/${file}`;
    const { source, files } = load(join(checkout, name));
    const { diagnostics, experiments } = check(source!, files);

    it('has nothing that the check would mention, and figures', () => {
      expect(diagnostics).toEqual([]);
      expect(experiments.every(({ experiment }) => experiment.expects.length > 0)).toBe(true);
    });
    it('meets its figures in float64', () => {
      const shortest = experiments.filter((each) => cost(each) <= quick.shortest).sort((a, b) => cost(a) - cost(b));
      const within = shortest.filter((each) => cost(each) <= quick.float64);
      const short = within.length > 0 || long.includes(file) ? within : shortest.slice(0, 1);
      if (!long.includes(file)) expect(short.length).toBeGreaterThan(0);
      for (const experiment of short) {
        const steps = experiment.parts.map(({ step }) => step);
        const measurement = measured(steps);
        expect(runFloat64Network(steps, measurement).failure).toBeNull();
        expect(missed(experiment, measurement, 'float64'), experiment.experiment.name).toEqual([]);
      }
    });
    it('meets them in fixed point, in its shortest experiment', () => {
      const [shortest] = experiments.filter((each) => cost(each) <= quick.fixed).sort((a, b) => cost(a) - cost(b));
      if (shortest === undefined) return;
      const experiment = built(name, shortest.experiment.name, 'fixed');
      const measurement = measured(experiment.parts.map(({ step }) => step));
      runFixedNetwork(
        experiment.parts.map(({ fixed }) => fixed!),
        measurement,
      );
      expect(missed(experiment, measurement, 'fixed'), shortest.experiment.name).toEqual([]);
    });
  });
}
