/** What a picture is made from: the results of one experiment in one run, as they lie in a result folder. */

/** `scale` converts SI to the unit of the text. */
export interface PlotUnit {
  readonly text: string;
  readonly scale: number;
}
export interface PlotTrace {
  readonly name: string;
  readonly unit: PlotUnit;
  /** Seconds. */
  readonly time: Float64Array;
  /** Shape of the array that it is of; []: one number for each point. */
  readonly field: readonly number[];
  /** SI, [sample][point][instance]. */
  readonly values: Float64Array;
}
export interface PlotEvents {
  readonly name: string;
  /** Instances of a point. */
  readonly size: number;
  /** Of a coupling: these events mostly repeat what happens at the ends of its edges. */
  readonly onEdges: boolean;
  /** Seconds, and point x size + number within the array, of each event, by time. */
  readonly time: Float64Array;
  readonly instance: Uint32Array;
}
export interface PlotMeasure {
  readonly name: string;
  readonly unit: PlotUnit;
  /** SI, one per point; NaN where undefined. */
  readonly values: Float64Array;
}
/** A published or analytic figure that a measure is held against. */
export interface PlotExpectation {
  readonly measure: string;
  /** SI. */
  readonly value: number;
  readonly points: readonly number[];
  readonly source: string;
}
export interface PlotSweep {
  readonly name: string;
  readonly unit: PlotUnit;
  /** SI, the value at each point. */
  readonly values: Float64Array;
}
export interface PlotResult {
  readonly title: string;
  /** Points of the sweeps; 1 without any. */
  readonly points: number;
  readonly sweeps: readonly PlotSweep[];
  readonly traces: readonly PlotTrace[];
  readonly events: readonly PlotEvents[];
  readonly measures: readonly PlotMeasure[];
  readonly expectations: readonly PlotExpectation[];
}
