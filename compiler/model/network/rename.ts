/** Copies of statements and expressions in which names stand for something else. */
import type { Syntax } from '../../../dsl/index.ts';
import { endNames } from '../form.ts';
import { endsOfBlock } from './hyperedges.ts';

type Expression = Syntax.Expression;
type Statement = Syntax.BodyStatement;

export interface Renaming {
  /** A name where it is declared, assigned or called. */
  identifier(name: Syntax.Identifier): Syntax.Identifier;
  /** What an expression becomes; undefined: itself, with its parts renamed. */
  expression(e: Expression, rename: (inner: Expression) => Expression): Expression | undefined;
}

export function renameExpression(e: Expression, renaming: Renaming): Expression {
  const walk = (inner: Expression): Expression => renameExpression(inner, renaming);
  const made = renaming.expression(e, walk);
  if (made) return made;
  switch (e.kind) {
    case 'number':
    case 'string':
      return e;
    case 'name':
      return { ...e, name: renaming.identifier(e.name) };
    case 'member':
      return { ...e, base: walk(e.base) };
    case 'index':
      return { ...e, base: walk(e.base), indices: e.indices.map(walk) };
    case 'call':
      return { ...e, callee: renaming.identifier(e.callee), args: renameArguments(e.args, renaming) };
    case 'unary':
      return { ...e, operand: walk(e.operand) };
    case 'binary':
      return { ...e, left: walk(e.left), right: walk(e.right) };
    case 'if': {
      // biome-ignore lint/suspicious/noThenProperty: the word of the language; never awaited
      return { ...e, condition: walk(e.condition), then: walk(e.then), otherwise: walk(e.otherwise) };
    }
    case 'vector':
    case 'list':
      return { ...e, items: e.items.map(walk) };
    case 'range':
      return { ...e, low: walk(e.low), high: walk(e.high), step: e.step && walk(e.step) };
    case 'rate':
      return { ...e, of: renaming.identifier(e.of) };
    default:
      return e satisfies never;
  }
}
function renameArguments(args: readonly Syntax.Argument[], renaming: Renaming): Syntax.Argument[] {
  return args.map((arg) => ({ ...arg, value: renameExpression(arg.value, renaming) }));
}
/** Settings of an instance name its parameters, not ours. */
function renameSettings(settings: readonly Syntax.AssignStatement[], renaming: Renaming): Syntax.AssignStatement[] {
  return settings.map((s) => ({ ...s, value: renameExpression(s.value, renaming) }));
}
/** Names that are declared inside of something keep their meaning there. */
function without(names: readonly Syntax.Identifier[], renaming: Renaming): Renaming {
  const own = new Set(names.map((name) => name.text));
  if (own.size === 0) return renaming;
  return {
    identifier: (name) => (own.has(name.text) ? name : renaming.identifier(name)),
    expression: (e, rename) => (e.kind === 'name' && own.has(e.name.text) ? e : renaming.expression(e, rename)),
  };
}

export function renameStatement(statement: Statement, renaming: Renaming): Statement {
  const value = (e: Expression): Expression => renameExpression(e, renaming);
  const maybe = (e: Expression | null): Expression | null => e && value(e);
  const name = renaming.identifier;
  switch (statement.kind) {
    case 'param':
      return { ...statement, name: name(statement.name), value: maybe(statement.value), range: maybe(statement.range) };
    case 'state':
    case 'memory': {
      const { initial, range, step } = statement;
      return {
        ...statement,
        name: name(statement.name),
        initial: maybe(initial),
        range: maybe(range),
        step: maybe(step),
      };
    }
    case 'rate':
    case 'let':
    case 'probe':
      return { ...statement, name: name(statement.name), value: value(statement.value) };
    case 'contribution':
    case 'own':
      return { ...statement, terminals: statement.terminals.map(value), value: value(statement.value) };
    case 'event':
      return { ...statement, name: name(statement.name), when: value(statement.when) };
    case 'on':
      return {
        ...statement,
        condition: value(statement.condition),
        priority: maybe(statement.priority),
        body: renameBlock(statement.body, renaming),
      };
    case 'every':
      return {
        ...statement,
        period: value(statement.period),
        priority: maybe(statement.priority),
        body: renameBlock(statement.body, renaming),
      };
    case 'function': {
      const inside = without(
        statement.params.map((p) => p.name),
        renaming,
      );
      return { ...statement, name: name(statement.name), value: renameExpression(statement.value, inside) };
    }
    case 'table':
      return { ...statement, name: name(statement.name) };
    case 'assert':
      return { ...statement, condition: value(statement.condition) };
    case 'node':
      return {
        ...statement,
        names: statement.names.map(name),
        initial: maybe(statement.initial),
        shape: statement.shape.map(value),
      };
    case 'instance':
      return {
        ...statement,
        name: name(statement.name),
        shape: statement.shape.map(value),
        connections: renameArguments(statement.connections, renaming),
        settings: renameSettings(statement.settings, renaming),
      };
    case 'couple':
    case 'place': {
      const { from, to, as } = statement;
      const letters = statement.kind === 'couple' ? endNames.slice(0, endsOfBlock(statement)) : 'ab';
      const ends = [...letters].map((text) => ({ text, span: from.span }));
      const inside = without([...ends, ...(as ? [as] : [])], renaming);
      return {
        ...statement,
        from: name(from),
        to: to && name(to),
        topology: value(statement.topology),
        body: statement.body.map((device) => ({
          ...device,
          connections: renameArguments(device.connections, inside),
          settings: renameSettings(device.settings, inside),
        })),
      };
    }
    case 'solve':
      return { ...statement, net: name(statement.net), settings: renameSettings(statement.settings, renaming) };
    default:
      return statement satisfies never;
  }
}
function renameBlock(body: Syntax.OnStatement['body'], renaming: Renaming): Syntax.OnStatement['body'] {
  const inside = without(
    body.flatMap((s) => (s.kind === 'let' ? [s.name] : [])),
    renaming,
  );
  return body.map((s) => {
    const value = renameExpression(s.value, inside);
    return s.kind === 'let' ? { ...s, value } : { ...s, name: inside.identifier(s.name), value };
  });
}
