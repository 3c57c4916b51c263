/** Text of form 5: what a hardware engineer wants to know before reading the Verilog. */
import { formatText } from '../ops/format.ts';
import { operation } from '../ops/index.ts';
import type { BusField, CouplingMachine, MachineForm, NetworkMachine, PipelinedOperation } from './form.ts';
import { readLatency } from './timing.ts';
import { networkOf, ringSlots, wordWidth } from './words.ts';

/** A table with aligned columns. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map(
      (row) =>
        `  ${row
          .map((cell, i) => cell.padEnd(widths[i]!))
          .join('  ')
          .trimEnd()}`,
    )
    .join('\n');
}

/** One part that stands alone, or a network: what passes between the parts, then every part. */
export function printMachine(hardware: MachineForm | NetworkMachine): string {
  const network = 'parts' in hardware ? hardware : networkOf(hardware);
  const [only, ...others] = network.parts;
  if (others.length === 0) return printPart(only!, loopText(only!));
  const { name, parts, couplings, cyclesPerStep, longestWalk, clock, rate, forms } = network;
  const more = longestWalk === 0 ? '' : `, and those of edges that events open, ${longestWalk} at most`;
  const head = [
    `network ${name}: ${parts.length} parts, ${cyclesPerStep} cycles per step${more}`,
    `at ${clock} Hz: ${rate.toPrecision(4)} emulated seconds per second (dt ${forms[0]!.step.dt} s)`,
    '',
    'clocks of a step (rows issued; next states or outputs from .. to)',
    table(
      parts.map((part) => [
        `part ${part.part}`,
        part.fixed.step.population.name,
        part.walk === null ? `${part.begin}..${part.begin + part.rows - 1}` : 'before 0',
        part.walk === null ? stored(part) : `to ${part.storeClocks - 1}`,
      ]),
    ),
    ...couplings.flatMap((coupling) => ['', couplingText(network, coupling)]),
  ];
  const texts = parts.map((part) => printPart(part, `part ${part.part} of the network`));
  return `${head.join('\n')}\n\n${texts.join('\n')}`;
}
function stored({ begin, rows, storeClocks }: MachineForm): string {
  return `${begin + storeClocks}..${begin + storeClocks + rows - 1}`;
}
function couplingText({ forms, parts }: NetworkMachine, coupling: CouplingMachine): string {
  const { step, states } = forms[coupling.part]!;
  const { ends, copies, sums, delays } = coupling.memoryBits;
  const { rows, lanes, window, walk } = parts.find(({ part }) => part === coupling.part)!;
  const of = (part: number): string => forms[part]!.step.population.name;
  const where =
    walk !== null
      ? `in ${lanes} lane${plural(lanes)} of ${forms[walk.population]!.step.population.name}, those whose ${forms[walk.population]!.states[walk.state]!.name} is not 0`
      : window === null
        ? `in ${lanes} lane${plural(lanes)}`
        : `with their instances: ${window.down} slot${plural(window.down)} of edges that leave, ${window.up} of edges that arrive, in ${lanes / window.down} lane${plural(lanes / window.down)}`;
  return [
    `coupling ${step.population.name} by ${step.edges!.text}: engine ${coupling.engine}, ${walk === null ? '' : 'at most '}${rows} clocks for ${step.population.instances} edges ${where}`,
    ...coupling.reads.map(
      ({ end, part, fields }) => `  end ${end} reads of ${of(part)}: ${fields.map(({ name }) => name).join(', ')}`,
    ),
    ...coupling.sums.map(
      ({ end, part, state, width }) => `  end ${end} adds to ${of(part)}: ${states[state]!.name}, sum of ${width} bits`,
    ),
    `  memory: places of the ends ${ends} bits, copies of states ${copies} bits, sums${walk?.delay ? ` of ${ringSlots(walk)} steps` : ''} ${sums} bits${delays > 0 ? `, delay lines ${delays} bits` : ''}`,
  ].join('\n');
}
function loopText({ rows, lane, cyclesPerStep, small }: MachineForm): string {
  const bound = cyclesPerStep === rows ? 'throughput' : 'latency';
  const memory = small ? '' : `${readLatency} + `;
  return `cycles per step ${cyclesPerStep} = max(${rows} row${plural(rows)}, ${memory}${lane.stateLatency} + 1 clocks), bound by ${bound}`;
}

/** @param clocks  a sentence about its place in the step */
function printPart(machine: MachineForm, clocks: string): string {
  const { lane, lanes, instances, rows, fixed } = machine;
  const sections = [
    `machine ${lane.name}: ${instances} instance${plural(instances)} in ${lanes} lane${plural(lanes)}, ${rows} row${plural(rows)}, initiation interval 1`,
    `stages of ${lane.stage.toPrecision(3)} ns for logic (clock ${machine.clock} Hz), filled: a register only where that is exceeded, and behind memories; the longest needs ${lane.longestStage.toPrecision(3)} ns (estimate)`,
    `latency ${lane.stateLatency} clocks to the next states, ${lane.latency} to events and flags`,
    clocks,
    `at ${machine.clock} Hz: ${machine.rate.toPrecision(4)} emulated seconds per second (dt ${fixed.step.dt} s)`,
    '',
    'pipeline (clock: operands taken .. result there)',
    operationTable(machine),
    '',
    `delay lines: ${lane.delays.length}, ${delayBits(machine)} bits in flight`,
    ...word(
      'state word',
      machine.stateWord.filter(({ offset }) => offset < machine.storedWidth),
    ),
    ...word('parameter word', machine.paramWord),
    ...word(
      `stimulus word (one per ${machine.inputsPerInstance ? 'instance and step, those of a row side by side' : 'step'})`,
      machine.inputWord,
    ),
    ...word('word from other parts', machine.networkWord),
    ...word('retire bus', machine.retireWord),
  ];
  return `${sections.join('\n')}\n`;
}
function plural(count: number): string {
  return count === 1 ? '' : 's';
}
function operationTable(machine: MachineForm): string {
  const { lane, fixed } = machine;
  const text = (o: PipelinedOperation): string[] => {
    const value = fixed.values[o.value]!;
    const args = value.args.map((arg, i) => {
      const argument = fixed.values[arg]!;
      const name =
        argument.integer !== null
          ? `${Number(argument.integer) * 2 ** -argument.format.fraction}`
          : lane.valueNames[arg]!;
      return o.argumentDelays[i] === 0 ? name : `${name}@-${o.argumentDelays[i]}`;
    });
    return [
      `${o.start}..${o.ready}`,
      lane.valueNames[o.value]!,
      formatText(value.format),
      o.instance.module,
      operation(value.op).print(args, value.attributes),
    ];
  };
  if (lane.operations.length === 0) return '  (none)';
  return table([['clock', 'value', 'format', 'module', 'computes'], ...lane.operations.map(text)]);
}
function delayBits(machine: MachineForm): number {
  return machine.lane.delays.reduce((sum, tap) => {
    const width = tap.signal.of === 'flag' ? 1 : machine.fixed.values[tap.signal.value]!.format.width;
    return sum + width * (tap.after - tap.previous);
  }, 0);
}
function word(title: string, fields: readonly BusField[]): string[] {
  if (fields.length === 0) return [];
  const rows = fields.map((f) => [`[${f.offset + f.width - 1}:${f.offset}]`, formatText(f.format), f.name]);
  return ['', `${title}, ${wordWidth(fields)} bits`, table(rows)];
}
