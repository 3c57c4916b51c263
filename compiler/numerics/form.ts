/** Form 4: the same DAG with a format on every value and an exact integer meaning for every operation. */

import type { Span } from '../../dsl/index.ts';
import type { DrawSite } from '../ops/draw/draw.ts';
import type { Format, Overflow, Rounding } from '../ops/format.ts';
import type { Attributes, ValueId } from '../ops/graph.ts';
import type { PolynomialTable } from '../ops/operation.ts';
import type { StepForm } from '../step/form.ts';

export type FixedId = number & { readonly brand: 'FixedId' };

export interface FixedValue {
  /** Leaf `constant state param input delayed draw`, or an operation that has `fixed`. */
  readonly op: string;
  readonly args: readonly FixedId[];
  readonly attributes: Attributes;
  readonly format: Format;
  readonly rounding: Rounding;
  readonly overflow: Overflow;
  /** Saturation here raises the sticky flag. */
  readonly flagged: boolean;
  /** Integer of a constant. */
  readonly integer: bigint | null;
  readonly table: PolynomialTable | null;
  readonly type: 'real' | 'bool';
  readonly name: string | null;
  readonly origin: Span | null;
  /** The value of the step graph that this approximates; null for values that only exist in fixed point. */
  readonly step: ValueId | null;
  /** Range relied on, in the value's SI unit, and bound of |fixed - real| in one step from equal states. */
  readonly range: { readonly low: number; readonly high: number };
  readonly error: number;
}
export interface FixedState {
  readonly name: string;
  readonly format: Format;
  readonly said: boolean;
  readonly range: { readonly low: number; readonly high: number };
  readonly initial: readonly bigint[]; // one, or one per instance
  readonly next: FixedId;
  /** Predicted bound of the local error (one step from the same state), in the state's SI unit. */
  readonly localError: number;
}
/** How a float64 run is moved in every step: by a part of full range, its states, and its stimuli too or not. */
export interface Nudge {
  readonly by: number;
  readonly stimuli: boolean;
}
export interface FixedForm {
  readonly step: StepForm;
  readonly tolerance: number;
  /**
   * Set: no word length keeps the run within the tolerance, since the circuit itself drives any difference apart. How far float64 runs part that
   * start beside each other by so much (in parts of the size of a state) is what the run is held to.
   */
  readonly beside?: number;
  /** Set: what rounding decides, and the run is held to how far float64 parts that is moved by a hair in every step. */
  readonly nudge?: Nudge;
  /** Topological order; every value has exactly one format. */
  readonly values: readonly FixedValue[];
  readonly states: readonly FixedState[]; // parallel to step.population.cell.states
  readonly params: readonly { readonly name: string; readonly format: Format; readonly integers: readonly bigint[] }[];
  readonly inputs: readonly { readonly name: string; readonly format: Format }[];
  readonly delayLines: readonly {
    readonly name: string;
    readonly format: Format;
    readonly steps: number;
    /** Set: the steps of each instance; `steps` is the most. */
    readonly own?: Uint32Array;
    readonly source: FixedId;
    readonly initial: readonly bigint[];
  }[];
  /** Leaves `draw` by index: those of the step first, then the random bits of states that round stochastically. */
  readonly draws: readonly DrawSite[];
  /** `fraction`: unsigned, format u8.8 (steps of dt/256), 0 when not fired; null for conditions. */
  readonly events: readonly { readonly name: string; readonly fired: FixedId; readonly fraction: FixedId | null }[];
  readonly asserts: readonly { readonly holds: FixedId; readonly message: string }[];
  readonly tables: readonly PolynomialTable[];
}
