import { elementary, express, fold } from './entry.ts';
import type { Graph, ValueId } from './graph.ts';
import { increasing, outward, reciprocalInterval, unbounded, within } from './interval.ts';
import type { Interval, Operation } from './operation.ts';

export const sqrt: Operation = elementary({
  name: 'sqrt',
  description: 'square root',
  float64: Math.sqrt,
  javascript: 'Math.sqrt',
  interval: (x) => (x.low < 0 ? null : within(increasing(Math.sqrt, x, 1), 0, Infinity)),
  slope: (_x, y) => 0.5 / y,
  derivative: (e, _x, y) => e.divide(e.constant(0.5), y),
});

/** 1/a, infinite at 0. */
export const reciprocal: Operation = elementary({
  name: 'reciprocal',
  description: 'reciprocal',
  float64: reciprocalValue,
  javascript: '1 / ',
  interval: reciprocalInterval,
  slope: (_x, y) => -y * y,
  derivative: (e, _x, y) => e.negate(e.square(y)),
  simplify: (graph, x) => (graph.get(x).op === 'reciprocal' ? graph.get(x).args[0]! : null),
});
function reciprocalValue(x: number): number {
  return 1 / x;
}

/** a to the constant `attributes.exponent`; a fractional exponent of a negative number is NaN. */
export const power: Operation = {
  name: 'power',
  description: 'power with a constant exponent',
  arity: 1,
  type: 'real',
  print: ([a], { exponent }) => `pow(${a}, ${exponent})`,
  float64: ([a], { exponent }) => a! ** exponent!,
  javascript: ([a], { exponent }) => `((${a}) ** (${exponent}))`,
  interval: ([a], { exponent }) => powerInterval(a!, exponent!),
  partials: ([a], _y, { exponent }) => [exponent === 0 ? 0 : exponent! * a! ** (exponent! - 1)],
  simplify: (graph, args, attributes) =>
    fold(graph, power, args, attributes) ?? simplifyPower(graph, args[0]!, attributes.exponent!),
  derivative: (graph, [a], { exponent }) => {
    const e = express(graph);
    if (exponent === 0 || exponent === 1) return e.constant(exponent);
    return e.multiply(e.constant(exponent!), graph.add('power', [a!], 'real', { exponent: exponent! - 1 }));
  },
  fixed: null,
};

/** Small whole exponents are products, 1/2 and -1 have words of their own. */
function simplifyPower(graph: Graph, x: ValueId, exponent: number): ValueId | null {
  const e = express(graph);
  if (exponent === 0) return e.constant(1);
  if (exponent === 1) return x;
  if (exponent === 2) return e.square(x);
  if (exponent === 3) return e.multiply(x, e.square(x));
  if (exponent === 4) return e.square(e.square(x));
  if (exponent === 0.5) return e.real('sqrt', x);
  return exponent === -1 ? e.real('reciprocal', x) : null;
}
function powerInterval(x: Interval, exponent: number): Interval | null {
  const whole = Number.isInteger(exponent);
  if (!whole && x.low < 0) return null;
  if (exponent === 0) return { low: 1, high: 1 };
  const f = (a: number): number => a ** exponent;
  const even = whole && exponent % 2 === 0;
  const [a, b] = [f(x.low), f(x.high)];
  const ends = outward(Math.min(a, b), Math.max(a, b), 4);
  const crosses = x.low < 0 && x.high > 0;
  if (exponent > 0) {
    if (!whole || even) return { low: crosses ? 0 : Math.max(0, ends.low), high: ends.high };
    return ends;
  }
  if (crosses) return even ? { low: Math.max(0, ends.low), high: Infinity } : unbounded;
  // a pole at an end: 0 counts as +0
  if (x.high === 0 && x.low < 0 && !even) return unbounded;
  const low = x.low === 0 ? Infinity : a;
  const high = x.high === 0 ? Infinity : b;
  const tail = outward(Math.min(low, high), Math.max(low, high), 4);
  return even || !whole ? { low: Math.max(0, tail.low), high: tail.high } : tail;
}
