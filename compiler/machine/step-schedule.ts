/**
 * The clocks of a step: from which clock on each part issues its rows, and how long the step is. Every part issues one row a clock
 * without a hole; while one waits, the clock of the step stands still for all, so that distances in clocks of the step are kept.
 */

/** A part as the schedule sees it. Clocks are counted from the issue of a row. */
export interface StepPart {
  readonly rows: number;
  /** When what it keeps is read, and when it is written for so many steps later. */
  readonly loops: readonly { readonly read: number; readonly store: number; readonly steps: number }[];
  /** When its next states, or outputs, leave the lanes. */
  readonly store: number;
  /** Indices of the parts whose sums it adds to, and of those whose states it reads: a coupling. */
  readonly feeds: readonly number[];
  readonly reads: readonly number[];
  /** How many rows ahead an instance looks for its neighbours, in copies of two steps; null: it does not. */
  readonly ahead: number | null;
  /**
   * Set: edges that events open, by the index of the part whose instances fire. The clock of the step stands still while they are worked
   * out, so they have no rows: the last one is issued in the clock before `begin`.
   */
  readonly walks: number | null;
}
export interface StepSchedule {
  readonly begins: readonly number[];
  readonly cycles: number;
}

/** Clocks from the issue of edges to the reading of the copies: the places of their ends come first. */
export const endsLatency = 2;
/** Clocks from an output that leaves the lanes to the first reading of the sums that sees it (`rtl/qnm_accumulator.v`). */
export const sumLatency = 2;
/** Clocks from the reading of the sums to their words. */
export const takeLatency = 2;
/** Clocks from a state that leaves the lanes to the list of those that fired, and to the end of it (`rtl/qnm_walk.v`). */
export const listLatency = 4;
/** The counters of the sequencer compare a clock early. */
const leastCycles = 2;

/** As early as possible: couplings at once; a population when all sums into it are complete and nobody reads what it will overwrite. */
export function scheduleStep(parts: readonly StepPart[]): StepSchedule {
  const begins = parts.map((_, p) =>
    Math.max(
      0,
      ...parts.map(({ rows, store, feeds, reads }) =>
        feeds.includes(p) ? rows - 1 + store + sumLatency : reads.includes(p) ? rows : 0,
      ),
    ),
  );
  const ends = parts.map(({ rows, loops, reads, ahead, store, walks }, p) =>
    Math.max(
      begins[p]! + rows,
      ...loops.map((loop) => Math.ceil((loop.store + 1 - loop.read) / loop.steps)),
      ahead === null ? 0 : ahead + store + 1 - endsLatency,
      walks === null ? 0 : lastStore(parts, begins, walks) + listLatency - begins[p]!,
      // the copies must show every row when the first edge of the next step reads them
      ...reads.map((r) => lastStore(parts, begins, r) + 1 - (begins[p]! + endsLatency)),
    ),
  );
  return { begins, cycles: Math.max(leastCycles, ...ends) };
}
function lastStore(parts: readonly StepPart[], begins: readonly number[], p: number): number {
  return begins[p]! + parts[p]!.rows - 1 + parts[p]!.store;
}

/** What a schedule gets wrong, one sentence each; empty when it is right. Worked out row by row. */
export function verifyStep(parts: readonly StepPart[], { begins, cycles }: StepSchedule): string[] {
  const reasons: string[] = [];
  parts.forEach(({ rows, loops, store, feeds, reads, ahead, walks }, p) => {
    const last = begins[p]! + rows - 1;
    if (last >= cycles) reasons.push(`part ${p} issues in clock ${last} of a step of ${cycles}`);
    if (loops.some((loop) => loop.steps * cycles + loop.read <= loop.store))
      reasons.push(`part ${p} reads its states before they are written`);
    if (ahead !== null && cycles + endsLatency <= ahead + store)
      reasons.push(`part ${p} reads neighbours before they are written`);
    if (
      walks !== null &&
      cycles + begins[p]! < begins[walks]! + parts[walks]!.rows - 1 + parts[walks]!.store + listLatency
    )
      reasons.push(`part ${p} begins before the list of those of part ${walks} that fired is complete`);
    for (const q of feeds)
      if (begins[q]! < last + store + sumLatency) reasons.push(`part ${q} takes sums before part ${p} has added all`);
    for (const q of reads) {
      const written = begins[q]! + parts[q]!.rows - 1 + parts[q]!.store;
      if (cycles + begins[p]! + endsLatency <= written)
        reasons.push(`part ${p} reads copies that part ${q} has yet to write`);
      if (begins[q]! + parts[q]!.store < last + endsLatency || begins[q]! <= last)
        reasons.push(`part ${q} overwrites what part ${p} has yet to read`);
    }
  });
  return reasons;
}
