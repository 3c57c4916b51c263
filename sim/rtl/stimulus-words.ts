/** The words that a host streams to the core: samples of the stimuli, quantised and laid out. */
import type { MachineForm } from '../../compiler/machine/form.ts';
import { stimulusBeat, wholeBytes, wordWidth } from '../../compiler/machine/words.ts';
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

/** All stimulus words of a run in the order in which the core takes them: one a step, or one a row with those of its instances side by side. */
export function* stimulusWords(machine: MachineForm, steps: number, source: InputSource): Generator<bigint> {
  const { instances, lanes, inputWord } = machine;
  const width = BigInt(wordWidth(inputWord));
  const wordOf = (step: number, instance: number): bigint => {
    let word = 0n;
    for (const [input, field] of inputWord.entries())
      word |= BigInt.asUintN(field.width, source(step, instance, input)) << BigInt(field.offset);
    return word;
  };
  for (let step = 0; step < steps; step++) {
    if (!machine.inputsPerInstance) yield wordOf(step, 0);
    else
      for (let first = 0; first < instances; first += lanes) {
        let row = 0n;
        for (let lane = 0; lane < lanes && first + lane < instances; lane++)
          row |= wordOf(step, first + lane) << (width * BigInt(lane));
        yield row;
      }
  }
}

/** The words of the experiment in hexadecimal, as benches read them. */
export function stimulusLines(machine: MachineForm, steps: number): string[] {
  if (machine.inputWord.length === 0) return [];
  return [...stimulusWords(machine, steps, experimentInputs(machine))].map((word) => word.toString(16));
}

/** Width of the stimulus port: whole bytes. */
export function stimulusBits(machine: MachineForm): number {
  return wholeBytes(stimulusBeat(machine));
}
/** The words as the harness reads them: 32-bit pieces, lowest first. */
export function* stimulusBytes(machine: MachineForm, steps: number, source: InputSource): Generator<Uint8Array> {
  const pieces = Math.ceil(stimulusBits(machine) / 32);
  const block = new Uint32Array(pieces * 4096);
  let filled = 0;
  for (const word of stimulusWords(machine, steps, source)) {
    for (let i = 0; i < pieces; i++) block[filled++] = Number((word >> BigInt(32 * i)) & 0xffffffffn);
    if (filled < block.length) continue;
    yield new Uint8Array(block.slice().buffer);
    filled = 0;
  }
  if (filled > 0) yield new Uint8Array(block.slice(0, filled).buffer);
}
