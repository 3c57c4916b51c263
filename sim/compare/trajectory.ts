/**
 * How far two runs of an experiment drift apart, in the measure that fits: the rate of what fires, the waveform of what does
 * not. What is compared with the tolerance is in `docs/verification.md`.
 */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { reachable } from '../../compiler/ops/index.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { eventTime } from '../measure/index.ts';
import type { Frame } from '../run.ts';
import { Distributions, drawsDecide, drawsDrive } from './distribution.ts';
import { apart, fullRange } from './local-error.ts';

/**
 * `amplitude`: the difference of the rms that a state has over the run, which a slow drift changes and a shift in time does not.
 */
type Measure = 'rate' | 'event count' | 'waveform' | 'amplitude' | 'distribution';

export interface TrajectoryError {
  /** The measure that is worst. */
  readonly measure: Measure;
  /** Part of the rate, or of full range (waveform, amplitude); 1 for an event count that is not the same where there is no rate. */
  readonly value: number;
  /** Instance where it is worst: of an array, the one farthest off. */
  readonly instance: number;
  readonly rate: number | null;
  /** Rms of a state until the first event of its instance, in parts of full range: that of the worst instance or array. */
  readonly waveform: number;
  /** Differences of the times of the n-th events, seconds; null without events. */
  readonly eventTimes: null | { readonly first: number; readonly rms: number; readonly worst: number };
  readonly events: { readonly reference: number; readonly other: number };
}

/** Counts and times of one event of one instance in one run, after `settle`. */
class Trains {
  readonly count: Float64Array;
  readonly first: Float64Array;
  readonly last: Float64Array;
  /** Times that wait for the event of the same number in the other run. */
  readonly waiting: number[][];

  constructor(size: number) {
    this.count = new Float64Array(size);
    this.first = new Float64Array(size);
    this.last = new Float64Array(size);
    this.waiting = Array.from({ length: size }, () => []);
  }
  add(at: number, time: number): void {
    if (this.count[at]!++ === 0) this.first[at] = time;
    this.last[at] = time;
  }
  rate(at: number): number | null {
    const span = this.last[at]! - this.first[at]!;
    return this.count[at]! < 2 || span <= 0 ? null : (this.count[at]! - 1) / span;
  }
}

/** Sums of squares of every state of every instance, of both runs. */
class Powers {
  readonly reference: Float64Array;
  readonly other: Float64Array;
  private steps = 0;
  constructor(size: number) {
    this.reference = new Float64Array(size);
    this.other = new Float64Array(size);
  }
  add(wanted: Float64Array, got: Float64Array): void {
    const { reference, other } = this;
    this.steps++;
    for (let at = 0; at < reference.length; at++) {
      const [x, y] = [wanted[at]!, got[at]!];
      reference[at]! += x * x;
      other[at]! += y * y;
    }
  }
  apart(at: number): number {
    const rms = (squares: number): number => (this.steps === 0 ? 0 : Math.sqrt(squares / this.steps));
    return Math.abs(rms(this.reference[at]!) - rms(this.other[at]!));
  }
}

/** Noise-driven runs that are farther apart than this, in parts of full range or of a rate, follow each other no more. */
const parted = 0.05;

interface Worst {
  readonly value: number;
  readonly instance: number;
}

/** Whether a meter takes anything from the frames of a part: an edge may have nothing of its own. */
export function isLookedAt(step: StepForm): boolean {
  const { states, events } = step.population.cell;
  return events.length > 0 || states.some(({ kind }) => kind !== 'output') || drawsDecide(step) || drawsDrive(step);
}
/** Takes frames of a reference run and of another run, step by step in pairs. */
export class TrajectoryMeter {
  private readonly step: StepForm;
  private readonly ranges: readonly number[];
  private readonly compared: readonly number[];
  /** Of those that are compared. */
  private readonly angles: readonly boolean[];
  private readonly squares: Float64Array;
  private readonly samples: Float64Array;
  /** Until the first event of the instance: 1. Until the first that acts on anything: 2 if another came before. */
  private readonly quiet: Uint8Array;
  /** By event: whether a state or a delay depends on it. One that is only looked at parts no waveforms. */
  private readonly acts: readonly boolean[];
  /** Squares and samples from the first event on until the first that acts. */
  private readonly laterSquares: Float64Array;
  private readonly laterSamples: Float64Array;
  private readonly reference: Trains;
  private readonly other: Trains;
  private readonly powers: Powers;
  /** Where memories follow draws, and nothing else. */
  private readonly distributions: Distributions | null;
  /** Where noise drives continuous states: looked at once the two runs have parted. */
  private readonly driven: Distributions | null;
  private paired = 0;
  private pairedSquares = 0;
  private pairedWorst = 0;
  private firstApart: number | null = null;
  private total = { reference: 0, other: 0 };

  /** `ranges`: full range of each state, SI. */
  constructor(step: StepForm, ranges: readonly number[]) {
    const { cell, instances } = step.population;
    this.step = step;
    this.ranges = ranges;
    // outputs of edges are no states of anything: what they are added to shows what they did
    const kept = cell.states.flatMap(({ kind }, j) => (kind === 'output' ? [] : [j]));
    const continuous = kept.filter((j) => cell.states[j]!.kind === 'continuous' || cell.states[j]!.stored === 'steps');
    this.compared = continuous.length > 0 ? continuous : kept;
    this.angles = this.compared.map((j) => cell.states[j]!.angle);
    this.squares = new Float64Array(instances * cell.states.length);
    this.samples = new Float64Array(instances);
    this.quiet = new Uint8Array(instances).fill(1);
    const moved = new Set(reachable(cell.graph, [...cell.next, ...cell.delayLines.map(({ source }) => source)]));
    this.acts = cell.events.map(({ fired }) => moved.has(fired));
    this.laterSquares = new Float64Array(instances * cell.states.length);
    this.laterSamples = new Float64Array(instances);
    this.powers = new Powers(instances * cell.states.length);
    this.distributions = drawsDecide(step) ? new Distributions(step, ranges, this.compared) : null;
    this.driven = drawsDrive(step) ? new Distributions(step, ranges, this.compared) : null;
    this.reference = new Trains(instances * cell.events.length);
    this.other = new Trains(instances * cell.events.length);
  }
  frames(reference: Frame, other: Frame): void {
    const { cell, instances } = this.step.population;
    const [states, events] = [cell.states.length, cell.events.length];
    const [wanted, got] = [reference.states, other.states]; // a frame may work its states out at every look
    if (events > 0 && reference.step * this.step.dt >= this.step.experiment.settle) this.powers.add(wanted, got);
    this.distributions?.add(reference.step, wanted, got);
    this.driven?.add(reference.step, wanted, got);
    if (this.compared.length === 0 && events === 0) return; // an edge that has nothing of its own
    const { quiet, compared, angles } = this;
    const [mine, others] = [reference.fired, other.fired];
    for (let i = 0; i < instances; i++) {
      for (let at = i * events; at < (i + 1) * events; at++) {
        if (!mine[at] && !others[at]) continue;
        quiet[i] = this.acts[at % events] || quiet[i] === 0 ? 0 : 2;
        if (mine[at]) this.event(this.reference, this.other, at, eventTime(this.step, reference, at, at % events), -1);
        if (others[at]) this.event(this.other, this.reference, at, eventTime(this.step, other, at, at % events), 1);
      }
      if (!quiet[i]) continue;
      const [samples, squares] = quiet[i] === 1 ? [this.samples, this.squares] : [this.laterSamples, this.laterSquares];
      samples[i]!++;
      for (let c = 0; c < compared.length; c++) {
        const at = i * states + compared[c]!;
        const error = angles[c] ? apart(true, wanted[at]!, got[at]!) : wanted[at]! - got[at]!;
        squares[at]! += error * error;
      }
    }
  }
  private event(own: Trains, opposite: Trains, at: number, time: number, sign: number): void {
    if (own === this.reference) this.total.reference++;
    else this.total.other++;
    if (time >= this.step.experiment.settle) own.add(at, time);
    const partner = opposite.waiting[at]!.shift();
    if (partner === undefined) {
      own.waiting[at]!.push(time);
      return;
    }
    const difference = Math.abs(sign * (time - partner));
    this.paired++;
    this.pairedSquares += difference * difference;
    this.pairedWorst = Math.max(this.pairedWorst, difference);
    this.firstApart ??= difference;
  }
  result(): TrajectoryError {
    const rates = this.rates();
    const waves = this.distributions?.result() ?? this.waves();
    const { spiking } = rates;
    const amplitudes = this.amplitudes();
    if (this.driven !== null && Math.max(waves.value, rates.value, amplitudes.value) > parted)
      return this.said({ measure: 'distribution', ...this.driven.result() }, rates);
    const byWave = waves.value > rates.value || (rates.value === 0 && !spiking);
    const judged: { measure: Measure; value: number; instance: number } = byWave
      ? { measure: this.distributions === null ? 'waveform' : 'distribution', ...waves }
      : rates;
    const worst = amplitudes.value > judged.value ? ({ measure: 'amplitude', ...amplitudes } as const) : judged;
    return this.said(worst, rates);
  }
  private said(
    { measure, value, instance }: Worst & { readonly measure: Measure },
    { spiking, rate }: { readonly spiking: boolean; readonly rate: number },
  ): TrajectoryError {
    return {
      measure,
      value,
      instance,
      rate: spiking ? rate : null,
      waveform: this.wholeWaveform(),
      eventTimes:
        this.paired === 0
          ? null
          : { first: this.firstApart!, rms: Math.sqrt(this.pairedSquares / this.paired), worst: this.pairedWorst },
      events: { ...this.total },
    };
  }
  /** Largest relative deviation of a rate; events that only one run has where the reference has no rate. */
  private rates() {
    const events = this.step.population.cell.events.length;
    let worst: Worst & { measure: 'rate' | 'event count' } = { measure: 'rate', value: 0, instance: 0 };
    let [rate, spiking] = [0, false];
    for (let event = 0; event < events; event++) {
      const wanted = (i: number): number | null => this.reference.rate(i * events + event);
      const apart = this.overArrays(
        1,
        (i) => {
          const rate = wanted(i);
          if (rate === null) return null;
          spiking = true;
          return Math.abs((this.other.rate(i * events + event) ?? 0) - rate) / rate;
        },
        (i) => wanted(i) ?? 0,
      );
      rate = Math.max(rate, apart.value);
      if (apart.value > worst.value) worst = { measure: 'rate', ...apart };
      const counts = this.unmatched(event);
      if (counts.value > worst.value) worst = { measure: 'event count', ...counts };
    }
    return { ...worst, rate, spiking };
  }
  /** Events of instances without a rate that only one run has, as a part of all of the array; the worst point of a sweep. */
  private unmatched(event: number): Worst {
    const { size, cell } = this.step.population;
    let worst = { value: 0, instance: 0 };
    for (let first = 0; first < this.quiet.length; first += size) {
      let [only, total, instance] = [0, 0, first];
      for (let i = first; i < first + size; i++) {
        const at = i * cell.events.length + event;
        total += this.reference.count[at]!;
        const difference = Math.abs(this.reference.count[at]! - this.other.count[at]!);
        if (difference === 0 || this.reference.rate(at) !== null) continue;
        only += difference;
        instance = i;
      }
      const value = Math.min(1, only / Math.max(1, total));
      if (value > worst.value) worst = { value, instance };
    }
    return worst;
  }
  /** Waveform error of the instances that have no rate, until an event acts on them: of the others the rate is judged. */
  private waves(): Worst {
    return this.overArrays(2, (i) => (this.hasRate(i) ? null : this.waveformOf(i, true)));
  }
  /** Difference of the rms of a continuous state among the instances that have a rate, or that an event has acted on. */
  private amplitudes(): Worst {
    const { cell } = this.step.population;
    const amplitudes = this.compared.filter((j) => !cell.states[j]!.angle);
    return this.overArrays(1, (i) => {
      if (!this.hasRate(i) && this.quiet[i] !== 0) return null;
      const apart = (j: number): number => this.powers.apart(i * cell.states.length + j) / this.ranges[j]!;
      return amplitudes.reduce((most, j) => Math.max(most, apart(j)), 0);
    });
  }
  /**
   * Mean (power 1) or root mean square (power 2) over the instances of an array for which there is a number, and the instance that
   * is farthest off; the worst point of a sweep. Of a single instance it is its number.
   */
  private overArrays(
    power: 1 | 2,
    of: (instance: number) => number | null,
    weight: (instance: number) => number = () => 1,
  ): Worst {
    const { size } = this.step.population;
    let worst = { value: 0, instance: 0 };
    for (let first = 0; first < this.quiet.length; first += size) {
      let [sum, weights, count, most, instance] = [0, 0, 0, 0, first];
      for (let i = first; i < first + size; i++) {
        const value = of(i);
        if (value === null) continue;
        const own = weight(i);
        sum += own * value ** power;
        weights += own;
        count++;
        if (value > most) [most, instance] = [value, i];
      }
      const value = count === 1 ? most : weights === 0 ? 0 : (sum / weights) ** (1 / power);
      if (value > worst.value) worst = { value, instance };
    }
    return worst;
  }
  private hasRate(instance: number): boolean {
    const events = this.step.population.cell.events.length;
    for (let at = instance * events; at < (instance + 1) * events; at++)
      if (this.reference.rate(at) !== null) return true;
    return false;
  }
  /** Until the first event, or `through` those that act on nothing. */
  private waveformOf(instance: number, through: boolean): number {
    const samples = this.samples[instance]! + (through ? this.laterSamples[instance]! : 0);
    if (samples === 0) return 0;
    const states = this.step.population.cell.states.length;
    return this.compared.reduce((most, j) => {
      const at = instance * states + j;
      const rms = Math.sqrt((this.squares[at]! + (through ? this.laterSquares[at]! : 0)) / samples);
      const range = this.ranges[j]!;
      return Math.max(most, rms === 0 ? 0 : range > 0 ? rms / range : Number.POSITIVE_INFINITY);
    }, 0);
  }
  private wholeWaveform(): number {
    return this.overArrays(2, (i) => this.waveformOf(i, false)).value;
  }
}

/** The same of all parts of a network. */
export class NetworkTrajectory {
  /** By part. */
  readonly parts: readonly TrajectoryMeter[];

  constructor(fixed: readonly FixedForm[]) {
    this.parts = fixed.map(
      ({ step, states }) =>
        new TrajectoryMeter(
          step,
          // an error of a logarithm is a part of what the file calls the state
          states.map((state, j) => (step.population.cell.states[j]!.stored === 'logarithm' ? 1 : fullRange(state))),
        ),
    );
  }
  /** Frames of all parts of one step, in pairs. */
  frames(reference: readonly Frame[], other: readonly Frame[]): void {
    for (let part = 0; part < reference.length; part++) this.parts[part]!.frames(reference[part]!, other[part]!);
  }
  /** Of the part that is farthest off. */
  worst(): TrajectoryError & { readonly part: number } {
    const all = this.parts.map((meter, part) => ({ part, ...meter.result() }));
    return all.reduce((a, b) => (b.value > a.value ? b : a));
  }
}
