/**
 * One device or circuit of the flattened cell: its names and what they stand for. Values are made when they are first
 * asked for, so the order of statements means nothing; a value that asks for itself is reported.
 */
import type { Span, Syntax } from '../../dsl/index.ts';
import type { ValueId } from '../ops/graph.ts';
import { accessCall } from './accesses.ts';
import type { CellBuilder } from './cell-builder.ts';
import { drawCall, noiseWord } from './draws.ts';
import type {
  Callable,
  CallExpression,
  Candidate,
  Context,
  Environment,
  ListExpression,
  MemberExpression,
  RateExpression,
} from './environment.ts';
import { evaluate } from './expressions.ts';
import { FileEnvironment } from './file-environment.ts';
import { type EventId, endNames, type NodeId, partName, type StateId } from './form.ts';
import { type End, findAtEnd } from './network/ends.ts';
import { listOfNumbers, numbersCall } from './network/instance-numbers.ts';
import { paramQuantity } from './params.ts';
import { type Builder, bool, type Quantity } from './quantity.ts';
import { didYouMean } from './reporter.ts';
import type { FileScope } from './scopes.ts';
import { rateQuantity, stateQuantity } from './states.ts';
import { timeCall } from './time-calls.ts';

/** What a parameter is set to from outside. */
export type Override =
  | {
      readonly expression: Syntax.Expression;
      readonly environment: Environment<ValueId>;
      readonly span: Span;
      readonly given?: undefined;
    }
  /** A column of a file. */
  | { readonly given: Quantity<ValueId>; readonly span: Span };
/** `null` values have failed and been reported; `undefined` ones were not asked for yet. */
export type Value = Quantity<ValueId> | null | undefined;

export interface ParamEntry {
  readonly kind: 'param';
  readonly statement: Syntax.ParamStatement;
  override: Override | null;
  value: Value;
  busy: boolean;
}
export interface StateEntry {
  readonly kind: 'state';
  readonly statement: Syntax.StateStatement;
  readonly rates: Syntax.RateStatement[];
  value: Value;
  busy: boolean;
  /** Components in the cell, and of the velocity of a second-order state. */
  ids: readonly StateId[];
  /** What the rate moves: `ids`, or what adds up for a state with a step of its own; null before it is known. */
  moved: readonly StateId[] | null;
  velocity: readonly StateId[];
  angle: boolean;
  rate: Value;
}
export interface LetEntry {
  readonly kind: 'let' | 'probe';
  readonly statement: Syntax.LetStatement | Syntax.ProbeStatement;
  value: Value;
  busy: boolean;
}
export interface EventEntry {
  readonly kind: 'event';
  readonly span: Span;
  /** Null when the event could not be made. */
  readonly id: EventId | null;
}
export type Entry =
  | ParamEntry
  | StateEntry
  | LetEntry
  | EventEntry
  | { readonly kind: 'node'; readonly span: Span; readonly id: NodeId | null; readonly owner: boolean }
  | { readonly kind: 'instance'; readonly span: Span; readonly instance: Instance | null }
  /** `a` and `b` of a coupling. */
  | { readonly kind: 'end'; readonly span: Span; readonly end: End }
  | { readonly kind: 'value'; readonly span: Span; readonly value: Quantity<ValueId> }
  | { readonly kind: 'function'; readonly statement: Syntax.FunctionStatement }
  | { readonly kind: 'table'; readonly statement: Syntax.TableStatement };

/** The contributions of one device on one pair of terminals. */
export interface DeviceBranch {
  readonly index: number;
  readonly contributions: {
    readonly statement: Syntax.ContributionStatement | Syntax.OwnStatement;
    readonly reversed: boolean;
  }[];
}

export class Instance implements Environment<ValueId> {
  readonly context: Context;
  readonly file: FileScope;
  readonly builder: Builder<ValueId>;
  readonly cell: CellBuilder;
  readonly declaration: Syntax.DeviceDeclaration;
  /** '' at the top, 'X.' for what stands inside of X. */
  readonly prefix: string;
  readonly parent: Instance | null;
  /** Where it is instantiated; its declaration at the top. */
  readonly origin: Span;
  readonly entries = new Map<string, Entry>();
  readonly children: Instance[] = [];
  /** Written without connections: it has nodes of its own, and its name stands for the first. */
  standsAlone = false;
  /** A parameter file could not be read, so what it would have set is unknown. */
  parametersFailed = false;
  readonly branches: DeviceBranch[] = [];
  readonly calling: readonly Syntax.FunctionStatement[] = [];
  private readonly outer: FileEnvironment<ValueId>;

  constructor(
    context: Context,
    cell: CellBuilder,
    file: FileScope,
    declaration: Syntax.DeviceDeclaration,
    prefix: string,
    parent: Instance | null,
    origin: Span,
  ) {
    this.context = context;
    this.cell = cell;
    this.builder = cell.builder;
    this.file = file;
    this.declaration = declaration;
    this.prefix = prefix;
    this.parent = parent;
    this.origin = origin;
    this.outer = new FileEnvironment(context, cell.builder, file);
  }
  /** Name without the dot at its end; the declaration's name at the top. */
  get path(): string {
    return this.prefix === '' ? this.declaration.name.text : this.prefix.slice(0, -1);
  }
  name(identifier: Syntax.Identifier): Quantity<ValueId> | null | undefined {
    const entry = this.entries.get(identifier.text);
    if (entry) return entryQuantity(entry, this, identifier);
    const known = this.outer.name(identifier);
    return known === undefined ? noiseWord(identifier.text, identifier.span, this) : known;
  }
  member(expression: MemberExpression): Quantity<ValueId> | null | undefined {
    const element = this.cell.elements?.read(expression, this);
    if (element !== undefined) return element;
    const far = findAtEnd(expression, this);
    if (far?.entry) return quantityAtEnd({ ...far, entry: far.entry }, expression);
    const inner = far?.inner ?? findInstance(expression.base, this);
    if (inner === undefined || inner === null) return inner;
    const entry = inner.entries.get(expression.member.text);
    if (entry) return entryQuantity(entry, inner, expression.member, pathOf(expression));
    return this.context.reporter.report(
      'E0201',
      expression.member.span,
      `\`${inner.path}\` (${inner.declaration.kind} ${inner.declaration.name.text}) has no \`${expression.member.text}\``,
      {
        label: 'unknown name',
        help: didYouMean(expression.member.text, inner.entries.keys()),
        related: [{ span: inner.declaration.name.span, text: 'declared here' }],
      },
    );
  }
  call(expression: CallExpression, here: Environment<ValueId>): Quantity<ValueId> | null | undefined {
    const element = this.cell.elements?.read(expression, this);
    if (element !== undefined) return element;
    const timed = timeCall(expression, this, here);
    const drawn = timed === undefined ? drawCall(expression, this, here) : timed;
    const special = drawn === undefined ? numbersCall(expression, this, here) : drawn;
    return special === undefined ? accessCall(expression, this) : special;
  }
  list(expression: ListExpression, here: Environment<ValueId>): Quantity<ValueId> | null {
    return listOfNumbers(expression, this, here);
  }
  callable(name: string): Callable<ValueId> | undefined {
    const entry = this.entries.get(name);
    if (entry?.kind === 'function') return { kind: 'function', statement: entry.statement, environment: this };
    if (entry?.kind === 'table') return { kind: 'table', statement: entry.statement, scope: this.file };
    return this.outer.callable(name);
  }
  rate(expression: RateExpression): Quantity<ValueId> | null {
    const entry = this.entries.get(expression.of.text);
    if (entry?.kind === 'state') return rateQuantity(entry, this, expression);
    const help = didYouMean(
      expression.of.text,
      [...this.entries].filter(([, e]) => e.kind === 'state').map(([name]) => name),
    );
    return this.context.reporter.report(
      entry ? 'E0205' : 'E0201',
      expression.of.span,
      `\`${expression.of.text}\` is no state, so it has no rate`,
      { help },
    );
  }
  names(): string[] {
    return [...this.entries.keys(), ...this.outer.names()];
  }
  within(name: string): string[] {
    return [...this.entries].flatMap(([own, entry]) => {
      if (entry.kind !== 'instance' || entry.instance === null) return [];
      const { instance } = entry;
      const here = instance.entries.has(name) ? [name] : instance.within(name);
      return here.map((path) => `${own}.${path}`);
    });
  }
  calls(): readonly string[] {
    const own = [...this.entries].filter(([, e]) => e.kind === 'function' || e.kind === 'table').map(([name]) => name);
    return [
      ...own,
      ...this.outer.calls(),
      'ddt',
      'delay',
      'turns',
      'uniform',
      'normal',
      'lognormal',
      'stimulus',
      'data',
    ];
  }
  candidates(): readonly Candidate[] {
    return [...portPotentials(this), ...[...this.entries].flatMap(([text, entry]) => knownDimension(text, entry))];
  }
}

function knownDimension(text: string, entry: Entry): Candidate[] {
  const value = entry.kind === 'param' || entry.kind === 'state' || entry.kind === 'let' ? entry.value : null;
  return value?.shape === 'real' ? [{ text, dimension: value.dimension }] : [];
}

/** `V(p, n)` for each pair of neighbouring ports of one conserved discipline. */
function portPotentials(instance: Instance): Candidate[] {
  const ports = instance.declaration.ports.map((port) => ({
    name: port.name.text,
    entry: instance.entries.get(port.name.text),
  }));
  return ports.slice(1).flatMap(({ name, entry }, i) => {
    const before = ports[i]!;
    if (entry?.kind !== 'node' || before.entry?.kind !== 'node' || entry.id === null || before.entry.id === null)
      return [];
    const [a, b] = [instance.cell.nodes[before.entry.id]!.resolved, instance.cell.nodes[entry.id]!.resolved];
    if (a !== b || a.model.nature !== 'conserved') return [];
    return [{ text: `${a.potential!.access}(${before.name}, ${name})`, dimension: a.potential!.dimension }];
  });
}

/** The instance that an expression such as `X` or `X.Y` names; undefined when it names something else; null when it failed. */
export function findInstance(expression: Syntax.Expression, from: Instance): Instance | null | undefined {
  if (expression.kind === 'name') {
    const entry = from.entries.get(expression.name.text);
    return entry?.kind === 'instance' ? entry.instance : undefined;
  }
  if (expression.kind !== 'member') return undefined;
  const base = findInstance(expression.base, from);
  if (base === undefined || base === null) return base;
  const entry = base.entries.get(expression.member.text);
  return entry?.kind === 'instance' ? entry.instance : undefined;
}

/** What a name of an instance is worth in an expression. */
/** `written`: how the file says it, `x.o`. */
export function entryQuantity(
  entry: Entry,
  instance: Instance,
  at: Syntax.Identifier,
  written = at.text,
): Quantity<ValueId> | null {
  switch (entry.kind) {
    case 'param':
      return paramQuantity(entry, instance);
    case 'state':
      return stateQuantity(entry, instance);
    case 'let':
    case 'probe':
      return letQuantity(entry, instance);
    case 'event':
      return entry.id === null ? null : bool(instance.cell.eventLeaf(entry.id));
    case 'node':
      return entry.id === null ? null : nodeAsValue(at, instance, entry.id, written);
    case 'instance':
      return entry.instance === null
        ? null
        : wrongKind(
            at,
            instance,
            'is an instance, not a quantity',
            `read one of its quantities: \`${at.text}.NAME\`, or a flow such as \`I(${at.text})\``,
          );
    case 'value':
      return entry.value;
    case 'end':
      return wrongKind(
        at,
        instance,
        'stands for an instance at an end of the edge, not for a quantity',
        `read one of its quantities: \`${at.text}.NAME\``,
      );
    case 'function':
    case 'table':
      return wrongKind(
        at,
        instance,
        `is a ${entry.kind} and wants its arguments in brackets`,
        `write \`${at.text}(...)\``,
      );
    default:
      return entry satisfies never;
  }
}
/** `a.R`, `b.x`, `a.spike` as a value: a reading of the instance at an end. */
function quantityAtEnd(
  { end, inner, entry }: { readonly end: End; readonly inner: Instance; readonly entry: Entry },
  { base, member }: MemberExpression,
): Quantity<ValueId> | null {
  const name = `${base.kind === 'name' ? base.name.text : endNames[end.end]}.${member.text}`;
  if (entry.kind === 'event') return entry.id === null ? null : end.edge.occurred(end, entry.id, name, member.span);
  const q = entryQuantity(entry, inner, member);
  return q && end.edge.quantityOf(end, q, name, member.span);
}
function wrongKind(at: Syntax.Identifier, instance: Instance, what: string, help: string): null {
  return instance.context.reporter.report('E0205', at.span, `\`${at.text}\` ${what}`, { help });
}
function pathOf({ base, member }: MemberExpression): string {
  return base.kind === 'name' ? `${base.name.text}.${member.text}` : member.text;
}
function nodeAsValue(at: Syntax.Identifier, instance: Instance, id: NodeId, written: string): null {
  const { potential, flow, model } = instance.cell.nodes[id]!.resolved;
  const reads = [potential, flow].flatMap((access) => (access ? [`\`${access.access}(${written})\``] : []));
  return wrongKind(at, instance, `is a node (${model.name}), not a quantity`, `write ${reads.join(' or ')}`);
}

function letQuantity(entry: LetEntry, instance: Instance): Quantity<ValueId> | null {
  const { name, value } = entry.statement;
  if (entry.value !== undefined) return entry.value;
  if (entry.busy)
    return instance.context.reporter.report('E0206', name.span, `\`${name.text}\` depends on itself`, {
      help: 'what changes with time is a `state` (it has a rate) or a `memory` (it changes at events)',
    });
  entry.busy = true;
  entry.value = instance.cell.drawing(false, () => evaluate(value, instance));
  entry.busy = false;
  if (entry.value && entry.kind === 'let')
    nameParts(entry.value, `${instance.prefix}${name.text}`, name.span, instance.cell);
  return entry.value;
}

/** Gives computed values the reader's name; leaves and constants keep theirs. */
export function nameParts(q: Quantity<ValueId>, name: string, origin: Span, cell: CellBuilder): void {
  q.parts.forEach((part, i) => {
    const value = cell.graph.get(part);
    if (value.args.length > 0) cell.graph.name(part, { name: `${name}${partName(i, q.parts.length)}`, origin });
  });
}
