/** Cost of `rtl/qnm_draw.v`, counted from its modules. */
import type { DrawKind } from '../draw/draw.ts';
import type { Cost } from '../operation.ts';

/**
 * Threefry: 16 stages of two words and the upper half of a key; 20 rounds of an addition and an exclusive or, six keys of two
 * additions; the counters of instance and step. Normal numbers: the priority of 31 bits, two products, their sums, and the
 * coefficients in a memory of 256 words.
 */
export function drawCost(kind: DrawKind): Cost {
  const words = { lut: 20 * 64 + 6 * 64 + 80, ff: 16 * 80 + 80, dsp: 0, bram: 0 };
  if (kind !== 'normal') return words;
  return { lut: words.lut + 150, ff: words.ff + 330, dsp: 2, bram: 2 };
}
