/** Clocks that the hardware is made for, clocks inside a part, and what its words can number. */

/**
 * A population that fills the lane is the faster the higher the clock; one that waits for its own results is the faster the
 * fuller the stages. The slow grades of small devices reach the highest of these.
 */
export const usualClocks: readonly number[] = [20e6, 25e6, 30e6, 40e6, 50e6, 60e6, 80e6, 100e6];
/** What a schedule must know of a device. */
export interface DeviceTiming {
  /** To choose from, Hz. */
  readonly clocks: readonly number[];
  /** How many times slower the logic is than an ECP5 of the slow grade. */
  readonly slowness: number;
  /** Nanoseconds that every stage loses whatever its logic: the ways of a large device. */
  readonly detour: number;
}
/** Where no board is named. */
export const usualDevice: DeviceTiming = { clocks: usualClocks, slowness: 1, detour: 0 };
/** Clocks from the reading of a row's states to the lane's inputs (memory, then the choice of initial or stored state). */
export const readLatency = 2;
/** States of up to so many rows lie in memory made of look-up tables, which is read in the same clock. */
export const mostSmallRows = 16;
/** Limits of the beats: 24 bits of instance, 16 bits of source, 8 bits of part; of a row: 8 bits of lane. */
export const mostInstances = 2 ** 24;
export const mostEvents = 2 ** 16;
export const mostParts = 2 ** 8;
export const mostLanes = 2 ** 8;
