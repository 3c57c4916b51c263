/**
 * turns  what all edges of a source remember alike (whether it just fired, say) into a hidden state of the source, which they read
 * needs  the forms of all parts, pruned
 * keeps  every number: a state of an edge at t_k is that of its source at t_k, worked out from the same values
 * cost   linear in the graphs of couplings that remember
 *
 * Only where nothing but outputs is left on the edges then: they are functions of their ends, which hardware works out when they are needed.
 */
import type { Experiment, MeasureExpression } from '../model/form.ts';
import { Graph, type ValueId } from '../ops/graph.ts';
import { leavesOf, reachable } from '../ops/index.ts';
import type { NetworkInput, StepCell, StepForm, StepState } from './form.ts';
import { mapRoots, rootsOf } from './rewrite-cell.ts';

export function hoistSources(forms: readonly StepForm[]): readonly StepForm[] {
  return forms.reduce<readonly StepForm[]>((all, { part }) => hoistPart(all, part), forms);
}
function hoistPart(forms: readonly StepForm[], part: number): readonly StepForm[] {
  const edges = forms[part]!;
  const own = edges.edges === null ? null : remembered(edges);
  if (own === null) return forms;
  const end = edges.edges!.ends[0];
  const first = forms[end]!.population.cell.states.length;
  const source = withStates(forms[end]!, edges, own);
  const left = withoutStates(edges, own, (k) => ({ kind: 'read', end: 0, state: first + k }));
  const moved = forms.map((form, p) => (p === end ? source : p === part ? left.form : form));
  return moved.map((form) => withTerms(form, part, left.places));
}

/** The states of the edges that are no outputs, by index, where all of them are the same for all edges of a source; null: there are none, or others. */
function remembered({ part, experiment, population }: StepForm): readonly number[] | null {
  const { cell } = population;
  const own = cell.states.flatMap(({ kind }, i) => (kind === 'output' ? [] : [i]));
  if (own.length === 0 || population.instances === 0) return null;
  if ([cell.draws, cell.delayLines, cell.asserts].some((list) => list.length > 0)) return null;
  // of events that nobody asks for there is nothing to tell but what the source tells
  if (cell.events.some((_, event) => asksFor(experiment, part, event))) return null;
  const isAlike = ({ initial, format, rounding, angle }: StepState): boolean =>
    initial.every((value) => value === initial[0]) && format === null && rounding === null && !angle;
  const { graph } = cell;
  const ofSource = (value: ValueId): boolean =>
    leavesOf(graph, [value]).every((id) => {
      const { op, attributes } = graph.get(id);
      const from = op === 'input' ? cell.inputs[attributes.index!]!.from : undefined;
      return (
        op === 'constant' ||
        (op === 'state' && own.includes(attributes.index!)) ||
        (from?.kind === 'read' && from.end === 0)
      );
    });
  return own.every((i) => isAlike(cell.states[i]!) && ofSource(cell.next[i]!)) ? own : null;
}
function asksFor({ records, measures, expects }: Experiment, part: number, event: number): boolean {
  const measured = (expression: MeasureExpression): boolean =>
    expression.kind === 'operation'
      ? expression.args.some(measured)
      : expression.kind === 'reduce' && expression.part === part && expression.events.some((own) => own === event);
  return (
    records.some((record) => record.part === part && record.event === event) ||
    measures.some(({ value }) => measured(value)) ||
    expects.some(({ left, right, where }) => [left, right, ...(where ? [where] : [])].some(measured))
  );
}

/** The source with the states `own` of its edges behind its own. */
function withStates(source: StepForm, edges: StepForm, own: readonly number[]): StepForm {
  const { cell } = source.population;
  const { cell: from } = edges.population;
  const graph = new Graph();
  const kept = copier(cell.graph, graph, rootsOf(cell), () => null);
  const first = cell.states.length;
  const moved = copier(
    from.graph,
    graph,
    own.map((i) => from.next[i]!),
    ({ op, index }) => {
      if (op === 'state') return { op, index: first + own.indexOf(index) };
      const read = op === 'input' ? from.inputs[index]!.from : undefined;
      return read?.kind === 'read' ? { op: 'state', index: read.state } : null;
    },
  );
  const mapped = mapRoots(cell, graph, kept);
  const states = own.map((i): StepState => {
    const { initial, ...state } = from.states[i]!;
    return { ...state, name: `${edges.population.name}.${state.name}`, kind: 'hidden', initial: initial.slice(0, 1) };
  });
  return withCell(source, {
    ...mapped,
    states: [...cell.states, ...states],
    next: [...mapped.next, ...own.map((i) => moved(from.next[i]!))],
  });
}
/** The edges with inputs in place of these states, and where each of their other states is then. */
function withoutStates(edges: StepForm, own: readonly number[], read: (k: number) => NetworkInput) {
  const { cell } = edges.population;
  const left = cell.states.flatMap((_, i) => (own.includes(i) ? [] : [i]));
  const first = cell.inputs.length;
  const rest: StepCell = {
    ...cell,
    states: left.map((i) => cell.states[i]!),
    next: left.map((i) => cell.next[i]!),
    events: [],
  };
  const graph = new Graph();
  const map = copier(cell.graph, graph, rootsOf(rest), ({ op, index }) => {
    if (op !== 'state') return null;
    return own.includes(index)
      ? { op: 'input', index: first + own.indexOf(index) }
      : { op, index: left.indexOf(index) };
  });
  const zero = edges.stimuli.add('constant', [], 'real', { value: 0 });
  const inputs = own.map((i, k) => {
    const { name, unit } = cell.states[i]!;
    return { name, unit, at: 0, value: zero, perInstance: true, from: read(k) };
  });
  const form = withCell(edges, { ...mapRoots(rest, graph, map), inputs: [...cell.inputs, ...inputs] });
  return { form, places: new Map(left.map((old, i) => [old, i])) };
}
function withTerms(form: StepForm, part: number, places: ReadonlyMap<number, number>): StepForm {
  const { cell } = form.population;
  const inputs = cell.inputs.map((input) => {
    if (input.from?.kind !== 'sum') return input;
    const terms = input.from.terms.map((term) =>
      term.part === part ? { ...term, state: places.get(term.state)! } : term,
    );
    return { ...input, from: { ...input.from, terms } };
  });
  return withCell(form, { ...cell, inputs });
}
function withCell(form: StepForm, cell: StepCell): StepForm {
  return { ...form, population: { ...form.population, cell } };
}

interface Leaf {
  readonly op: string;
  readonly index: number;
}
/** Copies values into a graph, some leaves as others. */
function copier(
  from: Graph,
  into: Graph,
  roots: readonly ValueId[],
  other: (leaf: Leaf) => Leaf | null,
): (id: ValueId) => ValueId {
  const done = new Map<ValueId, ValueId>();
  for (const id of reachable(from, roots)) {
    const { op, args, type, attributes, name, origin } = from.get(id);
    const { index } = attributes;
    const leaf = index === undefined || args.length > 0 ? null : other({ op, index });
    const made = args.map((arg) => done.get(arg)!);
    done.set(
      id,
      leaf === null
        ? into.add(op, made, type, attributes, { name, origin })
        : into.add(leaf.op, [], type, { ...attributes, index: leaf.index }, { name, origin }),
    );
  }
  return (id) => done.get(id)!;
}
