/** Integers of the stimuli and draws of a part, in the memory of its engine. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { compileStimuli, type Stimuli } from '../float64/stimuli.ts';
import type { Engine, EngineSize } from './engine.ts';
import { quantise } from './quantise.ts';

export class InputSamples {
  private readonly fixed: FixedForm;
  private readonly size: EngineSize;
  private readonly target: Pick<Engine, 'shared' | 'each'>;
  private readonly stimuli: Stimuli;
  private readonly real: { readonly shared: Float64Array; readonly each: Float64Array };
  /** Inputs and draws that are no part of a network. */
  private readonly sampled: readonly number[];

  constructor(fixed: FixedForm, size: EngineSize, target: Pick<Engine, 'shared' | 'each'>) {
    const { cell } = fixed.step.population;
    this.fixed = fixed;
    this.size = size;
    this.target = target;
    this.sampled = [...size.places.keys()].filter((input) => !cell.inputs[input]?.from);
    this.stimuli = compileStimuli(fixed.step, fixed.draws);
    const samples = this.sampled.length === 0 ? 0 : 1;
    this.real = {
      shared: new Float64Array(samples * target.shared.length),
      each: new Float64Array(samples * target.each.length),
    };
  }
  /** Those of so many steps from `first` on; inputs from other parts are not touched. */
  fill(first: number, steps: number): void {
    const { size, target, real, fixed } = this;
    if (this.sampled.length === 0) return;
    this.stimuli.fill(first, steps, real.shared, real.each);
    for (const input of this.sampled) {
      const { perInstance, place } = size.places[input]!;
      const { format } = fixed.inputs[input] ?? fixed.draws[input - fixed.inputs.length]!;
      const [from, to] = perInstance ? [real.each, target.each] : [real.shared, target.shared];
      const [stride, count] = perInstance ? [size.each, steps * size.instances] : [size.shared, steps];
      for (let k = 0; k < count; k++) to[k * stride + place] = quantise(from[k * stride + place]!, format);
    }
  }
}
