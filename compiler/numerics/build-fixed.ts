/**
 * Step form to fixed form: simplify, fuse, evidence, ranges, budget, formats, bounds; then the trial, which tightens or relaxes the
 * budget until the asked tolerance is met. Deterministic: no time, no random numbers.
 */
import { DiagnosticSink } from '../../dsl/index.ts';
import { ecp5 } from '../ops/families.ts';
import type { Family, Interval } from '../ops/index.ts';
import type { StepForm, StepNetwork } from '../step/form.ts';
import { type BudgetBuild, type BudgetReport, reportBudget } from './budget-report.ts';
import { type Analysis, candidate, type PartAnalysis } from './candidate.ts';
import { located, report } from './complain.ts';
import { checkDivisors } from './divisors.ts';
import {
  anew,
  type EvidenceSource,
  type NetworkEvidenceSource,
  type NetworkTrial,
  type Remember,
  type Trial,
} from './evidence.ts';
import type { FixedForm } from './form.ts';
import type { FormatsInput } from './formats.ts';
import { nothingGiven } from './given.ts';
import { linksOf, readRanges, sumRanges, wholeStatesOf } from './network.ts';
import { type Prepared, prepare } from './prepare.ts';
import { chooseRanges } from './ranges.ts';
import type { FormatsReport } from './report.ts';
import { checkRotations } from './rotations.ts';
import { sampled } from './sample.ts';
import { type Found, first, search } from './search.ts';
import { findSites } from './sites.ts';
import { checkStability } from './stability.ts';
import { newTableCache, type TableCache } from './table/fit.ts';
import { findTargets, influences } from './targets.ts';
import { thin, tracePlan } from './trace.ts';

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
    const build = !analysis
      ? null
      : runs.trial
        ? search(analysis, runs.trial, runs.confirm, own)
        : first(analysis, own);
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
  const links = linksOf(network);
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

function withBudget(analysis: Analysis, { made, reports }: Found, family: Family): FixedBuild[] {
  return made.parts.map((built, part) => {
    const at = (factor: number): BudgetBuild | null =>
      candidate(analysis, factor * made.scale, new DiagnosticSink())?.parts[part] ?? null;
    return { fixed: built.fixed, report: reports[part]!, budget: () => reportBudget(built, at, family) };
  });
}
