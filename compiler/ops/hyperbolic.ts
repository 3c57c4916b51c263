import { elementary } from './entry.ts';
import { above, increasing, within } from './interval.ts';
import type { Interval, Operation } from './operation.ts';
import { tanhValue } from './table-driven.ts';

export const tanh: Operation = elementary({
  name: 'tanh',
  description: 'hyperbolic tangent',
  float64: tanhValue,
  javascript: 'functions.tanh',
  many: 'functions.tanhMany',
  interval: (x) => within(increasing(tanhValue, x), -1, 1),
  slope: (_x, y) => 1 - y * y,
  derivative: (e, _x, y) => e.subtract(e.constant(1), e.square(y)),
});

export const sinh: Operation = elementary({
  name: 'sinh',
  description: 'hyperbolic sine',
  float64: Math.sinh,
  javascript: 'Math.sinh',
  interval: (x) => increasing(Math.sinh, x),
  slope: (x) => Math.cosh(x),
  derivative: (e, x) => e.real('cosh', x),
});

export const cosh: Operation = elementary({
  name: 'cosh',
  description: 'hyperbolic cosine',
  float64: Math.cosh,
  javascript: 'Math.cosh',
  interval: coshInterval,
  slope: (x) => Math.sinh(x),
  derivative: (e, x) => e.real('sinh', x),
});
function coshInterval(x: Interval): Interval {
  const [a, b] = [Math.cosh(x.low), Math.cosh(x.high)];
  const high = above(Math.max(a, b), 4);
  return x.low <= 0 && x.high >= 0 ? { low: 1, high } : { low: Math.max(1, -above(-Math.min(a, b), 4)), high };
}
