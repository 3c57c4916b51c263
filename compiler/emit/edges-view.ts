/** What `templates/edges.v.hbs` shows: memories of the ends, copies of states, sums. */
import type { Accumulator, CouplingMachine, MachineForm, NetworkMachine, ReadPort } from '../machine/form.ts';
import { wordWidth } from '../machine/words.ts';
import { endLists } from '../model/form.ts';
import { integerOf, isUniform } from './bank-view.ts';
import { withLast } from './lane-view.ts';
import { addressWidth, literal, NarrowWords, packWord } from './literals.ts';
import type { MemoryFiles } from './memories.ts';
import { commentText } from './source-lines.ts';

export interface Range {
  readonly high: number;
  readonly low: number;
}
export const range = (low: number, width: number): Range => ({ high: low + width - 1, low });

/** Where a word of the memories of ends has the row and the lane of one end. */
export interface EndField {
  readonly end: number;
  readonly population: MachineForm;
  readonly row: Range;
  /** Null where the population has one lane. */
  readonly place: Range | null;
}
interface IndexWord {
  readonly ends: readonly EndField[];
  /** Bit that tells whether there is an edge; null where every row is full. */
  readonly present: number | null;
  readonly width: number;
}

/** The machine of a part by its number. */
export function partOf(network: NetworkMachine, part: number): MachineForm {
  const found = network.parts.find((one) => one.part === part);
  if (found === undefined) throw new Error(`part ${part} has no hardware`);
  return found;
}
function indexWord(network: NetworkMachine, coupling: CouplingMachine): IndexWord {
  const edges = partOf(network, coupling.part);
  const ends: EndField[] = [];
  let width = 0;
  for (const end of edges.fixed.step.edges!.ends.keys()) {
    const port = [...coupling.reads, ...coupling.sums].find((one) => one.end === end);
    if (port === undefined) continue;
    const population = partOf(network, port.part);
    const row = range(width, addressWidth(population.rows));
    const place = population.lanes === 1 ? null : range(row.high + 1, addressWidth(population.lanes));
    ends.push({ end, population, row, place });
    width = (place ?? row).high + 1;
  }
  const full = edges.instances === edges.rows * edges.lanes;
  return { ends, present: full ? null : width, width: full ? width : width + 1 };
}
/** How the ends of a lane's edges are counted, instead of read from a memory. */
function countedView(network: NetworkMachine, coupling: CouplingMachine, word: IndexWord, lane: number) {
  if (coupling.pairs === null) return null;
  const edges = partOf(network, coupling.part);
  const ends = edges.fixed.step.edges!.ends.map((part) => partOf(network, part));
  const [from, to] = ends.map(({ fixed }) => fixed.step.population.size) as [number, number];
  const widths = ends.map(({ instances }) => addressWidth(instances) + 1);
  const order = { all: 0, behind: 1, others: 2 }[coupling.pairs];
  const first = order === 0 ? { from: Math.floor(lane / to), to: lane % to } : { from: 0, to: 1 };
  const fields = word.ends.flatMap(({ end, population, row, place }) => {
    const laneBits = Math.log2(population.lanes);
    const name = end === 0 ? 'from' : 'to';
    const number = (low: number, width: number): string =>
      `${name}_${lane}[${low + Math.min(width, widths[end]! - low) - 1}:${low}]`;
    return [
      { to: row, from: number(laneBits, row.high - row.low + 1), zero: literal(0n, row.high - row.low + 1) },
      ...(place
        ? [{ to: place, from: number(0, place.high - place.low + 1), zero: literal(0n, place.high - place.low + 1) }]
        : []),
    ];
  });
  return {
    order,
    from,
    to,
    first,
    step: edges.lanes,
    fromWidth: widths[0]!,
    toWidth: widths[1]!,
    fromHigh: widths[0]! - 1,
    toHigh: widths[1]! - 1,
    fields,
    present: word.present === null ? null : { bit: word.present, end: literal(BigInt(ends[0]!.instances), widths[0]!) },
  };
}
/** Memory of a lane, one word for each row: the places of the ends of its edges, and whether there is one. */
function indexText(edges: MachineForm, word: IndexWord, lane: number): string {
  const lists = endLists(edges.fixed.step.edges!);
  const size = lists[0]!.length;
  const words = new NarrowWords(word.width, edges.rows);
  for (let edge = lane; edge < edges.rows * edges.lanes; edge += edges.lanes) {
    if (edge < edges.instances) {
      if (word.present !== null) words.put(word.present, 1);
      for (const { end, population, row, place } of word.ends) {
        const own = lists[end]![edge % size]!;
        const instance = Math.floor(edge / size) * population.fixed.step.population.size + own;
        words.put(row.low, Math.floor(instance / population.lanes));
        if (place) words.put(place.low, instance % population.lanes);
      }
    }
    words.end();
  }
  return words.text;
}

export function edgesView(network: NetworkMachine, coupling: CouplingMachine, memories: MemoryFiles) {
  const edges = partOf(network, coupling.part);
  const { fixed, lanes, rows, lane } = edges;
  const word = indexWord(network, coupling);
  const nextWidth = wordWidth(edges.stateWord);
  const networkWidth = wordWidth(edges.networkWord);
  const rowWidth = addressWidth(rows);
  const end = (which: number): EndField => word.ends.find((one) => one.end === which)!;
  const reads = coupling.reads.map((port, index) => ({
    index,
    end: port.end,
    population: commentText(end(port.end).population.fixed.step.population.name),
    text: port.fields.map((field) => commentText(field.name)).join(', '),
  }));
  const sums = coupling.sums.map((sum, index) => ({
    index,
    end: sum.end,
    population: commentText(end(sum.end).population.fixed.step.population.name),
    text: commentText(fixed.states[sum.state]!.name),
  }));
  const cleared = lanes * sums.length;
  return {
    name: commentText(fixed.step.population.name),
    edges: edges.instances,
    text: commentText(fixed.step.edges!.text),
    engine: coupling.engine,
    rows,
    rowWidth,
    storeClocks: edges.storeClocks,
    indexWidth: word.width,
    indexHigh: word.width - 1,
    indexText: wordText(word),
    targetDelay: edges.storeClocks - 2,
    reads,
    sums,
    cleared: cleared === 0 ? null : { high: cleared - 1 },
    present: word.present === null ? null : String(word.present),
    counted: coupling.pairs === null ? null : { lastRow: literal(BigInt(rows - 1), rowWidth) },
    ports: withLast(portsOf(coupling, end, { lanes, rowWidth, nextWidth, networkWidth })),
    lanes: Array.from({ length: lanes }, (_, index) => ({
      index,
      counted: countedView(network, coupling, word, index),
      file: coupling.pairs ? null : memories.fileOfText(`${lane.name}_ends_${index}`, indexText(edges, word, index)),
      reads: coupling.reads.map((port, k) => readView(port, k, index, edges, end(port.end), memories)),
      sums: coupling.sums.map((sum, k) => sumView(sum, k, index, edges, end(sum.end), sums.length)),
    })),
    unused: [
      ...Array.from({ length: lanes }, (_, index) => `ends_${index}`),
      ...(sums.length > 0 ? Array.from({ length: lanes }, (_, index) => `targets_${index}`) : []),
      ...(sums.length > 0 ? ['next_words'] : []),
      ...reads.map(({ index }) => `write_${index}_words`),
    ],
  };
}
function wordText({ ends, present }: IndexWord): string {
  const text = (name: string, { high, low }: Range): string => `[${high}:${low}] ${name}`;
  const fields = ends.flatMap(({ end, row, place }) => [
    text(`row of end ${end}`, row),
    ...(place ? [text(`lane of end ${end}`, place)] : []),
  ]);
  return [...fields, ...(present === null ? [] : [`[${present}] there is an edge`])].join(', ');
}

interface Port {
  readonly direction: 'input ' | 'output';
  /** Null: one bit. */
  readonly high: string | null;
  readonly name: string;
}
function portsOf(
  { reads, sums, pairs }: CouplingMachine,
  end: (which: number) => EndField,
  own: { readonly lanes: number; readonly rowWidth: number; readonly nextWidth: number; readonly networkWidth: number },
): Port[] {
  const bus = (direction: Port['direction'], name: string, width: number): Port => ({
    direction,
    high: String(width - 1),
    name,
  });
  const bit = (direction: Port['direction'], name: string): Port => ({ direction, high: null, name });
  const rowOf = (which: number): number => addressWidth(end(which).population.rows);
  return [
    bit('input ', 'clk'),
    ...(sums.length > 0 || pairs ? [bit('input ', 'rst')] : []),
    ...(sums.length > 0 ? [bit('input ', 'restore'), bit('output', 'ready')] : []),
    ...(pairs ? [bit('input ', 'issue')] : []),
    bus('input ', 'issue_row', own.rowWidth),
    ...(reads.length > 0 ? [bit('input ', 'fresh'), bus('output', 'network_words', own.lanes * own.networkWidth)] : []),
    ...(sums.length > 0 ? [bit('input ', 'store'), bus('input ', 'next_words', own.lanes * own.nextWidth)] : []),
    ...reads.flatMap((port, k) => {
      const { lanes, stateWord } = end(port.end).population;
      return [
        bit('input ', `write_${k}`),
        bus('input ', `write_${k}_row`, rowOf(port.end)),
        bus('input ', `write_${k}_words`, lanes * wordWidth(stateWord)),
      ];
    }),
    ...sums.flatMap((sum, k) => [
      bit('input ', `take_${k}`),
      bus('input ', `take_${k}_row`, rowOf(sum.end)),
      bus('output', `sums_${k}`, own.lanes * end(sum.end).population.lanes * sum.width),
    ]),
  ];
}

/** What both ends have in common: their population and their places in the index word. */
function placeView(index: number, lane: number, { population, row, place }: EndField) {
  const { rows, lanes } = population;
  return { index, lane, rows, lanes, rowWidth: addressWidth(rows), laneWidth: addressWidth(lanes), row, place };
}
export function readView(
  port: ReadPort,
  index: number,
  lane: number,
  edges: MachineForm,
  field: EndField,
  memories: MemoryFiles,
) {
  const { population } = field;
  const width = wordWidth(port.fields);
  const next = wordWidth(population.stateWord);
  const words = Array.from({ length: population.lanes }, (_, l) =>
    port.fields.map(({ state }) => {
      const { offset, width: bits } = population.stateWord[state]!;
      return range(l * next + offset, bits);
    }),
  );
  const base = lane * wordWidth(edges.networkWord);
  return {
    ...placeView(index, lane, field),
    width,
    high: width - 1,
    ...initialRows(
      population,
      port.fields.map(({ state }) => state),
      memories,
    ),
    words: withLast(words.flat().reverse()),
    fields: port.fields.map(({ offset, width: bits, input }) => ({
      from: range(offset, bits),
      to: range(base + edges.networkWord.find((f) => f.input === input)!.offset, bits),
    })),
  };
}
/** Rows of the initial values of some states, those of the first instance lowest; a literal where all are alike. */
export function initialRows(population: MachineForm, states: readonly number[], memories: MemoryFiles) {
  const { fixed, rows, lanes, instances, stateWord } = population;
  const columns = states.map((state) => fixed.states[state]!.initial);
  let width = 0;
  const fields = states.map((state) => {
    const field = { offset: width, width: stateWord[state]!.width };
    width += field.width;
    return field;
  });
  const word = (instance: number): bigint =>
    packWord(
      fields,
      columns.map((column) => integerOf(column, Math.min(instance, instances - 1))),
    );
  if (columns.every(isUniform)) return { file: null, literal: literal(word(0), width) };
  const words = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: lanes }, (_, l) => word(row * lanes + l) << BigInt(width * l)).reduce((a, b) => a | b),
  );
  const name = `${population.lane.name}_shown_${states.join('_')}`;
  return { file: memories.fileOf({ name, words, width: width * lanes }), literal: null };
}
export function sumView(
  sum: Accumulator,
  index: number,
  lane: number,
  edges: MachineForm,
  field: EndField,
  count: number,
) {
  const { offset, width: bits, format } = edges.stateWord[sum.state]!;
  if (bits > sum.width) throw new Error(`a sum of ${sum.width} bits adds an output of ${bits}`);
  const row = field.population.lanes * sum.width;
  return {
    ...placeView(index, lane, field),
    number: lane * count + index,
    width: sum.width,
    high: sum.width - 1,
    signed: format.signed ? 1 : 0,
    valueWidth: bits,
    value: range(lane * wordWidth(edges.stateWord) + offset, bits),
    words: range(lane * row, row),
  };
}
