/** How edges are joined to the populations at their ends: which states are copied for them, which sums they make. */
import type { FixedForm } from '../numerics/form.ts';
import type { NetworkInput } from '../step/form.ts';
import type { Accumulator, CouplingMachine, MachineForm, ReadPort } from './form.ts';
import { pairOrder } from './pairs.ts';
import { ringSlots, wordWidth } from './words.ts';

/** Inputs of a part that come from other parts, by index. */
export function networkInputs({ step }: FixedForm): { readonly input: number; readonly from: NetworkInput }[] {
  return step.population.cell.inputs.flatMap(({ from }, input) => (from === undefined ? [] : [{ input, from }]));
}
/** What has no instance, or remembers, reports and checks nothing, makes no hardware. */
export function isBuilt({ step, states, events, asserts }: FixedForm): boolean {
  return step.population.instances > 0 && states.length + events.length + asserts.length > 0;
}

/** The terms of a sum whose edges exist. */
export function termsOf(from: NetworkInput, forms: readonly FixedForm[]) {
  return from.kind === 'sum' ? from.terms.filter(({ part }) => isBuilt(forms[part]!)) : [];
}

/** What the edges of part `part` read of their ends. */
export function readPorts(forms: readonly FixedForm[], part: number): ReadPort[] {
  const { edges } = forms[part]!.step;
  return (edges?.ends ?? []).flatMap((population, end) => {
    let offset = 0;
    const fields = networkInputs(forms[part]!).flatMap(({ input, from }) => {
      if (from.kind !== 'read' || from.end !== end) return [];
      const { name, format } = forms[population]!.states[from.state]!;
      const field = { name, offset, width: format.width, format, state: from.state, input };
      offset += format.width;
      return [field];
    });
    return fields.length === 0 ? [] : [{ end, part: population, fields }];
  });
}
/** The sums that the edges of part `part` make. */
export function accumulators(forms: readonly FixedForm[], part: number): Accumulator[] {
  return forms.flatMap((form, population) =>
    networkInputs(form).flatMap(({ input, from }) =>
      termsOf(from, forms)
        .filter((term) => term.part === part)
        .map(({ end, state }) => ({ end, part: population, input, state, width: form.inputs[input]!.format.width })),
    ),
  );
}

/** Bits that name the place of an instance: its row, and its lane where there are several. */
export function placeBits({ rows, lanes }: MachineForm): { readonly row: number; readonly lane: number } {
  return { row: bitsFor(rows), lane: lanes === 1 ? 0 : bitsFor(lanes) };
}
function bitsFor(count: number): number {
  return Math.max(1, Math.ceil(Math.log2(count)));
}

/**
 * @param hardwareOf  machine of a part by its number; a part that nothing asks of has none
 * @param counted  whether places of ends may be counted
 */
export function couplingMachine(
  forms: readonly FixedForm[],
  edges: MachineForm,
  hardwareOf: (part: number) => MachineForm | undefined,
  counted: boolean,
): CouplingMachine {
  const { part } = edges;
  const partOf = (number: number): MachineForm => hardwareOf(number)!;
  const reads = readPorts(forms, part);
  const sums = accumulators(forms, part);
  if (edges.window !== null) {
    const memoryBits = windowBits(edges, partOf(edges.window.population), shownStates(reads));
    return { part, engine: 'window', pairs: null, reads, sums, memoryBits };
  }
  if (edges.walk !== null) {
    const engine = edges.walk.delay === null ? 'event' : 'delay';
    return { part, engine, pairs: null, reads, sums, memoryBits: walkBits(edges, reads, sums, partOf) };
  }
  const memoryBits = listBits(edges, reads, sums, partOf);
  const ends = counted ? edges.fixed.step.edges!.ends.flatMap((end) => hardwareOf(end) ?? []) : [];
  const pairs = pairOrder(edges, ends);
  if (pairs === null) return { part, engine: 'edge list', pairs, reads, sums, memoryBits };
  return { part, engine: 'matrix', pairs, reads, sums, memoryBits: { ...memoryBits, ends: 0 } };
}
/**
 * Each lane has a memory of edges by source (the place of the second end, parameters), one that says where those of a source lie, a list of sources
 * that fired with what edges read of them, copies of what is read at the second end, and sums.
 */
function walkBits(
  { lanes, rows, walk, paramWord }: MachineForm,
  reads: readonly ReadPort[],
  sums: readonly Accumulator[],
  partOf: (part: number) => MachineForm,
): CouplingMachine['memoryBits'] {
  const source = partOf(walk!.population);
  const slots = ringSlots(walk!);
  const places = (number: number): number => partOf(number).rows * partOf(number).lanes;
  const [second] = [...reads, ...sums].filter(({ end }) => end === 1).map((port) => partOf(port.part));
  // of the row of the second end, in the sums of the step in which it is due
  const targetBits = second === undefined ? 0 : bitsFor(slots * second.rows) + placeBits(second).lane;
  const shown = (end: number): number =>
    reads.filter((port) => port.end === end).reduce((sum, port) => sum + wordWidth(port.fields), 0);
  const range = 2 * bitsFor(rows);
  return {
    ends: lanes * (rows * (targetBits + wordWidth(paramWord)) + source.rows * (1 + range)),
    copies:
      lanes * source.rows * (range + shown(0)) +
      lanes *
        reads.filter(({ end }) => end === 1).reduce((sum, port) => sum + places(port.part) * wordWidth(port.fields), 0),
    sums: lanes * slots * sums.reduce((sum, { part, width }) => sum + places(part) * width, 0),
    delays: 0,
  };
}
function listBits(
  { lanes, rows, fixed }: MachineForm,
  reads: readonly ReadPort[],
  sums: readonly Accumulator[],
  partOf: (part: number) => MachineForm,
): CouplingMachine['memoryBits'] {
  const ends = new Map([...reads, ...sums].map((port) => [port.end, placeBits(partOf(port.part))]));
  const wordBits = [...ends.values()].reduce((sum, { row, lane }) => sum + row + lane, 0);
  const places = (number: number): number => partOf(number).rows * partOf(number).lanes;
  const total = (bits: readonly number[]): number => bits.reduce((a, b) => a + b, 0) * lanes;
  return {
    ends: rows * lanes * wordBits,
    copies: total(reads.map((port) => places(port.part) * wordWidth(port.fields))),
    sums: total(sums.map((sum) => places(sum.part) * sum.width)),
    delays: rows * total(fixed.delayLines.map(({ steps, format }) => steps * format.width)),
  };
}
/** The states of the population that edges in a window read at either end, each once. */
export function shownStates(reads: readonly ReadPort[]): { readonly state: number; readonly width: number }[] {
  const fields = reads.flatMap((port) => port.fields);
  const states = [...new Set(fields.map(({ state }) => state))].sort((a, b) => a - b);
  return states.map((state) => ({ state, width: fields.find((field) => field.state === state)!.width }));
}
/** Each lane has a memory with its neighbours, and copies of two steps: its own, and one for each neighbour. */
function windowBits(
  edges: MachineForm,
  population: MachineForm,
  shown: readonly { readonly width: number }[],
): CouplingMachine['memoryBits'] {
  const { down, up } = edges.window!;
  const { rows, lanes } = population;
  const { row, lane } = placeBits(population);
  const width = shown.reduce((sum, field) => sum + field.width, 0);
  return {
    ends: rows * lanes * (down + up) * (1 + row + lane + wordWidth(edges.paramWord)),
    copies: lanes * (1 + down + up) * 2 * rows * lanes * width,
    sums: 0,
    delays: 0,
  };
}
