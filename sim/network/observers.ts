/** Quantities of several parts of a network, looked at after each step, when the states of all parts are there. */
import type { StepForm, StepNetwork } from '../../compiler/step/form.ts';
import { compileObserver, type FillInputs } from '../float64/index.ts';
import type { Frame, RunObserver } from '../run.ts';
import { transfersOf } from './transfer.ts';
import { pointsOf } from './wiring.ts';

/** The parts of an experiment; a single one may stand for itself. */
export function partsOf(step: StepForm | StepNetwork): StepNetwork {
  return isNetwork(step) ? step : [step];
}
const isNetwork = (step: StepForm | StepNetwork): step is StepNetwork => Array.isArray(step);

/** Chosen numbers within an array as numbers of instances: those of the first point, of the second, ... Null: all. */
export function instancesOf(network: StepNetwork, part: number, numbers: readonly number[] | null): Uint32Array | null {
  if (numbers === null) return null;
  const { size } = network[part]!.population;
  const count = numbers.length;
  return Uint32Array.from(
    { length: pointsOf(network) * count },
    (_, i) => Math.floor(i / count) * size + numbers[i % count]!,
  );
}

/** Looks at the frames of a network; subclasses are told when all parts have made a step. */
export abstract class NetworkWatch implements RunObserver {
  readonly network: StepNetwork;
  private readonly frames: Frame[] = [];
  private transfers: (FillInputs | null)[] | null = null;

  constructor(step: StepForm | StepNetwork) {
    this.network = partsOf(step);
  }
  frame(frame: Frame): void {
    this.frames[frame.part] = frame;
    if (frame.part === this.network.length - 1) this.step(this.frames);
  }
  /** The frames of all parts, of one step. */
  protected abstract step(frames: readonly Frame[]): void;

  /**
   * Observations of a part (indices in its cell) for chosen instances, from the frames of a step: [instance * observations + observation]. What
   * the part is given by others is what is there after the step: states at the ends of edges, and what edges added in the step.
   */
  protected watch(part: number, observations: readonly number[], instances: Uint32Array | null): () => Float64Array {
    this.transfers ??= transfersOf(this.network, (other) => this.frames[other]!.states);
    const network = this.transfers[part] ?? null;
    const observer = compileObserver(this.network[part]!, observations, { instances, network });
    return () => observer.observe(this.frames[part]!.step, this.frames[part]!.states);
  }
}
