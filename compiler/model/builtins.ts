/** Functions that every expression knows: their number of arguments, dimension rule, and the operations they stand for. */

import { none, powerOfDimension } from '../../dsl/index.ts';
import { byName } from './by-name.ts';
import { complexExponential, pairOf } from './complex.ts';
import type { CallExpression, Environment } from './environment.ts';
import {
  dotParts,
  negate,
  type Operand,
  power,
  scalar,
  wantNumber,
  wantPlain,
  wantReal,
  wantSame,
} from './operators.ts';
import { complex, describe, type Quantity, real, vector } from './quantity.ts';

export interface Builtin {
  /** How it is called, for messages: `clamp(x, low, high)`. */
  readonly usage: string;
  readonly least: number;
  readonly most: number;
  apply<T>(env: Environment<T>, args: readonly Operand<T>[], call: CallExpression): Quantity<T> | null;
}

const one = (usage: string, apply: Builtin['apply']): Builtin => ({ usage, least: 1, most: 1, apply });

/** A function of a plain number that is one operation. */
function plain(name: string, op: string = name): Builtin {
  return one(`${name}(x)`, (env, [x]) => {
    const arg = x!;
    if (!wantReal(env, arg.quantity, arg.expression) || !wantPlain(env, arg.quantity, arg.expression, `\`${name}\``))
      return null;
    return real(env.builder.operation(op, [arg.quantity.parts[0]!], 'real'));
  });
}
/** A function of a plain number made of several operations. */
function derived(name: string, make: <T>(env: Environment<T>, x: T) => T): Builtin {
  return one(`${name}(x)`, (env, [x]) => {
    const arg = x!;
    if (!wantReal(env, arg.quantity, arg.expression) || !wantPlain(env, arg.quantity, arg.expression, `\`${name}\``))
      return null;
    return real(make(env, arg.quantity.parts[0]!));
  });
}

function extreme(name: 'min' | 'max'): Builtin {
  const op = name === 'min' ? 'minimum' : 'maximum';
  return {
    usage: `${name}(a, b, ...)`,
    least: 2,
    most: 16,
    apply: (env, args) => {
      const [first, ...rest] = args;
      if (!args.every((a) => wantReal(env, a.quantity, a.expression))) return null;
      if (!rest.every((a) => wantSame(env, first!, a, 'compared with'))) return null;
      const parts = args.map((a) => a.quantity.parts[0]!);
      return { ...first!.quantity, parts: [chain(env, op, parts)] };
    },
  };
}

function chain<T>(env: Environment<T>, op: string, parts: readonly T[]): T {
  let value = parts[0] as T;
  for (const part of parts.slice(1)) value = env.builder.operation(op, [value, part], 'real');
  return value;
}

const clamp: Builtin = {
  usage: 'clamp(x, low, high)',
  least: 3,
  most: 3,
  apply: (env, args) => {
    const [x, low, high] = args;
    if (!args.every((a) => wantReal(env, a.quantity, a.expression))) return null;
    if (!wantSame(env, x!, low!, 'a limit of') || !wantSame(env, x!, high!, 'a limit of')) return null;
    const above = env.builder.operation('maximum', [x!.quantity.parts[0]!, low!.quantity.parts[0]!], 'real');
    return { ...x!.quantity, parts: [env.builder.operation('minimum', [above, high!.quantity.parts[0]!], 'real')] };
  },
};

const abs = one('abs(x)', (env, [x]) => {
  const arg = x!;
  if (arg.quantity.shape === 'complex') return sizeOf(env, arg.quantity);
  if (arg.quantity.shape === 'vector')
    return env.context.reporter.report(
      'E0210',
      arg.expression.span,
      '`abs` wants a single number, and this is a vector',
      {
        label: describe(arg.quantity),
        help: 'the length of a vector is `norm(a)`',
      },
    );
  if (!wantReal(env, arg.quantity, arg.expression)) return null;
  return { ...arg.quantity, parts: [env.builder.operation('absolute', [arg.quantity.parts[0]!], 'real')] };
});

const sgn = one('sgn(x)', (env, [x]) =>
  wantReal(env, x!.quantity, x!.expression)
    ? real(env.builder.operation('sign', [x!.quantity.parts[0]!], 'real'))
    : null,
);

/** 1 from zero on, 0 before. */
const step = one('step(x)', (env, [x]) => {
  if (!wantReal(env, x!.quantity, x!.expression)) return null;
  const before = env.builder.operation('less', [x!.quantity.parts[0]!, env.builder.constant(0)], 'bool');
  return real(env.builder.operation('select', [before, env.builder.constant(0), env.builder.constant(1)], 'real'));
});

const sqrt = one('sqrt(x)', (env, [x]) => {
  if (!wantReal(env, x!.quantity, x!.expression)) return null;
  const value = x!.quantity.parts[0]!;
  const known = env.builder.constantOf(value);
  const root =
    known !== undefined && known >= 0
      ? env.builder.constant(Math.sqrt(known))
      : env.builder.operation('sqrt', [value], 'real');
  return real(root, powerOfDimension(x!.quantity.dimension, 0.5));
});

/** 1 / sqrt(x). */
const rsqrt = one('rsqrt(x)', (env, [x]) => {
  if (!wantReal(env, x!.quantity, x!.expression)) return null;
  const inverse = reciprocalRoot(env, x!.quantity.parts[0]!);
  return real(inverse, powerOfDimension(x!.quantity.dimension, -0.5));
});
function reciprocalRoot<T>(env: Environment<T>, x: T): T {
  return scalar(env, 'divide', env.builder.constant(1), env.builder.operation('sqrt', [x], 'real'));
}

/** Two numbers of the same kind. */
function pair(usage: string, action: string, apply: <T>(env: Environment<T>, x: T, y: T) => T): Builtin {
  return {
    usage,
    least: 2,
    most: 2,
    apply: (env, args) => {
      const [a, b] = args;
      if (!args.every((arg) => wantReal(env, arg.quantity, arg.expression))) return null;
      if (!wantSame(env, a!, b!, action)) return null;
      return { ...a!.quantity, parts: [apply(env, a!.quantity.parts[0]!, b!.quantity.parts[0]!)] };
    },
  };
}
/** x - y floor(x / y): in 0 .. y, y excluded, also for negative x. */
const mod = pair('mod(x, y)', 'a modulus of', (env, x, y) => {
  const cycles = env.builder.operation('floor', [scalar(env, 'divide', x, y)], 'real');
  return scalar(env, 'subtract', x, scalar(env, 'multiply', cycles, y));
});
const hypot = pair('hypot(x, y)', 'the other side beside', (env, x, y) =>
  env.builder.operation('sqrt', [dotParts(env, [x, y], [x, y])], 'real'),
);
/** `pow(x, y)` is `x^y`. */
const pow: Builtin = { usage: 'pow(x, y)', least: 2, most: 2, apply: (env, [x, y]) => power(env, x!, y!) };

/**
 * The angle of (x, y) in -pi .. pi by functions of one variable, which have hardware: the octant is chosen, inside it the angle is
 * atan of a ratio in 0 .. 1. Its decisions are then seen as such: at the cut, where y changes its sign left of the origin, both
 * ends are right. (0, 0) has the angle 0.
 */
function planeAngle<T>(env: Environment<T>, y: T, x: T): T {
  const { builder } = env;
  if (builder.constantOf(y) !== undefined && builder.constantOf(x) !== undefined)
    return builder.operation('atan2', [y, x], 'real');
  const zero = builder.constant(0);
  const isLess = (a: T, b: T): T => builder.operation('less', [a, b], 'bool');
  const choose = (c: T, a: T, b: T): T => builder.operation('select', [c, a, b], 'real');
  const [height, width] = [y, x].map((part) => builder.operation('absolute', [part], 'real')) as [T, T];
  const steep = isLess(width, height);
  const short = builder.operation('minimum', [height, width], 'real');
  const long = builder.operation('maximum', [height, width], 'real');
  const ratio = choose(isLess(zero, long), scalar(env, 'divide', short, long), zero);
  const octant = builder.operation(
    'atan',
    [builder.operation('minimum', [ratio, builder.constant(1)], 'real')],
    'real',
  );
  const quadrant = choose(steep, scalar(env, 'subtract', builder.constant(Math.PI / 2), octant), octant);
  const half = choose(isLess(x, zero), scalar(env, 'subtract', builder.constant(Math.PI), quadrant), quadrant);
  return choose(isLess(y, zero), negate(env, half), half);
}

const atan2: Builtin = {
  usage: 'atan2(y, x)',
  least: 2,
  most: 2,
  apply: (env, args) => {
    if (!args.every((a) => wantReal(env, a.quantity, a.expression))) return null;
    if (!wantSame(env, args[0]!, args[1]!, 'the other side beside')) return null;
    return real(planeAngle(env, args[0]!.quantity.parts[0]!, args[1]!.quantity.parts[0]!));
  },
};

function vectors(usage: string, count: number, apply: Builtin['apply']): Builtin {
  return {
    usage,
    least: count,
    most: count,
    apply: (env, args, call) => {
      for (const a of args) {
        if (a.quantity.shape === 'vector') continue;
        return env.context.reporter.report(
          'E0210',
          a.expression.span,
          `\`${call.callee.text}\` wants a vector, and this is ${describe(a.quantity)}`,
          {
            help: 'a vector is written `(a, b, c)`, or is a state of type `vec3 UNIT` or `direction`',
          },
        );
      }
      return apply(env, args, call);
    },
  };
}

function crossParts<T>(env: Environment<T>, a: readonly T[], b: readonly T[]): T[] {
  return [0, 1, 2].map((i) => {
    const [j, k] = [(i + 1) % 3, (i + 2) % 3];
    const plus = scalar(env, 'multiply', a[j]!, b[k]!);
    return scalar(env, 'subtract', plus, scalar(env, 'multiply', a[k]!, b[j]!));
  });
}
const added = (a: readonly number[], b: readonly number[]): number[] => a.map((e, i) => e + b[i]!);

const dot = vectors('dot(a, b)', 2, (env, [a, b]) =>
  real(dotParts(env, a!.quantity.parts, b!.quantity.parts), added(a!.quantity.dimension, b!.quantity.dimension)),
);
const cross = vectors('cross(a, b)', 2, (env, [a, b]) =>
  vector(crossParts(env, a!.quantity.parts, b!.quantity.parts), added(a!.quantity.dimension, b!.quantity.dimension)),
);
const norm = vectors('norm(a)', 1, (env, [a]) => {
  const square = dotParts(env, a!.quantity.parts, a!.quantity.parts);
  return real(env.builder.operation('sqrt', [square], 'real'), a!.quantity.dimension, a!.quantity.unit);
});

/** The direction of a vector: a / |a|, a plain number each. */
const normalise = vectors('normalise(a)', 1, (env, [a]) => {
  const { parts } = a!.quantity;
  const inverse = reciprocalRoot(env, dotParts(env, parts, parts));
  return vector(
    parts.map((part) => scalar(env, 'multiply', part, inverse)),
    none,
  );
});

// ---- complex numbers -----------------------------------------------------------------------------------------------
/** |q|^2, of a vector, a complex number or a real one. */
export function squared<T>(env: Environment<T>, q: Quantity<T>): Quantity<T> {
  return real(dotParts(env, q.parts, q.parts), added(q.dimension, q.dimension));
}
function sizeOf<T>(env: Environment<T>, q: Quantity<T>): Quantity<T> {
  return real(env.builder.operation('sqrt', [dotParts(env, q.parts, q.parts)], 'real'), q.dimension, q.unit);
}
const norm2 = one('norm2(z)', (env, [z]) =>
  wantNumber(env, z!.quantity, z!.expression) ? squared(env, z!.quantity) : null,
);
const conj = one('conj(z)', (env, [z]) => {
  const { quantity, expression } = z!;
  if (quantity.shape !== 'complex') return wantReal(env, quantity, expression) ? quantity : null;
  return { ...quantity, parts: [quantity.parts[0]!, negate(env, quantity.parts[1]!)] };
});
/** The angle of a complex number, in -pi .. pi; 0 of 0. */
const arg = one('arg(z)', (env, [z]) => {
  const { quantity, expression } = z!;
  if (quantity.shape !== 'complex' && !wantReal(env, quantity, expression)) return null;
  const [re, im] = pairOf(env, quantity);
  return real(planeAngle(env, im, re));
});
function exponential<T>(env: Environment<T>, { quantity, expression }: Operand<T>): Quantity<T> | null {
  if (!wantReal(env, quantity, expression) || !wantPlain(env, quantity, expression, '`exp`')) return null;
  return real(env.builder.operation('exp', [quantity.parts[0]!], 'real'));
}
const exp = one('exp(x)', (env, [x]) => {
  const { quantity, expression } = x!;
  if (quantity.shape !== 'complex') return exponential(env, x!);
  if (!wantPlain(env, quantity, expression, '`exp`')) return null;
  return complex(complexExponential(env, pairOf(env, quantity)));
});

export const builtins: Readonly<Record<string, Builtin>> = byName({
  min: extreme('min'),
  max: extreme('max'),
  clamp,
  abs,
  sgn,
  step,
  sqrt,
  rsqrt,
  pow,
  mod,
  hypot,
  atan2,
  dot,
  cross,
  norm,
  normalise,
  normalize: normalise,
  exp,
  conj,
  arg,
  norm2,
  ln: plain('ln'),
  log10: derived('log10', (env, x) =>
    scalar(env, 'multiply', env.builder.operation('ln', [x], 'real'), env.builder.constant(Math.LOG10E)),
  ),
  log2: derived('log2', (env, x) =>
    scalar(env, 'multiply', env.builder.operation('ln', [x], 'real'), env.builder.constant(Math.LOG2E)),
  ),
  sin: plain('sin'),
  cos: plain('cos'),
  tan: plain('tan'),
  asin: plain('asin'),
  acos: plain('acos'),
  atan: plain('atan'),
  sinh: plain('sinh'),
  cosh: plain('cosh'),
  tanh: plain('tanh'),
  sigmoid: plain('sigmoid', 'logistic'),
  softplus: plain('softplus'),
  floor: plain('floor'),
  round: derived('round', (env, x) =>
    env.builder.operation('floor', [scalar(env, 'add', x, env.builder.constant(0.5))], 'real'),
  ),
  ceil: derived('ceil', (env, x) => negate(env, env.builder.operation('floor', [negate(env, x)], 'real'))),
});

/** Words that stand for random draws: checked as names, refused by the caller. */
export const drawFunctions: ReadonlySet<string> = new Set(['uniform', 'normal', 'gaussian', 'lognormal', 'poisson']);

/** Functions of other languages, and what says the same here. */
const elsewhere: Readonly<Record<string, string>> = byName({
  log: '`ln(x)` is the natural logarithm, `log10(x)` and `log2(x)` those to 10 and 2',
  sign: '`sgn(x)` is the sign of a number',
  heaviside: '`step(x)` is 1 from zero on, 0 before',
  length: '`norm(a)` is the length of a vector',
  vec: 'a vector is written `(x, y, z)`',
  vec3: 'a vector is written `(x, y, z)`',
  unit: '`normalise(a)` is the direction of a vector',
  frac: '`mod(x, 1)` is the fraction of a number',
  cbrt: '`x^(1/3)` is the cube root of a positive number',
  arctan: 'write `atan(x)`',
  arcsin: 'write `asin(x)`',
  arccos: 'write `acos(x)`',
  arctan2: 'write `atan2(y, x)`',
  fabs: 'write `abs(x)`',
  limit: 'write `clamp(x, low, high)`',
  logistic: '`sigmoid(x)` is 1 / (1 + exp(-x))',
  limexp: 'write `exp(min(x, 80))`',
  idt: "a state whose rate is that quantity: `state q = 0` and `q' = x`",
  linspace: 'the points of a sweep are written `LOW .. HIGH by STEP`, or one by one, `(1, 2, 5)`',
  logspace: 'the points of a sweep are written one by one, `(1, 10, 100)`',
  arange: 'the points of a sweep are written `LOW .. HIGH by STEP`',
  range: 'the points of a sweep are written `LOW .. HIGH by STEP`',
  rand: 'write `uniform(low, high)`',
  randn: 'write `normal(mean, sigma)`',
});
/** What to write instead of a function that other languages have. */
export function insteadOf(word: string): string | undefined {
  return Object.hasOwn(elsewhere, word) ? elsewhere[word] : undefined;
}
