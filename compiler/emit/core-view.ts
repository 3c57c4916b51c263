/** What `templates/core.v.hbs` and `templates/tb.v.hbs` show: the ports of the top, and how the parts are joined to them. */
import type { MachineForm } from '../machine/form.ts';
import { beatHeader, stimulusBeat, wholeBytes, wordWidth } from '../machine/words.ts';
import { fieldText, flagCount } from './bank-view.ts';
import { addressWidth, literal } from './literals.ts';
import { flagTexts } from './part-view.ts';
import { commentText } from './source-lines.ts';

export function coreView(machine: MachineForm, partModule: string) {
  const { fixed, lanes } = machine;
  const cycleWidth = addressWidth(machine.cyclesPerStep);
  const retireWidth = lanes * wordWidth(machine.retireWord);
  const flags = flagCount(machine);
  const circuit = commentText(fixed.step.circuit);
  return {
    circuit,
    instances: machine.instances,
    cyclesPerStep: machine.cyclesPerStep,
    cycleWidth,
    cycleHigh: cycleWidth - 1,
    partHigh: 0,
    stimulus: stimulusView(machine),
    events: eventsView(machine),
    eventText: fixed.events.map((event, i) => `${i} ${commentText(event.name)}`).join(', '),
    flags: flags === 0 ? null : { high: flags - 1 },
    flagText: flagTexts(machine).join('; '),
    stateTexts: [machine.stateWord.map((f) => fieldText(f, beatHeader)).join(', ')],
    retire: { high: retireWidth - 1, instanceHigh: 23 },
    retireTexts: [`[${retireWidth - 1}:0] ${partModule}`],
    stateBeat: stateBeatView(machine),
    parts: [partConnections(machine, partModule, circuit)],
  };
}

function stimulusView(machine: MachineForm) {
  const width = stimulusBeat(machine);
  if (width === 0) return null;
  const beat = wholeBytes(width);
  const rows = machine.lanes > 1 ? 'row (the words of its instances side by side)' : 'instance';
  return {
    width,
    high: beat - 1,
    padded: beat > width,
    zero: literal(0n, beat),
    wantedHigh: 0,
    when: machine.inputsPerInstance ? `one word for each ${rows} and step` : 'one word for each step',
    text: machine.inputWord.map((f) => fieldText(f, 0)).join(', '),
  };
}
function eventsView(machine: MachineForm) {
  return machine.fixed.events.length === 0 ? null : { streams: 1, streamHigh: 0, allHigh: 95 };
}
/** State beats as the top shows them: whole bytes. */
function stateBeatView(machine: MachineForm) {
  const width = wholeBytes(beatHeader + wordWidth(machine.stateWord));
  return { width, high: width - 1, joinedWidth: width + 1, streams: 1, streamHigh: 0, allHigh: width };
}

function partConnections(machine: MachineForm, module: string, comment: string) {
  const { fixed, lanes } = machine;
  const used = beatHeader + wordWidth(machine.stateWord);
  const beat = wholeBytes(used);
  const flags = flagCount(machine);
  const input = stimulusBeat(machine);
  return {
    index: 0,
    module,
    comment,
    state: {
      stream: 0,
      last: beat,
      high: used - 1,
      low: 0,
      pad: beat === used ? null : literal(0n, beat - used),
      padHigh: beat - 1,
      padLow: used,
    },
    flags: flags === 0 ? null : { high: flags - 1, low: 0 },
    stimulus: input === 0 ? null : { index: 0, high: input - 1, low: 0 },
    events: fixed.events.length === 0 ? null : { stream: 0, high: 95, low: 0 },
    retire: { high: lanes * wordWidth(machine.retireWord) - 1, low: 0, instanceHigh: 23, instanceLow: 0 },
  };
}
