/** How synthesis cuts products into the multiplier blocks of a family: the rules of yosys (`mul2dsp.v` with the limits of the family's command). */

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

/** An operand of so few bits is a choice, in `rtl/qnm_narrow_product.v`: no block. */
const narrow = 2;
export function isNarrow(a: number, b: number): boolean {
  return Math.min(a, b) <= narrow;
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
