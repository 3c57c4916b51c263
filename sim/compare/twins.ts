/** Float64 runs beside the reference: how far float64 parts from itself is no error of fixed point. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { Float64Network } from '../network/index.ts';
import type { Frame } from '../run.ts';
import type { Followed } from './kept-reference.ts';
import { fullRange } from './local-error.ts';

/** How far the twin's states are moved at the start, in parts of their size. */
const disturbance = 1e-12;
/**
 * A float64 run that starts beside another by next to nothing: in its continuous states, and where there are none (a clocked circuit), in the
 * memories with a fraction. Beside continuous states memories stay what they are: they count and decide.
 */
export function twinOf(fixed: readonly FixedForm[], beside = fixed[0]!.beside ?? disturbance): Float64Network {
  const network = fixed.map(({ step }) => step);
  const clocked = !network.some(({ population }) => population.cell.states.some(({ kind }) => kind === 'continuous'));
  return new Float64Network(network, {
    disturb: ({ part, population }, state) => {
      const { kind } = population.cell.states[state]!;
      const fraction = clocked && kind === 'memory' && fixed[part]!.states[state]!.format.fraction > 0;
      return kind === 'continuous' || fraction ? beside : 0;
    },
  });
}

/** A run whose continuous states are moved in every step by `nudge` of their full range: what a block sets anew does not forget it. */
export function nudgedTwin(fixed: readonly FixedForm[], nudge: number): Followed {
  // what is carried between steps would not know of it
  const run = new Float64Network(
    fixed.map(({ step }) => step),
    { carry: false },
  );
  const moved = fixed.map(({ step, states }, part) => ({
    states: run.parts[part]!.arrays.from,
    by: states.map((state, j) =>
      step.population.cell.states[j]!.kind === 'continuous' ? nudge * fullRange(state) : 0,
    ),
  }));
  return {
    frames: run.frames,
    advance() {
      if (!run.advance()) return false;
      for (const { states, by } of moved)
        for (let j = 0; j < by.length; j++) {
          const amount = by[j]!;
          if (amount !== 0) for (let at = j; at < states.length; at += by.length) states[at]! += amount;
        }
      return true;
    },
  };
}
/** The twin that a run is held to: one with a nudge where numerics chose so, else one that starts beside. */
export function heldTwin(fixed: readonly FixedForm[]): Followed {
  const { nudge } = fixed[0]!;
  return nudge === undefined ? twinOf(fixed) : nudgedTwin(fixed, nudge);
}

/** The first event that one of two runs has in a step and the other has not. */
export interface Parting {
  readonly part: number;
  readonly event: number;
  readonly instance: number;
  readonly step: number;
  /** How far the continuous states of the instance were apart at the end of the step before, in parts of full range. */
  readonly apart: number;
}
/** Looks for the first event of two runs that are followed together. */
export class PartingMeter {
  found: Parting | null = null;
  private readonly fixed: readonly FixedForm[];
  private readonly before: readonly { readonly reference: Float64Array; readonly other: Float64Array }[];
  constructor(fixed: readonly FixedForm[], reference: readonly Frame[], other: readonly Frame[]) {
    this.fixed = fixed;
    this.before = fixed.map((_, part) => ({
      reference: reference[part]!.states.slice(),
      other: other[part]!.states.slice(),
    }));
  }
  frames(reference: readonly Frame[], other: readonly Frame[]): void {
    if (this.found !== null) return;
    for (const part of this.fixed.keys()) {
      const [mine, others] = [reference[part]!.fired, other[part]!.fired];
      const at = mine.findIndex((fired, i) => fired !== others[i]);
      if (at >= 0) {
        this.found = this.parting(part, at, reference[part]!.step);
        return;
      }
    }
    for (const [part, { reference: kept, other: keptOther }] of this.before.entries()) {
      kept.set(reference[part]!.states);
      keptOther.set(other[part]!.states);
    }
  }
  private parting(part: number, at: number, step: number): Parting {
    const { states, events } = this.fixed[part]!.step.population.cell;
    const instance = Math.floor(at / events.length);
    const { reference, other } = this.before[part]!;
    let apart = 0;
    for (const [j, state] of this.fixed[part]!.states.entries()) {
      const range = fullRange(state);
      const i = instance * states.length + j;
      if (states[j]!.kind === 'continuous' && range > 0)
        apart = Math.max(apart, Math.abs(reference[i]! - other[i]!) / range);
    }
    return { part, event: at % events.length, instance, step, apart };
  }
}
