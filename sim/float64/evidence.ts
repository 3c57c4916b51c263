/** What the float64 run of an experiment shows: the range of every value, and a selection of visited points. */
import type { Evidence, EvidencePoint } from '../../compiler/numerics/evidence.ts';
import type { ValueId } from '../../compiler/ops/graph.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { compileKernel, inputLayout, type Kernel, type KernelArrays, type Rows } from './kernel.ts';
import { type Pull, pulledValue } from './pulls.ts';
import { fillInitial, makeArrays, manyInstances } from './run.ts';
import { followStates } from './state-spans.ts';
import { compileStimuli, type Stimuli } from './stimuli.ts';

/** Points on a regular stride through time and instances; windows in which each state's largest increment is kept. */
const regularPoints = 1536;
const incrementWindows = 24;
/** Steps of instances looked at together; the rows of a value are so far apart that they do not share the places of a cache. */
const blockSize = 64;
const blockStride = blockSize + 8;
/** Steps in one call of the generated code, and samples of its stimuli. */
const chunk = 256;
const mostSamples = 1 << 20;
/** Steps of instances whose every value is looked at, about: of longer runs a regular selection and all that is special. */
const lookedAt = 2 ** 16;
/** Points that may wait before those that are not wanted any more are dropped. */
const mostWaiting = 8192;

/**
 * Runs the experiment once. Deterministic.
 * @param wanted values whose ranges are asked for; null: all of the graph. States and next states are always among them. `states`: only those.
 */
export function gatherEvidence(step: StepForm, wanted: ReadonlySet<ValueId> | null | 'states' = null): Evidence {
  if (wanted === 'states') return followStates(step);
  const gathering = new Gathering(step, wanted);
  gathering.advance(step.steps);
  return gathering.finish();
}

/** A range that is followed: of the value in a slot of the rows. */
interface Followed {
  readonly value: ValueId;
  readonly slot: number;
  /** In every step: what the states do. */
  readonly always: boolean;
}

/** A run that takes note of what it meets; advanced by its user. `pulls`: see `Float64Options`. */
export class Gathering {
  readonly arrays: KernelArrays;
  private readonly step: StepForm;
  private readonly low: Float64Array;
  private readonly high: Float64Array;
  /** Keys `step * instances + instance` of the extremes. */
  private readonly lowAt: Float64Array;
  private readonly highAt: Float64Array;
  private readonly followed: readonly Followed[];
  private readonly rows: Rows;
  private readonly increments: IncrementWatch;
  private readonly stride: number;
  /** Every so manieth row is looked at in full. */
  private readonly every: number;
  private readonly all = Uint8Array.from({ length: blockSize }, (_, row) => row);
  private readonly chosen = new Uint8Array(blockSize);
  private readonly stimuli: Stimuli;
  private readonly kernel: Kernel;
  private readonly pulls: ReadonlyMap<number, Pull>;
  private readonly chunk: number;
  private readonly points = new Map<number, EvidencePoint>();
  private readonly marked = new Uint8Array(blockSize);
  /** Key of the first row, step of the first sample. */
  private base = 0;
  private first = 0;
  private made = 0;
  private sound = true;

  constructor(step: StepForm, wanted: ReadonlySet<ValueId> | null, pulls: readonly Pull[] | null = null) {
    this.step = step;
    const { cell, instances } = step.population;
    const { values } = cell.graph;
    const place = followedValues(step, wanted);
    const always = new Set([...cell.next, ...cell.events.map((event) => event.fired)]);
    this.low = new Float64Array(values.length).fill(Infinity);
    this.high = new Float64Array(values.length).fill(-Infinity);
    this.lowAt = new Float64Array(values.length).fill(-1);
    this.highAt = new Float64Array(values.length).fill(-1);
    values.forEach((value, i) => {
      if (value.op === 'constant') this.low[i] = this.high[i] = value.attributes.value!;
    });
    const own = 2 * cell.states.length + cell.delayLines.length;
    this.followed = place.map((value, i) => ({
      value,
      slot: own + i,
      always: always.has(value) || values[value]!.op === 'state',
    }));
    this.rows = {
      values: new Float64Array((own + place.length) * blockStride).fill(NaN),
      stride: blockStride,
      size: blockSize,
      slots: new Map(this.followed.map(({ value, slot }) => [value, slot])),
      look: (count) => this.look(count),
    };
    this.increments = new IncrementWatch(step);
    this.stride = evenStride(step, regularPoints);
    // draws are another sample in every step
    this.every = cell.draws.length > 0 ? 1 : evenStride(step, lookedAt);
    this.stimuli = compileStimuli(step);
    const samples = Math.max(1, this.stimuli.eachCount * instances);
    this.chunk = pulls ? 1 : Math.max(1, Math.min(chunk, Math.floor(mostSamples / samples)));
    this.arrays = makeArrays(step, 0, this.stimuli, this.chunk);
    this.pulls = new Map((pulls ?? []).map((pull) => [pull.input, pull]));
    const report = { range: () => {}, nonFinite: () => (this.sound = false) };
    this.kernel = compileKernel(
      cell,
      { rows: this.rows, pulls: pulls ?? [], staged: instances >= manyInstances },
      report,
    );
    fillInitial(step, this.arrays.from, 0);
  }
  /** Makes `count` steps; false when a state stopped being a finite number. */
  advance(count: number): boolean {
    const { arrays } = this;
    for (const end = this.made + count; this.sound && this.made < end; ) {
      this.first = this.made;
      const now = Math.min(this.chunk, end - this.made);
      this.stimuli.fill(this.made, now, arrays.shared, arrays.each);
      this.made += this.kernel.advance(arrays, this.step.population.instances, this.made, now);
    }
    return this.sound;
  }
  /** What was met so far. */
  finish(): Evidence {
    this.prune();
    const points = [...this.points].sort(([a], [b]) => a - b).map(([, point]) => point);
    return { low: this.low, high: this.high, points, deviceSteps: this.made * this.step.population.instances };
  }
  /** Takes note of the rows, and wipes them. */
  private look(count: number): void {
    const { marked, base, stride, rows } = this;
    marked.fill(0);
    for (const { value, slot, always } of this.followed)
      if (always) this.follow(value, slot * rows.stride, this.all, count);
    this.increments.see(rows, base, count, marked);
    for (let row = firstRow(base, stride); row < count; row += stride) marked[row] = 1;
    const chosen = this.choose(count);
    for (const { value, slot, always } of this.followed)
      if (!always) this.follow(value, slot * rows.stride, this.chosen, chosen);
    for (let row = 0; row < count; row++) if (marked[row]) this.points.set(base + row, this.pointOf(row));
    this.wipe(count);
    this.base = base + count;
    if (this.points.size > mostWaiting) this.prune();
  }
  private wipe(count: number): void {
    const { values, stride } = this.rows;
    if (count > blockSize / 2) values.fill(NaN);
    else for (let from = 0; from < values.length; from += stride) values.fill(NaN, from, from + count);
  }
  /** Rows to look at in full, in order: a regular selection, what is marked, and where a memory changes or an event occurs. */
  private choose(count: number): number {
    const { marked, chosen, every, base } = this;
    if (every === 1) {
      chosen.set(this.all);
      return count;
    }
    const special = this.special(count);
    let next = firstRow(base, every);
    let n = 0;
    for (let row = 0; row < count; row++) {
      if (row === next) next += every;
      else if (!marked[row] && !special[row]) continue;
      chosen[n++] = row;
    }
    return n;
  }
  private special(count: number): Uint8Array {
    const { cell } = this.step.population;
    const { values, stride, slots } = this.rows;
    const special = new Uint8Array(count);
    cell.states.forEach(({ kind }, j) => {
      if (kind !== 'memory') return;
      const [from, to] = [j * stride, (cell.states.length + j) * stride];
      for (let row = 0; row < count; row++) if (values[from + row] !== values[to + row]) special[row] = 1;
    });
    for (const { fired } of cell.events) {
      const slot = slots.get(fired);
      if (slot === undefined) continue; // never
      const from = slot * stride;
      for (let row = 0; row < count; row++) if (values[from + row] === 1) special[row] = 1;
    }
    return special;
  }
  /** Widens a range by what it was in the given rows. */
  private follow(value: ValueId, from: number, rows: Uint8Array, count: number): void {
    const { values } = this.rows;
    let low = this.low[value]!;
    let high = this.high[value]!;
    let lowest = -1;
    let highest = -1;
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      const x = values[from + row]!;
      if (x < low) {
        low = x;
        lowest = row;
      }
      if (x > high) {
        high = x;
        highest = row;
      }
    }
    if (lowest >= 0) {
      this.low[value] = low;
      this.lowAt[value] = this.base + lowest;
      this.marked[lowest] = 1;
    }
    if (highest >= 0) {
      this.high[value] = high;
      this.highAt[value] = this.base + highest;
      this.marked[highest] = 1;
    }
  }
  /** Drops the points that are not wanted any more. */
  private prune(): void {
    const kept = new Set([...this.lowAt, ...this.highAt, ...this.increments.at]);
    for (const key of this.points.keys()) if (key % this.stride !== 0 && !kept.has(key)) this.points.delete(key);
  }
  /** The leaves of a row. */
  private pointOf(row: number): EvidencePoint {
    const { cell, instances } = this.step.population;
    const { values, stride } = this.rows;
    const key = this.base + row;
    const step = Math.floor(key / instances);
    const instance = key - step * instances;
    const layout = inputLayout(cell);
    const sample = step - this.first;
    const each = (sample * instances + instance) * layout.each;
    const slots = (from: number, length: number): Float64Array =>
      Float64Array.from({ length }, (_, i) => values[(from + i) * stride + row]!);
    return {
      step,
      instance,
      states: slots(0, cell.states.length),
      params: Float64Array.from(cell.params, (p) => p.values[p.values.length > 1 ? instance : 0]!),
      inputs: Float64Array.from(cell.inputs, (input, i) => {
        const pull = this.pulls.get(i);
        if (pull) return pulledValue(pull, instance);
        return input.perInstance
          ? this.arrays.each[each + layout.place[i]!]!
          : this.arrays.shared[sample * layout.shared + layout.place[i]!]!;
      }),
      delayed: slots(2 * cell.states.length, cell.delayLines.length),
      draws: Float64Array.from(cell.draws, (_, i) => this.arrays.each[each + layout.draw + i]!),
    };
  }
}

/** Constants are what they are. */
function followedValues(step: StepForm, wanted: ReadonlySet<ValueId> | null): ValueId[] {
  const { graph, next, events } = step.population.cell;
  const always = new Set([...next, ...events.map((event) => event.fired)]);
  return [...graph.values.entries()].flatMap(([i, { op }]) => {
    const id = i as ValueId;
    const follow = wanted === null || wanted.has(id) || op === 'state' || always.has(id);
    return follow && op !== 'constant' ? [id] : [];
  });
}
function firstRow(base: number, stride: number): number {
  return (stride - (base % stride)) % stride;
}
/** About `wanted` keys a stride apart are evenly spread; a stride without a common factor visits all instances. */
function evenStride(step: StepForm, wanted: number): number {
  const n = step.population.instances;
  let stride = Math.max(1, Math.floor((step.steps * n) / wanted));
  while (stride > 1 && commonDivisor(stride, n) > 1) stride++;
  return stride;
}
function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** Keeps, for each state and each window of the run, the step in which the state moved most. */
class IncrementWatch {
  /** Keys by window and state; -1: none. */
  readonly at: Float64Array;
  private readonly states: number;
  private readonly keysPerWindow: number;
  private readonly best: Float64Array;

  constructor(step: StepForm) {
    this.states = step.population.cell.states.length;
    const stepsPerWindow = Math.max(1, Math.ceil(step.steps / incrementWindows));
    const windows = Math.ceil(step.steps / stepsPerWindow);
    this.keysPerWindow = stepsPerWindow * step.population.instances;
    this.best = new Float64Array(this.states * windows);
    this.at = new Float64Array(this.states * windows).fill(-1);
  }
  /** Marks the rows that moved a state more than all before them in their window. */
  see({ values, stride }: Rows, base: number, count: number, marked: Uint8Array): void {
    // rows of one window at a time
    for (let first = 0; first < count; ) {
      const window = Math.floor((base + first) / this.keysPerWindow);
      const end = Math.min(count, (window + 1) * this.keysPerWindow - base);
      for (let j = 0; j < this.states; j++) {
        const [from, to] = [j * stride, (this.states + j) * stride];
        const place = window * this.states + j;
        let best = this.best[place]!;
        for (let row = first; row < end; row++) {
          const moved = Math.abs(values[to + row]! - values[from + row]!);
          if (!(moved > best)) continue;
          best = moved;
          this.best[place] = moved;
          this.at[place] = base + row;
          marked[row] = 1;
        }
      }
      first = end;
    }
  }
}
