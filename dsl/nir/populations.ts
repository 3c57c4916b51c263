/**
 * From nodes to populations and couplings. Linear, Affine, Scale, Flatten, convolutions and poolings are not devices: what they do to the outputs of the populations
 * in front of them is one matrix and one bias for each population behind them, so that a chain of them costs no step.
 */
import type { NirGraph, NirNode } from './graph.ts';
import { matrixKinds, neuronKinds, passKinds } from './kinds.ts';
import * as M from './matrix.ts';
import type { NirProblems } from './problems.ts';
import { printable } from './tree.ts';

export interface Population {
  /** Unique; `delay#3` is the part of a Delay that waits three steps. */
  readonly key: string;
  readonly node: NirNode;
  readonly size: number;
  /** Steps that a delay waits in all; null where the population is no delay. */
  readonly steps: number | null;
  /** What Affine nodes in front of it add to its input. */
  readonly bias: readonly number[] | null;
}
export interface Coupling {
  readonly from: string;
  readonly to: string;
  /** Rows are those of `to`. */
  readonly matrix: M.Matrix;
}
export interface Network {
  readonly populations: readonly Population[];
  readonly couplings: readonly Coupling[];
  /** Outputs of the graph that are a population as it is, by name. */
  readonly shown: ReadonlyMap<string, string>;
}

/** Different delays of one node: each is a population of its own. */
const MOST_DELAYS = 64;

interface Form {
  readonly terms: ReadonlyMap<string, M.Matrix>;
  readonly bias: readonly number[];
}

/**
 * @param dt  step of the experiment, in the time of the file
 * @returns null when something cannot be written; it has been reported
 */
export function findNetwork(graph: NirGraph, dt: number, problems: NirProblems): Network | null {
  const forms = new Forms(graph, dt, problems);
  const populations: Population[] = [];
  const couplings: Coupling[] = [];
  const shown = new Map<string, string>();
  const add = (key: string, node: NirNode, steps: number | null, { terms, bias }: Form): void => {
    populations.push({ key, node, size: bias.length, steps, bias: bias.some((b) => b !== 0) ? bias : null });
    for (const [from, matrix] of terms) if (M.entriesOf(matrix) > 0) couplings.push({ from, to: key, matrix });
  };
  for (const node of fromInputsOn(graph)) {
    if (node.kind === 'Input') populations.push({ key: node.name, node, size: node.outputs!, steps: null, bias: null });
    else if (Object.hasOwn(neuronKinds, node.kind)) add(node.name, node, null, forms.into(node));
    else if (node.kind === 'Output') {
      const form = forms.into(node);
      const alias = aliasOf(form, graph);
      if (alias === null) add(node.name, node, null, form);
      else shown.set(node.name, alias);
    } else if (node.kind === 'Delay') {
      const form = forms.into(node);
      for (const [steps, rows] of forms.groupsOf(node))
        if (steps > 0) add(forms.delayKey(node, steps), node, steps, chosenRows(form, rows));
    }
    if (problems.count > 0) return null;
  }
  if (populations.every(({ node }) => node.kind === 'Input'))
    problems.error('E0704', 'this graph has no neuron, no delay and no Output: there is nothing to run', 'node');
  return problems.count > 0 ? null : { populations, couplings, shown };
}

/** The neurons that an Output shows as they are. */
function aliasOf({ terms, bias }: Form, { nodes }: NirGraph): string | null {
  const [only, ...others] = terms;
  if (only === undefined || others.length > 0 || bias.some((b) => b !== 0) || !M.isIdentity(only[1])) return null;
  return Object.hasOwn(neuronKinds, nodes.get(only[0])?.kind ?? '') ? only[0] : null;
}

/** Nodes in the order in which a signal reaches them. */
function fromInputsOn({ nodes, edges }: NirGraph): readonly NirNode[] {
  const after = new Map<string, string[]>();
  for (const [from, to] of edges) after.set(from, [...(after.get(from) ?? []), to]);
  const order = new Set([...nodes.values()].filter(({ kind }) => kind === 'Input').map(({ name }) => name));
  for (const name of order) for (const next of after.get(name) ?? []) order.add(next);
  for (const name of nodes.keys()) order.add(name);
  return [...order].map((name) => nodes.get(name)!);
}
function chosenRows({ terms, bias }: Form, rows: readonly number[]): Form {
  return {
    terms: new Map([...terms].map(([key, matrix]) => [key, M.rowsOf(matrix, rows)])),
    bias: rows.map((row) => bias[row]!),
  };
}

/** What nodes hand on and take in, as sums over populations. */
class Forms {
  private readonly graph: NirGraph;
  private readonly dt: number;
  private readonly problems: NirProblems;
  private readonly before = new Map<string, string[]>();
  private readonly done = new Map<string, Form>();
  private readonly groups = new Map<string, ReadonlyMap<number, readonly number[]>>();
  /** Nodes that are being worked out: meeting one again is a loop. */
  private readonly open: string[] = [];

  constructor(graph: NirGraph, dt: number, problems: NirProblems) {
    this.graph = graph;
    this.dt = dt;
    this.problems = problems;
    for (const [from, to] of graph.edges) this.before.set(to, [...(this.before.get(to) ?? []), from]);
  }

  /** The input of a node: the sum of what its edges bring. */
  into(node: NirNode): Form {
    const zero: Form = { terms: new Map(), bias: new Array<number>(node.inputs!).fill(0) };
    return (this.before.get(node.name) ?? []).reduce((total, name) => plus(total, this.outOf(name)), zero);
  }

  private outOf(name: string): Form {
    const node = this.graph.nodes.get(name)!;
    const known = this.done.get(name);
    if (known !== undefined) return known;
    if (this.open.includes(name)) {
      const loop = [...this.open.slice(this.open.indexOf(name)), name].map((n) => `\`${printable(n)}\``).join(' -> ');
      this.problems.error('E0706', `the loop ${loop} passes no neuron and no delay`, node.at);
      return { terms: new Map(), bias: new Array<number>(node.outputs!).fill(0) };
    }
    this.open.push(name);
    const form = this.work(node);
    this.open.pop();
    this.done.set(name, form);
    return form;
  }

  private work(node: NirNode): Form {
    const size = node.outputs!;
    const zero = new Array<number>(size).fill(0);
    if (node.kind === 'Input' || Object.hasOwn(neuronKinds, node.kind))
      return { terms: new Map([[node.name, M.identity(size)]]), bias: zero };
    if (node.kind === 'Delay') return this.delayed(node);
    if (passKinds.has(node.kind)) return this.into(node);
    const input = this.into(node);
    if (node.kind === 'Scale') {
      const { numbers } = node.parameters.get('scale')!;
      const factors = zero.map((_, i) => numbers[numbers.length === 1 ? 0 : i]!);
      const all = zero.map((_, i) => i);
      return {
        terms: new Map([...input.terms].map(([key, matrix]) => [key, M.rowsOf(matrix, all, factors)])),
        bias: input.bias.map((b, i) => b * factors[i]!),
      };
    }
    if (node.windows !== null) return through(node.windows, input);
    if (!matrixKinds.has(node.kind)) throw new Error(`a NIR node of kind ${node.kind} was let through`);
    const weight = M.dense(size, node.inputs!, node.parameters.get('weight')!.numbers);
    const own = node.kind === 'Affine' ? node.parameters.get('bias')!.numbers : zero;
    return through({ matrix: weight, bias: zero.map((_, i) => own[own.length === 1 ? 0 : i]!) }, input);
  }

  /** Elements that wait equally long are one population; those that wait less than half a step hand on what comes. */
  private delayed(node: NirNode): Form {
    const size = node.outputs!;
    let form: Form = { terms: new Map(), bias: new Array<number>(size).fill(0) };
    for (const [steps, rows] of this.groupsOf(node)) {
      if (steps > 0) {
        const lines = Array.from({ length: size }, () => new Map<number, number>());
        for (const [k, row] of rows.entries()) lines[row]!.set(k, 1);
        const terms = new Map([[this.delayKey(node, steps), { rows: size, columns: rows.length, lines }]]);
        form = plus(form, { terms, bias: form.bias.map(() => 0) });
      } else {
        const wanted = new Set(rows);
        const kept = form.bias.map((_, i) => (wanted.has(i) ? 1 : 0));
        const { terms, bias } = this.into(node);
        const all = kept.map((_, i) => i);
        form = plus(form, {
          terms: new Map([...terms].map(([key, matrix]) => [key, M.rowsOf(matrix, all, kept)])),
          bias: bias.map((b, i) => b * kept[i]!),
        });
      }
    }
    return form;
  }

  /** The name of the part of a Delay that waits `steps`. */
  delayKey(node: NirNode, steps: number): string {
    return this.groupsOf(node).size === 1 ? node.name : `${node.name}#${steps}`;
  }
  /** Elements of a Delay by the whole steps that they wait. */
  groupsOf(node: NirNode): ReadonlyMap<number, readonly number[]> {
    const known = this.groups.get(node.name);
    if (known !== undefined) return known;
    const groups = new Map<number, number[]>();
    const { numbers } = node.parameters.get('delay')!;
    let rounded = 0;
    for (let i = 0; i < node.outputs!; i++) {
      const wanted = numbers[numbers.length === 1 ? 0 : i]! / this.dt;
      const steps = Math.round(wanted);
      if (Math.abs(steps - wanted) > 1e-6 * Math.max(1, wanted)) rounded += 1;
      groups.set(steps, [...(groups.get(steps) ?? []), i]);
    }
    const name = `\`${printable(node.name)}\``;
    if (groups.size > MOST_DELAYS)
      this.problems.error('E0705', `${name} has ${groups.size} different delays; ${MOST_DELAYS} are the most`, node.at);
    else if (rounded > 0)
      this.problems.warn(
        `${rounded} of the ${node.outputs} delays of ${name} are rounded to whole steps`,
        node.at,
        '--dt takes a step that divides them',
      );
    this.groups.set(node.name, groups);
    return groups;
  }
}

/** What a matrix and a bias make of a form. */
function through(by: { readonly matrix: M.Matrix; readonly bias: readonly number[] }, input: Form): Form {
  return {
    terms: new Map([...input.terms].map(([key, matrix]) => [key, M.times(by.matrix, matrix)])),
    bias: M.apply(by.matrix, input.bias).map((b, i) => b + by.bias[i]!),
  };
}
function plus(a: Form, b: Form): Form {
  const terms = new Map(a.terms);
  for (const [key, matrix] of b.terms) {
    const there = terms.get(key);
    terms.set(key, there === undefined ? matrix : M.sum(there, matrix));
  }
  return { terms, bias: a.bias.map((x, i) => x + (b.bias[i] ?? 0)) };
}
