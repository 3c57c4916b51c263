/**
 * Standard normal numbers from two random words, by the inverse of the distribution function: as its own integer algorithm, the
 * same here, in every simulator and in `rtl/qnm_gaussian.v`.
 *
 * The upper tail area u = 2^-(k+2) * (1 + f) lies in the octave k = leading zeros of the low 31 bits of the first word (31 when
 * they are all 0), at the place f of 18 bits that the second word begins with. Each octave has 8 segments; in each the quantile
 * is a quadratic polynomial of the local coordinate d (15 bits, midpoints are in the coefficients):
 *   y = c1 + floor(c2 * d / 2^15);  m = floor((c0 + floor(y * d / 2^15) + 2^4) / 2^5)
 * with coefficients of 19 fraction bits, so that m has 14. Bit 31 of the first word is the sign: the result is m or -m, in s18.14.
 * The largest size is 6.34 sigma; the area beyond it (2.3e-10) falls on the last octave.
 *
 * Source: octaves with uniform segments inside are the hierarchical segmentation of Cheung, Lee, Luk and Villasenor, IEEE Trans.
 * VLSI Syst. 15, 952 (2007), doi:10.1109/TVLSI.2007.900748. They take octave and place from one word through a barrel
 * shifter; here the second word gives the place.
 */
import { gaussianCoefficients } from './gaussian-coefficients.ts';

export const gaussianFraction = 14;
/** Bits of the place inside an octave, and of those the ones that choose a segment. */
export const placeBits = 18;
export const segmentBits = 3;
export const localBits = placeBits - segmentBits;
/** Fraction bits of the coefficients beyond those of the result. */
export const guardBits = 5;
export const octaves = 32;

const columns = [0, 1, 2].map((power) => Int32Array.from(gaussianCoefficients, (row) => row[power]!));
const [c0, c1, c2] = columns as [Int32Array, Int32Array, Int32Array];

/** Size of the number at a place of an octave, in units of 2^-14. */
export function gaussianSize(octave: number, place: number): number {
  const segment = (octave << segmentBits) | (place >>> localBits);
  const d = place & ((1 << localBits) - 1);
  const y = c1[segment]! + ((c2[segment]! * d) >> localBits);
  return (c0[segment]! + ((y * d) >> localBits) + (1 << (guardBits - 1))) >> guardBits;
}
/** The integer, in s18.14, that two random words stand for. */
export function gaussianInteger(first: number, second: number): number {
  const octave = Math.clz32(first & 0x7fffffff) - 1;
  const size = gaussianSize(octave, second >>> (32 - placeBits));
  return first >>> 31 === 1 ? -size : size;
}
