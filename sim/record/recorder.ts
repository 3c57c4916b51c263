/** What an experiment records while somebody runs it: quantities every so many steps, and all events. */
import type { PrintUnit } from '../../compiler/model/form.ts';
import type { StepForm, StepNetwork } from '../../compiler/step/form.ts';
import { eventTime } from '../measure/index.ts';
import { instancesOf, NetworkWatch, pointsOf } from '../network/index.ts';
import type { Frame } from '../run.ts';

export interface RecordedQuantity {
  readonly name: string;
  readonly unit: PrintUnit;
  /** Steps between samples; sample j is taken at the end of step (j + 1) * every - 1. */
  readonly every: number;
  /** Of one sample: points (where there are several), then the array's; [] for one number. */
  readonly shape: readonly number[];
  /** Shape of the array, without points. */
  readonly field: readonly number[];
  /** SI, [sample][point][instance]. */
  readonly values: Float64Array;
  readonly samples: number;
}
export interface RecordedEvents {
  /** Names of the sources; `source` holds indices. */
  readonly names: readonly string[];
  /** Part of each source. */
  readonly parts: readonly number[];
  readonly step: Float64Array;
  readonly time: Float64Array;
  readonly source: Float64Array;
  /** Point x size + number within the array. */
  readonly instance: Float64Array;
}
export interface RecordedRun {
  /** The first part; the experiment is the same in all. */
  readonly step: StepForm;
  readonly network: StepNetwork;
  readonly quantities: readonly RecordedQuantity[];
  readonly events: RecordedEvents;
}
/** Times of the samples of a quantity, seconds. */
export function sampleTimes(run: RecordedRun, quantity: RecordedQuantity): Float64Array {
  return Float64Array.from({ length: quantity.samples }, (_, j) => (j + 1) * quantity.every * run.step.dt);
}

/** Numbers that the records of an experiment keep in a whole run; 0 where it asks for none. */
export function recordedNumbers(network: StepNetwork): number {
  const { experiment, steps } = network[0]!;
  return experiment.records.reduce((sum, { value, part, instances, every }) => {
    if (value === null) return sum;
    const inSample = pointsOf(network) * (instances?.length ?? network[part]!.population.size);
    return sum + Math.floor(steps / strideOf(every, network[0]!.dt)) * inSample;
  }, 0);
}
/** Steps between two samples. */
function strideOf(every: number | null, dt: number): number {
  return every === null ? 1 : Math.max(1, Math.round(every / dt));
}

/** An experiment that records nothing keeps its states: at most this many samples of each, and numbers in all. */
const byDefault = { samples: 10_000, numbers: 2 ** 24 } as const;

/** Quantities of the same instances of one part with one stride, sampled together. */
interface Group {
  readonly part: number;
  /** Numbers within the array; null: all. */
  readonly instances: readonly number[] | null;
  readonly every: number;
  readonly names: { readonly name: string; readonly unit: PrintUnit }[];
  readonly kept: Growing;
  read: (frames: readonly Frame[]) => Float64Array;
}
class Growing {
  private buffer = new Float64Array(1024);
  length = 0;
  push(value: number): void {
    if (this.length === this.buffer.length) this.grow(1);
    this.buffer[this.length++] = value;
  }
  append(values: Float64Array): void {
    if (this.length + values.length > this.buffer.length) this.grow(values.length);
    this.buffer.set(values, this.length);
    this.length += values.length;
  }
  get values(): Float64Array {
    return this.buffer.subarray(0, this.length);
  }
  private grow(more: number): void {
    const wider = new Float64Array(Math.max(2 * this.buffer.length, this.length + more));
    wider.set(this.buffer);
    this.buffer = wider;
  }
}

export class Recorder extends NetworkWatch {
  private readonly groups: readonly Group[];
  /** Number of the first event of each part among all sources. */
  private readonly firstSource: readonly number[];
  private readonly events = [new Growing(), new Growing(), new Growing(), new Growing()] as const;

  /** @param points  of the whole, where the network is a piece of it: states are kept as often as there */
  constructor(step: StepForm | StepNetwork, points: number | null = null) {
    super(step);
    const { records } = this.network[0]!.experiment;
    this.groups =
      records.length === 0 ? stateGroups(this.network, points ?? pointsOf(this.network)) : this.recordGroups();
    let count = 0;
    this.firstSource = this.network.map(({ population }) => {
      count += population.cell.events.length;
      return count - population.cell.events.length;
    });
  }
  protected step(frames: readonly Frame[]): void {
    const { step } = frames[0]!;
    for (const group of this.groups) if ((step + 1) % group.every === 0) group.kept.append(group.read(frames));
    for (const { population, part } of this.network) {
      const count = population.instances * population.cell.events.length;
      const { fired } = frames[part]!;
      for (let at = 0; at < count; at++) if (fired[at]) this.keepEvent(frames[part]!, at);
    }
  }
  /** What was recorded so far. */
  run(): RecordedRun {
    const { network } = this;
    const [step, time, source, instance] = this.events.map((e) => e.values.slice()) as [
      Float64Array, Float64Array, Float64Array, Float64Array,
    ]; // biome-ignore format: four columns
    const sources = network.flatMap(({ population, part }) =>
      population.cell.events.map(({ name }) => ({ name, part })),
    );
    const names = sources.map(({ name }) => name);
    const parts = sources.map(({ part }) => part);
    const quantities = this.groups.flatMap((group) => split(group, network));
    return { step: network[0]!, network, quantities, events: { names, parts, step, time, source, instance } };
  }
  private keepEvent(frame: Frame, at: number): void {
    const [step, time, source, instance] = this.events;
    const form = this.network[frame.part]!;
    const count = form.population.cell.events.length;
    step.push(frame.step);
    time.push(eventTime(form, frame, at, at % count));
    source.push(this.firstSource[frame.part]! + (at % count));
    instance.push(Math.floor(at / count));
  }
  private recordGroups(): Group[] {
    const { experiment, dt } = this.network[0]!;
    const groups: (Group & { readonly observations: number[] })[] = [];
    for (const { name, unit, part, instances, value, every: time } of experiment.records) {
      if (value === null) continue;
      const every = strideOf(time, dt);
      const same = (group: Group): boolean =>
        group.part === part && group.every === every && group.instances?.join() === instances?.join();
      let group = groups.find(same);
      if (!group) {
        group = { part, instances, every, names: [], observations: [], kept: new Growing(), read: () => new Float64Array() }; // biome-ignore format: one record
        groups.push(group);
      }
      group.names.push({ name, unit });
      group.observations.push(this.network[part]!.population.cell.observations.findIndex((o) => o.model === value));
    }
    for (const group of groups)
      group.read = this.watch(group.part, group.observations, instancesOf(this.network, group.part, group.instances));
    return groups;
  }
}

const radian = { text: 'rad', scale: 1 };
/** The states of populations that have a meaning for the reader: what the compiler added (a counter, a value carried to the next step) has none. */
function stateGroups(network: StepNetwork, points: number): Group[] {
  const shown = network.filter(({ edges }) => edges === null);
  const numbers = shown.reduce((sum, { population: p }) => sum + points * p.size * p.cell.states.length, 0);
  const samples = Math.max(1, Math.min(byDefault.samples, Math.floor(byDefault.numbers / numbers)));
  const every = Math.max(1, Math.ceil(network[0]!.steps / samples));
  const taken = shown.flatMap(({ population }) => population.cell.states.map(({ name }) => name));
  return shown.map(({ part, population }) => {
    const { states } = population.cell;
    const kept = [...states.keys()].filter((k) => states[k]!.kind !== 'hidden');
    const names = kept.map((k) => {
      const { name, angle, unit } = states[k]!;
      const clash = taken.filter((other) => other === name).length > 1;
      return { name: clash ? `${population.name}.${name}` : name, unit: angle ? radian : unit };
    });
    const scale = kept.map((k) => (states[k]!.angle ? 2 * Math.PI : 1)); // stored in turns, recorded in radians
    const values = new Float64Array(population.instances * kept.length);
    const read = (frames: readonly Frame[]): Float64Array => {
      const all = frames[part]!.states; // a frame may work its states out at every look
      for (let at = 0, i = 0; i < all.length; i += states.length)
        for (let k = 0; k < kept.length; k++) values[at++] = all[i + kept[k]!]! * scale[k]!;
      return values;
    };
    return { part, instances: null, every, names, read, kept: new Growing() };
  });
}
/** One array per quantity from samples that lie together as [sample][point][instance][quantity]. */
function split({ part, instances, every, names, kept }: Group, network: StepNetwork): RecordedQuantity[] {
  const points = pointsOf(network);
  const field = fieldOf(network, part, instances);
  const shape = points > 1 ? [points, ...field] : field;
  const inSample = shape.reduce((product, n) => product * n, 1);
  const count = names.length;
  const samples = kept.values.length / (inSample * count);
  return names.map(({ name, unit }, q) => {
    const values = new Float64Array(samples * inSample);
    for (let j = 0; j < values.length; j++) values[j] = kept.values[j * count + q]!;
    return { name, unit, every, shape, field, values, samples };
  });
}
function fieldOf(network: StepNetwork, part: number, instances: readonly number[] | null): readonly number[] {
  if (instances !== null) return instances.length === 1 ? [] : [instances.length];
  return network[part]!.experiment.parts[part]!.shape;
}
