/**
 * Pass `bound-errors`. Bounds the difference between fixed point and float64 after one step from the same state: at every evidence
 * point the errors of all sites are carried forward through the datapath, with what the curvature of each operation adds
 * (evaluated at the corners of its arguments' errors), and backward from every target with the signs of the derivatives.
 * Decisions are taken as float64 takes them: close calls are the comparison's business (`verification.md`).
 */
import { operation } from '../ops/index.ts';
import type { Formats } from './formats.ts';
import type { NodeId, Plan, PlanNode } from './plan.ts';
import type { Ranges } from './ranges.ts';
import type { Sites } from './sites.ts';
import type { Target } from './targets.ts';
import { coneOf, evaluatorOf, reverse, type Trace } from './trace.ts';
import { isExact, isFusable } from './traits.ts';

/** Stated margin for the states between the evidence points. */
export const boundMargin = 1.25;

export interface Bounds {
  /** By node: |fixed - real|. */
  readonly nodes: Float64Array;
  /** By target, in its unit. */
  readonly targets: Float64Array;
  /** By target and site: largest share of the bound. */
  readonly shares: readonly Float64Array[];
}

export function boundErrors(
  plan: Plan,
  trace: Trace,
  ranges: Ranges,
  sites: Sites,
  formats: Formats,
  targets: readonly Target[],
): Bounds {
  const forward = new Forward(plan, trace, ranges, sites, formats);
  const nodes = new Float64Array(plan.nodes.length);
  const worst = new Float64Array(targets.length);
  const shares = targets.map(() => new Float64Array(sites.all.length));
  const adjoints = new Float64Array(plan.nodes.length);
  const cones = targets.map(({ node }) => coneOf(plan, node));
  for (let p = 0; p < trace.points.length; p++) {
    forward.at(p);
    forward.radius.forEach((r, id) => {
      if (r > nodes[id]! && Number.isFinite(trace.values[id]![p]!)) nodes[id] = r;
    });
    targets.forEach((target, t) => {
      if (target.kind === 'fraction' && !trace.values[plan.events[target.index]!.fired]![p]) return;
      reverse(plan, trace, p, cones[t]!, target.seed, adjoints);
      worst[t] = Math.max(
        worst[t]!,
        backward(plan, trace, p, sites, formats.errors, forward, adjoints, target, cones[t]!, shares[t]!),
      );
    });
  }
  const round = (bound: number, node: NodeId): number => {
    const { low, high } = ranges.relied[node]!;
    if (bound === 0) return 0;
    return boundMargin * bound + Math.max(Math.abs(low), Math.abs(high)) * 2 ** -50;
  };
  return {
    nodes: nodes.map((bound, id) => Math.min(round(bound, id as NodeId), spanOf(ranges, id))),
    targets: worst.map((bound, t) =>
      targets[t]!.kind === 'decision' ? boundMargin * bound : round(bound, targets[t]!.node),
    ),
    shares,
  };
}
function spanOf(ranges: Ranges, id: number): number {
  const { low, high } = ranges.relied[id]!;
  return Math.max(high - low, 2 ** -60);
}

type Evaluator = (args: readonly number[]) => number;
/** Of nodes that are curved; null: linear, or with a jump that is the comparison's business. */
function bentEvaluator(node: PlanNode): Evaluator | null {
  const { op, args, f } = node;
  const linear = isExact(op) && isFusable(op);
  if (args.length === 0 || args.length > 2 || linear || (!f && operation(op).jumps)) return null;
  return evaluatorOf(node);
}

/** Errors of one point, from the leaves to the results. */
class Forward {
  readonly radius: Float64Array;
  /** What a node adds of its own: rounding, table, curvature. */
  readonly own: Float64Array;
  private readonly plan: Plan;
  private readonly trace: Trace;
  private readonly ranges: Ranges;
  private readonly sites: Sites;
  private readonly errors: Float64Array;
  private readonly fits: Formats['fits'];
  /** Error of each table where the point meets it. */
  readonly fitError: Float64Array;
  private readonly bent: readonly (Evaluator | null)[];
  /** Errors of the arguments of the node that is looked at; its arguments moved by them, by their number. */
  private readonly widths: Float64Array;
  private readonly moved: readonly number[][];

  constructor(plan: Plan, trace: Trace, ranges: Ranges, sites: Sites, formats: Formats) {
    this.plan = plan;
    this.trace = trace;
    this.ranges = ranges;
    this.sites = sites;
    this.errors = formats.errors;
    this.fits = formats.fits;
    this.fitError = new Float64Array(plan.nodes.length);
    this.radius = new Float64Array(plan.nodes.length);
    this.own = new Float64Array(plan.nodes.length);
    this.bent = plan.nodes.map(bentEvaluator);
    const most = plan.nodes.reduce((m, { args }) => Math.max(m, args.length), 0);
    this.widths = new Float64Array(most);
    this.moved = Array.from({ length: most + 1 }, (_, n) => new Array<number>(n).fill(0));
  }
  at(point: number): void {
    const { nodes } = this.plan;
    for (let id = 0; id < nodes.length; id++) {
      const node = nodes[id]!;
      const site = this.sites.result[id]!;
      this.fitError[id] = this.tableError(node, id, point);
      const rounding = (site < 0 ? 0 : this.errors[site]!) + this.fitError[id]!;
      const real = node.type === 'real';
      const carried = real ? this.carried(node, id, point) : 0;
      const curved = real ? this.curvature(node, id, point) : 0;
      this.own[id] = rounding + curved;
      const total = carried + rounding + curved;
      this.radius[id] = Number.isNaN(total) ? Infinity : Math.min(total, spanOf(this.ranges, id));
    }
  }
  /** What the errors of the arguments make along the slopes; leaves them in `widths`. */
  private carried({ args }: PlanNode, id: number, point: number): number {
    const { widths } = this;
    const partials = this.trace.partials[id]!;
    let carried = 0;
    for (let i = 0; i < args.length; i++) {
      const width = this.argumentRadius(id, args[i]!, i);
      const slope = partials[i]![point]!;
      widths[i] = width;
      if (slope !== 0 && width !== 0) carried += Math.abs(slope) * width;
    }
    return carried;
  }
  /** Of the segments that the argument may be in; with what the flat tails hide. */
  private tableError(node: PlanNode, id: number, point: number): number {
    const fit = this.fits[id];
    if (!fit) return 0;
    const x = this.trace.values[node.args[0]!]![point]!;
    const width = this.argumentRadius(id, node.args[0]!, 0);
    return fit.errorOn(x - width, x + width) + (this.ranges.tail.get(id as NodeId) ?? 0);
  }
  private argumentRadius(id: number, arg: NodeId, i: number): number {
    const site = this.sites.argument[id]![i]!;
    return this.radius[arg]! + (site < 0 ? 0 : this.errors[site]!);
  }
  /** What the straight line misses at the corners of the arguments' errors (`widths`). */
  private curvature({ args }: PlanNode, id: number, point: number): number {
    const evaluate = this.bent[id];
    if (!evaluate) return 0;
    const { widths } = this;
    const count = args.length;
    const moved = this.moved[count]!;
    const [values, partials] = [this.trace.values, this.trace.partials[id]!];
    const value = values[id]![point]!;
    let worst = 0;
    for (let corner = 0; corner < 2 ** count; corner++) {
      let straight = value;
      let again = false;
      for (let i = 0; i < count; i++) {
        const up = ((corner >> i) & 1) === 1;
        if (up && widths[i] === 0) again = true; // the corner below is the same
        const step = up ? widths[i]! : -widths[i]!;
        straight += step * partials[i]![point]!;
        moved[i] = values[args[i]!]![point]! + step;
      }
      if (again) continue;
      const off = Math.abs(evaluate(moved) - straight);
      if (off > worst && Number.isFinite(off)) worst = off;
    }
    // what float64 itself rounds is not curvature
    return worst > Math.abs(value) * 2 ** -48 ? worst : 0;
  }
}

function backward(
  plan: Plan,
  trace: Trace,
  point: number,
  sites: Sites,
  errors: Float64Array,
  forward: Forward,
  adjoints: Float64Array,
  target: Target,
  cone: Int32Array,
  shares: Float64Array,
): number {
  let total = 0;
  for (let k = 0; k < cone.length; k++) {
    const id = cone[k]!;
    const adjoint = Math.abs(adjoints[id]!);
    if (adjoint === 0 || !Number.isFinite(adjoint)) continue;
    if (id !== target.node || !target.seed) total += adjoint * forward.own[id]!;
    const [result, fit] = [sites.result[id]!, sites.fit[id]!];
    if (result >= 0) shares[result] = Math.max(shares[result]!, adjoint * errors[result]!);
    if (fit >= 0) shares[fit] = Math.max(shares[fit]!, adjoint * forward.fitError[id]!);
    const places = sites.argument[id]!;
    for (let i = 0; i < places.length; i++) {
      const site = places[i]!;
      if (site < 0 || errors[site] === 0) continue;
      const slope = id === target.node && target.seed ? target.seed[i]! : trace.partials[id]![i]![point]!;
      const share = adjoint * Math.abs(slope) * errors[site]!;
      if (!Number.isFinite(share)) continue;
      total += share;
      shares[site] = Math.max(shares[site]!, share);
    }
  }
  // a part that is off by more than the whole can move is off by the whole
  const { args, type } = plan.nodes[target.node]!;
  return type === 'real' && args.length > 0 ? Math.min(total, forward.radius[target.node]!) : total;
}
