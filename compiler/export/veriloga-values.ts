/** Values of a cell as expressions of Verilog-A. What is used twice becomes a variable that is worked out before. */
import type { Cell, Experiment } from '../model/form.ts';
import type { ValueId } from '../ops/graph.ts';
import { ExpressionWriter } from './expression-writer.ts';
import { NameBook } from './names.ts';
import { verilogaNumber, verilogaOperations } from './veriloga-operations.ts';

/** Words that mean something in Verilog-A, as far as names of circuits may meet them. */
const TAKEN =
  `abs above absdelay acos analog and asin assert atan begin branch case cos cosh cross ddt ddx default discipline else end endmodule event exp floor flow
   for force from function generate ground hypot idt idtmod if inf initial inout input integer limexp ln log max min module nature net noise not or output parameter
   potential pow real reg repeat sin sinh slew sqrt string table tan tanh task time timer transition vt wait while wire electrical thermal V I Temp Pwr`.split(
    /\s+/,
  );
/** A shorter expression is written again where it is used again. */
const SHORT = 16;
/** How tightly infix operators bind; calls bind tightest. */
const LEVELS: Readonly<Record<string, number>> = {
  select: 0,
  or: 1,
  and: 2,
  equal: 3,
  less: 4,
  lessEqual: 4,
  add: 5,
  subtract: 5,
  multiply: 6,
  divide: 6,
};
/** Operations whose text puts commas or brackets around their arguments. */
const CALLS = new Set(
  'minimum maximum absolute floor exp ln sqrt power tanh sinh cosh sin cos tan asin acos atan atan2'.split(' '),
);

const spell = (name: string): string => name.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^(?=\d)/, 'n');

export class VerilogaValues extends ExpressionWriter {
  readonly cell: Cell;
  readonly names = new NameBook(TAKEN, spell);
  /** Lines that must stand before what was asked for; emptied by `taken`. */
  private lines: string[] = [];
  /** Variables that hold a value, by value. */
  private readonly variables = new Map<ValueId, string>();
  private readonly experiment: Experiment;
  private readonly uses = new Map<ValueId, number>();
  /** Parameters of the circuit itself stay parameters. */
  private readonly own: ReadonlySet<number>;

  constructor(experiment: Experiment) {
    super();
    this.cell = experiment.parts[0]!.cell;
    this.experiment = experiment;
    this.own = new Set(this.cell.params.flatMap(({ name }, i) => (name.includes('.') ? [] : [i])));
  }

  get parameters(): readonly number[] {
    return [...this.own];
  }
  parameterName(index: number): string {
    return this.names.of(`param ${index}`, this.cell.params[index]!.name);
  }
  node(index: number): string {
    return this.names.of(`node ${index}`, this.cell.nodes[index]!.name);
  }
  state(index: number): string {
    return this.names.of(`state ${index}`, this.cell.states[index]!.name);
  }
  branch(index: number): string {
    return this.names.of(`branch ${index}`, `br_${this.cell.branches[index]!.name.replace(/\(.*/, '')}`);
  }
  isTemperature(node: number): boolean {
    return this.cell.nodes[node]!.discipline.potentialUnit.text === 'K';
  }
  /** `V(p, n)`; the reference is left out. */
  access(kind: 'potential' | 'flow', from: number, to: number | null): string {
    const [potential, flow] = this.isTemperature(from) ? ['Temp', 'Pwr'] : ['V', 'I'];
    const ends = [from, to].filter((end) => end !== null && this.cell.nodes[end]!.role !== 'reference');
    const access = `${kind === 'potential' ? potential : flow}(${ends.map((end) => this.node(end!)).join(', ')})`;
    return this.cell.nodes[from]!.role === 'reference' ? `(-${access})` : access;
  }

  /** Counts where values are used, before the first is written. */
  count(roots: readonly ValueId[]): void {
    const open = [...roots];
    while (open.length > 0) {
      const id = open.pop()!;
      const before = this.uses.get(id) ?? 0;
      this.uses.set(id, before + 1);
      if (before === 0) open.push(...this.below(id));
    }
  }
  /** What a value is made of, through parameters, states' rates and flows that are written out. */
  private below(id: ValueId): readonly ValueId[] {
    const { op, args, attributes } = this.cell.graph.get(id);
    const index = attributes.index ?? 0;
    if (op === 'param' && !this.own.has(index)) return [this.cell.params[index]!.value];
    if (op === 'branchFlow' && this.cell.branches[index]!.kind !== 'potential')
      return [this.cell.branches[index]!.value[attributes.component ?? 0]!];
    if (op === 'potential' || op === 'nodeFlow')
      return this.addedTo(index, op === 'potential', attributes.component ?? 0);
    return args;
  }
  /** What sets or adds to a node that is no node of Verilog-A. */
  private addedTo(node: number, potential: boolean, component: number): ValueId[] {
    const { discipline } = this.cell.nodes[node]!;
    if (discipline.nature === 'conserved') return [];
    const kinds = potential && discipline.nature === 'owned' ? ['own'] : potential ? ['own', 'add'] : ['add'];
    return this.cell.branches.filter((b) => kinds.includes(b.kind) && b.from === node).map((b) => b.value[component]!);
  }

  /** Lines for variables that the last expressions need. */
  taken(): string[] {
    const lines = this.lines;
    this.lines = [];
    return lines;
  }
  get variableNames(): readonly string[] {
    return [...this.variables.values()];
  }

  protected write(id: ValueId): string | null {
    const known = this.variables.get(id);
    if (known !== undefined) return known;
    const text = this.plain(id);
    const { op, type, name } = this.cell.graph.get(id);
    if (
      text === null ||
      text.length <= SHORT ||
      type === 'bool' ||
      ['rate', 'constant', 'param'].includes(op) ||
      (this.uses.get(id) ?? 0) < 2
    )
      return text;
    const variable = this.names.of(`value ${id}`, name?.split('.').at(-1) ?? 't');
    this.variables.set(id, variable);
    this.lines.push(`${variable} = ${unwrapped(text)};`);
    return variable;
  }
  private plain(id: ValueId): string | null {
    const { op, args, attributes } = this.cell.graph.get(id);
    const index = attributes.index ?? 0;
    const component = attributes.component ?? 0;
    switch (op) {
      case 'constant':
        return verilogaNumber(attributes.value!);
      case 'time':
        return '$abstime';
      case 'state':
        return this.cell.states[index]!.kind === 'memory' ? this.state(index) : `V(${this.state(index)})`;
      case 'param':
        return this.own.has(index) ? this.parameterName(index) : this.write(this.parameterValue(index));
      case 'input':
        return this.port(index);
      case 'potential':
        return this.potential(index, component);
      case 'nodeFlow':
        return this.once(`f${index}`, () => this.total(this.addedTo(index, false, component)));
      case 'branchFlow': {
        const { kind, value } = this.cell.branches[index]!;
        if (kind === 'potential') return `I(${this.branch(index)})`;
        return this.once(`b${index}`, () => this.write(value[component]!));
      }
      case 'rate':
        return this.rate(args[0]!);
      default:
        return this.operation(id);
    }
  }
  private operation(id: ValueId): string | null {
    const { op, args, attributes } = this.cell.graph.get(id);
    const write = verilogaOperations[op];
    if (write === undefined) return this.cannot(REASONS[op] ?? `Verilog-A has no '${op}'`);
    const pair = op === 'subtract' ? args.map((arg) => this.conservedNode(arg)) : [];
    if (pair.length === 2 && pair.every((node) => node !== null)) return this.access('potential', pair[0]!, pair[1]!);
    const texts = args.map((arg, i) => {
      const text = this.write(arg);
      return text !== null && this.needsNone(op, this.cell.graph.get(arg).op, i) ? unwrapped(text) : text;
    });
    return texts.includes(null) ? null : write(texts as string[], attributes);
  }
  /** The text of a value behind a minus sign. */
  asTerm(id: ValueId, text: string): string {
    return this.needsNone('subtract', this.cell.graph.get(id).op, 1) ? unwrapped(text) : text;
  }
  /** Whether an argument means the same without brackets. */
  private needsNone(op: string, inner: string, place: number): boolean {
    if (CALLS.has(op)) return true;
    const [outer, level] = [LEVELS[op], LEVELS[inner]];
    if (outer === undefined || level === undefined) return false;
    return (
      level > outer ||
      (level === outer && outer >= 5 && (place === 0 || (op === inner && op !== 'subtract' && op !== 'divide')))
    );
  }
  private conservedNode(id: ValueId): number | null {
    const { op, attributes } = this.cell.graph.get(id);
    if (op !== 'potential') return null;
    const { discipline, role } = this.cell.nodes[attributes.index!]!;
    return discipline.nature === 'conserved' && role !== 'reference' ? attributes.index! : null;
  }
  /** The value of a parameter of an instance: what the circuit gives it. */
  parameterValue(index: number): ValueId {
    return this.cell.params[index]!.value;
  }
  private port(input: number): string | null {
    const { node, name } = this.cell.inputs[input]!;
    if (node === null || this.cell.nodes[node]!.discipline.nature !== 'conserved')
      return this.cannot(`what the experiment sets on ${name} is no potential`);
    return this.access('potential', node, null);
  }
  private potential(node: number, component: number): string | null {
    const { discipline, role } = this.cell.nodes[node]!;
    if (discipline.nature === 'conserved') return role === 'reference' ? '0.0' : this.access('potential', node, null);
    if (role === 'port') return this.cannot(`the port ${this.cell.nodes[node]!.name} has no flow`);
    return this.once(`p${node}`, () => this.total(this.addedTo(node, true, component)));
  }
  private total(terms: readonly ValueId[]): string | null {
    const texts = terms.map((term) => this.write(term));
    return texts.includes(null) ? null : `(${texts.join(' + ') || '0.0'})`;
  }
  /** The rate of a state is its right-hand side; that of anything else is `ddt` of it. */
  private rate(of: ValueId): string | null {
    const leaf = this.cell.graph.get(of);
    if (leaf.op === 'state') {
      const { rate } = this.cell.states[leaf.attributes.index!]!;
      return rate === null
        ? this.cannot('the rate of a memory')
        : this.once(`r${leaf.attributes.index!}`, () => this.write(rate));
    }
    const text = this.write(of);
    return text === null ? null : `ddt(${unwrapped(text)})`;
  }
  /** Number that the experiment (its first point) or the circuit gives a parameter; null when it hangs on others. */
  settingOf(index: number): number | null {
    const { settings, stimuliGraph, sweeps } = this.experiment;
    const set = settings.find(({ target }) => target.kind === 'param' && target.index === index);
    if (set === undefined) return null;
    const leaf = stimuliGraph.get(set.value);
    return leaf.op === 'param'
      ? sweeps[leaf.attributes.index!]!.values[0]!
      : (stimuliGraph.constantOf(set.value) ?? null);
  }
}

/** Why an operation or a leaf has no counterpart that would mean the same. */
const REASONS: Readonly<Record<string, string>> = {
  lookup: 'it reads a table of data',
  lookupSlope: 'it reads a table of data',
  draw: 'it draws random numbers',
  poisson: 'it draws random numbers',
  delayed: 'it is delayed by whole steps',
  datum: 'it differs between the instances of an array',
  gathered: 'it comes from couplings',
  remote: 'it comes from couplings',
  event: 'it asks whether an event occurs now',
};

/** Without the brackets around the whole. */
export function unwrapped(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (let i = 0; i < text.length - 1; i++) {
    if (text[i] === '(') depth += 1;
    else if (text[i] === ')') depth -= 1;
    if (depth === 0) return text;
  }
  return text.slice(1, -1);
}
