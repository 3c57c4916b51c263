/** Device families whose multipliers and memories the compiler fills. */
import type { Family } from './operation.ts';

/** Lattice ECP5: 18x18 multipliers, block RAMs of 18 kbit (Lattice FPGA-DS-02012). */
export const ecp5: Family = {
  name: 'ecp5',
  multipliers: [{ most: [18, 18], least: [2, 2], leastProduct: 0, blocks: 1 }],
  blockRamBits: 18_432,
};
