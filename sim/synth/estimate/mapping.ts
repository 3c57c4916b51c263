/**
 * How yosys maps products and memories to the blocks of a family, by its own rules (`mul2dsp.v` with the limits of the family's synthesis
 * command, `memory_libmap` with its lists of memories): the counts are those that synthesis reports.
 */
import type { Multiplier } from '../../../compiler/ops/hardware/multipliers.ts';

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
