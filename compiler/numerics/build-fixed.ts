/**
 * Step form to fixed form: simplify, fuse, evidence, ranges, budget, formats, bounds; then the trial, which tightens or relaxes the
 * budget until the asked tolerance is met. Deterministic: no time, no random numbers.
 */
import { DiagnosticSink } from '../../dsl/index.ts';
import { ecp5 } from '../ops/families.ts';
import type { Family, Interval } from '../ops/index.ts';
import type { StepForm, StepNetwork } from '../step/form.ts';
import { type Assembly, assemble } from './assemble.ts';
import { boundErrors } from './bounds.ts';
import { type Budget, firstScale, shareBudget } from './budget.ts';
import { type BudgetBuild, type BudgetReport, reportBudget } from './budget-report.ts';
import { located, report, shortNumber } from './complain.ts';
import { checkDivisors } from './divisors.ts';
import {
  anew,
  type EvidenceSource,
  type NetworkEvidenceSource,
  type NetworkTrial,
  type Remember,
  type Trial,
  type TrialResult,
} from './evidence.ts';
import type { FixedForm } from './form.ts';
import { chooseFormats, type FormatsInput, stateShapes } from './formats.ts';
import { type Given, nothingGiven } from './given.ts';
import {
  givenToCells,
  givenToEdges,
  isCoupling,
  type Links,
  linksOf,
  readPoints,
  readRanges,
  shareBudgets,
  sumRanges,
  wholeStatesOf,
} from './network.ts';
import { drivenApart, eventsTied, type Held, type LastTrial, reportNotMet } from './not-met.ts';
import { type Prepared, prepare, whole } from './prepare.ts';
import { chooseRanges } from './ranges.ts';
import { type FormatsReport, reportFormats } from './report.ts';
import { checkRotations } from './rotations.ts';
import { sampled } from './sample.ts';
import { findSites } from './sites.ts';
import { snapMultiplicands } from './snap.ts';
import { checkStability } from './stability.ts';
import { newTableCache, type TableCache } from './table/fit.ts';
import { findTargets, type Influence, influences } from './targets.ts';
import { quantisedPoints, type Trace, thin, tracePlan } from './trace.ts';

export interface NumericsOptions {
  /** Accuracy asked, as a part (0.001 is 0.1 %). */
  readonly tolerance: number;
  readonly family?: Family | null;
  /** Keeps tables. */
  readonly remember?: Remember;
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
/** As long as each round makes the error less than half: errors of a long run that nothing forgets add up, as of 10^5 rotations. */
const mostSteadyRounds = 14;
/** Tried, in order, where the asked one has no formats. */
const coarserTolerances = [2, 5, 10, 20, 50, 100, 1000, 1e4];
/** A step may be wrong by this many tolerances of its motion at most, however well the run goes: other runs are not this one. */
const coarsestScale = 4;

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
/** Of a step that stands alone: a network of one part; see `buildNetwork`. */
export function buildFixedReported(
  step: StepForm,
  options: NumericsOptions,
  evidence: EvidenceSource,
  trial: Trial | null,
  sink: DiagnosticSink,
): FixedBuild | null {
  const source: NetworkEvidenceSource = (parts, wanted) =>
    parts.map((part, i) => evidence(part, wanted === 'states' ? wanted : (wanted?.[i] ?? null)));
  const together: NetworkTrial | null = trial && ((parts) => parts.map(trial));
  return buildNetwork([step], options, source, together, sink)?.[0] ?? null;
}

/**
 * Formats, tables and error bounds of every part of a network.
 * @param evidence float64 run of the experiment
 * @param trial    bit-exact run of a candidate; null: the first guess stands
 * @returns one build a part; null after an error, which is in `sink`
 */
export function buildNetwork(
  network: StepNetwork,
  options: NumericsOptions,
  evidence: NetworkEvidenceSource,
  trial: NetworkTrial | null,
  sink: DiagnosticSink,
): FixedBuild[] | null {
  const { experiment } = network[0]!;
  if (!(options.tolerance >= finestTolerance && options.tolerance < 1))
    return badTolerance(network[0]!, options.tolerance, sink);
  const runs = sampled(network, evidence, trial);
  const attempt = (withoutTurns: boolean): Attempt => {
    const own = new DiagnosticSink();
    const analysis = analyse(network, options, runs.source, own, withoutTurns);
    const build = !analysis ? null : runs.trial ? search(analysis, runs.trial, own) : first(analysis, own);
    return { own, built: analysis && build && withBudget(analysis, build, options.family ?? ecp5) };
  };
  const plain = attempt(false);
  // what no table follows may be a sine of many turns
  const narrow = plain.built === null && plain.own.all.some(({ code }) => code === 'E0404') ? attempt(true) : plain;
  const taken = narrow.built === null ? plain : narrow;
  located(taken.own, sink, experiment.origin);
  return taken.built;
}
interface Attempt {
  readonly own: DiagnosticSink;
  readonly built: FixedBuild[] | null;
}
function badTolerance(step: StepForm, tolerance: number, sink: DiagnosticSink): null {
  report(sink, 'E0407', step.experiment.origin, `a tolerance of ${tolerance} cannot be asked`, {
    label: `between ${finestTolerance} and 1, please`,
    help: 'float64, which the hardware is compared with, is itself no better than about 1e-12 after many steps; 0.1 % is usual',
  });
  return null;
}

interface PartAnalysis {
  readonly input: FormatsInput;
  readonly trace: Trace;
  readonly influences: readonly Influence[];
}
interface Analysis {
  readonly parts: readonly PartAnalysis[];
  readonly links: Links;
  readonly tolerance: number;
}
function analyse(
  network: StepNetwork,
  { tolerance, remember = anew }: NumericsOptions,
  source: NetworkEvidenceSource,
  sink: DiagnosticSink,
  withoutTurns: boolean,
): Analysis | null {
  const prepared = prepare(network, source, sink, withoutTurns);
  if (!prepared) return null;
  const turns = prepared.map(({ plan, evidence }) => checkRotations(plan.step, evidence, tolerance, sink));
  if (!turns.every(Boolean)) return null;
  const plans = prepared.map(({ plan }) => plan);
  const links = linksOf(plans.map(({ step }) => step));
  const wholes = wholeStatesOf(links, plans);
  const parts: PartAnalysis[] = [];
  for (const [part, one] of prepared.entries()) {
    const given = new Map([
      ...readRanges(links, part, (other) => parts[other]!.input),
      ...sumRanges(links, part, prepared),
    ]);
    const analysed = analysePart(one, given, wholes[part]!, tolerance, newTableCache(remember), sink);
    if (!analysed) return null;
    parts.push(analysed);
  }
  return { parts, links, tolerance };
}
function analysePart(
  { plan, evidence }: Prepared,
  given: ReadonlyMap<number, Interval>,
  whole: ReadonlySet<number>,
  tolerance: number,
  cache: TableCache,
  sink: DiagnosticSink,
): PartAnalysis | null {
  const sites = findSites(plan);
  const targets = findTargets(plan, sites);
  const points = Math.max(64, Math.min(2048, Math.floor(analysisWork / (plan.nodes.length * (targets.length + 4)))));
  const trace = tracePlan(plan, thin(evidence.points, points));
  const ranges = chooseRanges(plan, evidence, trace, tolerance, sink, given);
  if (!ranges) return null;
  checkDivisors(plan, ranges, sink);
  checkStability(plan, trace, sink);
  const input: FormatsInput = {
    plan,
    ranges,
    sites,
    targets,
    wholeStates: whole,
    given: nothingGiven,
    cache,
    sink,
  };
  return { input, trace, influences: influences(plan, trace, sites, targets) };
}

/** All parts at one budget. */
interface Candidate {
  readonly scale: number;
  readonly parts: readonly BudgetBuild[];
}
/** What a search ends with. */
interface Found {
  readonly made: Candidate;
  readonly reports: readonly FormatsReport[];
}
function withBudget(analysis: Analysis, { made, reports }: Found, family: Family): FixedBuild[] {
  return made.parts.map((built, part) => {
    const at = (factor: number): BudgetBuild | null =>
      candidate(analysis, factor * made.scale, new DiagnosticSink())?.parts[part] ?? null;
    return { fixed: built.fixed, report: reports[part]!, budget: () => reportBudget(built, at, family) };
  });
}
/** Of N steps, independent errors add up as the root of N, those of a constant as N: what is tightened for the one is tightened twice for the other. */
function budgetsAt({ parts, links, tolerance }: Analysis, scale: number): Budget[] {
  const steady = Math.min(1, scale / firstScale);
  const shared = parts.map(({ input: { plan, sites }, influences: known }) => ({ plan, sites, influences: known }));
  return shareBudgets(links, shared, (part, limits) => {
    const { input, influences: known } = parts[part]!;
    return shareBudget(input.plan, input.sites, input.ranges, input.targets, known, scale * tolerance, limits, steady);
  });
}
/** Edges first: their outputs must have formats before they can be added up. */
function candidate(analysis: Analysis, scale: number, sink: DiagnosticSink): Candidate | null {
  const { parts, links, tolerance } = analysis;
  const budgets = budgetsAt(analysis, scale);
  const shapes = parts.map(({ input }, part) => stateShapes(input, budgets[part]!));
  const formats = shapes.map((states) => states.map(({ format }) => format));
  const built: (BudgetBuild | null)[] = parts.map(() => null);
  const build = (part: number, given: Given): void => {
    built[part] = candidatePart(parts[part]!, budgets[part]!, given, tolerance, sink);
  };
  const [edges, cells] = [true, false].map((wanted) =>
    [...parts.keys()].filter((part) => isCoupling(parts[part]!.input.plan.step) === wanted),
  ) as [number[], number[]];
  for (const part of edges)
    build(
      part,
      givenToEdges(links, part, formats, (of) => formats[of.part]![of.state]!.fraction),
    );
  if (edges.some((part) => built[part] === null)) return null;
  for (const part of cells)
    build(
      part,
      givenToCells(links, part, (of) => {
        const { format, localError } = built[of.part]!.fixed.states[of.state]!;
        return { format, error: localError };
      }),
    );
  const all = whole(built);
  return all && { scale, parts: all };
}
function candidatePart(
  { input, trace, influences: known }: PartAnalysis,
  budget: Budget,
  given: Given,
  tolerance: number,
  sink: DiagnosticSink,
): BudgetBuild | null {
  const { plan, ranges, sites, targets } = input;
  const own = { ...input, given, sink };
  const formats = chooseFormats(own, budget);
  if (!formats) return null;
  const snapped = chooseFormats(own, snapMultiplicands(own, budget, formats, known)) ?? formats;
  const rounded = quantisedPoints(
    trace.points,
    snapped.states.map((s) => s.format),
    snapped.delays,
  );
  const met = readPoints(plan.step, rounded, given);
  const bounds = boundErrors(plan, tracePlan(plan, met), ranges, sites, snapped, targets);
  const assembly: Assembly = { plan, ranges, sites, formats: snapped, targets, bounds, given, tolerance };
  return { assembly, ...assemble(assembly) };
}
function first(analysis: Analysis, sink: DiagnosticSink): Found | null {
  const own = new DiagnosticSink();
  const made = candidate(analysis, firstScale, own);
  if (!made) noFormats(analysis, firstScale, own, sink);
  else for (const d of own.all) sink.report(d);
  return made && { made, reports: made.parts.map(({ assembly }) => reportFormats(assembly, made.scale, [])) };
}

/** Tightens until the tolerance is met, or relaxes while it is met with room to spare. */
function search(analysis: Analysis, trial: NetworkTrial, sink: DiagnosticSink): Found | null {
  const { tolerance } = analysis;
  const trials: { budgetScale: number; trajectoryError: number; measure: string }[] = [];
  let best: { made: Candidate; results: readonly TrialResult[] } | null = null;
  const all: { made: Candidate; results: readonly TrialResult[] }[] = [];
  let failures: DiagnosticSink | null = null;
  let scale = firstScale;
  const steady = (): boolean => trials.at(-1)!.trajectoryError < trials.at(-2)!.trajectoryError / 2;
  for (let round = 0; round < mostRounds || (round < mostSteadyRounds && steady()); round++) {
    const local = new DiagnosticSink();
    const made = candidate(analysis, scale, local);
    if (!made) {
      failures = local;
      break;
    }
    const results = trial(made.parts.map(({ fixed }) => fixed));
    const { trajectoryError, measure, floor = 0 } = worstOf(results);
    trials.push({ budgetScale: scale, trajectoryError, measure });
    all.push({ made, results });
    const met = trajectoryError <= Math.max(tolerance, floor);
    const tightened = trials.some((t) => !(t.trajectoryError <= tolerance));
    if (met) best = { made, results };
    if (met && (tightened || scale >= coarsestScale || trajectoryError > tolerance / 16)) break;
    if (!met && best) break;
    scale = nextScale(scale, tolerance, trials.map((t) => t.trajectoryError).reverse());
  }
  if (best) return finish(best.made, best.results, trials);
  const worst = all.map(({ results }) => worstOf(results));
  const steps = analysis.parts.map(({ input }) => input.plan.step);
  const held = eventsTied(worst, steps, tolerance, sink) ?? drivenApart(worst, steps[0]!, tolerance, sink);
  if (held) return finish(heldTo(all[held.trial]!.made, held), all[held.trial]!.results, trials);
  if (failures) noFormats(analysis, scale, failures, sink);
  else notMet(analysis, { ...trials[trials.length - 1]!, closest: () => worst[0]?.closest?.() ?? null }, sink);
  return null;
}
/** The same formats, whose run is held to what float64 itself does. */
function heldTo(made: Candidate, { to }: Held): Candidate {
  return { ...made, parts: made.parts.map((built) => ({ ...built, fixed: { ...built.fixed, ...to } })) };
}
/** Of the part that is farthest off; one that gives no number at all is. */
function worstOf(results: readonly TrialResult[]): TrialResult {
  return results.reduce((a, b) => (b.trajectoryError <= a.trajectoryError ? a : b));
}
/** From the errors of all trials, the last first. */
function nextScale(scale: number, tolerance: number, [error, before, first]: readonly number[]): number {
  if (error! <= tolerance) return Math.min(coarsestScale, scale * (error! <= tolerance / 256 ? 4 : 2));
  // decisions that fall otherwise, not sizes of errors: these become rare only when errors are much smaller
  if (error! > before! / 2 && before! > first! / 2) return scale / 16;
  return scale * Math.max(1 / 4, Math.min(1 / 2, (0.6 * tolerance) / error! || 1 / 4));
}
/** Formats or tables are out of reach: says why, and from which tolerance on they are not. */
function noFormats(analysis: Analysis, scale: number, why: DiagnosticSink, sink: DiagnosticSink): void {
  const factor = coarserTolerances.find((f) => candidate(analysis, f * scale, new DiagnosticSink()) !== null);
  const needed = factor && analysis.tolerance * factor;
  const advice = needed && needed < 1 ? `a tolerance of ${shortNumber(100 * needed)} % can be built; ` : '';
  for (const d of why.all) sink.report({ ...d, help: `${advice}${d.help ?? ''}` });
}
function notMet(analysis: Analysis, last: LastTrial, sink: DiagnosticSink): void {
  const budgets = budgetsAt(analysis, firstScale);
  const parts = analysis.parts.map(({ input }, part) => ({ input, budget: budgets[part]! }));
  reportNotMet(parts, analysis.tolerance, last, sink);
}
/** A bound that the run exceeds is raised to what was measured, and says so in the report. */
function finish(made: Candidate, results: readonly TrialResult[], trials: FormatsReport['trials']): Found {
  const finished = made.parts.map((built, part) => finishPart(built, results[part]!, made.scale, trials));
  return {
    made: { ...made, parts: finished.map(({ built }) => built) },
    reports: finished.map(({ report }) => report),
  };
}
function finishPart(
  built: BudgetBuild,
  result: TrialResult,
  scale: number,
  trials: FormatsReport['trials'],
): { readonly built: BudgetBuild; readonly report: FormatsReport } {
  const { assembly, fixed } = built;
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
  return { built: { ...built, fixed: { ...fixed, states } }, report };
}
const finite = (value: number | undefined): number => (value !== undefined && Number.isFinite(value) ? value : 0);
