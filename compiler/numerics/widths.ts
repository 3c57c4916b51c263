/** Arithmetic on formats: how many bits a range and a resolution need. */
import type { Format, Interval, Rounding } from '../ops/index.ts';

/** Integers of every simulator and every port are at most this wide. */
export const widestFormat = 62;
/** Time inside a step: steps of dt/256. */
export const fractionFormat: Format = { signed: false, width: 8, fraction: 8 };

/** Fraction bits with which rounding errs by at most `error`. */
export function fractionFor(error: number, rounding: Rounding): number {
  if (!(error > 0)) return 64;
  const bits = Math.ceil(-Math.log2(error) - (rounding === 'floor' ? 0 : 1));
  return Math.max(-200, Math.min(400, bits));
}
/** The narrowest signed format with `fraction` fraction bits that holds `range`. */
export function formatFor({ low, high }: Interval, fraction: number): Format {
  const scale = 2 ** fraction;
  const above = Math.max(0, Math.ceil(high * scale - 1e-9));
  const below = Math.max(0, Math.ceil(-low * scale - 1e-9));
  return { signed: true, width: Math.max(2, 1 + Math.max(bitsOf(above + 1), bitsOf(below))), fraction };
}
/** Smallest n with 2^n >= x. */
function bitsOf(x: number): number {
  if (x <= 1) return 0;
  let n = Math.max(0, Math.ceil(Math.log2(x)) - 1);
  while (2 ** n < x) n++;
  return n;
}
/** The weight of the last bit. */
export function quantum(format: Format): number {
  return 2 ** -format.fraction;
}
export function rangeOf(format: Format): Interval {
  const unit = quantum(format);
  const half = 2 ** (format.width - 1);
  return format.signed ? { low: -half * unit, high: (half - 1) * unit } : { low: 0, high: (2 * half - 1) * unit };
}
/** Whether every number of `range`, rounded, is inside the format. */
export function fits(range: Interval, format: Format): boolean {
  const { low, high } = rangeOf(format);
  return range.low >= low && range.high < high + quantum(format) / 2;
}
