/** Values of a cell's graph as ngspice expressions, for one point of the sweeps. */
import type { Cell, Experiment } from '../model/form.ts';
import { closure, differentiate, Graph, oldestFirst, rebuild, type Value, type ValueId } from '../ops/index.ts';
import { ExpressionWriter } from './expression-writer.ts';
import { NameBook } from './names.ts';
import { spiceOperations } from './spice-operations.ts';

/** A number as ngspice reads it: no suffix letters, all digits. */
export const spiceNumber = (x: number): string => (x < 0 ? `(${x})` : String(x));

/** In letters that ngspice can tell apart: it knows no upper case and few signs. */
const spell = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '');

export class SpiceValues extends ExpressionWriter {
  readonly cell: Cell;
  readonly names = new NameBook(['0', 'gnd'], spell);
  readonly graph = new Graph();
  private readonly experiment: Experiment;
  private readonly point: readonly number[];
  private readonly map: (old: ValueId) => ValueId;
  private readonly stimulus: (old: ValueId) => ValueId;

  /** `point`: one number per sweep. */
  constructor(experiment: Experiment, point: readonly number[]) {
    super();
    this.cell = experiment.parts[0]!.cell;
    this.experiment = experiment;
    this.point = point;
    const fixSweep = (old: ValueId): ValueId | null => {
      const leaf = experiment.stimuliGraph.get(old);
      return leaf.op === 'param' ? this.graph.constant(this.point[leaf.attributes.index!]!) : null;
    };
    this.stimulus = rebuild(experiment.stimuliGraph, [], this.graph, fixSweep).map;
    this.map = rebuild(this.cell.graph, [], this.graph, (old) => this.setting(this.cell.graph.get(old))).map;
  }
  /** A value of the cell with all params put in. */
  value(old: ValueId): ValueId {
    return this.map(old);
  }
  /** What the experiment sets on a port node; null: nothing. */
  input(node: number): ValueId | null {
    const index = this.cell.inputs.findIndex((input) => input.node === node);
    return index < 0 ? null : (this.given('input', index) ?? null);
  }
  private setting(leaf: Value): ValueId | null {
    const index = leaf.attributes.index!;
    if (leaf.op === 'input') return this.given('input', index) ?? null;
    if (leaf.op !== 'param') return null;
    return this.given('param', index) ?? this.map(this.cell.params[index]!.value);
  }
  private given(kind: 'input' | 'param', index: number): ValueId | undefined {
    const found = this.experiment.settings.find(({ target }) => target.kind === kind && target.index === index);
    return found && this.stimulus(found.value);
  }

  /** The rate leaves in a value of `graph`. */
  ratesIn(value: ValueId): ValueId[] {
    return this.below(value).filter((id) => this.graph.get(id).op === 'rate');
  }
  /** Whether a value is made with one of these operations. */
  holds(value: ValueId, operations: readonly string[]): boolean {
    return this.below(value).some((id) => operations.includes(this.graph.get(id).op));
  }
  /** A value and everything that it is made of; not what a rate is the rate of. */
  private below(value: ValueId): ValueId[] {
    const { graph } = this;
    return oldestFirst(closure([value], (id) => (graph.get(id).op === 'rate' ? [] : graph.get(id).args)));
  }
  slope(value: ValueId, by: ValueId): ValueId | null {
    return differentiate(this.graph, value, by);
  }
  without(value: ValueId, leaves: readonly ValueId[]): ValueId {
    const zero = this.graph.constant(0);
    return rebuild(this.graph, [value], this.graph, (old) => (leaves.includes(old) ? zero : null)).map(value);
  }

  node(index: number): string {
    const { name, role } = this.cell.nodes[index]!;
    return role === 'reference' ? '0' : this.names.of(`node ${index}`, name);
  }
  state(index: number): string {
    return this.names.of(`state ${index}`, this.cell.states[index]!.name);
  }
  element(prefix: string, branch: number): string {
    return `${prefix}_${this.names.of(`element ${branch}`, this.cell.branches[branch]!.name)}`;
  }

  protected write(id: ValueId): string | null {
    const { op, args, attributes } = this.graph.get(id);
    const index = attributes.index ?? 0;
    if (op === 'constant') return spiceNumber(attributes.value!);
    if (op === 'time') return 'time';
    if (op === 'state') return `v(${this.state(index)})`;
    if (op === 'potential') return this.potential(index, attributes.component ?? 0);
    if (op === 'nodeFlow')
      return this.once(`f${index}`, () => this.total(this.added(index, attributes.component ?? 0)));
    if (op === 'branchFlow') return this.flow(index, attributes.component ?? 0);
    if (op === 'rate') return this.rate(args[0]!);
    const write = spiceOperations[op];
    if (!write) return this.cannot(`ngspice has no '${op}'`);
    const texts = args.map((arg) => this.write(arg));
    return texts.includes(null) ? null : write(texts as string[], attributes);
  }
  private potential(node: number, component: number): string | null {
    const { discipline } = this.cell.nodes[node]!;
    if (discipline.nature === 'conserved') return this.node(node) === '0' ? '0' : `v(${this.node(node)})`;
    return this.once(`p${node}`, () => {
      const own = this.cell.branches.filter((b) => b.kind === 'own' && b.from === node).map((b) => b.value[component]!);
      const given = this.input(node);
      const set = [
        ...own.map((value) => this.write(this.value(value))),
        ...(given === null ? [] : [this.write(given)]),
      ];
      return this.total(discipline.nature === 'owned' ? set.slice(0, 1) : [...set, ...this.added(node, component)]);
    });
  }
  private added(node: number, component: number): (string | null)[] {
    const branches = this.cell.branches.filter((b) => b.kind === 'add' && b.from === node);
    return branches.map((b) => this.write(this.value(b.value[component]!)));
  }
  private total(terms: readonly (string | null)[]): string | null {
    return terms.includes(null) ? null : `(${terms.join(' + ') || '0'})`;
  }
  private flow(branch: number, component: number): string | null {
    const { kind, value } = this.cell.branches[branch]!;
    if (kind === 'potential') return `i(${this.element('b', branch)})`;
    return this.once(`b${branch}`, () => this.write(this.value(value[component]!)));
  }
  private rate(of: ValueId): string | null {
    const leaf = this.graph.get(of);
    const rate = leaf.op === 'state' ? this.cell.states[leaf.attributes.index!]!.rate : null;
    if (rate === null) return this.cannot('d/dt outside a capacitance');
    return this.once(`r${leaf.attributes.index!}`, () => this.write(this.value(rate)));
  }
}
