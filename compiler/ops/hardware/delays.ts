/**
 * Times of logic in nanoseconds, for the schedule: what a signal needs from one register to the next. Estimates for an ECP5 of
 * the slow grade with routing, on the upper side; synthesis has the last word.
 */

/** Clock to output of a register, and its set-up: what a stage has not for logic. */
export const registerTime = 1;
/** One level of look-up tables and the way to it. */
export const lutTime = 0.9;
/** Memory of block RAM, from the clock to the next logic, without an output register. */
const blockMemoryTime = 5;
/** Constant memories of so many bits or fewer become look-up tables (yosys, `memory_libmap`). */
export const mostLogicBits = 2 ** 11;
/**
 * A constant memory, read into a register: from the address to that register, and from the register to the next logic.
 * Of a small one the words are logic before the register, of a block RAM they come late behind it.
 */
export function constantMemoryTimes(words: number, width: number): readonly [address: number, word: number] {
  if (words * width <= mostLogicBits) return [Math.max(lutTime, treeTime(words)), 0];
  return [lutTime, blockMemoryTime];
}

/** A carry chain: adders, comparisons. */
export function carryTime(width: number): number {
  return 1.8 + 0.035 * width;
}
/** An OR, AND or multiplexer tree over so many signals. */
export function treeTime(inputs: number): number {
  return inputs <= 1 ? 0 : lutTime * Math.ceil(Math.log2(inputs) / 2);
}
/** Bits of an operand of a multiplier block, sign included. */
export const blockBits = 18;
/** A multiplier block, and the way to it. */
const blockTime = 4.5;
/** Whether a product of operands of so many bits, signs included, takes several multiplier blocks. */
export function isPiecewise(a: number, b: number): boolean {
  return Math.max(a, b) > blockBits;
}
/** The products of pieces in multiplier blocks, then their sum: nothing where one block does all. */
export function productTimes(a: number, b: number): readonly [pieces: number, sum: number] {
  const blocks = Math.ceil(a / blockBits) * Math.ceil(b / blockBits);
  return [blockTime, Math.ceil(Math.log2(blocks)) * carryTime(a + b)];
}
