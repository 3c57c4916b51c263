/** What came from the worker in this run, ready to be drawn. */
import type { Begun, FromWorker, Quantity } from './protocol.ts';

type Came = Extract<FromWorker, { kind: 'frame' }>;

/** A quantity, and its number among all. */
export interface Track {
  readonly quantity: Quantity;
  readonly index: number;
}
export const valueAt = (a: number, b: number, part: number): number => a + (b - a) * part;

export class History {
  readonly begun: Begun;
  readonly tracks: readonly Track[];
  times: number[] = [];
  step = 0;
  /** Emulated seconds per second. */
  rate = 0;
  readonly events: { time: number[]; source: number[]; instance: number[] } = { time: [], source: [], instance: [] };
  /** All samples by quantity and point: of an array those of the instance that is looked at. */
  private readonly numbers: number[][][];
  /** Of an array the last sample. */
  private readonly arrays: (Float32Array | null)[];

  constructor(begun: Begun) {
    this.begun = begun;
    this.tracks = begun.quantities.map((quantity, index) => ({ quantity, index }));
    this.numbers = begun.quantities.map(() => begun.points.map(() => []));
    this.arrays = begun.quantities.map(() => null);
  }
  add({ times, traces, maps, events, step, rate }: Came): void {
    this.step = step;
    this.rate = rate;
    const points = this.begun.points.length;
    for (const time of times) this.times.push(time);
    traces.forEach((values, q) => {
      for (let k = 0; k < values.length; k++) this.numbers[q]![k % points]!.push(values[k]!);
    });
    maps.forEach((values, q) => {
      if (values.length > 0) this.arrays[q] = values;
    });
    for (let k = 0; k < events.time.length; k++) {
      this.events.time.push(events.time[k]!);
      this.events.source.push(events.source[k]!);
      this.events.instance.push(events.instance[k]!);
    }
  }
  /** Samples of a quantity at a point of the sweeps. */
  series({ index }: Track, point: number): readonly number[] {
    return this.numbers[index]![point] ?? [];
  }
  /** An array at its last sample. */
  last({ index, quantity }: Track, point: number): Float32Array {
    const size = quantity.shape.reduce((product, n) => product * n, 1);
    const all = this.arrays[index];
    return all ? all.subarray(point * size, (point + 1) * size) : new Float32Array(size);
  }
}
