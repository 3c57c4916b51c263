/**
 * One element of an array, read in the circuit that has the array: `let x = V(cell[0].x)`, `on cell[2].spike { ... }`. It is a coupling
 * of one edge to whoever reads it (or one to each, where an array does), whose only act is to show the value: exact at t_k, an event a step later.
 */
import type { Span, Syntax } from '../../../dsl/index.ts';
import type { ValueId } from '../../ops/graph.ts';
import { CellBuilder } from '../cell-builder.ts';
import { constantValue } from '../constant-value.ts';
import { visibleDisciplines } from '../disciplines.ts';
import type { Context } from '../environment.ts';
import { evaluate, evaluateReal } from '../expressions.ts';
import { type GatherModel, type PrintUnit, partName, type RemoteModel } from '../form.ts';
import { Instance } from '../instance.ts';
import { negate, scalar } from '../operators.ts';
import { bool, type Quantity } from '../quantity.ts';
import type { FileScope } from '../scopes.ts';
import { printUnit } from '../units.ts';
import type { FlatPart } from './flatten-circuit.ts';
import { numberOf, shapeText, sizeOf } from './shapes.ts';

type Expression = Syntax.Expression;
type IndexExpression = Extract<Expression, { kind: 'index' }>;
type Terms = GatherModel['terms'];

/** A population, as far as it is there. */
export interface Read {
  readonly shape: readonly number[];
  /** Names that belong to it. */
  readonly own: ReadonlySet<string>;
  readonly origin: Span;
  /** Its names; made when it is asked for. */
  top(): Instance;
}
/** What shows a value of one instance of a part to all instances of another. */
interface Reading {
  readonly part: number;
  readonly instance: number;
  readonly reader: CellBuilder;
  readonly of: RemoteModel['of'];
  readonly name: string;
  readonly unit: PrintUnit;
  readonly origin: Span;
  readonly terms: Terms[number][];
  readonly leaf: ValueId;
}

/** The place in an expression such as `cell[0].X.u` at which an element is taken. */
export function elementIn(expression: Expression): IndexExpression | null {
  if (expression.kind === 'index') return expression.base.kind === 'name' ? expression : null;
  return expression.kind === 'member' ? elementIn(expression.base) : null;
}
function withoutElement(expression: Expression): Expression {
  if (expression.kind === 'index') return expression.base;
  return expression.kind === 'member' ? { ...expression, base: withoutElement(expression.base) } : expression;
}

export class ElementReads {
  private readonly parts: readonly Read[];
  private readonly context: Context;
  private readonly readings: Reading[] = [];

  constructor(parts: readonly Read[], context: Context) {
    this.parts = parts;
    this.context = context;
  }
  /** Null when something was wrong and reported; undefined when the expression reads no element. */
  read(
    expression: Extract<Expression, { kind: 'member' | 'call' }>,
    reader: Instance,
  ): Quantity<ValueId> | null | undefined {
    if (reader.parent) return undefined;
    if (expression.kind === 'member') {
      const element = elementIn(expression);
      return element ? this.one(expression, element, withoutElement(expression), reader) : undefined;
    }
    const { callee, args } = expression;
    const elements = args.map(({ value }) => elementIn(value));
    const access = accessOf(callee.text, reader);
    const [first, second] = elements;
    if (!access || args.length > 2 || (!first && !second)) return undefined;
    const plain: Expression = {
      ...expression,
      args: args.map((arg) => ({ ...arg, value: withoutElement(arg.value) })),
    };
    if (args.length === 1) return this.one(expression, first!, plain, reader);
    if (first && second && sameElement(first, second)) return this.one(expression, first, plain, reader);
    if (access !== 'potential')
      return this.context.reporter.report(
        'E0222',
        expression.span,
        'no branch runs between two instances of an array',
        {
          help: 'read the flow of the device between them: give it a name',
        },
      );
    const [from, to] = args.map((arg) =>
      isReference(arg.value, reader) ? undefined : evaluate({ ...expression, args: [arg] }, reader),
    );
    if (from === null || to === null) return null;
    if (!to) return from;
    if (!from) return { ...to, parts: to.parts.map((part) => negate(reader, part)) };
    return { ...from, parts: from.parts.map((part, i) => scalar(reader, 'subtract', part, to.parts[i]!)) };
  }
  /** Null when there is no such element; reported. */
  private one(
    said: Expression,
    element: IndexExpression,
    plain: Expression,
    reader: Instance,
  ): Quantity<ValueId> | null {
    const root = element.base.kind === 'name' ? element.base.name : null;
    const part = this.parts.findIndex(({ own }) => root && own.has(root.text));
    const instance = part < 0 ? noArray(element, this.context) : this.instanceOf(element, this.parts[part]!, reader);
    if (instance === null) return null;
    const top = this.parts[part]!.top();
    const q = evaluate(plain, top);
    if (!q) return null;
    const unit = printUnit(q.unit, q.dimension);
    const name = `${nameOf(plain)}_${instance}`;
    const parts = q.parts.map((value, i) => {
      const constant = top.cell.graph.constantOf(value);
      if (constant !== undefined && q.shape !== 'bool') return reader.cell.graph.constant(constant);
      const of = shownAs(value, q.shape === 'bool', top.cell);
      const full = `${name}${partName(i, q.parts.length)}`;
      return this.leafOf({ part, instance, reader: reader.cell, of, name: full, unit, origin: said.span });
    });
    if (q.shape !== 'bool') return { ...q, parts };
    const { graph } = reader.cell;
    return bool(graph.add('less', [graph.constant(0.5), parts[0]!], 'bool'));
  }
  private leafOf(reading: Omit<Reading, 'terms' | 'leaf'>): ValueId {
    const { part, instance, reader, of, unit, origin } = reading;
    const isSame = (r: Reading): boolean =>
      r.part === part && r.instance === instance && r.reader === reader && sameRemote(r.of, of);
    const known = this.readings.find(isSame);
    if (known) return known.leaf;
    const taken = reader.gathers.map((gather) => gather.name);
    let { name } = reading;
    for (let n = 2; taken.includes(name); n++) name = `${reading.name}_${n}`;
    const terms: Terms[number][] = [];
    const index = reader.gathers.push({ name, unit, terms, origin }) - 1;
    const leaf = reader.graph.add('gathered', [], 'real', { index }, { name, origin });
    this.readings.push({ ...reading, name, terms, leaf });
    return leaf;
  }
  private instanceOf(
    { base, indices, span }: IndexExpression,
    { shape, origin }: Read,
    reader: Instance,
  ): number | null {
    const { reporter } = this.context;
    const name = base.kind === 'name' ? base.name.text : '';
    if (indices.length !== shape.length)
      return reporter.report(
        'E0336',
        span,
        `\`${name}\` is ${shapeText(shape)} and wants ${shape.length} ind${shape.length === 1 ? 'ex' : 'ices'}, not ${indices.length}`,
        {
          related: [{ span: origin, text: shapeText(shape) }],
          ...(name.includes('.') && indices.length < shape.length && { help: copiedHelp(name) }),
        },
      );
    const numbers = indices.map((index, d) => {
      const q = evaluateReal(index, reader);
      const value = q && constantValue(reader.cell.graph, q.parts[0]!, reader.cell.params);
      if (q === null || (value !== undefined && Number.isInteger(value) && value! >= 0 && value! < shape[d]!))
        return value;
      return reporter.report(
        'E0336',
        index.span,
        value === undefined ? 'an index is a number known before the run' : `there is no instance ${value}`,
        { label: `0 to ${shape[d]! - 1} are possible`, related: [{ span: origin, text: shapeText(shape) }] },
      );
    });
    return numbers.some((n) => typeof n !== 'number') ? null : numberOf(numbers as number[], shape);
  }

  /** The couplings that show what was read: one for each pair of an instance and a part that reads it. `parts`: populations, then couplings. */
  couplings(parts: readonly FlatPart[], scope: FileScope, declaration: Syntax.DeviceDeclaration): FlatPart[] {
    const made: FlatPart[] = [];
    for (const reading of this.readings) {
      if (reading.terms.length > 0) continue;
      const { part, instance, reader, origin } = reading;
      const to = parts.findIndex((p) => p.builder === reader);
      if (to < 0) continue; // of a circuit of which nothing runs
      const name = `${parts[part]!.name}_${instance}_to_${parts[to]!.name}`;
      const builder = new CellBuilder(`${declaration.name.text}_${name}`);
      const number = parts.length + made.length;
      for (const same of this.readings.filter((r) => r.part === part && r.instance === instance && r.reader === reader))
        show(same, number, builder);
      const top = new Instance(this.context, builder, scope, { ...declaration, body: [], ports: [] }, '', null, origin);
      const size = sizeOf(parts[to]!.shape);
      const edges = {
        text: `element ${instance}`,
        ends: [part, to] as const,
        from: new Uint32Array(size).fill(instance),
        to: Uint32Array.from({ length: size }, (_, i) => i),
        more: [],
        regular: null,
        origin,
      };
      builder.shape = [size];
      made.push({
        cell: builder.finish(),
        builder,
        top,
        ports: new Map(),
        name,
        shape: [size],
        own: new Set(),
        edges,
        origin,
      });
    }
    return made;
  }
}

function show({ of, name, unit, origin, terms }: Reading, part: number, cell: CellBuilder): void {
  const index = cell.remotes.push({ name, unit, end: 0, of, origin }) - 1;
  const value = cell.graph.add('remote', [], 'real', { index }, { name, origin });
  terms.push({ part, output: cell.outputs.push({ name, unit, end: 1, value, origin }) - 1 });
}

/** What an edge reads: a number, an event, or a condition as 1 and 0. */
function shownAs(value: ValueId, isBool: boolean, { graph }: CellBuilder): RemoteModel['of'] {
  const { op, attributes } = graph.get(value);
  if (op === 'event') return { kind: 'event', event: attributes.index as never };
  if (!isBool) return { kind: 'value', value };
  return { kind: 'value', value: graph.add('select', [value, graph.constant(1), graph.constant(0)], 'real') };
}
const sameRemote = (a: RemoteModel['of'], b: RemoteModel['of']): boolean =>
  a.kind === 'event' ? b.kind === 'event' && a.event === b.event : b.kind === 'value' && a.value === b.value;

function accessOf(word: string, reader: Instance): 'potential' | 'flow' | null {
  for (const { potential, flow, model } of visibleDisciplines(reader.file, reader.context)) {
    if (potential?.access === word && model.nature === 'conserved') return 'potential';
    if (potential?.access === word || flow?.access === word) return 'flow';
  }
  return null;
}
/** `gnd`, from which potentials are counted. */
function isReference(e: Expression, reader: Instance): boolean {
  if (e.kind !== 'name' || reader.entries.has(e.name.text)) return false;
  return visibleDisciplines(reader.file, reader.context).some(({ references }) => references.includes(e.name.text));
}
const sameElement = (a: IndexExpression, b: IndexExpression): boolean => keyOf(a) === keyOf(b);
function keyOf(e: Expression): string {
  return JSON.stringify(e, (key, value) => (key === 'span' ? undefined : value));
}
function nameOf(e: Expression): string {
  if (e.kind === 'name') return e.name.text;
  if (e.kind === 'member') return `${nameOf(e.base)}.${e.member.text}`;
  return e.kind === 'call' ? e.args.map((arg) => nameOf(arg.value)).join('_') : 'element';
}
/** `p[0]` in a circuit of which an array is made stands for one instance of each copy, which nothing can read. */
const copiedHelp = (name: string): string =>
  `\`${name.slice(0, name.lastIndexOf('.'))}\` is an array of circuits: inside, join instances by devices, \`link: DEVICE(p[0].own, p[1].own)\`, or couple them to a device that shows the value; to read one write all indices in the circuit above or in the experiment`;
function noArray({ base }: IndexExpression, { reporter }: Context): null {
  return reporter.report('E0336', base.span, `\`${nameOf(base)}\` is no array of this circuit`, {
    help: 'the index follows the name of the array: `V(cell[3].out)`, `cell[3].u`',
  });
}
