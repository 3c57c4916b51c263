/** What `templates/event.v.hbs` shows: lists of sources that fired, memories of their edges, copies, datapaths, sums. */
import type { CouplingMachine, MachineForm, NetworkMachine, ReadPort } from '../machine/form.ts';
import { beatBits, delayedInput, ringSlots, stepsOf, type WalkOrder, walkOrder, wordWidth } from '../machine/words.ts';
import { flagCount, integerOf, size } from './bank-view.ts';
import { type EndField, partOf, type Range, range, readView, sumView } from './edges-view.ts';
import { withLast } from './lane-view.ts';
import { addressWidth, literal, NarrowWords } from './literals.ts';
import type { MemoryFiles } from './memories.ts';
import { flagTexts } from './part-view.ts';
import { commentText } from './source-lines.ts';

/** Everything that the views of one coupling share. */
interface Context {
  readonly edges: MachineForm;
  readonly source: MachineForm;
  readonly coupling: CouplingMachine;
  readonly order: WalkOrder;
  /**
   * Where a word of the memories of edges has the place of the second end; null: nobody asks for it. With a ring of sums its row is the place in
   * the sums of the step in which it is due, seen from the first one of the step in which it enters.
   */
  readonly target: EndField | null;
  /** And the parameters of the edge; null: it has none. */
  readonly params: Range | null;
  readonly edgeWidth: number;
  /** Of what is due later: places of the sums of all steps; null: the sums are those of the step. */
  readonly ring: { readonly places: number; readonly width: number } | null;
  /** What edges take of their source; at least the state that opens them. */
  readonly shown: ReadPort;
}

function contextOf(network: NetworkMachine, coupling: CouplingMachine): Context {
  const edges = partOf(network, coupling.part);
  const source = partOf(network, edges.walk!.population);
  const shown = coupling.reads.find(({ end }) => end === 0);
  if (shown === undefined) throw new Error('edges that events open read nothing of their source');
  const other = [...coupling.reads, ...coupling.sums].find(({ end }) => end === 1);
  const second = other === undefined ? null : partOf(network, other.part);
  const slots = ringSlots(edges.walk!);
  const target = second === null ? null : endField(second, slots * second.rows);
  const ring = second === null || edges.walk!.delay === null ? null : ringOf(slots * second.rows);
  const below = target === null ? 0 : (target.place ?? target.row).high + 1;
  const paramBits = wordWidth(edges.paramWord);
  const params = paramBits === 0 ? null : range(below, paramBits);
  const order = walkOrder(edges.fixed, source.fixed, edges.lanes);
  return { edges, source, coupling, order, target, params, edgeWidth: below + paramBits, ring, shown };
}
function ringOf(places: number): Context['ring'] {
  return { places, width: addressWidth(places) };
}
function endField(population: MachineForm, rows: number): EndField {
  const row = range(0, addressWidth(rows));
  const place = population.lanes === 1 ? null : range(row.high + 1, addressWidth(population.lanes));
  return { end: 1, population, row, place };
}

/** Memory of one lane, a word for each place: the second end of the edge there, and its parameters. */
function edgeText({ edges, order, target, params, edgeWidth }: Context, lane: number): string {
  const { fixed, lanes, paramWord } = edges;
  const { to } = fixed.step.edges!;
  const { delay } = edges.walk!;
  const words = new NarrowWords(edgeWidth, order.places);
  for (let place = 0; place < order.places; place++) {
    const edge = order.edges[place * lanes + lane]!;
    if (edge >= 0 && target !== null) {
      const { population, row } = target;
      const instance = Math.floor(edge / to.length) * population.fixed.step.population.size + to[edge % to.length]!;
      const later = delay === null ? 0 : stepsOf(delay, edge);
      words.put(row.low, Math.floor(instance / population.lanes) + later * population.rows);
      if (target.place) words.put(target.place.low, instance % population.lanes);
    }
    if (edge >= 0 && params !== null)
      for (const [i, { offset, width }] of paramWord.entries())
        words.putInteger({ offset: params.low + offset, width }, integerOf(fixed.params[i]!.integers, edge));
    words.end();
  }
  return words.text;
}
/** Memory of one lane, a word for each row of the sources: whether there are edges, the last one, the first one. */
function rangeText({ edges, source, order }: Context, lane: number): string {
  const bits = addressWidth(order.places);
  const words = new NarrowWords(1 + 2 * bits, source.rows);
  for (let instance = lane; instance < source.rows * source.lanes; instance += edges.lanes) {
    const count = instance < source.instances ? order.counts[instance]! : 0;
    if (count > 0) {
      words.put(0, 1);
      words.put(1, order.starts[instance]! + count - 1);
      words.put(1 + bits, order.starts[instance]!);
    }
    words.end();
  }
  return words.text;
}

export function eventView(network: NetworkMachine, coupling: CouplingMachine, memories: MemoryFiles) {
  const context = contextOf(network, coupling);
  const { edges, source, order, target, params, edgeWidth, shown, ring } = context;
  const { fixed, lanes, lane } = edges;
  const flags = flagCount(edges);
  const far = coupling.reads.filter(({ end }) => end === 1);
  const { sums } = coupling;
  const sourceNext = wordWidth(source.stateWord);
  const nameOf = (part: number): string => commentText(partOf(network, part).fixed.step.population.name);
  const rowHigh = (part: number): number => addressWidth(partOf(network, part).rows) - 1;
  const cleared = lanes * sums.length;
  return {
    name: commentText(fixed.step.population.name),
    edges: edges.instances,
    text: commentText(fixed.step.edges!.text),
    source: commentText(source.fixed.step.population.name),
    gate: commentText(source.fixed.states[edges.walk!.state]!.name),
    rows: order.places,
    indexText: wordText(context),
    retireClocks: edges.retireClocks,
    storeBit: edges.storeClocks - 1,
    targetDelay: edges.storeClocks - 2,
    engine: coupling.engine,
    // of all that a coupling adds to, which is one population
    ring: ring && {
      ...size(ring.width),
      places: ring.places,
      rows: partOf(network, sums[0]!.part).rows,
      steps: ringSlots(edges.walk!),
      delay: edges.storeClocks - 3,
    },
    toDelay: sourcesWidth(edges) === 0 ? null : size(sourcesWidth(edges)),
    late: edges.retireClocks - edges.storeClocks || null,
    flightHigh: edges.retireClocks - 1,
    flightBelow: edges.retireClocks - 2,
    flightZero: literal(0n, edges.retireClocks),
    retireText: retireTexts(edges, order.places),
    retireHigh: lanes * beatBits(edges) - 1,
    noWord: literal(0n, beatBits(edges)),
    laneHigh: lanes - 1,
    sources: {
      rows: source.rows,
      rowWidth: addressWidth(source.rows),
      rowHigh: addressWidth(source.rows) - 1,
      nextHigh: source.lanes * sourceNext - 1,
    },
    addressWidth: addressWidth(order.places),
    addressHigh: addressWidth(order.places) - 1,
    dataWidth: wordWidth(shown.fields),
    dataHigh: wordWidth(shown.fields) - 1,
    edgeWord: edgeWidth === 0 ? null : size(edgeWidth),
    params: params && { ...size(wordWidth(edges.paramWord)), from: params },
    nextWidth: wordWidth(edges.stateWord),
    nextHigh: wordWidth(edges.stateWord) - 1,
    edgeLane: `${lane.name}_lane`,
    flagText: flagTexts(edges).join('; '),
    flags:
      flags === 0
        ? null
        : {
            ...size(flags),
            allHigh: flags * lanes - 1,
            zero: literal(0n, flags),
            slices: withLast(Array.from({ length: lanes }, (_, i) => range(i * flags, flags))),
          },
    cleared: cleared === 0 ? null : { high: cleared - 1 },
    reads: far.map((port, index) => ({
      index,
      population: nameOf(port.part),
      text: port.fields.map((field) => commentText(field.name)).join(', '),
      rowHigh: rowHigh(port.part),
      nextHigh: partOf(network, port.part).lanes * wordWidth(partOf(network, port.part).stateWord) - 1,
    })),
    sums: sums.map((sum, index) => ({
      index,
      population: nameOf(sum.part),
      text: commentText(fixed.states[sum.state]!.name),
      rowHigh: rowHigh(sum.part),
      wordsHigh: lanes * partOf(network, sum.part).lanes * sum.width - 1,
    })),
    lanes: Array.from({ length: lanes }, (_, index) => ({
      index,
      ranges: memories.fileOfText(`${lane.name}_ranges_${index}`, rangeText(context, index)),
      file: edgeWidth === 0 ? null : memories.fileOfText(`${lane.name}_edges_${index}`, edgeText(context, index)),
      gate: wordOf(context, index, edges.walk!.state),
      data: withLast(shown.fields.map(({ state }) => wordOf(context, index, state)).reverse()),
      reads: far.map((port, k) => readView(port, k, index, edges, target!, memories)),
      // each lane has a word of its own
      sums: sums.map((sum, k) => ({
        ...sumView(sum, k, index, edges, target!, sums.length),
        ...(ring && { rows: ring.places, rowWidth: ring.width }),
        value: range(edges.stateWord[sum.state]!.offset, edges.stateWord[sum.state]!.width),
      })),
      connections: withLast(connections(context, far, index)),
      retire: range(index * beatBits(edges), beatBits(edges)),
      flags: flags === 0 ? null : range(index * flags, flags),
    })),
  };
}
/** A state of the instance in one lane of the row of sources that is stored. */
function wordOf({ source }: Context, lane: number, state: number): Range {
  const { offset, width } = source.stateWord[state]!;
  return range(lane * wordWidth(source.stateWord) + offset, width);
}
function wordText({ target, params }: Context): string {
  const text = (what: string, { high, low }: Range): string => `[${high}:${low}] ${what}`;
  const fields = [
    ...(target ? [text('row of the second end', target.row)] : []),
    ...(target?.place ? [text('its lane', target.place)] : []),
    ...(params ? [text('parameters', params)] : []),
  ];
  return fields.length === 0 ? 'there are none' : fields.join(', ');
}
function retireTexts({ retireWord }: MachineForm, places: number): string[] {
  const above = wordWidth(retireWord);
  return [
    ...retireWord.map(({ name, offset, width }) => `[${offset + width - 1}:${offset}] ${commentText(name)}`),
    `[${above}] there is an edge, [${above + addressWidth(places)}:${above + 1}] its place in the memory of edges`,
  ];
}

interface Connection {
  readonly port: string;
  readonly bus: string;
  readonly range: Range | null;
}
/** How the datapath of one lane is joined: parameters, what it reads of the source, and of the second end. */
function connections({ edges, shown }: Context, far: readonly ReadPort[], index: number): Connection[] {
  const { lane } = edges;
  const reads = lane.ports.inputs.map((port, input): Connection => {
    const own = shown.fields.find((field) => field.input === input);
    if (own !== undefined) return { port, bus: `data_${index}`, range: range(own.offset, own.width) };
    const k = far.findIndex(({ fields }) => fields.some((field) => field.input === input));
    const { offset, width } = far[k]!.fields.find((field) => field.input === input)!;
    return { port, bus: `read_${index}_${k}`, range: range(offset, width) };
  });
  return [
    ...lane.ports.states.map((port, i) => ({ port, bus: literal(0n, edges.stateWord[i]!.width), range: null })),
    ...lane.ports.params.map((port, i) => {
      const { offset, width } = edges.paramWord[i]!;
      return { port, bus: `params_${index}`, range: range(offset, width) };
    }),
    ...reads,
    // an edge that enters is what it was delayed for
    ...lane.ports.delayed.map((port, i): Connection => {
      const input = delayedInput(edges.fixed, edges.fixed.delayLines[i]!.source);
      const { offset, width } = shown.fields.find((field) => field.input === input)!;
      return { port, bus: `data_${index}`, range: range(offset, width) };
    }),
    ...lane.results.map(({ name: port, role, index: of }) => {
      if (role === 'flag') return { port, bus: `raised_${index}`, range: range(of, 1) };
      if (role === 'delaySource') return { port, bus: `to_delay_${index}`, range: sourceRange(edges, of) };
      const { offset, width } = edges.stateWord[of]!;
      return { port, bus: `next_${index}`, range: range(offset, width) };
    }),
  ];
}
/** What the datapath gives to delay lines, which there are none of. */
function sourceRange({ fixed }: MachineForm, line: number): Range {
  const offset = fixed.delayLines.slice(0, line).reduce((sum, { format }) => sum + format.width, 0);
  return range(offset, fixed.delayLines[line]!.format.width);
}
function sourcesWidth({ fixed }: MachineForm): number {
  return fixed.delayLines.reduce((sum, { format }) => sum + format.width, 0);
}
