/** Which names a statement reads: what decides to which population it belongs. */
import type { Syntax } from '../../../dsl/index.ts';

type Name = Syntax.Identifier;

/** Names at the roots of an expression, functions that it calls included; not members, not named arguments. */
export function namesIn(expression: Syntax.Expression): Name[] {
  return names(expression, true);
}
/** The same without the arrays of which one element is read, `cell[0].x`: that belongs to no population. */
function wholeIn(expression: Syntax.Expression): Name[] {
  return names(expression, false);
}
function names(expression: Syntax.Expression, elements: boolean): Name[] {
  const of = (e: Syntax.Expression): Name[] => names(e, elements);
  switch (expression.kind) {
    case 'number':
    case 'string':
      return [];
    case 'name':
      return [expression.name];
    case 'member':
      return of(expression.base);
    case 'index':
      return [...(elements ? of(expression.base) : []), ...expression.indices.flatMap(of)];
    case 'call':
      return [expression.callee, ...expression.args.flatMap((arg) => of(arg.value))];
    case 'unary':
      return of(expression.operand);
    case 'binary':
      return [...of(expression.left), ...of(expression.right)];
    case 'if':
      return [expression.condition, expression.then, expression.otherwise].flatMap(of);
    case 'vector':
    case 'list':
      return expression.items.flatMap(of);
    case 'range':
      return [expression.low, expression.high, ...(expression.step ? [expression.step] : [])].flatMap(of);
    case 'rate':
      return [expression.of];
    default:
      return expression satisfies never;
  }
}
/** Whether a statement reads one element of an array. */
export function readsElement(statement: Syntax.BodyStatement): boolean {
  return mentionsOf(statement, namesIn).length > mentionsOf(statement).length;
}

/** Names that a statement of a body reads or writes to, without those that it declares itself. */
export function mentionsOf(statement: Syntax.BodyStatement, of = wholeIn): Name[] {
  switch (statement.kind) {
    case 'param':
      return optional(of, statement.value, statement.range);
    case 'state':
    case 'memory':
      return optional(of, statement.initial, statement.range, statement.step);
    case 'rate':
      return [statement.name, ...of(statement.value)];
    case 'let':
    case 'probe':
      return of(statement.value);
    case 'contribution':
    case 'own':
      return [...statement.terminals.flatMap(of), ...of(statement.value)];
    case 'event':
      return of(statement.when);
    case 'on':
      return [...optional(of, statement.condition, statement.priority), ...ofBlock(statement.body, of)];
    case 'every':
      return [...optional(of, statement.period, statement.priority), ...ofBlock(statement.body, of)];
    case 'function': {
      const own = new Set(statement.params.map((p) => p.name.text));
      return of(statement.value).filter((name) => !own.has(name.text));
    }
    case 'assert':
      return of(statement.condition);
    case 'node':
      return optional(of, statement.initial);
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
    case 'solve':
      return [statement.net];
    case 'table':
      return [];
    default:
      return statement satisfies never;
  }
}
function optional(of: typeof wholeIn, ...expressions: readonly (Syntax.Expression | null)[]): Name[] {
  return expressions.flatMap((e) => (e ? of(e) : []));
}
function ofBlock(body: Syntax.OnStatement['body'], of: typeof wholeIn): Name[] {
  const own = new Set(body.filter((s) => s.kind === 'let').map((s) => s.name.text));
  return body
    .flatMap((s) => (s.kind === 'let' ? of(s.value) : [s.name, ...of(s.value)]))
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
