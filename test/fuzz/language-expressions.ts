/** Values of expressions as they are written, in SI units: numbers, truths and vectors. */
import type { Syntax } from '../../dsl/index.ts';

export type Vector = readonly number[];
export type Value = number | boolean | Vector;
/** What names mean. */
export type Scope = Record<string, (() => Value) | undefined>;
type Call = (args: readonly Syntax.Expression[], scope: Scope) => Value;

const units: Readonly<Record<string, number>> = {
  ns: 1e-9,
  V: 1,
  mA: 1e-3,
  mS: 1e-3,
  kΩ: 1e3,
  pF: 1e-12,
  MHz: 1e6,
};
export function wantNumber(value: Value): number {
  if (typeof value !== 'number') throw new Error('a number is wanted');
  return value;
}
export function vectorOf(value: Value): Vector {
  if (typeof value !== 'object') throw new Error('a vector is wanted');
  return value;
}

const ofNumbers: Readonly<Record<string, (...x: number[]) => number>> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  atan2: Math.atan2,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  exp: Math.exp,
  ln: Math.log,
  log10: Math.log10,
  log2: Math.log2,
  sqrt: Math.sqrt,
  abs: Math.abs,
  floor: Math.floor,
  ceil: Math.ceil,
  round: Math.round,
  sgn: Math.sign,
  min: Math.min,
  max: Math.max,
  hypot: Math.hypot,
  rsqrt: (x) => 1 / Math.sqrt(x!),
  sigmoid: (x) => 1 / (1 + Math.exp(-x!)),
  softplus: (x) => Math.log1p(Math.exp(x!)),
  step: (x) => (x! >= 0 ? 1 : 0),
  mod: (x, y) => x! - y! * Math.floor(x! / y!),
  clamp: (x, low, high) => Math.min(Math.max(x!, low!), high!),
};
const ofVectors: Readonly<Record<string, (...x: Vector[]) => Value>> = {
  dot: (a, b) => a!.reduce((sum, x, i) => sum + x * b![i]!, 0),
  norm: (a) => Math.hypot(...a!),
  normalise: (a) => a!.map((x) => x / Math.hypot(...a!)),
  cross: (a, b) => [0, 1, 2].map((i) => a![(i + 1) % 3]! * b![(i + 2) % 3]! - a![(i + 2) % 3]! * b![(i + 1) % 3]!),
};
const arithmetic: Readonly<Record<string, (x: number, y: number) => number>> = {
  '+': (x, y) => x + y,
  '-': (x, y) => x - y,
  '*': (x, y) => x * y,
  '/': (x, y) => x / y,
  '^': (x, y) => x ** y,
};
const comparison: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  '<': (x, y) => x < y,
  '<=': (x, y) => x <= y,
  '>': (x, y) => x > y,
  '>=': (x, y) => x >= y,
};

export class Evaluator {
  private readonly functions: ReadonlyMap<string, Syntax.FunctionStatement>;
  private readonly calls: Readonly<Record<string, Call>>;

  /** `calls`: what is read from the run, such as `u(drive)`. */
  constructor(functions: readonly Syntax.FunctionStatement[], calls: Readonly<Record<string, Call>>) {
    this.functions = new Map(functions.map((each) => [each.name.text, each]));
    this.calls = calls;
  }
  at(e: Syntax.Expression, scope: Scope): Value {
    switch (e.kind) {
      case 'number':
        return (
          e.value *
          (e.unit?.factors.reduce((scale, f) => scale * unitOf(f.symbol.text) ** (f.numerator / f.denominator), 1) ?? 1)
        );
      case 'name':
        return named(scope, e.name.text);
      case 'rate':
        return named(scope, e.of.text + "'".repeat(e.order));
      case 'member':
        return vectorOf(this.at(e.base, scope))['xyz'.indexOf(e.member.text)]!;
      case 'vector':
        return e.items.map((item) => wantNumber(this.at(item, scope)));
      case 'if':
        return this.at(this.at(e.condition, scope) === true ? e.then : e.otherwise, scope);
      case 'unary': {
        const value = this.at(e.operand, scope);
        if (e.operator === 'not') return value !== true;
        const sign = e.operator === '-' ? -1 : 1;
        return typeof value === 'object' ? value.map((x) => sign * x) : sign * wantNumber(value);
      }
      case 'binary':
        return binary(e.operator, this.at(e.left, scope), this.at(e.right, scope));
      case 'call':
        return this.called(
          e.callee.text,
          e.args.map(({ value }) => value),
          scope,
        );
      default:
        throw new Error(`no rule for ${e.kind}`);
    }
  }
  private called(name: string, args: readonly Syntax.Expression[], scope: Scope): Value {
    const known = this.calls[name];
    if (known) return known(args, scope);
    const values = args.map((arg) => this.at(arg, scope));
    const written = this.functions.get(name);
    if (written)
      return this.at(
        written.value,
        Object.fromEntries(written.params.map((param, i) => [param.name.text, () => values[i]!])),
      );
    const [plain, ofVector] = [ofNumbers[name], ofVectors[name]];
    if (plain) return plain(...values.map(wantNumber));
    if (ofVector) return ofVector(...values.map(vectorOf));
    throw new Error(`no function ${name}`);
  }
}
function named(scope: Scope, name: string): Value {
  const found = scope[name];
  if (!found) throw new Error(`no name ${name}`);
  return found();
}
function unitOf(symbol: string): number {
  const scale = units[symbol];
  if (scale === undefined) throw new Error(`no unit ${symbol}`);
  return scale;
}
function binary(operator: string, a: Value, b: Value): Value {
  if (operator === 'and') return a === true && b === true;
  if (operator === 'or') return a === true || b === true;
  const compare = comparison[operator];
  if (compare) return compare(wantNumber(a), wantNumber(b));
  const apply = arithmetic[operator]!;
  if (typeof a === 'object' && typeof b === 'object') return a.map((x, i) => apply(x, b[i]!));
  if (typeof a === 'object') return a.map((x) => apply(x, wantNumber(b)));
  if (typeof b === 'object') return b.map((y) => apply(wantNumber(a), y));
  return apply(wantNumber(a), wantNumber(b));
}
