/** What a host wrote down while it ran, so that another one can go on where it was killed: every request before it leaves, every reply. */
import { addressOf, frame, maskOf } from '../../compiler/emit/host/form.ts';
import type { NetworkMachine } from '../../compiler/machine/form.ts';
import type { Journal, Reply, Request } from './link.ts';
import type { BoardRecords } from './records.ts';
import { type AddressEvent, EventDecoder, type StateBeat, StateDecoder, stateBeatWords } from './streams.ts';

/** Where the run is, and of what. */
export interface JournalHead {
  readonly fingerprint: string;
  readonly session: number;
  /** Steps at its end, steps that were done before it, steps between two samples. */
  readonly target: number;
  readonly first: number;
  readonly interval: number;
  /** Terminal or address of the board, and its process where it is a virtual one. */
  readonly port: string;
  readonly pid: number;
  /** The step at which this board began. */
  readonly base: number;
}

/** What earlier boards made of the run, and the states in which this one began. */
export interface Kept {
  readonly events: readonly AddressEvent[];
  readonly beats: readonly (Omit<StateBeat, 'word'> & { readonly word: string })[];
}
type Line =
  | { readonly kept: Kept }
  | { readonly ask: number; readonly r: Request }
  | { readonly got: number; readonly o: number; readonly d: number; readonly w: readonly number[] };

/** Writes lines of text; each must be kept when the process is killed behind the call. */
export function journalOf(write: (line: string) => void): Journal {
  const put = (line: Line): void => write(`${JSON.stringify(line)}\n`);
  return {
    asks: (number, r) => put({ ask: number, r }),
    hears: (number, reply) => put({ got: number, o: reply.outcome, d: reply.done, w: [...reply.words] }),
  };
}

/** The line for what is in `records` already; nothing when they are empty. */
export function keptLine({ events, beats }: BoardRecords): string {
  if (events.length === 0 && beats.length === 0) return '';
  const line: Line = { kept: { events, beats: beats.map((beat) => ({ ...beat, word: beat.word.toString(16) })) } };
  return `${JSON.stringify(line)}\n`;
}

/** How far a journal leads. */
export interface Replayed {
  /** Number of the last request, 0 before the first one. */
  readonly number: number;
  /** It left, and its reply was not written down. */
  readonly open: Request | null;
  /** The run was started. */
  readonly started: boolean;
  /** Stimulus words that the board took. */
  readonly fed: number;
  readonly events: EventDecoder;
  readonly states: StateDecoder;
}

/** Puts the effect of each reply of a journal into `records`, and tells what is left to do. */
export class Replay {
  private readonly records: BoardRecords;
  private readonly events: EventDecoder;
  private readonly states: StateDecoder;
  private number = 0;
  private open: Request | null = null;
  private started = false;
  private fed = 0;
  private steps = 0;

  /** @param before  decoders to go on with */
  constructor(
    network: NetworkMachine,
    records: BoardRecords,
    before: Pick<Replayed, 'events' | 'states'> | null = null,
  ) {
    this.records = records;
    this.events = before?.events ?? new EventDecoder();
    this.states = before?.states ?? new StateDecoder(stateBeatWords(network));
  }
  /** @param text  lines behind the head; a last one that was cut short is left out */
  read(text: string): Replayed {
    for (const line of text.split('\n').slice(0, -1)) {
      const record = JSON.parse(line) as Line;
      if ('kept' in record) {
        for (const event of record.kept.events) this.records.event(event);
        for (const beat of record.kept.beats) this.records.beat({ ...beat, word: BigInt(`0x${beat.word}`) });
      } else if ('ask' in record) {
        this.number = record.ask;
        this.open = record.r;
      } else if (this.open !== null) {
        this.apply(this.open, { words: Uint32Array.from(record.w), done: record.d, outcome: record.o });
        this.open = null;
      }
    }
    const { number, open, started, fed, events, states } = this;
    return { number, open, started, fed, events, states };
  }
  /** The effect of one reply. */
  apply({ command, address, words }: Request, reply: Reply): void {
    const is = (name: string): boolean => address === addressOf(name);
    if (command === frame.drain && is('EVENT_LEVEL'))
      this.events.read(reply.words, (event) => this.records.event(event));
    if (command === frame.drain && is('STATE_LEVEL')) this.states.read(reply.words, (beat) => this.records.beat(beat));
    if (command === frame.writeSame && is('STIMULUS_DATA')) this.fed += reply.done;
    if (command !== frame.write || reply.outcome !== 0) return;
    if (is('STEPS_LOW')) this.steps = words[0]! + words[1]! * 2 ** 32;
    if (is('COMMAND')) this.commanded(words[0]!);
  }
  private commanded(word: number): void {
    const did = (name: string): boolean => (word & maskOf('COMMAND', name)) !== 0;
    if (did('RESET')) {
      this.events.reset();
      this.states.reset();
    }
    if (did('RESTORED')) {
      this.states.reset(this.steps);
      this.records.forget(this.steps);
    }
    if (did('START')) this.started = true;
  }
}
