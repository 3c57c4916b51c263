/** Form 3 as text: what is given, then one assignment a line in the order they are made, then what the step leaves behind. */

import { endNames } from '../model/form.ts';
import type { Graph, ValueId } from '../ops/graph.ts';
import { isLeaf, operation, reachable } from '../ops/index.ts';
import type { NetworkInput, StepCell, StepForm, StepNetwork } from './form.ts';
import { rootsOf } from './rewrite-cell.ts';

/** All parts of an experiment, one after the other. */
export function printNetwork(network: StepNetwork): string {
  return network.map((form) => printPart(form, network)).join('\n');
}
export function printStep(form: StepForm): string {
  return printPart(form, null);
}
function printPart(form: StepForm, network: StepNetwork | null): string {
  const { cell, instances } = form.population;
  const names = namesOf(cell);
  const text = (id: ValueId): string => names.get(id)!;
  const stimulusText = expressions(form.stimuli, (index) => cell.params[index]?.name ?? `param${index}`);
  const lines = [
    ...(network !== null && network.length > 1 ? [partLine(form, network)] : []),
    `step of ${form.circuit}, experiment ${form.experiment.name}: ${form.solver}, dt = ${number(form.dt)} s, ${form.steps} steps, ${instances} ${instances === 1 ? 'instance' : 'instances'}`,
    ...section(
      'states',
      cell.states.map(
        (s) =>
          `${s.name}${unit(s.unit.text)} ${s.kind}${s.angle ? ', in turns' : ''}, starts at ${list(s.initial)}${s.range ? `, in ${number(s.range.low)} .. ${number(s.range.high)}` : ''}`,
      ),
    ),
    ...section(
      'per instance',
      cell.params.map((p) => `${p.name}${unit(p.unit.text)} = ${list(p.values)}${p.host ? ', set by the host' : ''}`),
    ),
    ...section(
      'inputs',
      cell.inputs.map(
        (i, k) =>
          `${inputName(cell, k)}${unit(i.unit.text)} = ${i.from ? fromText(i.from, form, network) : stimulusText(i.value)}${i.perInstance ? ', per instance' : ''}`,
      ),
    ),
    ...section(
      'delays',
      cell.delayLines.map(
        (d) =>
          `${d.name} = ${text(d.source)}, ${d.own ? `as many steps ago as the instance says, at most ${d.steps}` : `${d.steps} steps ago`}; before the start ${list(d.initial)}`,
      ),
    ),
    ...section(
      'draws',
      cell.draws.map(({ kind, site }, i) => `draw${i} ${kind}, site ${site}`),
    ),
    ...section('step', assignments(cell, names)),
    ...section(
      'next',
      cell.next.map((value, i) => `${cell.states[i]!.name} := ${text(value)}`),
    ),
    ...section(
      'events',
      cell.events.map(
        (e) => `${e.name} when ${text(e.fired)}${e.fraction === null ? '' : `, at ${text(e.fraction)} of the step`}`,
      ),
    ),
    ...section(
      'asserts',
      cell.asserts.map((a) => `${text(a.holds)} else ${JSON.stringify(a.message)}`),
    ),
    ...section(
      'observed by the host',
      cell.observations.map((o) => `${o.name}${unit(o.unit.text)} = ${text(o.value)}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}
/** `coupling coupling0 by grid(4), from cell to cell: 1512 edges` */
function partLine({ part, population, edges }: StepForm, network: StepNetwork): string {
  const { name, shape, size } = population;
  if (edges === null) return `part ${part}, ${name}${size > 1 ? `[${shape.join(', ')}]` : ''}`;
  const names = edges.ends.map((end) => network[end]!.population.name);
  const between = names.length === 2 ? `from ${names[0]} to ${names[1]}` : `of ${names.length} ends within ${names[0]}`;
  return `part ${part}, ${name}: ${edges.text} ${between}, ${edges.from.length} edges`;
}
function fromText(from: NetworkInput, { edges }: StepForm, network: StepNetwork | null): string {
  const stateName = (part: number, state: number): string =>
    network?.[part]?.population.cell.states[state]?.name ?? `state ${state} of part ${part}`;
  if (from.kind === 'read') return `${stateName(edges!.ends[from.end]!, from.state)} of ${endNames[from.end]}`;
  const terms = from.terms.map(
    ({ part, state, end }) =>
      `${stateName(part, state)} of ${network?.[part]?.population.name ?? `part ${part}`} at ${endNames[end]}`,
  );
  return `the sum of ${terms.join(' and ') || 'nothing'}, at most ${from.most} terms`;
}
function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}
const unit = (text: string): string => (text === '' || text === '1' ? '' : ` [${text}]`);
/** Enough digits to tell numbers apart, not more than a reader wants. */
export function number(x: number): string {
  const short = String(Number(x.toPrecision(9)));
  return String(x).length <= short.length ? String(x) : short;
}
function list(values: Float64Array): string {
  const shown = [...values.slice(0, 6)].map(number);
  return values.length === 1
    ? shown[0]!
    : `(${shown.join(', ')}${values.length > 6 ? `, ... ${values.length} values` : ''})`;
}
function inputName(cell: StepCell, index: number): string {
  const { name, at } = cell.inputs[index]!;
  return at === 0 ? name : `${name}@${at === 1 ? 'end' : 'half'}`;
}

/** Every value that gets a line of its own: named ones, and those that are used more than once. */
function assignments(cell: StepCell, names: ReadonlyMap<ValueId, string>): string[] {
  const { graph } = cell;
  return reachable(graph, rootsOf(cell))
    .filter((id) => ownLine(cell, id))
    .map((id) => `${names.get(id)} = ${right(graph, id, names)}`);
}
const uses = new WeakMap<StepCell, Map<ValueId, number>>();
function ownLine(cell: StepCell, id: ValueId): boolean {
  const { op, name } = cell.graph.get(id);
  if (isLeaf(op)) return false;
  return name !== null || countUses(cell).get(id)! > 1;
}
function countUses(cell: StepCell): Map<ValueId, number> {
  const known = uses.get(cell);
  if (known) return known;
  const counts = new Map<ValueId, number>();
  for (const id of reachable(cell.graph, rootsOf(cell))) {
    counts.set(id, counts.get(id) ?? 0);
    for (const arg of cell.graph.get(id).args) counts.set(arg, (counts.get(arg) ?? 0) + 1);
  }
  for (const root of rootsOf(cell)) counts.set(root, counts.get(root)! + 1);
  uses.set(cell, counts);
  return counts;
}
function right(graph: Graph, id: ValueId, names: ReadonlyMap<ValueId, string>): string {
  const { op, args, attributes } = graph.get(id);
  return operation(op).print(
    args.map((arg) => names.get(arg)!),
    attributes,
  );
}
/** The text of every value where it is used. */
function namesOf(cell: StepCell): Map<ValueId, string> {
  const { graph } = cell;
  const names = new Map<ValueId, string>();
  const taken = new Set<string>();
  let count = 0;
  for (const id of reachable(graph, rootsOf(cell))) {
    const { op, name, attributes } = graph.get(id);
    if (isLeaf(op)) names.set(id, leafText(cell, op, attributes));
    else if (!ownLine(cell, id)) names.set(id, right(graph, id, names));
    else {
      const wanted = name ?? `t${++count}`;
      let free = wanted;
      for (let n = 2; taken.has(free); n++) free = `${wanted}'${n}`;
      taken.add(free);
      names.set(id, free);
    }
  }
  return names;
}
function leafText(cell: StepCell, op: string, { index, value }: { index?: number; value?: number }): string {
  if (op === 'constant') return number(value!);
  if (op === 'state') return cell.states[index!]!.name;
  if (op === 'param') return cell.params[index!]!.name;
  if (op === 'input') return inputName(cell, index!);
  return op === 'delayed' ? cell.delayLines[index!]!.name : `${op}${index ?? ''}`;
}
function expressions(graph: Graph, param: (index: number) => string): (id: ValueId) => string {
  const text = (id: ValueId): string => {
    const { op, args, attributes } = graph.get(id);
    if (op === 'constant') return number(attributes.value!);
    if (op === 'param') return param(attributes.index!);
    return isLeaf(op) ? op : operation(op).print(args.map(text), attributes);
  };
  return text;
}
