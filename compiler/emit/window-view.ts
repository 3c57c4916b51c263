/** What `templates/window.v.hbs` shows: neighbours, copies and datapaths of edges that are worked out as their instances are issued. */
import type { Accumulator, CouplingMachine, MachineForm, NetworkMachine } from '../machine/form.ts';
import { beatBits, wordWidth } from '../machine/words.ts';
import { flagCount, integerOf, size } from './bank-view.ts';
import { initialRows, partOf, type Range, range } from './edges-view.ts';
import { withLast } from './lane-view.ts';
import { addressWidth, literal, NarrowWords } from './literals.ts';
import type { MemoryFiles } from './memories.ts';
import { flagTexts } from './part-view.ts';
import { commentText } from './source-lines.ts';

interface Slot {
  /** Which end of its edge is the instance: 0 for the edges that leave it. */
  readonly end: 0 | 1;
  readonly number: number;
  /** Places in the word of neighbours. */
  readonly present: number;
  readonly row: Range;
  readonly place: Range | null;
  readonly params: Range | null;
}
/** Everything that the views of one coupling share. */
interface Context {
  readonly edges: MachineForm;
  readonly population: MachineForm;
  readonly coupling: CouplingMachine;
  readonly slots: readonly Slot[];
  readonly indexWidth: number;
  /** Fields of the copies: states of the population. */
  readonly shown: readonly { readonly state: number; readonly offset: number; readonly width: number }[];
  readonly shownWidth: number;
}

function contextOf(network: NetworkMachine, coupling: CouplingMachine): Context {
  const edges = partOf(network, coupling.part);
  const { population: home, down, up } = edges.window!;
  const population = partOf(network, home);
  const [rowBits, laneBits] = [
    addressWidth(population.rows),
    population.lanes === 1 ? 0 : addressWidth(population.lanes),
  ];
  const paramBits = wordWidth(edges.paramWord);
  let at = 0;
  const slots = Array.from({ length: down + up }, (_, k): Slot => {
    const present = at;
    const row = range(present + 1, rowBits);
    const place = laneBits === 0 ? null : range(row.high + 1, laneBits);
    const params = paramBits === 0 ? null : range((place ?? row).high + 1, paramBits);
    at = (params ?? place ?? row).high + 1;
    return { end: k < down ? 0 : 1, number: k < down ? k : k - down, present, row, place, params };
  });
  const fields = coupling.reads.flatMap((port) => port.fields);
  const states = [...new Set(fields.map(({ state }) => state))].sort((a, b) => a - b);
  let offset = 0;
  const shown = states.map((state) => {
    const { width } = population.stateWord[state]!;
    offset += width;
    return { state, offset: offset - width, width };
  });
  return { edges, population, coupling, slots, indexWidth: at, shown, shownWidth: offset };
}

/** Memory of one lane, a word for each row: the neighbours of its instance in the slots, with the parameters of the edges. */
function neighbourText({ edges, population, slots, indexWidth }: Context, lane: number): string {
  const { from, to } = edges.fixed.step.edges!;
  const { lanes, rows, instances } = population;
  const { size } = population.fixed.step.population;
  const { down, up } = edges.window!;
  const ends = [
    { edges: slotLists(from, size, down), count: down, others: to },
    { edges: slotLists(to, size, up), count: up, others: from },
  ] as const;
  const words = new NarrowWords(indexWidth, rows);
  for (let instance = lane; instance < rows * lanes; instance += lanes) {
    const point = Math.floor(instance / size);
    for (const slot of instance < instances ? slots : []) {
      const own = ends[slot.end];
      const edge = own.edges[(instance % size) * own.count + slot.number]!;
      if (edge < 0) continue;
      const other = point * size + own.others[edge]!;
      words.put(slot.present, 1);
      words.put(slot.row.low, Math.floor(other / lanes));
      if (slot.place) words.put(slot.place.low, other % lanes);
      if (slot.params) putParams(words, slot.params.low, edges, point * from.length + edge);
    }
    words.end();
  }
  return words.text;
}
function putParams(words: NarrowWords, offset: number, { fixed, paramWord }: MachineForm, edge: number): void {
  for (const [i, field] of paramWord.entries())
    words.putInteger({ offset: offset + field.offset, width: field.width }, integerOf(fixed.params[i]!.integers, edge));
}
/** Edges by instance at one end, in their order; -1 for an empty slot. */
function slotLists(ends: Uint32Array, instances: number, count: number): Int32Array {
  const lists = new Int32Array(instances * count).fill(-1);
  const used = new Uint32Array(instances);
  for (let edge = 0; edge < ends.length; edge++) {
    const instance = ends[edge]!;
    lists[instance * count + used[instance]!++] = edge;
  }
  return lists;
}

export function windowView(network: NetworkMachine, coupling: CouplingMachine, memories: MemoryFiles) {
  const context = contextOf(network, coupling);
  const { edges, population, slots, shown, shownWidth } = context;
  const { fixed, lane } = edges;
  const { rows, lanes } = population;
  const rowWidth = addressWidth(rows);
  const flags = flagCount(edges);
  const down = edges.window!.down;
  const next = wordWidth(population.stateWord);
  const sums = coupling.sums.map((sum, index) => ({
    index,
    text: commentText(`${fixed.states[sum.state]!.name}, end ${sum.end}`),
    wordsHigh: lanes * sum.width - 1,
  }));
  return {
    name: commentText(fixed.step.population.name),
    edges: edges.instances,
    text: commentText(fixed.step.edges!.text),
    population: commentText(population.fixed.step.population.name),
    down,
    up: edges.window!.up,
    indexText: slots.map(slotText).join(', '),
    sumText: String(edges.storeClocks + 1),
    retireClocks: edges.retireClocks,
    retireText: edges.retireWord.map((f) => `[${f.offset + f.width - 1}:${f.offset}] ${commentText(f.name)}`),
    flags:
      flags === 0
        ? null
        : {
            ...size(flags),
            allHigh: flags * lanes * down - 1,
            zero: literal(0n, flags),
            slices: withLast(Array.from({ length: lanes * down }, (_, i) => range(i * flags, flags))),
          },
    flagText: flagTexts(edges).join('; '),
    rows,
    rowWidth,
    rowHigh: rowWidth - 1,
    populationLanes: lanes,
    laneWidth: addressWidth(lanes),
    lastRow: literal(BigInt(rows - 1), rowWidth),
    lastInstance: literal(BigInt((rows - 1) * lanes), 24),
    stride: literal(BigInt(lanes), 24),
    nextHigh: lanes * next - 1,
    retireHigh: edges.lanes * beatBits(edges) - 1,
    flightHigh: edges.retireClocks - 1,
    flightBelow: edges.retireClocks - 2,
    flightZero: literal(0n, edges.retireClocks),
    indexWidth: context.indexWidth,
    indexHigh: context.indexWidth - 1,
    shownWidth,
    shownHigh: shownWidth - 1,
    shownRowHigh: lanes * shownWidth - 1,
    shown: withLast(
      Array.from({ length: lanes }, (_, l) =>
        shown.map(({ state }) =>
          range(l * next + population.stateWord[state]!.offset, population.stateWord[state]!.width),
        ),
      )
        .flat()
        .reverse(),
    ),
    initial: initialRows(
      population,
      shown.map(({ state }) => state),
      memories,
    ),
    edgeLane: `${lane.name}_lane`,
    sums,
    lanes: Array.from({ length: lanes }, (_, index) => ({
      index,
      file: memories.fileOfText(`${lane.name}_neighbours_${index}`, neighbourText(context, index)),
      place: literal(BigInt(index), addressWidth(lanes)),
      slots: slots.map((slot) => slotView(context, slot, index)),
      totals: coupling.sums.map((sum, k) => totalView(context, sum, k, index)),
    })),
  };
}
function slotText({ end, number, present, row, place, params }: Slot): string {
  const name = `${end === 0 ? 'down' : 'up'} ${number}`;
  const text = (what: string, { high, low }: Range): string => `[${high}:${low}] ${what}`;
  return [
    `[${present}] ${name}: there is an edge`,
    text('row', row),
    ...(place ? [text('lane', place)] : []),
    ...(params ? [text('parameters', params)] : []),
  ].join(', ');
}
const slotName = (slot: Slot, lane: number): string => `${slot.end === 0 ? 'down' : 'up'}_${lane}_${slot.number}`;

function slotView(context: Context, slot: Slot, lane: number) {
  const { edges } = context;
  const name = slotName(slot, lane);
  const nextWidth = wordWidth(edges.stateWord);
  const flags = flagCount(edges);
  const params = slot.params && { ...size(wordWidth(edges.paramWord)), from: slot.params };
  return {
    lane,
    name,
    comment: `${slot.end === 0 ? 'an edge that leaves' : 'an edge that arrives at'} the instance: slot ${slot.number}`,
    row: slot.row,
    place: slot.place,
    present: String(slot.present),
    presentDelay: edges.storeClocks - 2,
    params,
    nextWidth,
    nextHigh: nextWidth - 1,
    flagsHigh: flags === 0 ? null : String(flags - 1),
    connections: withLast(connections(context, slot, name)),
    retire: slot.end === 0 ? retireView(edges, lane * edges.window!.down + slot.number) : null,
  };
}
function retireView(edges: MachineForm, number: number) {
  const bits = beatBits(edges);
  const flags = flagCount(edges);
  return {
    ...range(number * bits, bits),
    presentDelay: edges.retireClocks - 2,
    late: edges.retireClocks - edges.storeClocks,
    flags: flags === 0 ? null : { ...range(number * flags, flags), zero: literal(0n, flags) },
  };
}

interface Connection {
  readonly port: string;
  readonly bus: string;
  readonly range: Range | null;
}
/** How the datapath of one slot is joined: what it reads at the instance, and at the other end. */
function connections({ edges, coupling, shown }: Context, slot: Slot, name: string): Connection[] {
  const { lane } = edges;
  const reads = lane.ports.inputs.map((port, input): Connection => {
    const end = coupling.reads.find(({ fields }) => fields.some((field) => field.input === input))!;
    const { state } = end.fields.find((field) => field.input === input)!;
    const { offset, width } = shown.find((field) => field.state === state)!;
    const bus = end.end === slot.end ? `own_${name.split('_')[1]!}` : `other_${name}`;
    return { port, bus, range: range(offset, width) };
  });
  return [
    ...lane.ports.states.map((port, i) => ({ port, bus: literal(0n, edges.stateWord[i]!.width), range: null })),
    ...lane.ports.params.map((port, i) => {
      const { offset, width } = edges.paramWord[i]!;
      return { port, bus: `params_${name}`, range: range(offset, width) };
    }),
    ...reads,
    ...lane.results.map(({ name: port, role, index }) => {
      if (role === 'flag') return { port, bus: `raised_${name}`, range: range(index, 1) };
      const { offset, width } = edges.stateWord[index]!;
      return { port, bus: `next_${name}`, range: range(offset, width) };
    }),
  ];
}

/** The sum of one output over the slots at one end of the instance. */
function totalView({ edges, slots }: Context, sum: Accumulator, index: number, lane: number) {
  const own = slots.filter(({ end }) => end === sum.end);
  const { offset, width: bits, format } = edges.stateWord[sum.state]!;
  if (bits > sum.width) throw new Error(`a sum of ${sum.width} bits adds an output of ${bits}`);
  return {
    index,
    name: `${lane}_${index}`,
    comment: commentText(`${edges.fixed.states[sum.state]!.name} of all edges at end ${sum.end}`),
    width: sum.width,
    count: own.length,
    allHigh: own.length * sum.width - 1,
    words: range(lane * sum.width, sum.width),
    terms: own.map((slot, k) => ({
      slot: slotName(slot, lane),
      ...range(k * sum.width, sum.width),
      width: sum.width,
      wordHigh: sum.width - 1,
      zero: literal(0n, sum.width),
      signed: format.signed ? 1 : 0,
      valueWidth: bits,
      value: range(offset, bits),
    })),
  };
}
