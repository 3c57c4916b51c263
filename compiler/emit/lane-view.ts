/** What `templates/lane.v.hbs` shows: one module instance a value, delay lines where it is needed, results. */
import type { Span } from '../../dsl/index.ts';
import type { DelayTap, LaneResult, MachineForm, PipelinedOperation, Signal } from '../machine/form.ts';
import { NameSpace } from '../machine/names.ts';
import type { FixedId } from '../numerics/form.ts';
import { type Format, formatText, realOf } from '../ops/format.ts';
import { operation } from '../ops/index.ts';
import type { HardwareInstance } from '../ops/operation.ts';
import { literal } from './literals.ts';
import type { MemoryFiles } from './memories.ts';
import type { RtlLibrary } from './rtl-library.ts';
import { commentText, type PlaceText } from './source-lines.ts';

interface Context {
  readonly machine: MachineForm;
  readonly library: RtlLibrary;
  readonly memories: MemoryFiles;
  readonly place: PlaceText;
  readonly origins: Origins;
  readonly namespace: NameSpace;
  /** Name of each wire: values, flags, delayed ones. */
  readonly wires: Map<string, string>;
}
/** Places of values in the `.qnm`, by number. */
type Origins = readonly (Span | null)[];
const key = (signal: Signal, after = 0): string => `${signal.of}${signal.value}@${after}`;

/** Marks the last of a list, for separators. */
export function withLast<T extends object>(list: readonly T[]): (T & { readonly last: boolean })[] {
  return list.map((item, i) => ({ ...item, last: i === list.length - 1 }));
}

export function laneView(machine: MachineForm, library: RtlLibrary, memories: MemoryFiles, place: PlaceText) {
  const { lane, fixed } = machine;
  const origins = originsOf(machine);
  const context = {
    machine,
    library,
    memories,
    place,
    origins,
    namespace: reserve(machine),
    wires: new Map<string, string>(),
  };
  for (const [id, name] of lane.valueNames.entries())
    context.wires.set(key({ value: id as FixedId, of: 'value' }), name);
  const leafDelays = tapsOf(
    lane.delays.filter((tap) => isLeafSignal(machine, tap.signal)),
    context,
  );
  const operations = lane.operations.map((o) => operationView(o, context));
  const outputs = lane.results.map((result) => ({
    name: result.name,
    high: result.format.width - 1,
    signal: resultSignal(result, context),
  }));
  return {
    inputs: inputPorts(machine),
    outputs: withLast(outputs),
    headers: headers(machine, place),
    constants: constants(context),
    leafDelays,
    operations,
    unused: [...(isTimed(leafDelays, operations) ? [] : ['clk']), ...unusedSignals(context)],
    latency: lane.latency,
    stateLatency: lane.stateLatency,
    circuit: commentText(fixed.step.circuit),
  };
}

function reserve(machine: MachineForm): NameSpace {
  const namespace = new NameSpace();
  const { ports, valueNames, results } = machine.lane;
  const names = [
    ...ports.states,
    ...ports.params,
    ...ports.inputs,
    ...ports.delayed,
    ...ports.draws,
    ...valueNames,
    ...results.map((r) => r.name),
  ];
  for (const name of new Set(names)) namespace.takeLegal(name);
  return namespace;
}
/** A value that the compiler made has the place of the event whose moment it is for, if it is for nothing else that is kept. */
function originsOf({ fixed }: MachineForm): Origins {
  const { events } = fixed.step.population.cell;
  const origins = fixed.values.map(({ origin }) => origin);
  const kept = new Set<FixedId>();
  const keep = (id: FixedId): void => {
    if (kept.has(id)) return;
    kept.add(id);
    fixed.values[id]!.args.forEach(keep);
  };
  for (const { next } of fixed.states) keep(next);
  const give = (id: FixedId, origin: Span): void => {
    if (origins[id] !== null || kept.has(id)) return;
    origins[id] = origin;
    for (const arg of fixed.values[id]!.args) give(arg, origin);
  };
  for (const [i, { fraction }] of fixed.events.entries())
    if (fraction !== null && events[i]) give(fraction, events[i].origin);
  return origins;
}
function isLeafSignal(machine: MachineForm, signal: Signal): boolean {
  return machine.fixed.values[signal.value]!.args.length === 0;
}

function inputPorts(machine: MachineForm) {
  const { fixed, lane } = machine;
  const ports = (names: readonly string[], formats: readonly { readonly format: Format }[]) =>
    names.map((name, i) => ({ name, high: formats[i]!.format.width - 1 }));
  return [
    ...ports(lane.ports.states, fixed.states),
    ...ports(lane.ports.params, fixed.params),
    ...ports(lane.ports.inputs, fixed.inputs),
    ...ports(lane.ports.delayed, fixed.delayLines),
    ...ports(lane.ports.draws, fixed.draws),
  ];
}

function headers({ fixed, lane }: MachineForm, place: PlaceText): string[] {
  const { states, params } = fixed.step.population.cell;
  const lines = ['', 'Ports'];
  const line = (port: string, format: Format, text: string) =>
    lines.push(`  ${port.padEnd(28)} ${formatText(format).padEnd(8)} ${commentText(text)}`);
  for (const [i, s] of fixed.states.entries()) {
    const [unit, from] = [states[i]?.unit.text || '1', states[i] ? place(states[i].origin) : ''];
    line(lane.ports.states[i]!, s.format, `${s.name} in ${unit}, before the step${from === '' ? '' : `  (${from})`}`);
  }
  for (const [i, p] of fixed.params.entries())
    line(lane.ports.params[i]!, p.format, `${p.name} in ${params[i]?.unit.text || '1'}, parameter of the instance`);
  for (const [i, p] of fixed.inputs.entries()) line(lane.ports.inputs[i]!, p.format, `${p.name}, stimulus`);
  for (const [i, d] of fixed.delayLines.entries())
    line(lane.ports.delayed[i]!, d.format, `${d.name}, ${d.steps} steps ago`);
  for (const [i, d] of fixed.draws.entries()) line(lane.ports.draws[i]!, d.format, `random ${d.kind}, site ${d.site}`);
  for (const r of lane.results) line(r.name, r.format, resultText(r, fixed));
  return lines.map((text) => text.trimEnd());
}
function resultText(result: LaneResult, fixed: MachineForm['fixed']): string {
  const texts: Readonly<Record<LaneResult['role'], () => string>> = {
    next: () => `${fixed.states[result.index]!.name} after the step`,
    fired: () => `event ${fixed.events[result.index]!.name} in this step`,
    fraction: () => `its time inside the step`,
    holds: () => `assert: ${fixed.asserts[result.index]!.message}`,
    flag: () => 'a value was clipped to its format',
    delaySource: () => `${fixed.delayLines[result.index]!.name}, to be delayed`,
  };
  return texts[result.role]();
}

function constants({ machine, place }: Context) {
  const { fixed, lane } = machine;
  const used = new Set<FixedId>();
  for (const { value, instance } of lane.operations)
    for (const [i, arg] of fixed.values[value]!.args.entries()) if (instance.ports[i] !== null) used.add(arg);
  for (const { signal } of lane.results) used.add(signal.value);
  return [...used]
    .sort((a, b) => a - b)
    .flatMap((id) => {
      const value = fixed.values[id]!;
      if (value.op !== 'constant') return [];
      const { format, integer } = value;
      const words = [place(value.origin), value.name ?? '', `= ${realOf(integer!, format)}`, formatText(format)];
      return [
        {
          name: lane.valueNames[id]!,
          high: format.width - 1,
          literal: literal(integer!, format.width),
          comment: commentText(words.filter((w) => w !== '').join('  ')),
        },
      ];
    });
}

/** Names the taps of one or more signals and lists their delay lines. */
function tapsOf(taps: readonly DelayTap[], context: Context) {
  return taps.map(({ signal, after, previous }) => {
    const from = context.wires.get(key(signal, previous))!;
    const base = context.wires.get(key(signal))!;
    const name = context.namespace.takeLegal(`${base}__d${after}`);
    context.wires.set(key(signal, after), name);
    const width = signal.of === 'flag' ? 1 : context.machine.fixed.values[signal.value]!.format.width;
    const line = context.namespace.takeLegal(`${name}__line`);
    return { name, line, from, width, high: width - 1, depth: after - previous };
  });
}

function operationView(o: PipelinedOperation, context: Context) {
  const { machine, library, namespace } = context;
  const value = machine.fixed.values[o.value]!;
  const name = machine.lane.valueNames[o.value]!;
  const { module } = o.instance;
  const flag = library.hasPort(module, 'flag') ? namespace.takeLegal(`${name}__flag`) : null;
  if (flag) context.wires.set(key({ value: o.value, of: 'flag' }), flag);
  const args = value.args.map((arg, i) => context.wires.get(key({ value: arg, of: 'value' }, o.argumentDelays[i]!))!);
  const connections = [
    ...(library.hasPort(module, 'clk') ? [{ port: 'clk', signal: 'clk' }] : []),
    ...args.flatMap((signal, i) => ({ port: o.instance.ports[i]!, signal })).filter(({ port }) => port !== null),
    { port: 'y', signal: name },
    ...(flag ? [{ port: 'flag', signal: flag }] : []),
  ];
  return {
    comment: operationComment(o, context),
    name,
    high: value.format.width - 1,
    flag,
    module,
    instance: namespace.takeLegal(`${name}__op`),
    parameters: withLast(parametersView(o.instance, o.registers, context.memories)),
    connections: withLast(connections),
    delays: tapsOf(
      machine.lane.delays.filter((tap) => tap.signal.value === o.value),
      context,
    ),
  };
}
function operationComment(o: PipelinedOperation, { machine, place, origins }: Context): string {
  const { fixed, lane } = machine;
  const value = fixed.values[o.value]!;
  const names = value.args.map((arg) => {
    const { integer, format, name } = fixed.values[arg]!;
    return integer === null ? lane.valueNames[arg]! : (name ?? String(realOf(integer, format)));
  });
  const what = value.table ? `${value.table.of}` : operation(value.op).print(names, value.attributes);
  const clocks = `clock ${o.ready}`;
  const words = [place(origins[o.value]!), `${lane.valueNames[o.value]} = ${what}`, formatText(value.format), clocks];
  return commentText(words.filter((w) => w !== '').join('  '));
}
export function parametersView(instance: HardwareInstance, registers: bigint, memories: MemoryFiles) {
  const parameters = Object.entries(instance.parameters).map(([name, value]) => ({
    key: name,
    value: parameterText(value, memories),
  }));
  if (instance.places.length > 0) parameters.push({ key: 'REGISTERS', value: literal(registers, 128) });
  return parameters;
}
function parameterText(value: HardwareInstance['parameters'][string], memories: MemoryFiles): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'bigint' ? literal(value, 64) : `"${memories.fileOf(value)}"`;
}

function resultSignal(result: LaneResult, context: Context): string {
  const value = context.machine.fixed.values[result.signal.value]!;
  const width = result.signal.of === 'flag' ? 1 : value.format.width;
  if (width !== result.format.width)
    throw new Error(`result ${result.name} has ${result.format.width} bits, its value ${width}`);
  return context.wires.get(key(result.signal, result.delay))!;
}

/** Whether anything waits for the clock: a step that gives constants, or what it reads, does not. */
function isTimed(
  leafDelays: readonly object[],
  operations: readonly {
    readonly delays: readonly object[];
    readonly connections: readonly { readonly port: string }[];
  }[],
): boolean {
  return (
    leafDelays.length > 0 || operations.some((o) => o.delays.length > 0 || o.connections.some((c) => c.port === 'clk'))
  );
}
/** Leaves that no operation reads, values that are there for their flag only, flags that no result carries. */
function unusedSignals({ machine, wires }: Context): string[] {
  const { fixed, lane } = machine;
  const read = new Set<string>();
  for (const { value } of lane.operations) for (const arg of fixed.values[value]!.args) read.add(lane.valueNames[arg]!);
  for (const { signal } of lane.results) read.add(wires.get(key(signal))!);
  const leaves = inputPorts(machine).map((port) => port.name);
  const flags = lane.operations.flatMap((o) => wires.get(key({ value: o.value, of: 'flag' })) ?? []);
  const values = lane.operations.map((o) => lane.valueNames[o.value]!);
  return [...leaves, ...values, ...flags].filter((name) => !read.has(name));
}
