/** Bounds of integer operations, exact at their ends. */
import { divideRounded } from '../../compiler/ops/index.ts';
import type { Bounds, Node } from './node.ts';

export function smaller(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}
export function larger(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}
const minimum = (...values: readonly bigint[]): bigint => values.reduce(smaller);
const maximum = (...values: readonly bigint[]): bigint => values.reduce(larger);
/** Smallest and largest of some integers, at least one. */
export const ends = (values: readonly bigint[]): Bounds => ({
  low: values.reduce(smaller),
  high: values.reduce(larger),
});

export function hullOf(a: Bounds, b: Bounds): Bounds {
  return { low: minimum(a.low, b.low), high: maximum(a.high, b.high) };
}
export function cut(a: Bounds, low: bigint, high: bigint): Bounds {
  return { low: minimum(maximum(a.low, low), high), high: maximum(minimum(a.high, high), low) };
}
export function productBounds(a: Bounds, b: Bounds, same: boolean): Bounds {
  const products = ends([a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]);
  if (!same) return products;
  const crosses = a.low <= 0n && a.high >= 0n;
  return { low: crosses ? 0n : minimum(a.low * a.low, a.high * a.high), high: products.high };
}
/** Quotient for a divisor that is not 0: where its bounds allow 0 they are taken next to it. Wide enough for any rounding. */
export function quotientBounds(a: Bounds, b: Bounds): Bounds {
  const divisors = [b.low, b.high].filter((x) => x !== 0n);
  if (b.low <= 0n && b.high >= 1n) divisors.push(1n);
  if (b.low <= -1n && b.high >= 0n) divisors.push(-1n);
  if (divisors.length === 0) return { low: a.low, high: a.high };
  return ends(
    divisors.flatMap((d) =>
      [a.low, a.high].flatMap((n) => [divideRounded(n, d, 'floor'), divideRounded(n, d, 'nearestEven')]),
    ),
  );
}
export function roundEven(a: bigint, bits: number): bigint {
  const shift = BigInt(bits);
  return (a + ((1n << (shift - 1n)) - 1n) + ((a >> shift) & 1n)) >> shift;
}
/** Bounds of `a & mask` for a mask >= 0. */
export function maskBounds(a: Bounds, mask: bigint): Bounds {
  return a.low >= 0n && a.high < mask ? { low: 0n, high: a.high } : { low: 0n, high: mask };
}
/** Bounds of a choice; knows minimum, maximum and absolute value by their shape. */
export function choiceBounds(
  condition: Node,
  a: Node,
  b: Node,
  args: readonly [condition: number, a: number, b: number],
  nodes: readonly Node[],
): Bounds {
  const [, whenTrue, whenFalse] = args;
  const hull = hullOf(a, b);
  if (condition.kind !== 'less') return hull;
  const [left, right] = condition.args;
  if (left === whenTrue && right === whenFalse) return { low: hull.low, high: minimum(a.high, b.high) };
  if (left === whenFalse && right === whenTrue) return { low: maximum(a.low, b.low), high: hull.high };
  const negated =
    a.kind === 'subtract' &&
    nodes[a.args[0]!]!.number === 0n &&
    nodes[a.args[0]!]!.kind === 'constant' &&
    a.args[1] === whenFalse;
  const isNegative = left === whenFalse && nodes[right!]!.kind === 'constant' && nodes[right!]!.number === 0n;
  return negated && isNegative ? { low: 0n, high: hull.high } : hull;
}
