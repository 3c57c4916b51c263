/** Where a function of one variable still bends, and where its tails are flat. */
import type { Interval } from '../ops/index.ts';
import type { OneVariable } from './table/one-variable.ts';

/**
 * Part of the tolerance that flat tails may use, relative to the span of the function. Below `fine` less and less of it: what they hide
 * does not shrink when formats are tightened, and a run that amplifies differences may need much less than its tolerance.
 */
const tailShare = 1 / 1024;
const fine = 1e-3;
/** A tail is at least this part of what was seen. */
const shortest = 1 / 64;

/**
 * The part of `seen` on which `f` cannot be taken as constant, with a margin (a part of its own span) beyond; unlimited on a side
 * without a flat tail. `hidden` is the largest error that clamping the input there makes.
 */
export function curvedPart(
  f: OneVariable,
  seen: Interval,
  tolerance: number,
  margin: number,
): { readonly domain: Interval; readonly hidden: number } {
  const all = { low: -Infinity, high: Infinity };
  if (!(seen.low < seen.high)) return { domain: all, hidden: 0 };
  const x = grid(seen);
  const y = x.map((at) => f.value(at));
  const finite = y.filter(Number.isFinite);
  if (finite.length < 2) return { domain: all, hidden: 0 };
  const span = finite.reduce((m, v) => Math.max(m, v), -Infinity) - finite.reduce((m, v) => Math.min(m, v), Infinity);
  const flat = tailShare * Math.min(1, tolerance / fine) ** 2 * tolerance * span;
  if (!(flat > 0)) return { domain: all, hidden: 0 };
  let first = 0;
  while (first + 1 < x.length && Math.abs(y[first + 1]! - y[0]!) <= flat) first++;
  let last = x.length - 1;
  while (last > first && Math.abs(y[last - 1]! - y[x.length - 1]!) <= flat) last--;
  // one more grid point: the function may bend between
  const [low, high] = [x[Math.max(0, first - 1)]!, x[Math.min(x.length - 1, last + 1)]!];
  // any function is flat for a moment: what bends at the end of what was seen goes on bending beyond
  const least = shortest * (seen.high - seen.low);
  const flatLow = first > 1 && x[first]! - seen.low >= least;
  const flatHigh = last < x.length - 2 && seen.high - x[last]! >= least;
  if (!flatLow && !flatHigh) return { domain: all, hidden: 0 };
  const room = margin * (high - low);
  return {
    domain: { low: flatLow ? low : seen.low - room, high: flatHigh ? high : seen.high + room },
    hidden: 2 * flat,
  };
}
/** Even steps, and steps that shrink by 2 towards 0 and towards both ends: bends at any scale are met. */
function grid({ low, high }: Interval): number[] {
  const span = high - low;
  const points = new Set<number>();
  const keep = (x: number): unknown => (x >= low && x <= high ? points.add(x) : null);
  for (let i = 0; i <= 1024; i++) keep(low + (span * i) / 1024);
  for (let k = 0; k < 40; k++)
    for (let i = 0; i < 32; i++) {
      const step = span * 2 ** -k * (1 - i / 64);
      keep(low + step);
      keep(high - step);
      keep(step);
      keep(-step);
    }
  return [...points].sort((a, b) => a - b);
}
