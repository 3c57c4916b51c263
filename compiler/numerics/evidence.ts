/** What numerics may ask of a simulator. The compiler never imports one: `cli` (or a test) hands these functions in. */
import type { ValueId } from '../ops/index.ts';
import type { StepForm, StepNetwork } from '../step/form.ts';
import type { FixedForm, Nudge } from './form.ts';

/** Gives what `work` makes, perhaps as it was worked out before: it depends on nothing but `from`, which is data. `what` is the kind of work. */
export type Remember = <T>(what: string, from: unknown, work: () => T) => T;
/** Everything is worked out anew. */
export const anew: Remember = (_what, _from, work) => work();

/** All leaves of the step graph at one visited t_k of one instance. */
export interface EvidencePoint {
  readonly step: number;
  readonly instance: number;
  readonly states: Float64Array;
  readonly params: Float64Array;
  readonly inputs: Float64Array;
  readonly delayed: Float64Array;
  readonly draws: Float64Array;
}
/** Seen in the float64 run of the experiment. */
export interface Evidence {
  /**
   * Smallest and largest of every value of the step graph, over all instances and steps in which the value was needed (the
   * branch that a choice does not take is not). Never needed: low = Infinity, high = -Infinity.
   */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** A deterministic selection (regular stride plus the points where any state moved fastest). */
  readonly points: readonly EvidencePoint[];
  readonly deviceSteps: number;
}
/**
 * `wanted`: values whose ranges are asked for; others may be left out (as if never needed). Null or none: all. `states`: only the ranges of
 * next states are asked for, and no points, which takes a run several times shorter.
 */
export type EvidenceSource = (step: StepForm, wanted?: ReadonlySet<ValueId> | null | 'states') => Evidence;

/** The same of a network, from one run of all its parts: one evidence, and one set of wanted values, a part. */
export type NetworkEvidenceSource = (
  network: StepNetwork,
  wanted?: readonly (ReadonlySet<ValueId> | null)[] | null | 'states',
) => readonly Evidence[];

/** Outcome of running a candidate bit-exactly against float64 on the experiment. */
export interface TrialResult {
  /** Worst local error of each state, in its SI unit (close calls resolved as verification.md says). */
  readonly localError: Float64Array;
  /** Trajectory error as a part of full range or of the rate, to compare with the asked tolerance. */
  readonly trajectoryError: number;
  readonly measure: string;
  /** Distance of a float64 run that starts beside (verification.md), looked at where the error is above the tolerance: no error below it counts. */
  readonly floor?: number;
  /** The same for a run that starts farther beside, in parts of the size of each state; worked out when it is asked for. */
  readonly amplified?: (beside: number) => number;
  /** What float64 itself decides otherwise when its states (and its stimuli) are a hair larger or smaller; looked for when asked for. */
  readonly ties?: () => readonly Tie[];
  /** The first decision that turns when they are moved by a millionth at most, though nothing drives them apart; null where none does. */
  readonly closest?: () => Tie | null;
}
/** A decision whose two sides are next to equal: an event at the very end of a step, or a peak that just reaches a threshold. The first of a run. */
export interface Tie {
  readonly part: number;
  /** The event that one run has in this step and the other has not, or the memory that they set apart. */
  readonly shows: { readonly event: number } | { readonly memory: number };
  /** The comparison of the step graph that falls otherwise, and its two sides; null where it was not found. */
  readonly decision: { readonly value: ValueId; readonly sides: readonly [number, number] } | null;
  readonly instance: number;
  readonly step: number;
  /** How the other run was moved. */
  readonly nudge: Nudge;
  /** How far the two float64 runs part in all, as `trajectoryError` measures it. */
  readonly apart: number;
}
/** A coupling (number of its part) whose edges do nothing unless a state of the population at their first end is not 0. */
export interface Opening {
  readonly part: number;
  readonly population: number;
  readonly state: number;
}
/** How far a node that is found by relaxation was, at the worst moment looked at, from where it would settle; in parts of the largest potential. */
export interface Unsettled {
  readonly part: number;
  readonly state: number;
  readonly instance: number;
  /** Seconds. */
  readonly time: number;
  readonly apart: number;
}
export type Trial = (fixed: FixedForm) => TrialResult;
/** A candidate for every part, run together; one result a part. */
export type NetworkTrial = (fixed: readonly FixedForm[]) => readonly TrialResult[];
