/** What the float64 run of an experiment shows: the range of every value, and a selection of visited points. */
import type { Evidence, EvidencePoint } from '../../compiler/numerics/evidence.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { compileKernel, type Extremes, inputLayout, type KernelArrays } from './kernel.ts';
import { fillInitial, makeArrays } from './run.ts';
import { compileStimuli } from './stimuli.ts';

/** Points on a regular stride through time and instances; windows in which each state's largest increment is kept. */
const regularPoints = 1536;
const incrementWindows = 24;

/** Runs the experiment twice: first for the ranges, then to collect the leaves at the points chosen. Deterministic. */
export function gatherEvidence(step: StepForm): Evidence {
  const extremes = startExtremes(step);
  const wanted = regularSelection(step);
  const watch = new IncrementWatch(step);
  const made = walk(step, extremes, (arrays, k) => watch.see(arrays, k));
  for (const key of watch.keys()) wanted.add(key);
  for (const at of [extremes.lowAt, extremes.highAt]) for (const key of at) if (key >= 0) wanted.add(key);
  const points = collectPoints(
    step,
    [...wanted].sort((a, b) => a - b),
  );
  return { low: extremes.low, high: extremes.high, points, deviceSteps: made * step.population.instances };
}

function startExtremes(step: StepForm): Extremes {
  const { graph } = step.population.cell;
  const count = graph.values.length;
  const extremes: Extremes = {
    low: new Float64Array(count).fill(Infinity),
    high: new Float64Array(count).fill(-Infinity),
    lowAt: new Float64Array(count).fill(-1),
    highAt: new Float64Array(count).fill(-1),
  };
  graph.values.forEach((value, i) => {
    if (value.op === 'constant') extremes.low[i] = extremes.high[i] = value.attributes.value!;
  });
  return extremes;
}
/** Keys `step * instances + instance`, evenly spread; a stride without a common factor visits all instances. */
function regularSelection(step: StepForm): Set<number> {
  const n = step.population.instances;
  const total = step.steps * n;
  let stride = Math.max(1, Math.floor(total / regularPoints));
  while (stride > 1 && commonDivisor(stride, n) > 1) stride++;
  const chosen = new Set<number>();
  for (let key = 0; key < total; key += stride) chosen.add(key);
  return chosen;
}
function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** Keeps, for each state and each window of the run, the step in which the state moved most. */
class IncrementWatch {
  private readonly states: number;
  private readonly windows: number;
  private readonly stepsPerWindow: number;
  private readonly best: Float64Array;
  private readonly at: Float64Array;

  constructor(step: StepForm) {
    this.states = step.population.cell.states.length;
    this.stepsPerWindow = Math.max(1, Math.ceil(step.steps / incrementWindows));
    this.windows = Math.ceil(step.steps / this.stepsPerWindow);
    this.best = new Float64Array(this.states * this.windows);
    this.at = new Float64Array(this.states * this.windows).fill(-1);
  }
  see(arrays: KernelArrays, k: number): void {
    const { from, to } = arrays;
    const offset = Math.floor(k / this.stepsPerWindow) * this.states;
    const instances = this.states === 0 ? 0 : from.length / this.states;
    for (let i = 0, index = 0; i < instances; i++)
      for (let j = 0; j < this.states; j++, index++) {
        const moved = Math.abs(to[index]! - from[index]!);
        if (moved <= this.best[offset + j]!) continue;
        this.best[offset + j] = moved;
        this.at[offset + j] = k * instances + i;
      }
  }
  keys(): number[] {
    return [...this.at].filter((key) => key >= 0);
  }
}

type See = (arrays: KernelArrays, k: number) => void;
/** Makes every step with separate arrays for the states before and after; `see` is called while both are there. */
function walk(step: StepForm, extremes: Extremes | null, see: See): number {
  let sound = true;
  const report = { range: () => {}, nonFinite: () => (sound = false) };
  const kernel = compileKernel(step.population.cell, extremes ? { extremes } : {}, report);
  const stimuli = compileStimuli(step);
  const one = makeArrays(step, kernel.carrySize, stimuli, 1);
  fillInitial(step, one.from, 0);
  const even: KernelArrays = { ...one, to: new Float64Array(one.from.length) };
  const odd: KernelArrays = { ...one, from: even.to, to: even.from };
  for (let k = 0; k < step.steps; k++) {
    const arrays = k % 2 === 0 ? even : odd;
    stimuli.fill(k, 1, arrays.shared, arrays.each);
    if (extremes === null) see(arrays, k); // delay lines still hold what this step reads
    kernel.advance(arrays, step.population.instances, k, 1);
    if (extremes !== null) see(arrays, k);
    if (!sound) return k + 1;
  }
  return step.steps;
}

/** The leaves at the keys (sorted), seen in a second run. */
function collectPoints(step: StepForm, keys: readonly number[]): EvidencePoint[] {
  const { cell, instances: n } = step.population;
  const layout = inputLayout(cell);
  const points: EvidencePoint[] = [];
  let next = 0;
  walk(step, null, (arrays, k) => {
    for (; next < keys.length && keys[next]! < (k + 1) * n; next++) {
      const instance = keys[next]! - k * n;
      points.push({
        step: k,
        instance,
        states: arrays.from.slice(instance * cell.states.length, (instance + 1) * cell.states.length),
        params: Float64Array.from(cell.params, (p) => p.values[p.values.length > 1 ? instance : 0]!),
        inputs: Float64Array.from(cell.inputs, (input, i) =>
          input.perInstance
            ? arrays.each[instance * layout.each + layout.place[i]!]!
            : arrays.shared[layout.place[i]!]!,
        ),
        delayed: Float64Array.from(cell.delayLines, (line, i) => arrays.delays[i]![(k % line.steps) * n + instance]!),
        draws: Float64Array.from(cell.draws, (_, i) => arrays.each[instance * layout.each + layout.draw + i]!),
      });
    }
  });
  return points;
}
