/** Random expressions whose values stay in known bounds, so that what is made of them cannot run away. */
import type { Draw } from '../../test/support/random-fixed.ts';

/** A text and the interval of its value. */
export interface Bounded {
  readonly text: string;
  readonly low: number;
  readonly high: number;
}
export const size = (e: Bounded): number => Math.max(Math.abs(e.low), Math.abs(e.high));
export const number = (value: number): string => String(Number(value.toPrecision(4)));

/** What an expression may use. */
export interface Scope {
  readonly reals: readonly Bounded[];
  /** Functions of two numbers that the file defines; results in -1..1. */
  readonly functions: readonly string[];
  /** Functions of one number from measured data; results in -1..1. */
  readonly tables: readonly string[];
  /** Functions of two numbers from measured data; results in -2..2. */
  readonly surfaces: readonly string[];
  /** Steps of time that `delay` may wait, as a text of a time; null where no delay may stand. */
  readonly dt: string | null;
}
type Make = (from: Expressions, depth: number) => Bounded;

/** Functions of one bounded number. */
const unary: readonly ((x: Bounded) => Bounded)[] = [
  (x) => ({ text: `sin(${x.text})`, low: -1, high: 1 }),
  (x) => ({ text: `cos(${x.text})`, low: -1, high: 1 }),
  (x) => ({ text: `tanh(${x.text})`, low: -1, high: 1 }),
  (x) => ({ text: `sigmoid(${x.text})`, low: 0, high: 1 }),
  (x) => ({ text: `exp(-abs(${x.text}))`, low: 0, high: 1 }),
  (x) => ({ text: `exp(tanh(${x.text}))`, low: 0.3, high: 2.8 }),
  (x) => ({ text: `ln(0.3 + abs(${x.text}))`, low: Math.log(0.3), high: Math.log(0.3 + size(x)) }),
  (x) => ({ text: `log10(0.2 + (${x.text})^2)`, low: Math.log10(0.2), high: Math.log10(0.2 + size(x) ** 2) }),
  (x) => ({ text: `sqrt(0.1 + abs(${x.text}))`, low: 0.3, high: Math.sqrt(0.1 + size(x)) }),
  (x) => ({ text: `rsqrt(0.3 + (${x.text})^2)`, low: 0, high: 1.9 }),
  (x) => ({ text: `log2(0.5 + abs(${x.text}))`, low: -1, high: Math.log2(0.5 + size(x)) }),
  (x) => ({ text: `round(3 * ${x.text}) / 3`, low: x.low - 0.2, high: x.high + 0.2 }),
  (x) => ({ text: `mod(${x.text}, 0.7)`, low: 0, high: 0.7 }),
  (x) => ({ text: `atan(${x.text})`, low: -1.6, high: 1.6 }),
  (x) => ({ text: `asin(0.9 * sin(${x.text}))`, low: -1.2, high: 1.2 }),
  (x) => ({ text: `acos(0.9 * tanh(${x.text}))`, low: 0.4, high: 2.8 }),
  (x) => ({ text: `sinh(tanh(${x.text}))`, low: -1.2, high: 1.2 }),
  (x) => ({ text: `cosh(sin(${x.text}))`, low: 1, high: 1.6 }),
  (x) => ({ text: `tan(0.9 * tanh(${x.text}))`, low: -1.3, high: 1.3 }),
  (x) => ({ text: `softplus(${x.text})`, low: 0, high: 0.7 + size(x) }),
  (x) => ({ text: `(${x.text})^2`, low: 0, high: size(x) ** 2 }),
  (x) => ({ text: `(0.5 * ${x.text})^3`, low: -((size(x) / 2) ** 3), high: (size(x) / 2) ** 3 }),
  (x) => ({ text: `(0.4 + abs(${x.text}))^-0.7`, low: 0, high: 2 }),
  (x) => ({ text: `(0.2 + abs(${x.text}))^1.5`, low: 0, high: (0.2 + size(x)) ** 1.5 }),
  (x) => ({ text: `1 / (0.6 + (${x.text})^2)`, low: 0, high: 1.7 }),
  (x) => ({ text: `abs(${x.text})`, low: 0, high: size(x) }),
  (x) => ({ text: `-(${x.text})`, low: -x.high, high: -x.low }),
  (x) => ({ text: `sgn(${x.text})`, low: -1, high: 1 }),
  (x) => ({ text: `step(${x.text})`, low: 0, high: 1 }),
  (x) => ({ text: `floor(2 * ${x.text}) / 2`, low: x.low - 0.5, high: x.high }),
  (x) => ({ text: `ceil(3 * ${x.text}) / 3`, low: x.low, high: x.high + 0.4 }),
];
const extremes = (a: number[]): { low: number; high: number } => ({ low: Math.min(...a), high: Math.max(...a) });

const compound: readonly Make[] = [
  (from, d) => {
    const [a, b] = from.pair(d);
    return { text: `(${a.text} + ${b.text})`, low: a.low + b.low, high: a.high + b.high };
  },
  (from, d) => {
    const [a, b] = from.pair(d);
    return { text: `(${a.text} - ${b.text})`, low: a.low - b.high, high: a.high - b.low };
  },
  (from, d) => {
    const [a, b] = from.pair(d);
    return { text: `${a.text} * ${b.text}`, low: -size(a) * size(b), high: size(a) * size(b) };
  },
  (from, d) => {
    const [a, b] = from.pair(d);
    return { text: `(${a.text}) / (0.8 + abs(${b.text}))`, low: -size(a) / 0.8, high: size(a) / 0.8 };
  },
  (from, d) => {
    const [a, b] = from.pair(d);
    return { text: `min(${a.text}, ${b.text})`, low: Math.min(a.low, b.low), high: Math.min(a.high, b.high) };
  },
  (from, d) => {
    const [a, b] = from.pair(d);
    return { text: `max(${a.text}, ${b.text})`, low: Math.max(a.low, b.low), high: Math.max(a.high, b.high) };
  },
  (from, d) => {
    const [low, high] = [-number2(from.draw), number2(from.draw)];
    return { text: `clamp(${from.real(d - 1).text}, ${number(low)}, ${number(high)})`, low, high };
  },
  (from, d) => {
    const [a, b] = from.pair(d);
    const text = `(if ${from.condition(d - 1)} then ${a.text} else ${b.text})`;
    return { text, ...extremes([a.low, a.high, b.low, b.high]) };
  },
  (from, d) => {
    const [a, b] = from.pair(d);
    const [c, e] = from.pair(d);
    const bound = size(a) * size(c) + size(b) * size(e) + size(a);
    return {
      text: `dot((${a.text}, ${b.text}, ${a.text}), (${c.text}, ${e.text}, 1))`,
      low: -bound,
      high: bound,
    };
  },
  (from, d) => {
    const [a, b] = from.pair(d);
    return { text: `norm((${a.text}, ${b.text}, 0.4))`, low: 0.4, high: Math.hypot(size(a), size(b), 0.4) };
  },
  (from, d) => {
    const [a, b] = from.pair(d);
    const axis = from.draw.pick(['x', 'y', 'z']);
    return { text: `normalise((${a.text}, ${b.text}, 0.5)).${axis}`, low: -1, high: 1 };
  },
  (from, d) => {
    const [a, b] = from.pair(d);
    const [c, e] = from.pair(d);
    const bound = size(a) * size(e) + size(b) * size(c);
    const text = `cross((${a.text}, ${b.text}, 1), (${c.text}, ${e.text}, 0.3)).z`;
    return { text, low: -bound, high: bound };
  },
  (from, d) => {
    const [a, b] = from.pair(d);
    const name = from.scope.surfaces.length > 0 ? from.draw.pick(from.scope.surfaces) : null;
    return name === null
      ? { text: `hypot(${a.text}, ${b.text})`, low: 0, high: Math.hypot(size(a), size(b)) }
      : { text: `${name}(tanh(${a.text}), tanh(${b.text}))`, low: -2, high: 2 };
  },
  (from, d) => {
    const [a, b] = from.pair(d);
    const name = from.scope.functions.length > 0 ? from.draw.pick(from.scope.functions) : null;
    return name === null
      ? { text: `tanh(${a.text} * ${b.text})`, low: -1, high: 1 }
      : { text: `${name}(${a.text}, ${b.text})`, low: -1, high: 1 };
  },
  (from, d) => {
    const x = from.real(d - 1);
    const name = from.scope.tables.length > 0 ? from.draw.pick(from.scope.tables) : null;
    return name === null
      ? { text: `sin(${x.text})`, low: -1, high: 1 }
      : { text: `${name}(tanh(${x.text}))`, low: -1, high: 1 };
  },
  (from, d) => {
    const x = from.real(d - 1);
    if (from.scope.dt === null) return x;
    return { ...x, text: `delay(${x.text}, ${from.draw.whole(1, 6)} * ${from.scope.dt})` };
  },
];
/** Functions of two variables that have no hardware of their own. */
const planar: readonly Make[] = [
  (from, d) => {
    const [a, b] = from.pair(d);
    return { text: `atan2(${a.text}, 0.3 + abs(${b.text}))`, low: -1.6, high: 1.6 };
  },
  (from, d) => {
    const [a, b] = from.pair(d);
    return { text: `(0.5 + abs(tanh(${a.text})))^tanh(${b.text})`, low: 0, high: 2 };
  },
];
function number2(draw: Draw): number {
  return draw.whole(2, 40) / 20;
}

export class Expressions {
  readonly draw: Draw;
  readonly scope: Scope;

  constructor(draw: Draw, scope: Scope) {
    this.draw = draw;
    this.scope = scope;
  }
  pair(depth: number): [Bounded, Bounded] {
    return [this.real(depth - 1), this.real(depth - 1)];
  }
  /** An expression of the scope, in bounds not wider than some units. */
  real(depth: number): Bounded {
    const { draw } = this;
    if (depth <= 0 || draw.whole(0, 9) === 0) return this.leaf();
    const kind = draw.whole(0, 99);
    const made =
      kind < 45
        ? draw.pick(unary)(this.real(depth - 1))
        : kind < 97
          ? draw.pick(compound)(this, depth)
          : draw.pick(planar)(this, depth);
    if (size(made) <= 12) return made;
    return { text: `2 * tanh(${number(1 / size(made))} * ${made.text})`, low: -2, high: 2 };
  }
  /** The same, scaled into -bound..bound. */
  within(depth: number, bound: number): string {
    const e = this.real(depth);
    return size(e) <= bound ? e.text : `${number((bound / size(e)) * 0.999)} * (${e.text})`;
  }
  condition(depth: number): string {
    const { draw } = this;
    const kind = draw.whole(0, 9);
    if (kind === 0) return `not (${this.condition(depth - 1)})`;
    if (kind === 1 && depth > 0) return `(${this.condition(depth - 1)} and ${this.condition(depth - 1)})`;
    if (kind === 2 && depth > 0) return `(${this.condition(depth - 1)} or ${this.condition(depth - 1)})`;
    const operator = draw.pick(['<', '<=', '>', '>=']);
    return `${this.real(Math.min(depth, 2)).text} ${operator} ${number(draw.whole(-12, 12) / 16)}`;
  }
  private leaf(): Bounded {
    const { draw, scope } = this;
    if (scope.reals.length > 0 && draw.whole(0, 4) > 0) return draw.pick(scope.reals);
    const value = draw.whole(-40, 40) / 20;
    return { text: value < 0 ? `(${number(value)})` : number(value), low: value, high: value };
  }
}
