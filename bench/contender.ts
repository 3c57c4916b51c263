/** Somebody in the race: runs the reference circuit with so many instances and says how fast. */
export interface Speed {
  readonly deviceSteps: number;
  readonly seconds: number;
}
export interface Contender {
  readonly name: string;
  readonly version: string;
  /** Runs for about a second; null where this size makes no sense for it. */
  run(instances: number): Promise<Speed | null>;
}
/** A contender, or why it does not run here. */
export type Entry = Contender | { readonly name: string; readonly missing: string };

export const sizes = [1, 100, 784] as const;

/** How often a run is repeated: the fastest counts, since what else the machine does only ever slows a run down. */
const repeats = 5;

/** Repeats with more steps until a run takes at least `least` seconds, then as often as `repeats` says. */
export async function measured(least: number, start: number, run: (steps: number) => Promise<Speed>): Promise<Speed> {
  let steps = start;
  let best = await run(steps);
  while (best.seconds < least && steps < 1e9) {
    steps = Math.ceil(steps * Math.min(20, Math.max(2, (1.3 * least) / Math.max(best.seconds, 1e-4))));
    best = await run(steps);
  }
  for (let k = 1; k < repeats; k++) {
    const speed = await run(steps);
    if (speed.deviceSteps / speed.seconds > best.deviceSteps / best.seconds) best = speed;
  }
  return best;
}
