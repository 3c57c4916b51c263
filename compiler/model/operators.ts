/** Meaning and dimension rules of the operators: every rule in one place, for graphs and for measures alike. */
import {
  type Dimension,
  describeDimension,
  dimensionWord,
  divideDimensions,
  isPlain,
  multiplyDimensions,
  none,
  powerOfDimension,
  type Syntax,
  sameDimension,
} from '../../dsl/index.ts';
import { dotParts, negate, scalar, sum } from './arithmetic.ts';
import { asComplex, complexPower, complexProduct, complexQuotient, pairOf } from './complex.ts';
import type { Environment } from './environment.ts';
import { bool, complex, describe, type Quantity, real, vector } from './quantity.ts';

export { dotParts, negate, scalar, sum };

export type BinaryExpression = Extract<Syntax.Expression, { kind: 'binary' }>;
/** A quantity and the expression it came from. */
export interface Operand<T> {
  readonly quantity: Quantity<T>;
  readonly expression: Syntax.Expression;
}

/** Reports unless `q` is a number or a vector. */
export function wantNumber<T>(env: Environment<T>, q: Quantity<T>, expression: Syntax.Expression): boolean {
  if (q.shape !== 'bool') return true;
  env.context.reporter.report('E0211', expression.span, 'a condition stands where a number is wanted', {
    label: 'true or false',
    help: 'write `if CONDITION then 1 else 0` to make a number of it',
  });
  return false;
}
export function wantReal<T>(env: Environment<T>, q: Quantity<T>, expression: Syntax.Expression): boolean {
  if (!wantNumber(env, q, expression)) return false;
  if (q.shape === 'real') return true;
  const isComplex = q.shape === 'complex';
  const what = isComplex ? 'a complex number' : 'a vector';
  env.context.reporter.report('E0210', expression.span, `${what} stands where a single number is wanted`, {
    label: describe(q),
    help: isComplex
      ? 'take `.re` or `.im`, `abs(z)`, `norm2(z)` (its square) or `arg(z)`'
      : 'take a component (`.x`, `.y`, `.z`), `dot(a, b)` or `norm(a)`',
  });
  return false;
}
export function wantBool<T>(env: Environment<T>, q: Quantity<T>, expression: Syntax.Expression): boolean {
  if (q.shape === 'bool') return true;
  env.context.reporter.report('E0211', expression.span, 'a condition is wanted here', {
    label: describe(q),
    help: 'compare it with something: `x > 0`',
  });
  return false;
}
export function wantPlain<T>(env: Environment<T>, q: Quantity<T>, expression: Syntax.Expression, by: string): boolean {
  if (isPlain(q.dimension)) return true;
  env.context.reporter.report('E0208', expression.span, `${by} wants a plain number, and this is ${describe(q)}`, {
    label: describe(q),
    help: plainHelp(env, q.dimension, textOfExpression(env, expression)),
  });
  return false;
}

function plainHelp<T>(env: Environment<T>, dimension: Dimension, text: string): string {
  const fitting = env.candidates().find((c) => c.text !== text && sameDimension(c.dimension, dimension));
  if (fitting) return `divide it by a quantity of the same kind, such as \`${fitting.text}\``;
  return `divide it by ${describeDimension(dimension)}`;
}

/** What would turn `have` into `want`: a name in reach, or the kind of quantity that is missing. */
export function dimensionHelp<T>(
  env: Environment<T>,
  have: Dimension,
  want: Dimension,
  text: string,
): string | undefined {
  if (isBareNumber(have, text))
    return `write its unit, for example \`${text} ${describeDimension(want).replace(/^.*\((.*)\)$/, '$1')}\``;
  const missing = divideDimensions(want, have);
  if (isPlain(missing) || dimensionWord(missing).startsWith('a quantity in')) return undefined;
  if (!isPlain(have) && sameDimension(powerOfDimension(have, -1), want))
    return `\`1 / ${isClosed(text) ? text : `(${text})`}\` is ${describeDimension(want)}`;
  const inverse = powerOfDimension(missing, -1);
  const candidates = env.candidates();
  const closed = isClosed(text) ? text : `(${text})`;
  const factor = candidates.find((c) => sameDimension(c.dimension, missing));
  if (factor) return `\`${factor.text} * ${closed}\` is ${describeDimension(want)}`;
  const divisor = candidates.find((c) => sameDimension(c.dimension, inverse));
  if (divisor) return `\`${closed} / ${divisor.text}\` is ${describeDimension(want)}`;
  return `a factor is missing: ${describeDimension(missing)}`;
}

function isBareNumber(dimension: Dimension, text: string): boolean {
  return isPlain(dimension) && /^[\d.eE+-]+$/.test(text);
}

/** Whether a value that is in reach has this name. */
export function isValue<T>(name: string, env: Environment<T>): boolean {
  return env.candidates().some(({ text }) => text === name);
}

/** A name, a number, or something in one pair of parentheses. */
function isClosed(text: string): boolean {
  if (/^[\w.]+$/.test(text)) return true;
  let depth = 0;
  return [...text].every((sign, i) => {
    depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
    return depth > 0 || (depth === 0 && i === text.length - 1 && sign === ')');
  });
}

/** Reports E0208 with both sides unless `a` and `b` agree in dimension and shape. */
export function wantSame<T>(env: Environment<T>, a: Operand<T>, b: Operand<T>, action: string): boolean {
  const { reporter } = env.context;
  if (a.quantity.shape !== b.quantity.shape) {
    reporter.report('E0210', b.expression.span, `${describe(b.quantity)} is ${action} ${describe(a.quantity)}`, {
      label: describe(b.quantity),
      related: [{ span: a.expression.span, text: describe(a.quantity) }],
    });
    return false;
  }
  if (sameDimension(a.quantity.dimension, b.quantity.dimension)) return true;
  const text = textOfExpression(env, b.expression);
  const first = textOfExpression(env, a.expression);
  reporter.report('E0208', b.expression.span, `${describe(b.quantity)} is ${action} ${describe(a.quantity)}`, {
    label: describe(b.quantity),
    related: [{ span: a.expression.span, text: describe(a.quantity) }],
    help: isBareNumber(a.quantity.dimension, first)
      ? dimensionHelp(env, a.quantity.dimension, b.quantity.dimension, first)
      : dimensionHelp(env, b.quantity.dimension, a.quantity.dimension, text),
  });
  return false;
}

export function textOfExpression<T>(env: Environment<T>, expression: Syntax.Expression): string {
  const { file, start, end } = expression.span;
  return file === env.file.source.path ? env.file.source.text.slice(start, end) : 'this';
}

/** A real number beside a complex one becomes complex. */
function alike<T>(env: Environment<T>, a: Operand<T>, b: Operand<T>): readonly [Operand<T>, Operand<T>] {
  if (a.quantity.shape !== 'complex' && b.quantity.shape !== 'complex') return [a, b];
  const wide = (o: Operand<T>): Operand<T> => ({ ...o, quantity: asComplex(env, o.quantity) });
  return [wide(a), wide(b)];
}

/** `a + b`, `a - b`. */
export function addition<T>(
  env: Environment<T>,
  e: BinaryExpression,
  left: Operand<T>,
  right: Operand<T>,
): Quantity<T> | null {
  const [a, b] = alike(env, left, right);
  if (!wantNumber(env, a.quantity, a.expression) || !wantNumber(env, b.quantity, b.expression)) return null;
  if (!wantSame(env, a, b, e.operator === '+' ? 'added to' : 'subtracted from')) return null;
  const op = e.operator === '+' ? 'add' : 'subtract';
  const parts = a.quantity.parts.map((part, i) => scalar(env, op, part, b.quantity.parts[i]!));
  return { ...a.quantity, parts, unit: a.quantity.unit ?? b.quantity.unit };
}

/** `a * b`, `a / b`. */
export function product<T>(env: Environment<T>, e: BinaryExpression, a: Operand<T>, b: Operand<T>): Quantity<T> | null {
  if (!wantNumber(env, a.quantity, a.expression) || !wantNumber(env, b.quantity, b.expression)) return null;
  const [p, q] = [a.quantity, b.quantity];
  const turned = p.shape === 'complex' ? q : q.shape === 'complex' ? p : null;
  if (turned?.shape === 'vector')
    return env.context.reporter.report('E0210', e.span, 'a vector and a complex number have no product', {
      related: [{ span: b.expression.span, text: describe(q) }],
      help: 'multiply each component by it',
    });
  if (q.shape === 'vector' && (e.operator === '/' || p.shape === 'vector'))
    return env.context.reporter.report(
      'E0210',
      e.span,
      `a vector cannot be ${e.operator === '/' ? 'a divisor' : 'multiplied by a vector with `*`'}`,
      {
        related: [{ span: b.expression.span, text: describe(q) }],
        help: e.operator === '/' ? 'divide by `norm(...)` or by a component' : 'write `dot(a, b)` or `cross(a, b)`',
      },
    );
  const op = e.operator === '*' ? 'multiply' : 'divide';
  const dimension = (e.operator === '*' ? multiplyDimensions : divideDimensions)(p.dimension, q.dimension);
  const unit = isPlain(q.dimension) ? p.unit : e.operator === '*' && isPlain(p.dimension) ? q.unit : null;
  if (turned !== null) {
    const combine = e.operator === '*' ? complexProduct : complexQuotient;
    return complex(combine(env, pairOf(env, p), pairOf(env, q)), dimension, unit);
  }
  if (p.shape === 'vector')
    return vector(
      p.parts.map((part) => scalar(env, op, part, q.parts[0]!)),
      dimension,
      unit,
    );
  if (q.shape === 'vector')
    return vector(
      q.parts.map((part) => scalar(env, op, p.parts[0]!, part)),
      dimension,
      unit,
    );
  return real(scalar(env, op, p.parts[0]!, q.parts[0]!), dimension, unit);
}

/** `a ^ b`: a known exponent may be any rational and scales the dimension; else both are plain numbers. */
export function power<T>(env: Environment<T>, a: Operand<T>, b: Operand<T>): Quantity<T> | null {
  if (a.quantity.shape === 'complex') return wholePower(env, a, b);
  if (!wantReal(env, a.quantity, a.expression) || !wantReal(env, b.quantity, b.expression)) return null;
  if (!wantPlain(env, b.quantity, b.expression, 'an exponent')) return null;
  const [base, exponent] = [a.quantity.parts[0]!, b.quantity.parts[0]!];
  const n = env.builder.constantOf(exponent);
  if (n === undefined && !isPlain(a.quantity.dimension))
    return env.context.reporter.report(
      'E0209',
      b.expression.span,
      'the exponent of a quantity with a unit must be a number known here',
      {
        label: 'changes, or is a parameter',
        related: [{ span: a.expression.span, text: describe(a.quantity) }],
        help: 'divide the base by a quantity of the same kind first',
      },
    );
  const dimension = n === undefined ? none : powerOfDimension(a.quantity.dimension, n);
  return real(powerValue(env, base, exponent, n), dimension);
}

/** The largest whole power of a complex number that is written out as products. */
const largestPower = 16;
function wholePower<T>(env: Environment<T>, a: Operand<T>, b: Operand<T>): Quantity<T> | null {
  const n = b.quantity.shape === 'real' ? env.builder.constantOf(b.quantity.parts[0]!) : undefined;
  if (n === undefined || !Number.isInteger(n) || Math.abs(n) > largestPower)
    return env.context.reporter.report('E0210', b.expression.span, 'a complex number takes whole powers only', {
      label: `a whole number from -${largestPower} to ${largestPower} is wanted`,
      related: [{ span: a.expression.span, text: describe(a.quantity) }],
      help: 'other powers are those of its size and its angle: `abs(z)^x`, `arg(z)`',
    });
  return complex(complexPower(env, pairOf(env, a.quantity), n), powerOfDimension(a.quantity.dimension, n));
}

function powerValue<T>(env: Environment<T>, base: T, exponent: T, n: number | undefined): T {
  const x = env.builder.constantOf(base);
  if (n !== undefined && x !== undefined && Number.isFinite(x ** n)) return env.builder.constant(x ** n);
  if (n === 0.5) return env.builder.operation('sqrt', [base], 'real');
  if (n !== undefined) return env.builder.operation('power', [base], 'real', { exponent: n });
  // x^y = exp(y ln x): a base of 0 or less has no real value for such an exponent.
  return env.builder.operation(
    'exp',
    [scalar(env, 'multiply', exponent, env.builder.operation('ln', [base], 'real'))],
    'real',
  );
}

const comparisons: Readonly<Record<string, readonly [op: string, swapped: boolean]>> = {
  '<': ['less', false],
  '<=': ['lessEqual', false],
  '>': ['less', true],
  '>=': ['lessEqual', true],
  '==': ['equal', false],
  '!=': ['equal', false],
};

export function comparison<T>(
  env: Environment<T>,
  e: BinaryExpression,
  a: Operand<T>,
  b: Operand<T>,
): Quantity<T> | null {
  const equality = e.operator === '==' || e.operator === '!=';
  const conditions = equality && a.quantity.shape === 'bool' && b.quantity.shape === 'bool';
  if (!conditions && (!wantReal(env, a.quantity, a.expression) || !wantReal(env, b.quantity, b.expression)))
    return null;
  if (!wantSame(env, a, b, 'compared with')) return null;
  const [op, swapped] = comparisons[e.operator]!;
  const args = [a.quantity.parts[0]!, b.quantity.parts[0]!];
  const value = env.builder.operation(op, swapped ? args.reverse() : args, 'bool');
  return bool(e.operator === '!=' ? env.builder.operation('not', [value], 'bool') : value);
}

export function logic<T>(env: Environment<T>, e: BinaryExpression, a: Operand<T>, b: Operand<T>): Quantity<T> | null {
  if (!wantBool(env, a.quantity, a.expression) || !wantBool(env, b.quantity, b.expression)) return null;
  return bool(env.builder.operation(e.operator, [a.quantity.parts[0]!, b.quantity.parts[0]!], 'bool'));
}

/** `if c then a else b`, component by component. */
export function choice<T>(
  env: Environment<T>,
  condition: Operand<T>,
  yes: Operand<T>,
  no: Operand<T>,
): Quantity<T> | null {
  if (!wantBool(env, condition.quantity, condition.expression)) return null;
  const [a, b] = alike(env, yes, no);
  if (!wantSame(env, a, b, 'the other outcome beside')) return null;
  const c = condition.quantity.parts[0]!;
  if (a.quantity.shape === 'bool') {
    const first = env.builder.operation('and', [c, a.quantity.parts[0]!], 'bool');
    const other = env.builder.operation('not', [c], 'bool');
    const second = env.builder.operation('and', [other, b.quantity.parts[0]!], 'bool');
    return bool(env.builder.operation('or', [first, second], 'bool'));
  }
  const parts = a.quantity.parts.map((part, i) =>
    env.builder.operation('select', [c, part, b.quantity.parts[i]!], 'real'),
  );
  return { ...a.quantity, parts, unit: a.quantity.unit ?? b.quantity.unit };
}
