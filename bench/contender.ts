/** Somebody in the race: runs a reference circuit with so many instances and says how fast. */
export interface Speed {
  readonly deviceSteps: number;
  /** Of processor time. */
  readonly seconds: number;
}
export interface Task {
  /** `torus`: bench/grid.qnm; `alone`: bench/neuristors.qnm, nothing coupled. */
  readonly circuit: 'torus' | 'alone';
  readonly instances: number;
}
/** A contender with a task before it. */
export interface Ready {
  /** Makes so many steps, the first ones behind it; one that chooses the number itself says in `deviceSteps` what it made. */
  run(steps: number): Promise<Speed>;
  /** Spikes of all instances in the first so many steps; null: it cannot say. */
  spikes(steps: number): Promise<number | null>;
}
export interface Contender {
  readonly name: string;
  readonly version: string;
  /** A sentence about what it leaves out. */
  readonly lacks?: string;
  /** Or why this task makes no sense for it. */
  prepare(task: Task): Promise<Ready | string>;
}
/** A contender, or why it does not run here. */
export type Entry = Contender | { readonly name: string; readonly missing: string };

/** How much is measured. */
export interface Effort {
  /** Seconds that a run takes at least. */
  readonly least: number;
  /** Runs of the contender, each with one of the reference before it. 0: nothing is timed. */
  readonly pairs: number;
  /** Seconds of the wall for all of them: there are fewer pairs, at least one, where they take longer. */
  readonly budget: number;
}
/** Of the pairs: rate of the contender through that of the reference. */
export interface Ratio {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** How many there were, and how many there should have been. */
  readonly pairs: number;
  readonly asked: number;
  /** Device-steps a second, the fastest run. */
  readonly rate: number;
}

/** Columns of the sheet of so many instances; all sizes of the race have whole rows. */
export function columnsOf(instances: number): number {
  return Math.round(Math.sqrt(instances));
}
/** Steps that nobody times: until the first reversal the model asks for less. The torus starts hot: two are enough there. */
export function warmSteps({ circuit, instances }: Task): number {
  return circuit === 'alone' ? 1000 : Math.min(1000, Math.max(3, Math.round(1e6 / instances)));
}

/** With how many steps a contender is timed. */
interface Calibrated {
  readonly steps: number;
  /** Of the last run, where it took so long that it stands for one of the pairs. */
  readonly speed: number | null;
}
/** Steps with which a run takes at least `least` seconds, and no more of the budget than `share` by what the runs before took. */
async function calibrate(ready: Ready, { instances }: Task, { least, budget }: Effort): Promise<Calibrated> {
  let steps = Math.max(1, Math.round(2e4 / instances));
  for (let before = 0; ; ) {
    const began = performance.now();
    const run = await ready.run(steps);
    const wall = (performance.now() - began) / 1000;
    const speed = wall > share * budget ? speedOf(run) : null;
    const { seconds, deviceSteps } = run;
    if (seconds >= least || deviceSteps === before || steps >= 1e9) return { steps, speed };
    before = deviceSteps;
    const room = (share * budget) / Math.max(wall, 1e-4);
    if (room < 2) return { steps, speed };
    steps = Math.ceil(steps * Math.min(20, room, Math.max(2, (1.3 * least) / Math.max(seconds, 1e-4))));
  }
}
/** Part of the budget that a single run should take. */
const share = 0.1;

/** Runs both in turn: what else the machine does meets both alike, and the median forgets where it did not. */
export async function compare(reference: Ready, contender: Ready, task: Task, effort: Effort): Promise<Ratio> {
  const began = performance.now();
  const spent = (): number => (performance.now() - began) / 1000;
  const beside = await calibrate(reference, task, effort);
  const own = contender === reference ? null : await calibrate(contender, task, effort);
  const ratios: number[] = [];
  let rate = 0;
  for (let last = 0; ratios.length < effort.pairs; ) {
    const before = spent();
    if (ratios.length > 0 && before + last > effort.budget) break;
    const known = ratios.length === 0 ? (own?.speed ?? null) : null;
    const speed = own === null ? null : (known ?? speedOf(await contender.run(own.steps)));
    const of = speedOf(await reference.run(beside.steps));
    ratios.push((speed ?? of) / of);
    rate = Math.max(rate, speed ?? of);
    last = known === null ? spent() - before : Math.max(last, spent() / 2);
  }
  ratios.sort((a, b) => a - b);
  const median = (ratios[(ratios.length - 1) >> 1]! + ratios[ratios.length >> 1]!) / 2;
  return { median, low: ratios[0]!, high: ratios.at(-1)!, pairs: ratios.length, asked: effort.pairs, rate };
}
function speedOf({ deviceSteps, seconds }: Speed): number {
  return deviceSteps / Math.max(seconds, 1e-9);
}
