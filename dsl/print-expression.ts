/** Expressions and types of form 1 as text that parses to the same tree. */
import type { Argument, Expression, TypeSyntax } from './syntax.ts';

/** How tightly an expression holds together; an operand that holds less tightly is put in brackets. */
const POWERS: Readonly<Record<string, number>> = {
  or: 2,
  and: 3,
  '==': 5,
  '!=': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '^': 9,
};
/** A word before `[` is read as the name of an array, so a list behind a keyword stands in brackets. */
const [LIST, IF, RANGE, NOT, SIGN, POSTFIX] = [-1, 0, 1, 4, 8, 10];

function tightness(e: Expression): number {
  switch (e.kind) {
    case 'if':
      return IF;
    case 'list':
      return LIST;
    case 'range':
      return RANGE;
    case 'binary':
      return POWERS[e.operator]!;
    case 'unary':
      return e.operator === 'not' ? NOT : SIGN;
    default:
      return POSTFIX;
  }
}

function within(e: Expression, least: number): string {
  const text = printExpression(e);
  return tightness(e) < least ? `(${text})` : text;
}

/** What stands before `.` or `[`; a number in brackets, since `3.x` and `3 V[0]` are read otherwise. */
function selected(e: Expression): string {
  return e.kind === 'number' ? `(${printExpression(e)})` : within(e, POSTFIX);
}

/** One expression, with only the brackets it needs. */
export function printExpression(e: Expression): string {
  switch (e.kind) {
    case 'number':
      return e.unit === null ? e.text : `${e.text} ${e.unit.text}`;
    case 'string':
      return `"${e.value}"`;
    case 'name':
      return e.name.text;
    case 'member':
      return `${selected(e.base)}.${e.member.text}`;
    case 'index':
      return `${selected(e.base)}[${e.indices.map(printExpression).join(', ')}]`;
    case 'call':
      return printCall(e.callee.text, e.args);
    case 'unary':
      return printUnary(e);
    case 'binary':
      return printBinary(e);
    case 'if':
      return `if ${within(e.condition, IF)} then ${within(e.then, IF)} else ${within(e.otherwise, IF)}`;
    case 'vector':
      return `(${e.items.map(printExpression).join(', ')})`;
    case 'list':
      return `[${e.items.map(printExpression).join(', ')}]`;
    case 'range':
      return `${within(e.low, 2)} .. ${within(e.high, 2)}${e.step === null ? '' : ` by ${within(e.step, 2)}`}`;
    case 'rate':
      return e.of.text + "'".repeat(e.order);
    default:
      return e satisfies never;
  }
}

function printCall(callee: string, args: readonly Argument[]): string {
  return `${callee}(${args.map(printArgument).join(', ')})`;
}
export function printArgument(argument: Argument): string {
  const value = printExpression(argument.value);
  return argument.name === null ? value : `${argument.name.text}: ${value}`;
}

function printUnary(e: Extract<Expression, { kind: 'unary' }>): string {
  if (e.operator === 'not') return `not ${within(e.operand, NOT)}`;
  const operand = within(e.operand, SIGN);
  // `+ -x` with a space, since `+-` is the sign of a tolerance.
  return /^[+-]/.test(operand) ? `${e.operator} ${operand}` : e.operator + operand;
}

function printBinary(e: Extract<Expression, { kind: 'binary' }>): string {
  const own = POWERS[e.operator]!;
  if (e.operator === '^') {
    // `(3 V)^2`: without brackets the power would belong to the unit.
    const base = e.left.kind === 'number' && e.left.unit !== null ? selected(e.left) : within(e.left, POSTFIX);
    // `x^-2`: a sign may stand in an exponent; `a^b^c` is `a^(b^c)`.
    return `${base}^${within(e.right, e.right.kind === 'unary' && e.right.operator !== 'not' ? SIGN : own)}`;
  }
  const least = own === POWERS['==']! ? own + 1 : own;
  return `${within(e.left, least)} ${e.operator} ${within(e.right, own + 1)}`;
}

export function printType(type: TypeSyntax): string {
  const unit = type.unit?.text ?? '';
  if (type.shape === 'scalar' && unit !== '') return unit;
  return [type.shape, unit, type.counting ? 'counting' : ''].filter((word) => word !== '').join(' ');
}
