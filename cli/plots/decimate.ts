/** Fewer points for a picture without losing a spike: each bin of time keeps its first, smallest, largest and last sample. */

export interface Curve {
  readonly time: Float64Array;
  readonly value: Float64Array;
}

/**
 * Min/max decimation: every extreme of the curve survives, in its order, at its own time.
 * @param bins  about one per two pixels; at most four samples of a bin are kept
 */
export function decimate(curve: Curve, bins: number): Curve {
  const n = curve.time.length;
  if (n <= bins * 4) return curve;
  const kept: number[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const from = Math.floor((bin * n) / bins);
    const to = Math.floor(((bin + 1) * n) / bins);
    let low = from;
    let high = from;
    for (let k = from; k < to; k++) {
      if (curve.value[k]! < curve.value[low]!) low = k;
      if (curve.value[k]! > curve.value[high]!) high = k;
    }
    for (const k of [...new Set([from, low, high, to - 1])].sort((a, b) => a - b)) kept.push(k);
  }
  return { time: pick(curve.time, kept), value: pick(curve.value, kept) };
}

/** The samples with `from <= time <= to`. */
export function crop(curve: Curve, from: number, to: number): Curve {
  let first = 0;
  let last = curve.time.length;
  while (first < last && curve.time[first]! < from) first++;
  while (last > first && curve.time[last - 1]! > to) last--;
  return { time: curve.time.subarray(first, last), value: curve.value.subarray(first, last) };
}

/**
 * The end of the run that holds `periods` periods, when the curve swings more often than that; null: show all.
 * Crossings of the middle of its range count, with a quarter of the range as hysteresis.
 */
export function lastPeriods(
  curve: Curve,
  periods: number,
): { readonly from: number; readonly to: number; readonly all: number } | null {
  const rises = risingCrossings(curve);
  if (rises.length <= periods * 1.5) return null;
  const first = curve.time[rises[rises.length - 1 - periods]!]!;
  const period = (curve.time[rises[rises.length - 1]!]! - first) / periods;
  return {
    from: Math.max(curve.time[0]!, first - period / 3),
    to: curve.time[curve.time.length - 1]!,
    all: rises.length,
  };
}

function risingCrossings(curve: Curve): number[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  // The first quarter may be a transient that swings wider than the rest.
  for (let k = Math.floor(curve.value.length / 4); k < curve.value.length; k++) {
    low = Math.min(low, curve.value[k]!);
    high = Math.max(high, curve.value[k]!);
  }
  if (!(high > low)) return [];
  const upper = low + 0.625 * (high - low);
  const lower = low + 0.375 * (high - low);
  const rises: number[] = [];
  let armed = false;
  for (let k = 0; k < curve.value.length; k++) {
    if (curve.value[k]! < lower) armed = true;
    else if (armed && curve.value[k]! > upper) {
      rises.push(k);
      armed = false;
    }
  }
  return rises;
}

function pick(values: Float64Array, indices: readonly number[]): Float64Array {
  return Float64Array.from(indices, (k) => values[k]!);
}
