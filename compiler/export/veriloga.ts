/**
 * ModelForm + Experiment -> a module of Verilog-A: the flattened circuit with its ports, for simulators that read such models.
 * A state is the potential of a node on 1 F that its rate charges; a memory is a variable that `@(cross())` sets; the parameters of
 * the circuit stay parameters. What the language cannot say is a diagnostic at its place, and no module is written.
 */
import type { Diagnostic, Span } from '../../dsl/index.ts';
import type { BlockModel, Experiment, ModelForm } from '../model/form.ts';
import { leavesOf, type Value, type ValueId } from '../ops/index.ts';
import { verilogaNumber } from './veriloga-operations.ts';
import { unwrapped, VerilogaValues } from './veriloga-values.ts';

export interface VerilogaModule {
  readonly name: string;
  /** Null when `problems` holds an error. */
  readonly text: string | null;
  /** E0707: what cannot be said; W0703: what is left out. */
  readonly problems: readonly Diagnostic[];
}

/** @param experiment  of one instance; its settings (first points of its sweeps) are the defaults of the parameters */
export function exportVeriloga(model: ModelForm, experiment: Experiment): VerilogaModule {
  return new Writer(model, experiment).write();
}

class Writer {
  private readonly model: ModelForm;
  private readonly values: VerilogaValues;
  private readonly problems: Diagnostic[] = [];

  constructor(model: ModelForm, experiment: Experiment) {
    this.model = model;
    this.values = new VerilogaValues(experiment);
  }
  private get cell(): VerilogaValues['cell'] {
    return this.values.cell;
  }

  write(): VerilogaModule {
    const { cell, values } = this;
    const name = values.names.of('module', cell.name);
    // names of the file first: variables take what is left
    for (const index of values.parameters) values.parameterName(index);
    for (const [i] of cell.nodes.entries()) values.node(i);
    for (const [i] of cell.states.entries()) values.state(i);
    const ports = cell.nodes.flatMap((node, i) => (node.role === 'port' ? [i] : []));
    for (const i of ports)
      if (cell.nodes[i]!.discipline.nature !== 'conserved')
        this.refuse(
          `the port ${cell.nodes[i]!.name} carries a number, not a potential and a flow`,
          cell.nodes[i]!.origin,
        );
    values.count(this.roots());
    const body = [
      ...this.starts(),
      ...cell.nodes.flatMap((_, i) => this.given(i)),
      ...cell.branches.flatMap((_, i) => this.branch(i)),
      ...cell.states.flatMap((_, i) => this.state(i)),
      ...cell.blocks.flatMap((block) => this.block(block)),
    ];
    this.leftOut();
    const memories = cell.states.flatMap(({ kind }, i) => (kind === 'memory' ? [values.state(i)] : []));
    const variables = [...memories, ...values.variableNames];
    const list = ports.map((i) => values.node(i)).join(', ');
    const lines = [
      `// ${cell.name} of ${this.model.file.split('/').at(-1)}, written by qnmc. Plain numbers in SI units.`,
      '`include "constants.vams"',
      '`include "disciplines.vams"',
      '',
      `module ${name}${list === '' ? '' : `(${list})`};`,
      ...(list === '' ? [] : [`  inout ${list};`]),
      ...cell.nodes.flatMap((_, i) => this.net(i)),
      ...cell.states.flatMap((_, i) => this.stateNet(i)),
      ...cell.branches.flatMap((_, i) => this.namedBranch(i)),
      ...values.parameters.map((index) => this.parameter(index)),
      ...(variables.length === 0 ? [] : [`  real ${variables.join(', ')};`]),
      '',
      '  analog begin',
      ...body.map((line) => `    ${line}`),
      '  end',
      'endmodule',
    ];
    const wrong = this.problems.some(({ severity }) => severity === 'error');
    return { name, text: wrong ? null : `${lines.join('\n')}\n`, problems: this.problems };
  }

  private roots(): ValueId[] {
    const { branches, states, nodes, blocks, events } = this.cell;
    return [
      ...branches.flatMap(({ kind, value }) => (kind === 'flow' || kind === 'potential' ? value : [])),
      ...states.flatMap(({ rate }) => (rate === null ? [] : [rate])),
      ...nodes.flatMap(({ role, value }) => (role === 'fixed' && value !== null ? value : [])),
      ...blocks.flatMap(({ assignments }) => assignments.map(({ value }) => value)),
      ...events.flatMap((event) => (event.kind === 'crossing' ? [event.value, event.threshold] : [])),
    ];
  }
  private refuse(what: string, span: Span): void {
    this.problems.push({ code: 'E0707', severity: 'error', message: `Verilog-A cannot say this: ${what}`, span });
  }
  private leave(what: string, span: Span): void {
    this.problems.push({ code: 'W0703', severity: 'warning', message: `${what} is not in the Verilog-A module`, span });
  }
  /** The text of a value; where there is none, the diagnostic is made and null comes back. */
  private text(value: ValueId, what: string, span: Span): string | null {
    const text = this.values.text(value);
    if (text === null) this.refuse(`${what}: ${this.values.reason}`, span);
    return text;
  }

  // ---- declarations ----------------------------------------------------------------------------------------------------
  private net(index: number): string[] {
    const node = this.cell.nodes[index]!;
    if (node.discipline.nature !== 'conserved' || node.role === 'reference') return [];
    const discipline = this.values.isTemperature(index) ? 'thermal' : 'electrical';
    const start = node.role === 'internal' && node.initial !== null ? this.number(node.initial) : null;
    const text = start === null || start === 0 ? '' : ` = ${unwrapped(verilogaNumber(start))}`;
    return [`  ${discipline} ${this.values.node(index)}${text};`];
  }
  private stateNet(index: number): string[] {
    const { kind, initial } = this.cell.states[index]!;
    if (kind !== 'state') return [];
    const start = this.number(initial) ?? 0;
    return [
      `  electrical ${this.values.state(index)}${start === 0 ? '' : ` = ${unwrapped(verilogaNumber(start))}`}; // a state, on 1 F`,
    ];
  }
  private namedBranch(index: number): string[] {
    const { kind, from, to } = this.cell.branches[index]!;
    if (kind !== 'potential') return [];
    const ends = [from, to].filter((end) => end !== null && this.cell.nodes[end]!.role !== 'reference');
    return [`  branch (${ends.map((end) => this.values.node(end!)).join(', ')}) ${this.values.branch(index)};`];
  }
  private parameter(index: number): string {
    const { name, value, unit, origin } = this.cell.params[index]!;
    const set = this.values.settingOf(index);
    const text = set === null ? this.text(value, `the value of ${name}`, origin) : verilogaNumber(set);
    const number = set ?? this.number(value);
    const plain = number === null || unit.text === '' || unit.text === '1';
    const comment = plain ? '' : ` // ${Number((number * unit.scale).toPrecision(9))} ${unit.text}`;
    return `  parameter real ${this.values.parameterName(index)} = ${unwrapped(text ?? '0')};${comment}`;
  }
  /** A number that hangs on parameters alone, with their defaults; null when it hangs on more. */
  private number(id: ValueId): number | null {
    const { graph, params } = this.cell;
    const known = graph.constantOf(id);
    if (known !== undefined) return known;
    const { op, attributes } = graph.get(id);
    if (op !== 'param') return null;
    return this.values.settingOf(attributes.index!) ?? this.number(params[attributes.index!]!.value);
  }

  // ---- equations ---------------------------------------------------------------------------------------------------------
  private starts(): string[] {
    const memories = this.cell.states.flatMap((state, i) => (state.kind === 'memory' ? [[state, i] as const] : []));
    const set = memories.map(([{ initial, name, origin }, i]) => {
      const text = this.text(initial, `the start of ${name}`, origin);
      return `  ${this.values.state(i)} = ${unwrapped(text ?? '0')};`;
    });
    return set.length === 0 ? [] : ['@(initial_step) begin', ...set, 'end'];
  }
  private given(index: number): string[] {
    const node = this.cell.nodes[index]!;
    if (node.role !== 'fixed' || node.value === null || node.discipline.nature !== 'conserved') return [];
    const text = this.text(node.value[0]!, `the potential of ${node.name}`, node.origin);
    return this.line(`${this.values.access('potential', index, null)} <+ ${unwrapped(text ?? '0')};`);
  }
  private branch(index: number): string[] {
    const { name, kind, from, to, value, origin } = this.cell.branches[index]!;
    if (kind !== 'flow' && kind !== 'potential') return [];
    if (from === to) return [];
    if (this.cell.nodes[from]!.discipline.components !== 1) {
      this.refuse(`${name} is a flow of vectors`, origin);
      return [];
    }
    const text = this.text(value[0]!, name, origin);
    if (text === null) return [];
    if (kind === 'potential') return this.line(`V(${this.values.branch(index)}) <+ ${unwrapped(text)};`);
    const access = this.values.access('flow', from, to);
    // what flows out of the reference flows into the other end
    if (access.startsWith('(-')) return this.line(`${access.slice(2, -1)} <+ -${text};`);
    return this.line(`${access} <+ ${unwrapped(text)};`);
  }
  private state(index: number): string[] {
    const state = this.cell.states[index]!;
    if (state.kind !== 'state' || state.rate === null) return [];
    if (state.direction !== null) {
      this.refuse(`${state.name} is a direction, which is drawn back to its length in every step`, state.origin);
      return [];
    }
    const text = this.text(state.rate, `the rate of ${state.name}`, state.origin);
    const name = this.values.state(index);
    return this.line(`I(${name}) <+ ddt(V(${name})) - ${this.values.asTerm(state.rate, text ?? '0')};`);
  }
  private line(line: string): string[] {
    return [...this.values.taken(), line];
  }

  // ---- events ------------------------------------------------------------------------------------------------------------
  private block(block: BlockModel): string[] {
    const set = block.assignments.map(({ state }) => this.cell.states[state]!.name).join(', ');
    if (block.kind === 'every' || block.condition === null) {
      this.refuse(`${set} is set by a clock`, block.origin);
      return [];
    }
    const { event, others } = this.conditionOf(block.condition);
    if (event === null) {
      this.refuse(`${set} is set while a condition holds, not at a crossing`, block.origin);
      return [];
    }
    const states = block.assignments.filter(({ state }) => this.cell.states[state]!.kind === 'state');
    for (const { state, origin } of states)
      this.refuse(`${this.cell.states[state]!.name} is a state that an event sets`, origin);
    if (states.length > 0) return [];
    const assignments = this.inOrder(block);
    const difference = [event.value, event.threshold].map((value) => this.text(value, event.name, event.origin));
    const texts = assignments.map(({ state, value, origin }) => {
      const text = this.text(value, `the new value of ${this.cell.states[state]!.name}`, origin);
      return `  ${this.values.state(state)} = ${unwrapped(text ?? '0')};`;
    });
    const conditions = others.map((other) => this.text(other, event.name, block.origin));
    const way = { rising: '+1', falling: '-1', either: '0' }[event.direction];
    const body =
      conditions.length === 0
        ? texts
        : [`  if (${conditions.join(' && ')}) begin`, ...texts.map((t) => `  ${t}`), '  end'];
    return [...this.values.taken(), `@(cross(${difference[0]} - ${difference[1]}, ${way})) begin`, ...body, 'end'];
  }
  /** The crossing that a condition waits for, and what else must hold. */
  private conditionOf(id: ValueId): { readonly event: Crossing | null; readonly others: readonly ValueId[] } {
    const { op, args, attributes } = this.cell.graph.get(id);
    if (op === 'event') {
      const event = this.cell.events[attributes.index!]!;
      return event.kind === 'crossing' ? { event, others: [] } : this.conditionOf(event.condition);
    }
    if (op !== 'and') return { event: null, others: [id] };
    const parts = args.map((arg) => this.conditionOf(arg));
    const events = parts.flatMap(({ event }) => (event === null ? [] : [event]));
    return { event: events.length === 1 ? events[0]! : null, others: parts.flatMap(({ others }) => others) };
  }
  /** All right-hand sides see what was before the block: an assignment stands before those that change what it reads. */
  private inOrder(block: BlockModel): BlockModel['assignments'] {
    const open = [...block.assignments];
    const done: (typeof open)[number][] = [];
    while (open.length > 0) {
      const next = open.findIndex((one) => open.every((other) => other === one || !this.reads(other.value, one.state)));
      if (next < 0) {
        this.refuse('memories that exchange their values', block.origin);
        return open;
      }
      done.push(...open.splice(next, 1));
    }
    return done;
  }
  private reads(value: ValueId, state: number): boolean {
    return this.leaves(value).some(({ op, attributes }) => op === 'state' && attributes.index === state);
  }

  private leftOut(): void {
    for (const { origin } of this.cell.asserts) this.leave('this assert', origin);
    const waits = new Set(this.cell.blocks.flatMap(({ condition }) => (condition === null ? [] : [condition])));
    const used = new Set([...waits].flatMap((id) => this.eventsIn(id)));
    for (const [i, event] of this.cell.events.entries())
      if (!used.has(i)) this.leave(`the event ${event.name}`, event.origin);
  }
  private eventsIn(id: ValueId): number[] {
    return this.leaves(id).flatMap(({ op, attributes }) => (op === 'event' ? [attributes.index!] : []));
  }
  private leaves(id: ValueId): Value[] {
    const { graph } = this.cell;
    return leavesOf(graph, [id]).map((leaf) => graph.get(leaf));
  }
}
type Crossing = Extract<VerilogaValues['cell']['events'][number], { kind: 'crossing' }>;
