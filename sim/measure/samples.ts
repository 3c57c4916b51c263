/** Reductions of observed quantities, one sample per step. */
import type { Accumulator, ReductionSetting } from './accumulator.ts';
import { eventReductions } from './events.ts';

const column = (instances: number, start: number): Float64Array => new Float64Array(instances).fill(start);

function extremes(read: (low: number, high: number) => number) {
  return ({ instances }: ReductionSetting): Accumulator => {
    const [low, high] = [column(instances, Number.POSITIVE_INFINITY), column(instances, Number.NEGATIVE_INFINITY)];
    return {
      sample(i, _time, x) {
        if (x < low[i]!) low[i] = x;
        if (x > high[i]!) high[i] = x;
      },
      value: (i) => (low[i]! > high[i]! ? Number.NaN : read(low[i]!, high[i]!)),
    };
  };
}
/** Mean of f(x), with Neumaier's compensation so that a million samples lose nothing. */
function average(f: (x: number) => number, finish: (mean: number) => number) {
  return ({ instances }: ReductionSetting): Accumulator => {
    const [sum, lost, count] = [column(instances, 0), column(instances, 0), column(instances, 0)];
    return {
      sample(i, _time, x) {
        const [term, old] = [f(x), sum[i]!];
        const total = old + term;
        lost[i]! += Math.abs(old) >= Math.abs(term) ? old - total + term : term - total + old;
        sum[i] = total;
        count[i]!++;
      },
      value: (i) => finish((sum[i]! + lost[i]!) / count[i]!),
    };
  };
}
function kept(first: boolean) {
  return ({ instances }: ReductionSetting): Accumulator => {
    const value = column(instances, Number.NaN);
    return {
      sample(i, _time, x) {
        if (!first || Number.isNaN(value[i]!)) value[i] = x;
      },
      value: (i) => value[i]!,
    };
  };
}
function sampleHistogram({ instances, settings }: ReductionSetting): Accumulator {
  const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = settings;
  const [inside, count] = [column(instances, 0), column(instances, 0)];
  return {
    sample(i, _time, x) {
      if (x >= low && x < high) inside[i]!++;
      count[i]!++;
    },
    value: (i) => inside[i]! / count[i]!,
  };
}
/** Means, variances and covariance of pairs, updated in the way of Welford (no cancellation of large sums). */
class Pairs {
  readonly n: Float64Array;
  readonly xx: Float64Array;
  readonly yy: Float64Array;
  readonly xy: Float64Array;
  private readonly x: Float64Array;
  private readonly y: Float64Array;

  constructor(instances: number) {
    [this.n, this.xx, this.yy, this.xy, this.x, this.y] = Array.from({ length: 6 }, () => column(instances, 0)) as [
      Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array,
    ]; // biome-ignore format: six columns
  }
  add(i: number, x: number, y: number): void {
    const n = ++this.n[i]!;
    const [dx, dy] = [x - this.x[i]!, y - this.y[i]!];
    this.x[i]! += dx / n;
    this.y[i]! += dy / n;
    this.xx[i]! += dx * (x - this.x[i]!);
    this.yy[i]! += dy * (y - this.y[i]!);
    this.xy[i]! += dx * (y - this.y[i]!);
  }
}
/** Standard deviation of the samples; NaN of fewer than two. */
function spread({ instances }: ReductionSetting): Accumulator {
  const pairs = new Pairs(instances);
  return {
    sample: (i, _time, x) => pairs.add(i, x, x),
    value: (i) => (pairs.n[i]! < 2 ? Number.NaN : Math.sqrt(pairs.xx[i]! / (pairs.n[i]! - 1))),
  };
}
/** Different values that are told apart; more are no few values that something jumps between. */
const mostModes = 1 << 16;
/** The value of most samples, the smallest of those that are as frequent; NaN where there are too many. */
function mode({ instances }: ReductionSetting): Accumulator {
  const counts = Array.from({ length: instances }, () => new Map<number, number>());
  return {
    sample(i, _time, x) {
      const count = counts[i]!;
      if (count.size <= mostModes) count.set(x, (count.get(x) ?? 0) + 1);
    },
    value(i) {
      if (counts[i]!.size > mostModes) return Number.NaN;
      let best = Number.NaN;
      let most = 0;
      for (const [x, n] of counts[i]!) if (n > most || (n === most && x < best)) [best, most] = [x, n];
      return best;
    },
  };
}
function correlation({ instances }: ReductionSetting): Accumulator {
  const pairs = new Pairs(instances);
  return {
    sample: (i, _t, x, y) => pairs.add(i, x, y),
    value: (i) => pairs.xy[i]! / Math.sqrt(pairs.xx[i]! * pairs.yy[i]!),
  };
}
/** Slope of the least-squares line: of x over time, or of the first quantity over the second. */
function fit({ instances, settings }: ReductionSetting): Accumulator {
  const pairs = new Pairs(instances);
  const overTime = settings.observed !== 2;
  return {
    sample: (i, time, x, y) => (overTime ? pairs.add(i, time, x) : pairs.add(i, y, x)),
    value: (i) => pairs.xy[i]! / pairs.xx[i]!,
  };
}
/** A reduction of events, of the rising crossings of `level` (interpolated) by each observed quantity. */
function ofCrossings(name: string) {
  return (setting: ReductionSetting): Accumulator => {
    const level = setting.settings.level ?? 0;
    const inner = eventReductions[name]!(setting);
    const before = [column(setting.instances, Number.NaN), column(setting.instances, Number.NaN)];
    const at = column(setting.instances, 0);
    const look = (source: 0 | 1, i: number, time: number, x: number): void => {
      const old = before[source]![i]!;
      if (old < level && x >= level) inner.event!(i, source, at[i]! + ((level - old) / (x - old)) * (time - at[i]!));
      before[source]![i] = x;
    };
    return {
      sample(i, time, x, y) {
        look(0, i, time, x);
        if (setting.settings.observed === 2) look(1, i, time, y);
        at[i] = time;
      },
      value: (i) => inner.value(i),
    };
  };
}

export const sampleReductions: Readonly<Record<string, (setting: ReductionSetting) => Accumulator>> = {
  min: extremes((low) => low),
  max: extremes((_low, high) => high),
  amplitude: extremes((low, high) => (high - low) / 2),
  mean: average((x) => x, (mean) => mean), // biome-ignore format: a table
  rms: average((x) => x * x, Math.sqrt), // biome-ignore format: a table
  first: kept(true),
  last: kept(false),
  final: kept(false),
  histogram: sampleHistogram,
  spread,
  mode,
  correlation,
  fit,
  rate: ofCrossings('rate'),
  count: ofCrossings('count'),
  period: ofCrossings('period'),
  phase: ofCrossings('phase'),
  synchrony: ofCrossings('synchrony'),
};
