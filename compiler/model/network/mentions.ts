/** Which names a statement reads: what decides to which population it belongs. */
import type { Syntax } from '../../../dsl/index.ts';

type Name = Syntax.Identifier;

/** Names at the roots of an expression, functions that it calls included; not members, not named arguments. */
export function namesIn(expression: Syntax.Expression): Name[] {
  switch (expression.kind) {
    case 'number':
    case 'string':
      return [];
    case 'name':
      return [expression.name];
    case 'member':
      return namesIn(expression.base);
    case 'index':
      return [...namesIn(expression.base), ...expression.indices.flatMap(namesIn)];
    case 'call':
      return [expression.callee, ...expression.args.flatMap((arg) => namesIn(arg.value))];
    case 'unary':
      return namesIn(expression.operand);
    case 'binary':
      return [...namesIn(expression.left), ...namesIn(expression.right)];
    case 'if':
      return [expression.condition, expression.then, expression.otherwise].flatMap(namesIn);
    case 'vector':
    case 'list':
      return expression.items.flatMap(namesIn);
    case 'range':
      return [expression.low, expression.high, ...(expression.step ? [expression.step] : [])].flatMap(namesIn);
    case 'rate':
      return [expression.of];
    default:
      return expression satisfies never;
  }
}

/** Names that a statement of a body reads or writes to, without those that it declares itself. */
export function mentionsOf(statement: Syntax.BodyStatement): Name[] {
  switch (statement.kind) {
    case 'param':
      return optional(statement.value, statement.range);
    case 'state':
    case 'memory':
      return optional(statement.initial, statement.range, statement.step);
    case 'rate':
      return [statement.name, ...namesIn(statement.value)];
    case 'let':
    case 'probe':
      return namesIn(statement.value);
    case 'contribution':
    case 'own':
      return [...statement.terminals.flatMap(namesIn), ...namesIn(statement.value)];
    case 'event':
      return namesIn(statement.when);
    case 'on':
      return [...optional(statement.condition, statement.priority), ...ofBlock(statement.body)];
    case 'every':
      return [...optional(statement.period, statement.priority), ...ofBlock(statement.body)];
    case 'function': {
      const own = new Set(statement.params.map((p) => p.name.text));
      return namesIn(statement.value).filter((name) => !own.has(name.text));
    }
    case 'assert':
      return namesIn(statement.condition);
    case 'node':
      return optional(statement.initial);
    case 'instance':
      return [
        ...statement.connections.flatMap((c) => namesIn(c.value)),
        ...statement.settings.flatMap((s) => namesIn(s.value)),
      ];
    case 'place':
      return [statement.from];
    case 'couple':
      return statement.body.flatMap((device) => [
        ...device.connections.flatMap((c) => namesIn(c.value)),
        ...device.settings.flatMap((s) => namesIn(s.value)),
      ]);
    case 'table':
    case 'solve':
      return [];
    default:
      return statement satisfies never;
  }
}
function optional(...expressions: readonly (Syntax.Expression | null)[]): Name[] {
  return expressions.flatMap((e) => (e ? namesIn(e) : []));
}
function ofBlock(body: Syntax.OnStatement['body']): Name[] {
  const own = new Set(body.filter((s) => s.kind === 'let').map((s) => s.name.text));
  return body
    .flatMap((s) => (s.kind === 'let' ? namesIn(s.value) : [s.name, ...namesIn(s.value)]))
    .filter((name) => !own.has(name.text));
}

/** Names that a statement declares. */
export function declaredBy(statement: Syntax.BodyStatement): readonly Name[] {
  switch (statement.kind) {
    case 'node':
      return statement.names;
    case 'param':
    case 'state':
    case 'memory':
    case 'let':
    case 'probe':
    case 'event':
    case 'function':
    case 'table':
    case 'instance':
      return [statement.name];
    default:
      return [];
  }
}
