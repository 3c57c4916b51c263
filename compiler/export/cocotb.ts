/** A Python bench (cocotb) with golden vectors beside the Verilog: states, events and flags of every instance and step. */
import type { FileAccess } from '../../dsl/index.ts';
import type { EmittedFile, MachineForm, NetworkMachine } from '../machine/form.ts';
import { beatBits, stepsOf, walkOrder, wordWidth } from '../machine/words.ts';
import { render } from '../render.ts';

/** What the bit-exact simulator says of one part in one step. */
export interface GoldenFrame {
  /** Number of the part in the experiment. */
  readonly part: number;
  readonly integers: BigInt64Array | null;
  readonly fired: Uint8Array;
  readonly fractions: Float64Array;
  readonly flags: Uint32Array;
}
export interface GoldenVectors {
  readonly steps: number;
  /** Lines of `goldenLines`, step after step. */
  readonly golden: readonly string[];
  /** Stimulus words in hexadecimal, in the order in which the core takes them; empty without stimuli. */
  readonly stimulus: readonly string[];
}

/**
 * For each instance of a part: the number of the part in the hardware, the low part of its retire word (states and events), then its flags as in
 * `Frame.flags`. Parts that make no hardware have no lines. Edges that events open stand in the order of their places, 0 where there is none.
 */
export function goldenLines({ parts }: NetworkMachine, frame: GoldenFrame): string[] {
  const index = parts.findIndex(({ part }) => part === frame.part);
  const machine = parts[index];
  if (machine === undefined) return [];
  return Array.from(ordered(parts, machine), (instance) => {
    if (instance < 0) return `${index} 0 0`;
    const word = statesAndEvents(machine, frame, instance);
    return `${index} ${word.toString(16)} ${frame.flags[instance]!.toString(16)}`;
  });
}
const orders = new WeakMap<MachineForm, Int32Array>();
/** Instances in the order of their lines; -1 for a place without an edge. */
function ordered(parts: readonly MachineForm[], machine: MachineForm): Iterable<number> {
  const { walk, fixed, lanes, instances } = machine;
  if (walk === null) return Array(instances).keys();
  const source = parts.find(({ part }) => part === walk.population)!;
  const order = orders.get(machine) ?? walkOrder(fixed, source.fixed, lanes).edges;
  orders.set(machine, order);
  return order;
}
function statesAndEvents({ fixed, retireWord }: MachineForm, frame: GoldenFrame, instance: number): bigint {
  let [word, place] = [0n, 0];
  const put = (value: bigint): void => {
    const { width, offset } = retireWord[place++]!;
    word |= BigInt.asUintN(width, value) << BigInt(offset);
  };
  const [states, events] = [fixed.states.length, fixed.events.length];
  for (let s = 0; s < states; s++) put(frame.integers![instance * states + s]!);
  for (const [e, { fraction }] of fixed.events.entries()) {
    const at = instance * events + e;
    put(BigInt(frame.fired[at]!));
    if (fraction !== null) put(BigInt(Math.round(frame.fractions[at]! * 256)));
  }
  return word;
}
/** Bits of the retire word below its flags. */
function flagOffset({ fixed, retireWord }: MachineForm): number {
  const fields = fixed.states.length + fixed.events.reduce((sum, e) => sum + (e.fraction === null ? 1 : 2), 0);
  const last = retireWord[fields - 1];
  return last === undefined ? 0 : last.offset + last.width;
}

/** The bench, its runner and its vectors; to be written beside the files of `emitVerilog`. */
export function exportCocotb(
  network: NetworkMachine,
  vectors: GoldenVectors,
  files: FileAccess,
  options: { readonly version: string },
): EmittedFile[] {
  const { name, parts } = network;
  let low = 0;
  const views = parts.map((part) => {
    const { population } = part.fixed.step;
    const view = {
      name: JSON.stringify(population.name === '' ? name : population.name),
      instances: part.walk === null ? part.instances : part.rows * part.lanes,
      walked: part.walk === null ? 'False' : 'True',
      lanes: part.lanes,
      bits: wordWidth(part.retireWord),
      beat: beatBits(part),
      flagOffset: flagOffset(part),
      low,
      delays: part.walk?.delay ? JSON.stringify(delaysFile(part)) : 'None',
    };
    low += part.lanes * view.beat;
    return view;
  });
  const view = {
    version: options.version,
    module: `test_${name}`,
    core: `${name}_core`,
    steps: vectors.steps,
    instances: parts.reduce((sum, { instances }) => sum + instances, 0),
    parts: views,
    cyclesPerStep: network.cyclesPerStep,
    stimulus: vectors.stimulus.length > 0,
    events: parts.some(({ fixed }) => fixed.events.length > 0),
    flags: parts.some(({ fixed, lane }) => fixed.asserts.length + lane.flagged.length > 0),
  };
  return [
    { path: `test_${name}.py`, text: render(files, 'cocotb_test.py', view) },
    { path: 'run_cocotb.py', text: render(files, 'cocotb_run.py', view) },
    { path: 'golden.txt', text: lines(vectors.golden) },
    ...parts.flatMap((part) => (part.walk?.delay ? [{ path: delaysFile(part), text: delayText(parts, part) }] : [])),
    ...(view.stimulus ? [{ path: 'stimulus.txt', text: lines(vectors.stimulus) }] : []),
  ];
}
function delaysFile({ part }: MachineForm): string {
  return `delays_${part}.txt`;
}
/** By place of an edge that events open: how many steps later what it adds is due. */
function delayText(parts: readonly MachineForm[], machine: MachineForm): string {
  const { delay } = machine.walk!;
  return lines(Array.from(ordered(parts, machine), (edge) => String(edge < 0 ? 0 : stepsOf(delay!, edge))));
}
function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
