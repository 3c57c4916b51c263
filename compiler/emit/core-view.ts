/** What `templates/core.v.hbs` and `templates/tb.v.hbs` show: the ports of the top, and how the parts are joined to them and to each other. */
import type { CouplingMachine, MachineForm, NetworkMachine } from '../machine/form.ts';
import { beatBits, beatHeader, standsAlone, stimulusBeat, wholeBytes, wordWidth } from '../machine/words.ts';
import { fieldText, flagCount } from './bank-view.ts';
import { range } from './edges-view.ts';
import { withLast } from './lane-view.ts';
import { addressWidth, literal } from './literals.ts';
import { flagTexts } from './part-view.ts';
import { commentText } from './source-lines.ts';

/** Offsets of consecutive fields, and their sum behind them. */
function offsets(widths: readonly number[]): { readonly at: readonly number[]; readonly total: number } {
  let total = 0;
  const at = widths.map((width) => {
    total += width;
    return total - width;
  });
  return { at, total };
}

/** Widths of what the parts bring to the buses of the top. */
interface Buses {
  readonly retire: ReturnType<typeof offsets>;
  readonly flags: ReturnType<typeof offsets>;
  readonly stimulus: ReturnType<typeof offsets>;
  /** Bits of a state beat, in whole bytes; of the widest part. */
  readonly stateBeat: number;
  /** Bits of the widest word of kept states, and of parameters; 0: none. */
  readonly stored: number;
  readonly params: number;
  /** Parts that have a stream of their own, in order. */
  readonly stateStreams: readonly MachineForm[];
  readonly eventStreams: readonly MachineForm[];
  readonly stimulated: readonly MachineForm[];
}
function busesOf({ parts }: NetworkMachine): Buses {
  return {
    retire: offsets(parts.map((part) => part.lanes * beatBits(part))),
    flags: offsets(parts.map(flagCount)),
    stimulus: offsets(parts.map(stimulusBeat)),
    stored: Math.max(...parts.map(({ storedWidth }) => storedWidth)),
    params: Math.max(0, ...parts.filter(standsAlone).map(({ paramWord }) => wordWidth(paramWord))),
    stateBeat: Math.max(...parts.map((part) => wholeBytes(beatHeader + part.storedWidth))),
    stateStreams: parts.filter((part) => part.storedWidth > 0),
    eventStreams: parts.filter(({ fixed }) => fixed.events.length > 0),
    stimulated: parts.filter((part) => stimulusBeat(part) > 0),
  };
}

/** @param modules  names of the parts' modules, and of those between them, by index */
export function coreView(
  network: NetworkMachine,
  modules: { readonly parts: readonly string[]; readonly edges: readonly string[] },
) {
  const { parts, couplings, forms } = network;
  const buses = busesOf(network);
  const cycleWidth = addressWidth(network.cyclesPerStep);
  const walkCount = couplings.filter(isWalked).length;
  const cells = parts.filter((part) => !couplings.some((coupling) => coupling.part === part.part));
  return {
    circuit: commentText(forms[0]!.step.circuit),
    instances: cells.reduce((sum, { instances }) => sum + instances, 0),
    cyclesPerStep: network.cyclesPerStep,
    cycleWidth,
    cycleHigh: cycleWidth - 1,
    partHigh: parts.length - 1,
    stimulus: stimulusView(buses),
    restore: { high: 7 + buses.stored, zero: literal(0n, 8 + buses.stored) },
    params: buses.params === 0 ? null : { high: buses.params - 1, zero: literal(0n, buses.params) },
    events: streamsView(buses.eventStreams.length, 96),
    eventText: parts
      .flatMap((part) =>
        part.fixed.events.map((event, i) => `${part.firstSource + i} ${inPart(network, part, event.name)}`),
      )
      .join(', '),
    flags: buses.flags.total === 0 ? null : { high: buses.flags.total - 1 },
    flagText: parts.flatMap((part, i) => flagTexts(part, buses.flags.at[i]!)).join('; '),
    stateTexts: buses.stateStreams.map((part) => {
      const text = part.stateWord
        .filter(({ offset }) => offset < part.storedWidth)
        .map((f) => fieldText(f, beatHeader))
        .join(', ');
      return parts.length === 1 ? text : `part ${part.part}, ${commentText(part.fixed.step.population.name)}: ${text}`;
    }),
    retire: { high: buses.retire.total - 1, instanceHigh: 24 * parts.length - 1 },
    retireTexts: parts.map((_, i) => {
      const at = buses.retire.at[i]!;
      return `retire_word[${(buses.retire.at[i + 1] ?? buses.retire.total) - 1}:${at}] of ${modules.parts[i]}`;
    }),
    retired: parts.map((part, index) => {
      const width = part.lanes * beatBits(part);
      return { index, ...range(buses.retire.at[index]!, width), zero: literal(0n, width) };
    }),
    states: {
      ...streamsView(buses.stateStreams.length, buses.stateBeat + 2)!,
      joined: buses.stateBeat + 2,
      high: buses.stateBeat - 1,
    },
    parts: parts.flatMap((part, i) =>
      standsAlone(part) ? [partConnections(network, part, i, buses, modules.parts[i]!)] : [],
    ),
    edges: couplings.flatMap((coupling, i) =>
      coupling.engine === 'edge list' || coupling.engine === 'matrix'
        ? [edgesConnections(network, coupling, i, modules.edges[i]!)]
        : [],
    ),
    windows: couplings.flatMap((coupling, i) =>
      coupling.engine === 'window' ? [windowConnections(network, coupling, i, buses, modules.edges[i]!)] : [],
    ),
    walks: couplings.flatMap((coupling, i) =>
      isWalked(coupling) ? [walkConnections(network, coupling, i, buses, modules.edges[i]!)] : [],
    ),
    walkHigh: walkCount === 0 ? null : String(walkCount - 1),
    edgesHigh: couplings.length === 0 ? null : String(couplings.length - 1),
    totals: parts.flatMap((part) => totalsOf(network, part)),
  };
}
/** A name of a part as the user sees it. */
function inPart({ parts }: NetworkMachine, part: MachineForm, name: string): string {
  return commentText(parts.length === 1 ? name : `${name} of ${part.fixed.step.population.name}`);
}

function stimulusView({ stimulus, stimulated }: Buses) {
  const width = stimulus.total;
  if (width === 0) return null;
  const beat = wholeBytes(width);
  const [only] = stimulated;
  const single = stimulated.length === 1;
  return {
    width,
    high: beat - 1,
    padded: beat > width,
    zero: literal(0n, beat),
    wantedHigh: stimulated.length - 1,
    when: !single
      ? 'a word whenever a part issues a row that takes one, in the order of the clocks of the step, the parts side by side'
      : only!.inputsPerInstance
        ? `one word for each ${only!.lanes > 1 ? 'row (the words of its instances side by side)' : 'instance'} and step`
        : 'one word for each step',
    text: single ? only!.inputWord.map((f) => fieldText(f, 0)).join(', ') : 'see the parts',
  };
}
function streamsView(streams: number, width: number) {
  return streams === 0 ? null : { streams, streamHigh: streams - 1, allHigh: streams * width - 1 };
}

function partConnections(network: NetworkMachine, part: MachineForm, index: number, buses: Buses, module: string) {
  const { fixed, lanes, instances } = part;
  const flags = flagCount(part);
  const input = stimulusBeat(part);
  const inNetwork = network.parts.length > 1;
  const events = buses.eventStreams.indexOf(part);
  const { name } = fixed.step.population;
  return {
    index,
    module,
    comment: commentText(inNetwork ? `part ${part.part}: ${name}, ${instances}` : fixed.step.circuit),
    state: part.storedWidth === 0 ? null : stateConnection(part, buses),
    params: paramsConnection(part),
    flags: flags === 0 ? null : range(buses.flags.at[index]!, flags),
    stimulus:
      input === 0 ? null : { index: buses.stimulated.indexOf(part), ...range(buses.stimulus.at[index]!, input) },
    events: events < 0 ? null : { stream: events, ...range(96 * events, 96) },
    retire: {
      ...range(buses.retire.at[index]!, lanes * beatBits(part)),
      instanceHigh: 24 * index + 23,
      instanceLow: 24 * index,
    },
    network: inNetwork
      ? {
          rowHigh: addressWidth(part.rows) - 1,
          nextHigh: lanes * wordWidth(part.stateWord) - 1,
          taken: part.networkWord.length > 0,
          high: lanes * wordWidth(part.networkWord) - 1,
        }
      : null,
  };
}
function paramsConnection(part: MachineForm) {
  const width = wordWidth(part.paramWord);
  return width === 0 ? null : { part: literal(BigInt(part.part), 8), high: width - 1 };
}
function stateConnection(part: MachineForm, { stateStreams, stateBeat }: Buses) {
  const stream = stateStreams.indexOf(part);
  const used = beatHeader + part.storedWidth;
  const low = stream * (stateBeat + 2);
  return {
    stream,
    part: literal(BigInt(part.part), 8),
    restoreHigh: 7 + part.storedWidth,
    last: low + stateBeat,
    read: low + stateBeat + 1,
    ...range(low, used),
    pad: used === stateBeat ? null : literal(0n, stateBeat - used),
    padHigh: low + stateBeat - 1,
    padLow: low + used,
  };
}

/** Index of a part in the top. */
function indexOf({ parts }: NetworkMachine, part: number): number {
  return parts.findIndex((one) => one.part === part);
}
function edgesConnections(network: NetworkMachine, coupling: CouplingMachine, index: number, module: string) {
  const { reads, sums, pairs } = coupling;
  const { lanes } = network.parts[indexOf(network, coupling.part)]!;
  return {
    index,
    module,
    part: indexOf(network, coupling.part),
    reading: reads.length > 0,
    adding: sums.length > 0,
    counted: pairs !== null,
    reset: sums.length > 0 || pairs !== null,
    reads: reads.map((port, k) => ({ index: k, part: indexOf(network, port.part) })),
    sums: sums.map((sum, k) => {
      const part = indexOf(network, sum.part);
      return { index: k, part, high: lanes * network.parts[part]!.lanes * sum.width - 1, edges: index };
    }),
  };
}

/** The machine of a coupling's edges, which has no issuer of its own, and where its flags lie among all. */
function edgesOf(network: NetworkMachine, { part }: CouplingMachine, buses: Buses) {
  const number = indexOf(network, part);
  const machine = network.parts[number]!;
  const flags = flagCount(machine);
  return { number, machine, flags: flags === 0 ? null : range(buses.flags.at[number]!, flags) };
}

function windowConnections(
  network: NetworkMachine,
  coupling: CouplingMachine,
  index: number,
  buses: Buses,
  module: string,
) {
  const { number, machine, flags } = edgesOf(network, coupling, buses);
  const home = indexOf(network, machine.window!.population);
  return {
    index,
    module,
    number,
    home,
    flags,
    sums: coupling.sums.map(({ width }, k) => ({
      index: k,
      window: index,
      high: network.parts[home]!.lanes * width - 1,
    })),
    retire: {
      ...range(buses.retire.at[number]!, machine.lanes * beatBits(machine)),
      instanceHigh: 24 * number + 23,
      instanceLow: 24 * number,
    },
  };
}

/** Whether its edges enter when their source fires. */
function isWalked({ engine }: CouplingMachine): boolean {
  return engine === 'event' || engine === 'delay';
}
function walkConnections(
  network: NetworkMachine,
  coupling: CouplingMachine,
  index: number,
  buses: Buses,
  module: string,
) {
  const { number, machine, flags } = edgesOf(network, coupling, buses);
  const { sums, reads } = coupling;
  const far = reads.filter(({ end }) => end === 1);
  return {
    index,
    module,
    number,
    walk: network.couplings.slice(0, index).filter(isWalked).length,
    home: indexOf(network, machine.walk!.population),
    adding: sums.length > 0,
    reading: far.length > 0,
    flags,
    reads: far.map((port, k) => ({ index: k, part: indexOf(network, port.part) })),
    sums: sums.map((sum, k) => {
      const part = indexOf(network, sum.part);
      return { index: k, part, high: machine.lanes * network.parts[part]!.lanes * sum.width - 1, edges: index };
    }),
    retire: {
      ...range(buses.retire.at[number]!, machine.lanes * beatBits(machine)),
      instanceHigh: 24 * number + 23,
      instanceLow: 24 * number,
    },
  };
}

/** For each lane and each sum that a population takes: what all its couplings bring, brought to one clock, added up in a tree. */
function totalsOf(network: NetworkMachine, part: MachineForm) {
  const { cell } = part.fixed.step.population;
  const index = network.parts.indexOf(part);
  return part.networkWord.flatMap((field) => {
    if (cell.inputs[field.input]!.from?.kind !== 'sum') return [];
    return Array.from({ length: part.lanes }, (_, lane) => {
      const terms = termSlices(network, part, field.input, lane);
      const last = Math.max(0, ...terms.map(({ ready }) => ready));
      const wait = part.lead + readLatency - last - totalLatency(terms.length);
      const name = `total_${index}_${field.input}_${lane}`;
      return {
        name,
        part: index,
        width: field.width,
        wordHigh: field.width - 1,
        comment: commentText(`${field.name} of lane ${lane} of part ${part.part}`),
        zero: terms.length === 0 ? literal(0n, field.width) : null,
        count: terms.length,
        terms: withLast(
          terms.map((term, t) => ({
            ...term,
            name: `${name}_${t}`,
            width: field.width,
            wordHigh: field.width - 1,
            wait: term.ready === last ? null : String(last - term.ready),
          })),
        ),
        wait: wait === 0 || terms.length === 0 ? null : String(wait),
        ...range(lane * wordWidth(part.networkWord) + field.offset, field.width),
      };
    });
  });
}
/** Clocks from issue to a part's inputs when nothing leads, and from a reading of sums to their words. */
const readLatency = 2;
const takeLatency = 2;
/** Clocks of `rtl/qnm_total.v`. */
function totalLatency(terms: number): number {
  return Math.max(1, Math.ceil(Math.log2(terms)));
}
function termSlices(network: NetworkMachine, part: MachineForm, input: number, lane: number) {
  return network.couplings.flatMap((coupling, c) =>
    coupling.sums.flatMap((sum, k) => {
      if (sum.part !== part.part || sum.input !== input) return [];
      const { lanes, window, storeClocks } = network.parts[indexOf(network, coupling.part)]!;
      const bus = `sums_${c}_${k}`;
      const place = (l: number) => ({ bus, ...range((l * part.lanes + lane) * sum.width, sum.width) });
      if (window === null) return Array.from({ length: lanes }, (_, l) => ({ ...place(l), ready: takeLatency }));
      const ready = storeClocks + 1 + totalLatency(sum.end === 0 ? window.down : window.up);
      return [{ ...place(0), ready }];
    }),
  );
}
