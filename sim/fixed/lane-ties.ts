/**
 * Products of a table are rounded half up: floor(y*d + 1/2), y an integer and d a fraction of `localBits` bits; the processor
 * rounds to nearest, ties to even. Instead of adding something before every rounding, the factors are moved by so little that
 * only ties feel it, and fall upwards.
 *
 * With D = 2^localBits, what is not a tie is at least 1/D away from the next. d becomes d*(1 + s*e), s the sign that all
 * accumulators but the first have in a segment, e = 2^-n; the first coefficient c becomes c + 1/(4D). Then
 * - a later product y*d moves up by |y|*d*e, less than 1/(2D) when e < 1/(2D*max|y|);
 * - the first product moves by at least d/(4D) - |c|*d*e and at most 1/(4D) + (|c|+1)*e: up, and less than 1/D, when
 *   e < 1/(8D*max|c|) and max|c| >= 1.
 * Ties have d >= 1/D and |y*d| >= 1/2. Float64 rounds d and each product by at most 2^-53 of it, together less than half of the
 * move when 2^-51 < e for a later product, and when |c| * 2^-51 < 1/(8D) for the first.
 */
import type { PolynomialTable } from '../../compiler/ops/index.ts';
import type { Bounds } from './node.ts';
import { accumulators } from './table-bounds.ts';

export interface Tilt {
  /** Added to the first coefficient, in units of the accumulator. */
  readonly lift: number;
  /** Multiplies the local coordinate. */
  readonly slope: number;
}
/** By segment; null where an accumulator has both signs in some segment, or the numbers are too long. */
export function tiltsOf(table: PolynomialTable): readonly Tilt[] | null {
  const { coefficients, localBits } = table;
  if (localBits === 0 || coefficients.length === 1) return null;
  const segments = coefficients[0]!.words.map((_, segment) => accumulators(table, segment));
  const first = coefficients.length - 1;
  const most = Math.max(1, ...segments.flatMap((powers) => powers.slice(1).map(largest)));
  const bits = localBits + 3 + Math.ceil(Math.log2(most)) + 1;
  if (bits > 50 || most * 2 ** -51 >= 2 ** (-localBits - 3)) return null;
  const tilts: Tilt[] = [];
  for (const powers of segments) {
    const sign = commonSign(powers.slice(1, first));
    if (sign === null) return null;
    tilts.push({ lift: 2 ** (-localBits - 2), slope: 1 + sign * 2 ** -bits });
  }
  return tilts;
}
function largest({ low, high }: Bounds): number {
  return Math.max(Math.abs(Number(low)), Math.abs(Number(high)));
}
/** null: both signs occur. */
function commonSign(bounds: readonly Bounds[]): -1 | 1 | null {
  if (bounds.every(({ low }) => low >= 0n)) return 1;
  return bounds.every(({ high }) => high <= 0n) ? -1 : null;
}
