/**
 * Pass `settle-network`. What the parts of a network are to each other, in numbers. A population says how wrong a sum may be; from
 * that follows what its terms, the outputs of edges, may be wrong, and what the states that edges read may be wrong because of
 * it. All terms of a sum get the same fraction, so that it is exact and depends on no order; it gets as many more bits as the
 * most terms can carry. A state that an edge reads is read as it is. Nothing here is circular: formats of states and the budget of a
 * sum rest on budgets alone, and outputs are not kept from step to step.
 */
import { type Format, type Interval, leavesOf } from '../ops/index.ts';
import type { StepForm, StepNetwork } from '../step/form.ts';
import { type Budget, influenceShare, type Limits, wholeStates } from './budget.ts';
import type { Evidence, EvidencePoint } from './evidence.ts';
import { type Given, type GivenInput, isRead } from './given.ts';
import type { Plan, PlanNode } from './plan.ts';
import type { Prepared } from './prepare.ts';
import { type Ranges, stateRange, widened } from './ranges.ts';
import type { Sites } from './sites.ts';
import type { Influence, Target } from './targets.ts';
import { quantum, rangeOf } from './widths.ts';

interface StateOf {
  readonly part: number;
  readonly state: number;
}
interface Read extends StateOf {
  readonly input: number;
}
interface SumOf {
  readonly part: number;
  readonly input: number;
  readonly terms: readonly StateOf[];
  readonly most: number;
  /** Whether a measure or a record depends on it. */
  readonly observed: boolean;
}
/** Who reads and adds up what. */
export interface Links {
  /** By part: its inputs that are states of others. */
  readonly reads: readonly (readonly Read[])[];
  readonly sums: readonly SumOf[];
  /** Sums that share a term, directly or through others: one fraction for all their terms. */
  readonly groups: readonly (readonly SumOf[])[];
}
/** @param network the steps as they were before numerics simplified them: the host observes those */
export function linksOf(network: StepNetwork): Links {
  const reads = network.map((step) =>
    step.population.cell.inputs.flatMap(({ from }, input) =>
      from?.kind === 'read' ? [{ input, part: step.edges!.ends[from.end]!, state: from.state }] : [],
    ),
  );
  const sums = network.flatMap((step, part) =>
    step.population.cell.inputs.flatMap(({ from }, input) =>
      from?.kind === 'sum'
        ? [{ part, input, terms: from.terms, most: Math.max(1, from.most), observed: isObserved(step, input) }]
        : [],
    ),
  );
  return { reads, sums, groups: grouped(sums) };
}
function grouped(sums: readonly SumOf[]): SumOf[][] {
  const keys = (group: readonly SumOf[]): string[] => group.flatMap(({ terms }) => terms.map(keyOf));
  let groups: SumOf[][] = [];
  for (const sum of sums) {
    const own = new Set(sum.terms.map(keyOf));
    const together = groups.filter((group) => keys(group).some((key) => own.has(key)));
    groups = [...groups.filter((group) => !together.includes(group)), [...together.flat(), sum]];
  }
  return groups;
}
const keyOf = ({ part, state }: StateOf): string => `${part} ${state}`;

/** What the inputs of a part that are states of others may be. */
export function readRanges(
  links: Links,
  part: number,
  of: (part: number) => { readonly plan: Plan; readonly ranges: Ranges },
): ReadonlyMap<number, Interval> {
  return new Map(
    links.reads[part]!.map(({ input, part: other, state }) => {
      const { plan, ranges } = of(other);
      const angle = plan.step.population.cell.states[state]!.angle;
      return [input, angle ? { low: -0.5, high: 0.5 } : stateRange(plan, ranges, state)];
    }),
  );
}

/** A sum may be so many times as large as it was seen, if its terms can carry that: three bits. */
const sumMargin = 8;

/**
 * What the inputs of a part that are sums may be: every term as large as any was seen, at the same time, within the margin.
 * Kicks of spikes that coincide are rare in a run, and right.
 */
export function sumRanges(links: Links, part: number, parts: readonly Prepared[]): ReadonlyMap<number, Interval> {
  const known = new Map<number, Interval>();
  for (const { input, terms, most } of links.sums.filter((sum) => sum.part === part)) {
    const { plan, evidence } = parts[part]!;
    const sum = widened(
      seenOf(
        evidence,
        plan.nodes.find((n) => n.op === 'input' && n.attributes.index === input),
      ),
    );
    const outputs = terms.map(({ part: edges, state }) => {
      const { plan: own, evidence: met } = parts[edges]!;
      return widened(seenOf(met, own.nodes[own.next[state]!]));
    });
    const largest = sumMargin * Math.max(-sum.low, sum.high);
    if (!Number.isFinite(largest)) continue;
    known.set(input, {
      low: Math.min(sum.low, Math.max(-largest, most * Math.min(0, ...outputs.map((o) => o.low)))),
      high: Math.max(sum.high, Math.min(largest, most * Math.max(0, ...outputs.map((o) => o.high)))),
    });
  }
  return known;
}
/** Nothing seen: an interval of no end. */
function seenOf({ low, high }: Evidence, node: PlanNode | undefined): Interval {
  if (node === undefined || node.value === null) return { low: -Infinity, high: Infinity };
  return { low: low[node.value] ?? -Infinity, high: high[node.value] ?? Infinity };
}

/** Evidence points as the hardware would meet them: what is read of other parts has the formats of those states. */
export function readPoints(
  step: StepForm,
  points: readonly EvidencePoint[],
  { inputs }: Given,
): readonly EvidencePoint[] {
  const reads = [...inputs].filter(([input]) => isRead(step, input));
  if (reads.length === 0) return points;
  return points.map((point) => {
    const rounded = point.inputs.slice();
    for (const [input, { format }] of reads) {
      const [unit, { low, high }] = [quantum(format), rangeOf(format)];
      rounded[input] = Math.min(Math.max(Math.round(rounded[input]! / unit) * unit, low), high);
    }
    return { ...point, inputs: rounded };
  });
}

/** States of every part that are whole numbers, also because those that they are made of in other parts are (spins and their sums). */
export function wholeStatesOf(links: Links, plans: readonly Plan[]): ReadonlySet<number>[] {
  let inputs = plans.map(
    (_, part) =>
      new Set([...links.reads[part]!, ...links.sums.filter((sum) => sum.part === part)].map(({ input }) => input)),
  );
  for (;;) {
    const states = plans.map((plan, part) => wholeStates(plan, inputs[part]!));
    const isWhole = (of: StateOf): boolean => states[of.part]!.has(of.state);
    const still = plans.map((_, part) => {
      const reads = links.reads[part]!.filter(isWhole);
      const sums = links.sums.filter((sum) => sum.part === part && sum.terms.every(isWhole));
      return new Set([...reads, ...sums].map(({ input }) => input));
    });
    if (still.every((set, part) => set.size === inputs[part]!.size)) return states;
    inputs = still;
  }
}

/** One part while budgets are shared. */
export interface Shared {
  readonly plan: Plan;
  readonly sites: Sites;
  readonly targets: readonly Target[];
  readonly influences: readonly Influence[];
}
/**
 * An output that no step reads, only measures and records: no trial of formats tells how far it is off, so it does not follow them when they are relaxed, and a
 * difference of two such may be small.
 */
const onlySeen = 1 / 64;
/**
 * Budgets of all parts, in three passes: what sums may be wrong, so what outputs may be; what states may be wrong for those who
 * read them; and with those limits the first again. What only measures see comes last.
 * @param share budget of a part whose states may be wrong by so much at most
 */
export function shareBudgets(
  links: Links,
  parts: readonly Shared[],
  share: (part: number, limits: Limits) => Budget,
): Budget[] {
  const limits = parts.map(() => new Map<number, number>());
  const all = (): Budget[] => parts.map((_, part) => share(part, limits[part]!));
  if (links.sums.length + links.reads.flat().length === 0) return all();
  limitOutputs(links, parts, all(), limits);
  limitReads(links, parts, all(), limits);
  limitOutputs(links, parts, all(), limits);
  // last, so that what they read need not be better for them
  limitSeen(links, parts, all(), limits);
  return all();
}
function siteOfInput({ plan, sites }: Shared, input: number): number {
  const node = plan.nodes.findIndex((n) => n.op === 'input' && n.attributes.index === input);
  return node < 0 ? -1 : sites.result[node]!;
}
function lower(limits: Map<number, number>, state: number, limit: number): void {
  limits.set(state, Math.min(limits.get(state) ?? Infinity, limit));
}
/** The errors of the terms are independent: their squares add up. */
function limitOutputs(
  { sums }: Links,
  parts: readonly Shared[],
  budgets: readonly Budget[],
  limits: Map<number, number>[],
): void {
  for (const { part, input, terms, most } of sums) {
    const site = siteOfInput(parts[part]!, input);
    if (site < 0) continue;
    for (const term of terms) lower(limits[term.part]!, term.state, budgets[part]!.sites[site]! / Math.sqrt(most));
  }
}
function limitReads(
  { reads }: Links,
  parts: readonly Shared[],
  budgets: readonly Budget[],
  limits: Map<number, number>[],
): void {
  reads.forEach((own, part) => {
    for (const { input, part: other, state } of own) {
      const site = siteOfInput(parts[part]!, input);
      if (site < 0) continue;
      parts[part]!.influences.forEach(({ typical }, target) => {
        const slope = typical[site]!;
        const allowed = budgets[part]!.targets[target]!;
        if (slope > 0 && allowed < Infinity) lower(limits[other]!, state, (influenceShare * allowed) / slope);
      });
    }
  });
}
/** Of outputs in sums that only observations look at. */
function limitSeen(
  { sums }: Links,
  parts: readonly Shared[],
  budgets: readonly Budget[],
  limits: Map<number, number>[],
): void {
  for (const { terms, observed } of sums) {
    if (!observed) continue;
    for (const term of terms) {
      // limited where a step reads it
      if ((limits[term.part]!.get(term.state) ?? Infinity) < Infinity) continue;
      const { targets } = parts[term.part]!;
      const target = targets.findIndex(({ kind, index }) => kind === 'state' && index === term.state);
      limits[term.part]!.set(term.state, onlySeen * budgets[term.part]!.targets[target]!);
    }
  }
}
function isObserved({ population: { cell } }: StepForm, input: number): boolean {
  const roots = cell.observations.map(({ value }) => value);
  const leaves = leavesOf(cell.graph, roots).map((leaf) => cell.graph.get(leaf));
  return leaves.some(({ op, attributes }) => op === 'input' && attributes.index === input);
}

/**
 * What is given to an edge: formats of the states that it reads, the fraction of its outputs.
 * @param formats  of the states of every part
 * @param fraction that a state would have if nobody added it up
 */
export function givenToEdges(
  links: Links,
  part: number,
  formats: readonly (readonly Format[])[],
  fraction: (of: StateOf) => number,
): Given {
  const inputs = new Map<number, GivenInput>(
    links.reads[part]!.map(({ input, part: other, state }) => [input, { format: formats[other]![state]!, error: 0 }]),
  );
  const fractions = new Map<number, number>();
  for (const group of links.groups) {
    const terms = group.flatMap((sum) => sum.terms);
    const finest = Math.max(...terms.map(fraction));
    for (const { part: edges, state } of terms) if (edges === part) fractions.set(state, finest);
  }
  return { inputs, fractions };
}
/** What is given to a population: sums of outputs that have formats and bounds now. */
export function givenToCells(
  links: Links,
  part: number,
  output: (of: StateOf) => { readonly format: Format; readonly error: number },
): Given {
  const own = links.sums.filter((sum) => sum.part === part);
  const inputs = new Map<number, GivenInput>(
    own.map(({ input, terms, most }) => {
      const outputs = terms.map(output);
      const width = Math.max(...outputs.map(({ format }) => format.width)) + Math.ceil(Math.log2(most));
      const error = most * Math.max(...outputs.map((o) => o.error));
      return [input, { format: { signed: true, width, fraction: outputs[0]!.format.fraction }, error }];
    }),
  );
  return { inputs, fractions: new Map() };
}
/** Whether a part is edges: they settle their formats before those that add up their outputs. */
export const isCoupling = (step: StepForm): boolean => step.edges !== null;
