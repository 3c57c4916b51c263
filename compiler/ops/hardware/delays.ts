/**
 * Times of logic in nanoseconds, for the schedule: what a signal needs from one register to the next. Estimates for an ECP5 of
 * the slow grade with routing, on the upper side; synthesis has the last word.
 */

/** Clock to output of a register, and its set-up: what a stage has not for logic. */
export const registerTime = 1;
/** One level of look-up tables and the way to it. */
export const lutTime = 0.9;
/** Memory of block RAM, from the clock to the next logic, without an output register. */
export const memoryTime = 5;

/** A carry chain: adders, comparisons. */
export function carryTime(width: number): number {
  return 1.8 + 0.035 * width;
}
/** An OR, AND or multiplexer tree over so many signals. */
export function treeTime(inputs: number): number {
  return inputs <= 1 ? 0 : lutTime * Math.ceil(Math.log2(inputs) / 2);
}
/** An 18 x 18 multiplier block, and the sums of several of them. */
export function multiplyTime(a: number, b: number): number {
  const blocks = Math.ceil(a / 18) * Math.ceil(b / 18);
  return 4.5 + Math.ceil(Math.log2(blocks)) * carryTime(a + b);
}
/** A product with a constant of so many signed digits: a tree of adders. */
export function constantMultiplyTime(digits: number, width: number): number {
  return digits <= 1 ? 0 : Math.ceil(Math.log2(digits)) * carryTime(width);
}
