/** A run on a board, from start to end: everything that leaves the board's queues is kept, in whatever pieces it comes. */
import type { Emulator, Snapshot } from './emulator.ts';
import type { BoardRecords } from './records.ts';

export interface BoardRun {
  readonly emulator: Emulator;
  readonly records: BoardRecords;
  /** Steps done at the end; the board has made `done` of them. */
  readonly target: number;
  /** It runs already: a host before us started it. */
  readonly started: boolean;
  /** Stimulus words that are still to be sent; null: none are needed. */
  readonly stimulus: Iterator<number> | null;
  /** Milliseconds between two snapshots that a new board could go on from; 0: none. */
  readonly checkpoints: number;
  readonly checkpoint?: (snapshot: Snapshot) => void;
  /** Told now and then how many steps are done; returning false stops the run at the end of a step. */
  readonly progress?: (steps: number) => boolean;
}

/** Snapshots of a large network take long on the line: the run goes on for so many times as long between two of them. */
const longest = 4;
/** Milliseconds between two words about progress. */
const progressEvery = 100;

/**
 * Starts the run, or joins it, and takes what comes until the board is idle and its queues are empty.
 * @returns steps done
 * @throws  LinkError when the board is gone; what came until then is in the records
 */
export async function runOnBoard(run: BoardRun): Promise<number> {
  const { emulator, records } = run;
  const hasEvents = emulator.network.parts.some(({ fixed }) => fixed.events.length > 0);
  const event = records.event.bind(records);
  const beat = records.beat.bind(records);
  const feeder = run.stimulus === null ? null : new Feeder(emulator, run.stimulus);
  if (!run.started) {
    const { steps } = await emulator.counters();
    if (run.target > steps) await emulator.start(run.target - steps);
  }
  const drain = async (): Promise<number> =>
    (feeder === null ? 0 : await feeder.feed()) +
    (hasEvents ? await emulator.takeEvents(event) : 0) +
    (records.interval > 0 ? await emulator.takeStates(beat) : 0);
  let [said, kept, cost, last, stopping] = [performance.now(), performance.now(), 0, false, false];
  for (;;) {
    const moved = await drain();
    const now = performance.now();
    if (run.progress && !stopping && now - said > progressEvery) {
      said = now;
      stopping = !run.progress((await emulator.counters()).steps);
      if (stopping) await emulator.command('PAUSE');
    }
    if (run.checkpoints > 0 && run.checkpoint && now - kept > Math.max(run.checkpoints, longest * cost) && !last) {
      run.checkpoint(await emulator.held(() => emulator.snapshot(event, beat), drain));
      kept = performance.now();
      cost = kept - now;
    }
    if (moved > 0) continue;
    if (last) return (await emulator.counters()).steps;
    // what was on its way into the queues when the board became idle is still to come
    last = (await emulator.status()).idle;
  }
}

/** Keeps the board's stimulus queue filled. */
class Feeder {
  private readonly emulator: Emulator;
  private readonly words: Iterator<number>;
  private waiting: number[] = [];

  constructor(emulator: Emulator, words: Iterator<number>) {
    this.emulator = emulator;
    this.words = words;
  }
  async feed(): Promise<number> {
    while (this.waiting.length < 64) {
      const { value, done } = this.words.next();
      if (done) break;
      this.waiting.push(value);
    }
    if (this.waiting.length === 0) return 0;
    const [space] = await this.emulator.read('STIMULUS_SPACE');
    const part = this.waiting.slice(0, Math.min(space!, 64));
    if (part.length === 0) return 0;
    const taken = await this.emulator.feed(part);
    this.waiting = this.waiting.slice(taken);
    return taken;
  }
}
