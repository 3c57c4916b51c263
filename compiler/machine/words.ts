/** Words laid out as fields side by side, and a part seen as a network. */
import type { BusField, MachineForm, NetworkMachine } from './form.ts';

/** Bits of a state beat below the state word: steps done (48), instance (24), part (8). */
export const beatHeader = 80;

/** Width of a word of fields side by side. */
export function wordWidth(fields: readonly BusField[]): number {
  return fields.reduce((sum, field) => sum + field.width, 0);
}
/** Bits that retire of one instance; of edges in a window a bit above the word tells whether there is an edge. */
export function beatBits({ retireWord, window }: MachineForm): number {
  return wordWidth(retireWord) + (window === null ? 0 : 1);
}
/** Bits in whole bytes, as AXI-Stream has them. */
export function wholeBytes(bits: number): number {
  return Math.ceil(bits / 8) * 8;
}
/** Bits of the stimulus that one part takes at a time: a word for the step, or one for each instance of a row. */
export function stimulusBeat({ inputWord, inputsPerInstance, lanes }: MachineForm): number {
  return wordWidth(inputWord) * (inputsPerInstance ? lanes : 1);
}

/** A part that stands alone as a network of one. */
export function networkOf(machine: MachineForm): NetworkMachine {
  const { fixed, cyclesPerStep, clock, rate, lane } = machine;
  return { name: lane.name, forms: [fixed], parts: [machine], couplings: [], cyclesPerStep, clock, rate };
}
