/**
 * Step form to fixed form: simplify, fuse, evidence, ranges, budget, formats, bounds; then the trial, which tightens or relaxes the
 * budget until the asked tolerance is met. Deterministic: no time, no random numbers.
 */
import { DiagnosticSink } from '../../dsl/index.ts';
import { ecp5 } from '../ops/families.ts';
import type { Family, ValueId } from '../ops/index.ts';
import type { StepForm } from '../step/form.ts';
import { type Assembly, assemble } from './assemble.ts';
import { boundErrors } from './bounds.ts';
import { firstScale, shareBudget, wholeStates } from './budget.ts';
import { type BudgetBuild, type BudgetReport, reportBudget } from './budget-report.ts';
import { located, report, shortNumber } from './complain.ts';
import { checkDivisors } from './divisors.ts';
import type { Evidence, EvidenceSource, Trial, TrialResult } from './evidence.ts';
import { checkFinite } from './finite.ts';
import type { FixedForm } from './form.ts';
import { chooseFormats, type FormatsInput } from './formats.ts';
import { fuseFunctions } from './fuse.ts';
import { type LastTrial, reportNotMet } from './not-met.ts';
import type { NodeId, Plan } from './plan.ts';
import { chooseRanges, conditional, widened } from './ranges.ts';
import { type FormatsReport, reportFormats } from './report.ts';
import { type Simplified, simplifyCost } from './simplify.ts';
import { findSites } from './sites.ts';
import { snapMultiplicands } from './snap.ts';
import { checkStability } from './stability.ts';
import { newTableCache } from './table/fit.ts';
import { findTargets, type Influence, influences } from './targets.ts';
import { quantisedPoints, type Trace, thin, tracePlan } from './trace.ts';

export interface NumericsOptions {
  /** Accuracy asked, as a part (0.001 is 0.1 %). */
  readonly tolerance: number;
  readonly family?: Family | null;
}
export interface FixedBuild {
  readonly fixed: FixedForm;
  readonly report: FormatsReport;
  /** What each operation costs in error and hardware, and what other budgets would do: some candidates' time, so on demand. */
  readonly budget: () => BudgetReport;
}
/** Smallest tolerance that float64 as reference can tell. */
const finestTolerance = 1e-12;
/** Node visits that the error analysis may take in all. */
const analysisWork = 4e6;
const mostRounds = 7;
/** Tried, in order, where the asked one has no formats. */
const coarserTolerances = [2, 5, 10, 20, 50, 100, 1000, 1e4];
/** A step may be wrong by this many tolerances of its motion at most, however well the run goes: other runs are not this one. */
const coarsestScale = 4;
/** Divisors whose sizes differ by less than this become reciprocal tables. */
const reciprocalSpan = 1024;

/** The fixed form alone; see `buildFixedReported`. */
export function buildFixed(
  step: StepForm,
  options: NumericsOptions,
  evidence: EvidenceSource,
  trial: Trial | null,
  sink: DiagnosticSink,
): FixedForm | null {
  return buildFixedReported(step, options, evidence, trial, sink)?.fixed ?? null;
}

/**
 * Formats, tables and error bounds of a step.
 * @param evidence float64 run of the experiment
 * @param trial    bit-exact run of a candidate; null: the first guess stands
 * @returns null after an error, which is in `sink`
 */
export function buildFixedReported(
  step: StepForm,
  options: NumericsOptions,
  evidence: EvidenceSource,
  trial: Trial | null,
  sink: DiagnosticSink,
): FixedBuild | null {
  if (!(options.tolerance >= finestTolerance && options.tolerance < 1))
    return badTolerance(step, options.tolerance, sink);
  const own = new DiagnosticSink();
  const analysis = analyse(step, options.tolerance, evidence, own);
  const build = !analysis ? null : trial ? search(analysis, trial, own) : first(analysis, own);
  const built = analysis && build && withBudget(analysis, build, options.family ?? ecp5);
  located(own, sink, step.experiment.origin);
  return built;
}
function badTolerance(step: StepForm, tolerance: number, sink: DiagnosticSink): null {
  report(sink, 'E0407', step.experiment.origin, `a tolerance of ${tolerance} cannot be asked`, {
    label: `between ${finestTolerance} and 1, please`,
    help: 'float64, which the hardware is compared with, is itself no better than about 1e-12 after many steps; 0.1 % is usual',
  });
  return null;
}

/** Plan and evidence; a second time where the run shows that divisors, which might have been zero for all we knew, are not. */
function prepare(step: StepForm, source: EvidenceSource, sink: DiagnosticSink): Prepared | null {
  const simplified = simplifyCost(step.population.cell);
  const plan = fuseFunctions(step, simplified, sink);
  if (!plan) return null;
  const evidence = source(plan.step, valuesOf(plan));
  if (!checkFinite(plan.step, evidence, sink)) return null;
  const divisors = safeDivisors(plan, simplified, evidence);
  if (divisors.size === 0) return { plan, evidence };
  const better = fuseFunctions(step, simplifyCost(step.population.cell, divisors), sink);
  return better && { plan: better, evidence: source(better.step, valuesOf(better)) };
}
/** The values of the step that became nodes; what lies inside tables needs no range. */
function valuesOf(plan: Plan): ReadonlySet<ValueId> {
  return new Set(plan.nodes.flatMap(({ value }) => value ?? []));
}
interface Prepared {
  readonly plan: Plan;
  readonly evidence: Evidence;
}
/**
 * Values of the step by which something is divided in every step, of one sign in the run and its margin, and of moderate span.
 * Where a choice wants the quotient in some steps only, those few are no evidence.
 */
function safeDivisors(plan: Plan, { from }: Simplified, evidence: Evidence): ReadonlySet<ValueId> {
  const safe = new Set<ValueId>();
  const chosen = new Set(conditional(plan));
  for (const [id, { op, args }] of plan.nodes.entries()) {
    if (chosen.has(id as NodeId)) continue;
    const divisor = op === 'divide' ? plan.nodes[args[1]!]! : null;
    if (divisor === null || divisor.value === null || divisor.op === 'param') continue;
    const old = from.get(divisor.value);
    const { low, high } = widened({ low: evidence.low[divisor.value]!, high: evidence.high[divisor.value]! });
    const sizes = [Math.abs(low), Math.abs(high)];
    if (old !== undefined && low * high > 0 && Math.max(...sizes) < reciprocalSpan * Math.min(...sizes)) safe.add(old);
  }
  return safe;
}

interface Analysis {
  readonly input: FormatsInput;
  readonly trace: Trace;
  readonly influences: readonly Influence[];
  readonly tolerance: number;
}
function analyse(step: StepForm, tolerance: number, source: EvidenceSource, sink: DiagnosticSink): Analysis | null {
  const prepared = prepare(step, source, sink);
  if (!prepared) return null;
  const { plan, evidence } = prepared;
  const sites = findSites(plan);
  const targets = findTargets(plan, sites);
  const points = Math.max(64, Math.min(2048, Math.floor(analysisWork / (plan.nodes.length * (targets.length + 4)))));
  const trace = tracePlan(plan, thin(evidence.points, points));
  const ranges = chooseRanges(plan, evidence, trace, tolerance, sink);
  if (!ranges) return null;
  checkDivisors(plan, ranges, sink);
  checkStability(plan, trace, sink);
  const input: FormatsInput = {
    plan,
    ranges,
    sites,
    targets,
    wholeStates: wholeStates(plan),
    cache: newTableCache(),
    sink,
  };
  return { input, trace, influences: influences(plan, trace, sites, targets), tolerance };
}

interface Candidate extends BudgetBuild {
  readonly scale: number;
}
/** What a search ends with. */
interface Found {
  readonly made: Candidate;
  readonly report: FormatsReport;
}
function withBudget(analysis: Analysis, { made, report }: Found, family: Family): FixedBuild {
  const at = (factor: number): BudgetBuild | null => candidate(analysis, factor * made.scale, new DiagnosticSink());
  return { fixed: made.fixed, report, budget: () => reportBudget(made, at, family) };
}
function candidate(
  { input, trace, influences: known, tolerance }: Analysis,
  scale: number,
  sink: DiagnosticSink,
): Candidate | null {
  const { plan, ranges, sites, targets } = input;
  const own = { ...input, sink };
  const budget = shareBudget(plan, sites, ranges, targets, known, scale * tolerance);
  const formats = chooseFormats(own, budget);
  if (!formats) return null;
  const snapped = chooseFormats(own, snapMultiplicands(own, budget, formats, known)) ?? formats;
  const met = quantisedPoints(
    trace.points,
    snapped.states.map((s) => s.format),
    snapped.delays,
  );
  const bounds = boundErrors(plan, tracePlan(plan, met), ranges, sites, snapped, targets);
  const assembly: Assembly = { plan, ranges, sites, formats: snapped, targets, bounds, tolerance };
  return { scale, assembly, ...assemble(assembly) };
}
function first(analysis: Analysis, sink: DiagnosticSink): Found | null {
  const own = new DiagnosticSink();
  const made = candidate(analysis, firstScale, own);
  if (!made) noFormats(analysis, firstScale, own, sink);
  else for (const d of own.all) sink.report(d);
  return made && { made, report: reportFormats(made.assembly, made.scale, []) };
}

/** Tightens until the tolerance is met, or relaxes while it is met with room to spare. */
function search(analysis: Analysis, trial: Trial, sink: DiagnosticSink): Found | null {
  const { tolerance } = analysis;
  const trials: { budgetScale: number; trajectoryError: number; measure: string }[] = [];
  let best: { made: Candidate; result: TrialResult } | null = null;
  let failures: DiagnosticSink | null = null;
  let scale = firstScale;
  for (let round = 0; round < mostRounds; round++) {
    const local = new DiagnosticSink();
    const made = candidate(analysis, scale, local);
    if (!made) {
      failures = local;
      break;
    }
    const result = trial(made.fixed);
    trials.push({ budgetScale: scale, trajectoryError: result.trajectoryError, measure: result.measure });
    const met = result.trajectoryError <= tolerance;
    const tightened = trials.some((t) => !(t.trajectoryError <= tolerance));
    if (met) best = { made, result };
    if (met && (tightened || scale >= coarsestScale || result.trajectoryError > tolerance / 16)) break;
    if (!met && best) break;
    scale = nextScale(scale, tolerance, result.trajectoryError);
  }
  if (best) return finish(best.made, best.result, trials);
  if (failures) noFormats(analysis, scale, failures, sink);
  else notMet(analysis, trials[trials.length - 1]!, sink);
  return null;
}
function nextScale(scale: number, tolerance: number, error: number): number {
  if (error <= tolerance) return Math.min(coarsestScale, scale * (error <= tolerance / 256 ? 4 : 2));
  return scale * Math.max(1 / 4, Math.min(1 / 2, (0.6 * tolerance) / error || 1 / 4));
}
/** Formats or tables are out of reach: says why, and from which tolerance on they are not. */
function noFormats(analysis: Analysis, scale: number, why: DiagnosticSink, sink: DiagnosticSink): void {
  const factor = coarserTolerances.find((f) => candidate(analysis, f * scale, new DiagnosticSink()) !== null);
  const needed = factor && analysis.tolerance * factor;
  const advice = needed && needed < 1 ? `a tolerance of ${shortNumber(100 * needed)} % can be built; ` : '';
  for (const d of why.all) sink.report({ ...d, help: `${advice}${d.help ?? ''}` });
}
function notMet({ input, influences: known, tolerance }: Analysis, last: LastTrial, sink: DiagnosticSink): void {
  const { plan, sites, ranges, targets } = input;
  const budget = shareBudget(plan, sites, ranges, targets, known, firstScale * tolerance);
  reportNotMet(input, tolerance, budget, last, sink);
}
/** A bound that the run exceeds is raised to what was measured, and says so in the report. */
function finish(made: Candidate, result: TrialResult, trials: FormatsReport['trials']): Found {
  const { assembly, fixed, scale } = made;
  const states = fixed.states.map((state, i) => ({
    ...state,
    localError: Math.max(state.localError, 1.25 * finite(result.localError[i])),
  }));
  const raised = reportFormats(assembly, scale, trials);
  const report = {
    ...raised,
    states: raised.states.map((s, i) => ({
      ...s,
      predictedError: states[i]!.localError,
      raised: states[i]!.localError > fixed.states[i]!.localError,
    })),
  };
  return { made: { ...made, fixed: { ...fixed, states } }, report };
}
const finite = (value: number | undefined): number => (value !== undefined && Number.isFinite(value) ? value : 0);
