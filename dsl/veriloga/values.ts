/** Values of the imported device: plain numbers and conditions, as text of the language. Constants are folded. */

export interface Value {
  /** Text, and how tightly it binds: larger is tighter. */
  readonly text: string;
  readonly level: number;
  readonly type: 'number' | 'condition';
  /** A whole number by its type. */
  readonly whole: boolean;
  /** Known now; of a condition 1 or 0. */
  readonly constant: number | null;
  /** What it is with the defaults of all parameters; null when it depends on more than those. */
  readonly usual: number | null;
  /** What was done (`+`, `exp`, `if`; `name` for what a `let` names, '' for what is made of nothing), and with what. */
  readonly operation: string;
  readonly parts: readonly Value[];
  /** Parts that it is made of: what is large gets a name. */
  readonly size: number;
  /** Variables in it that would keep what they were at the time before. */
  readonly kept: readonly string[];
}

const LEVEL = { choice: 0, or: 1, and: 2, not: 3, compare: 4, sum: 5, product: 6, sign: 7, power: 8, atom: 9 } as const;

export function number(value: number, text = numberText(value), whole = Number.isInteger(value)): Value {
  const level = value < 0 ? LEVEL.sign : LEVEL.atom;
  return {
    text,
    level,
    type: 'number',
    whole,
    constant: value,
    usual: value,
    operation: '',
    parts: [],
    size: 1,
    kept: [],
  };
}
function numberText(value: number): string {
  if (!Number.isFinite(value)) return '1e300';
  return String(value).replace('e+', 'e');
}
export function condition(holds: boolean): Value {
  return { ...number(holds ? 1 : 0), text: holds ? '1 == 1' : '1 == 0', level: LEVEL.compare, type: 'condition' };
}
/** A name, or a call as text. */
export function atom(text: string, whole = false, usual: number | null = null, operation = ''): Value {
  const parts: readonly Value[] = [];
  return { text, level: LEVEL.atom, type: 'number', whole, constant: null, usual, operation, parts, size: 1, kept: [] };
}
/** The name of a value. */
export function nameOf(name: string, value: Value): Value {
  return { ...atom(name, value.whole, value.usual, 'name'), parts: [value] };
}
/** Stands for a variable that was not given a value on the way here, or for a call that has none: an error where it is read. */
export function keptValue(variable: string): Value {
  return { ...atom(variable), kept: [variable] };
}

function made(
  text: string,
  level: number,
  operation: string,
  parts: readonly Value[],
  more: Partial<Value> = {},
): Value {
  const size = parts.reduce((sum, part) => sum + part.size, 1);
  const kept = [...new Set(parts.flatMap((part) => part.kept))];
  // it is an error where it is read: its text says nothing, and would grow without a name
  if (kept.length > 0) return { ...atom('(kept)'), kept };
  return {
    text,
    level,
    type: 'number',
    whole: false,
    constant: null,
    usual: null,
    operation,
    parts,
    size,
    kept,
    ...more,
  };
}
/** `work` on what the parts usually are. */
function usually(parts: readonly Value[], work: (...numbers: readonly number[]) => number | boolean): number | null {
  if (parts.some((part) => part.usual === null)) return null;
  const found = Number(work(...parts.map((part) => part.usual!)));
  return Number.isFinite(found) ? found : null;
}
function inside(value: Value, level: number): string {
  return value.level < level ? `(${value.text})` : value.text;
}

/** A condition as the number 1 or 0, as Verilog reads it. */
export function asNumber(value: Value): Value {
  if (value.type === 'number') return value;
  if (value.constant !== null) return number(value.constant);
  return choice(value, number(1), number(0));
}
/** A number as a condition: true unless it is 0. */
export function asCondition(value: Value): Value {
  if (value.type === 'condition') return value;
  return value.constant !== null ? condition(value.constant !== 0) : compare('!=', value, number(0));
}

export function compare(sign: string, a: Value, b: Value): Value {
  const [x, y] = [asNumber(a), asNumber(b)];
  if (x.constant !== null && y.constant !== null) return condition(comparisons[sign]!(x.constant, y.constant));
  return made(`${inside(x, LEVEL.sum)} ${sign} ${inside(y, LEVEL.sum)}`, LEVEL.compare, sign, [x, y], {
    type: 'condition',
    usual: usually([x, y], comparisons[sign]!),
  });
}
const comparisons: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  '==': (x, y) => x === y,
  '!=': (x, y) => x !== y,
  '<': (x, y) => x < y,
  '<=': (x, y) => x <= y,
  '>': (x, y) => x > y,
  '>=': (x, y) => x >= y,
};

export function both(a: Value, b: Value): Value {
  const [x, y] = [asCondition(a), asCondition(b)];
  if (x.constant !== null) return x.constant !== 0 ? y : x;
  if (y.constant !== null) return y.constant !== 0 ? x : y;
  return made(`${inside(x, LEVEL.and)} and ${inside(y, LEVEL.and)}`, LEVEL.and, 'and', [x, y], {
    type: 'condition',
    usual: x.usual === 0 || y.usual === 0 ? 0 : usually([x, y], (p, q) => p! * q!),
  });
}
export function not(a: Value): Value {
  const x = asCondition(a);
  if (x.constant !== null) return condition(x.constant === 0);
  return made(`not (${x.text})`, LEVEL.not, 'not', [x], { type: 'condition', usual: usually([x], (p) => p === 0) });
}
export function either(a: Value, b: Value): Value {
  const [x, y] = [asCondition(a), asCondition(b)];
  if (x.constant !== null) return x.constant !== 0 ? x : y;
  if (y.constant !== null) return y.constant !== 0 ? y : x;
  return made(`${inside(x, LEVEL.or)} or ${inside(y, LEVEL.or)}`, LEVEL.or, 'or', [x, y], {
    type: 'condition',
    usual: x.usual === 1 || y.usual === 1 ? 1 : usually([x, y], (p, q) => Math.max(p!, q!)),
  });
}
export function choice(when: Value, a: Value, b: Value): Value {
  const c = asCondition(when);
  if (c.constant !== null) return c.constant !== 0 ? a : b;
  const [x, y] = a.type === b.type ? [a, b] : [asNumber(a), asNumber(b)];
  if (x.text === y.text) return x;
  const text = `if ${inside(c, 1)} then ${inside(x, 1)} else ${y.text}`;
  return made(text, LEVEL.choice, 'if', [c, x, y], {
    type: x.type,
    whole: x.whole && y.whole,
    usual: c.usual === null ? null : c.usual !== 0 ? x.usual : y.usual,
  });
}

export function negate(a: Value): Value {
  const x = asNumber(a);
  if (x.constant !== null) return number(-x.constant, undefined, x.whole);
  return made(`-${inside(x, LEVEL.power)}`, LEVEL.sign, 'negate', [x], {
    whole: x.whole,
    usual: usually([x], (p) => -p!),
  });
}
/** `+ - * /` */
export function arithmetic(sign: string, a: Value, b: Value): Value {
  const [x, y] = [asNumber(a), asNumber(b)];
  const whole = x.whole && y.whole;
  if (sign === '/' && whole) return truncated(quotient(x, y));
  if (x.constant !== null && y.constant !== null)
    return number(operate(sign, x.constant, y.constant), undefined, whole);
  if (sign === '*' && (x.constant === 0 || y.constant === 0)) return number(0, '0', whole);
  if (sign === '/' && x.constant === 0) return number(0, '0', whole);
  if (sign === '*' && x.constant === 1) return y;
  if ((sign === '*' || sign === '/') && y.constant === 1) return x;
  if (sign === '+' && x.constant === 0) return y;
  if ((sign === '+' || sign === '-') && y.constant === 0) return x;
  const level = sign === '+' || sign === '-' ? LEVEL.sum : LEVEL.product;
  const right = inside(y, sign === '-' || sign === '/' ? level + 1 : level);
  return made(
    `${inside(x, level)} ${sign} ${y.constant !== null && y.constant < 0 ? `(${y.text})` : right}`,
    level,
    sign,
    [x, y],
    { whole, usual: usually([x, y], (p, q) => operate(sign, p!, q!)) },
  );
}
function quotient(x: Value, y: Value): Value {
  return arithmetic('/', { ...x, whole: false }, { ...y, whole: false });
}
function operate(sign: string, x: number, y: number): number {
  if (sign === '+') return x + y;
  if (sign === '-') return x - y;
  return sign === '*' ? x * y : x / y;
}
/** What an integer variable holds. */
export function rounded(a: Value): Value {
  const x = asNumber(a);
  return x.whole ? x : call('round', [x]);
}
/** Towards zero, as an integer division and `%` do. */
export function truncated(x: Value): Value {
  if (x.constant !== null) return number(Math.trunc(x.constant));
  return { ...arithmetic('*', call('sgn', [x]), call('floor', [call('abs', [x])])), whole: true };
}
export function remainder(a: Value, b: Value): Value {
  const [x, y] = [asNumber(a), asNumber(b)];
  if (x.constant !== null && y.constant !== null) return number(x.constant % y.constant, undefined, x.whole && y.whole);
  return { ...arithmetic('-', x, arithmetic('*', y, truncated(quotient(x, y)))), whole: x.whole && y.whole };
}
export function power(a: Value, b: Value): Value {
  const [x, y] = [asNumber(a), asNumber(b)];
  if (x.constant !== null && y.constant !== null) return number(x.constant ** y.constant);
  if (y.constant === 1) return x;
  const exponent = y.constant !== null && y.constant >= 0 ? y.text : `(${y.text})`;
  return made(`${inside(x, LEVEL.atom)}^${exponent}`, LEVEL.power, '^', [x, y], {
    usual: usually([x, y], (p, q) => p! ** q!),
  });
}
export function call(name: string, args: readonly Value[]): Value {
  const numbers = args.map(asNumber);
  const known = numbers.every((arg) => arg.constant !== null)
    ? evaluate(
        name,
        numbers.map((arg) => arg.constant!),
      )
    : null;
  if (known !== null) return number(known);
  const whole = name === 'floor' || name === 'ceil' || name === 'round';
  return made(`${name}(${numbers.map((arg) => arg.text).join(', ')})`, LEVEL.atom, name, numbers, {
    whole,
    usual: usually(numbers, (...all) => evaluate(name, all) ?? Number.NaN),
  });
}
function evaluate(name: string, args: readonly number[]): number | null {
  const [x, y] = args as [number, number];
  const known: Readonly<Record<string, () => number>> = {
    sqrt: () => Math.sqrt(x),
    exp: () => Math.exp(x),
    ln: () => Math.log(x),
    abs: () => Math.abs(x),
    min: () => Math.min(x, y),
    max: () => Math.max(x, y),
    floor: () => Math.floor(x),
  };
  const value = known[name]?.() ?? Number.NaN;
  return Number.isFinite(value) ? value : null;
}
