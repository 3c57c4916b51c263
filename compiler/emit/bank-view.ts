/** What `templates/bank.v.hbs` shows: memories of one lane, and how the lane is joined to the buses. */
import type { BusField, LaneResult, MachineForm } from '../machine/form.ts';
import { wordWidth } from '../machine/words.ts';
import { type DrawSite, formatText, gaussianCoefficients } from '../ops/index.ts';
import { withLast } from './lane-view.ts';
import { addressWidth, literal, NarrowWords, packWord } from './literals.ts';
import type { MemoryFiles } from './memories.ts';
import { commentText, type PlaceText } from './source-lines.ts';

/** A memory whose content differs between lanes: the parameter of the bank, and its file for each lane. */
interface LaneMemory {
  readonly parameter: string;
  readonly files: readonly string[];
}

/**
 * The bank, and the parameters of each of its copies.
 * @param shown  whether other parts see its next states
 */
export function bankView(machine: MachineForm, memories: MemoryFiles, place: PlaceText, shown: boolean) {
  const { fixed, lane, lanes, rows } = machine;
  const rowWidth = addressWidth(rows);
  const initial = initialMemory(machine, memories);
  const params = paramsMemory(machine, memories);
  const delayLines = fixed.delayLines.map((_, i) => delayLineView(machine, i, memories, place));
  const laneMemories = [
    initial.memory,
    params?.memory ?? null,
    ...delayLines.flatMap((line) => [line.memory, line.own?.memory ?? null]),
  ].filter((memory) => memory !== null);
  const numbered = fixed.draws.length > 0;
  const parametersOf = (index: number) =>
    withLast([
      ...(numbered ? [{ type: 'integer ', name: 'LANE', value: String(index) }] : []),
      ...laneMemories.map(({ parameter, files }) => ({ type: '', name: parameter, value: `"${files[index]!}"` })),
    ]);
  const view = {
    circuit: commentText(fixed.step.circuit),
    lanes,
    rows,
    rowWidth,
    rowHigh: rowWidth - 1,
    flight: machine.retireClocks,
    storeFlight: machine.storeClocks,
    lateBy: lane.latency - lane.stateLatency,
    counted: fixed.draws.length + fixed.delayLines.length > 0,
    stimulus: machine.inputWord.length === 0 ? null : { wordHigh: wordWidth(machine.inputWord) - 1 },
    events: eventsView(machine),
    flags: flagCount(machine) === 0 ? null : { high: flagCount(machine) - 1 },
    holds: fixed.asserts.length === 0 ? null : { high: fixed.asserts.length - 1 },
    state: machine.storedWidth === 0 ? null : size(machine.storedWidth),
    next: { ...size(wordWidth(machine.stateWord)), shown, above: aboveStored(machine) },
    network: machine.networkWord.length === 0 ? null : size(wordWidth(machine.networkWord)),
    lead: machine.lead,
    small: machine.small,
    initial: { parameter: initial.memory?.parameter ?? null, literal: initial.literal },
    params: params && { ...size(wordWidth(machine.paramWord)), parameter: params.memory.parameter },
    retire: size(wordWidth(machine.retireWord)),
    retireText: machine.retireWord.map((f) => fieldText(f, 0)),
    delayLines,
    draws: withLast(fixed.draws.map((draw, index) => drawView(draw, index, machine, memories))),
    parameters: parametersOf(0),
    laneConnections: withLast(connections(machine)),
    retireParts: withLast(retireParts(machine)),
  };
  return { view, parametersOf };
}

/** Lowest bit of next states that are kept nowhere; null when all are kept. */
function aboveStored({ stateWord, storedWidth }: MachineForm): number | null {
  return wordWidth(stateWord) > storedWidth ? storedWidth : null;
}
export function size(width: number) {
  return { width, high: width - 1 };
}
export function fieldText(field: BusField, base: number): string {
  return `[${base + field.offset + field.width - 1}:${base + field.offset}] ${commentText(field.name)} ${formatText(field.format)}`;
}
/** Asserts, then saturations. */
export function flagCount({ fixed, lane }: MachineForm): number {
  return fixed.asserts.length + lane.flagged.length;
}

function eventsView({ fixed }: MachineForm) {
  const { events } = fixed;
  if (events.length === 0) return null;
  const unfractioned = events.flatMap((event, i) => (event.fraction === null ? [{ high: 8 * i + 7, low: 8 * i }] : []));
  return { high: events.length - 1, fractionHigh: 8 * events.length - 1, unfractioned };
}

/** One integer for every instance: the list, or the same number for all. */
export function integerOf(integers: readonly bigint[], instance: number): bigint {
  return integers.length === 1 ? integers[0]! : integers[instance]!;
}
export function isUniform(integers: readonly bigint[]): boolean {
  return integers.every((integer) => integer === integers[0]);
}
/** A field of a word, and what stands there: a number, or one for each instance. */
interface Column {
  readonly field: { readonly offset: number; readonly width: number };
  readonly integers: readonly bigint[];
}
/**
 * One file for each lane: the words of its instances, row by row. Lanes that the last row does not need hold the last instance there:
 * they compute what nobody sees.
 */
function laneMemory(
  machine: MachineForm,
  memories: MemoryFiles,
  memory: { readonly name: string; readonly parameter: string; readonly width: number },
  columns: readonly Column[],
): LaneMemory {
  const { lanes, rows, instances } = machine;
  const files = Array.from({ length: lanes }, (_, lane) => {
    const words = new NarrowWords(memory.width, rows);
    for (let row = 0; row < rows; row++) {
      const instance = Math.min(row * lanes + lane, instances - 1);
      for (const { field, integers } of columns) words.putInteger(field, integerOf(integers, instance));
      words.end();
    }
    return memories.fileOfText(lanes === 1 ? memory.name : `${memory.name}_${lane}`, words.text);
  });
  return { parameter: memory.parameter, files };
}

function initialMemory(machine: MachineForm, memories: MemoryFiles) {
  const { fixed, stateWord } = machine;
  const { storedWidth: width } = machine;
  const columns = stateWord.flatMap((field, i): Column[] =>
    field.offset < width ? [{ field, integers: fixed.states[i]!.initial }] : [],
  );
  if (columns.every(({ integers }) => isUniform(integers))) {
    const word = packWord(
      columns.map(({ field }) => field),
      columns.map(({ integers }) => integerOf(integers, 0)),
    );
    return { memory: null, literal: literal(word, width) };
  }
  return {
    memory: laneMemory(machine, memories, { name: 'initial_states', parameter: 'INITIAL_STATES', width }, columns),
    literal: null,
  };
}
function paramsMemory(machine: MachineForm, memories: MemoryFiles) {
  const { fixed, paramWord } = machine;
  if (paramWord.length === 0) return null;
  const width = wordWidth(paramWord);
  const columns = paramWord.map((field, i) => ({ field, integers: fixed.params[i]!.integers }));
  return { memory: laneMemory(machine, memories, { name: 'params', parameter: 'PARAMS', width }, columns) };
}
function delayLineView(machine: MachineForm, index: number, memories: MemoryFiles, place: PlaceText) {
  const line = machine.fixed.delayLines[index]!;
  const { width } = line.format;
  const depth = line.steps * machine.rows;
  const uniform = isUniform(line.initial);
  const file = { name: `delay_line_${index}_initial`, parameter: `DELAY_LINE_${index}_INITIAL`, width };
  const memory = uniform
    ? null
    : laneMemory(machine, memories, file, [{ field: { offset: 0, width }, integers: line.initial }]);
  const origin = machine.fixed.values[line.source]!.origin;
  const own = ownDelays(machine, index, memories);
  const ago = own === null ? `${line.steps} steps ago` : `as many steps ago as each says, at most ${line.steps}`;
  return {
    index,
    ...size(width),
    own,
    depth,
    addressWidth: addressWidth(depth),
    literal: uniform ? literal(line.initial[0]!, width) : null,
    memory,
    parameter: memory?.parameter ?? null,
    comment: commentText([place(origin), `${line.name}, ${ago}`].filter((w) => w !== '').join('  ')),
  };
}
/** Memory of how far back each row reads a delay line, in places of the line; null: all alike. */
function ownDelays(machine: MachineForm, index: number, memories: MemoryFiles) {
  const { own, steps } = machine.fixed.delayLines[index]!;
  if (own === undefined) return null;
  const width = addressWidth(steps * machine.rows) + 1;
  const integers = Array.from(own, (each) => BigInt(each * machine.rows));
  const file = { name: `delay_line_${index}_steps`, parameter: `DELAY_LINE_${index}_STEPS`, width };
  const memory = laneMemory(machine, memories, file, [{ field: { offset: 0, width }, integers }]);
  return { memory, parameter: memory.parameter };
}

/** Words of the coefficients of `qnm_gaussian`: c2 in 11 bits, c1 signed in 17 above it, c0 in 22. */
const gaussianWords: readonly bigint[] = gaussianCoefficients.map(
  ([c0, c1, c2]) => (BigInt(c0) << 28n) | (BigInt.asUintN(17, BigInt(c1)) << 11n) | BigInt(c2),
);
function drawView(draw: DrawSite, index: number, machine: MachineForm, memories: MemoryFiles) {
  const normal = draw.kind === 'normal';
  return {
    index,
    ...size(draw.format.width),
    kind: normal ? 1 : 0,
    seed: literal(BigInt(machine.fixed.step.experiment.seed), 32),
    site: literal(BigInt(draw.site), 16),
    file: normal ? memories.fileOf({ name: 'gaussian', words: gaussianWords, width: 50 }) : 'none.hex',
    comment: `random ${draw.kind}, site ${draw.site}`,
  };
}

interface Connection {
  readonly port: string;
  readonly bus: string;
  readonly range: { readonly high: number; readonly low: number } | null;
}
function connections(machine: MachineForm): Connection[] {
  const { lane } = machine;
  const fields = (names: readonly string[], layout: readonly BusField[], bus: string): Connection[] =>
    names.map((port, i) => ({ port, bus, range: rangeOf(layout[i]!) }));
  return [
    ...lane.ports.states.map((port, i) => stateConnection(machine, port, i)),
    ...fields(lane.ports.params, machine.paramWord, 'read_param_word'),
    ...lane.ports.inputs.map((port, i) => inputConnection(machine, port, i)),
    ...lane.ports.delayed.map((port, i) => ({ port, bus: `delayed_${i}`, range: null })),
    ...lane.ports.draws.map((port, i) => ({ port, bus: `draw_${i}_reg`, range: null })),
    ...lane.results.map((result) => ({ port: result.name, ...resultBus(result, machine) })),
  ];
}
/** Outputs of edges are kept nowhere: nothing reads them. */
function stateConnection({ stateWord, storedWidth }: MachineForm, port: string, index: number): Connection {
  const field = stateWord[index]!;
  if (field.offset < storedWidth) return { port, bus: 'state_word', range: rangeOf(field) };
  return { port, bus: literal(0n, field.width), range: null };
}
/** An input is a field of the stimulus, or comes from another part. */
function inputConnection({ inputWord, networkWord }: MachineForm, port: string, index: number): Connection {
  const stimulus = inputWord.find(({ input }) => input === index);
  if (stimulus) return { port, bus: 'stimulus_word', range: rangeOf(stimulus) };
  return { port, bus: 'network_word', range: rangeOf(networkWord.find(({ input }) => input === index)!) };
}
function rangeOf(field: BusField) {
  return { high: field.offset + field.width - 1, low: field.offset };
}
function resultBus({ role, index }: LaneResult, machine: MachineForm): Omit<Connection, 'port'> {
  const bit = (i: number) => ({ high: i, low: i });
  const buses: Readonly<Record<LaneResult['role'], () => Omit<Connection, 'port'>>> = {
    next: () => ({ bus: 'next_word', range: rangeOf(machine.stateWord[index]!) }),
    fired: () => ({ bus: 'fired', range: bit(index) }),
    fraction: () => ({ bus: 'fractions', range: { high: 8 * index + 7, low: 8 * index } }),
    holds: () => ({ bus: 'holds', range: bit(index) }),
    flag: () => ({ bus: 'raised', range: bit(machine.fixed.asserts.length + index) }),
    delaySource: () => ({ bus: `delayed_${index}_source`, range: null }),
  };
  return buses[role]();
}
interface RetirePart {
  readonly bus: string;
  readonly high: number;
  readonly low: number;
  /** A time inside the step is shown where this event fired, else 0. */
  readonly gate: string | null;
}
/** Parts of the retire word, the highest first. */
function retireParts(machine: MachineForm): RetirePart[] {
  const parts: RetirePart[] = [{ bus: 'retired_word', high: wordWidth(machine.stateWord) - 1, low: 0, gate: null }];
  for (const [i, event] of machine.fixed.events.entries()) {
    parts.push({ bus: 'fired', high: i, low: i, gate: null });
    if (event.fraction !== null) parts.push({ bus: 'fractions', high: 8 * i + 7, low: 8 * i, gate: String(i) });
  }
  const flags = flagCount(machine);
  if (flags > 0) parts.push({ bus: 'raised', high: flags - 1, low: 0, gate: null });
  return parts.reverse();
}
