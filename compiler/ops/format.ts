/** Fixed-point formats: a value is `integer * 2^-fraction`; `fraction` may be negative or larger than `width`. */
export interface Format {
  readonly signed: boolean;
  readonly width: number;
  readonly fraction: number;
}
/** `nearestEven`: to the nearest, ties to even. `floor`: towards minus infinity (drop bits). */
export type Rounding = 'nearestEven' | 'floor';
/** What may be asked for a state. `stochastic`: up with the probability of the part dropped; form 4 adds random bits, then floors. */
export type StateRounding = Rounding | 'stochastic';
/**
 * `saturate`: clip to the format, and raise the sticky flag if `FixedValue.flagged`. `proved`: interval analysis shows that
 * the exact result fits, no logic is spent. `wrap`: angles in turns, the integer bits are dropped by meaning.
 */
export type Overflow = 'saturate' | 'proved' | 'wrap';

export const booleanFormat: Format = { signed: false, width: 1, fraction: 0 };

/** Smallest and largest integer of a format. */
export function integerRange(format: Format): { readonly low: bigint; readonly high: bigint } {
  const w = BigInt(format.width);
  return format.signed ? { low: -(1n << (w - 1n)), high: (1n << (w - 1n)) - 1n } : { low: 0n, high: (1n << w) - 1n };
}
/** `s24.19`: signed, 24 bits, 19 of them fraction; `u18.0`. */
export function formatText(format: Format): string {
  return `${format.signed ? 's' : 'u'}${format.width}.${format.fraction}`;
}
/** The real value of an integer in a format (exact for widths up to 53). */
export function realOf(integer: bigint, format: Format): number {
  return Number(integer) * 2 ** -format.fraction;
}
