/** exp, ln and the functions of the exponential family that lose digits when written out. */
import { elementary } from './entry.ts';
import type { Graph, ValueId } from './graph.ts';
import { increasing, outward, within } from './interval.ts';
import type { Operation } from './operation.ts';
import { expValue } from './table-driven.ts';

export const exp: Operation = elementary({
  name: 'exp',
  description: 'exponential',
  float64: expValue,
  javascript: 'functions.exp',
  many: 'functions.expMany',
  interval: (x) => within(increasing(expValue, x), 0, Infinity),
  slope: (_x, y) => y,
  derivative: (_e, _x, y) => y,
  simplify: (graph, x) => (graph.get(x).op === 'ln' ? graph.get(x).args[0]! : powerOfLogarithm(graph, x)),
});

/** e^(c ln x) is x^c, which for a whole c needs no logarithm: an exponent that was a parameter is often whole. */
function powerOfLogarithm(graph: Graph, x: ValueId): ValueId | null {
  const { op, args } = graph.get(x);
  const exponent = op === 'multiply' ? graph.constantOf(args[0]!) : undefined;
  const logarithm = op === 'multiply' ? graph.get(args[1]!) : null;
  return exponent === undefined || logarithm?.op !== 'ln'
    ? null
    : graph.add('power', [logarithm.args[0]!], 'real', { exponent });
}

export const ln: Operation = elementary({
  name: 'ln',
  description: 'natural logarithm',
  float64: Math.log,
  javascript: 'Math.log',
  interval: (x) => (x.low < 0 ? null : increasing(Math.log, x)),
  slope: (x) => 1 / x,
  derivative: (e, x) => e.real('reciprocal', x),
  simplify: (graph, x) => (graph.get(x).op === 'exp' ? graph.get(x).args[0]! : null),
});

/** e^x - 1, exact near 0. */
export const expm1: Operation = elementary({
  name: 'expm1',
  description: 'exponential less one',
  float64: Math.expm1,
  javascript: 'Math.expm1',
  interval: (x) => within(increasing(Math.expm1, x), -1, Infinity),
  slope: (_x, y) => y + 1,
  derivative: (e, _x, y) => e.add(y, e.constant(1)),
});

/** (e^x - 1)/x, 1 at 0: the mean of e^(x t) over t in 0..1, for the exponential solver. */
export function phi1Value(x: number): number {
  return x === 0 ? 1 : x === -Infinity ? 0 : Math.expm1(x) / x;
}
export const phi1: Operation = elementary({
  name: 'phi1',
  description: '(e^x - 1)/x',
  float64: phi1Value,
  javascript: 'functions.phi1',
  interval: (x) => within(increasing(phi1Value, x), 0, Infinity),
  slope: (x, y) => y - phi2Value(x),
  derivative: (e, x, y) => e.subtract(y, e.real('phi2', x)),
});

/** (phi1(x) - 1)/x, 1/2 at 0. */
export function phi2Value(x: number): number {
  if (Math.abs(x) >= 0.5) return x === -Infinity ? 0 : (phi1Value(x) - 1) / x;
  // sum of x^k / (k+2)!, to 1e-18 at |x| = 1/2
  let sum = 0;
  for (let k = 13; k >= 0; k--) sum = (1 + sum * x) / (k + 2);
  return sum;
}
export const phi2: Operation = elementary({
  name: 'phi2',
  description: '(phi1(x) - 1)/x',
  float64: phi2Value,
  javascript: 'functions.phi2',
  interval: (x) => within(increasing(phi2Value, x, 16), 0, Infinity),
  // d phi2 = phi2 - 2 phi3, phi3 = (phi2 - 1/2)/x
  slope: (x, y) => (Math.abs(x) < 1e-3 ? 1 / 6 + x / 12 : y - (2 * (y - 0.5)) / x),
});

/** ln(1 + e^x), without overflow. */
export function softplusValue(x: number): number {
  return Math.max(x, 0) + Math.log1p(expValue(-Math.abs(x)));
}
export const softplus: Operation = elementary({
  name: 'softplus',
  description: 'ln(1 + e^x)',
  float64: softplusValue,
  javascript: 'functions.softplus',
  interval: (x) => within(increasing(softplusValue, x), 0, Infinity),
  slope: (x) => logisticValue(x),
  derivative: (e, x) => e.real('logistic', x),
});

/** 1/(1 + e^-x). */
export function logisticValue(x: number): number {
  return 1 / (1 + expValue(-x));
}
export const logistic: Operation = elementary({
  name: 'logistic',
  description: '1/(1 + e^-x)',
  float64: logisticValue,
  javascript: 'functions.logistic',
  interval: (x) => {
    const wide = increasing(logisticValue, x);
    return within(outward(wide.low, wide.high), 0, 1);
  },
  slope: (_x, y) => y * (1 - y),
  derivative: (e, _x, y) => e.multiply(y, e.subtract(e.constant(1), y)),
});
