/** The device library: its examples say nothing wrong and meet their figures in float64, one of each file also in fixed point, some in Verilog. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../../cli/library/check.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { load } from '../../cli/library/load.ts';
import { verify } from '../../cli/library/verify.ts';
import { verilogRunner } from '../../cli/library/verilog.ts';
import { type CompiledExperiment, compile, type FormName } from '../../compiler/pipeline.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { type JudgedModel, judgeExpects, Measurement } from '../../sim/measure/index.ts';
import { runFixedNetwork, runFloat64Network } from '../../sim/network/index.ts';
import { checkout, tools } from '../support/tools.ts';

/** Paths of the examples, from the checkout. */
const names = ['examples/library', 'examples/magnetic'].flatMap((folder) =>
  readdirSync(join(checkout, folder))
    .filter((name) => name.endsWith('.qnm'))
    .map((name) => `${folder}/${name}`),
);
/** Steps times instances that are tested here; `npm run library` runs all. */
const quick = { float64: 1_000_000, fixed: 300_000 };

/** Files whose every experiment is longer than that. */
const long = ['examples/library/stochastic_imt.qnm', 'examples/library/escape.qnm'];

const cost = (experiment: CompiledExperiment): number =>
  experiment.parts.reduce((sum, { step }) => sum + step.steps * step.population.instances, 0);

/** What does not hold, as texts. */
function missed({ experiment }: CompiledExperiment, measurement: Measurement, model: JudgedModel): string[] {
  const verdicts = judgeExpects({ experiment }, measurement, model).filter((verdict) => verdict !== null);
  expect(verdicts.every((verdict) => verdict.source !== '')).toBe(true);
  return verdicts.filter(({ pass }) => !pass).map(({ text, value }) => `${text}: ${value}`);
}
const measured = (steps: readonly StepForm[]): Measurement => new Measurement(steps);

function built(name: string, experiment: string, until: FormName): CompiledExperiment {
  const { source, files } = load(join(checkout, name));
  const { diagnostics, experiments } = compile(source!, files, { experiment, until }, evaluators);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return experiments.find(({ experiment: { name: found } }) => found === experiment)!;
}

describe.each(names)('%s', (name) => {
  const { source, files } = load(join(checkout, name));
  const { diagnostics, experiments } = check(source!, files);

  it('has nothing that the check would mention, and figures', () => {
    expect(diagnostics).toEqual([]);
    expect(experiments.every(({ experiment }) => experiment.expects.length > 0)).toBe(true);
  });
  it('meets its figures in float64', { timeout: 60_000 }, () => {
    const short = experiments.filter((each) => cost(each) <= quick.float64);
    if (!long.includes(name)) expect(short.length).toBeGreaterThan(0);
    for (const experiment of short) {
      const measurement = measured(experiment.parts.map(({ step }) => step));
      expect(runFloat64Network(measurement.network, measurement).failure).toBeNull();
      expect(missed(experiment, measurement, 'float64'), experiment.experiment.name).toEqual([]);
    }
  });
  it('meets them in fixed point, in its shortest experiment', { timeout: 60_000 }, () => {
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

describe.skipIf(!tools.verilator)('in Verilog', () => {
  it.each([
    ['examples/library/yakopcic.qnm', 'Weak'],
    ['examples/library/short_term.qnm', 'Second'],
  ])('%s: %s', { timeout: 120_000 }, async (name, experiment) => {
    const { files } = load(join(checkout, name));
    const { report } = await verify(built(name, experiment, 'verilog'), {
      simulators: ['verilator'],
      runner: verilogRunner(process.env),
      compileSeconds: 0,
      files,
    });
    expect(report.reasons).toEqual([]);
    expect(report.bitExact).toBe(true);
  });
});

describe('the sources', () => {
  it('name an example that exists', () => {
    const std = join(checkout, 'dsl/std');
    for (const name of readdirSync(std)) {
      const text = readFileSync(join(std, name), 'utf8');
      for (const [, path] of text.matchAll(/Example: (examples\/[\w/]+\.qnm)/g))
        expect(() => readFileSync(join(checkout, path!)), `${name}: ${path}`).not.toThrow();
    }
  });
});
