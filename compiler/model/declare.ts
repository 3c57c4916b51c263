/**
 * First walk over a device or circuit: its names, nodes, branches, events and instances come into being, no value is
 * worked out. After it every name of the whole cell can be read from anywhere.
 */
import type { Span, Syntax } from '../../dsl/index.ts';
import { declareBranch } from './branches.ts';
import { findDiscipline } from './disciplines.ts';
import type { Entry, Instance } from './instance.ts';
import { instantiate } from './instances.ts';
import { placeInstances } from './network/positions.ts';

/** Declares everything below `instance`; its ports are in `entries` already. */
export function declare(instance: Instance): void {
  const { body } = instance.declaration;
  for (const statement of body) declareName(statement, instance);
  for (const statement of body) if (statement.kind === 'rate') declareRate(statement, instance);
  for (const statement of body) if (statement.kind === 'instance') instantiateNamed(statement, instance);
  for (const statement of body) if (statement.kind === 'place') placeInstances(statement, instance);
  for (const statement of body)
    if (statement.kind === 'contribution' || statement.kind === 'own') declareBranch(statement, instance);
  warnAboutCase(instance);
}

/** Adds an entry unless its name is taken. */
export function addEntry(name: Syntax.Identifier, entry: Entry, instance: Instance): void {
  const before = instance.entries.get(name.text);
  if (!before) {
    instance.entries.set(name.text, entry);
    return;
  }
  instance.context.reporter.report(
    'E0202',
    name.span,
    `\`${name.text}\` is declared twice in \`${instance.declaration.name.text}\``,
    {
      related: [{ span: entrySpan(before), text: 'first declared here' }],
      help: 'give one of them another name',
    },
  );
}
export function entrySpan(entry: Entry): Span {
  return 'statement' in entry ? entry.statement.name.span : entry.span;
}

/** Names that stand for themselves; null for statements that are handled elsewhere. */
function entryOf(statement: Syntax.BodyStatement): Entry | null {
  switch (statement.kind) {
    case 'param':
      return { kind: 'param', statement, override: null, value: undefined, busy: false };
    case 'state':
    case 'memory':
      return {
        kind: 'state',
        statement,
        rates: [],
        value: undefined,
        busy: false,
        ids: [],
        moved: null,
        velocity: [],
        angle: false,
        rate: undefined,
      };
    case 'let':
    case 'probe':
      return { kind: statement.kind, statement, value: undefined, busy: false };
    case 'function':
      return { kind: 'function', statement };
    case 'table':
      return { kind: 'table', statement };
    default:
      return null;
  }
}

function declareName(statement: Syntax.BodyStatement, instance: Instance): void {
  const entry = entryOf(statement);
  if (entry && 'name' in statement) addEntry(statement.name, entry, instance);
  if (statement.kind === 'event') declareEvent(statement, instance);
  if (statement.kind === 'node') declareNodes(statement, instance);
}

/** An event that carries the name of an event port drives that port. */
function declareEvent(statement: Syntax.EventStatement, instance: Instance): void {
  const { name } = statement;
  addEntry(name, { kind: 'event', span: name.span, id: instance.cell.event() }, instance);
}

function declareNodes(statement: Syntax.NodeStatement, instance: Instance): void {
  const discipline = findDiscipline(statement.discipline, instance.file, instance.context);
  for (const name of statement.names) {
    const id = discipline
      ? instance.cell.node(
          `${instance.prefix}${name.text}`,
          discipline,
          statement.fixed ? 'fixed' : 'internal',
          name.span,
        )
      : null;
    addEntry(name, { kind: 'node', span: name.span, id, owner: true }, instance);
  }
}

function declareRate(statement: Syntax.RateStatement, instance: Instance): void {
  const entry = instance.entries.get(statement.name.text);
  if (entry?.kind === 'state') {
    entry.rates.push(statement);
    return;
  }
  const states = [...instance.entries].filter(([, e]) => e.kind === 'state').map(([name]) => name);
  const { reporter } = instance.context;
  if (entry)
    reporter.report('E0205', statement.name.span, `\`${statement.name.text}\` is no state, so it can have no rate`, {
      related: [{ span: entrySpan(entry), text: 'declared here' }],
      help: `declare \`state ${statement.name.text} = ...\``,
    });
  else
    reporter.report('E0201', statement.name.span, `no state is called \`${statement.name.text}\``, {
      label: 'unknown name',
      help:
        states.length > 0
          ? `the states here are ${states.map((s) => `\`${s}\``).join(', ')}`
          : `declare \`state ${statement.name.text} = ...\``,
    });
}

function instantiateNamed(statement: Syntax.InstanceStatement, instance: Instance): void {
  const before = instance.entries.get(statement.name.text);
  const inner = before ? null : instantiate(statement, instance);
  addEntry(statement.name, { kind: 'instance', span: statement.name.span, instance: inner }, instance);
}

/**
 * Verilog and file names must stay apart on systems that do not tell case: a warning, since the language does. The ends `a`, `b` of an edge
 * are no names of theirs.
 */
function warnAboutCase(instance: Instance): void {
  const seen = new Map<string, [string, Entry]>();
  for (const [name, entry] of instance.entries) {
    if (entry.kind === 'end') continue;
    const before = seen.get(name.toLowerCase());
    if (!before) seen.set(name.toLowerCase(), [name, entry]);
    else
      instance.context.reporter.report(
        'W0201',
        entrySpan(entry),
        `\`${name}\` and \`${before[0]}\` differ in case only`,
        {
          related: [{ span: entrySpan(before[1]), text: 'the other one' }],
          help: 'the Verilog keeps both apart; a reader may not',
        },
      );
  }
}
