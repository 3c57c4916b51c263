/** The float64 reference: form 3 run as the equations say, in generated code. */
import type { StepForm } from '../../compiler/step/form.ts';
import { type Frame, type Progress, type RunObserver, stepsPerWord } from '../run.ts';
import { compileKernel, inputLayout, type Kernel, type KernelArrays, type KernelReport } from './kernel.ts';
import type { Pull } from './pulls.ts';
import { type AssertReport, type Mutable, type NonFiniteState, type RangeReport, RunReports } from './reports.ts';
import { compileStimuli, type Stimuli } from './stimuli.ts';

export interface Float64Options {
  /** States start moved by this part of their size (of their range, or 1 unit, when they start at 0): the disturbed twin. */
  readonly disturb?: Disturbance;
  /** What is added to every sample of a stimulus, in its SI unit: of a run that is nudged. */
  readonly moveInputs?: (step: StepForm, input: number) => number;
  readonly progress?: Progress;
  /** Off: nothing is carried from step to step (for tests; results are the same bits). */
  readonly carry?: boolean;
  /** Whether instances go through a step in stages; default: where they are many. The results are the same bits. */
  readonly staged?: boolean;
  /** A part of a network: what it takes from other parts in every step; then steps are made one at a time. */
  readonly pulls?: readonly Pull[] | null;
}
export interface Float64Summary {
  readonly steps: number;
  readonly deviceSteps: number;
  readonly seconds: number;
  readonly ranges: readonly RangeReport[];
  readonly asserts: readonly AssertReport[];
  readonly failure: NonFiniteState | null;
}

/** A run that is advanced by its user, a step or many at a time. */
export class Float64Run {
  readonly step: StepForm;
  /** Values at the end of the last step made (before the first: the initial states, `step` -1). */
  readonly frame: Mutable<Frame>;
  readonly arrays: KernelArrays;
  private readonly reports: RunReports;
  private readonly kernel: Kernel;
  private readonly stimuli: Stimuli;
  private readonly chunk: number;
  private made = 0;

  constructor(step: StepForm, options: Float64Options = {}) {
    this.step = step;
    const reports = new RunReports(step);
    this.reports = reports;
    const report: KernelReport = {
      range: (k, instance, state, value) => reports.range(k, instance, state, value),
      nonFinite: (k, instance) => reports.nonFinite(k, instance, this.arrays.to),
    };
    const staged = options.staged ?? step.population.instances >= manyInstances;
    const pulls = options.pulls ?? [];
    const kernelOptions = { carry: options.carry ?? true, staged, ranges: true, pulls };
    this.kernel = compileKernel(step.population.cell, kernelOptions, report);
    const stimuli = compileStimuli(step);
    this.stimuli = options.moveInputs ? movedStimuli(step, stimuli, options.moveInputs) : stimuli;
    const samples = Math.max(1, this.stimuli.eachCount * step.population.instances);
    this.chunk = pulls.length > 0 ? 1 : Math.max(1, Math.min(chunk, Math.floor(mostSamples / samples)));
    this.arrays = makeArrays(step, this.kernel.carrySize, this.stimuli, this.chunk);
    fillInitial(step, this.arrays.from, options.disturb ?? 0);
    const { from: states, fired, fractions, flags } = this.arrays;
    this.frame = { part: step.part, step: -1, states, integers: null, fired, fractions, flags };
  }
  /** Steps made so far. */
  get done(): number {
    return this.made;
  }
  get failure(): NonFiniteState | null {
    return this.reports.failure;
  }
  /** Makes up to `count` steps; false when a state stopped being a finite number (`failure` says which). */
  advance(count = 1): boolean {
    const { instances } = this.step.population;
    for (let left = count; left > 0 && this.failure === null; ) {
      const now = Math.min(left, this.chunk);
      this.stimuli.fill(this.made, now, this.arrays.shared, this.arrays.each);
      const made = this.kernel.advance(this.arrays, instances, this.made, now);
      this.made += made;
      left -= made;
      this.frame.step = this.made - 1;
      if (this.step.population.cell.asserts.length > 0) this.reports.takeAsserts(this.arrays.flags, this.made);
    }
    return this.failure === null;
  }
  /** What was seen so far; asserts count only the last step of each `advance`. */
  summary(seconds: number): Float64Summary {
    return {
      steps: this.made,
      deviceSteps: this.made * this.step.population.instances,
      seconds,
      ranges: this.reports.ranges,
      asserts: this.reports.asserts,
      failure: this.failure,
    };
  }
}
/** The same samples, each moved by what is said of its input; what other parts give stays as it is. */
function movedStimuli(step: StepForm, stimuli: Stimuli, by: (step: StepForm, input: number) => number): Stimuli {
  const { cell, instances } = step.population;
  const { place, shared: sharedCount, each: eachCount } = inputLayout(cell);
  const moved = cell.inputs.flatMap(({ perInstance, from }, input) => {
    const amount = from ? 0 : by(step, input);
    return amount === 0 ? [] : [{ perInstance, at: place[input]!, amount }];
  });
  return {
    ...stimuli,
    fill(first, count, shared, each) {
      stimuli.fill(first, count, shared, each);
      for (const { perInstance, at, amount } of moved) {
        const [list, stride, rows] = perInstance ? [each, eachCount, count * instances] : [shared, sharedCount, count];
        for (let row = 0; row < rows; row++) list[row * stride + at]! += amount;
      }
    },
  };
}
/** From here on stages pay. */
export const manyInstances = 8;
/** Steps per call of the generated code when nobody looks at them one by one. */
const chunk = 256;
/** Most samples of one instance each that are worked out at a time: 32 MB. */
const mostSamples = 1 << 22;

/** Arrays for a kernel of this step form; delay lines hold their initial values. */
export function makeArrays(
  step: StepForm,
  carrySize: number,
  stimuli: Pick<Stimuli, 'sharedCount' | 'eachCount'>,
  steps: number,
): KernelArrays {
  const { cell, instances: n } = step.population;
  const from = new Float64Array(n * cell.states.length);
  return {
    from,
    to: from,
    params: cell.params.map((p) => p.values),
    shared: new Float64Array(steps * stimuli.sharedCount),
    each: new Float64Array(steps * n * stimuli.eachCount),
    carry: new Float64Array(n * carrySize),
    fired: new Uint8Array(n * cell.events.length),
    fractions: new Float64Array(n * cell.events.length),
    flags: new Uint32Array(n),
    delays: cell.delayLines.map((line) => initialRing(line.initial, line.steps, n)),
    delaySteps: cell.delayLines.map((line) => line.own ?? null),
    close: new Uint32Array(n),
  };
}
function initialRing(initial: Float64Array, steps: number, instances: number): Float64Array {
  const ring = new Float64Array(steps * instances);
  for (let i = 0; i < ring.length; i++) ring[i] = initial[initial.length > 1 ? i % instances : 0]!;
  return ring;
}
/** By which part of its size a state of a step starts beside where it should; a number: all continuous ones. */
type Disturbance = number | ((step: StepForm, state: number) => number);
/** Initial states of all instances, each moved by `disturb` of its size. */
export function fillInitial(step: StepForm, states: Float64Array, disturb: Disturbance): void {
  const { cell, instances } = step.population;
  const count = cell.states.length;
  for (const [j, { initial, kind, range }] of cell.states.entries()) {
    const part = typeof disturb === 'function' ? disturb(step, j) : kind === 'continuous' ? disturb : 0;
    const scale = scaleOf(range);
    for (let i = 0, at = j; i < instances; i++, at += count) {
      const value = initial[initial.length > 1 ? i : 0]!;
      states[at] = value + part * (value === 0 ? scale : Math.abs(value));
    }
  }
}
function scaleOf(range: { readonly low: number; readonly high: number } | null): number {
  return range ? range.high - range.low : 1;
}

/** Runs the whole experiment in float64. The observer sees every step; without one, steps are made many at a time. */
export function runFloat64(step: StepForm, observer: RunObserver | null, options: Float64Options = {}): Float64Summary {
  const began = performance.now();
  const run = new Float64Run(step, options);
  const stride = observer || step.population.cell.asserts.length > 0 ? 1 : chunk;
  const word = stepsPerWord(step.population.instances);
  for (let k = 0, said = 0; k < step.steps; k = run.done) {
    const sound = run.advance(Math.min(stride, step.steps - k));
    observer?.frame(run.frame);
    if (!sound) break;
    if (options.progress && run.done - said >= word) {
      said = run.done;
      if (!options.progress(said, step.steps)) break;
    }
  }
  return run.summary((performance.now() - began) / 1000);
}
