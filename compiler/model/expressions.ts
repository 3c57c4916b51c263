/**
 * Turns an expression into a quantity: names looked up, dimensions and shapes checked, values built. `null` means that
 * something was wrong and has been said; whoever gets it stays silent.
 */

import { inSI, type Span, type Syntax } from '../../dsl/index.ts';
import type { DataTable } from '../ops/graph.ts';
import { builtins, drawFunctions, insteadOf, squared } from './builtins.ts';
import { byName } from './by-name.ts';
import {
  type Callable,
  type CallExpression,
  type Environment,
  LocalEnvironment,
  type MemberExpression,
} from './environment.ts';
import {
  addition,
  choice,
  comparison,
  isValue,
  logic,
  negate,
  type Operand,
  power,
  product,
  scalar,
  sum,
  wantBool,
  wantNumber,
  wantReal,
  wantSame,
} from './operators.ts';
import { bool, complex, describe, type Quantity, real, vector } from './quantity.ts';
import { didYouMean } from './reporter.ts';
import { libraryHint } from './scopes.ts';
import { readTable } from './tables.ts';
import { resolveUnit, typed } from './units.ts';
import { drawRefused, unknownName } from './unknown-names.ts';

type Expression = Syntax.Expression;
type Of<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

/** The quantity of `expression` in `env`. */
export function evaluate<T>(expression: Expression, env: Environment<T>): Quantity<T> | null {
  const quantity = evaluated(expression, env);
  env.context.watch?.(expression, quantity);
  for (const part of quantity?.parts ?? []) env.builder.place?.(part, expression.span);
  return quantity;
}
function evaluated<T>(expression: Expression, env: Environment<T>): Quantity<T> | null {
  switch (expression.kind) {
    case 'number':
      return number(expression, env);
    case 'name':
      return name(expression.name, env);
    case 'member':
      return member(expression, env);
    case 'call':
      return call(expression, env);
    case 'unary':
      return unary(expression, env);
    case 'binary':
      return binary(expression, env);
    case 'if':
      return conditional(expression, env);
    case 'vector':
      return components(expression, env);
    case 'list': {
      const list = env.list?.(expression, env);
      if (list !== undefined) return list;
      return env.context.reporter.report(
        'E0340',
        expression.span,
        'a list gives each instance of an array its own number',
        {
          help: 'a vector is written `(x, y, z)`',
        },
      );
    }
    case 'rate':
      return env.rate(expression);
    case 'index':
      return oneElement(expression.span, env);
    case 'string':
      return env.context.reporter.report(
        'E0205',
        expression.span,
        'a text in quotes stands where a quantity is wanted',
        {
          help: 'files are named in `table ... from "x.csv"`, `pwl("x.csv")` and `with "set.toml"`',
        },
      );
    case 'range':
      return env.context.reporter.report('E0231', expression.span, 'a range stands where a single quantity is wanted', {
        help: 'ranges follow `in`, `sweep NAME =` and a few functions',
      });
    default:
      return expression satisfies never;
  }
}

/** `cell[3]` inside of a circuit. */
export function oneElement<T>(span: Span, env: Environment<T>): null {
  return env.context.reporter.report('E0290', span, 'one element of an array cannot be read here', {
    help: 'a `let`, rate, block or event of the circuit that has the array reads `cell[3].u` or `V(cell[3].out)`; instances see each other by `couple`',
  });
}

/** As `evaluate`, and reports unless it is a single number. */
export function evaluateReal<T>(expression: Expression, env: Environment<T>): Quantity<T> | null {
  const q = evaluate(expression, env);
  return q && wantReal(env, q, expression) ? q : null;
}
export function evaluateBool<T>(expression: Expression, env: Environment<T>): Quantity<T> | null {
  const q = evaluate(expression, env);
  return q && wantBool(env, q, expression) ? q : null;
}
function operand<T>(expression: Expression, env: Environment<T>): Operand<T> | null {
  const quantity = evaluate(expression, env);
  return quantity && { quantity, expression };
}

function number<T>(e: Of<'number'>, env: Environment<T>): Quantity<T> | null {
  if (!Number.isFinite(e.value))
    return env.context.reporter.report('E0233', e.span, 'this number is too large for a float64', {
      help: 'the largest is about 1.8e308',
    });
  if (!e.unit) return real(env.builder.constant(e.value));
  const unit = resolveUnit(e.unit, env.file, env.context, (name) => isValue(name, env));
  return unit && real(env.builder.constant(inSI(e.value, unit.scale)), unit.dimension, e.unit.text);
}

const axes: Readonly<Record<string, readonly number[]>> = byName({ x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] });

function name<T>(identifier: Syntax.Identifier, env: Environment<T>): Quantity<T> | null {
  const found = env.name(identifier);
  if (found !== undefined) return found;
  const text = identifier.text;
  if (text === 'pi') return real(env.builder.constant(Math.PI));
  if (text === 'true' || text === 'false') return bool(env.builder.boolean(text === 'true'));
  if (text === 'i') return complex([env.builder.constant(0), env.builder.constant(1)]);
  const axis = axes[text];
  if (axis) return vector(axis.map((c) => env.builder.constant(c)));
  if (text === 'noise' || text === 'noise3') return drawRefused(identifier.span, text, env);
  if (builtins[text] || env.callable(text))
    return env.context.reporter.report(
      'E0205',
      identifier.span,
      `\`${text}\` is a function and wants its arguments in brackets`,
      {
        help: builtins[text] ? `write \`${builtins[text].usage}\`` : undefined,
      },
    );
  return unknownName(identifier, env);
}

function member<T>(e: MemberExpression, env: Environment<T>): Quantity<T> | null {
  const found = env.member(e);
  if (found !== undefined) return found;
  const base = evaluate(e.base, env);
  if (!base) return null;
  const index = 'xyz'.indexOf(e.member.text);
  if (base.shape === 'vector' && e.member.text.length === 1 && index >= 0)
    return real(base.parts[index]!, base.dimension, base.unit);
  const part = ['re', 'im'].indexOf(e.member.text);
  if (base.shape === 'complex' && part >= 0) return real(base.parts[part]!, base.dimension, base.unit);
  return env.context.reporter.report(
    'E0201',
    e.member.span,
    `${base.shape === 'vector' ? 'a vector' : describe(base)} has no member \`${e.member.text}\``,
    {
      help:
        base.shape === 'vector'
          ? 'a vector has `.x`, `.y` and `.z`'
          : base.shape === 'complex'
            ? 'a complex number has `.re` and `.im`'
            : 'only vectors, complex numbers and instances have members',
    },
  );
}

function unary<T>(e: Of<'unary'>, env: Environment<T>): Quantity<T> | null {
  const q = evaluate(e.operand, env);
  if (!q) return null;
  if (e.operator === 'not')
    return wantBool(env, q, e.operand) ? bool(env.builder.operation('not', [q.parts[0]!], 'bool')) : null;
  if (!wantNumber(env, q, e.operand)) return null;
  return e.operator === '+' ? q : { ...q, parts: q.parts.map((part) => negate(env, part)) };
}

function binary<T>(e: Of<'binary'>, env: Environment<T>): Quantity<T> | null {
  const square = e.operator === '^' ? squareOfSize(e, env) : undefined;
  if (square !== undefined) return square;
  const [a, b] = [operand(e.left, env), operand(e.right, env)];
  if (!a || !b) return null;
  switch (e.operator) {
    case '+':
    case '-':
      return addition(env, e, a, b);
    case '*':
    case '/':
      return product(env, e, a, b);
    case '^':
      return power(env, a, b);
    case 'and':
    case 'or':
      return logic(env, e, a, b);
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(env, e, a, b);
    default:
      return e.operator satisfies never;
  }
}

/**
 * `abs(z)^2`, `norm(a)^4`: the even power of a size needs no root, which would have no slope at 0. Undefined where it is something else.
 */
function squareOfSize<T>(e: Of<'binary'>, env: Environment<T>): Quantity<T> | null | undefined {
  const { left, right } = e;
  if (left.kind !== 'call' || right.kind !== 'number' || right.unit || env.callable(left.callee.text)) return undefined;
  const half = right.value / 2;
  const [given] = left.args;
  if (!['abs', 'norm'].includes(left.callee.text) || left.args.length !== 1 || !Number.isInteger(half) || half < 1)
    return undefined;
  const q = given!.name === null ? evaluate(given!.value, env) : undefined;
  if (q === null) return null;
  if (q === undefined || (q.shape !== 'complex' && (q.shape !== 'vector' || left.callee.text === 'abs')))
    return undefined;
  const square = squared(env, q);
  if (half === 1) return square;
  const exponent = { quantity: real(env.builder.constant(half)), expression: right };
  return power(env, { quantity: square, expression: left }, exponent);
}

function conditional<T>(e: Of<'if'>, env: Environment<T>): Quantity<T> | null {
  const [condition, a, b] = [operand(e.condition, env), operand(e.then, env), operand(e.otherwise, env)];
  return condition && a && b ? choice(env, condition, a, b) : null;
}

function components<T>(e: Of<'vector'>, env: Environment<T>): Quantity<T> | null {
  const items = e.items.map((item) => operand(item, env));
  if (e.items.length !== 3)
    return env.context.reporter.report(
      'E0210',
      e.span,
      `a vector has three components, and this has ${e.items.length}`,
      {
        help: 'write `(a, b, c)`',
      },
    );
  const [first] = items;
  if (!first || !items.every((item) => item !== null && wantReal(env, item.quantity, item.expression))) return null;
  if (!items.slice(1).every((item) => wantSame(env, first, item!, 'a component beside'))) return null;
  return vector(
    items.map((item) => item!.quantity.parts[0]!),
    first.quantity.dimension,
    first.quantity.unit,
  );
}

// ---- calls -------------------------------------------------------------------------------------------------------
function call<T>(e: CallExpression, env: Environment<T>): Quantity<T> | null {
  const callable = env.callable(e.callee.text);
  if (callable) return callable.kind === 'function' ? inline(e, callable, env) : lookUp(e, callable, env);
  const special = env.call(e, env);
  if (special !== undefined) return special;
  const builtin = builtins[e.callee.text];
  if (builtin) return applyBuiltin(e, env);
  if (drawFunctions.has(e.callee.text)) return drawRefused(e.span, e.callee.text, env);
  e.args.forEach((arg) => void evaluate(arg.value, env));
  const known = [...Object.keys(builtins), ...env.calls()];
  return env.context.reporter.report('E0201', e.callee.span, `no function is called \`${e.callee.text}\``, {
    label: 'unknown function',
    help:
      (isValue(e.callee.text, env) ? `to multiply write \`${e.callee.text} * (...)\`` : undefined) ??
      insteadOf(e.callee.text) ??
      didYouMean(e.callee.text, known) ??
      libraryHint(e.callee.text, ['function'], env.context.files),
  });
}

/** The arguments of a call in order; reports names (where none are taken) and a wrong number. */
export function positional<T>(
  e: CallExpression,
  usage: string,
  least: number,
  most: number,
  env: Environment<T>,
): Operand<T>[] | null {
  const named = e.args.find((arg) => arg.name !== null);
  const args = e.args.map((arg) => operand(arg.value, env));
  if (named)
    return env.context.reporter.report(
      'E0212',
      named.span,
      `\`${e.callee.text}\` takes its arguments in order, without names`,
      { help: `write \`${usage}\`` },
    );
  if (args.length < least || args.length > most) return wrongCount(e, usage, least, most, env);
  return args.some((arg) => arg === null) ? null : (args as Operand<T>[]);
}

function wrongCount<T>(e: CallExpression, usage: string, least: number, most: number, env: Environment<T>): null {
  const wanted = least === most ? `${least}` : most >= 16 ? `${least} or more` : `${least} to ${most}`;
  return env.context.reporter.report(
    'E0212',
    e.span,
    `\`${e.callee.text}\` wants ${wanted} argument${wanted === '1' ? '' : 's'}, and this gives ${e.args.length}`,
    {
      help: `write \`${usage}\``,
    },
  );
}

function applyBuiltin<T>(e: CallExpression, env: Environment<T>): Quantity<T> | null {
  const builtin = builtins[e.callee.text]!;
  const args = positional(e, builtin.usage, builtin.least, builtin.most, env);
  return args && builtin.apply(env, args, e);
}

type FunctionCall<T> = Extract<Callable<T>, { kind: 'function' }>;

/** A function is its value with the arguments put in: it is read anew at every call, so untyped arguments take any dimension. */
function inline<T>(
  e: CallExpression,
  { statement, environment }: FunctionCall<T>,
  env: Environment<T>,
): Quantity<T> | null {
  const usage = `${statement.name.text}(${statement.params.map((p) => p.name.text).join(', ')})`;
  if (env.calling.includes(statement))
    return env.context.reporter.report('E0217', statement.name.span, `\`${statement.name.text}\` calls itself`, {
      label: 'hardware cannot hold a call without end',
      related: [{ span: e.span, text: 'called here' }],
      help: 'write the repetition out, or keep it in a state',
    });
  const args = positional(e, usage, statement.params.length, statement.params.length, env);
  if (!args) return null;
  const locals = new Map<string, Quantity<T> | null>();
  statement.params.forEach((param, i) => {
    const { quantity, expression } = args[i]!;
    const what = `argument \`${param.name.text}\` of \`${statement.name.text}\``;
    const given = param.type ? typed(param.type, quantity, expression, what, environment.file, env) : quantity;
    locals.set(param.name.text, given);
  });
  const inner = new LocalEnvironment(environment, locals, [...env.calling, statement]);
  const value = evaluate(statement.value, inner);
  if (!value || !statement.result) return value;
  const what = `the value of \`${statement.name.text}\``;
  return typed(statement.result, value, statement.value, what, environment.file, inner);
}

type TableCall<T> = Extract<Callable<T>, { kind: 'table' }>;

function lookUp<T>(e: CallExpression, { statement, scope }: TableCall<T>, env: Environment<T>): Quantity<T> | null {
  const table = readTable(statement, scope, env.context);
  const usage = `${statement.name.text}(${statement.params.map((p) => p.name.text).join(', ')})`;
  const args = positional(e, usage, statement.params.length, statement.params.length, env);
  if (!table || !args) return null;
  for (const [i, { quantity, expression }] of args.entries()) {
    const { type, name } = statement.params[i]!;
    const what = `the argument \`${name.text}\` of table \`${statement.name.text}\``;
    if (type && !typed(type, quantity, expression, what, scope, env)) return null;
    if (!wantReal(env, quantity, expression)) return null;
  }
  const looked = (t: DataTable, i: number): T =>
    env.builder.operation('lookup', [args[i]!.quantity.parts[0]!], 'real', { table: t });
  const products = table.terms.map(({ tables }) =>
    tables.map(looked).reduce((product, factor) => scalar(env, 'multiply', product, factor)),
  );
  return real(sum(env, products), table.dimension, table.unit);
}
