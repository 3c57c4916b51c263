/** Outward-rounded interval arithmetic: enclosures that hold although every bound is itself a rounded float64. */
import type { Interval } from './operation.ts';

export const unbounded: Interval = { low: -Infinity, high: Infinity };
export const point = (value: number): Interval => ({ low: value, high: value });

/** A float64 at least `ulps` units in the last place below `x`. */
export function below(x: number, ulps = 1): number {
  return Number.isFinite(x)
    ? x - (Math.abs(x) * 2 ** -52 + Number.MIN_VALUE) * ulps
    : x === Infinity
      ? Number.MAX_VALUE
      : x;
}
/** A float64 at least `ulps` units in the last place above `x`. */
export function above(x: number, ulps = 1): number {
  return -below(-x, ulps);
}
/** `low..high`, widened by `ulps` for the rounding of whoever computed them. NaN bounds become infinite. */
export function outward(low: number, high: number, ulps = 1): Interval {
  return {
    low: Number.isNaN(low) ? -Infinity : below(low, ulps),
    high: Number.isNaN(high) ? Infinity : above(high, ulps),
  };
}
export function hull(a: Interval, b: Interval): Interval {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}
/** Smallest and largest of numbers, of which there may be millions; NaN where one is NaN. None: low is Infinity, high -Infinity. */
export function spanOf(values: Float64Array): Interval {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return { low, high };
}
export function contains(a: Interval, x: number): boolean {
  return a.low <= x && x <= a.high;
}
/** Cut to low..high: for functions whose image is known better than their rounding. */
export function within(a: Interval, low: number, high: number): Interval {
  return { low: Math.min(Math.max(a.low, low), high), high: Math.max(Math.min(a.high, high), low) };
}
/** Image of a function that never falls. */
export function increasing(f: (x: number) => number, a: Interval, ulps = 4): Interval {
  return outward(f(a.low), f(a.high), ulps);
}

/** Rounding error of `sum = a + b`, exact (Knuth's two-sum). */
function sumError(a: number, b: number, sum: number): number {
  const other = sum - a;
  return a - (sum - other) + (b - other);
}
/** Sum of intervals; a bound that is exact is not widened. */
export function addIntervals(a: Interval, b: Interval): Interval {
  const low = a.low + b.low;
  const high = a.high + b.high;
  return {
    low: Number.isNaN(low) ? -Infinity : sumError(a.low, b.low, low) === 0 ? low : below(low),
    high: Number.isNaN(high) ? Infinity : sumError(a.high, b.high, high) === 0 ? high : above(high),
  };
}
export function negateInterval(a: Interval): Interval {
  return { low: 0 - a.high, high: 0 - a.low };
}

const isShort = (x: number): boolean => Math.fround(x) === x && (x === 0 || Math.abs(x) > 1e-30);
/** Product of intervals; 0 times an unbounded quantity is 0. Products of short numbers (24-bit mantissas) are exact. */
export function multiplyIntervals(a: Interval, b: Interval): Interval {
  let low = Infinity;
  let high = -Infinity;
  for (const x of [a.low, a.high])
    for (const y of [b.low, b.high]) {
      const product = x === 0 || y === 0 ? 0 : x * y;
      const exact = product === 0 ? x === 0 || y === 0 : isShort(x) && isShort(y);
      low = Math.min(low, exact ? product : below(product));
      high = Math.max(high, exact ? product : above(product));
    }
  return { low, high };
}
/** x * x for one x in `a`: never negative. */
export function squareInterval(a: Interval): Interval {
  const largest = Math.max(Math.abs(a.low), Math.abs(a.high));
  const smallest = contains(a, 0) ? 0 : Math.min(Math.abs(a.low), Math.abs(a.high));
  const low = multiplyIntervals(point(smallest), point(smallest)).low;
  return { low: Math.max(0, low), high: multiplyIntervals(point(largest), point(largest)).high };
}
/** 1/a. A zero counts as +0: unbounded where `a` holds both 0 and negative numbers. */
export function reciprocalInterval(a: Interval): Interval {
  if (a.low <= 0 && a.high >= 0 && (a.low < 0 || a.high === 0)) return unbounded;
  return outward(1 / a.high, a.low === 0 ? Infinity : 1 / a.low);
}
export function divideIntervals(a: Interval, b: Interval): Interval {
  if (contains(b, 0)) {
    if (a.low >= 0 && b.low === 0 && b.high > 0)
      return { low: b.high === Infinity ? 0 : Math.max(0, below(a.low / b.high)), high: Infinity };
    return unbounded;
  }
  const quotients = [a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high];
  if (quotients.some(Number.isNaN)) return multiplyIntervals(a, reciprocalInterval(b));
  return outward(Math.min(...quotients), Math.max(...quotients));
}
