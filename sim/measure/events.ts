/** Reductions of event trains. */
import type { Accumulator, ReductionSetting } from './accumulator.ts';

/** Count and times of the first and last event, all trains of the list taken together. */
class Train {
  readonly count: Float64Array;
  readonly first: Float64Array;
  readonly last: Float64Array;

  constructor(instances: number) {
    this.count = new Float64Array(instances);
    this.first = new Float64Array(instances).fill(Number.NaN);
    this.last = new Float64Array(instances).fill(Number.NaN);
  }
  add(instance: number, time: number): void {
    if (this.count[instance]!++ === 0) this.first[instance] = time;
    this.last[instance] = time;
  }
  /** (n - 1) / (t_last - t_first); 0 with fewer than two events. */
  rate(instance: number): number {
    const span = this.last[instance]! - this.first[instance]!;
    return this.count[instance]! < 2 || span <= 0 ? 0 : (this.count[instance]! - 1) / span;
  }
}
type Read = (train: Train, instance: number) => number;
const ofTrain =
  (read: Read) =>
  ({ instances }: ReductionSetting): Accumulator => {
    const train = new Train(instances);
    return { event: (i, _source, time) => train.add(i, time), value: (i) => read(train, i) };
  };

/**
 * Where the events of train 1 lie in the cycles of train 0: an event at t between t_a and t_b of train 0 has the phase
 * 2 pi (t - t_a) / (t_b - t_a). Summed as unit vectors when the cycle closes; events outside closed cycles do not count.
 */
class PhaseVectors {
  readonly cosine: Float64Array;
  readonly sine: Float64Array;
  readonly count: Float64Array;
  private readonly began: Float64Array;
  private readonly open: number[][];

  constructor(instances: number) {
    this.cosine = new Float64Array(instances);
    this.sine = new Float64Array(instances);
    this.count = new Float64Array(instances);
    this.began = new Float64Array(instances).fill(Number.NaN);
    this.open = Array.from({ length: instances }, () => []);
  }
  add(i: number, source: number, time: number): void {
    const open = this.open[i]!;
    if (source === 1) {
      if (!Number.isNaN(this.began[i]!)) open.push(time);
      return;
    }
    const period = time - this.began[i]!;
    if (period > 0)
      for (const t of open) {
        // an event at the very end of a cycle opens the next: phase 2 pi is phase 0
        const phase = (2 * Math.PI * (t - this.began[i]!)) / period;
        this.cosine[i]! += Math.cos(phase);
        this.sine[i]! += Math.sin(phase);
        this.count[i]!++;
      }
    open.length = 0;
    this.began[i] = time;
  }
}
const ofPhases =
  (read: (vectors: PhaseVectors, instance: number) => number) =>
  ({ instances }: ReductionSetting): Accumulator => {
    const vectors = new PhaseVectors(instances);
    return { event: (i, source, time) => vectors.add(i, source, time), value: (i) => read(vectors, i) };
  };

/** Share of the intervals between successive events that lie in [low, high). */
function intervalHistogram({ instances, settings }: ReductionSetting): Accumulator {
  const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = settings;
  const train = new Train(instances);
  const inside = new Float64Array(instances);
  return {
    event(i, _source, time) {
      const interval = time - train.last[i]!;
      if (interval >= low && interval < high) inside[i]!++;
      train.add(i, time);
    },
    value: (i) => (train.count[i]! < 2 ? Number.NaN : inside[i]! / (train.count[i]! - 1)),
  };
}

/** Standard deviation of the intervals between successive events, by Welford's recurrence; NaN with fewer than two intervals. */
function intervalSpread({ instances }: ReductionSetting): Accumulator {
  const train = new Train(instances);
  const [mean, squares] = [new Float64Array(instances), new Float64Array(instances)];
  return {
    event(i, _source, time) {
      const interval = time - train.last[i]!;
      const n = train.count[i]!;
      train.add(i, time);
      if (n === 0) return;
      const before = interval - mean[i]!;
      mean[i]! += before / n;
      squares[i]! += before * (interval - mean[i]!);
    },
    value: (i) => (train.count[i]! < 3 ? Number.NaN : Math.sqrt(squares[i]! / (train.count[i]! - 2))),
  };
}

export const eventReductions: Readonly<Record<string, (setting: ReductionSetting) => Accumulator>> = {
  count: ofTrain((train, i) => train.count[i]!),
  rate: ofTrain((train, i) => train.rate(i)),
  period: ofTrain((train, i) => (train.rate(i) === 0 ? Number.NaN : 1 / train.rate(i))),
  first: ofTrain((train, i) => train.first[i]!),
  last: ofTrain((train, i) => train.last[i]!),
  phase: ofPhases((v, i) => (v.count[i] === 0 ? Number.NaN : Math.atan2(v.sine[i]!, v.cosine[i]!))),
  synchrony: ofPhases((v, i) => (v.count[i] === 0 ? Number.NaN : Math.hypot(v.sine[i]!, v.cosine[i]!) / v.count[i]!)),
  histogram: intervalHistogram,
  spread: intervalSpread,
};
