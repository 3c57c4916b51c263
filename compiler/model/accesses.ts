/** Reading nodes and branches: `V(p, n)`, `T(body)`, `I(p, n)`, `I(X)`, `B(a)`. */
import type { Span, Syntax } from '../../dsl/index.ts';
import type { ValueId } from '../ops/graph.ts';
import { builtins } from './builtins.ts';
import { type Access, type ResolvedDiscipline, visibleDisciplines } from './disciplines.ts';
import type { CallExpression } from './environment.ts';
import { oneElement } from './expressions.ts';
import { endNames, type NodeId } from './form.ts';
import { findInstance, type Instance } from './instance.ts';
import { type End, findAtEnd, findEnd } from './network/ends.ts';
import { negate, scalar } from './operators.ts';
import { type Quantity, shapeOf } from './quantity.ts';
import { didYouMean } from './reporter.ts';

/** A read such as `V(p, n)`; undefined when the call is none. */
export function accessCall(call: CallExpression, instance: Instance): Quantity<ValueId> | null | undefined {
  const word = call.callee.text;
  const terminals = call.args.map((arg) => arg.value);
  const [first] = terminals;
  if (!first || call.args.some((arg) => arg.name !== null)) return undefined;
  const far = findEnd(first, instance);
  if (far && typeof far.of !== 'number') return terminals.length === 1 ? readEnd(far.end, far.of, call) : undefined;
  const inner = findInstance(first, instance);
  if (inner === null) return null;
  if (inner) return terminals.length === 1 ? readInstance(word, inner, instance, call) : undefined;
  const isWord = visibleDisciplines(instance.file, instance.context).some(
    (d) => d.potential?.access === word || d.flow?.access === word,
  );
  if (!isWord && (isFunction(word, instance) || resolveNode(first, instance) === undefined)) return undefined;
  const place = resolveTerminals(call.callee, terminals, call.span, instance);
  return place && read(word, place, instance, call);
}

/** Whose arguments are quantities: `abs(p)` wants `abs(V(p))`. */
function isFunction(word: string, instance: Instance): boolean {
  return builtins[word] !== undefined || instance.callable(word) !== undefined;
}

/** The node of `p`, `gnd` or `X.p`; undefined when it names no node; null when the node failed. */
export function resolveNode(expression: Syntax.Expression, instance: Instance): NodeId | null | undefined {
  const far = findAtEnd(expression, instance);
  if (far) {
    if (far.entry?.kind !== 'node') return undefined;
    return far.entry.id === null ? null : far.end.edge.nodeOf(far.end, far.entry.id, expression.span);
  }
  const end = findEnd(expression, instance);
  if (end && typeof end.of === 'number') return end.end.edge.nodeOf(end.end, end.of, expression.span);
  if (expression.kind === 'member') {
    const inner = findInstance(expression.base, instance);
    const entry = inner?.entries.get(expression.member.text);
    return inner === null ? null : entry?.kind === 'node' ? entry.id : undefined;
  }
  if (expression.kind !== 'name') return undefined;
  const entry = instance.entries.get(expression.name.text);
  if (entry) return entry.kind === 'node' ? entry.id : undefined;
  const owner = visibleDisciplines(instance.file, instance.context).find((d) =>
    d.references.includes(expression.name.text),
  );
  return owner && instance.cell.reference(expression.name.text, owner);
}

/** `I(a.X)`: a flow of the instance at an end. */
function readEnd(end: End, inner: Instance, call: CallExpression): Quantity<ValueId> | null {
  const q = readInstance(call.callee.text, inner, inner, call);
  return q && end.edge.quantityOf(end, q, `${call.callee.text}(${endNames[end.end]})`, call.span);
}

/** One or two terminals of one discipline, and what the access word means there. */
export interface Terminals {
  readonly discipline: ResolvedDiscipline;
  readonly access: Access;
  readonly role: 'potential' | 'flow';
  readonly from: NodeId;
  readonly to: NodeId | null;
}

/** Looks up the nodes of an access and checks that its word belongs to their discipline. */
export function resolveTerminals(
  word: Syntax.Identifier,
  terminals: readonly Syntax.Expression[],
  span: Span,
  instance: Instance,
): Terminals | null {
  const { reporter } = instance.context;
  if (terminals.length < 1 || terminals.length > 2)
    return reporter.report('E0212', span, `\`${word.text}\` wants one or two nodes`, {
      help: `write \`${word.text}(p)\` or \`${word.text}(p, n)\``,
    });
  const nodes = terminals.map((terminal) => {
    const node = resolveNode(terminal, instance);
    return node === undefined ? unknownNode(terminal, instance) : node;
  });
  const [from, to] = nodes;
  if (from === null || from === undefined || to === null) return null;
  const discipline = instance.cell.nodes[from]!.resolved;
  if (to !== undefined && instance.cell.nodes[to]!.resolved !== discipline) return mixed(terminals, from, to, instance);
  const role =
    discipline.potential?.access === word.text ? 'potential' : discipline.flow?.access === word.text ? 'flow' : null;
  if (!role) return wrongWord(word, discipline, terminals[0]!, instance);
  const access = discipline[role]!;
  if (to !== undefined && discipline.model.nature !== 'conserved')
    return reporter.report(
      'E0212',
      span,
      `\`${word.text}\` of the ${discipline.model.nature} discipline ${discipline.model.name} wants one node`,
      { help: `write \`${word.text}(NODE)\`` },
    );
  return { discipline, access, role, from, to: to ?? null };
}

function unknownNode(expression: Syntax.Expression, instance: Instance): null {
  const { reporter } = instance.context;
  const name = expression.kind === 'name' ? expression.name.text : null;
  if (name !== null && instance.entries.has(name))
    return reporter.report('E0205', expression.span, `\`${name}\` is not a node`, {
      help: 'the words of a discipline read ports and nodes',
    });
  if (expression.kind === 'index') return oneElement(expression.span, instance);
  if (name === null)
    return reporter.report('E0205', expression.span, 'a node is wanted here', {
      help: 'name a port, a node, or a port of an instance (`X.p`)',
    });
  const references = visibleDisciplines(instance.file, instance.context).flatMap((d) => d.references);
  const nodes = [...instance.entries].filter(([, entry]) => entry.kind === 'node').map(([known]) => known);
  return reporter.report('E0201', expression.span, `no node is called \`${name}\``, {
    label: 'unknown node',
    help: didYouMean(name, [...nodes, ...references]),
  });
}

function mixed(terminals: readonly Syntax.Expression[], from: NodeId, to: NodeId, instance: Instance): null {
  const [a, b] = [from, to].map((id) => instance.cell.nodes[id]!.discipline.name);
  return instance.context.reporter.report(
    'E0213',
    terminals[1]!.span,
    `the two nodes are of different disciplines: ${a} and ${b}`,
    {
      label: b,
      related: [{ span: terminals[0]!.span, text: a! }],
    },
  );
}

function wrongWord(
  word: Syntax.Identifier,
  discipline: ResolvedDiscipline,
  terminal: Syntax.Expression,
  instance: Instance,
): null {
  const { potential, flow, model } = discipline;
  const words = [
    potential && `\`${potential.access}\` (${model.nature === 'signal' ? 'its value' : 'its potential'})`,
    flow && `\`${flow.access}\` (its flow)`,
  ].filter((text) => text);
  return instance.context.reporter.report(
    'E0213',
    word.span,
    `\`${word.text}\` does not belong to ${model.name} nodes`,
    {
      related: [{ span: terminal.span, text: `a node of the discipline ${model.name}` }],
      help: words.length > 0 ? `${model.name} has ${words.join(' and ')}` : `${model.name} nodes carry events only`,
    },
  );
}

function read(word: string, place: Terminals, instance: Instance, call: CallExpression): Quantity<ValueId> | null {
  const { cell } = instance;
  const { nature } = place.discipline.model;
  const { access } = place;
  const make = (part: (component: number) => ValueId): Quantity<ValueId> => ({
    shape: shapeOf(access.components),
    dimension: access.dimension,
    unit: access.unit,
    parts: Array.from({ length: access.components }, (_, i) => part(i)),
  });
  if (place.role === 'potential') {
    if (nature === 'signal') return make((i) => cell.nodeFlow(place.from, i));
    if (place.to === null && cell.nodes[place.from]!.role === 'reference' && call.args[0]?.value.kind === 'name')
      return readReference(word, place, instance, call);
    return make((i) => difference(place, i, instance));
  }
  if (nature === 'owned') return make((i) => cell.nodeFlow(place.from, i));
  return branchRead(place.from, place.to, instance, call.span, make);
}

function difference(place: Terminals, component: number, instance: Instance): ValueId {
  const from = instance.cell.potential(place.from, component);
  if (place.to === null || instance.cell.nodes[place.to]!.role === 'reference') return from;
  const to = instance.cell.potential(place.to, component);
  return instance.cell.nodes[place.from]!.role === 'reference'
    ? negate(instance, to)
    : scalar(instance, 'subtract', from, to);
}

/** The reference is the zero of its discipline: a number read from it would mean nothing. A port tied to it may be read. */
function readReference(
  word: string,
  place: Terminals,
  instance: Instance,
  call: CallExpression,
): Quantity<ValueId> | null {
  const { name } = instance.cell.nodes[place.from]!;
  const port = call.args[0]!.value;
  if (port.kind === 'name' && instance.entries.has(port.name.text))
    return {
      shape: 'real',
      dimension: place.access.dimension,
      unit: place.access.unit,
      parts: [instance.builder.constant(0)],
    };
  return instance.context.reporter.report(
    'E0225',
    call.span,
    `\`${word}(${name})\` has no value of its own: \`${name}\` is the reference of the discipline ${place.discipline.model.name}`,
    {
      help: `make a node that has a value: \`node bath: ${place.discipline.model.name} = VALUE fixed\``,
    },
  );
}

function branchRead(
  from: NodeId,
  to: NodeId | null,
  owner: Instance,
  at: Span,
  make: (part: (component: number) => ValueId) => Quantity<ValueId>,
): Quantity<ValueId> | null {
  for (const { index } of owner.branches) {
    const branch = owner.cell.branches[index]!;
    if (branch.kind !== 'flow' && branch.kind !== 'potential') continue;
    if (branch.from === from && branch.to === to) return make(() => owner.cell.branchFlow(index));
    if (branch.from === to && branch.to === from) return make(() => negate(owner, owner.cell.branchFlow(index)));
  }
  const inside = owner.declaration.name.text;
  return owner.context.reporter.report(
    'E0222',
    at,
    `no branch of \`${inside}\` runs between these nodes, so there is no flow to read`,
    {
      help: 'a device reads the flow of a branch that it contributes to itself; elsewhere name the instance: `I(X)`, `I(X.R1)`',
    },
  );
}

/** The terminals of the one branch that a device has in a discipline; null when it has none, or several. */
function onlyBranch(inner: Instance, discipline: ResolvedDiscipline): Pick<Terminals, 'from' | 'to'> | null {
  const own = inner.branches
    .map(({ index }) => inner.cell.branches[index]!)
    .filter((branch) => inner.cell.nodes[branch.from]!.resolved === discipline);
  return own.length === 1 ? { from: own[0]!.from, to: own[0]!.to } : null;
}

/** `I(X)`: the flow of the instance's only branch of that discipline. `V(X)`: from its first to its second port. */
function readInstance(
  word: string,
  inner: Instance,
  instance: Instance,
  call: CallExpression,
): Quantity<ValueId> | null {
  const ports = inner.declaration.ports.flatMap((port) => {
    const entry = inner.entries.get(port.name.text);
    const id = entry?.kind === 'node' ? entry.id : null;
    const resolved = id === null ? null : inner.cell.nodes[id]!.resolved;
    return id !== null && resolved && (resolved.potential?.access === word || resolved.flow?.access === word)
      ? [{ id, resolved }]
      : [];
  });
  const [a, b, more] = ports;
  if ([...inner.entries.values()].some((entry) => entry.kind === 'node' && entry.id === null)) return null;
  if (!a)
    return instance.context.reporter.report(
      'E0213',
      call.callee.span,
      `\`${inner.path}\` has no port with \`${word}\``,
      { related: [{ span: inner.declaration.name.span, text: 'its ports are declared here' }] },
    );
  const nature = a.resolved.model.nature;
  const only = a.resolved.flow?.access === word && nature === 'conserved' ? onlyBranch(inner, a.resolved) : null;
  if (only) return read(word, { discipline: a.resolved, access: a.resolved.flow!, role: 'flow', ...only }, inner, call);
  if (nature === 'conserved' && (!b || more))
    return instance.context.reporter.report(
      'E0222',
      call.span,
      `\`${word}(${inner.path})\` needs exactly two ${a.resolved.model.name} ports, and \`${inner.path}\` has ${ports.length}`,
      {
        help: `name the nodes, \`${word}(p, n)\`, or a quantity of the instance, \`${inner.path}.NAME\``,
      },
    );
  const role = a.resolved.potential?.access === word ? 'potential' : 'flow';
  const place = {
    discipline: a.resolved,
    access: a.resolved[role]!,
    role,
    from: a.id,
    to: nature === 'conserved' ? b!.id : null,
  } as const;
  return read(word, place, inner, call);
}
