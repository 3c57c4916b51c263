/** The float64 run beside which formats are tried: it is the same for every candidate, so it is made once and then told again. */
import type { StepForm, StepNetwork } from '../../compiler/step/form.ts';
import { Float64Network } from '../network/index.ts';
import type { Frame } from '../run.ts';

/** A run that is followed step by step. */
export interface Followed {
  /** By part; the same objects in every step. Of parts that nobody looks at they may be old. */
  readonly frames: readonly Frame[];
  /** False when a state stopped being a finite number. */
  advance(): boolean;
}
/** Numbers of a run that are kept at most: 64 MB. */
const mostKept = 2 ** 23;

export class KeptReference {
  private readonly network: StepNetwork;
  private readonly looked: readonly boolean[];
  private kept: Story | null = null;

  /** @param looks  whether anybody looks at the frames of a part */
  constructor(network: StepNetwork, looks: (step: StepForm) => boolean) {
    this.network = network;
    this.looked = network.map(looks);
  }
  isOf(network: StepNetwork): boolean {
    return network.length === this.network.length && network.every((step, part) => step === this.network[part]);
  }
  /** From the start: the run itself, until one was followed to its end. */
  begin(): Followed {
    if (this.kept) return this.kept.tell();
    const run = new Float64Network(this.network);
    const { steps } = this.network[0]!;
    const story = this.isShort(steps) ? new Story(this.network, this.looked) : null;
    return {
      frames: run.frames,
      advance: () => {
        const sound = run.advance();
        if (story === null || this.kept !== null) return sound;
        if (sound) story.add(run.frames);
        if (!sound || story.steps === steps) this.kept = story;
        return sound;
      },
    };
  }
  private isShort(steps: number): boolean {
    const numbers = this.network.reduce(
      (sum, { population: { cell, instances } }, part) =>
        sum + (this.looked[part] ? instances * cell.states.length : 0),
      0,
    );
    return numbers * steps <= mostKept;
  }
}

/** What was seen of the run. */
class Story {
  steps = 0;
  private readonly parts: readonly (PartStory | null)[];
  private readonly network: StepNetwork;

  constructor(network: StepNetwork, looked: readonly boolean[]) {
    this.network = network;
    this.parts = network.map((step, part) => (looked[part] ? new PartStory(step) : null));
  }
  add(frames: readonly Frame[]): void {
    for (let part = 0; part < frames.length; part++) this.parts[part]?.add(this.steps, frames[part]!);
    this.steps++;
  }
  tell(): Followed {
    const tellers = this.parts.map((part, i) => (part ?? new PartStory({ ...this.network[i]!, steps: 0 })).tell());
    const told = tellers.filter((_, part) => this.parts[part] !== null);
    let at = 0;
    return {
      frames: tellers.map(({ frame }) => frame),
      advance: () => {
        if (at === this.steps) return false;
        for (let n = 0; n < told.length; n++) told[n]!.show(at);
        at++;
        return true;
      },
    };
  }
}
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class PartStory {
  private readonly step: StepForm;
  private readonly states: Float64Array;
  /** Events in their order: step, place, time inside the step. */
  private readonly events: number[] = [];

  constructor(step: StepForm) {
    const { cell, instances } = step.population;
    this.step = step;
    this.states = new Float64Array(step.steps * instances * cell.states.length);
  }
  add(k: number, { states, fired, fractions }: Frame): void {
    this.states.set(states, k * states.length);
    for (let place = 0; place < fired.length; place++) if (fired[place]) this.events.push(k, place, fractions[place]!);
  }
  tell(): { readonly frame: Frame; show(k: number): void } {
    const { cell, instances } = this.step.population;
    const places = instances * cell.events.length;
    const frame: Mutable<Frame> = {
      part: this.step.part,
      step: -1,
      states: new Float64Array(instances * cell.states.length),
      integers: null,
      fired: new Uint8Array(places),
      fractions: new Float64Array(places),
      flags: new Uint32Array(instances),
    };
    const { states: all, events } = this;
    const { states, fired, fractions } = frame;
    let from = 0;
    let next = 0;
    return {
      frame,
      show: (k) => {
        for (; from < next; from += 3) {
          fired[events[from + 1]!] = 0;
          fractions[events[from + 1]!] = 0;
        }
        for (; events[next] === k; next += 3) {
          fired[events[next + 1]!] = 1;
          fractions[events[next + 1]!] = events[next + 2]!;
        }
        for (let i = 0, at = k * states.length; i < states.length; i++, at++) states[i] = all[at]!;
        frame.step = k;
      },
    };
  }
}
