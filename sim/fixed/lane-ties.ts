/**
 * Products of a table are rounded half up: floor(y*d + 1/2), y an integer and d a fraction of `localBits` bits; the processor
 * rounds to nearest, ties to even. Instead of adding something before every rounding, the factors are moved by so little that
 * only ties feel it, and fall upwards.
 *
 * The first product needs no more than that its coefficient is lifted. Where a later one has both signs in some segment, or not
 * those of the slope, half a unit of its last place is added after all: 1/(2D), of which the slope takes back 1/(16D) at most.
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
/** How the products of a table are moved. */
export interface Tilts {
  /** By segment. */
  readonly tilts: readonly Tilt[];
  /** Of each product, the first one first: whether half a unit of its last place must be added all the same. */
  readonly halves: readonly boolean[];
}
/** `drops`: the local coordinate is rounded on its way, so that it cannot be tilted. */
export function tiltsOf(table: PolynomialTable, drops: boolean): Tilts {
  const { coefficients, localBits } = table;
  const segments = coefficients[0]!.words.map((_, segment) => accumulators(table, segment));
  const degree = localBits === 0 ? 0 : coefficients.length - 1;
  const most = Math.max(1, ...segments.flatMap((powers) => powers.slice(1).map(largest)));
  const bits = localBits + 3 + Math.ceil(Math.log2(most)) + 1;
  const isLong = most * 2 ** -51 >= 2 ** (-localBits - 3);
  if (degree === 0 || isLong)
    return { tilts: segments.map(() => ({ lift: 0, slope: 1 })), halves: Array(degree).fill(true) };
  const lift = 2 ** (-localBits - 2);
  const signs: Signs =
    drops || bits > 50 ? { slopes: null, halves: Array(degree - 1).fill(true) } : findSigns(segments, degree);
  return {
    tilts: segments.map((_, segment) => ({ lift, slope: 1 + (signs.slopes?.[segment] ?? 0) * 2 ** -bits })),
    halves: [false, ...signs.halves],
  };
}
interface Signs {
  /** By segment; null: none is wanted. */
  readonly slopes: readonly number[] | null;
  /** Of the products behind the first. */
  readonly halves: readonly boolean[];
}
/** The sign by which most products can do without a half: they have it, or the one that agrees with it, in every segment. */
function findSigns(segments: readonly (readonly Bounds[])[], degree: number): Signs {
  const products = Array.from({ length: degree - 1 }, (_, k) =>
    segments.map((powers) => signOf(powers[degree - 1 - k]!)),
  );
  const slopes = products.find((signs): signs is (-1 | 1)[] => !signs.includes(null)) ?? null;
  return { slopes, halves: products.map((signs) => !slopes || !signs.every((sign, k) => sign === slopes[k])) };
}
function largest({ low, high }: Bounds): number {
  return Math.max(Math.abs(Number(low)), Math.abs(Number(high)));
}
/** null: both signs occur. */
function signOf({ low, high }: Bounds): -1 | 1 | null {
  if (low >= 0n) return 1;
  return high <= 0n ? -1 : null;
}
