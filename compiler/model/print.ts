/** Text of form 2: each cell with its parameters, nodes, states and branches, then the experiments. All numbers are SI. */
import type { ValueId } from '../ops/graph.ts';
import { operation } from '../ops/index.ts';
import {
  type Branch,
  type Cell,
  type EventModel,
  type Experiment,
  endLists,
  type MeasureExpression,
  type ModelForm,
  type PartModel,
  type PrintUnit,
} from './form.ts';
import { type ExpressionPrinter, expressionPrinter, namedBelow, numberText } from './print-expression.ts';

/** `qnmc build --emit model`. */
export function printModel(model: ModelForm): string {
  const parts = [`model of ${model.file}`, ...model.cells.map(printCell), ...model.experiments.map(printExperiment)];
  return `${parts.join('\n\n')}\n`;
}

// ---- cells -------------------------------------------------------------------------------------------------------
function printCell(cell: Cell): string {
  const print = expressionPrinter(cell.graph, (id) => leafText(id, cell));
  const unit = (u: PrintUnit): string => (u.text === '' ? '' : `  [${u.text}]`);
  return section(`cell ${cell.name}`, [
    ['inputs', cell.inputs.map((i) => `${i.name}${unit(i.unit)}`)],
    [
      'parameters',
      cell.params.map((p) => `${p.host ? 'host ' : ''}${p.name} = ${valueText(p.value, p.unit, cell, print)}`),
    ],
    ['nodes', cell.nodes.map((n) => nodeText(n, print))],
    [
      'states',
      cell.states.map(
        (s) =>
          `${s.kind} ${s.name} = ${print.use(s.initial)}${s.range ? ` in ${numberText(s.range.low)} .. ${numberText(s.range.high)}` : ''}${unit(s.unit)}`,
      ),
    ],
    [
      'values',
      namedBelow(cell.graph, rootsOf(cell))
        .filter((id) => !cell.graph.get(id).name!.endsWith("'"))
        .map((id) => `${cell.graph.get(id).name} = ${print.define(id)}`),
    ],
    [
      'rates',
      cell.states.flatMap((s) =>
        s.rate === null ? [] : [`${s.name}' = ${print.define(s.rate)}${s.angle ? '  (in turns)' : ''}`],
      ),
    ],
    ['branches', cell.branches.map((b) => branchText(b, cell, print))],
    ['events', cell.events.map((e) => eventText(e, print))],
    [
      'blocks',
      cell.blocks.map(
        (b) =>
          `${b.kind === 'on' ? `on ${print.use(b.condition!)}` : `every ${print.use(b.period!)} s${b.update ? ` update = ${b.update}` : ''}`}${b.priority === null ? '' : ` priority ${b.priority}`} { ${b.assignments.map((a) => `${cell.states[a.state]!.name} = ${print.use(a.value)}`).join('; ')} }`,
      ),
    ],
    ['asserts', cell.asserts.map((a) => `${print.use(a.condition)}  "${a.message}"`)],
    ['numbers', cell.data.map((d) => `${d.name} = ${numbersText(d.values, d.unit)}`)],
    ['reads', cell.remotes.map((r) => `${r.name}${unit(r.unit)}`)],
    ['outputs', cell.outputs.map((o) => `into ${o.name} = ${print.use(o.value)}${unit(o.unit)}`)],
    [
      'sums',
      cell.gathers.map((g) => `${g.name} <- ${g.terms.map((t) => `part ${t.part}, output ${t.output}`).join('; ')}`),
    ],
  ]);
}
function section(title: string, lists: readonly (readonly [string, readonly string[]])[]): string {
  const filled = lists.filter(([, lines]) => lines.length > 0);
  return [
    title,
    ...filled.map(([name, lines]) => [`  ${name}`, ...lines.map((line) => `    ${line}`)].join('\n')),
  ].join('\n');
}

/** A parameter that is a number is written in the unit of the file. */
function valueText(id: ValueId, unit: PrintUnit, cell: Cell, print: ExpressionPrinter): string {
  const number = cell.graph.constantOf(id);
  if (number === undefined) return print.use(id);
  return Number.isNaN(number)
    ? `set by the experiment  [${unit.text}]`
    : `${numberText(number * unit.scale)}${unit.text === '' ? '' : ` ${unit.text}`}`;
}

function nodeText(node: Cell['nodes'][number], print: ExpressionPrinter): string {
  const { discipline, role } = node;
  const value = node.value
    ? ` = ${node.value.map(print.use).join(', ')}`
    : node.initial === null
      ? ''
      : `, begins at ${print.use(node.initial)} ${discipline.potentialUnit.text}`;
  return `${node.name}: ${discipline.name} ${role}${value}`;
}

function branchText(branch: Branch, cell: Cell, print: ExpressionPrinter): string {
  const vector = branch.value.length > 1;
  const value = branch.value.map(print.use).join(', ');
  const nodes =
    branch.to === null
      ? cell.nodes[branch.from]!.name
      : `${cell.nodes[branch.from]!.name} -> ${cell.nodes[branch.to]!.name}`;
  const sign = { flow: 'flow', potential: 'source', own: 'owner', add: 'adds' }[branch.kind];
  return `${branch.name}: ${sign} ${nodes} = ${vector ? `(${value})` : value}`;
}

function eventText(event: EventModel, print: ExpressionPrinter): string {
  if (event.kind === 'condition') return `${event.name}: when ${print.use(event.condition)}`;
  const word = event.direction === 'either' ? 'crossing' : event.direction;
  return `${event.name}: ${word}(${print.use(event.value)}, ${print.use(event.threshold)})`;
}

function rootsOf(cell: Cell): ValueId[] {
  return [
    ...cell.params.map((p) => p.value),
    ...cell.states.flatMap((s) => (s.rate === null ? [s.initial] : [s.initial, s.rate])),
    ...cell.branches.flatMap((b) => b.value),
    ...cell.events.flatMap((e) => (e.kind === 'crossing' ? [e.value, e.threshold] : [e.condition])),
    ...cell.blocks.flatMap((b) => [
      ...(b.condition === null ? [] : [b.condition]),
      ...b.assignments.map((a) => a.value),
    ]),
    ...cell.delays.flatMap((d) => [d.source, d.time]),
    ...cell.asserts.map((a) => a.condition),
    ...cell.outputs.map((o) => o.value),
  ];
}

function leafText(id: ValueId, cell: Cell): string {
  const { op, attributes } = cell.graph.get(id);
  const index = attributes.index ?? 0;
  const component = attributes.component === undefined ? '' : `.${'xyz'[attributes.component]}`;
  const node = cell.nodes[index];
  const names: Readonly<Record<string, () => string>> = {
    state: () => cell.states[index]!.name,
    param: () => cell.params[index]!.name,
    input: () => cell.inputs[index]!.name,
    potential: () => `${node!.discipline.potential}(${node!.name})${component}`,
    nodeFlow: () => `${node!.discipline.flow || node!.discipline.potential}(${node!.name})${component}`,
    branchFlow: () => cell.branches[index]!.name,
    event: () => cell.events[index]!.name,
    delayed: () => delayText(index, cell),
    datum: () => cell.data[index]!.name,
    gathered: () => `coupled(${cell.gathers[index]!.name})`,
    remote: () => cell.remotes[index]!.name,
    draw: () => (cell.draws[index]!.white ? `noise[${index}]` : `${cell.draws[index]!.kind}[${index}]`),
  };
  return names[op]?.() ?? op;
}
function delayText(index: number, cell: Cell): string {
  const print = expressionPrinter(cell.graph, (id) => leafText(id, cell));
  const { source, time } = cell.delays[index]!;
  return `delay(${print.use(source)}, ${print.use(time)})`;
}

// ---- experiments -------------------------------------------------------------------------------------------------
function printExperiment(experiment: Experiment): string {
  const { parts } = experiment;
  const [first] = parts;
  const prints = parts.map(({ cell }) => expressionPrinter(cell.graph, (id) => leafText(id, cell)));
  const stimuli = expressionPrinter(experiment.stimuliGraph, (id) => {
    const { op, attributes } = experiment.stimuliGraph.get(id);
    return op === 'param' ? experiment.sweeps[attributes.index!]!.name : op;
  });
  const ofPart = (part: number): string => (parts.length === 1 ? '' : `${parts[part]!.name}: `);
  const targetName = ({ part, kind, index }: Experiment['settings'][number]['target']): string =>
    (kind === 'input' ? parts[part]!.cell.inputs : parts[part]!.cell.params)[index]!.name;
  const settle = experiment.settle > 0 ? [`settle = ${numberText(experiment.settle)} s`] : [];
  return section(`experiment ${experiment.name}${parts.length === 1 ? ` of ${first!.cell.name}` : ''}`, [
    ['parts', parts.length === 1 && first!.shape.length === 0 ? [] : parts.map((part, i) => partText(part, i, parts))],
    [
      'run',
      [
        `dt = ${numberText(experiment.dt)} s, stop = ${numberText(experiment.stop)} s, solver ${experiment.solver}, tolerance ${numberText(experiment.tolerance)}, seed ${experiment.seed}`,
        ...settle,
      ],
    ],
    ['sweeps', experiment.sweeps.map((s) => `${s.name} = ${pointsText(s.values, s.unit)}`)],
    [
      'settings',
      experiment.settings.map((s) => `${ofPart(s.target.part)}${targetName(s.target)} = ${stimuli.use(s.value)}`),
    ],
    [
      'records',
      experiment.records.map(
        (r) =>
          `${r.name}${placeText(r)}${r.value === null ? '' : ` = ${prints[r.part]!.use(r.value)}`}${r.every === null ? '' : ` every ${numberText(r.every)} s`}`,
      ),
    ],
    [
      'measures',
      experiment.measures.map(
        (m) => `${m.name} = ${measureText(m.value, parts, prints)}${m.unit.text === '' ? '' : `  [${m.unit.text}]`}`,
      ),
    ],
    ['expects', experiment.expects.map((e) => `${e.text}${e.source === '' ? '' : `   // ${e.source}`}`)],
    [
      'plots',
      experiment.plots.map((p) => `${p.names.join(', ')}${p.over === null ? ' over time' : ` over ${p.over}`}`),
    ],
  ]);
}

function partText({ name, shape, cell, edges }: PartModel, i: number, parts: readonly PartModel[]): string {
  const size = shape.length === 0 ? '1 instance' : `[${shape.join(', ')}]`;
  if (!edges) return `${i} ${name}: ${size} of cell ${cell.name}`;
  const [a, b] = edges.ends.map((end) => parts[end]!.name);
  const lists = endLists(edges);
  const rule = edges.regular
    ? `, i to i + ${edges.regular.offsets.map((o) => `(${o.join(', ')})`).join(' ')}${edges.regular.wraps ? ' and around' : ''}`
    : '';
  const shown = Array.from({ length: Math.min(8, edges.from.length) }, (_, e) =>
    lists.map((ends) => ends[e]).join('-'),
  );
  const list = `${shown.join(' ')}${edges.from.length > 8 ? ' ...' : ''}`;
  return `${i} ${name}: ${a} to ${b} by ${edges.text}, ${edges.from.length} edges of cell ${cell.name}${rule}: ${list}`;
}
/** Of one instance, where not all are meant. */
function placeText({ instances }: { readonly instances: readonly number[] | null }): string {
  return instances === null ? '' : ` of instance ${instances.join(', ')}`;
}
function numbersText(values: Float64Array, unit: PrintUnit): string {
  const shown = [...values.subarray(0, 8)].map(numberText).join(' ');
  return `${shown}${values.length > 8 ? ' ...' : ''}  (${values.length} numbers${unit.text === '' ? '' : ', SI'})`;
}

function pointsText(values: Float64Array, unit: PrintUnit): string {
  const shown = [...values].map((v) => numberText(v * unit.scale));
  const list = shown.length > 8 ? [...shown.slice(0, 3), '...', shown.at(-1)!] : shown;
  return `${list.join(', ')}${unit.text === '' ? '' : ` ${unit.text}`}  (${values.length} points)`;
}

function measureText(
  measure: MeasureExpression,
  parts: readonly PartModel[],
  prints: readonly ExpressionPrinter[],
): string {
  switch (measure.kind) {
    case 'constant':
      return numberText(measure.value);
    case 'operation':
      return operation(measure.op).print(
        measure.args.map((arg) => measureText(arg, parts, prints)),
        {},
      );
    case 'measure':
    case 'sweep':
      return measure.name;
    case 'reduce': {
      const { cell } = parts[measure.part]!;
      const of = [
        ...measure.events.map((id) => cell.events[id]!.name),
        ...measure.observed.map(prints[measure.part]!.use),
      ];
      const settings = Object.entries(measure.settings).map(([name, value]) => `${name}: ${numberText(value)}`);
      return `${measure.reduction}(${[...of, ...settings].join(', ')})${placeText(measure)}`;
    }
    default:
      return measure satisfies never;
  }
}
