/** The plan evaluated in float64 at the evidence points: values and slopes of every node. */
import { type Format, operation } from '../ops/index.ts';
import type { EvidencePoint } from './evidence.ts';
import type { NodeId, Plan, PlanNode } from './plan.ts';
import type { OneVariable } from './table/one-variable.ts';
import { rangeOf } from './widths.ts';

export interface Trace {
  readonly points: readonly EvidencePoint[];
  /** [node][point] */
  readonly values: readonly Float64Array[];
  /** [node][argument][point]; derivative along the branch taken. */
  readonly partials: readonly (readonly Float64Array[])[];
}

/** Value of one node from those of its arguments; made once for a node that is evaluated often. */
export function evaluatorOf({ f, op, attributes }: PlanNode): (args: readonly number[]) => number {
  if (f) return (args) => f.value(args[0]!);
  const { float64 } = operation(op);
  return (args) => float64(args, attributes);
}
function leafValue(node: PlanNode, point: EvidencePoint): number {
  const index = node.attributes.index!;
  if (node.op === 'constant') return node.attributes.value!;
  if (node.op === 'state') return point.states[index]!;
  if (node.op === 'param') return point.params[index]!;
  if (node.op === 'input') return point.inputs[index]!;
  if (node.op === 'draw') return point.draws[index]!;
  return point.delayed[index]!;
}

/** The points as the hardware would meet them: states and delayed values rounded to their formats. */
export function quantisedPoints(
  points: readonly EvidencePoint[],
  states: readonly Format[],
  delays: readonly Format[],
): EvidencePoint[] {
  const round = (values: Float64Array, formats: readonly Format[]): Float64Array =>
    values.map((value, i) => {
      const unit = 2 ** -formats[i]!.fraction;
      const { low, high } = rangeOf(formats[i]!);
      return Math.min(Math.max(Math.round(value / unit) * unit, low), high);
    });
  return points.map((point) => ({
    ...point,
    states: round(point.states, states),
    delayed: round(point.delayed, delays),
  }));
}

/** Points beyond `most` are thinned out evenly, the first and the last stay. */
export function thin<T>(points: readonly T[], most: number): readonly T[] {
  if (points.length <= most) return points;
  return Array.from({ length: most }, (_, i) => points[Math.round((i * (points.length - 1)) / (most - 1))]!);
}

export function tracePlan(plan: Plan, points: readonly EvidencePoint[]): Trace {
  const values: Float64Array[] = [];
  const partials: Float64Array[][] = [];
  for (const node of plan.nodes) {
    const own = new Float64Array(points.length);
    const slopes = node.args.map(() => new Float64Array(points.length));
    values.push(own);
    partials.push(slopes);
    if (node.args.length === 0) {
      points.forEach((point, p) => {
        own[p] = leafValue(node, point);
      });
      continue;
    }
    const operands = node.args.map((arg) => values[arg]!);
    if (node.f) traceFunction(node.f, operands[0]!, own, slopes[0]!);
    else traceOperation(node, operands, own, slopes);
  }
  return { points, values, partials };
}

function traceFunction(f: OneVariable, x: Float64Array, own: Float64Array, slopes: Float64Array): void {
  for (let p = 0; p < own.length; p++) {
    own[p] = f.value(x[p]!);
    slopes[p] = f.slope(x[p]!);
  }
}
function traceOperation(
  { op, attributes }: PlanNode,
  operands: readonly Float64Array[],
  own: Float64Array,
  slopes: readonly Float64Array[],
): void {
  const { float64, partials } = operation(op);
  const args = new Array<number>(operands.length).fill(0);
  for (let p = 0; p < own.length; p++) {
    for (let i = 0; i < args.length; i++) args[i] = operands[i]![p]!;
    const value = float64(args, attributes);
    own[p] = value;
    const partial = partials(args, value, attributes);
    for (let i = 0; i < args.length; i++) slopes[i]![p] = partial[i]!;
  }
}

/** All nodes that a target needs, itself first, users before arguments. */
export function coneOf(plan: Plan, target: NodeId): Int32Array {
  const needed = new Uint8Array(target + 1);
  needed[target] = 1;
  for (let id: number = target; id >= 0; id--) if (needed[id]) for (const arg of plan.nodes[id]!.args) needed[arg] = 1;
  return Int32Array.from([...needed.keys()].filter((id) => needed[id])).reverse();
}
/**
 * Derivatives of the target of a cone with respect to every node at one point, into `adjoints`. `seed` stands for the slopes of the
 * target with respect to its own arguments where it has none of its own (a comparison: left minus right).
 */
export function reverse(
  plan: Plan,
  trace: Trace,
  point: number,
  cone: Int32Array,
  seed: readonly number[] | null,
  adjoints: Float64Array,
): void {
  const target = cone[0]!;
  adjoints.fill(0);
  adjoints[target] = 1;
  for (let k = 0; k < cone.length; k++) {
    const id = cone[k]!;
    const adjoint = adjoints[id]!;
    if (adjoint === 0) continue;
    const { args } = plan.nodes[id]!;
    const slopes = trace.partials[id]!;
    for (let i = 0; i < args.length; i++) {
      const slope = id === target && seed ? seed[i]! : slopes[i]![point]!;
      if (slope !== 0) adjoints[args[i]!]! += adjoint * slope;
    }
  }
}
