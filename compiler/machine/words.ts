/** Words laid out as fields side by side, the places of edges that events open, and a part seen as a network. */
import type { FixedForm, FixedId } from '../numerics/form.ts';
import type { BusField, Gate, MachineForm, NetworkMachine, Steps } from './form.ts';

/** Bits of a state beat below the state word: steps done (48), instance (24), part (8). */
export const beatHeader = 80;

/** Width of a word of fields side by side. */
export function wordWidth(fields: readonly BusField[]): number {
  return fields.reduce((sum, field) => sum + field.width, 0);
}
/**
 * Bits that retire of one instance; of edges in a window a bit above the word tells whether there is an edge, of those that events open also
 * the place in the memory of its lane above that.
 */
export function beatBits({ retireWord, window, walk, rows }: MachineForm): number {
  const above = walk !== null ? 1 + Math.max(1, Math.ceil(Math.log2(rows))) : window !== null ? 1 : 0;
  return wordWidth(retireWord) + above;
}
/** A part with an issue, memories and streams of its own: not edges that are worked out as instances are issued, or as events say. */
export function standsAlone({ window, walk }: MachineForm): boolean {
  return window === null && walk === null;
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
  return {
    name: lane.name,
    forms: [fixed],
    parts: [machine],
    couplings: [],
    cyclesPerStep,
    longestWalk: 0,
    clock,
    rate,
  };
}

/** In which order the edges of a part lie in the memories of the lanes of their sources: those of a source one behind the other. */
export interface WalkOrder {
  /** By instance of the source: place of its first edge in its lane, and how many there are. */
  readonly starts: Uint32Array;
  readonly counts: Uint32Array;
  /** By lane and place: number of the edge, [place * lanes + lane]; -1 where a lane has no more. */
  readonly edges: Int32Array;
  /** Places of the lane that has most. */
  readonly places: number;
}
/** Edges of every instance of the population at the first end. */
export function fanOut({ step }: FixedForm, source: FixedForm): Uint32Array {
  const { instances, size } = source.step.population;
  const counts = new Uint32Array(instances);
  for (let base = 0; base < instances; base += size) for (const own of step.edges!.from) counts[base + own]!++;
  return counts;
}
/** Edges of the lane that has most. @param counts  by instance of the source, which is in lane i mod `lanes` */
export function longestWalk(counts: Uint32Array, lanes: number): number {
  return perLane(counts, lanes).reduce((a, b) => Math.max(a, b), 0);
}
function perLane(counts: Uint32Array, lanes: number): Uint32Array {
  const sums = new Uint32Array(lanes);
  for (let instance = 0; instance < counts.length; instance++) sums[instance % lanes]! += counts[instance]!;
  return sums;
}
/** @param lanes  of the population at the first end, whose instance i is in lane i mod `lanes` */
export function walkOrder(fixed: FixedForm, source: FixedForm, lanes: number): WalkOrder {
  const { instances, size } = source.step.population;
  const { from } = fixed.step.edges!;
  const total = fixed.step.population.instances;
  const counts = fanOut(fixed, source);
  const starts = new Uint32Array(instances);
  const used = new Uint32Array(lanes);
  for (let instance = 0; instance < instances; instance++) {
    starts[instance] = used[instance % lanes]!;
    used[instance % lanes]! += counts[instance]!;
  }
  const places = longestWalk(counts, lanes);
  const edges = new Int32Array(places * lanes).fill(-1);
  const next = starts.slice();
  for (let edge = 0; edge < total; edge++) {
    const instance = Math.floor(edge / from.length) * size + from[edge % from.length]!;
    edges[next[instance]!++ * lanes + (instance % lanes)] = edge;
  }
  return { starts, counts, edges, places };
}

/** How many steps later what an edge adds is due. */
export function stepsOf({ most, own }: Steps, edge: number): number {
  return own === null ? most : own[edge]!;
}
/** For how many steps there are sums of edges that events open: this one and those of all delays. */
export function ringSlots({ delay }: Gate): number {
  return delay === null ? 1 : delay.most + 1;
}
/** The input that a delay line takes as it is, a state of the first end; null: it takes something else. */
export function delayedInput({ values, step }: FixedForm, source: FixedId): number | null {
  const { op, attributes } = values[source]!;
  if (op !== 'input') return null;
  const { from } = step.population.cell.inputs[attributes.index!]!;
  return from?.kind === 'read' && from.end === 0 ? attributes.index! : null;
}
