/** Float64, bit-exact and RTL runs of one experiment, compared as `docs/verification.md` says. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import type { Span } from '../../dsl/index.ts';
import { Float64Run, type Float64Summary } from '../float64/index.ts';
import { type ExpectVerdict, judgeExpects, Measurement } from '../measure/index.ts';
import type { Frame, RunObserver } from '../run.ts';
import { type FirstDifference, findDifference, ReferenceTrace, TraceComparison } from './bit-exact.ts';
import { fullRange, LocalErrorMeter, type LocalErrors } from './local-error.ts';
import { type TrajectoryError, TrajectoryMeter } from './trajectory.ts';
import { type FixedRunner, fixedRunner } from './trial.ts';

/** One simulator of the Verilog. */
export interface RtlRun {
  readonly simulator: string;
  /** Runs the experiment and hands over every frame, instance by instance in order. */
  run(observer: RunObserver): Promise<RtlSummary> | RtlSummary;
}
export interface RtlSummary {
  /** Clocks per step without back-pressure, as counted; null when the simulator does not count them. */
  readonly cyclesPerStep: number | null;
  readonly buildSeconds: number;
  readonly seconds: number;
}
export interface VerifyRequest {
  readonly step: StepForm;
  readonly fixed: FixedForm;
  readonly rtlRuns: readonly RtlRun[];
  /** What the machine form predicts; null when there is none. */
  readonly cyclesPerStep: number | null;
  readonly compileSeconds: number;
  /** Line of a place in a source, from 1. */
  readonly lineOf: (span: Span) => number;
  readonly runFixed?: FixedRunner;
  /** Called now and then with the stage and the share of it that is done. */
  readonly progress?: (stage: string, share: number) => void;
}

export interface ExpectReport {
  readonly text: string;
  readonly line: number;
  readonly source: string;
  readonly unit: { readonly text: string; readonly scale: number };
  readonly float64: ExpectFigure | null;
  readonly fixed: ExpectFigure | null;
  readonly rtl: ExpectFigure | null;
}
/** `value` and `wanted` in SI; null: not a number. `instance`: the worst of the `points` judged. */
export interface ExpectFigure {
  readonly value: number | null;
  readonly wanted: number | null;
  readonly instance: number;
  readonly points: number;
  readonly pass: boolean;
}
/** One entry of `experiments` in the document of `verify --json`. */
export interface ExperimentReport {
  readonly name: string;
  readonly pass: boolean;
  /** Why not, in words; empty when passed. */
  readonly reasons: readonly string[];
  readonly steps: number;
  readonly instances: number;
  readonly seed: number;
  readonly bitExact: boolean;
  readonly simulators: readonly string[];
  readonly wordsCompared: number;
  readonly digest: string;
  readonly firstDifference:
    | null
    | (Omit<FirstDifference, 'origin' | 'steps'> & { readonly line: number | null; readonly differentSteps: number });
  readonly tolerance: number;
  readonly localError: Omit<LocalErrors, 'deviceSteps'>;
  readonly trajectoryError: TrajectoryError & { readonly floor: number };
  readonly expects: readonly ExpectReport[];
  readonly cyclesPerStep: { readonly predicted: number | null; readonly measured: number | null };
  readonly rangeViolations: Float64Summary['ranges'];
  readonly failedAsserts: Float64Summary['asserts'];
  readonly seconds: {
    readonly compile: number;
    readonly float64: number;
    readonly fixed: number;
    readonly rtlBuild: number;
    readonly rtl: number;
  };
}

/** How far the twin's continuous states are moved at the start, in parts of their size. */
const disturbance = 1e-12;

/** What the run of float64, its twin and the fixed form side by side gives. */
class SideBySide implements RunObserver {
  readonly trace: ReferenceTrace;
  readonly local: LocalErrorMeter;
  readonly trajectory: TrajectoryMeter;
  readonly floor: TrajectoryMeter;
  readonly float64: Float64Run;
  readonly measured: { readonly float64: Measurement; readonly fixed: Measurement };
  float64Seconds = 0;
  otherSeconds = 0;
  private readonly twin: Float64Run;
  private readonly progress: VerifyRequest['progress'];

  constructor({ step, fixed, progress }: VerifyRequest) {
    const ranges = fixed.states.map(fullRange);
    this.trace = new ReferenceTrace(fixed);
    this.local = new LocalErrorMeter(fixed);
    this.trajectory = new TrajectoryMeter(step, ranges);
    this.floor = new TrajectoryMeter(step, ranges);
    this.float64 = new Float64Run(step);
    this.twin = new Float64Run(step, { disturb: disturbance });
    this.measured = { float64: new Measurement(step), fixed: new Measurement(step) };
    this.progress = progress;
  }
  frame(frame: Frame): void {
    const began = performance.now();
    const sound = this.float64.advance();
    const advanced = performance.now();
    this.trace.frame(frame);
    this.local.frame(frame);
    this.measured.fixed.frame(frame);
    if (sound) {
      this.trajectory.frames(this.float64.frame, frame);
      this.measured.float64.frame(this.float64.frame);
      if (this.twin.advance()) this.floor.frames(this.float64.frame, this.twin.frame);
    }
    const { steps } = this.float64.step;
    if (this.progress && (frame.step & 1023) === 0) this.progress('float64 and fixed', (frame.step + 1) / steps);
    this.float64Seconds += (advanced - began) / 1000;
    this.otherSeconds += (performance.now() - advanced) / 1000;
  }
}
interface RtlResult {
  readonly simulator: string;
  readonly summary: RtlSummary;
  readonly comparison: TraceComparison;
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
    findDifference(fixed, simulator, comparison, (observer) => runFixed(fixed, observer)),
  );
  return makeReport(request, side, rtl, difference, fixedSeconds);
}
async function runRtl(request: VerifyRequest, run: RtlRun, trace: ReferenceTrace): Promise<RtlResult> {
  const { step, fixed, progress } = request;
  const comparison = new TraceComparison(fixed, trace);
  const measured = new Measurement(step);
  const summary = await run.run({
    frame(frame) {
      comparison.frame(frame);
      measured.frame(frame);
      if (progress && (frame.step & 1023) === 0) progress(run.simulator, (frame.step + 1) / step.steps);
    },
  });
  return { simulator: run.simulator, summary, comparison, measured };
}
function firstOf<T, R>(list: readonly T[], find: (item: T) => R | null): R | null {
  for (const item of list) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}

function makeReport(
  request: VerifyRequest,
  side: SideBySide,
  rtl: readonly RtlResult[],
  difference: FirstDifference | null,
  fixedSeconds: number,
): ExperimentReport {
  const { step, lineOf } = request;
  const { deviceSteps: _, ...localError } = side.local.result();
  const trajectoryError = { ...side.trajectory.result(), floor: side.floor.result().value };
  const measured = rtl.find((r) => r.summary.cyclesPerStep !== null)?.summary.cyclesPerStep ?? null;
  const summary = side.float64.summary(side.float64Seconds);
  const report = {
    name: step.experiment.name,
    steps: step.steps,
    instances: step.population.instances,
    seed: step.experiment.seed,
    bitExact: rtl.length > 0 && difference === null,
    simulators: rtl.map((r) => r.simulator),
    wordsCompared: rtl.reduce(
      (sum, r) => sum + Math.min(r.comparison.steps, step.steps) * r.comparison.digest.wordsPerStep,
      0,
    ),
    digest: side.trace.digest.text(),
    firstDifference: difference === null ? null : locate(difference, lineOf),
    tolerance: request.fixed.tolerance,
    localError,
    trajectoryError,
    expects: expectReports(request, side, rtl),
    cyclesPerStep: { predicted: request.cyclesPerStep, measured },
    rangeViolations: summary.ranges,
    failedAsserts: summary.asserts,
    seconds: {
      compile: request.compileSeconds,
      float64: side.float64Seconds,
      fixed: fixedSeconds,
      rtlBuild: rtl.reduce((sum, r) => sum + r.summary.buildSeconds, 0),
      rtl: rtl.reduce((sum, r) => sum + r.summary.seconds, 0),
    },
  };
  const reasons = reasonsOf(report, rtl, side);
  return { ...report, pass: reasons.length === 0, reasons };
}
function locate(
  { origin, steps, ...rest }: FirstDifference,
  lineOf: (span: Span) => number,
): NonNullable<ExperimentReport['firstDifference']> {
  return { ...rest, line: origin === null ? null : lineOf(origin), differentSteps: steps };
}
function expectReports({ step, lineOf }: VerifyRequest, side: SideBySide, rtl: readonly RtlResult[]): ExpectReport[] {
  const float64 = judgeExpects(step, side.measured.float64, 'float64');
  const fixed = judgeExpects(step, side.measured.fixed, 'fixed');
  // equal bits give equal values: the first simulator that differs from the fixed run speaks for all
  const speaker = rtl.find((r) => !r.comparison.same) ?? rtl[0];
  const hardware = speaker ? judgeExpects(step, speaker.measured, 'rtl') : null;
  return step.experiment.expects.map(({ text, source, origin, unit }, i) => ({
    text,
    line: lineOf(origin),
    source,
    unit: { text: unit.text, scale: unit.scale },
    float64: figure(float64[i]!),
    fixed: figure(fixed[i]!),
    rtl: figure(hardware?.[i] ?? null),
  }));
}
function figure(verdict: ExpectVerdict | null): ExpectFigure | null {
  if (verdict === null) return null;
  const { value, wanted, instance, points, pass } = verdict;
  const number = (x: number): number | null => (Number.isFinite(x) ? x : null);
  return { value: number(value), wanted: number(wanted), instance, points, pass };
}

type Findings = Omit<ExperimentReport, 'pass' | 'reasons'>;
/** Everything that stands against `pass`, in words. */
function reasonsOf(report: Findings, rtl: readonly RtlResult[], side: SideBySide): string[] {
  const { firstDifference: d, localError, trajectoryError, tolerance, cyclesPerStep } = report;
  const reasons: string[] = [];
  const say = (wrong: boolean, text: () => string): void => {
    if (wrong) reasons.push(text());
  };
  say(rtl.length === 0, () => 'no simulator of the Verilog has run');
  if (d !== null)
    reasons.push(`${d.simulator} differs from the fixed model: ${d.name} of instance ${d.instance} in step ${d.step}`);
  const { failure } = side.float64;
  if (failure !== null) reasons.push(`float64 stopped: ${failure.message}`);
  const { exceeded } = localError;
  if (exceeded !== null)
    reasons.push(
      `the local error of ${exceeded.name} exceeds its bound in step ${exceeded.step}, instance ${exceeded.instance}`,
    );
  const allowed = Math.max(tolerance, trajectoryError.floor);
  say(
    !(trajectoryError.value <= allowed),
    () => `the ${trajectoryError.measure} error ${trajectoryError.value} is above the tolerance ${tolerance}`,
  );
  const { predicted, measured } = cyclesPerStep;
  say(
    predicted !== null && measured !== null && predicted !== measured,
    () => `${measured} clocks a step were predicted to be ${predicted}`,
  );
  for (const expect of report.expects)
    for (const model of ['float64', 'fixed', 'rtl'] as const)
      say(expect[model]?.pass === false, () => `line ${expect.line} does not hold in ${model}: ${expect.text}`);
  return reasons;
}
