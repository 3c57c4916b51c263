/** Follows a run for the page: every so many steps all quantities of all instances, and every event. */
import type { StepNetwork } from '../../compiler/step/form.ts';
import { NetworkWatch } from '../../sim/network/observers.ts';
import { pointsOf } from '../../sim/network/wiring.ts';
import type { Frame } from '../../sim/run.ts';
import type { EventSource, Quantity } from '../protocol.ts';

/** Samples of a trace that are kept; fewer where each costs a look at a whole array. */
const mostSamples = { single: 20_000, array: 3000 };
const mostQuantities = 24;

interface Follower {
  readonly quantity: Quantity;
  /** Of all points and instances, SI. */
  readonly read: () => Float32Array;
}

export class LiveWatch extends NetworkWatch {
  readonly every: number;
  readonly quantities: readonly Quantity[];
  readonly events: readonly EventSource[];
  private readonly followers: readonly Follower[];
  private readonly firstSource: readonly number[];
  private seen: readonly Frame[] = [];
  private times: number[] = [];
  private traces: number[][];
  private maps: Float32Array[];
  private readonly cell: number;
  private fired: { readonly time: number[]; readonly source: number[]; readonly instance: number[] } = {
    time: [],
    source: [],
    instance: [],
  };

  /** @param cell  instance of arrays whose trace is kept */
  constructor(network: StepNetwork, cell: number) {
    super(network);
    this.cell = cell;
    const { steps } = this.network[0]!;
    const arrays = this.network[0]!.experiment.parts.some(({ shape }) => shape.length > 0);
    this.every = Math.max(1, Math.ceil(steps / (arrays ? mostSamples.array : mostSamples.single)));
    this.followers = [...this.observed(), ...this.states()].slice(0, mostQuantities);
    this.quantities = this.followers.map(({ quantity }) => quantity);
    this.traces = this.followers.map(() => []);
    this.maps = this.followers.map(() => new Float32Array());
    let count = 0;
    this.firstSource = this.network.map(({ population }) => {
      count += population.cell.events.length;
      return count - population.cell.events.length;
    });
    this.events = this.network.flatMap(({ population }) =>
      population.cell.events.map(({ name }) => ({ name, size: population.size })),
    );
  }
  /** What the experiment records, measures or draws. */
  private observed(): Follower[] {
    return this.network.flatMap(({ part, population, edges }) => {
      const { observations } = population.cell;
      if (edges !== null || observations.length === 0) return [];
      let values: Float64Array | null = null;
      let of = -1;
      let look: (() => Float64Array) | null = null;
      const all = observations.map((_, k) => k);
      return observations.map(({ name, unit }, k) => ({
        quantity: { name, unit, shape: this.shapeOf(part) },
        read: () => {
          look ??= this.watch(part, all, null);
          if (of !== this.seen[part]!.step) values = look();
          of = this.seen[part]!.step;
          return strided(values!, k, all.length, 1);
        },
      }));
    });
  }
  /** States of populations that nothing observes by name. */
  private states(): Follower[] {
    return this.network.flatMap(({ part, population, edges }) => {
      const { states, observations } = population.cell;
      if (edges !== null) return [];
      const known = new Set(observations.map(({ name }) => name));
      return states.flatMap(({ name, unit, angle, kind }, k) =>
        kind === 'hidden' || kind === 'output' || known.has(name)
          ? []
          : [
              {
                quantity: { name, unit, shape: this.shapeOf(part) },
                // angles are stored in turns and shown in radians
                read: () => strided(this.seen[part]!.states, k, states.length, angle ? 2 * Math.PI : 1),
              },
            ],
      );
    });
  }
  private shapeOf(part: number): readonly number[] {
    return this.network[part]!.experiment.parts[part]!.shape;
  }
  protected step(frames: readonly Frame[]): void {
    this.seen = frames;
    const { step } = frames[0]!;
    const { dt } = this.network[0]!;
    for (const { population, part } of this.network) {
      const { events } = population.cell;
      const { fired, fractions } = frames[part]!;
      if (events.length > 0)
        for (let at = fired.indexOf(1); at >= 0; at = fired.indexOf(1, at + 1)) {
          const fraction = events[at % events.length]!.fraction === null ? 1 : fractions[at]!;
          this.fired.time.push((step + fraction) * dt);
          this.fired.source.push(this.firstSource[part]! + (at % events.length));
          this.fired.instance.push(Math.floor(at / events.length));
        }
    }
    if ((step + 1) % this.every !== 0) return;
    this.times.push((step + 1) * dt);
    for (const [k, { quantity, read }] of this.followers.entries()) {
      const size = quantity.shape.reduce((product, n) => product * n, 1);
      const values = read();
      const cell = Math.min(this.cell, size - 1);
      for (let at = cell; at < values.length; at += size) this.traces[k]!.push(values[at]!);
      if (size > 1) this.maps[k] = values;
    }
  }
  /** What came since the last call. */
  take() {
    const taken = {
      times: Float64Array.from(this.times),
      traces: this.traces.map((values) => Float32Array.from(values)),
      maps: this.maps,
      events: {
        time: Float64Array.from(this.fired.time),
        source: Uint16Array.from(this.fired.source),
        instance: Uint32Array.from(this.fired.instance),
      },
    };
    this.times = [];
    this.traces = this.followers.map(() => []);
    this.maps = this.followers.map(() => new Float32Array());
    this.fired = { time: [], source: [], instance: [] };
    return taken;
  }
  get points(): number {
    return pointsOf(this.network);
  }
}
function strided(values: Float64Array, first: number, stride: number, scale: number): Float32Array {
  const taken = new Float32Array(values.length / stride);
  for (let i = 0, at = first; i < taken.length; i++, at += stride) taken[i] = values[at]! * scale;
  return taken;
}
