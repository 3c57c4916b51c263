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

/** Cost of a table in multiplier tiles. */
export function tableCost(table: PolynomialTable): number {
  const words = table.coefficients[0]!.words.length;
  const bits = words * table.coefficients.reduce((sum, c) => sum + c.width, 0);
  const blocks = bits <= smallMemoryBits ? bits / 16 / smallMemoryBits : Math.max(0.25, bits / blockRamBits);
  const memory = memoryWeight * blocks;
  let tiles = 0;
  for (let power = 1; power < table.coefficients.length; power++) {
    const wide = table.coefficients[power]!.width + (power < table.coefficients.length - 1 ? 1 : 0);
    tiles += Math.ceil((table.localBits + 1) / multiplierSide) * Math.ceil(wide / multiplierSide);
  }
  // a coarse index costs a small memory and a shifter
  return memory + tiles + (table.fineBits.length > 1 ? 0.3 : 0) + 0.1 * table.degree;
}
