/** A reduction of a run to one number per instance, fed step by step; its memory does not grow with the number of steps. */
export interface Accumulator {
  /** An event of the list's entry `source`, in order of time; seconds. */
  event?(instance: number, source: number, time: number): void;
  /** Values of the observed quantities at a time (second observed: `y`). Each step once. */
  sample?(instance: number, time: number, x: number, y: number): void;
  /** Result so far; NaN when nothing was seen that would give one. */
  value(instance: number): number;
}
export interface ReductionSetting {
  readonly instances: number;
  /** Numbers written after the arguments: `low: level: high:`. */
  readonly settings: Readonly<Record<string, number>>;
}
