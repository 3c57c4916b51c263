/** One experiment on a board, virtual or not: connected, started or joined, followed to its end; a restart of either side is survived. */
import { coreFingerprint } from '../../compiler/emit/index.ts';
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import { Emulator, type Snapshot } from '../../sim/host/emulator.ts';
import { type JournalHead, journalOf, keptLine, Replay, type Replayed } from '../../sim/host/journal.ts';
import { defaultLink, Link, LinkError } from '../../sim/host/link.ts';
import { BoardRecords } from '../../sim/host/records.ts';
import { runOnBoard } from '../../sim/host/run.ts';
import { stimulusNumbers } from '../../sim/rtl/index.ts';
import { CommandError, exitCode } from '../exit.ts';
import type { JournalFile } from './journal-file.ts';
import { isVirtualBoard, openPort } from './port.ts';

/** How boards are reached. */
export interface BoardPort {
  /** Terminal or `tcp:HOST:PORT`; null: the next virtual board says so itself. */
  readonly port: string | null;
  /** Starts a virtual board; null for one that is there. */
  readonly start: (() => Promise<{ readonly port: string; readonly pid: number }>) | null;
}
export interface BoardRunOptions {
  readonly board: BoardPort;
  readonly journal: JournalFile;
  /** Steps to make. */
  readonly steps: number;
  /** Steps between two samples of all states, 0 none. */
  readonly interval: number;
  /** Where to begin; null: in the initial states. */
  readonly from: Snapshot | null;
  /** Milliseconds between two snapshots to go on from on another board. */
  readonly checkpoints: number;
  readonly progress: (steps: number, records: BoardRecords) => boolean;
  /** Told what a person should know: a board that went away, a run that is joined. */
  readonly say: (text: string) => void;
}
export interface BoardOutcome {
  readonly records: BoardRecords;
  /** Steps done at the end, and before the run. */
  readonly steps: number;
  readonly first: number;
  /** States at the end. */
  readonly snapshot: Snapshot;
  readonly cycles: number;
  readonly stalls: number;
  readonly resent: number;
  readonly damaged: number;
  /** Process of the virtual board, 0 for others. */
  readonly pid: number;
  /** Another board had to take over so many times. */
  readonly takenOver: number;
}

/** As often as this another board takes over. */
const mostBoards = 5;
/** Seconds that a board which was unplugged has to come back. */
const longestWait = 30;

export async function runBoard(experiment: CompiledExperiment, options: BoardRunOptions): Promise<BoardOutcome> {
  const run = new OnBoard(experiment, options);
  return await run.run();
}

class OnBoard {
  private readonly experiment: CompiledExperiment;
  private readonly options: BoardRunOptions;
  private readonly fingerprint: string;
  private readonly records: BoardRecords;
  private readonly first: number;
  private readonly target: number;
  private checkpoint: Snapshot | null;
  private link: Link | null = null;
  private pid = 0;
  /** The step at which the present board began. */
  private base = 0;
  private takenOver = 0;
  private resent = 0;
  private damaged = 0;

  constructor(experiment: CompiledExperiment, options: BoardRunOptions) {
    this.experiment = experiment;
    this.options = options;
    this.fingerprint = coreFingerprint(experiment.files);
    this.records = new BoardRecords(experiment.hardware!, options.interval);
    this.first = options.from?.step ?? 0;
    this.target = this.first + options.steps;
    this.checkpoint = options.from;
  }

  async run(): Promise<BoardOutcome> {
    let joined = await this.join();
    for (;;) {
      try {
        const emulator = joined ?? (await this.begin());
        const started = joined !== null;
        joined = null;
        return await this.follow(emulator, started);
      } catch (error) {
        this.leave();
        if (!(error instanceof LinkError) || error.kind === 'refused') throw asCommandError(error);
        joined = await this.recover(error);
      }
    }
  }
  /** After the board went away: the same one when it comes back; else, where boards can be started, another one (null). */
  private async recover(error: LinkError): Promise<Emulator | null> {
    const { board, journal, say } = this.options;
    const { events, beats } = this.records;
    say(board.start === null ? `${error.message}; waiting for it` : error.message);
    for (let i = 0; i < (board.start === null ? longestWait : 1); i++) {
      [this.records.events, this.records.beats] = [[], []];
      const again = await this.join().catch((reason: unknown) => {
        if (!(reason instanceof CommandError)) throw reason;
        return null;
      });
      if (again !== null) return again;
      if (board.start === null) await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    [this.records.events, this.records.beats] = [events, beats];
    if (board.start === null || ++this.takenOver >= mostBoards) throw asCommandError(error, journal.path);
    const step = this.checkpoint?.step ?? 0;
    say(step > 0 ? `another virtual board goes on from step ${step}` : 'another virtual board begins anew');
    return null;
  }

  /** A board that is fresh, or forgets what it did: in the states to begin with. */
  private async begin(): Promise<Emulator> {
    const { board, journal, interval } = this.options;
    const started = board.start === null ? { port: board.port!, pid: 0 } : await board.start();
    this.pid = started.pid;
    const session = 1 + Math.floor(Math.random() * 65535);
    const { fingerprint, target, first } = this;
    const link = await this.connect(started.port);
    await link.hello(session);
    const emulator = new Emulator(link, this.experiment.hardware!);
    await emulator.identify(fingerprint);
    // what another host made of this run so far is in the records; the journal begins anew
    this.base = this.checkpoint?.step ?? 0;
    this.records.forget(this.base);
    journal.begin({ fingerprint, session, target, first, interval, base: this.base, ...started });
    journal.write(keptLine(this.records));
    if (this.checkpoint === null) {
      await emulator.reset();
      await emulator.write('TRACE_INTERVAL', interval);
    } else await emulator.restore(this.checkpoint, interval);
    return emulator;
  }
  /** The board of a host before us that was ended in the middle of this very run; null: there is none. */
  private async join(): Promise<Emulator | null> {
    const { journal, board, say } = this.options;
    const found = journal.find();
    if (found === null) return null;
    const { head } = found;
    if (!this.isSame(head)) {
      // the board of an unfinished run that nobody will ask for again
      this.dismiss(head);
      return null;
    }
    if (board.start === null && head.port !== board.port) return null;
    if (board.start !== null && !isVirtualBoard(head.pid)) {
      say('the virtual board of this run is gone');
      return null;
    }
    const replayed = new Replay(this.experiment.hardware!, this.records).read(found.text);
    if (!replayed.started) {
      this.dismiss(head);
      return null;
    }
    try {
      this.pid = head.pid;
      this.base = head.base;
      journal.resume();
      const emulator = await this.rejoin(head, replayed);
      const { steps } = await emulator.counters();
      say(`joining the run on ${head.port}, which is at step ${steps} of ${this.target}`);
      return emulator;
    } catch (error) {
      if (error instanceof CommandError) throw error;
      if (!(error instanceof LinkError)) throw error;
      say(`${error.message}; the run begins anew`);
      this.leave();
      this.dismiss(head);
      return null;
    }
  }
  /** A virtual board that is of no use any more. */
  private dismiss(head: JournalHead): void {
    if (this.options.board.start !== null && isVirtualBoard(head.pid)) process.kill(head.pid);
  }
  private isSame(head: JournalHead): boolean {
    const { fingerprint, target, first } = this;
    return (
      head.fingerprint === fingerprint &&
      head.target === target &&
      head.first === first &&
      head.interval === this.options.interval
    );
  }
  private async rejoin(head: JournalHead, replayed: Replayed): Promise<Emulator> {
    const link = await this.connect(head.port);
    link.resume(head.session, replayed.number);
    const emulator = new Emulator(link, this.experiment.hardware!, replayed);
    if (replayed.open !== null) {
      // the board has done it or not: either way this is its reply
      const reply = await link.repeat(replayed.open);
      new Replay(this.experiment.hardware!, this.records, replayed).apply(replayed.open, reply);
    }
    await emulator.identify(this.fingerprint);
    await emulator.write('CONTROL', 0);
    return emulator;
  }

  private async follow(emulator: Emulator, started: boolean): Promise<BoardOutcome> {
    const { progress, checkpoints, journal } = this.options;
    const steps = await runOnBoard({
      emulator,
      records: this.records,
      target: this.target,
      started,
      stimulus: stimulusNumbers(this.experiment.hardware!, this.target, this.base, emulator.fed),
      checkpoints: this.canRestore ? checkpoints : 0,
      checkpoint: (snapshot) => {
        this.checkpoint = snapshot;
      },
      progress: (done) => progress(done, this.records),
    });
    const snapshot = await emulator.snapshot(
      (event) => this.records.event(event),
      (beat) => this.records.beat(beat),
    );
    const { cycles, stalls } = await emulator.counters();
    const { records, first, pid, takenOver } = this;
    this.leave();
    journal.remove();
    const { resent, damaged } = this;
    return { records, steps, first, snapshot, cycles, stalls, resent, damaged, pid, takenOver };
  }
  /** Delays hold values of earlier steps that a snapshot does not show. */
  private get canRestore(): boolean {
    return this.experiment.hardware!.parts.every(({ fixed }) => fixed.delayLines.length === 0);
  }

  private async connect(port: string): Promise<Link> {
    const line = await openPort(port);
    this.link = new Link(line, { ...defaultLink, journal: journalOf((text) => this.options.journal.write(text)) });
    return this.link;
  }
  private leave(): void {
    this.resent += this.link?.resent ?? 0;
    this.damaged += this.link?.damaged ?? 0;
    this.link?.close();
    this.link = null;
  }
}

/** What a person reads when the board is the reason. */
function asCommandError(error: unknown, journal: string | null = null): unknown {
  if (!(error instanceof LinkError)) return error;
  const code = error.kind === 'refused' ? exitCode.verificationFailed : exitCode.toolMissing;
  const help =
    journal === null
      ? 'build the file for this board and load it again'
      : `what came so far is kept in ${journal}; the same command goes on when the board is back`;
  return new CommandError(code, error.message, help);
}
