/** The words that a host streams to the core: samples of the stimuli, quantised and laid out. */
import type { MachineForm, NetworkMachine } from '../../compiler/machine/form.ts';
import { networkOf, stimulusBeat, wholeBytes, wordWidth } from '../../compiler/machine/words.ts';
import { quantise } from '../fixed/quantise.ts';
import { inputLayout } from '../float64/kernel.ts';
import { compileStimuli } from '../float64/stimuli.ts';

/** Integer of one input in one step; only asked for machines that have inputs. */
export type InputSource = (step: number, instance: number, input: number) => bigint;

/** Steps whose samples are worked out at a time. */
const chunk = 256;

/** The stimuli of the experiment, as every simulator sees them. */
export function experimentInputs(machine: MachineForm): InputSource {
  const { fixed, instances } = machine;
  const { cell } = fixed.step.population;
  const stimuli = compileStimuli(fixed.step);
  const layout = inputLayout(cell);
  const shared = new Float64Array(layout.shared * chunk);
  const each = new Float64Array(layout.each * chunk * instances);
  let first = -1;
  return (step, instance, input) => {
    const start = step - (step % chunk);
    if (start !== first) {
      first = start;
      stimuli.fill(start, chunk, shared, each);
    }
    const place = layout.place[input]!;
    const at = step - start;
    const sample = cell.inputs[input]!.perInstance
      ? each[(at * instances + instance) * layout.each + place]!
      : shared[at * layout.shared + place]!;
    return BigInt(quantise(sample, fixed.inputs[input]!.format));
  };
}

/** Sources of all parts, parallel to `network.parts`; null: that part takes no stimulus. */
export type NetworkSources = readonly (InputSource | null)[];
export function networkInputs(network: NetworkMachine): NetworkSources {
  return network.parts.map((part) => (part.inputWord.length === 0 ? null : experimentInputs(part)));
}
/** Whether any part takes a stimulus. */
export function isStimulated(network: NetworkMachine): boolean {
  return network.parts.some(({ inputWord }) => inputWord.length > 0);
}

/**
 * All stimulus words of a run in the order in which the core takes them: in each clock of the step in which some part issues a row
 * that takes a word, the words of all parts side by side; of a row those of its instances side by side.
 */
export function* stimulusWords(
  network: NetworkMachine,
  steps: number,
  sources: NetworkSources,
  from = 0,
): Generator<bigint> {
  let offset = 0;
  const parts = network.parts.flatMap((machine, i) => {
    const source = sources[i] ?? null;
    const at = BigInt(offset);
    offset += stimulusBeat(machine);
    return source === null ? [] : [{ machine, source, at, rows: machine.inputsPerInstance ? machine.rows : 1 }];
  });
  const clocks = new Set(
    parts.flatMap(({ machine, rows }) => Array.from({ length: rows }, (_, r) => machine.begin + r)),
  );
  const order = [...clocks].sort((a, b) => a - b);
  for (let step = from; step < steps; step++)
    for (const clock of order) {
      let word = 0n;
      for (const { machine, source, at, rows } of parts) {
        const row = clock - machine.begin;
        if (row >= 0 && row < rows) word |= rowWord(machine, source, step, row) << at;
      }
      yield word;
    }
}
function rowWord(machine: MachineForm, source: InputSource, step: number, row: number): bigint {
  const { instances, lanes, inputWord } = machine;
  const width = BigInt(wordWidth(inputWord));
  const end = machine.inputsPerInstance ? Math.min(lanes, instances - row * lanes) : 1;
  let word = 0n;
  for (let lane = 0; lane < end; lane++)
    for (const { input, width: bits, offset } of inputWord)
      word |= BigInt.asUintN(bits, source(step, row * lanes + lane, input)) << (width * BigInt(lane) + BigInt(offset));
  return word;
}

/** The words of the experiment in hexadecimal, as benches read them. */
export function stimulusLines(hardware: MachineForm | NetworkMachine, steps: number): string[] {
  const network = 'parts' in hardware ? hardware : networkOf(hardware);
  if (!isStimulated(network)) return [];
  return [...stimulusWords(network, steps, networkInputs(network))].map((word) => word.toString(16));
}

/** Width of the stimulus port: whole bytes. */
export function stimulusBits(network: NetworkMachine): number {
  return wholeBytes(network.parts.reduce((sum, part) => sum + stimulusBeat(part), 0));
}
/**
 * The stimuli of an experiment as a host sends them: 32-bit words, low bits first, those of the steps up to `steps`; null when none are needed.
 * @param from  the step to begin with
 * @param skip  words of it that are there already
 */
export function stimulusNumbers(
  network: NetworkMachine,
  steps: number,
  from: number,
  skip: number,
): Iterator<number> | null {
  return isStimulated(network) ? numbersOf(network, steps, from, skip) : null;
}
function* numbersOf(network: NetworkMachine, steps: number, from: number, skip: number): Generator<number> {
  const pieces = Math.ceil(stimulusBits(network) / 32);
  let left = skip;
  for (const word of stimulusWords(network, steps, networkInputs(network), from))
    for (let i = 0; i < pieces; i++) if (left-- <= 0) yield Number((word >> BigInt(32 * i)) & 0xffffffffn);
}

/** The words as the harness reads them: 32-bit pieces, lowest first. */
export function* stimulusBytes(network: NetworkMachine, steps: number, sources: NetworkSources): Generator<Uint8Array> {
  const pieces = Math.ceil(stimulusBits(network) / 32);
  const block = new Uint32Array(pieces * 4096);
  let filled = 0;
  for (const word of stimulusWords(network, steps, sources)) {
    for (let i = 0; i < pieces; i++) block[filled++] = Number((word >> BigInt(32 * i)) & 0xffffffffn);
    if (filled < block.length) continue;
    yield new Uint8Array(block.slice().buffer);
    filled = 0;
  }
  if (filled > 0) yield new Uint8Array(block.slice(0, filled).buffer);
}
