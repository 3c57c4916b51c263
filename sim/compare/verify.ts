/** Float64, bit-exact and RTL runs of one experiment, compared as `docs/verification.md` says. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';
import type { Span } from '../../dsl/index.ts';
import { Measurement } from '../measure/index.ts';
import { Float64Network } from '../network/index.ts';
import { type Frame, type RunObserver, stepsPerWord } from '../run.ts';
import { NetworkComparison, NetworkTrace } from './bit-exact.ts';
import { HalfStep } from './half-step.ts';
import type { Followed } from './kept-reference.ts';
import { NetworkErrorMeter } from './local-error.ts';
import { type ExperimentReport, makeReport } from './report.ts';
import { Together } from './together.ts';
import { NetworkTrajectory } from './trajectory.ts';
import { type FixedRunner, fixedRunner } from './trial.ts';
import { heldTwin } from './twins.ts';

/** One simulator of the Verilog. */
export interface RtlRun {
  readonly simulator: string;
  /** Runs the experiment and hands over every frame: after each step those of all parts in order, instance by instance. */
  run(observer: RunObserver): Promise<RtlSummary> | RtlSummary;
}
export interface RtlSummary {
  /** Clocks per step without back-pressure, as counted; null when the simulator does not count them. */
  readonly cyclesPerStep: number | null;
  readonly buildSeconds: number;
  readonly seconds: number;
}
export interface VerifyRequest {
  /** By part. */
  readonly fixed: readonly FixedForm[];
  readonly rtlRuns: readonly RtlRun[];
  /** What the machine form predicts; null when there is none. */
  readonly cyclesPerStep: number | null;
  readonly compileSeconds: number;
  /** Line of a place in a source, from 1. */
  readonly lineOf: (span: Span) => number;
  readonly runFixed?: FixedRunner;
  /** The same experiment with half of its dt, to be run beside it. */
  readonly halved?: StepNetwork | null;
  /** Called now and then with the stage and the share of it that is done. */
  readonly progress?: (stage: string, share: number) => void;
}

/** What the run of float64, its twin and the fixed form side by side gives. */
export class SideBySide implements RunObserver {
  readonly trace: NetworkTrace;
  readonly local: NetworkErrorMeter;
  readonly trajectory: NetworkTrajectory;
  readonly floor: NetworkTrajectory;
  readonly float64: Float64Network;
  readonly measured: { readonly float64: Measurement; readonly fixed: Measurement };
  readonly halfStep: HalfStep | null;
  float64Seconds = 0;
  otherSeconds = 0;
  /** Whether the twin is one that decides otherwise what rounding decides. */
  readonly nudged: boolean;
  private readonly twin: Followed;
  private readonly together: Together;
  private readonly progress: VerifyRequest['progress'];
  /** Steps between two words about progress. */
  private readonly word: number;

  constructor({ fixed, progress, halved }: VerifyRequest) {
    const network = fixed.map(({ step }) => step);
    this.trace = new NetworkTrace(fixed);
    this.local = new NetworkErrorMeter(fixed);
    this.trajectory = new NetworkTrajectory(fixed);
    this.floor = new NetworkTrajectory(fixed);
    this.float64 = new Float64Network(network);
    this.twin = heldTwin(fixed);
    this.nudged = fixed[0]!.nudge !== undefined;
    this.measured = { float64: new Measurement(network), fixed: new Measurement(network) };
    this.halfStep = halved ? new HalfStep(halved, fixed) : null;
    this.together = new Together(fixed.length, (frames) => this.step(frames));
    this.progress = progress;
    this.word = wordOf(fixed);
  }
  frame(frame: Frame): void {
    const began = performance.now();
    this.trace.frame(frame);
    this.local.frame(frame);
    this.measured.fixed.frame(frame);
    this.otherSeconds += (performance.now() - began) / 1000;
    this.together.frame(frame);
  }
  private step(frames: readonly Frame[]): void {
    const began = performance.now();
    const sound = this.float64.advance();
    const advanced = performance.now();
    if (sound) {
      this.trajectory.frames(this.float64.frames, frames);
      this.float64.show(this.measured.float64);
      this.halfStep?.step(this.float64.frames);
      if (this.twin.advance()) this.floor.frames(this.float64.frames, this.twin.frames);
    }
    const { steps } = this.float64.network[0]!;
    const { step } = frames[0]!;
    if (this.progress && step % this.word === 0) this.progress('float64 and fixed', (step + 1) / steps);
    this.float64Seconds += (advanced - began) / 1000;
    this.otherSeconds += (performance.now() - advanced) / 1000;
  }
}
export interface RtlResult {
  readonly simulator: string;
  readonly summary: RtlSummary;
  readonly comparison: NetworkComparison;
  readonly measured: Measurement;
}

/** Compares all models of one experiment. Nothing is sampled: every state, event and flag of every instance at every step. */
export async function verifyExperiment(request: VerifyRequest): Promise<ExperimentReport> {
  const { fixed } = request;
  const runFixed = request.runFixed ?? fixedRunner;
  const side = new SideBySide(request);
  const began = performance.now();
  runFixed(fixed, side);
  const fixedSeconds = (performance.now() - began) / 1000 - side.float64Seconds - side.otherSeconds;
  // Simulators are other processes: side by side they take as long as the slowest.
  const rtl = await Promise.all(request.rtlRuns.map((run) => runRtl(request, run, side.trace)));
  const difference = firstOf(rtl, ({ simulator, comparison }) =>
    comparison.find(fixed, simulator, (observer) => runFixed(fixed, observer)),
  );
  return makeReport(request, side, rtl, difference, fixedSeconds);
}
async function runRtl({ fixed, progress }: VerifyRequest, run: RtlRun, trace: NetworkTrace): Promise<RtlResult> {
  const comparison = new NetworkComparison(fixed, trace);
  const measured = new Measurement(fixed.map(({ step }) => step));
  const { steps } = fixed[0]!.step;
  const word = wordOf(fixed);
  const summary = await run.run({
    frame(frame) {
      comparison.frame(frame);
      measured.frame(frame);
      if (progress && frame.part === 0 && frame.step % word === 0) progress(run.simulator, (frame.step + 1) / steps);
    },
  });
  return { simulator: run.simulator, summary, comparison, measured };
}
function wordOf(fixed: readonly FixedForm[]): number {
  return stepsPerWord(fixed.reduce((sum, { step }) => sum + step.population.instances, 0));
}
function firstOf<T, R>(list: readonly T[], find: (item: T) => R | null): R | null {
  for (const item of list) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}
