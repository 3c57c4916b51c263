/** Clocks that the hardware is made for, clocks of a step, and what its words can number. */

/**
 * A population that fills the lane is the faster the higher the clock; one that waits for its own results is the faster the
 * fuller the stages. The slow grades of small devices reach the highest of these.
 */
export const usualClocks: readonly number[] = [25e6, 50e6, 100e6];
/** Clocks from issue to the lane's inputs (memory, then the choice of initial or stored state). */
export const readLatency = 2;
/** Clocks from a next state that leaves the lane to the first read that sees it. */
export const writeLatency = 1;
/** Limits of the event beat: 24 bits of instance, 16 bits of source; of a row: 8 bits of lane. */
export const mostInstances = 2 ** 24;
export const mostEvents = 2 ** 16;
export const mostLanes = 2 ** 8;

/** Clocks of one step of `rows` rows of uncoupled cells: issue each once, but none before its last result is stored. */
export function stepCycles(rows: number, stateLatency: number): number {
  return Math.max(rows, readLatency + stateLatency + writeLatency);
}
