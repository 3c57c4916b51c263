/** One experiment run by one of the three models, with what it records and measures. */
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { StepForm, StepNetwork } from '../../compiler/step/form.ts';
import { Measurement } from '../../sim/measure/index.ts';
import { type OfPart, runFixedNetwork, runFloat64Network, seenSteps } from '../../sim/network/index.ts';
import { type RecordedRun, Recorder, recordedNumbers } from '../../sim/record/index.ts';
import type { Progress, RunObserver } from '../../sim/run.ts';
import { CommandError, exitCode } from '../exit.ts';

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
  /** The first part; the experiment is the same in all. */
  readonly step: StepForm;
  readonly network: StepNetwork;
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
  const network = experiment.parts.map(({ step }) => step);
  const [step] = network;
  if (step === undefined) throw new Error(`${experiment.experiment.name} was not compiled to its step function`);
  const seen = seenSteps(network);
  refuseEndlessRecords(seen);
  const recorder = new Recorder(network);
  const measurement = new Measurement(network);
  const observer = all([recorder, measurement, ...(options.observers ?? [])]);
  const start = performance.now();
  const warnings = await runModel(model, experiment, network, observer, options);
  const seconds = (performance.now() - start) / 1000;
  return { step: seen[0]!, network: seen, model, recorded: recorder.run(), measurement, warnings, seconds };
}

/** Numbers that fit into one array of results.npz on the machine of most people: 2 GB. */
const mostRecorded = 2 ** 28;
/** @throws CommandError when the records of a run do not fit into memory */
function refuseEndlessRecords(network: StepNetwork): void {
  const numbers = recordedNumbers(network);
  if (numbers <= mostRecorded) return;
  const { experiment, steps } = network[0]!;
  const size = (8 * numbers) / 2 ** 30;
  throw new CommandError(
    exitCode.usage,
    `the records of ${experiment.name} would take ${size.toPrecision(3)} GB in ${steps} steps`,
    'write `record ... every TIME`, or record single instances: `cell[0, 0].out`',
  );
}

async function runModel(
  model: ModelName,
  experiment: CompiledExperiment,
  network: StepNetwork,
  observer: RunObserver,
  options: SimulateOptions,
): Promise<readonly string[]> {
  const progress = options.progress === undefined ? {} : { progress: options.progress };
  switch (model) {
    case 'float64': {
      const summary = runFloat64Network(network, observer, progress);
      return [
        ...summary.ranges.map(
          (r) => `${r.state} left its range: ${r.value} at ${placeOf(network, r)} (${times(r.count)})`,
        ),
        ...summary.asserts.map(
          (a) => `assert "${a.message}" did not hold at ${placeOf(network, a)} (${times(a.count)})`,
        ),
        ...(summary.failure === null ? [] : [`the run ended early: ${summary.failure.message}`]),
      ];
    }
    case 'fixed': {
      const fixed = experiment.parts.flatMap((part) => part.fixed ?? []);
      if (fixed.length < network.length)
        throw new Error(`${experiment.experiment.name} was not compiled to fixed point`);
      const summary = runFixedNetwork(fixed, observer, progress);
      return summary.flags.map((f) => `${flagText(f)} at ${placeOf(network, f)} (${times(f.count)})`);
    }
    case 'rtl': {
      if (options.rtl === undefined) throw new Error('no simulator of Verilog was handed in');
      return await options.rtl(experiment, observer);
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

/** `assert "..." did not hold`, `V saturated` */
export function flagText({ kind, text }: { readonly kind: 'assert' | 'saturation'; readonly text: string }): string {
  return kind === 'assert' ? `assert "${text}" did not hold` : `${text} saturated`;
}
/** `t = 1e-6 s, instance 3`; `t = 1e-6 s, cell[3, 4]`, with the number of the point where there are several. */
export function placeOf(
  network: StepNetwork,
  { part, time, instance }: OfPart<{ readonly time: number; readonly instance: number }>,
): string {
  return `t = ${time} s, ${instanceText(network[part]!, instance)}`;
}
function instanceText({ population, experiment, part }: StepForm, instance: number): string {
  const { shape } = experiment.parts[part]!;
  const { name, size, instances } = population;
  if (shape.length === 0) return `instance ${instance}`;
  const indices: number[] = [];
  let rest = instance % size;
  for (const extent of [...shape].reverse()) {
    indices.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  const point = instances > size ? ` of point ${Math.floor(instance / size)}` : '';
  return `${name}[${indices.join(', ')}]${point}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
