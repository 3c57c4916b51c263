/** A board with a circuit in it, as a host uses it: registers, runs, streams, snapshots, parameters. */
import {
  addressOf,
  frame,
  magic,
  mapVersion,
  maskOf,
  mostRead,
  mostWritten,
  outcome,
} from '../../compiler/emit/host/form.ts';
import type { NetworkMachine } from '../../compiler/machine/form.ts';
import { standsAlone, wordWidth } from '../../compiler/machine/words.ts';
import type { Replayed } from './journal.ts';
import { type Link, LinkError } from './link.ts';
import { type AddressEvent, EventDecoder, type StateBeat, StateDecoder, stateBeatWords } from './streams.ts';

/** What STATUS says. */
export interface BoardStatus {
  readonly running: boolean;
  readonly idle: boolean;
  readonly held: boolean;
  readonly waiting: boolean;
  readonly triggered: boolean;
  readonly flagged: boolean;
  readonly error: boolean;
  readonly reading: boolean;
}
/** All that is needed to go on from here: states of all instances of all parts that keep states, in order, and the steps done. */
export interface Snapshot {
  readonly step: number;
  readonly states: readonly { readonly part: number; readonly words: readonly bigint[] }[];
}
export interface Counters {
  readonly steps: number;
  readonly cycles: number;
  readonly stalls: number;
}

export class Emulator {
  readonly link: Link;
  readonly network: NetworkMachine;
  readonly events: EventDecoder;
  readonly states: StateDecoder;
  /** Stimulus words that the board has taken since its reset. */
  fed: number;
  private readonly restoreSize: number;
  private control = 0;

  /** @param before  how far a host before us came */
  constructor(link: Link, network: NetworkMachine, before: Pick<Replayed, 'events' | 'states' | 'fed'> | null = null) {
    this.link = link;
    this.network = network;
    const stored = Math.max(...network.parts.map(({ storedWidth }) => storedWidth));
    this.restoreSize = Math.ceil((8 + stored) / 32);
    this.events = before?.events ?? new EventDecoder();
    this.states = before?.states ?? new StateDecoder(stateBeatWords(network));
    this.fed = before?.fed ?? 0;
  }

  /**
   * Looks whether the board holds this circuit.
   * @param fingerprint  of the manifest
   * @throws LinkError `refused` when it is no board of ours, speaks another version, or holds another circuit
   */
  async identify(fingerprint: string): Promise<void> {
    const words = await this.read('MAGIC', 6);
    if (words[0] !== magic) throw new LinkError('refused', 'what answers is no board with a circuit of qnm in it');
    if (words[1]! >>> 16 !== mapVersion >>> 16)
      throw new LinkError(
        'refused',
        `the board speaks version ${words[1]! >>> 16} of the register map, this is ${mapVersion >>> 16}`,
      );
    const theirs = [...words.subarray(2)].map((word) => word.toString(16).padStart(8, '0')).join('');
    if (theirs !== fingerprint.slice(0, 32))
      throw new LinkError(
        'refused',
        `the board holds another circuit: its fingerprint is ${theirs.slice(0, 12)}..., this file's is ${fingerprint.slice(0, 12)}...`,
      );
  }

  async read(name: string, count = 1): Promise<Uint32Array> {
    const reply = await this.link.request({ command: frame.read, address: addressOf(name), count, words: [] });
    if (reply.outcome !== outcome.done) throw refusal(`reading ${name}`, reply.outcome);
    return reply.words;
  }
  /** Writes consecutive registers. @throws RangeError for a value of more than 32 bits, LinkError when the board refuses it */
  async write(name: string, ...values: readonly number[]): Promise<void> {
    for (const value of values)
      if (!(Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 32))
        throw new RangeError(`${value} is no word of 32 bits, for ${name}`);
    const reply = await this.link.request({
      command: frame.write,
      address: addressOf(name),
      count: values.length,
      words: values,
    });
    if (reply.outcome !== outcome.done) throw refusal(`writing ${name}`, reply.outcome);
  }
  async status(): Promise<BoardStatus> {
    const [word] = await this.read('STATUS');
    const bit = (name: string): boolean => (word! & maskOf('STATUS', name)) !== 0;
    return {
      running: bit('running'),
      idle: bit('idle'),
      held: bit('held'),
      waiting: bit('waiting'),
      triggered: bit('triggered'),
      flagged: bit('flagged'),
      error: bit('error'),
      reading: bit('reading'),
    };
  }
  async counters(): Promise<Counters> {
    const words = await this.read('STEP_LOW', 6);
    const long = (i: number): number => words[i + 1]! * 2 ** 32 + words[i]!;
    return { steps: long(0), cycles: long(2), stalls: long(4) };
  }
  async command(...names: readonly string[]): Promise<void> {
    await this.write(
      'COMMAND',
      names.reduce((mask, name) => mask | maskOf('COMMAND', name), 0),
    );
  }
  /** Sets or clears one bit of CONTROL. */
  async setControl(name: string, on: boolean): Promise<void> {
    const mask = maskOf('CONTROL', name);
    this.control = on ? this.control | mask : this.control & ~mask;
    await this.write('CONTROL', this.control);
  }
  /** All states to their initial values. */
  async reset(): Promise<void> {
    this.control = 0;
    await this.write('CONTROL', 0);
    await this.command('RESET');
    this.events.reset();
    this.states.reset();
    this.fed = 0;
    await this.until((status) => status.idle, 'the reset');
  }
  /** @param steps  0: without end */
  async start(steps: number): Promise<void> {
    await this.write('STEPS_LOW', steps % 2 ** 32, Math.floor(steps / 2 ** 32));
    await this.command('START');
  }

  /** Takes what is in the event queue, up to a frame full. Returns how many words came. */
  async takeEvents(event: (event: AddressEvent) => void): Promise<number> {
    const words = await this.drain('EVENT_LEVEL');
    this.events.read(words, event);
    return words.length;
  }
  async takeStates(beat: (beat: StateBeat) => void): Promise<number> {
    const words = await this.drain('STATE_LEVEL');
    this.states.read(words, beat);
    return words.length;
  }
  private async drain(name: string): Promise<Uint32Array> {
    const reply = await this.link.request({
      command: frame.drain,
      address: addressOf(name),
      count: mostRead,
      words: [],
    });
    if (reply.outcome !== outcome.done) throw refusal(`draining ${name}`, reply.outcome);
    return reply.words;
  }

  /**
   * States of all instances as they are now, while the board is idle or held.
   * @param event  takes events that come meanwhile
   * @param beat   takes samples that were in the queue before
   */
  async snapshot(
    event: (event: AddressEvent) => void,
    beat: (beat: StateBeat) => void = () => undefined,
  ): Promise<Snapshot> {
    const probing = (this.control & maskOf('CONTROL', 'probe')) !== 0;
    if (probing) await this.setControl('probe', false);
    while ((await this.takeStates(beat)) > 0);
    const { steps } = await this.counters();
    const parts = this.network.parts.filter(({ storedWidth }) => storedWidth > 0);
    const states = parts.map(({ part, instances }) => ({ part, words: new Array<bigint>(instances).fill(0n) }));
    let missing = parts.reduce((sum, { instances }) => sum + instances, 0);
    await this.command('READBACK');
    while (missing > 0) {
      const count = await this.takeStates((beat) => {
        const found = states.find(({ part }) => part === beat.part);
        if (found === undefined || beat.instance >= found.words.length)
          throw new LinkError(
            'refused',
            `a state beat of part ${beat.part}, instance ${beat.instance}, which there is not`,
          );
        found.words[beat.instance] = beat.word;
        missing--;
      });
      if (count === 0) await this.takeEvents(event);
    }
    if (probing) await this.setControl('probe', true);
    return { step: steps, states };
  }
  /** Puts the board, which is idle, into the states of a snapshot; a run goes on from there with the same bits. @param interval  steps between two samples */
  async restore(snapshot: Snapshot, interval = 0): Promise<void> {
    await this.reset();
    await this.setControl('restore', true);
    let block: number[] = [];
    for (const { part, words } of snapshot.states)
      for (const word of words) {
        const beat = (word << 8n) | BigInt(part);
        for (let i = 0; i < this.restoreSize; i++) block.push(Number((beat >> BigInt(32 * i)) & 0xffffffffn));
        if (block.length + this.restoreSize <= mostWritten) continue;
        await this.push('RESTORE_DATA', block);
        block = [];
      }
    await this.push('RESTORE_DATA', block);
    await this.write('STEPS_LOW', snapshot.step % 2 ** 32, Math.floor(snapshot.step / 2 ** 32));
    await this.write('TRACE_INTERVAL', interval, interval === 0 ? 0 : snapshot.step % interval);
    await this.command('RESTORED');
    await this.setControl('restore', false);
    this.states.reset(snapshot.step);
  }
  /** Words into one register, which may have no room for a while. */
  private async push(name: string, words: readonly number[]): Promise<void> {
    for (let rest = words; rest.length > 0; ) {
      const part = rest.slice(0, mostWritten);
      const reply = await this.link.request({
        command: frame.writeSame,
        address: addressOf(name),
        count: part.length,
        words: part,
      });
      rest = rest.slice(reply.done);
      if (reply.outcome === outcome.done) continue;
      if (reply.outcome !== outcome.refused || reply.done === 0) throw refusal(`writing ${name}`, reply.outcome);
    }
  }
  /** Stimulus words, as many as there is room for; returns how many were taken. */
  async feed(words: readonly number[]): Promise<number> {
    const part = words.slice(0, mostWritten);
    const reply = await this.link.request({
      command: frame.writeSame,
      address: addressOf('STIMULUS_DATA'),
      count: part.length,
      words: part,
    });
    if (reply.outcome !== outcome.done && reply.outcome !== outcome.refused)
      throw refusal('writing STIMULUS_DATA', reply.outcome);
    this.fed += reply.done;
    return reply.done;
  }

  /**
   * Parameters of one instance from the next step on; the run waits between two steps meanwhile.
   * @param integers  one for each field of the part's parameter word, in its format
   * @throws RangeError for an instance that there is not, or an integer that its format does not hold
   */
  async writeParameters(part: number, instance: number, integers: readonly bigint[]): Promise<void> {
    const machine = this.network.parts.find((one) => one.part === part && standsAlone(one));
    if (machine === undefined || machine.paramWord.length === 0)
      throw new RangeError(`part ${part} has no parameters that can be written`);
    if (!(Number.isInteger(instance) && instance >= 0 && instance < machine.instances))
      throw new RangeError(`part ${part} has no instance ${instance}, only 0 to ${machine.instances - 1}`);
    let word = 0n;
    for (const [i, { name, offset, width, format }] of machine.paramWord.entries()) {
      const integer = integers[i]!;
      const [low, high] = format.signed
        ? [-(1n << BigInt(width - 1)), (1n << BigInt(width - 1)) - 1n]
        : [0n, (1n << BigInt(width)) - 1n];
      if (integer < low || integer > high) throw new RangeError(`${name} = ${integer} does not fit into ${width} bits`);
      word |= BigInt.asUintN(width, integer) << BigInt(offset);
    }
    const words = Array.from({ length: Math.ceil(wordWidth(machine.paramWord) / 32) }, (_, i) =>
      Number((word >> BigInt(32 * i)) & 0xffffffffn),
    );
    await this.write('PARAM_PLACE', part + 256 * (instance % machine.lanes), Math.floor(instance / machine.lanes));
    await this.write('PARAM_WORD_0', ...words);
    await this.write('PARAM_WRITE', 1);
  }
  /**
   * Waits between two steps, does something there, goes on.
   * @param drain  takes what comes meanwhile: a step does not end while a queue is full
   */
  async held<T>(work: () => Promise<T>, drain: () => Promise<unknown> = async () => undefined): Promise<T> {
    await this.setControl('hold', true);
    await this.until(({ held, idle }) => held || idle, 'the end of the step', drain);
    try {
      return await work();
    } finally {
      await this.setControl('hold', false);
    }
  }
  /** Asks until it is so; the board answers within some clocks unless a queue is full. */
  private async until(
    reached: (status: BoardStatus) => boolean,
    what: string,
    drain: () => Promise<unknown> = async () => undefined,
  ): Promise<void> {
    for (let i = 0; i < 10_000; i++) {
      if (reached(await this.status())) return;
      await drain();
    }
    throw new LinkError('silent', `the board does not come to ${what}`);
  }
}

function refusal(what: string, code: number): LinkError {
  const name = Object.entries(outcome).find(([, value]) => value === code)?.[0] ?? String(code);
  return new LinkError('refused', `the board refuses ${what} (${name})`);
}
