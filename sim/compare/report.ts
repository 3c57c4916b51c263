/** What verification says of one experiment, and whether it passes. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { Span } from '../../dsl/index.ts';
import type { AssertReport, RangeReport } from '../float64/index.ts';
import { type ExpectVerdict, judgeExpects } from '../measure/index.ts';
import { settledApart } from '../network/index.ts';
import type { FirstDifference } from './bit-exact.ts';
import type { HalfStepReport } from './half-step.ts';
import type { LocalErrors } from './local-error.ts';
import type { TrajectoryError } from './trajectory.ts';
import type { RtlResult, SideBySide, VerifyRequest } from './verify.ts';

export interface ExpectReport {
  readonly text: string;
  readonly line: number;
  readonly source: string;
  readonly unit: { readonly text: string; readonly scale: number };
  readonly float64: ExpectFigure | null;
  readonly fixed: ExpectFigure | null;
  readonly rtl: ExpectFigure | null;
}
/** `value` and `wanted` in SI; null: not a number. `instance`: number of the worst of the `points` judged. */
export interface ExpectFigure {
  readonly value: number | null;
  readonly wanted: number | null;
  readonly instance: number;
  readonly points: number;
  readonly pass: boolean;
}
/** A population or a coupling of an experiment, alone. */
export interface PartReport {
  readonly name: string;
  /** Topology of a coupling: `grid(4)`; null: a population. */
  readonly edges: string | null;
  /** Of all points: devices, or edges. */
  readonly instances: number;
  readonly digest: string;
  readonly wordsCompared: number;
  readonly localError: LocalErrorReport;
  readonly trajectoryError: TrajectoryError & { readonly floor: number };
}
export type LocalErrorReport = Omit<LocalErrors, 'deviceSteps' | 'exceeded'> & {
  readonly exceeded: OfPart<NonNullable<LocalErrors['exceeded']>> | null;
};
type OfPart<T> = T & { readonly part: string };
/** One entry of `experiments` in the document of `verify --json`. */
export interface ExperimentReport {
  readonly name: string;
  readonly pass: boolean;
  /** Why not, in words; empty when passed. */
  readonly reasons: readonly string[];
  readonly steps: number;
  /** Devices: of all populations, at all points. */
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
  /** Of all parts together; states of couplings have the name of theirs before their own. */
  readonly localError: LocalErrorReport;
  /** Of the part that is farthest off. */
  readonly trajectoryError: OfPart<TrajectoryError> & { readonly floor: number };
  /** Nodes found by relaxation: the one that was farthest from where it settles, in float64; no error of the numbers. */
  readonly unsettled?: { readonly name: string; readonly time: number; readonly apart: number };
  /** What half of dt gives, in float64; null: it was not run, or left the numbers. */
  readonly halfStep: HalfStepReport | null;
  readonly parts: readonly PartReport[];
  readonly expects: readonly ExpectReport[];
  readonly cyclesPerStep: { readonly predicted: number | null; readonly measured: number | null };
  readonly rangeViolations: readonly OfPart<RangeReport>[];
  readonly failedAsserts: readonly OfPart<AssertReport>[];
  readonly seconds: {
    readonly compile: number;
    readonly float64: number;
    readonly fixed: number;
    readonly rtlBuild: number;
    readonly rtl: number;
  };
}

export function makeReport(
  request: VerifyRequest,
  side: SideBySide,
  rtl: readonly RtlResult[],
  difference: FirstDifference | null,
  fixedSeconds: number,
): ExperimentReport {
  const { fixed, lineOf } = request;
  const { experiment, steps } = fixed[0]!.step;
  const nameOf = (part: number): string => fixed[part]!.step.population.name;
  const measured = rtl.find((r) => r.summary.cyclesPerStep !== null)?.summary.cyclesPerStep ?? null;
  const summary = side.float64.summary(side.float64Seconds);
  const parts = fixed.map((form, part) => partReport(form, side, rtl, part));
  const { part, ...trajectory } = side.trajectory.worst();
  const report = {
    name: experiment.name,
    steps,
    instances: fixed.reduce((sum, { step }) => sum + (step.edges === null ? step.population.instances : 0), 0),
    seed: experiment.seed,
    bitExact: rtl.length > 0 && difference === null,
    simulators: rtl.map((r) => r.simulator),
    wordsCompared: parts.reduce((sum, { wordsCompared }) => sum + wordsCompared, 0),
    digest: side.trace.text(),
    firstDifference: difference === null ? null : locate(difference, lineOf),
    tolerance: fixed[0]!.tolerance,
    localError: together(parts),
    trajectoryError: { ...trajectory, part: nameOf(part), floor: side.floor.worst().value },
    ...unsettledOf(fixed),
    halfStep: side.halfStep?.result(side.measured.float64) ?? null,
    parts,
    expects: expectReports(request, side, rtl),
    cyclesPerStep: { predicted: request.cyclesPerStep, measured },
    rangeViolations: summary.ranges.map((range) => ({ ...range, part: nameOf(range.part) })),
    failedAsserts: summary.asserts.map((assert) => ({ ...assert, part: nameOf(assert.part) })),
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
/** Steps of instances in which sweeps are looked at. */
const settledSteps = 2 ** 22;
function unsettledOf(fixed: readonly FixedForm[]): Pick<ExperimentReport, 'unsettled'> {
  const network = fixed.map(({ step }) => step);
  const found = settledApart(network, settledSteps);
  if (found === null) return {};
  const { name, cell } = network[found.part]!.population;
  const state = cell.states[found.state]!.name;
  const { time, apart } = found;
  return { unsettled: { name: network.length === 1 ? state : `${name} ${state}`, time, apart } };
}
function partReport({ step }: FixedForm, side: SideBySide, rtl: readonly RtlResult[], part: number): PartReport {
  const { deviceSteps: _, exceeded, ...local } = side.local.parts[part]!.result();
  const { name, instances } = step.population;
  const words = rtl.map(({ comparison }) => {
    const { steps, digest } = comparison.parts[part]!;
    return Math.min(steps, step.steps) * digest.wordsPerStep;
  });
  return {
    name,
    edges: step.edges?.text ?? null,
    instances,
    digest: side.trace.parts[part]!.digest.text(),
    wordsCompared: words.reduce((sum, n) => sum + n, 0),
    localError: { ...local, exceeded: exceeded && { ...exceeded, part: name } },
    trajectoryError: { ...side.trajectory.parts[part]!.result(), floor: side.floor.parts[part]!.result().value },
  };
}
/** Local errors of all parts as one. */
function together(parts: readonly PartReport[]): LocalErrorReport {
  if (parts.length === 1) return parts[0]!.localError;
  const errors = parts.map(({ localError }) => localError);
  const most = (of: (e: LocalErrorReport) => number): number => errors.reduce((m, e) => Math.max(m, of(e)), 0);
  const sum = (of: (e: LocalErrorReport) => number): number => errors.reduce((total, e) => total + of(e), 0);
  const exceeded = errors.flatMap((e) => e.exceeded ?? []).sort((a, b) => a.step - b.step);
  return {
    states: parts.flatMap(({ name, edges, localError }) =>
      localError.states.map((state) => (edges === null ? state : { ...state, name: `${name} ${state.name}` })),
    ),
    predicted: most((e) => e.predicted),
    worst: most((e) => e.worst),
    rms: most((e) => e.rms),
    closeCalls: sum((e) => e.closeCalls),
    decidedApart: sum((e) => e.decidedApart),
    exceeded: exceeded[0] ?? null,
  };
}
function locate(
  { origin, steps, ...rest }: FirstDifference,
  lineOf: (span: Span) => number,
): NonNullable<ExperimentReport['firstDifference']> {
  return { ...rest, line: origin === null ? null : lineOf(origin), differentSteps: steps };
}
function expectReports({ fixed, lineOf }: VerifyRequest, side: SideBySide, rtl: readonly RtlResult[]): ExpectReport[] {
  const { step } = fixed[0]!;
  const float64 = judgeExpects(step, side.measured.float64, 'float64');
  const bitExact = judgeExpects(step, side.measured.fixed, 'fixed');
  // equal bits give equal values: the first simulator that differs from the fixed run speaks for all
  const speaker = rtl.find((r) => !r.comparison.same) ?? rtl[0];
  const hardware = speaker ? judgeExpects(step, speaker.measured, 'rtl') : null;
  return step.experiment.expects.map(({ text, source, origin, unit }, i) => ({
    text,
    line: lineOf(origin),
    source,
    unit: { text: unit.text, scale: unit.scale },
    float64: figure(float64[i]!),
    fixed: figure(bitExact[i]!),
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
  const ofPart = (name: string): string => (report.parts.length === 1 ? '' : ` of ${name}`);
  const say = (wrong: boolean, text: () => string): void => {
    if (wrong) reasons.push(text());
  };
  say(rtl.length === 0, () => 'no simulator of the Verilog has run');
  if (d !== null)
    reasons.push(
      `${d.simulator} differs from the fixed model: ${d.name} of instance ${d.instance}${ofPart(d.part)} in step ${d.step}`,
    );
  const { failure } = side.float64;
  if (failure !== null) reasons.push(`float64 stopped: ${failure.message}`);
  const { exceeded } = localError;
  if (exceeded !== null)
    reasons.push(
      `the local error of ${exceeded.name} exceeds its bound in step ${exceeded.step}, instance ${exceeded.instance}${ofPart(exceeded.part)}`,
    );
  // what is held to another float64 run may be as far from that as the tolerance says
  const allowed = side.nudged ? trajectoryError.floor + tolerance : Math.max(tolerance, trajectoryError.floor);
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
