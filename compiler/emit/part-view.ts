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

export function partView(machine: MachineForm, bank: ReturnType<typeof bankView>) {
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
    state: { ...view.state, rowHigh: lanes * view.state.width - 1 },
    retire: { ...view.retire, rowHigh: lanes * view.retire.width - 1 },
    stateBeat: stateBeatView(machine),
    banks: withLast(Array.from({ length: lanes }, (_, index) => laneView(machine, index, bank))),
  };
}

/** The places of one lane's words in the buses over all lanes. */
function laneView(machine: MachineForm, index: number, bank: ReturnType<typeof bankView>) {
  const slice = (width: number) => ({ high: (index + 1) * width - 1, low: index * width });
  const events = machine.fixed.events.length;
  const fractions = slice(8 * events);
  const flags = flagCount(machine);
  const input = wordWidth(machine.inputWord);
  return {
    index,
    parameters: bank.parametersOf(index),
    stimulus: input === 0 ? null : machine.inputsPerInstance ? slice(input) : { high: input - 1, low: 0 },
    state: slice(wordWidth(machine.stateWord)),
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
    firstSource: 0,
    rowHigh: bits - 1,
    rowFractionHigh: 8 * bits - 1,
    mask: lastRowMask(machine, count),
    depth: machine.eventDepth,
    depthBits: Math.log2(machine.eventDepth),
  };
}
export function flagTexts({ fixed, lane }: MachineForm): string[] {
  return [
    ...fixed.asserts.map((a, i) => `${i} assert fails: ${commentText(a.message)}`),
    ...lane.flagged.map((id, i) => `${fixed.asserts.length + i} ${lane.valueNames[id]} was clipped`),
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
    ...size(beatHeader + wordWidth(machine.stateWord)),
    part: literal(0n, 8),
    depth: machine.stateDepth,
    depthBits: Math.log2(machine.stateDepth),
  };
}
