/**
 * Pass `share-budget`. From the tolerance, what each target may be wrong in one step, and from that what each site may be wrong:
 * the least over the targets of budget / influence, times the root of the site's part of all weights (independent errors).
 */
import type { NodeId, Plan } from './plan.ts';
import type { Ranges } from './ranges.ts';
import type { Sites } from './sites.ts';
import type { Influence, Target } from './targets.ts';
import { isWhole } from './traits.ts';

/** What the rest of a network lets states be wrong at most, by state. */
export type Limits = ReadonlyMap<number, number>;
export interface Budget {
  /** Allowed local error by target, in its SI unit. */
  readonly targets: Float64Array;
  /** Allowed error by site, in the unit of its value. */
  readonly sites: Float64Array;
}
/** First guess of the part of the tolerance that one step's error may be of one step's motion. */
export const firstScale = 0.5;
/** No value is coarser than this part of its range, however little it matters in the run. */
const coarsest = 1 / 256;
/** Part of the budget of others that the rounding of a state may use through its influence on them. */
export const influenceShare = 0.25;
const noLimits: Limits = new Map();

/**
 * @param limits what the rest of a network lets states be wrong
 * @param steady part of its share that the rounding of a constant gets: it is the same in every step
 */
export function shareBudget(
  plan: Plan,
  sites: Sites,
  ranges: Ranges,
  targets: readonly Target[],
  influences: readonly Influence[],
  accuracy: number,
  limits = noLimits,
  steady = 1,
): Budget {
  const budgets = targetBudgets(plan, ranges, targets, influences, accuracy, limits);
  const allowed = new Float64Array(sites.all.length).fill(Infinity);
  for (const { typical, budget } of demandsOf(influences, budgets)) {
    let total = 0;
    sites.all.forEach((site, s) => {
      if (typical[s]! > 0) total += site.weight;
    });
    sites.all.forEach((site, s) => {
      // the errors of different sites are independent: their squares add up
      if (typical[s]! > 0) allowed[s] = Math.min(allowed[s]!, (budget * Math.sqrt(site.weight / total)) / typical[s]!);
    });
  }
  sites.all.forEach((site, s) => {
    // without influence in the run: relative to its own range
    const node = site.argument < 0 ? site.node : plan.nodes[site.node]!.args[site.argument]!;
    const { low, high } = ranges.relied[node]!;
    const span = Math.max(high - low, Math.abs(low), Math.abs(high));
    if (allowed[s] === Infinity) allowed[s] = (accuracy * (span > 0 ? span : 1)) / 4; // 0 is 0 at every accuracy
    allowed[s] = Math.min(allowed[s]!, span > 0 ? span * coarsest : Infinity);
    if (isSteady(plan, site)) allowed[s]! *= steady;
  });
  return { targets: budgets, sites: allowed };
}
/** What the errors of all sites may add up to, each times its slope. */
export interface Demand {
  readonly typical: Float64Array;
  readonly budget: number;
}
/** One for each target, but of a carried value one for each target of the next step that depends on it. */
export function demandsOf(influences: readonly Influence[], budgets: Float64Array): Demand[] {
  return influences.flatMap(({ typical, onward }, t) =>
    onward.length === 0
      ? [{ typical, budget: budgets[t]! }]
      : onward.map((way) => ({ typical: way.typical, budget: influenceShare * budgets[way.target]! })),
  );
}
/** Whether what is rounded there is one number for the whole run. */
function isSteady(plan: Plan, { kind, node }: Sites['all'][number]): boolean {
  return kind === 'constant' || (kind === 'result' && plan.nodes[node]!.op === 'param');
}

function targetBudgets(
  plan: Plan,
  ranges: Ranges,
  targets: readonly Target[],
  influences: readonly Influence[],
  accuracy: number,
  limits: Limits,
): Float64Array {
  const { states } = plan.step.population.cell;
  const budgets = Float64Array.from(targets, (target, t) => {
    const { increment } = influences[t]!;
    if (target.kind === 'fraction') return Math.min(1 / 16, Math.max(2 ** -9, 32 * accuracy));
    if (target.kind === 'decision') return increment > 0 ? increment * Math.min(1 / 8, 64 * accuracy) : Infinity;
    if (target.kind === 'delay') return accuracy * (spanOf(ranges, target.node) || 1);
    const { kind, range, stored } = states[target.index]!;
    const limit = limits.get(target.index) ?? Infinity;
    // an output is as good as what it is added to asks: nothing of it is kept from step to step
    if (kind === 'output' && limit < Infinity) return limit;
    // moved by the rounding of float64 alone: what was seen is no measure
    if (ranges.noisy.has(target.node)) {
      const { low, high } = range ?? ranges.relied[target.node]!;
      return Math.min(limit, accuracy * (high - low));
    }
    if ((kind === 'continuous' || stored === 'steps') && increment > 0)
      return Math.min(limit, Math.max(accuracy * increment, standing(plan, ranges, target.node, accuracy)));
    return Math.min(limit, accuracy * (spanOf(ranges, target.node) || (range ? range.high - range.low : 1)));
  });
  const first = budgets.slice();
  targets.forEach((target, t) => {
    if (target.kind !== 'state' && target.kind !== 'delay') return;
    targets.forEach((other, o) => {
      if (o === t || first[o] === Infinity) return;
      const slopes = target.kind === 'state' ? influences[o]!.ofStates : influences[o]!.ofDelayed;
      const slope = slopes[target.index]!;
      const dueToKind = other.kind === 'state' && states[other.index]!.kind !== 'continuous' ? 1 : influenceShare;
      if (slope > 0) budgets[t] = Math.min(budgets[t]!, (first[o]! * dueToKind) / slope);
    });
  });
  return budgets;
}
/**
 * What the rounding of a state may be in each step even if it hardly moves (a charge that leaks in a year, beside what takes microseconds): all steps of the
 * run together then move it by a part of the square of the accuracy, in parts of its size: far less than a motion that an accuracy of this run is asked of.
 */
const still = 2 ** -6;
function standing(plan: Plan, ranges: Ranges, node: NodeId, accuracy: number): number {
  const { low, high } = ranges.seen[node]!;
  const size = Math.max(Math.abs(low), Math.abs(high));
  return Number.isFinite(size) ? (still * accuracy * accuracy * size) / plan.step.steps : 0;
}
function spanOf(ranges: Ranges, node: NodeId): number {
  const { low, high } = ranges.seen[node]!;
  const seen = high > low ? high - low : Math.abs(high);
  const relied = ranges.relied[node]!;
  return seen > 0 && Number.isFinite(seen) ? seen : relied.high - relied.low;
}

/** Whether a number of the instances is a whole one for all of them, and stays so. */
export function isWholeParam({ step }: Plan, index: number): boolean {
  const { values, host } = step.population.cell.params[index]!;
  return !host && values.every(Number.isInteger);
}

/**
 * States that only ever hold whole numbers (signs, counters): by induction over what is assigned to them. `inputs`: those that are
 * whole because other parts of the network are.
 */
export function wholeStates(plan: Plan, inputs: ReadonlySet<number>): ReadonlySet<number> {
  const { states } = plan.step.population.cell;
  let whole = new Set(
    states.flatMap((s, i) => (s.kind !== 'continuous' && s.initial.every(Number.isInteger) ? [i] : [])),
  );
  for (;;) {
    const known: boolean[] = [];
    plan.nodes.forEach((node) => {
      const all = node.args.filter((arg) => plan.nodes[arg]!.type === 'real').every((arg) => known[arg]);
      if (node.op === 'constant') known.push(Number.isInteger(node.attributes.value));
      else if (node.op === 'state') known.push(whole.has(node.attributes.index!));
      else if (node.op === 'param') known.push(isWholeParam(plan, node.attributes.index!));
      else if (node.op === 'input') known.push(inputs.has(node.attributes.index!));
      else known.push(isWhole(node.op) || (keepsWhole.has(node.op) && all));
    });
    const still = new Set([...whole].filter((i) => known[plan.next[i]!]));
    if (still.size === whole.size) return whole;
    whole = still;
  }
}
const keepsWhole: ReadonlySet<string> = new Set([
  'add',
  'subtract',
  'negate',
  'multiply',
  'minimum',
  'maximum',
  'absolute',
  'select',
]);
