/**
 * Pass `check-stability`. A step multiplies a small deviation along an eigenvector of the rates (eigenvalue lambda) by a number mu of its
 * own. Euler: mu = 1 + dt*lambda; where the rates damp (Re lambda < 0) and |mu| > 1 all the same, the run oscillates with growing
 * amplitude, which is a property of dt and not of the physics. Of the other solvers mu does not tell lambda; but deviations that grow by a
 * tenth in every step of half of a run are no physics that such steps could follow.
 */
import type { DiagnosticSink } from '../../dsl/index.ts';
import { reachable } from '../ops/index.ts';
import type { StepForm } from '../step/form.ts';
import { report, seconds, shortNumber } from './complain.ts';
import { type Complex, eigenvalues, size } from './eigenvalues.ts';
import type { EvidencePoint } from './evidence.ts';
import type { NodeId, Plan, PlanNode } from './plan.ts';
import { coneOf, reverse, type Trace, thin, tracePlan } from './trace.ts';

const pointsLooked = 128;
/** A short excursion while a state jumps is not a warning. */
const shareOfPoints = 0.02;
/** Growth in one radian of an oscillation that is a matter of accuracy only: 100 steps of Euler to a period make it. */
const growthPerRadian = 0.03;
/** Part of its size that lambda damps with, below which no dt is of use to Euler. */
const hardlyDamped = 0.02;
/** Of solvers of higher order: growth in one step, and the share of points that have it. */
const growthPerStep = 1.1;
const shareThatGrows = 0.5;

/** Of a step that nothing has been fused in, at places of a run: of all of it, or else of its beginning, where a short excursion would seem long. */
export function checkStep(
  step: StepForm,
  points: readonly EvidencePoint[],
  whole: boolean,
  sink: DiagnosticSink,
): void {
  if (movingStates(step) === null) return;
  const finite = points.filter(({ states }) => states.every(Number.isFinite));
  const plan = plainPlan(step);
  checkStability(plan, tracePlan(plan, thin(finite, pointsLooked)), sink, whole ? shareOfPoints : shareThatGrows);
}
/** Numbers of the states that a solver moves; null where there are none, or too many to look at. */
function movingStates({ population }: StepForm): readonly number[] | null {
  const { states } = population.cell;
  const moving = states.flatMap((s, i) => (s.kind === 'memory' || s.kind === 'output' ? [] : [i]));
  return moving.length === 0 || moving.length > 24 ? null : moving;
}
/** The values that the next states need, one node each. */
function plainPlan(step: StepForm): Plan {
  const { graph, next } = step.population.cell;
  const order = reachable(graph, next);
  const nodeOf = new Map(order.map((value, id) => [value, id as NodeId]));
  const nodes = order.map((value): PlanNode => {
    const { op, args, attributes, type } = graph.get(value);
    const own = { op, args: args.map((arg) => nodeOf.get(arg)!), attributes, type };
    return { ...own, name: null, origin: null, f: null, value, step: value };
  });
  const nothing = { delays: [], events: [], asserts: [] };
  return { original: step, step, nodes, next: next.map((value) => nodeOf.get(value)!), ...nothing };
}

/** `share`: of the places where Euler is unstable, from which on that is said. */
export function checkStability(plan: Plan, trace: Trace, sink: DiagnosticSink, share = shareOfPoints): void {
  const continuous = movingStates(plan.step);
  if (continuous === null) return;
  const cones = continuous.map((state) => coneOf(plan, plan.next[state]!));
  const euler = plan.step.solver === 'euler';
  const stride = Math.max(1, Math.floor(trace.points.length / pointsLooked));
  let looked = 0;
  let worst: Growth | null = null;
  let unstable = 0;
  for (let p = 0; p < trace.points.length; p += stride) {
    looked++;
    const found = eigenvalues(changeOfStep(plan, trace, p, continuous, cones))?.map((z) => growthOf(z, p)) ?? [];
    const growing = found.filter(({ z, growth }) => (euler ? isUnstable(z, growth) : growth > growthPerStep));
    if (growing.length > 0) unstable++;
    for (const each of growing) if (worst === null || each.growth > worst.growth) worst = each;
  }
  if (worst === null || unstable < Math.max(2, (euler ? share : shareThatGrows) * looked)) return;
  warn(plan, trace, worst, unstable / looked, sink);
}
/** An eigenvalue z of the change in one step (of Euler: dt*lambda), and |1 + z|. */
interface Growth {
  readonly z: Complex;
  readonly growth: number;
  readonly point: number;
}
function growthOf(z: Complex, point: number): Growth {
  return { z, growth: size({ re: 1 + z.re, im: z.im }), point };
}
/** A step of Euler grows what the rates damp, or leave as it is. */
function isUnstable(z: Complex, growth: number): boolean {
  return z.re <= 1e-9 * size(z) && growth > 1 + 1e-9 + growthPerRadian * Math.abs(z.im);
}
function warn(plan: Plan, trace: Trace, { z, growth, point }: Growth, share: number, sink: DiagnosticSink): void {
  const { dt, solver, experiment } = plan.step;
  const at = trace.points[point]!;
  const where = `at t = ${seconds(at.step * dt)}, instance ${at.instance}`;
  if (solver !== 'euler') {
    report(sink, 'W0402', experiment.origin, `dt = ${seconds(dt)} is too long a step for the solver ${solver}`, {
      label: `a deviation grows ${growth > 1000 ? 'more than 1000' : shortNumber(growth)}-fold in the step ${where}, and in ${Math.round(100 * share)} % of the run`,
      help: 'try a tenth of it: where the rates damp, deviations shrink as soon as the step is stable',
    });
    return;
  }
  // |1 + s z| = 1 on the way to 0
  const stable = (-2 * z.re * dt) / (z.re ** 2 + z.im ** 2);
  const label =
    z.im === 0
      ? `1 + dt*lambda = ${shortNumber(1 + z.re)} ${where}`
      : `|1 + dt*lambda| = ${shortNumber(growth)}, ${shortNumber((2 * Math.PI) / Math.abs(z.im))} steps a period, ${where}`;
  const help =
    -z.re > hardlyDamped * size(z)
      ? `stable below dt = ${seconds(stable)}; accurate at a tenth of that`
      : 'an oscillation with hardly any loss grows at every dt with euler: use `solver = rk4`';
  report(sink, 'W0402', experiment.origin, `dt = ${seconds(dt)} makes the explicit step unstable`, { label, help });
}
/** d (s_(k+1) - s_k) / d s_k of the continuous states: of Euler dt times the Jacobian of the rates. */
function changeOfStep(
  plan: Plan,
  trace: Trace,
  point: number,
  continuous: readonly number[],
  cones: readonly Int32Array[],
): number[][] {
  const adjoints = new Float64Array(plan.nodes.length);
  const leaves = new Map(plan.nodes.flatMap((n, id) => (n.op === 'state' ? [[n.attributes.index!, id] as const] : [])));
  return continuous.map((row, r) => {
    reverse(plan, trace, point, cones[r]!, null, adjoints);
    return continuous.map((column) => {
      const leaf = leaves.get(column);
      return (leaf === undefined ? 0 : adjoints[leaf]!) - (row === column ? 1 : 0);
    });
  });
}
