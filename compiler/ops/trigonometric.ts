import { call, elementary, express, fold } from './entry.ts';
import { above, below, increasing, negateInterval, outward, unbounded, within } from './interval.ts';
import type { Interval, Operation } from './operation.ts';
import { cosValue, sinValue } from './table-driven.ts';

const turn = 2 * Math.PI;

export const sin: Operation = elementary({
  name: 'sin',
  description: 'sine',
  float64: sinValue,
  javascript: 'functions.sin',
  many: 'functions.sinMany',
  interval: (x) => waveInterval(sinValue, x, 0.25),
  slope: (x) => Math.cos(x),
  derivative: (e, x) => e.real('cos', x),
});
export const cos: Operation = elementary({
  name: 'cos',
  description: 'cosine',
  float64: cosValue,
  javascript: 'functions.cos',
  many: 'functions.cosMany',
  interval: (x) => waveInterval(cosValue, x, 0),
  slope: (x) => -Math.sin(x),
  derivative: (e, x) => e.negate(e.real('sin', x)),
});
export const tan: Operation = elementary({
  name: 'tan',
  description: 'tangent',
  float64: Math.tan,
  javascript: 'Math.tan',
  interval: (x) => (hasTurn(x, 0.25, 0.5) ? unbounded : increasing(Math.tan, x)),
  slope: (_x, y) => 1 + y * y,
  derivative: (e, _x, y) => e.add(e.constant(1), e.square(y)),
});
export const asin: Operation = elementary({
  name: 'asin',
  description: 'arc sine',
  float64: Math.asin,
  javascript: 'Math.asin',
  interval: (x) => (x.low < -1 || x.high > 1 ? null : increasing(Math.asin, x)),
  slope: (x) => 1 / Math.sqrt(1 - x * x),
  derivative: (e, x) => e.real('reciprocal', e.real('sqrt', e.subtract(e.constant(1), e.square(x)))),
});
export const acos: Operation = elementary({
  name: 'acos',
  description: 'arc cosine',
  float64: Math.acos,
  javascript: 'Math.acos',
  interval: (x) => (x.low < -1 || x.high > 1 ? null : increasing(Math.acos, { low: x.high, high: x.low })),
  slope: (x) => -1 / Math.sqrt(1 - x * x),
  derivative: (e, x) => e.negate(e.real('reciprocal', e.real('sqrt', e.subtract(e.constant(1), e.square(x))))),
});
export const atan: Operation = elementary({
  name: 'atan',
  description: 'arc tangent',
  float64: Math.atan,
  javascript: 'Math.atan',
  interval: (x) => increasing(Math.atan, x),
  slope: (x) => 1 / (1 + x * x),
  derivative: (e, x) => e.real('reciprocal', e.add(e.constant(1), e.square(x))),
});

/** Angle of the point (second argument, first argument), -pi..pi. */
export const atan2: Operation = {
  name: 'atan2',
  description: 'angle of (x, y), called with y first',
  arity: 2,
  type: 'real',
  print: call('atan2'),
  float64: ([y, x]) => Math.atan2(y!, x!),
  javascript: ([y, x]) => `Math.atan2(${y}, ${x})`,
  interval: ([y, x]) => atan2Interval(y!, x!),
  partials: ([y, x]) => {
    const square = x! * x! + y! * y!;
    return [x! / square, -y! / square];
  },
  simplify: (graph, args, attributes) => fold(graph, atan2, args, attributes),
  derivative: (graph, [y, x], _attributes, i) => {
    const e = express(graph);
    const square = e.add(e.square(x!), e.square(y!));
    return i === 0 ? e.divide(x!, square) : e.negate(e.divide(y!, square));
  },
  fixed: null,
};

/** Whether `x` holds, or may hold for all that rounding knows, an angle of `at` turns plus a multiple of `period` turns. */
function hasTurn(x: Interval, at: number, period: number): boolean {
  const low = below(below(x.low, 2) / turn - at, 2) / period;
  const high = above(above(x.high, 2) / turn - at, 2) / period;
  if (!(high - low < 2 ** 40) || Math.abs(low) > 2 ** 40) return true;
  return Math.floor(above(high, 2)) >= below(low, 2);
}
/** sin or cos, whose maximum 1 is at `top` turns. */
function waveInterval(f: (x: number) => number, x: Interval, top: number): Interval {
  const ends = outward(Math.min(f(x.low), f(x.high)), Math.max(f(x.low), f(x.high)), 4);
  const low = hasTurn(x, top + 0.5, 1) ? -1 : ends.low;
  const high = hasTurn(x, top, 1) ? 1 : ends.high;
  return within({ low, high }, -1, 1);
}
/** Hull of the corners where the box does not touch the negative half axis or the origin. */
function atan2Interval(y: Interval, x: Interval): Interval {
  if (y.low <= 0 && y.high >= 0 && x.low <= 0) return outward(-Math.PI, Math.PI);
  if (y.high <= 0 && x.high <= 0) {
    const upper = atan2Interval(negateInterval(y), x);
    return negateInterval(upper);
  }
  const corners = [y.low, y.high].flatMap((b) => [x.low, x.high].map((a) => Math.atan2(b, a)));
  return outward(Math.min(...corners), Math.max(...corners), 4);
}
