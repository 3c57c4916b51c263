/** One experiment run by one of the three models, with what it records and measures. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { runFixed } from '../../sim/fixed/index.ts';
import { runFloat64 } from '../../sim/float64/index.ts';
import { Measurement } from '../../sim/measure/index.ts';
import { type RecordedRun, Recorder } from '../../sim/record/index.ts';
import type { Progress, RunObserver } from '../../sim/run.ts';

export const models = ['float64', 'fixed', 'rtl'] as const;
export type ModelName = (typeof models)[number];

export interface SimulateOptions {
  readonly progress?: Progress;
  /** Also see every step: a writer of waves. */
  readonly observers?: readonly RunObserver[];
  /** Runs the Verilog; needed for `rtl` only. */
  readonly rtl?: (experiment: CompiledExperiment, observer: RunObserver) => Promise<readonly string[]>;
}
export interface Simulated {
  readonly step: StepForm;
  readonly model: ModelName;
  readonly recorded: RecordedRun;
  readonly measurement: Measurement;
  /** Left ranges, broken asserts, saturation, a run that ended early. */
  readonly warnings: readonly string[];
  readonly seconds: number;
}

/** Runs a compiled experiment; `fixed` needs it compiled to `fixed`, `rtl` to `verilog`. */
export async function simulate(
  experiment: CompiledExperiment,
  model: ModelName,
  options: SimulateOptions = {},
): Promise<Simulated> {
  const { step, fixed } = experiment;
  if (step === null) throw new Error(`${experiment.experiment.name} was not compiled to its step function`);
  const recorder = new Recorder(step);
  const measurement = new Measurement(step);
  const observer = all([recorder, measurement, ...(options.observers ?? [])]);
  const start = performance.now();
  const warnings = await runModel(model, { experiment, step, fixed }, observer, options);
  return { step, model, recorded: recorder.run(), measurement, warnings, seconds: (performance.now() - start) / 1000 };
}

interface Forms {
  readonly experiment: CompiledExperiment;
  readonly step: StepForm;
  readonly fixed: FixedForm | null;
}

async function runModel(
  model: ModelName,
  forms: Forms,
  observer: RunObserver,
  options: SimulateOptions,
): Promise<readonly string[]> {
  const progress = options.progress === undefined ? {} : { progress: options.progress };
  switch (model) {
    case 'float64': {
      const summary = runFloat64(forms.step, observer, progress);
      return [
        ...summary.ranges.map(
          (r) => `${r.state} left its range: ${r.value} at t = ${r.time} s, instance ${r.instance} (${times(r.count)})`,
        ),
        ...summary.asserts.map(
          (a) => `assert "${a.message}" did not hold at t = ${a.time} s, instance ${a.instance} (${times(a.count)})`,
        ),
        ...(summary.failure === null ? [] : [`the run ended early: ${summary.failure.message}`]),
      ];
    }
    case 'fixed': {
      if (forms.fixed === null) throw new Error(`${forms.step.experiment.name} was not compiled to fixed point`);
      const summary = runFixed(forms.fixed, observer, progress);
      return summary.flags.map((f) =>
        f.kind === 'assert'
          ? `assert "${f.text}" did not hold at t = ${f.time} s, instance ${f.instance} (${times(f.count)})`
          : `${f.text} saturated at t = ${f.time} s, instance ${f.instance} (${times(f.count)})`,
      );
    }
    case 'rtl': {
      if (options.rtl === undefined) throw new Error('no simulator of Verilog was handed in');
      return await options.rtl(forms.experiment, observer);
    }
    default:
      return model satisfies never;
  }
}

/** One observer for several. */
export function all(observers: readonly RunObserver[]): RunObserver {
  return {
    frame(frame) {
      for (const observer of observers) observer.frame(frame);
    },
  };
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
