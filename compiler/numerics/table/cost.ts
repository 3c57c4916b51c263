import type { PolynomialTable } from '../../ops/index.ts';

/** Bits of one block RAM and one multiplier side, of the families we know about the same. */
const blockRamBits = 18432;
const multiplierSide = 18;
/** Memories up to this size go into look-up tables. */
const smallMemoryBits = 1024;

/**
 * A block of memory against a multiplier. States of many instances want the same blocks, and memories far below one block
 * stay in look-up tables; with this weight memories also grow with the accuracy asked.
 */
const memoryWeight = 4;

/** What the cost of a table depends on. */
export interface TableShape {
  readonly degree: number;
  readonly segments: number;
  /** Bits of a coefficient, by power; of the local coordinate. */
  readonly widths: readonly number[];
  readonly localBits: number;
  readonly coarseIntervals: number;
}
/** Cost of a table in multiplier tiles. */
export function tableCost({ degree, coefficients, localBits, fineBits }: PolynomialTable): number {
  const segments = coefficients[0]!.words.length;
  const widths = coefficients.map((c) => c.width);
  return shapeCost({ degree, segments, widths, localBits, coarseIntervals: fineBits.length });
}
export function shapeCost({ degree, segments, widths, localBits, coarseIntervals }: TableShape): number {
  let tiles = 0;
  for (let power = 1; power < widths.length; power++) {
    const wide = widths[power]! + (power < widths.length - 1 ? 1 : 0);
    tiles += Math.ceil((localBits + 1) / multiplierSide) * Math.ceil(wide / multiplierSide);
  }
  // a coarse index costs a small memory and a shifter
  const bits = segments * widths.reduce((sum, width) => sum + width, 0);
  return memoryCost(bits) + tiles + (coarseIntervals > 1 ? 0.3 : 0) + 0.1 * degree;
}
function memoryCost(bits: number): number {
  return memoryWeight * (bits <= smallMemoryBits ? bits / 16 / smallMemoryBits : Math.max(0.25, bits / blockRamBits));
}
/** More segments of at least `width` bits than this cost more than `cost` by their memory alone. */
export function segmentsWithin(cost: number, width: number): number {
  const bits = Math.max(smallMemoryBits, (cost / memoryWeight) * blockRamBits);
  return Math.floor(bits / Math.max(1, width));
}
