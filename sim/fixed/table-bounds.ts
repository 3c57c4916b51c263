/** Bounds of a polynomial table's value. */
import type { PolynomialTable } from '../../compiler/ops/index.ts';
import { ends, hullOf, larger, smaller } from './bounds.ts';
import type { Bounds } from './node.ts';

const known = new WeakMap<PolynomialTable, Bounds>();
const largest = new WeakMap<PolynomialTable, readonly bigint[]>();

/** The hull over the segments of `segmentBounds`. */
export function tableBounds(table: PolynomialTable): Bounds {
  const found = known.get(table);
  if (found) return found;
  const segments = table.coefficients[0]!.words.map((_, segment) => accumulators(table, segment)[0]!);
  const bounds = segments.reduce(hullOf);
  known.set(table, bounds);
  return bounds;
}
/**
 * Bounds in one segment of what the accumulator holds after each coefficient has been added, by its power: each round multiplies
 * by a number from 0 to less than 1, rounds, and adds the next.
 */
export function accumulators({ coefficients, localBits }: PolynomialTable, segment: number): readonly Bounds[] {
  const own = coefficients.map(({ words }) => words[segment]!);
  if (localBits === 0) return [ends([own[0]!])];
  const found: Bounds[] = [];
  let inner: Bounds = { low: 0n, high: 0n };
  for (let power = own.length - 1; power >= 0; power--) {
    inner = { low: own[power]! + smaller(inner.low, 0n), high: own[power]! + larger(inner.high, 0n) };
    found.unshift(inner);
  }
  return found;
}
/** By power: a size that the accumulator stays below in all segments, one for the rounding included. */
export function largestAccumulators(table: PolynomialTable): readonly bigint[] {
  const found = largest.get(table);
  if (found) return found;
  const most = table.coefficients.map(() => 0n);
  table.coefficients[0]!.words.forEach((_, segment) => {
    accumulators(table, segment).forEach(({ low, high }, power) => {
      most[power] = larger(most[power]!, larger(-low, high) + 1n);
    });
  });
  largest.set(table, most);
  return most;
}
