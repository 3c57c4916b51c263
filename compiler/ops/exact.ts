/** Steps that the exact integer meanings of many operations share: bring to one fraction, round, treat overflow. */
import { type Format, integerRange } from './format.ts';
import type { FixedSite, IntegerBuilder } from './operation.ts';

/** An exact number `integer * 2^-fraction`. */
export interface Exact<T> {
  readonly integer: T;
  readonly fraction: number;
}
/** Argument `i` of a site as an exact number. */
export function argument<T>(site: FixedSite, args: readonly T[], i: number): Exact<T> {
  return { integer: args[i]!, fraction: site.args[i]!.fraction };
}
/** Both numbers with the larger of the two fractions. */
export function align<T>(
  builder: IntegerBuilder<T>,
  a: Exact<T>,
  b: Exact<T>,
): { readonly a: T; readonly b: T; readonly fraction: number } {
  const fraction = Math.max(a.fraction, b.fraction);
  const lift = (x: Exact<T>): T =>
    x.fraction === fraction ? x.integer : builder.shiftLeft(x.integer, fraction - x.fraction);
  return { a: lift(a), b: lift(b), fraction };
}
/** floor(a / 2^bits), or the nearest integer with ties to even. */
export function roundShift<T>(builder: IntegerBuilder<T>, a: T, bits: number, rounding: FixedSite['rounding']): T {
  if (bits <= 0) return bits === 0 ? a : builder.shiftLeft(a, -bits);
  if (rounding === 'floor') return builder.shiftRight(a, bits);
  // a + (half - 1) + (the last bit that stays): carries into the quotient exactly when the rest is above a half, or is a half and the quotient odd
  const odd = builder.bitAnd(builder.shiftRight(a, bits), 1n);
  const raised = builder.add(builder.add(a, builder.constant((1n << BigInt(bits - 1)) - 1n)), odd);
  return builder.shiftRight(raised, bits);
}
/** The low bits of `a` as an integer of the format. */
export function lowBits<T>(builder: IntegerBuilder<T>, a: T, format: Format): T {
  const mask = (1n << BigInt(format.width)) - 1n;
  if (!format.signed) return builder.bitAnd(a, mask);
  const half = builder.constant(1n << BigInt(format.width - 1));
  return builder.subtract(builder.bitAnd(builder.add(a, half), mask), half);
}
/** Treats overflow of an integer that already has the fraction of the result. */
export function confine<T>(builder: IntegerBuilder<T>, a: T, site: FixedSite): T {
  const { low, high } = integerRange(site.result);
  if (site.overflow === 'proved') return a;
  return site.overflow === 'wrap' ? lowBits(builder, a, site.result) : builder.saturate(a, low, high);
}
/** Rounds an exact number to the site's result and treats overflow: the last step of nearly every operation. */
export function finish<T>(builder: IntegerBuilder<T>, exact: Exact<T>, site: FixedSite): T {
  return confine(
    builder,
    roundShift(builder, exact.integer, exact.fraction - site.result.fraction, site.rounding),
    site,
  );
}
