/** What the page and its worker say to each other. All numbers SI; arrays are transferred, not copied. */

export interface Unit {
  readonly text: string;
  readonly scale: number;
}
export interface Sources {
  readonly path: string;
  readonly text: string;
  /** Other files that the circuit names, by path beside it. */
  readonly others: Readonly<Record<string, string>>;
}
export type Model = 'float64' | 'fixed';

export type ToWorker =
  /** Compile and, when the file is right, run. `set`: `name=value` texts of moved sliders. */
  | {
      readonly kind: 'run';
      readonly id: number;
      readonly sources: Sources;
      readonly experiment: string | null;
      readonly model: Model;
      readonly set: readonly string[];
      /** Instance of arrays whose trace is kept. */
      readonly cell: number;
    }
  | { readonly kind: 'pause'; readonly paused: boolean }
  /** Formats, error budget, cycles of the last run's experiment. */
  | { readonly kind: 'hardware'; readonly id: number };

export interface Problem {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly help: string | null;
  /** Offsets in the file; null: in another file. */
  readonly from: number | null;
  readonly to: number | null;
  readonly line: number;
  readonly file: string;
}
/** A number of the file that a slider can move. */
export interface Slider {
  readonly name: string;
  /** In `unit`, as it stands in the file. */
  readonly value: number;
  readonly unit: string;
  readonly about: string;
}
/** A quantity that is followed. `shape` of one point: [] is a trace, [n] a row, [n, m] a sheet. */
export interface Quantity {
  readonly name: string;
  readonly unit: Unit;
  readonly shape: readonly number[];
}
export interface EventSource {
  readonly name: string;
  /** Instances of one point. */
  readonly size: number;
}
export interface Begun {
  readonly experiment: string;
  readonly circuit: string;
  readonly dt: number;
  readonly steps: number;
  /** What each point of the sweeps is called. */
  readonly points: readonly string[];
  readonly quantities: readonly Quantity[];
  readonly events: readonly EventSource[];
  readonly plots: readonly (readonly string[])[];
}
export interface Judged {
  readonly text: string;
  readonly source: string;
  readonly value: string;
  readonly pass: boolean;
}
export interface Measured {
  readonly measures: readonly { readonly name: string; readonly unit: Unit; readonly values: readonly number[] }[];
  readonly sweep: { readonly name: string; readonly unit: Unit; readonly values: readonly number[] } | null;
  readonly expects: readonly Judged[];
}
export interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export type FromWorker =
  | {
      readonly kind: 'checked';
      readonly id: number;
      readonly problems: readonly Problem[];
      readonly experiments: readonly string[];
      readonly experiment: string | null;
      readonly sliders: readonly Slider[];
    }
  | { readonly kind: 'begun'; readonly id: number; readonly begun: Begun }
  /** Samples since the last frame: `traces` of each quantity [sample][point] (of an array those of the instance that is looked at), `maps` of each array its last sample [point][instance]. */
  | {
      readonly kind: 'frame';
      readonly id: number;
      readonly step: number;
      readonly rate: number;
      readonly times: Float64Array;
      readonly traces: readonly Float32Array[];
      readonly maps: readonly Float32Array[];
      readonly events: { readonly time: Float64Array; readonly source: Uint16Array; readonly instance: Uint32Array };
    }
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly measured: Measured;
      readonly notes: readonly string[];
      readonly seconds: number;
    }
  | {
      readonly kind: 'hardware';
      readonly id: number;
      readonly sentence: string;
      readonly tables: readonly Table[];
      readonly problems: readonly Problem[];
    }
  /** A defect of ours. */
  | { readonly kind: 'broken'; readonly id: number; readonly message: string };
