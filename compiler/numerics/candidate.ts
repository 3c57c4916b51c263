/** What numerics knows of a network before it chooses formats, and the formats of all its parts at one budget. */
import type { DiagnosticSink } from '../../dsl/index.ts';
import { type Assembly, assemble } from './assemble.ts';
import { boundErrors } from './bounds.ts';
import { type Budget, firstScale, shareBudget } from './budget.ts';
import type { BudgetBuild } from './budget-report.ts';
import { chooseFormats, type FormatsInput, stateShapes } from './formats.ts';
import type { Given } from './given.ts';
import { givenToCells, givenToEdges, isCoupling, type Links, readPoints, shareBudgets } from './network.ts';
import { whole } from './prepare.ts';
import { snapMultiplicands } from './snap.ts';
import type { Influence } from './targets.ts';
import { quantisedPoints, type Trace, tracePlan } from './trace.ts';

export interface PartAnalysis {
  readonly input: FormatsInput;
  readonly trace: Trace;
  readonly influences: readonly Influence[];
}
export interface Analysis {
  readonly parts: readonly PartAnalysis[];
  readonly links: Links;
  readonly tolerance: number;
}
/** All parts at one budget. */
export interface Candidate {
  readonly scale: number;
  readonly parts: readonly BudgetBuild[];
}
/** Of N steps, independent errors add up as the root of N, those of a constant as N: what is tightened for the one is tightened twice for the other. */
export function budgetsAt({ parts, links, tolerance }: Analysis, scale: number): Budget[] {
  const steady = Math.min(1, scale / firstScale);
  const shared = parts.map(({ input: { plan, sites, targets }, influences }) => ({ plan, sites, targets, influences }));
  return shareBudgets(links, shared, (part, limits) => {
    const { input, influences: known } = parts[part]!;
    return shareBudget(input.plan, input.sites, input.ranges, input.targets, known, scale * tolerance, limits, steady);
  });
}
/** Edges first: their outputs must have formats before they can be added up. */
export function candidate(analysis: Analysis, scale: number, sink: DiagnosticSink): Candidate | null {
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
