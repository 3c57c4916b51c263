/** Float64, fixed point and Verilog of each experiment of a file, compared; the main job. */
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';
import { positionOf, type Span } from '../../dsl/index.ts';
import { type ExperimentReport, verifyExperiment } from '../../sim/compare/index.ts';
import { Measurement } from '../../sim/measure/index.ts';
import { runFixedNetwork } from '../../sim/network/index.ts';
import { Recorder } from '../../sim/record/index.ts';
import type { NodeFiles } from '../files.ts';
import { flagText, placeOf } from './run-model.ts';
import { all, type Simulated } from './simulate.ts';
import { rtlRun, type Simulator, type VerilogRunner } from './verilog.ts';

export interface VerifyOptions {
  readonly simulators: readonly Simulator[];
  readonly runner: VerilogRunner;
  readonly compileSeconds: number;
  /** The same experiment with half of its dt, where that is to be run. */
  readonly halved?: StepNetwork | null;
  /** Sources, for the lines in the report. */
  readonly files: NodeFiles;
  readonly progress?: (stage: string, share: number) => void;
}
export interface Verified {
  readonly report: ExperimentReport;
  /** Version of each simulator that ran. */
  readonly versions: Readonly<Record<string, string>>;
  /** Records and measures of the fixed-point run, which has the bits of the hardware. */
  readonly run: Simulated;
}

/** Verifies one experiment that was compiled to Verilog (or, without simulators, to fixed point). */
export async function verify(experiment: CompiledExperiment, options: VerifyOptions): Promise<Verified> {
  const network = experiment.parts.map(({ step }) => step);
  const [step] = network;
  const fixed = experiment.parts.flatMap((part) => part.fixed ?? []);
  if (step === undefined || fixed.length < network.length)
    throw new Error(`${experiment.experiment.name} was not compiled to fixed point`);
  const recorder = new Recorder(network);
  const measurement = new Measurement(network);
  let first = true;
  let warnings: readonly string[] = [];
  const rtlRuns = options.simulators.map((simulator) => rtlRun(experiment, simulator, options.runner));
  const report = await verifyExperiment({
    fixed,
    rtlRuns,
    cyclesPerStep: experiment.hardware?.cyclesPerStep ?? null,
    compileSeconds: options.compileSeconds,
    halved: options.halved ?? null,
    lineOf: (span) => lineOf(span, options.files),
    runFixed: (forms, observer) => {
      // A second run only looks for the first difference.
      const observers = first ? [observer, recorder, measurement] : [observer];
      first = false;
      const { flags } = runFixedNetwork(forms, all(observers));
      warnings = flags.map((flag) => `${flagText(flag)} at ${placeOf(network, flag)}`);
    },
    ...(options.progress === undefined ? {} : { progress: options.progress }),
  });
  const versions = Object.fromEntries(
    rtlRuns.flatMap((run) => (run.version() === null ? [] : [[run.simulator, run.version()!]])),
  );
  return {
    report,
    versions,
    run: {
      step,
      network,
      model: 'fixed',
      recorded: recorder.run(),
      measurement,
      warnings,
      seconds: report.seconds.fixed,
    },
  };
}

function lineOf(span: Span, files: NodeFiles): number {
  return positionOf(files.sources.get(span.file)?.text ?? '', span.start).line;
}
