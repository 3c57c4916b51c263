/** What `templates/core.v.hbs` and `templates/tb.v.hbs` show: widths, memories, how the lane is joined to the buses. */
import type { BusField, LaneResult, MachineForm } from '../machine/form.ts';
import { wordWidth } from '../machine/words.ts';
import { type DrawSite, formatText, gaussianCoefficients } from '../ops/index.ts';
import { withLast } from './lane-view.ts';
import { addressWidth, literal, packWord } from './literals.ts';
import type { MemoryFiles } from './memories.ts';
import { commentText, type PlaceText } from './source-lines.ts';

/** Clocks from issue to the leaves of the lane: memory, and a register behind it. */
const readLatency = 2;
const beatHeader = 72;
const instanceField = 24;

export function coreView(machine: MachineForm, memories: MemoryFiles, place: PlaceText) {
  const { fixed, lane, instances } = machine;
  const instanceWidth = addressWidth(instances);
  const gap = machine.cyclesPerStep - instances;
  return {
    circuit: commentText(fixed.step.circuit),
    instances,
    instanceWidth,
    instanceHigh: instanceWidth - 1,
    cyclesPerStep: machine.cyclesPerStep,
    gap,
    gapWidth: addressWidth(gap + 1),
    flight: readLatency + lane.latency,
    storeFlight: readLatency + lane.stateLatency,
    lateBy: lane.latency - lane.stateLatency,
    stimulus: stimulusView(machine),
    stimulusMode: machine.inputWord.length === 0 ? 0 : machine.inputsPerInstance ? 2 : 1,
    events: eventsView(machine),
    eventText: fixed.events.map((event, i) => `${i} ${commentText(event.name)}`).join(', '),
    flags: flagsView(machine),
    flagText: flagTexts(machine).join('; '),
    holds: fixed.asserts.length === 0 ? null : { high: fixed.asserts.length - 1 },
    state: size(wordWidth(machine.stateWord)),
    stateText: machine.stateWord.map((f) => fieldText(f, beatHeader)).join(', '),
    initial: initialView(machine, memories),
    params: paramsView(machine, memories),
    retire: size(wordWidth(machine.retireWord)),
    retireText: machine.retireWord.map((f) => fieldText(f, 0)),
    stateBeat: stateBeatView(machine, instanceWidth),
    delayLines: fixed.delayLines.map((_, i) => delayLineView(machine, i, memories, place)),
    draws: fixed.draws.map((draw, index) => drawView(draw, index, machine, memories)),
    laneConnections: withLast(connections(machine)),
    retireParts: withLast(retireParts(machine)),
  };
}

function size(width: number) {
  return { width, high: width - 1 };
}
function fieldText(field: BusField, base: number): string {
  return `[${base + field.offset + field.width - 1}:${base + field.offset}] ${commentText(field.name)} ${formatText(field.format)}`;
}
function wholeBytes(bits: number): number {
  return Math.ceil(bits / 8) * 8;
}
function powerBits(depth: number) {
  return { depth, depthBits: Math.log2(depth) };
}

function stimulusView(machine: MachineForm) {
  const width = wordWidth(machine.inputWord);
  if (width === 0) return null;
  const beat = wholeBytes(width);
  return {
    width,
    wordHigh: width - 1,
    high: beat - 1,
    padded: beat > width,
    zero: literal(0n, beat),
    when: machine.inputsPerInstance ? 'one word for each instance and step' : 'one word for each step',
    text: machine.inputWord.map((f) => fieldText(f, 0)).join(', '),
  };
}
function eventsView(machine: MachineForm) {
  const { events } = machine.fixed;
  if (events.length === 0) return null;
  const unfractioned = events.flatMap((event, i) => (event.fraction === null ? [{ high: 8 * i + 7, low: 8 * i }] : []));
  const count = events.length;
  return { count, high: count - 1, fractionHigh: 8 * count - 1, unfractioned, ...powerBits(machine.eventDepth) };
}
function flagTexts({ fixed, lane }: MachineForm): string[] {
  return [
    ...fixed.asserts.map((a, i) => `${i} assert fails: ${commentText(a.message)}`),
    ...lane.flagged.map((id, i) => `${fixed.asserts.length + i} ${lane.valueNames[id]} was clipped`),
  ];
}
function flagsView({ fixed, lane }: MachineForm) {
  const count = fixed.asserts.length + lane.flagged.length;
  return count === 0 ? null : { high: count - 1, zero: literal(0n, count) };
}

/** One integer for every instance: the list, or the same number for all. */
function integerOf(integers: readonly bigint[], instance: number): bigint {
  return integers.length === 1 ? integers[0]! : integers[instance]!;
}
function isUniform(integers: readonly bigint[]): boolean {
  return integers.every((integer) => integer === integers[0]);
}
function wordsOf(fields: readonly BusField[], columns: readonly (readonly bigint[])[], instances: number): bigint[] {
  return Array.from({ length: instances }, (_, i) =>
    packWord(
      fields,
      columns.map((column) => integerOf(column, i)),
    ),
  );
}

function initialView({ fixed, stateWord, instances }: MachineForm, memories: MemoryFiles) {
  const columns = fixed.states.map((state) => state.initial);
  const width = wordWidth(stateWord);
  if (columns.every(isUniform)) return { file: null, literal: literal(wordsOf(stateWord, columns, 1)[0]!, width) };
  const words = wordsOf(stateWord, columns, instances);
  return { file: memories.fileOf({ name: 'initial_states', words, width }), literal: null };
}
function paramsView({ fixed, paramWord, instances }: MachineForm, memories: MemoryFiles) {
  if (paramWord.length === 0) return null;
  const width = wordWidth(paramWord);
  const words = wordsOf(
    paramWord,
    fixed.params.map((param) => param.integers),
    instances,
  );
  return { ...size(width), file: memories.fileOf({ name: 'params', words, width }) };
}
function stateBeatView(machine: MachineForm, instanceWidth: number) {
  const used = beatHeader + wordWidth(machine.stateWord);
  const width = wholeBytes(used);
  return {
    ...size(width),
    wordHigh: beatHeader - 1,
    instancePad: instanceWidth === instanceField ? null : literal(0n, instanceField - instanceWidth),
    pad: width === used ? null : literal(0n, width - used),
    ...powerBits(machine.stateDepth),
  };
}
function delayLineView(machine: MachineForm, index: number, memories: MemoryFiles, place: PlaceText) {
  const line = machine.fixed.delayLines[index]!;
  const { width } = line.format;
  const depth = line.steps * machine.instances;
  const uniform = isUniform(line.initial);
  const words = Array.from({ length: machine.instances }, (_, i) => integerOf(line.initial, i));
  const origin = machine.fixed.values[line.source]!.origin;
  return {
    index,
    ...size(width),
    depth,
    addressWidth: addressWidth(depth),
    literal: uniform ? literal(line.initial[0]!, width) : null,
    file: uniform ? null : memories.fileOf({ name: `delay_line_${index}_initial`, words, width }),
    comment: commentText([place(origin), `${line.name}, ${line.steps} steps ago`].filter((w) => w !== '').join('  ')),
  };
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
    ...fields(lane.ports.states, machine.stateWord, 'state_word'),
    ...fields(lane.ports.params, machine.paramWord, 'param_word'),
    ...fields(lane.ports.inputs, machine.inputWord, 'stimulus_word_reg'),
    ...lane.ports.delayed.map((port, i) => ({ port, bus: `delayed_${i}`, range: null })),
    ...lane.ports.draws.map((port, i) => ({ port, bus: `draw_${i}_reg`, range: null })),
    ...lane.results.map((result) => ({ port: result.name, ...resultBus(result, machine) })),
  ];
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
  const flags = flagsView(machine);
  if (flags) parts.push({ bus: 'raised', high: flags.high, low: 0, gate: null });
  return parts.reverse();
}
