/**
 * How yosys maps products and memories to the blocks of an ECP5, by its own rules (`mul2dsp.v` with the limits of `synth_ecp5`,
 * `memory_libmap` with `brams_16kd.txt` and `lutrams_trellis.txt`): the counts are those that synthesis reports.
 */

const multiplier = 18;
/** Products with a narrower operand are made of look-up tables. */
const leastOperand = 2;

/** Blocks of a product of two operands of so many bits, signs included; the rest of its pieces are look-up tables. */
export function multiplierBlocks(a: number, b: number): number {
  const [wide, narrow] = a >= b ? [a, b] : [b, a];
  return pieces(wide, narrow);
}
function pieces(a: number, b: number): number {
  if (a < leastOperand || b < leastOperand) return 0;
  const [over, other] = a > multiplier ? [a, b] : [b, a];
  if (over <= multiplier) return 1;
  const slices = Math.ceil((over - multiplier) / multiplier);
  return slices * pieces(multiplier, other) + pieces(over - slices * multiplier, other);
}

/** Bits that a constant factor has for synthesis: zeros at its end cost nothing, a power of two is a shift (0 bits). */
export function factorBits(value: bigint): number {
  let rest = value;
  if (rest === 0n) return 0;
  while ((rest & 1n) === 0n) rest >>= 1n;
  if (rest === 1n) return 0;
  const size = rest < 0n ? -rest - 1n : rest;
  return (size === 0n ? 0 : size.toString(2).length) + 1;
}

/** Words and depths that a block can have. */
const shapes = [
  [1, 16384], [2, 8192], [4, 4096], [9, 2048], [18, 1024], [36, 512],
] as const; // biome-ignore format: one list

const blockCost = 128;
const distributedCost = 4;
/** Of a bit of the multiplexer behind several rows of distributed memory. */
const muxCost = 0.5;
/** Of a bit of a constant memory in look-up tables, relative to a bit of registers. */
const constantBitCost = 1 / 16;

export interface Mapping {
  readonly bram: number;
  /** Words of 16 by 4 bits of distributed memory. */
  readonly distributed: number;
  /** Constant bits in look-up tables. */
  readonly constantBits: number;
}

/** Bits of a block that are written together. */
const byte = 9;

/**
 * Blocks that a memory of `width` bits and `depth` words takes when it is made of blocks. Rows share a block where each can be written
 * alone: bit by bit when nothing is written.
 */
export function memoryBlocks(width: number, depth: number, written: boolean): number {
  const blocks = shapes.map(([bits, words]) => {
    const piece = written ? Math.min(bits, byte) : 1;
    return Math.ceil((Math.ceil(width / piece) * Math.ceil(depth / words)) / (bits / piece));
  });
  return Math.min(...blocks);
}

/** A memory with one write and one read port. */
export function mapMemory(width: number, depth: number): Mapping {
  const blocks = memoryBlocks(width, depth, true);
  const rows = Math.ceil(depth / 16);
  const distributed = Math.ceil(width / 4) * rows;
  return distributed * distributedCost + muxCost * width * (rows - 1) < blocks * blockCost
    ? { bram: 0, distributed, constantBits: 0 }
    : { bram: blocks, distributed: 0, constantBits: 0 };
}
/**
 * A constant memory that is read into a register.
 * @param width  bits that are not the same in all words: the others are no memory
 */
export function mapRom(width: number, depth: number): Mapping {
  const blocks = memoryBlocks(width, depth, false);
  return width * depth * constantBitCost <= blocks * blockCost
    ? { bram: 0, distributed: 0, constantBits: width * depth }
    : { bram: blocks, distributed: 0, constantBits: 0 };
}
