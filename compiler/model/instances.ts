/** Instances: `X: VO2(out, gnd, hot) { R0 = 5 mΩ } with "sample_a.toml"`. */
import type { Syntax } from '../../dsl/index.ts';
import { resolveNode } from './accesses.ts';
import { declare } from './declare.ts';
import { findDiscipline, visibleDisciplines } from './disciplines.ts';
import type { NodeId } from './form.ts';
import { type Entry, findInstance, Instance } from './instance.ts';
import { findAtEnd } from './network/ends.ts';
import { hasArrays } from './network/populations.ts';
import { readParameterFile } from './parameter-file.ts';
import { didYouMean } from './reporter.ts';
import { type Found, findDeclaration, libraryHint, visibleNames } from './scopes.ts';

/** Makes and declares an instance inside of `parent`; null when it cannot be, which has been reported. */
export function instantiate(statement: Syntax.InstanceStatement, parent: Instance): Instance | null {
  const found = findDevice(statement.of, parent);
  if (!found || refuseArrays(statement, found.declaration, parent) || recursive(found.declaration, statement, parent))
    return null;
  const inner = new Instance(
    parent.context,
    parent.cell,
    found.scope,
    found.declaration,
    `${parent.prefix}${statement.name.text}.`,
    parent,
    statement.name.span,
  );
  connect(statement, inner, parent);
  declare(inner);
  parent.children.push(inner);
  if (statement.parameterFile) readParameterFile(statement.parameterFile, inner, parent);
  for (const setting of statement.settings) override(setting, inner, parent);
  return inner;
}

function findDevice(name: Syntax.Identifier, parent: Instance): Found<Syntax.DeviceDeclaration> | null {
  const found = findDeclaration(parent.file, name.text, 'device', 'circuit');
  if (found) return found;
  const help =
    didYouMean(name.text, visibleNames(parent.file, 'device', 'circuit')) ??
    libraryHint(name.text, ['device', 'circuit'], parent.context.files);
  return parent.context.reporter.report('E0201', name.span, `no device or circuit is called \`${name.text}\``, {
    label: 'unknown device',
    help,
  });
}

/** Arrays below the top of a cell: what could be written out in the circuit above is there already. */
function refuseArrays(statement: Syntax.InstanceStatement, of: Syntax.DeviceDeclaration, parent: Instance): boolean {
  const inside = hasArrays(of.body);
  if (!inside && (statement.shape.length === 0 || parent.parent === null)) return false;
  parent.context.reporter.report(
    'E0290',
    statement.of.span,
    inside
      ? `\`${of.name.text}\` has arrays or couplings inside, which have no hardware form here in this version`
      : 'an array at this place has no hardware form in this version',
    {
      label: inside ? 'has arrays' : undefined,
      help: 'circuits with arrays are written in the same file; they have no shape when they keep states beside their arrays, and no parameter file',
    },
  );
  return true;
}

function recursive(
  declaration: Syntax.DeviceDeclaration,
  statement: Syntax.InstanceStatement,
  parent: Instance,
): boolean {
  for (let outer: Instance | null = parent; outer; outer = outer.parent) {
    if (outer.declaration.name !== declaration.name) continue; // a part of a body keeps the name
    const direct = outer === parent;
    parent.context.reporter.report(
      'E0216',
      statement.of.span,
      `\`${declaration.name.text}\` contains itself${direct ? '' : `, by way of \`${parent.declaration.name.text}\``}`,
      {
        label: 'a circuit without end',
        related: [{ span: declaration.name.span, text: 'declared here' }],
        help: 'take one of the instances out',
      },
    );
    return true;
  }
  return false;
}

// ---- ports -------------------------------------------------------------------------------------------------------
function connect(statement: Syntax.InstanceStatement, inner: Instance, parent: Instance): void {
  const { ports } = inner.declaration;
  const given = new Map<string, Syntax.Argument>();
  statement.connections.forEach((argument, i) => {
    const name = argument.name?.text ?? ports[i]?.name.text;
    if (argument.name && !ports.some((port) => port.name.text === name)) unknownPort(argument.name, inner, parent);
    else if (name === undefined) tooMany(statement, argument, inner, parent);
    else if (given.has(name))
      parent.context.reporter.report('E0214', argument.span, `the port \`${name}\` is connected twice`, {
        related: [{ span: given.get(name)!.span, text: 'first here' }],
      });
    else given.set(name, argument);
  });
  const alone = statement.connections.length === 0 && standsAlone(inner, statement.shape.length > 0);
  inner.standsAlone = alone;
  for (const port of ports) {
    const argument = given.get(port.name.text);
    const own = alone ? ownNode(port, inner, parent) : null;
    if (own) {
      inner.entries.set(port.name.text, own);
      continue;
    }
    if (!argument)
      parent.context.reporter.report(
        'E0214',
        statement.name.span,
        `the port \`${port.name.text}\` of \`${statement.name.text}\` is not connected`,
        {
          related: [{ span: port.name.span, text: `${port.discipline.text}, declared here` }],
          help: `\`${inner.declaration.name.text}\` is used as \`${inner.declaration.name.text}(${ports.map((p) => p.name.text).join(', ')})\`${orReference(port, parent)}${orNodes(port, statement, inner)}`,
        },
      );
    inner.entries.set(port.name.text, argument ? connected(port, argument, inner, parent) : failedPort(port));
  }
}
/**
 * A device that is written without connections may have nodes of its own: what it owns, or, in an array, the first of two terminals,
 * the second being the reference. (A single one with two terminals has rather been forgotten.)
 */
function standsAlone(inner: Instance, isArray: boolean): boolean {
  const disciplines = inner.declaration.ports.map((port) => findDiscipline(port.discipline, inner.file, inner.context));
  const [first, second] = disciplines;
  if (disciplines.length === 2 && first && first === second && first.model.nature === 'conserved')
    return isArray && first.references.length > 0;
  return disciplines.every((d, i) => d?.model.nature === 'owned' && inner.declaration.ports[i]!.owner);
}
function ownNode(port: Syntax.PortSyntax, inner: Instance, parent: Instance): Entry | null {
  const discipline = findDiscipline(port.discipline, inner.file, inner.context);
  if (!discipline) return null;
  const second = discipline.model.nature === 'conserved' && inner.declaration.ports[1] === port;
  const id = second
    ? parent.cell.reference(discipline.references[0]!, discipline)
    : parent.cell.node(`${inner.prefix}${port.name.text}`, discipline, 'internal', inner.origin);
  return { kind: 'node', span: port.name.span, id, owner: port.owner };
}
function failedPort(port: Syntax.PortSyntax): Entry {
  return { kind: 'node', span: port.name.span, id: null, owner: false };
}
function unknownPort(name: Syntax.Identifier, inner: Instance, parent: Instance): void {
  const known = inner.declaration.ports.map((p) => p.name.text);
  parent.context.reporter.report(
    'E0214',
    name.span,
    `\`${inner.declaration.name.text}\` has no port \`${name.text}\``,
    { help: didYouMean(name.text, known) ?? `its ports are ${known.map((k) => `\`${k}\``).join(', ')}` },
  );
}
function tooMany(
  statement: Syntax.InstanceStatement,
  argument: Syntax.Argument,
  inner: Instance,
  parent: Instance,
): void {
  const { ports, name } = inner.declaration;
  parent.context.reporter.report(
    'E0214',
    argument.span,
    `\`${name.text}\` has ${ports.length} port${ports.length === 1 ? '' : 's'}, and ${statement.connections.length} nodes are given`,
    {
      help: `it is used as \`${name.text}(${ports.map((p) => p.name.text).join(', ')})\``,
      related: [{ span: name.span, text: 'declared here' }],
    },
  );
}

/** `cell: Neuristor[28, 28](drive, bath)`: a source that has nodes of its own stands for the first of them. */
function firstNode(expression: Syntax.Expression, parent: Instance): NodeId | null | undefined {
  const source = findInstance(expression, parent);
  if (!source?.standsAlone) return source === null ? null : undefined;
  const entry = source.entries.get(source.declaration.ports[0]!.name.text);
  return entry?.kind === 'node' ? entry.id : undefined;
}

/** The entry of a port: the node or the event that is given for it. */
function connected(port: Syntax.PortSyntax, argument: Syntax.Argument, inner: Instance, parent: Instance): Entry {
  const discipline = findDiscipline(port.discipline, inner.file, inner.context);
  if (!discipline) return failedPort(port);
  if (discipline.model.nature === 'event') return connectedEvent(port, argument, parent);
  const node = resolveNode(argument.value, parent);
  const id = node === undefined ? firstNode(argument.value, parent) : node;
  if (id === undefined) return notANode(port, argument, parent);
  if (id === null) return failedPort(port);
  const found = parent.cell.nodes[id]!;
  if (found.resolved === discipline) return { kind: 'node', span: port.name.span, id, owner: port.owner };
  parent.context.reporter.report(
    'E0214',
    argument.span,
    `${article(found.discipline.name)} ${found.discipline.name} node is connected to the ${discipline.model.name} port \`${port.name.text}\``,
    {
      label: found.discipline.name,
      related: [{ span: port.span, text: `wants ${discipline.model.name}` }],
    },
  );
  return failedPort(port);
}

function connectedEvent(port: Syntax.PortSyntax, argument: Syntax.Argument, parent: Instance): Entry {
  const { value } = argument;
  const far = findAtEnd(value, parent);
  if (far?.entry?.kind === 'event') {
    const name = `${'ab'[far.end.end]}.${port.name.text}`;
    const id = far.entry.id === null ? null : far.end.edge.eventOf(far.end, far.entry.id, name, argument.span);
    return { kind: 'event', span: port.name.span, id };
  }
  const inner = value.kind === 'member' ? findInstance(value.base, parent) : parent;
  const name = value.kind === 'member' ? value.member.text : value.kind === 'name' ? value.name.text : '';
  const entry = inner?.entries.get(name);
  if (entry?.kind === 'event') return { kind: 'event', span: port.name.span, id: entry.id };
  if (inner !== null)
    parent.context.reporter.report('E0214', argument.span, `the event port \`${port.name.text}\` wants an event`, {
      help: 'name an event of this circuit or of an instance above: `X.spike`',
      related: [{ span: port.span, text: 'declared here' }],
    });
  return { kind: 'event', span: port.name.span, id: null };
}

/** What the node from which potentials are counted is called, where the discipline of a port has one. */
function orReference(port: Syntax.PortSyntax, parent: Instance): string {
  const [reference] = referencesOf(port, parent);
  return reference === undefined ? '' : `; the reference of ${port.discipline.text} is \`${reference}\``;
}
/** An array that couplings are to join: its ports are joined by way of nodes. */
function orNodes(port: Syntax.PortSyntax, { connections, shape }: Syntax.InstanceStatement, inner: Instance): string {
  if (shape.length === 0 || connections.length > 0) return '';
  const discipline = findDiscipline(port.discipline, inner.file, inner.context);
  if (discipline?.model.nature === 'event') return '';
  return `; a \`couple\` reaches ports that have nodes, here an array of them: \`node ${port.name.text}: ${port.discipline.text}[...]\``;
}
function referencesOf({ discipline }: Syntax.PortSyntax, { file, context }: Instance): readonly string[] {
  const known = visibleDisciplines(file, context).find(({ model }) => model.name === discipline.text);
  return known?.references ?? [];
}

function notANode(port: Syntax.PortSyntax, argument: Syntax.Argument, parent: Instance): Entry {
  const { reporter } = parent.context;
  const { value } = argument;
  const nodes = [...parent.entries].filter(([, entry]) => entry.kind === 'node').map(([name]) => name);
  const references = referencesOf(port, parent);
  const whole = wholeOf(value, parent);
  const [around, member] = value.kind === 'member' ? [wholeOf(value.base, parent), value.member.text] : [null, ''];
  if (value.kind === 'name' && !parent.entries.has(value.name.text))
    reporter.report('E0201', value.span, `no node is called \`${value.name.text}\``, {
      label: 'unknown node',
      help:
        didYouMean(value.name.text, [...nodes, ...references]) ??
        `declare it: \`node ${value.name.text}: ${port.discipline.text}\`${orReference(port, parent)}`,
    });
  else if (around?.entries.has(member) === false) {
    const { kind, name } = around.declaration;
    const own = nodesOf(around);
    reporter.report('E0201', value.span, `${kind} \`${name.text}\` has no \`${member}\``, {
      label: 'unknown node',
      help: didYouMean(member, own) ?? (own.length > 0 ? `its nodes are ${quoted(own)}` : 'it has no nodes'),
    });
  } else
    reporter.report('E0214', value.span, `the port \`${port.name.text}\` wants a node`, {
      related: [{ span: port.span, text: 'declared here' }],
      ...(value.kind === 'number' && references.length > 0 && { help: `name one${orReference(port, parent)}` }),
      ...(value.kind === 'member' && { help: throughPort(value.member.text, port) }),
      ...(whole !== null && { help: nodeInstead(whole) }),
    });
  return failedPort(port);
}
/** The instance that an expression names, as a whole: one of an array stands for all. */
function wholeOf(expression: Syntax.Expression, parent: Instance): Instance | null {
  if (expression.kind === 'index') return wholeOf(expression.base, parent);
  const entry = expression.kind === 'name' ? parent.entries.get(expression.name.text) : undefined;
  const whole = entry?.kind === 'end' ? entry.end.of : entry?.kind === 'instance' ? entry.instance : null;
  return typeof whole === 'object' ? whole : null;
}
function nodesOf(whole: Instance): string[] {
  return [...whole.entries].flatMap(([name, { kind }]) => (kind === 'node' ? [name] : []));
}
function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
function nodeInstead(whole: Instance): string {
  const what = `this is a whole \`${whole.declaration.name.text}\``;
  const own = nodesOf(whole);
  return own.length > 0 ? `${what}: name one of its nodes behind a dot, ${quoted(own)}` : `${what}, which has no nodes`;
}
/** A state or `let` of another device has no node. */
function throughPort(name: string, { discipline }: Syntax.PortSyntax): string {
  return `a value of a device is handed on by a port of its own: give the device \`out: ${discipline.text}\`, say there what it gives (of a \`number\`: \`u(out) <+ ${name}\`), and name that node`;
}

// ---- parameters --------------------------------------------------------------------------------------------------
function override(setting: Syntax.AssignStatement, inner: Instance, parent: Instance): void {
  const entry = inner.entries.get(setting.name.text);
  const { reporter } = parent.context;
  if (entry?.kind !== 'param') {
    const known = [...inner.entries].filter(([, e]) => e.kind === 'param').map(([name]) => name);
    const help =
      didYouMean(setting.name.text, known) ??
      (known.length > 0 ? `its parameters are ${known.map((k) => `\`${k}\``).join(', ')}` : 'it has no parameters');
    reporter.report(
      'E0215',
      setting.name.span,
      `\`${inner.declaration.name.text}\` has no parameter \`${setting.name.text}\``,
      { label: 'unknown parameter', help, related: [{ span: inner.declaration.name.span, text: 'declared here' }] },
    );
  } else if (
    entry.override &&
    !entry.override.given &&
    entry.override.environment === parent &&
    entry.override.span.file === setting.span.file
  )
    reporter.report('E0202', setting.name.span, `\`${setting.name.text}\` is set twice`, {
      related: [{ span: entry.override.span, text: 'first here' }],
    });
  else entry.override = { expression: setting.value, environment: parent, span: setting.name.span };
}

function article(word: string): string {
  return /^[aeiou]/i.test(word) ? 'an' : 'a';
}
