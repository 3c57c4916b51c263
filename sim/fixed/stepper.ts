/** One step of one instance from given integers: for close calls, local errors and first differences. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { compileOracle, type StepLeaves } from './bigint.ts';

export interface FixedStep {
  /** Parallel to the states. */
  readonly next: readonly bigint[];
  /** Parallel to the events: whether it fired, and the fraction in 1/256 of dt (0 for conditions and when not fired). */
  readonly fired: readonly boolean[];
  readonly fractions: readonly number[];
  readonly flags: number;
  /** Every integer of the step, parallel to `fixed.values`; booleans are 0 and 1. */
  readonly values: readonly bigint[];
}
export interface FixedStepper {
  step(leaves: StepLeaves): FixedStep;
}
/** Steps with the oracle, so that every intermediate integer and decision can be seen. */
export function fixedStepper(fixed: FixedForm): FixedStepper {
  const oracle = compileOracle(fixed);
  return {
    step(leaves) {
      const { values, flags } = oracle(leaves);
      return {
        next: fixed.states.map((state) => values[state.next]!),
        fired: fixed.events.map((event) => values[event.fired] !== 0n),
        fractions: fixed.events.map((e) =>
          e.fraction === null || values[e.fired] === 0n ? 0 : Number(values[e.fraction]),
        ),
        flags,
        values,
      };
    },
  };
}
