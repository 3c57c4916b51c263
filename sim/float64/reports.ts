/** What a float64 run has to report: states that left their ranges, asserts, a state that stopped being a number. */
import type { StepForm } from '../../compiler/step/form.ts';

/** A state that left its declared range: the first time, and how often. */
export interface RangeReport {
  readonly state: string;
  readonly step: number;
  readonly time: number;
  readonly instance: number;
  readonly value: number;
  readonly count: number;
}
/** Why a run stopped before its end. */
export interface NonFiniteState {
  readonly step: number;
  readonly time: number;
  readonly instance: number;
  readonly state: string;
  readonly value: number;
  readonly message: string;
}
export interface AssertReport {
  readonly message: string;
  readonly step: number;
  readonly time: number;
  readonly instance: number;
  readonly count: number;
}
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Of one part. */
export class RunReports {
  failure: NonFiniteState | null = null;
  private readonly step: StepForm;
  private readonly left = new Map<number, Mutable<RangeReport>>();
  private readonly broken = new Map<number, Mutable<AssertReport>>();

  constructor(step: StepForm) {
    this.step = step;
  }
  get ranges(): readonly RangeReport[] {
    return [...this.left.values()];
  }
  get asserts(): readonly AssertReport[] {
    return [...this.broken.values()];
  }
  /** `count`: times, of which this is the first. */
  range(step: number, instance: number, state: number, value: number, count = 1): void {
    const found = this.left.get(state);
    if (found) found.count += count;
    else
      this.left.set(state, {
        state: this.step.population.cell.states[state]!.name,
        step,
        time: (step + 1) * this.step.dt,
        instance,
        value,
        count,
      });
  }
  /** `states`: of all instances after the step. */
  nonFinite(step: number, instance: number, values: Float64Array): void {
    if (this.failure) return;
    const { states } = this.step.population.cell;
    const index = states.findIndex((_, i) => !Number.isFinite(values[instance * states.length + i]!));
    if (index < 0) return; // the sum of finite numbers overflowed
    const value = values[instance * states.length + index]!;
    const time = (step + 1) * this.step.dt;
    const state = states[index]!.name;
    const message = `${state} of instance ${instance} became ${value} in step ${step} (t = ${time} s)`;
    this.failure = { step, time, instance, state, value, message };
  }
  /** `flags`: of all instances, after so many steps. */
  takeAsserts(flags: Uint32Array, made: number): void {
    const { asserts } = this.step.population.cell;
    flags.forEach((bits, instance) => {
      if (bits === 0) return;
      asserts.forEach(({ message }, i) => {
        if ((bits & (2 ** Math.min(i, 31))) === 0) return;
        const found = this.broken.get(i);
        if (found) found.count++;
        else this.broken.set(i, { message, step: made - 1, time: made * this.step.dt, instance, count: 1 });
      });
    });
  }
}
