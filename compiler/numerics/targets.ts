/** What must come out accurately: next states, delay lines, times of events, operands of decisions; and how each depends on every site. */
import { type NodeId, nodeText, type Plan } from './plan.ts';
import type { Sites } from './sites.ts';
import { coneOf, reverse, type Trace } from './trace.ts';

export interface Target {
  readonly kind: 'state' | 'delay' | 'fraction' | 'decision';
  /** State, delay line or event; -1 for decisions. */
  readonly index: number;
  readonly node: NodeId;
  /** Slopes to start with, where the node has none: a comparison. */
  readonly seed: readonly number[] | null;
  readonly text: string;
}
/** Statistics of derivatives over the points where they are not 0. */
export interface Influence {
  /** Root mean square, by site. */
  readonly typical: Float64Array;
  readonly largest: Float64Array;
  /** Root mean square of the derivative with respect to each state at t_k and each delayed value. */
  readonly ofStates: Float64Array;
  readonly ofDelayed: Float64Array;
  /** Of a carried value: how the targets of the next step depend on every site by way of it; empty of others, whose errors stay. */
  readonly onward: readonly Onward[];
  /** Typical change of the target in one step: power mean with exponent 1/2, so that rare jumps do not hide slow motion. */
  readonly increment: number;
}

/** Slopes of two steps multiplied point by point: where a value depends most on its sites, the next step may hardly depend on it. */
export interface Onward {
  readonly target: number;
  /** Root mean square, by site. */
  readonly typical: Float64Array;
}

export function findTargets(plan: Plan, sites: Sites): Target[] {
  const targets: Target[] = [];
  const { states } = plan.step.population.cell;
  plan.next.forEach((node, index) => {
    targets.push({ kind: 'state', index, node, seed: null, text: states[index]!.name });
  });
  plan.delays.forEach((node, index) => {
    if (plan.nodes[node]!.op !== 'constant')
      targets.push({ kind: 'delay', index, node, seed: null, text: `delay of ${nodeText(plan, node)}` });
  });
  plan.events.forEach(({ fraction }, index) => {
    if (fraction !== null && plan.nodes[fraction]!.args.length > 0)
      targets.push({
        kind: 'fraction',
        index,
        node: fraction,
        seed: null,
        text: `time of ${plan.step.population.cell.events[index]!.name}`,
      });
  });
  plan.nodes.forEach((node, id) => {
    const compares = node.type === 'bool' && node.args.length === 2 && plan.nodes[node.args[0]!]!.type === 'real';
    if (compares && sites.argument[id])
      targets.push({
        kind: 'decision',
        index: -1,
        node: id as NodeId,
        seed: [1, -1],
        text: nodeText(plan, id as NodeId),
      });
  });
  return targets;
}

export function influences(plan: Plan, trace: Trace, sites: Sites, targets: readonly Target[]): Influence[] {
  const { states } = plan.step.population.cell;
  const motion = stateMotion(plan, trace);
  const isCarried = ({ kind, index }: Target): boolean => kind === 'state' && states[index]!.carried === true;
  const carried = new Map(targets.filter(isCarried).map(({ index }) => [index, new Map<number, Float64Array>()]));
  const made = new Map<number, Influence>();
  const make = (target: Target, t: number): void => {
    const note: SlopeNote = (state, point, slope) => {
      const slopes = carried.get(state);
      if (!slopes || target.index === state) return;
      if (!slopes.has(t)) slopes.set(t, new Float64Array(trace.points.length));
      slopes.get(t)![point] = slope;
    };
    const onward = isCarried(target) ? carried.get(target.index)! : new Map<number, Float64Array>();
    made.set(t, influenceOf(plan, trace, sites, target, motion, onward, note));
  };
  // first those that stay: what is carried is judged by them
  const order = [...targets.entries()].sort(([, a], [, b]) => Number(isCarried(a)) - Number(isCarried(b)));
  for (const [t, target] of order) make(target, t);
  return targets.map((_, t) => made.get(t)!);
}
/** Told the derivative of a target with respect to a state at a point. */
type SlopeNote = (state: number, point: number, slope: number) => void;
/** [state][point]: s_(k+1) - s_k. */
export function stateMotion(plan: Plan, trace: Trace): Float64Array[] {
  const { states } = plan.step.population.cell;
  return plan.next.map((node, index) =>
    trace.values[node]!.map((value, p) => {
      const moved = value - trace.points[p]!.states[index]!;
      return states[index]!.angle ? moved - Math.round(moved) : moved;
    }),
  );
}

function influenceOf(
  plan: Plan,
  trace: Trace,
  sites: Sites,
  target: Target,
  motion: readonly Float64Array[],
  onward: ReadonlyMap<number, Float64Array>,
  note: SlopeNote,
): Influence {
  const bySite = new Statistics(sites.all.length);
  const byState = new Statistics(plan.next.length);
  const byDelay = new Statistics(plan.delays.length);
  const next = [...onward].map(([of, slopes]) => ({ of, slopes, bySite: new Statistics(sites.all.length) }));
  const changes: number[] = [];
  const adjoints = new Float64Array(plan.nodes.length);
  const cone = coneOf(plan, target.node);
  const leaves = plan.nodes.flatMap((n, id) =>
    n.op === 'state' || n.op === 'delayed' ? [{ id, op: n.op, index: n.attributes.index! }] : [],
  );
  const rests = target.kind === 'fraction' ? restingCrossings(plan, trace, target.node) : null;
  trace.points.forEach((_, p) => {
    if (target.kind === 'fraction' && (!trace.values[plan.events[target.index]!.fired]![p] || rests?.(p))) return;
    reverse(plan, trace, p, cone, target.seed, adjoints);
    sites.all.forEach((site, s) => {
      const own = adjoints[site.node]!;
      if (own === 0) return;
      const slope =
        site.argument < 0
          ? 1
          : site.node === target.node && target.seed
            ? target.seed[site.argument]!
            : trace.partials[site.node]![site.argument]![p]!;
      if (slope === 0) return;
      bySite.add(s, own * slope);
      for (const { slopes, bySite: there } of next) if (slopes[p] !== 0) there.add(s, own * slope * slopes[p]!);
    });
    let change = 0;
    for (const { id, op, index } of leaves) {
      const slope = adjoints[id]!;
      if (slope === 0) continue;
      (op === 'state' ? byState : byDelay).add(index, slope);
      if (op === 'state') {
        change += slope * motion[index]![p]!;
        note(index, p, slope);
      }
    }
    changes.push(target.kind === 'state' ? motion[target.index]![p]! : change);
  });
  return {
    typical: bySite.typical(),
    largest: bySite.largest,
    ofStates: byState.typical(),
    ofDelayed: byDelay.typical(),
    onward: next.map(({ of, bySite: there }) => ({ target: of, typical: there.typical() })),
    increment: typicalSize(changes),
  };
}

/** A crossing that travels this part of the largest distance of a step was made by the rounding of float64: what it comes to rest at lies on its threshold. */
const resting = 1e-9;
/** What a quotient passes through on its way to be a time; see `Fuser.keepQuotient`. */
const onTheWay: ReadonlySet<string> = new Set(['select', 'minimum', 'maximum', 'multiply', 'negate']);
/** Points at which the time of a crossing means nothing, since what crosses hardly moves; null where the time is no quotient. */
function restingCrossings(plan: Plan, trace: Trace, fraction: NodeId): ((point: number) => boolean) | null {
  let node = plan.nodes[fraction]!;
  while (onTheWay.has(node.op)) {
    const next = node.args.slice(node.op === 'select' ? 1 : 0).find((arg) => plan.nodes[arg]!.op !== 'constant');
    if (next === undefined) return null;
    node = plan.nodes[next]!;
  }
  if (node.op !== 'divide') return null;
  const travelled = trace.values[node.args[1]!]!;
  const most = travelled.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
  return (point) => Math.abs(travelled[point]!) < resting * most;
}

class Statistics {
  readonly largest: Float64Array;
  private readonly squares: Float64Array;
  private readonly counts: Float64Array;
  constructor(size: number) {
    this.largest = new Float64Array(size);
    this.squares = new Float64Array(size);
    this.counts = new Float64Array(size);
  }
  add(i: number, value: number): void {
    const size = Math.abs(value);
    if (!Number.isFinite(size)) return;
    if (size > this.largest[i]!) this.largest[i] = size;
    this.squares[i]! += size * size;
    this.counts[i]! += 1;
  }
  typical(): Float64Array {
    return this.squares.map((sum, i) => (this.counts[i] === 0 ? 0 : Math.sqrt(sum / this.counts[i]!)));
  }
}
/** (mean of sqrt |x|)^2 over what is not negligibly small. */
export function typicalSize(values: readonly number[]): number {
  const sizes = values.map(Math.abs).filter(Number.isFinite);
  const most = sizes.reduce((m, v) => Math.max(m, v), 0);
  const counted = sizes.filter((v) => v > 1e-6 * most);
  if (counted.length === 0) return 0;
  return (counted.reduce((sum, v) => sum + Math.sqrt(v), 0) / counted.length) ** 2;
}
