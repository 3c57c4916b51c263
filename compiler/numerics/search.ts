/**
 * The search for a budget: candidates are tried beside float64, tightened until the tolerance is met, or relaxed while it is met with room to spare.
 * Deterministic: no time, no random numbers.
 */
import { DiagnosticSink } from '../../dsl/index.ts';
import { firstScale } from './budget.ts';
import type { BudgetBuild } from './budget-report.ts';
import { type Analysis, budgetsAt, type Candidate, candidate } from './candidate.ts';
import { shortNumber } from './complain.ts';
import type { NetworkTrial, TrialResult } from './evidence.ts';
import type { FixedForm } from './form.ts';
import { drivenApart, eventsTied, type Held, type LastTrial, reportNotMet } from './not-met.ts';
import { type FormatsReport, reportFormats } from './report.ts';

const mostRounds = 7;
/** As long as each round makes the error less than half: errors of a long run that nothing forgets add up, as of 10^5 rotations. */
const mostSteadyRounds = 14;
/** Tried, in order, where the asked one has no formats. */
const coarserTolerances = [2, 5, 10, 20, 50, 100, 1000, 1e4];
/** Between a scale that fails and one that meets the tolerance, farther apart than this, another is tried: its formats are smaller. */
const wideApart = 2.5;
/** A step may be wrong by this many tolerances of its motion at most, however well the run goes: other runs are not this one. */
const coarsestScale = 4;

/** What a search ends with. */
export interface Found {
  readonly made: Candidate;
  readonly reports: readonly FormatsReport[];
}
interface Tried {
  readonly made: Candidate;
  readonly results: readonly TrialResult[];
}
interface Tries {
  readonly best: Tried | null;
  readonly all: readonly Tried[];
  readonly trials: FormatsReport['trials'];
  /** Why the last scale had no formats. */
  readonly failures: DiagnosticSink | null;
  readonly scale: number;
}
const formsOf = ({ parts }: Candidate): readonly FixedForm[] => parts.map(({ fixed }) => fixed);
const isMet = ({ trajectoryError, floor = 0 }: TrialResult, tolerance: number): boolean =>
  trajectoryError <= Math.max(tolerance, floor);

/** Tightens until the tolerance is met, or relaxes while it is met with room to spare. */
function tries(analysis: Analysis, trial: NetworkTrial, start: number): Tries {
  const { tolerance } = analysis;
  const trials: FormatsReport['trials'][number][] = [];
  const all: Tried[] = [];
  let best: Tried | null = null;
  let failures: DiagnosticSink | null = null;
  let scale = start;
  const steady = (): boolean => trials.at(-1)!.trajectoryError < trials.at(-2)!.trajectoryError / 2;
  for (let round = 0; round < mostRounds || (round < mostSteadyRounds && steady()); round++) {
    const local = new DiagnosticSink();
    const made = candidate(analysis, scale, local);
    if (!made) {
      failures = local;
      break;
    }
    const results = trial(formsOf(made));
    const worst = worstOf(results);
    const { trajectoryError, measure } = worst;
    trials.push({ budgetScale: scale, trajectoryError, measure });
    all.push({ made, results });
    const met = isMet(worst, tolerance);
    if (met) best = { made, results };
    const failed = trials.filter((t) => !(t.trajectoryError <= tolerance)).map((t) => t.budgetScale);
    const tightened = failed.length > 0;
    const narrowest = Math.min(...failed);
    if (met && tightened && narrowest > wideApart * scale) {
      scale = Math.sqrt(scale * narrowest);
      continue;
    }
    if (met && (tightened || scale >= coarsestScale || trajectoryError > tolerance / 16)) break;
    if (!met && best) break;
    scale = nextScale(scale, tolerance, trials.map((t) => t.trajectoryError).reverse());
  }
  return { best, all, trials, failures, scale };
}
/** What met the tolerance in a part of the network must meet it in the whole, which goes on alone where it does not. */
function confirmed(analysis: Analysis, found: Tries, confirm: NetworkTrial): Tries {
  if (found.best === null) return found;
  const { made } = found.best;
  const results = confirm(formsOf(made));
  const worst = worstOf(results);
  if (isMet(worst, analysis.tolerance)) return { ...found, best: { made, results } };
  const { trajectoryError, measure } = worst;
  const again = tries(analysis, confirm, nextScale(made.scale, analysis.tolerance, [trajectoryError]));
  const trials = [...found.trials, { budgetScale: made.scale, trajectoryError, measure }, ...again.trials];
  return { ...again, all: [{ made, results }, ...again.all], trials };
}
/** Formats that meet the tolerance; null after an error. */
export function search(
  analysis: Analysis,
  trial: NetworkTrial,
  confirm: NetworkTrial | null,
  sink: DiagnosticSink,
): Found | null {
  const { tolerance } = analysis;
  const inPart = tries(analysis, trial, firstScale);
  const { best, all, trials, failures, scale } = confirm ? confirmed(analysis, inPart, confirm) : inPart;
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
/** Where no run is at hand: the first guess. */
export function first(analysis: Analysis, sink: DiagnosticSink): Found | null {
  const own = new DiagnosticSink();
  const made = candidate(analysis, firstScale, own);
  if (!made) noFormats(analysis, firstScale, own, sink);
  else for (const d of own.all) sink.report(d);
  return made && { made, reports: made.parts.map(({ assembly }) => reportFormats(assembly, made.scale, [])) };
}
