/** One experiment run by one of the three models, with what it records and measures. */
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { StepForm, StepNetwork } from '../../compiler/step/form.ts';
import type { Diagnostic } from '../../dsl/index.ts';
import { Measurement } from '../../sim/measure/index.ts';
import { seenSteps, type Team } from '../../sim/network/index.ts';
import { type RecordedRun, Recorder, recordedNumbers } from '../../sim/record/index.ts';
import type { Progress, RunObserver } from '../../sim/run.ts';
import { CommandError, exitCode } from '../exit.ts';
import { engineering } from '../report/numbers.ts';
import { type ModelName, type RunReport, reportTexts, runModel } from './run-model.ts';

export type { ModelName } from './run-model.ts';

export interface SimulateOptions {
  readonly progress?: Progress;
  /** Threads that make the steps together with this one; the results are the same. */
  readonly team?: Team | null;
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
  /** Why it ended before its stop: a state stopped being a finite number. */
  readonly ended?: RunReport;
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
  const reports = await runModel(model, experiment, network, observer, options);
  const seconds = (performance.now() - start) / 1000;
  const warnings = reportTexts(network, reports);
  const ended = reports.find(({ kind }) => kind === 'end');
  const run = { step: seen[0]!, network: seen, model, recorded: recorder.run(), measurement, warnings, seconds };
  return ended === undefined ? run : { ...run, ended };
}
/**
 * A run that ended early as a diagnostic (E0408) at the state that lost its value.
 * @param network the experiment's parts, as they were compiled
 */
export function endDiagnostic(network: StepNetwork, ended: RunReport): Diagnostic {
  const { population, dt } = network[ended.part]!;
  const { states } = population.cell;
  const { origin } = states.find(({ name }) => name === ended.subject) ?? states[0]!;
  return {
    code: 'E0408',
    severity: 'error',
    message: ended.text,
    span: origin,
    help: `nothing that was measured holds; try a smaller dt than ${engineering(dt, 's')} first, then what grows or has no value in the equations`,
  };
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

/** One observer for several. */
export function all(observers: readonly RunObserver[]): RunObserver {
  return {
    frame(frame) {
      for (const observer of observers) observer.frame(frame);
    },
  };
}
