/**
 * How far values may lie beside what the float64 run showed, because the states of the hardware lie beside its states by as much as the
 * tolerance allows. Where terms cancel all the time (1 - |z|^2 of an oscillator that runs on its circle) the run shows next to nothing, and
 * a range of that would cut off what brings the state back.
 */
import type { NodeId, Plan } from './plan.ts';
import { type Trace, thin } from './trace.ts';

/** Multiplications that this may take, and points that are looked at. */
const work = 2e7;
const mostPoints = 24;

/** States are held to the tolerance on average; at their worst they are farther off. */
const worst = 2;

/**
 * By node: the change when each state moves by twice the tolerance in parts of its size, all for the worst; the upper quartile over some points, so that a
 * pole that the run passes by does not decide.
 */
export function leeways(plan: Plan, trace: Trace, tolerance: number): Float64Array {
  const { states } = plan.step.population.cell;
  const count = plan.nodes.length;
  const most = Math.max(2, Math.min(mostPoints, Math.floor(work / (count * Math.max(1, states.length)))));
  const points = thin([...trace.points.keys()], most);
  const leaves = states.map((_, s) => plan.nodes.findIndex((n) => n.op === 'state' && n.attributes.index === s));
  const sums = points.map(() => new Float64Array(count));
  const slopes = new Float64Array(count);
  leaves.forEach((leaf, s) => {
    // an angle is a part of a turn
    const size = leaf < 0 ? 0 : states[s]!.angle ? 1 : sizeOf(trace.values[leaf]!);
    if (!(size > 0)) return;
    points.forEach((p, k) => {
      slopes.fill(0);
      slopes[leaf] = worst * tolerance * size;
      spread(plan, trace, p, leaf as NodeId, slopes, sums[k]!);
    });
  });
  return Float64Array.from({ length: count }, (_, id) => upperQuartile(sums.map((sum) => sum[id]!)));
}
/** Adds to `sums` what a change of one leaf, which stands in `slopes`, does to every node behind it. */
function spread(plan: Plan, trace: Trace, point: number, leaf: NodeId, slopes: Float64Array, sums: Float64Array): void {
  sums[leaf]! += slopes[leaf]!;
  for (let id = leaf + 1; id < plan.nodes.length; id++) {
    const { args } = plan.nodes[id]!;
    let slope = 0;
    for (let k = 0; k < args.length; k++) {
      const inner = slopes[args[k]!]!;
      if (inner !== 0) slope += inner * trace.partials[id]![k]![point]!;
    }
    if (slope === 0 || !Number.isFinite(slope)) continue;
    slopes[id] = slope;
    sums[id]! += Math.abs(slope);
  }
}
function sizeOf(values: Float64Array): number {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return high > low ? high - low : Math.abs(high);
}
function upperQuartile(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[Math.floor((3 * sorted.length) / 4)] ?? 0;
}
