/**
 * Pass `check-stability`. An explicit Euler step multiplies an error along an eigenvector of the rates by 1 + dt*lambda; where that
 * is below -1 the run oscillates from step to step with growing amplitude, which is a property of dt and not of the physics.
 */
import type { DiagnosticSink } from '../../dsl/index.ts';
import { report, seconds, shortNumber } from './complain.ts';
import type { Plan } from './plan.ts';
import { reverse, type Trace } from './trace.ts';

const pointsLooked = 128;
/** A short excursion while a state jumps is not a warning. */
const shareOfPoints = 0.02;

export function checkStability(plan: Plan, trace: Trace, sink: DiagnosticSink): void {
  if (plan.step.solver !== 'euler') return;
  const { states } = plan.step.population.cell;
  const continuous = states.flatMap((s, i) => (s.kind === 'memory' || s.kind === 'output' ? [] : [i]));
  if (continuous.length === 0 || continuous.length > 24) return;
  const stride = Math.max(1, Math.floor(trace.points.length / pointsLooked));
  let [looked, unstable, worst, worstPoint] = [0, 0, -2, -1];
  for (let p = 0; p < trace.points.length; p += stride) {
    looked++;
    const eigenvalue = dominantEigenvalue(rateMatrix(plan, trace, p, continuous));
    if (eigenvalue === null || eigenvalue >= -2) continue;
    unstable++;
    if (eigenvalue < worst) [worst, worstPoint] = [eigenvalue, p];
  }
  if (worstPoint < 0 || unstable < Math.max(2, shareOfPoints * looked)) return;
  const point = trace.points[worstPoint]!;
  const { dt } = plan.step;
  report(sink, 'W0402', plan.step.experiment.origin, `dt = ${seconds(dt)} makes the explicit step unstable`, {
    label: `1 + dt*lambda = ${shortNumber(1 + worst)} at t = ${seconds(point.step * dt)}, instance ${point.instance}`,
    help: `stable below dt = ${seconds((dt * 2) / -worst)}; accurate at a tenth of that`,
  });
}
/** d (s_(k+1) - s_k) / d s_k of the continuous states: dt times the Jacobian of the rates. */
function rateMatrix(plan: Plan, trace: Trace, point: number, continuous: readonly number[]): number[][] {
  const adjoints = new Float64Array(plan.nodes.length);
  const leaves = new Map(plan.nodes.flatMap((n, id) => (n.op === 'state' ? [[n.attributes.index!, id] as const] : [])));
  return continuous.map((row) => {
    reverse(plan, trace, point, plan.next[row]!, null, adjoints);
    return continuous.map((column) => {
      const leaf = leaves.get(column);
      return (leaf === undefined ? 0 : adjoints[leaf]!) - (row === column ? 1 : 0);
    });
  });
}
/** The real eigenvalue of largest size by power iteration; null when it does not settle (a complex pair, a tie). */
function dominantEigenvalue(matrix: readonly (readonly number[])[]): number | null {
  let vector = matrix.map((_, i) => 1 + i / 7);
  for (let round = 0; round < 60; round++) {
    const image = matrix.map((row) => row.reduce((sum, a, i) => sum + a * vector[i]!, 0));
    const along = image.reduce((sum, y, i) => sum + y * vector[i]!, 0) / vector.reduce((sum, x) => sum + x * x, 0);
    const off = Math.sqrt(image.reduce((sum, y, i) => sum + (y - along * vector[i]!) ** 2, 0));
    const size = Math.sqrt(image.reduce((sum, y) => sum + y * y, 0));
    if (!(size > 0) || !Number.isFinite(size)) return null;
    if (off < 1e-6 * size) return along;
    vector = image.map((y) => y / size);
  }
  return null;
}
