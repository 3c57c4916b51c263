/**
 * How yosys maps products and memories to the blocks of a family, by its own rules (`mul2dsp.v` with the limits of the family's synthesis
 * command, `memory_libmap` with its lists of memories): the counts are those that synthesis reports.
 */

/** A kind of multiplier block. */
export interface Multiplier {
  /** Most bits of the wider operand and of the narrower one; wider ones are cut. */
  readonly most: readonly [number, number];
  /** With fewer bits of an operand, or of the product, it is not taken. */
  readonly least: readonly [number, number];
  readonly leastProduct: number;
  /** Blocks of the device, as its resources count them, that it takes. */
  readonly blocks: number;
}
export interface MemoryRules {
  /** Widths and depths that a block can have. */
  readonly shapes: readonly (readonly [width: number, depth: number])[];
  /** Bits of a block that are written together. */
  readonly byte: number;
  /** What a block, and a word of 16 by 4 bits in look-up tables (null: there are none), cost in the choice between them. */
  readonly blockCost: number;
  readonly distributedCost: number | null;
}
export interface MappingRules {
  /** In the order in which they are tried: what one leaves over, the next may take. */
  readonly multipliers: readonly Multiplier[];
  readonly memory: MemoryRules;
  /** Look-up tables for each feature, fitted to what synthesis reported (`npm run calibrate`). */
  readonly costs: Readonly<Record<string, number>>;
}

/** Blocks of a product of two operands of so many bits, signs included; the rest of its pieces are look-up tables. */
export function multiplierBlocks(multipliers: readonly Multiplier[], a: number, b: number): number {
  const [first, ...others] = multipliers;
  if (first === undefined) return 0;
  return a >= b ? cut(first, others, a, b) : cut(first, others, b, a);
}
function cut(rule: Multiplier, others: readonly Multiplier[], a: number, b: number): number {
  const { most, least, leastProduct, blocks } = rule;
  if (a < least[0] || b < least[1] || a + b < leastProduct) return multiplierBlocks(others, a, b);
  if (a > most[0]) {
    const slices = Math.ceil((a - most[0]) / most[0]);
    return slices * cut(rule, others, most[0], b) + cut(rule, others, a - slices * most[0], b);
  }
  if (b > most[1]) {
    const slices = Math.ceil((b - most[1]) / most[1]);
    return slices * cut(rule, others, a, most[1]) + cut(rule, others, a, b - slices * most[1]);
  }
  return blocks;
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

/** Of a bit of the multiplexer behind several rows of distributed memory. */
const muxCost = 0.5;
/**
 * Beside the blocks, in the choice of `memory_libmap` between them and registers or constants in look-up tables: of a read port, and of the logic that keeps the old word where a
 * place is read and written at once (1 and 6 points of its `score_emu`, two for a point).
 */
const [readPortCost, oldWordCost] = [2, 12];
/** Of a bit of a constant memory in look-up tables, relative to a bit of registers. */
const constantBitCost = 1 / 16;

export interface Mapping {
  readonly bram: number;
  /** Words of 16 by 4 bits of distributed memory. */
  readonly distributed: number;
  /** Constant bits in look-up tables. */
  readonly constantBits: number;
  /** Bits in registers. */
  readonly registerBits: number;
}
const nothing: Mapping = { bram: 0, distributed: 0, constantBits: 0, registerBits: 0 };

/**
 * Blocks that a memory of `width` bits and `depth` words takes when it is made of blocks. Rows share a block where each can be written
 * alone: bit by bit when nothing is written.
 */
export function memoryBlocks({ shapes, byte }: MemoryRules, width: number, depth: number, written: boolean): number {
  const blocks = shapes.map(([bits, words]) => {
    const piece = written ? Math.min(bits, byte) : 1;
    return Math.ceil((Math.ceil(width / piece) * Math.ceil(depth / words)) / (bits / piece));
  });
  return Math.min(...blocks);
}

/**
 * A memory with one write and one read port.
 * @param old  a place that is read and written at once gives its old word
 */
export function mapMemory(rules: MemoryRules, width: number, depth: number, old = false): Mapping {
  const blocks = memoryBlocks(rules, width, depth, true);
  const [rows, bits] = [Math.ceil(depth / 16), width * depth];
  if (rules.distributedCost === null) {
    const cost = blocks * rules.blockCost + readPortCost + (old ? oldWordCost : 0);
    return bits <= cost ? { ...nothing, registerBits: bits } : { ...nothing, bram: blocks };
  }
  const distributed = Math.ceil(width / 4) * rows;
  return distributed * rules.distributedCost + muxCost * width * (rows - 1) < blocks * rules.blockCost
    ? { ...nothing, distributed }
    : { ...nothing, bram: blocks };
}
/**
 * A constant memory that is read into a register.
 * @param width  bits that are not the same in all words: the others are no memory
 */
export function mapRom(rules: MemoryRules, width: number, depth: number): Mapping {
  const blocks = memoryBlocks(rules, width, depth, false);
  return width * depth * constantBitCost <= blocks * rules.blockCost + readPortCost
    ? { ...nothing, constantBits: width * depth }
    : { ...nothing, bram: blocks };
}
