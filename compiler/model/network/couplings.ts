/**
 * `couple a to b by TOPOLOGY { device(...) ... }`: the devices of the block become one cell, of which each edge has an instance.
 * What that cell does to the nodes of its ends are its `outputs`; the cells at the ends get a branch with their sum, `gathered`.
 */
import type { Span, Syntax } from '../../../dsl/index.ts';
import type { ValueId } from '../../ops/graph.ts';
import { CellBuilder } from '../cell-builder.ts';
import type { Context } from '../environment.ts';
import { flattenInto } from '../flatten.ts';
import { endLists, endNames, type NodeId, type OutputModel, partName } from '../form.ts';
import { Instance } from '../instance.ts';
import { didYouMean } from '../reporter.ts';
import type { Found } from '../scopes.ts';
import { printUnit } from '../units.ts';
import type { EdgeColumn } from './edge-files.ts';
import { EdgeEnds, type End } from './ends.ts';
import type { FlatPart } from './flatten-circuit.ts';
import { endsOfBlock } from './hyperedges.ts';
import { mentionsOf } from './mentions.ts';
import { sizeOf } from './shapes.ts';
import { type Ends, type Joined, readTopology, repeated } from './topology-call.ts';
import { type Coupled, sayTwiceJoined } from './twice-joined.ts';
import type { Unfolded } from './unfold.ts';

/** Builds every coupling of a circuit and adds what they do to the cells of the populations. */
export function buildCouplings(
  { found, outer }: Unfolded,
  populations: readonly FlatPart[],
  context: Context,
  prepare: (top: Instance) => void,
): FlatPart[] {
  const couplings: FlatPart[] = [];
  const gathers = new Gathers(populations);
  const statements = found.declaration.body.filter((s): s is Syntax.CoupleStatement => s.kind === 'couple');
  for (const [number, statement] of statements.entries()) {
    const made = buildCoupling(
      statement,
      { number, outer: outer.get(statement) ?? 0 },
      found,
      populations,
      couplings,
      context,
      prepare,
    );
    if (!made) continue;
    const acted = gathers.add(populations.length + couplings.length, made.ends, made.part.builder, statement);
    if (made.within) sayTwiceJoined(made.within, made.ends, acted, context.reporter);
    couplings.push({ ...made.part, cell: made.part.builder.finish() });
  }
  gathers.finish();
  return couplings;
}

interface Built {
  readonly part: FlatPart;
  readonly ends: EdgeEnds;
  /** The edges of one copy of the circuit; null: they join two arrays, or follow a rule that joins each pair once. */
  readonly within: Coupled | null;
}

function buildCoupling(
  statement: Syntax.CoupleStatement,
  { number, outer }: { readonly number: number; readonly outer: number },
  found: Found<Syntax.DeviceDeclaration>,
  populations: readonly FlatPart[],
  before: readonly FlatPart[],
  context: Context,
  prepare: (top: Instance) => void,
): Built | null {
  const a = findArray(statement.from, populations, context);
  const b = statement.to ? findArray(statement.to, populations, context) : a;
  if (!a || !b) return null;
  const name = uniqueName(
    statement,
    [...populations, ...before].map((part) => part.name),
  );
  const builder = new CellBuilder(`${found.declaration.name.text}_${name}`);
  const body = blockOf(statement, found.declaration, populations, context);
  if (!body) return null;
  const declaration = { ...found.declaration, ...body };
  const top = new Instance(context, builder, found.scope, declaration, '', null, statement.span);
  const link = new EdgeEnds(builder);
  const others = Array.from({ length: endsOfBlock(statement) - 2 }, () => a);
  for (const [end, array] of [a, b, ...others].entries()) {
    const of: End = {
      end,
      part: array.part,
      cell: populations[array.part]!.builder,
      of: array.of,
      edge: link,
    };
    top.entries.set(endNames[end]!, { kind: 'end', span: statement.topology.span, end: of });
  }
  const shapeOf = ({ part }: typeof a) => populations[part]!.shape.slice(outer);
  const ends: Ends = {
    parts: [a.part, b.part, ...others.map(({ part }) => part)],
    shapes: [shapeOf(a), shapeOf(b), ...others.map(shapeOf)],
    within: statement.to === null,
    same: a.part === b.part && a.of === b.of,
  };
  const read: Joined[] = [];
  const flat = flattenInto(top, context, (made) => {
    prepare(made);
    const one = readTopology(statement, ends, number, made);
    if (!one) return null;
    read.push(one);
    const joined = repeated(one, ends, populations[a.part]!.shape.slice(0, outer));
    made.cell.shape = [joined.edges.from.length];
    link.lists = endLists(joined.edges);
    if (statement.as) nameWeight(statement, joined, made);
    giveColumns(statement, joined, made);
    return joined;
  });
  if (!flat) return null;
  refuseOrders(builder, context);
  const { edges } = flat.extra;
  if (edges.from.length === 0) {
    context.reporter.report('W0331', statement.topology.span, 'this coupling has no edges, so it does nothing', {
      related: [{ span: statement.from.span, text: instancesText(populations[a.part]!.shape) }],
    });
    return null;
  }
  const own = new Set(body.body.flatMap((s) => (s.kind === 'instance' ? [s.name.text] : [])));
  const part = { ...flat.flat, name, shape: [edges.from.length], own, edges, origin: statement.span };
  // rules join each pair once within an array
  const [once] = read;
  const looked = ends.same && once && (once.place !== null || !ends.within);
  const within = looked ? coupledOf(once, statement, sizeOf(ends.shapes[0])) : null;
  return { part, ends: link, within };
}

const coupledOf = ({ edges, place }: Joined, { topology }: Syntax.CoupleStatement, size: number): Coupled => ({
  lists: endLists(edges),
  topology: topology.span,
  place,
  size,
});
/** "1 instance", "28 x 28 instances". */
function instancesText(shape: readonly number[]): string {
  return `${shape.join(' x ') || '1'} instance${shape.every((n) => n === 1) ? '' : 's'}`;
}
function refuseOrders({ blocks }: CellBuilder, { reporter }: Context): void {
  for (const { update, origin } of blocks)
    if (update !== undefined && update !== 'parallel')
      reporter.report('E0297', origin, `the devices of a coupling have no order of updates, such as \`${update}\``, {
        help: 'leave `update = ...` out: edges read their ends as they are at the beginning of a step',
      });
}

function findArray(
  name: Syntax.Identifier,
  populations: readonly FlatPart[],
  context: Context,
): { readonly part: number; readonly of: Instance | NodeId } | null {
  const part = populations.findIndex((p) => p.own.has(name.text));
  const entry = populations[part]?.top.entries.get(name.text);
  if (entry?.kind === 'instance' && entry.instance) return { part, of: entry.instance };
  if (entry?.kind === 'node' && entry.id !== null) return { part, of: entry.id };
  if (entry?.kind === 'instance' || entry?.kind === 'node') return null;
  const known = populations.flatMap((p) =>
    [...p.top.entries].filter(([, e]) => e.kind === 'instance' || e.kind === 'node').map(([text]) => text),
  );
  return context.reporter.report('E0201', name.span, `no instance, array or node is called \`${name.text}\``, {
    label: 'unknown name',
    help: didYouMean(name.text, known),
  });
}

/** `cell_grid`, `pool_cell_all`: the name of a coupling, for reports and Verilog. */
function uniqueName({ from, to, topology }: Syntax.CoupleStatement, taken: readonly string[]): string {
  const word =
    topology.kind === 'name' ? topology.name.text : topology.kind === 'call' ? topology.callee.text : 'edges';
  const name = [
    from.text.replaceAll('.', '_'),
    ...(to && to.text !== from.text ? [to.text.replaceAll('.', '_')] : []),
    word,
  ].join('_');
  let unique = name;
  for (let i = 2; taken.includes(unique); i++) unique = `${name}${i}`;
  return unique;
}

/** The devices of the block as instances, with what they read of the circuit; null when that is not the same for all. */
function blockOf(
  statement: Syntax.CoupleStatement,
  declaration: Syntax.DeviceDeclaration,
  populations: readonly FlatPart[],
  context: Context,
): { readonly body: readonly Syntax.BodyStatement[]; readonly ports: readonly Syntax.PortSyntax[] } | null {
  const taken = new Set<Syntax.BodyStatement>();
  const ports = new Set<string>();
  const local = new Set([...endNames.slice(0, endsOfBlock(statement)), ...(statement.as ? [statement.as.text] : [])]);
  const queue = [...mentionsOf(statement), ...sizesOf(statement)].filter((name) => !local.has(name.text));
  let good = true;
  for (const name of queue) {
    if (populations.some((p) => p.own.has(name.text))) {
      context.reporter.report('E0332', name.span, `a coupling does not see \`${name.text}\``, {
        label: 'belongs to the instances',
        related: [{ span: statement.from.span, text: '`a` stands for an instance of this' }],
        help: 'it sees `a` and `b`, parameters, functions, fixed nodes and ports of the circuit',
      });
      good = false;
    }
    const found =
      declaration.body.find((s) => 'name' in s && s.kind !== 'rate' && s.name.text === name.text) ??
      declaration.body.find((s) => s.kind === 'node' && s.names.some((n) => n.text === name.text));
    if (!found && declaration.ports.some((p) => p.name.text === name.text)) ports.add(name.text);
    if (!found || taken.has(found)) continue;
    taken.add(found);
    queue.push(...mentionsOf(found));
  }
  if (!good) return null;
  const names = new Set<string>();
  const devices = statement.body.map(({ name, of, connections, settings, span }): Syntax.InstanceStatement => {
    let text = (name ?? of).text;
    if (!name) for (let i = 2; names.has(text); i++) text = `${of.text}${i}`;
    names.add(text);
    return {
      kind: 'instance',
      doc: '',
      span,
      name: { text, span: (name ?? of).span },
      of,
      shape: [],
      connections,
      settings,
      parameterFile: null,
    };
  });
  return {
    body: [...declaration.body.filter((s) => taken.has(s)), ...devices],
    ports: declaration.ports.filter((p) => ports.has(p.name.text)),
  };
}
function sizesOf(statement: Syntax.CoupleStatement): Syntax.Identifier[] {
  const { topology } = statement;
  return topology.kind === 'call'
    ? mentionsOf({ kind: 'let', doc: '', span: topology.span, name: topology.callee, value: topology, table: null })
    : [];
}

// ---- numbers of the edges ----------------------------------------------------------------------------------------
function datum(column: EdgeColumn, cell: CellBuilder) {
  const unit = printUnit(column.unit, column.dimension, column.scale);
  const part = cell.datum({ name: column.name, unit, values: column.values, origin: column.origin });
  return { shape: 'real', dimension: column.dimension, unit: column.unit, parts: [part] } as const;
}
/** `matrix("w.csv") as w`: the block reads `w`. */
function nameWeight(statement: Syntax.CoupleStatement, { columns }: Joined, top: Instance): void {
  const as = statement.as!;
  const column = columns.find(({ origin }) => origin === as.span);
  if (!column) {
    top.context.reporter.report(
      'E0335',
      as.span,
      'only the entries of a matrix and the weights of hyperedges have a name',
      {
        help: 'columns of `edges` set parameters of the device by their names',
      },
    );
    return;
  }
  top.entries.set(as.text, { kind: 'value', span: as.span, value: datum(column, top.cell) });
}
/** Columns of a list of edges set the parameters of the same name. */
function giveColumns(statement: Syntax.CoupleStatement, { columns }: Joined, top: Instance): void {
  const { reporter } = top.context;
  for (const column of columns) {
    if (column.origin === statement.as?.span) continue;
    const entries = top.children.flatMap((device) => {
      const entry = device.entries.get(column.name);
      return entry?.kind === 'param' ? [entry] : [];
    });
    const known = top.children.flatMap((d) =>
      [...d.entries].filter(([, e]) => e.kind === 'param').map(([text]) => text),
    );
    if (entries.length === 0)
      reporter.report('E0617', column.origin, `no device of this coupling has a parameter \`${column.name}\``, {
        related: [{ span: statement.span, text: 'the coupling' }],
        help: didYouMean(column.name, known),
      });
    const value = datum(column, top.cell);
    for (const entry of entries) {
      if (entry.override)
        reporter.report('E0202', entry.override.span, `\`${column.name}\` is set here and by the file`, {
          related: [{ span: column.origin, text: 'a column of the file' }],
        });
      entry.override = { given: value, span: column.origin };
    }
  }
}

// ---- sums --------------------------------------------------------------------------------------------------------
type Term = { readonly part: number; readonly output: number };
/** What couplings add to the nodes of populations. */
class Gathers {
  private readonly populations: readonly FlatPart[];
  /** By population, node and component. */
  private readonly sums = new Map<
    string,
    { part: number; node: NodeId; components: Term[][]; origin: Span; name: string }
  >();

  constructor(populations: readonly FlatPart[]) {
    this.populations = populations;
  }
  /** Makes the outputs of a coupling and remembers where they go; gives the nodes of the edge that something is added to. */
  add(part: number, ends: EdgeEnds, cell: CellBuilder, statement: Syntax.CoupleStatement): Set<NodeId> {
    const acted = new Set<NodeId>();
    for (const [id, { end, node }] of ends.nodes) {
      const far = end.cell.nodes[node]!;
      if (far.role !== 'internal') continue; // its potential is given, whatever flows
      const flows = flowInto(id, cell);
      if (!flows) continue;
      acted.add(id);
      const isSignal = far.discipline.nature === 'signal';
      const unit = isSignal ? far.discipline.potentialUnit : far.discipline.flowUnit;
      const sum = this.sumOf(end.part, node, flows.length, statement.span);
      flows.forEach((value, c) => {
        const name = `${cell.nodes[id]!.name}${partName(c, flows.length)}`;
        const output: OutputModel = { name, unit, end: end.end, value, origin: statement.span };
        sum[c]!.push({ part, output: cell.outputs.push(output) - 1 });
      });
    }
    return acted;
  }
  private sumOf(part: number, node: NodeId, components: number, origin: Span): Term[][] {
    const key = `${part},${node}`;
    const known = this.sums.get(key);
    if (known) return known.components;
    const { name } = this.populations[part]!.builder.nodes[node]!;
    const made = { part, node, name, origin, components: Array.from({ length: components }, (): Term[] => []) };
    this.sums.set(key, made);
    return made.components;
  }
  /** Gives every coupled node the branch that brings the sum to it. */
  finish(): void {
    for (const { part, node, name, components, origin } of this.sums.values()) {
      const cell = this.populations[part]!.builder;
      const { discipline, resolved } = cell.nodes[node]!;
      const isSignal = discipline.nature === 'signal';
      const word = isSignal ? discipline.potential : discipline.flow;
      const unit = isSignal ? discipline.potentialUnit : discipline.flowUnit;
      const value = components.map((terms, c): ValueId => {
        const full = `${name}${partName(c, components.length)}`;
        const index = cell.gathers.push({ name: full, unit, terms, origin }) - 1;
        return cell.graph.add('gathered', [], 'real', { index }, { name: `${full}.coupled`, origin });
      });
      const conserved = discipline.nature === 'conserved';
      const reference = resolved.references[0];
      const source = conserved && reference !== undefined ? cell.reference(reference, resolved) : null;
      cell.branches.push({
        name: `${word}(couplings, ${name})`,
        instance: '',
        kind: conserved ? 'flow' : 'add',
        from: source ?? node,
        to: source === null ? null : node,
        value: conserved && source === null ? value.map((v) => cell.graph.add('negate', [v], 'real')) : value,
        origin,
        target: origin,
      });
      cell.branchOrigins.push(origin);
    }
  }
}

/** What the devices of an edge let flow into one of its nodes, or add to it, one value for each component; null when nothing does. */
function flowInto(node: NodeId, cell: CellBuilder): ValueId[] | null {
  let sum: ValueId[] | null = null;
  cell.branches.forEach((branch, index) => {
    if (branch.from !== node && branch.to !== node) return;
    if (branch.from === branch.to || branch.kind === 'own' || branch.value.length === 0) return;
    const values = branch.kind === 'potential' ? [cell.branchFlow(index)] : branch.value;
    // a flow runs from its first node through the device; what is added to a node comes in
    const leaves = branch.kind !== 'add' && branch.from === node;
    const signed = leaves ? values.map((v) => cell.graph.add('negate', [v], 'real')) : values;
    sum = sum === null ? [...signed] : sum.map((v, c): ValueId => cell.graph.add('add', [v, signed[c]!], 'real'));
  });
  return sum;
}
