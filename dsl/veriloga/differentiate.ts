/** `ddx(e, V(n))`: the derivative of a value by the potential of a node, all other potentials, flows and states held. */
import * as Q from './values.ts';

/** What a derivative is taken by, and what it is taken in. */
export interface Differentiation {
  /** How much an access of a node grows with the unknown: 1, -1 or 0; by the name of its value. */
  slope(access: string): number;
  /** A value in it whose derivative is not known here, such as a `ddt`. */
  refuse(what: string): void;
  /** Derivatives by the same unknown that are known already. */
  readonly known: Map<Q.Value, Q.Value>;
  /** A name for what is large. */
  named(value: Q.Value): Q.Value;
}

const one = Q.number(1);
const zero = Q.number(0);
const times = (a: Q.Value, b: Q.Value): Q.Value => Q.arithmetic('*', a, b);
const over = (a: Q.Value, b: Q.Value): Q.Value => Q.arithmetic('/', a, b);
const plus = (a: Q.Value, b: Q.Value): Q.Value => Q.arithmetic('+', a, b);
const minus = (a: Q.Value, b: Q.Value): Q.Value => Q.arithmetic('-', a, b);
const square = (a: Q.Value): Q.Value => times(a, a);

/** Derivatives of the functions of one argument; `y` is the function there. */
const OF_ONE: Readonly<Record<string, (x: Q.Value, y: Q.Value) => Q.Value>> = {
  exp: (_, y) => y,
  ln: (x) => over(one, x),
  log10: (x) => over(one, times(x, Q.number(Math.LN10))),
  sqrt: (_, y) => over(Q.number(0.5), y),
  abs: (x) => Q.call('sgn', [x]),
  sin: (x) => Q.call('cos', [x]),
  cos: (x) => Q.negate(Q.call('sin', [x])),
  tan: (_, y) => plus(one, square(y)),
  asin: (x) => over(one, Q.call('sqrt', [minus(one, square(x))])),
  acos: (x) => Q.negate(over(one, Q.call('sqrt', [minus(one, square(x))]))),
  atan: (x) => over(one, plus(one, square(x))),
  sinh: (x) => Q.call('cosh', [x]),
  cosh: (x) => Q.call('sinh', [x]),
  tanh: (_, y) => minus(one, square(y)),
  floor: () => zero,
  ceil: () => zero,
  round: () => zero,
  sgn: () => zero,
};

/** The derivative of a value. */
export function differentiate(value: Q.Value, by: Differentiation): Q.Value {
  const of = (v: Q.Value): Q.Value => {
    const found = by.known.get(v) ?? by.named(step(v, of, by));
    by.known.set(v, found);
    return found;
  };
  return of(value);
}

function step(v: Q.Value, of: (v: Q.Value) => Q.Value, by: Differentiation): Q.Value {
  if (v.constant !== null || v.type === 'condition') return zero;
  const [a, b, c] = v.parts as readonly [Q.Value, Q.Value, Q.Value];
  switch (v.operation) {
    case '':
      return zero;
    case 'access':
      return Q.number(by.slope(v.text));
    case 'name':
      return of(a);
    case 'negate':
      return Q.negate(of(a));
    case '+':
      return plus(of(a), of(b));
    case '-':
      return minus(of(a), of(b));
    case '*':
      return plus(times(of(a), b), times(a, of(b)));
    case '/':
      return over(minus(of(a), times(v, of(b))), b);
    case '^':
      return power(v, of);
    case 'if':
      return Q.choice(a, of(b), of(c));
    case 'min':
      return Q.choice(Q.compare('<', a, b), of(a), of(b));
    case 'max':
      return Q.choice(Q.compare('>', a, b), of(a), of(b));
    case 'hypot':
      return over(plus(times(a, of(a)), times(b, of(b))), v);
    case 'atan2':
      return over(minus(times(b, of(a)), times(a, of(b))), plus(square(a), square(b)));
    default: {
      const rule = OF_ONE[v.operation];
      if (rule !== undefined) return times(rule(a, v), of(a));
      by.refuse(v.text);
      return zero;
    }
  }
}
/** x^n, and x^y with an exponent that moves too. */
function power(v: Q.Value, of: (v: Q.Value) => Q.Value): Q.Value {
  const [x, y] = v.parts as readonly [Q.Value, Q.Value];
  const base = of(x);
  const byBase = base.constant === 0 ? zero : times(times(y, Q.power(x, minus(y, one))), base);
  const exponent = of(y);
  return exponent.constant === 0 ? byBase : plus(byBase, times(times(v, Q.call('ln', [x])), exponent));
}
