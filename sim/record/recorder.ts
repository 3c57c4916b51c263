/** Keeps what an experiment records while somebody runs it: quantities every so many steps, and all events. */
import type { PrintUnit } from '../../compiler/model/form.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { compileObserver, type Observer } from '../float64/index.ts';
import { eventTime } from '../measure/index.ts';
import type { Frame, RunObserver } from '../run.ts';

export interface RecordedQuantity {
  readonly name: string;
  readonly unit: PrintUnit;
  /** Steps between samples; sample j is taken at the end of step (j + 1) * every - 1. */
  readonly every: number;
  /** SI, [sample][instance]. */
  readonly values: Float64Array;
  readonly samples: number;
}
export interface RecordedEvents {
  /** Names of the sources; `source` holds indices. */
  readonly names: readonly string[];
  readonly step: Float64Array;
  readonly time: Float64Array;
  readonly source: Float64Array;
  readonly instance: Float64Array;
}
export interface RecordedRun {
  readonly step: StepForm;
  readonly quantities: readonly RecordedQuantity[];
  readonly events: RecordedEvents;
}
/** Times of the samples of a quantity, seconds. */
export function sampleTimes(run: RecordedRun, quantity: RecordedQuantity): Float64Array {
  return Float64Array.from({ length: quantity.samples }, (_, j) => (j + 1) * quantity.every * run.step.dt);
}

/** An experiment that records nothing keeps its states, at most this many samples of each. */
const samplesByDefault = 10_000;

/** Quantities of one stride, sampled together. */
interface Group {
  readonly every: number;
  readonly names: readonly { readonly name: string; readonly unit: PrintUnit }[];
  readonly read: (frame: Frame) => Float64Array;
  readonly kept: Growing;
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

export class Recorder implements RunObserver {
  private readonly step: StepForm;
  private readonly groups: readonly Group[];
  private readonly events = [new Growing(), new Growing(), new Growing(), new Growing()] as const;

  constructor(step: StepForm) {
    this.step = step;
    this.groups = groupsOf(step);
  }
  frame(frame: Frame): void {
    for (const group of this.groups) if ((frame.step + 1) % group.every === 0) group.kept.append(group.read(frame));
    const { instances, cell } = this.step.population;
    const count = cell.events.length;
    for (let at = 0; at < instances * count; at++) if (frame.fired[at]) this.keepEvent(frame, at, count);
  }
  /** What was recorded so far. */
  run(): RecordedRun {
    const [step, time, source, instance] = this.events.map((e) => e.values.slice()) as [
      Float64Array, Float64Array, Float64Array, Float64Array,
    ]; // biome-ignore format: four columns
    const names = this.step.population.cell.events.map((e) => e.name);
    const quantities = this.groups.flatMap((group) => split(group, this.step.population.instances));
    return { step: this.step, quantities, events: { names, step, time, source, instance } };
  }
  private keepEvent(frame: Frame, at: number, count: number): void {
    const [step, time, source, instance] = this.events;
    step.push(frame.step);
    time.push(eventTime(this.step, frame, at, at % count));
    source.push(at % count);
    instance.push(Math.floor(at / count));
  }
}

function groupsOf(step: StepForm): Group[] {
  const records = step.experiment.records.filter((r) => r.value !== null);
  if (records.length === 0 && step.experiment.records.length === 0) return [allStates(step)];
  const strides = new Map<number, { observation: number; name: string; unit: PrintUnit }[]>();
  for (const { name, unit, value, every } of records) {
    const stride = every === null ? 1 : Math.max(1, Math.round(every / step.dt));
    const observation = step.population.cell.observations.findIndex((o) => o.model === value);
    strides.set(stride, [...(strides.get(stride) ?? []), { observation, name, unit }]);
  }
  return [...strides].map(([every, names]) => {
    const observer: Observer = compileObserver(step, names.map((n) => n.observation)); // biome-ignore format: one line
    return { every, names, read: (frame: Frame) => observer.observe(frame.step, frame.states), kept: new Growing() };
  });
}
function allStates(step: StepForm): Group {
  const every = Math.max(1, Math.ceil(step.steps / samplesByDefault));
  const { states } = step.population.cell;
  const scale = states.map((state) => (state.angle ? 2 * Math.PI : 1)); // stored in turns, recorded in radians
  const read = (frame: Frame): Float64Array => frame.states.map((x, at) => x * scale[at % states.length]!);
  return { every, names: states, read, kept: new Growing() };
}
/** One array per quantity from samples that lie together as [sample][instance][quantity]. */
function split(group: Group, instances: number): RecordedQuantity[] {
  const all = group.kept.values;
  const count = group.names.length;
  const samples = all.length / (instances * count);
  return group.names.map(({ name, unit }, q) => {
    const values = new Float64Array(samples * instances);
    for (let j = 0; j < values.length; j++) values[j] = all[j * count + q]!;
    return { name, unit, every: group.every, values, samples };
  });
}
