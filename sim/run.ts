/** What every simulator reports while it runs: float64, bit-exact, Verilated, Icarus. One observer interface, so that records, measures and comparison do not know who runs. */
export interface Frame {
  /** Number of the part of the network whose values these are; 0 where there is one. After each step, every part has its frame, in order. */
  readonly part: number;
  /** Number of this step, from 0; the frame holds the values at t_(step+1). */
  readonly step: number;
  /** [instance * states + state], real values in SI (angles in turns). Valid only during the call. */
  readonly states: Float64Array;
  /** The same as raw integers; null in float64. */
  readonly integers: BigInt64Array | null;
  /** [instance * events + event] 0/1, and time inside the step in 0..1. */
  readonly fired: Uint8Array;
  readonly fractions: Float64Array;
  /** Bit per assert and per saturation flag that was raised in this step, [instance]; 0: none. */
  readonly flags: Uint32Array;
}
export interface RunObserver {
  frame(frame: Frame): void;
}
/** Called now and then by long runs; returning false stops the run. */
export type Progress = (doneSteps: number, totalSteps: number) => boolean;
/** Steps after which a run of so many instances says again how far it is: some milliseconds. */
export function stepsPerWord(instances: number): number {
  return Math.max(1, Math.min(1024, Math.floor(20_000 / Math.max(1, instances))));
}
