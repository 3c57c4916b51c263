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

/** The network as runs are looked at: in steps of the experiment, where the step forms count passes. */
export function seenSteps(network: StepNetwork): StepNetwork {
  return network.map((form) =>
    form.passes === 1 ? form : { ...form, dt: form.dt * form.passes, steps: form.steps / form.passes, passes: 1 },
  );
}
/** The frame of the pass that ends a step, as the frame of the step; null for the passes before. */
export function seenFrame(frame: Frame, passes: number): Frame | null {
  if (passes === 1) return frame;
  const step = Math.floor(frame.step / passes);
  // states and integers of a frame may be worked out at every look: the step hides the frame's own, the rest is read through
  return (frame.step + 1) % passes === 0 ? Object.create(frame, { step: { value: step } }) : null;
}

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

/** Looks at the frames of a network, those of whole steps; subclasses are told when all parts have made a step. */
export abstract class NetworkWatch implements RunObserver {
  readonly network: StepNetwork;
  /** Passes to a step in the frames that come. */
  private readonly passes: number;
  private readonly frames: Frame[] = [];
  private transfers: (FillInputs | null)[] | null = null;

  constructor(step: StepForm | StepNetwork) {
    const parts = partsOf(step);
    this.network = seenSteps(parts);
    this.passes = parts[0]?.passes ?? 1;
  }
  frame(made: Frame): void {
    const frame = seenFrame(made, this.passes);
    if (frame === null) return;
    this.frames[frame.part] = frame;
    if (frame.part === this.network.length - 1) this.step(this.frames);
  }
  /** The frames of all parts, of one step. */
  protected abstract step(frames: readonly Frame[]): void;

  /**
   * Observations of a part (indices in its cell) for chosen instances, from the frames of a step: [instance * observations + observation]. What
   * the part is given by others is what is there after the step: states at the ends of edges, also where an edge only hands them on, and what
   * edges added in the step.
   */
  protected watch(part: number, observations: readonly number[], instances: Uint32Array | null): () => Float64Array {
    this.transfers ??= transfersOf(this.network, (other) => this.frames[other]!.states, true);
    const network = this.transfers[part] ?? null;
    const observer = compileObserver(this.network[part]!, observations, { instances, network });
    return () => observer.observe(this.frames[part]!.step, this.frames[part]!.states);
  }
}
