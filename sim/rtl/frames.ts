/** Frames from what retires: the bytes of the Verilator harness, or the words that the Icarus bench prints. */

import type { MachineForm, NetworkMachine, Steps } from '../../compiler/machine/form.ts';
import { beatBits, beatHeader, stepsOf, wordWidth } from '../../compiler/machine/words.ts';
import type { Frame, RunObserver } from '../run.ts';
import { edgesByPlace } from './walks.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Arrays of one frame over one buffer, laid out as `harness.cpp` writes it (little endian). */
export class FrameBuffer {
  readonly bytes: Uint8Array;
  readonly integers: BigInt64Array;
  readonly flags: Uint32Array;
  readonly fired: Uint8Array;
  /** In 1/256 of dt. */
  readonly fractionBytes: Uint8Array;
  readonly frame: Mutable<Frame>;
  private readonly halves: Int32Array;
  private readonly scales: Float64Array;

  constructor(machine: Pick<MachineForm, 'fixed' | 'instances'>) {
    const { fixed, instances } = machine;
    const states = fixed.states.length * instances;
    const events = fixed.events.length * instances;
    const fired = states * 8 + instances * 4;
    const buffer = new ArrayBuffer(Math.ceil((fired + 2 * events) / 8) * 8);
    this.bytes = new Uint8Array(buffer);
    this.integers = new BigInt64Array(buffer, 0, states);
    this.halves = new Int32Array(buffer, 0, states * 2);
    this.flags = new Uint32Array(buffer, states * 8, instances);
    this.fired = new Uint8Array(buffer, fired, events);
    this.fractionBytes = new Uint8Array(buffer, fired + events, events);
    this.scales = Float64Array.from(fixed.states, (state) => 2 ** -state.format.fraction);
    const real = new Float64Array(states);
    const fractions = new Float64Array(events);
    this.frame = {
      part: machine.fixed.step.part,
      step: -1,
      states: real,
      integers: this.integers,
      fired: this.fired,
      fractions,
      flags: this.flags,
    };
  }
  /** Takes the words of edges from where they have their places; 0 where nothing was put. @param edges  by place, -1 for none */
  gather(places: Pick<FrameBuffer, 'integers' | 'flags'>, edges: Int32Array): void {
    this.gatherFrom(() => places, edges);
  }
  /** The same where not all edges take theirs from the same words. */
  gatherFrom(placesOf: (edge: number) => Pick<FrameBuffer, 'integers' | 'flags'>, edges: Int32Array): void {
    const states = this.scales.length;
    for (let place = 0; place < edges.length; place++) {
      const edge = edges[place]!;
      if (edge < 0) continue;
      const places = placesOf(edge);
      for (let s = 0; s < states; s++) this.integers[edge * states + s] = places.integers[place * states + s]!;
      this.flags[edge] = places.flags[place]!;
    }
  }
  /** The buffer is full: works out the real values and shows the frame. */
  show(observer: RunObserver): void {
    const { frame, halves, scales, fractionBytes } = this;
    const count = scales.length;
    for (let i = 0; i < frame.states.length; i++)
      frame.states[i] = (halves[2 * i + 1]! * 4294967296 + (halves[2 * i]! >>> 0)) * scales[i % count]!;
    for (let i = 0; i < fractionBytes.length; i++) frame.fractions[i] = fractionBytes[i]! / 256;
    frame.step++;
    observer.frame(frame);
  }
}

/** Arguments that tell the harness of each part how many instances there are, in how many lanes, and where the fields of a lane's words are. */
export function layoutArguments(network: NetworkMachine): string[] {
  return network.parts.flatMap(partArguments);
}
function partArguments(machine: MachineForm): string[] {
  const { fixed, retireWord, stateWord, lanes, part, firstSource, storedWidth, window } = machine;
  const instances = places(machine);
  const args = ['--part', `${part}:${instances}:${lanes}:${beatBits(machine)}:${firstSource}`];
  // rows of edges in a window are those of the population, and not every slot has an edge
  if (window !== null) args.push('--slots', `${wordWidth(retireWord)}:${machine.rows}:${lanes / window.down}`);
  if (machine.walk !== null) {
    const present = wordWidth(retireWord);
    args.push('--walk', `${present}:${machine.rows}:${beatBits(machine) - present - 1}`);
  }
  let place = fixed.states.length;
  for (const [i, { offset, width, format }] of retireWord.slice(0, place).entries()) {
    const beat = stateWord[i]!.offset < storedWidth ? beatHeader + stateWord[i]!.offset : -1;
    args.push('--state', `${offset}:${width}:${format.signed ? 1 : 0}:${beat}`);
  }
  for (const { fraction } of fixed.events) {
    const fired = retireWord[place++]!.offset;
    args.push('--event', `${fired}:${fraction === null ? -1 : retireWord[place++]!.offset}`);
  }
  const flags = retireWord.slice(place);
  if (flags.length > 0) args.push('--flags', `${flags[0]!.offset}:${flags.length}`);
  return args;
}

/** Instances whose words retire: of edges that events open, the places of all lanes. */
function places({ walk, rows, lanes, instances }: MachineForm): number {
  return walk === null ? instances : rows * lanes;
}

/** Edges that events open: their words by place, and the frame that these belong into, at once or steps later. */
interface Walked {
  readonly places: FrameBuffer;
  readonly frame: FrameBuffer;
  readonly edges: Int32Array;
  readonly delay: Steps | null;
  /** By step, modulo their number: the words of the edges that entered then. */
  readonly entered: readonly PlaceWords[];
}
function gather({ places, frame, edges, delay, entered }: Walked, step: number): void {
  if (delay === null) {
    frame.gather(places, edges);
    return;
  }
  const slots = entered.length;
  entered[step % slots]!.take(places);
  frame.gatherFrom((edge) => entered[(step + slots - stepsOf(delay, edge)) % slots]!, edges);
}
/** Words of edges by place, kept. */
class PlaceWords {
  readonly integers: BigInt64Array;
  readonly flags: Uint32Array;

  constructor({ integers, flags }: Pick<FrameBuffer, 'integers' | 'flags'>) {
    this.integers = integers.slice();
    this.flags = flags.slice();
  }
  take({ integers, flags }: Pick<FrameBuffer, 'integers' | 'flags'>): void {
    this.integers.set(integers);
    this.flags.set(flags);
  }
}

/** The frames of all parts of a network, by number: those that make no hardware show that nothing happens. */
export class NetworkFrames {
  /** Parallel to `network.parts`; edges that events open by their places. */
  readonly buffers: readonly FrameBuffer[];
  private readonly all: readonly FrameBuffer[];
  private readonly walked: readonly Walked[];

  constructor(network: NetworkMachine) {
    this.buffers = network.parts.map((part) => new FrameBuffer({ fixed: part.fixed, instances: places(part) }));
    const built = new Map(network.parts.map(({ part }, i) => [part, this.buffers[i]!]));
    this.walked = network.parts.flatMap((part, i) => {
      if (part.walk === null) return [];
      const frame = new FrameBuffer(part);
      built.set(part.part, frame);
      const { delay } = part.walk;
      // what entered in this step and in those before it, as long as some of it is not due
      const entered = Array.from(
        { length: delay === null ? 0 : delay.most + 1 },
        () => new PlaceWords(this.buffers[i]!),
      );
      return [{ places: this.buffers[i]!, frame, edges: edgesByPlace(network, part), delay, entered }];
    });
    this.all = network.forms.map(
      (fixed, part) => built.get(part) ?? new FrameBuffer({ fixed, instances: fixed.step.population.instances }),
    );
  }
  /** Steps shown so far. */
  get steps(): number {
    return this.all[0]!.frame.step + 1;
  }
  /** All buffers are full. */
  show(observer: RunObserver): void {
    for (const walked of this.walked) gather(walked, this.steps);
    for (const buffer of this.all) buffer.show(observer);
  }
}

/** Puts the retire words of a row into the buffer, the first of its instances being `instance`. Returns the first one of the next row. */
export function storeRow(machine: MachineForm, buffer: FrameBuffer, instance: number, row: bigint): number {
  const width = BigInt(beatBits(machine));
  const absent = machine.window === null ? null : BigInt(wordWidth(machine.retireWord));
  let next = instance;
  for (let lane = 0; lane < machine.lanes && next < machine.instances; lane++) {
    const word = BigInt.asUintN(Number(width), row >> (width * BigInt(lane)));
    if (absent !== null && word >> absent === 0n) continue;
    storeWord(machine, buffer, next++, word);
  }
  return next;
}
/** The same of edges that events opened, each with its place. False: there is none, the step has no more. */
export function storeWalked(machine: MachineForm, buffer: FrameBuffer, row: bigint): boolean {
  const width = BigInt(beatBits(machine));
  const present = BigInt(wordWidth(machine.retireWord));
  let any = false;
  for (let lane = 0; lane < machine.lanes; lane++) {
    const word = BigInt.asUintN(Number(width), row >> (width * BigInt(lane)));
    if (((word >> present) & 1n) === 0n) continue;
    storeWord(machine, buffer, Number(word >> (present + 1n)) * machine.lanes + lane, word);
    any = true;
  }
  return any;
}
function storeWord(machine: MachineForm, buffer: FrameBuffer, instance: number, word: bigint): void {
  const { fixed, retireWord } = machine;
  const raw = (i: number): bigint =>
    (word >> BigInt(retireWord[i]!.offset)) & ((1n << BigInt(retireWord[i]!.width)) - 1n);
  const states = fixed.states.length;
  for (let s = 0; s < states; s++) {
    const { signed, width } = retireWord[s]!.format;
    buffer.integers[instance * states + s] = signed ? BigInt.asIntN(width, raw(s)) : raw(s);
  }
  let place = states;
  for (const [e, { fraction }] of fixed.events.entries()) {
    const at = instance * fixed.events.length + e;
    buffer.fired[at] = Number(raw(place++));
    buffer.fractionBytes[at] = fraction === null ? 0 : Number(raw(place++));
    if (buffer.fired[at] === 0) buffer.fractionBytes[at] = 0;
  }
  let flags = 0;
  for (let f = 0; place + f < retireWord.length; f++) if (raw(place + f) !== 0n) flags |= 1 << Math.min(f, 31);
  buffer.flags[instance] = flags;
}
