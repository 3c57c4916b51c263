import { type Format, integerRange } from '../../compiler/ops/index.ts';

/**
 * The integer of a format nearest to `x` (ties to even), clipped to the format, as a float64 number (exact: it has no more
 * digits than `x`, or is an end of the range). How host samples of stimuli become words for the hardware. NaN gives 0.
 */
export function quantise(x: number, format: Format): number {
  const scaled = x * 2 ** format.fraction;
  const { low, high } = integerRange(format);
  if (Number.isNaN(scaled)) return 0;
  if (scaled <= Number(low)) return Number(low);
  // the largest float64 that is not above `high`
  if (scaled >= Number(high)) return BigInt(Number(high)) > high ? Number(high) * (1 - 2 ** -53) : Number(high);
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}
