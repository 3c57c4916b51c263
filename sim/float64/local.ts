/** One float64 step from states that somebody else gives: what local errors are measured against. */
import type { ValueId } from '../../compiler/ops/graph.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { type Leaves, nearestOutcome, type StepOutcome } from './interpret.ts';
import { compileKernel, inputLayout, type Kernel, type KernelArrays } from './kernel.ts';
import type { FillInputs } from './observe.ts';
import { makeArrays, manyInstances } from './run.ts';
import { compileStimuli, type Stimuli } from './stimuli.ts';

/**
 * Makes single steps of all instances. Before `advance(k)` the user writes the states at t_k into `states`; delay lines hold
 * the float64 value of their sources at the states that were given in the steps before.
 */
export class LocalStep {
  readonly step: StepForm;
  readonly states: Float64Array;
  readonly next: Float64Array;
  readonly fired: Uint8Array;
  /** Close decisions of each instance in the last step: `closeCall` each, 1 where both operands are equal. */
  readonly close: Uint32Array;
  private readonly kernel: Kernel;
  private readonly arrays: KernelArrays;
  private readonly stimuli: Stimuli;
  private readonly bounds: ReadonlyMap<ValueId, number>;
  private readonly fill: FillInputs | null;
  private delayed: readonly Float64Array[];

  /** `fill`: of a part of a network, what other parts give to the step. */
  constructor(step: StepForm, bounds: ReadonlyMap<ValueId, number>, fill: FillInputs | null = null) {
    this.step = step;
    this.bounds = bounds;
    this.fill = fill;
    this.kernel = compileKernel(
      step.population.cell,
      { closeBounds: bounds, staged: step.population.instances >= manyInstances },
      { range: () => {}, nonFinite: () => {} },
    );
    this.stimuli = compileStimuli(step);
    const arrays = makeArrays(step, 0, this.stimuli, 1);
    this.arrays = { ...arrays, to: new Float64Array(arrays.from.length) };
    this.states = this.arrays.from;
    this.next = this.arrays.to;
    this.fired = this.arrays.fired;
    this.close = this.arrays.close;
    this.delayed = step.population.cell.delayLines.map(() => new Float64Array(step.population.instances));
  }
  /** Step k of every instance, from `states` to `next`. */
  advance(k: number): void {
    const { cell, instances } = this.step.population;
    this.stimuli.fill(k, 1, this.arrays.shared, this.arrays.each);
    this.fill?.(this.arrays.each);
    for (let i = 0; i < cell.delayLines.length; i++) {
      const { steps, own } = cell.delayLines[i]!;
      const ring = this.arrays.delays[i]!;
      for (let instance = 0; instance < instances; instance++) {
        const slot = (k + steps - (own?.[instance] ?? steps)) % steps;
        this.delayed[i]![instance] = ring[slot * instances + instance]!;
      }
    }
    this.kernel.advance(this.arrays, instances, k, 1);
  }
  /** The leaves that the last step of an instance was made from. */
  leaves(instance: number): Leaves {
    const { cell } = this.step.population;
    const count = cell.states.length;
    const layout = inputLayout(cell);
    return {
      states: this.states.slice(instance * count, (instance + 1) * count),
      params: Float64Array.from(cell.params, (p) => p.values[p.values.length > 1 ? instance : 0]!),
      inputs: Float64Array.from(cell.inputs, (input, i) =>
        input.perInstance
          ? this.arrays.each[instance * layout.each + layout.place[i]!]!
          : this.arrays.shared[layout.place[i]!]!,
      ),
      delayed: Float64Array.from(cell.delayLines, (_, i) => this.delayed[i]![instance]!),
      draws: Float64Array.from(cell.draws, (_, i) => this.arrays.each[instance * layout.each + layout.draw + i]!),
    };
  }
  /** The outcome of the last step of an instance nearest to what is wanted, close decisions falling either way. */
  nearest(instance: number, distance: (outcome: StepOutcome) => number): ReturnType<typeof nearestOutcome> {
    return nearestOutcome(this.step.population.cell, this.leaves(instance), this.bounds, distance);
  }
}
