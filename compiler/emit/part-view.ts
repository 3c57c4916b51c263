/** What `templates/part.v.hbs` shows: a part's issue, its lanes, its streams. */
import type { MachineForm } from '../machine/form.ts';
import { beatHeader, stimulusBeat, wordWidth } from '../machine/words.ts';
import { type bankView, fieldText, flagCount, size } from './bank-view.ts';
import { withLast } from './lane-view.ts';
import { addressWidth, literal } from './literals.ts';
import { commentText } from './source-lines.ts';

/** Instances in the last row. */
function lastRow({ instances, lanes, rows }: MachineForm): number {
  return instances - (rows - 1) * lanes;
}

/** @param inNetwork  whether other parts see its rows */
export function partView(machine: MachineForm, bank: ReturnType<typeof bankView>, inNetwork: boolean) {
  const { lanes, fixed } = machine;
  const { view } = bank;
  const cycleWidth = addressWidth(machine.cyclesPerStep);
  return {
    circuit: view.circuit,
    instances: machine.instances,
    lanes,
    laneHigh: lanes - 1,
    lastLane: lastRow(machine) - 1,
    rows: view.rows,
    rowWidth: view.rowWidth,
    rowHigh: view.rowHigh,
    firstWidth: addressWidth((machine.rows - 1) * lanes + 1),
    begin: machine.begin,
    cycleWidth,
    cycleHigh: cycleWidth - 1,
    flight: view.flight,
    storeFlight: view.storeFlight,
    counted: view.counted,
    draws: fixed.draws.length > 0,
    stimulus: stimulusView(machine),
    events: eventsView(machine),
    flags: flagsView(machine),
    flagText: flagTexts(machine).join('; '),
    lead: machine.lead,
    params: view.params && { high: view.params.high, unusedRow: view.rowWidth < 24 ? view.rowWidth : null },
    state: view.state && { ...view.state, rowHigh: lanes * view.state.width - 1 },
    network: inNetwork ? networkView(machine) : null,
    retire: { ...view.retire, rowHigh: lanes * view.retire.width - 1 },
    stateBeat: stateBeatView(machine),
    banks: withLast(Array.from({ length: lanes }, (_, index) => laneView(machine, index, bank, inNetwork))),
  };
}

function networkView({ lanes, stateWord, networkWord }: MachineForm) {
  return {
    nextHigh: lanes * wordWidth(stateWord) - 1,
    taken: networkWord.length > 0,
    high: lanes * wordWidth(networkWord) - 1,
  };
}

/** The places of one lane's words in the buses over all lanes. */
function laneView(machine: MachineForm, index: number, bank: ReturnType<typeof bankView>, inNetwork: boolean) {
  const slice = (width: number) => ({ high: (index + 1) * width - 1, low: index * width });
  const events = machine.fixed.events.length;
  const fractions = slice(8 * events);
  const flags = flagCount(machine);
  const input = wordWidth(machine.inputWord);
  return {
    index,
    number: literal(BigInt(index), 8),
    parameters: bank.parametersOf(index),
    stimulus: input === 0 ? null : machine.inputsPerInstance ? slice(input) : { high: input - 1, low: 0 },
    state: machine.storedWidth === 0 ? null : slice(machine.storedWidth),
    next: inNetwork ? slice(wordWidth(machine.stateWord)) : null,
    network: machine.networkWord.length === 0 ? null : slice(wordWidth(machine.networkWord)),
    events: events === 0 ? null : { ...slice(events), fractionHigh: fractions.high, fractionLow: fractions.low },
    flags: flags === 0 ? null : slice(flags),
    retire: slice(wordWidth(machine.retireWord)),
  };
}

/** Ones for every bit of the instances that the last row has; null when it is full. */
function lastRowMask(machine: MachineForm, bits: number): string | null {
  const present = lastRow(machine);
  return present === machine.lanes ? null : literal((1n << BigInt(bits * present)) - 1n, bits * machine.lanes);
}
function stimulusView(machine: MachineForm) {
  const width = stimulusBeat(machine);
  if (width === 0) return null;
  return {
    rowWidth: width,
    rowHigh: width - 1,
    perRow: machine.inputsPerInstance,
    perLane: machine.inputsPerInstance && machine.lanes > 1,
    when: machine.inputsPerInstance ? 'one for each row' : 'one for each step',
    text: machine.inputWord.map((f) => fieldText(f, 0)).join(', '),
  };
}
function eventsView(machine: MachineForm) {
  const count = machine.fixed.events.length;
  if (count === 0) return null;
  const bits = count * machine.lanes;
  return {
    count,
    firstSource: machine.firstSource,
    rowHigh: bits - 1,
    rowFractionHigh: 8 * bits - 1,
    mask: lastRowMask(machine, count),
    depth: machine.eventDepth,
    depthBits: Math.log2(machine.eventDepth),
  };
}
/** @param first  number of the part's first flag */
export function flagTexts({ fixed, lane }: MachineForm, first = 0): string[] {
  return [
    ...fixed.asserts.map((a, i) => `${first + i} assert fails: ${commentText(a.message)}`),
    ...lane.flagged.map((id, i) => `${first + fixed.asserts.length + i} ${lane.valueNames[id]} was clipped`),
  ];
}
function flagsView(machine: MachineForm) {
  const count = flagCount(machine);
  if (count === 0) return null;
  return {
    high: count - 1,
    rowHigh: count * machine.lanes - 1,
    zero: literal(0n, count),
    mask: lastRowMask(machine, count),
  };
}
function stateBeatView(machine: MachineForm) {
  return {
    ...size(beatHeader + machine.storedWidth),
    part: literal(BigInt(machine.part), 8),
    depth: machine.stateDepth,
    depthBits: Math.log2(machine.stateDepth),
  };
}
