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

/** Repeats with more steps until a run takes at least `least` seconds; the last one counts. */
export async function measured(least: number, start: number, run: (steps: number) => Promise<Speed>): Promise<Speed> {
  for (let steps = start; ; ) {
    const speed = await run(steps);
    if (speed.seconds >= least || steps >= 1e9) return speed;
    steps = Math.ceil(steps * Math.min(20, Math.max(2, (1.3 * least) / Math.max(speed.seconds, 1e-4))));
  }
}
