/** Text of form 5: what a hardware engineer wants to know before reading the Verilog. */
import { formatText } from '../ops/format.ts';
import { operation } from '../ops/index.ts';
import type { BusField, MachineForm, PipelinedOperation } from './form.ts';
import { readLatency, writeLatency } from './timing.ts';
import { wordWidth } from './words.ts';

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

export function printMachine(machine: MachineForm): string {
  const { lane, lanes, instances, rows, cyclesPerStep, fixed } = machine;
  const bound = cyclesPerStep === rows ? 'throughput' : 'latency';
  const sections = [
    `machine ${lane.name}: ${instances} instance${plural(instances)} in ${lanes} lane${plural(lanes)}, ${rows} row${plural(rows)}, initiation interval 1`,
    `stages of ${lane.stage.toPrecision(3)} ns for logic (clock ${machine.clock} Hz), filled: a register only where that is exceeded, and behind memories; the longest needs ${lane.longestStage.toPrecision(3)} ns (estimate)`,
    `latency ${lane.stateLatency} clocks to the next states, ${lane.latency} to events and flags`,
    `cycles per step ${cyclesPerStep} = max(${rows} row${plural(rows)}, ${readLatency} + ${lane.stateLatency} + ${writeLatency} clocks), bound by ${bound}`,
    `at ${machine.clock} Hz: ${machine.rate.toPrecision(4)} emulated seconds per second (dt ${fixed.step.dt} s)`,
    '',
    'pipeline (clock: operands taken .. result there)',
    operationTable(machine),
    '',
    `delay lines: ${lane.delays.length}, ${delayBits(machine)} bits in flight`,
    ...word('state word', machine.stateWord),
    ...word('parameter word', machine.paramWord),
    ...word(
      `stimulus word (one per ${machine.inputsPerInstance ? 'instance and step, those of a row side by side' : 'step'})`,
      machine.inputWord,
    ),
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
