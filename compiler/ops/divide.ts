import { express, fixedSide, fold, infix } from './entry.ts';
import { argument } from './exact.ts';
import { integerRange } from './format.ts';
import type { Graph, ValueId } from './graph.ts';
import { divideIntervals } from './interval.ts';
import { isNormal } from './multiply.ts';
import type { FixedSite, IntegerBuilder, Operation } from './operation.ts';

/**
 * a / b. Float64: IEEE 754 (x/0 is infinite, 0/0 NaN). Fixed: the exact quotient rounded once; a division by zero overflows
 * with the sign of the numerator: the highest integer where a >= 0, the lowest where a < 0, and the flag where overflow is
 * `saturate`. Overflow is never `wrap` (no angle is a quotient); `proved` promises that b is not 0.
 */
export const divide: Operation = {
  name: 'divide',
  description: 'quotient',
  arity: 2,
  type: 'real',
  print: infix('/'),
  float64: ([a, b]) => a! / b!,
  javascript: ([a, b]) => `(${a} / ${b})`,
  interval: ([a, b]) => divideIntervals(a!, b!),
  partials: ([, b], y) => [1 / b!, -y / b!],
  simplify: (graph, args, attributes) =>
    fold(graph, divide, args, attributes) ?? simplifyDivide(graph, args[0]!, args[1]!),
  derivative: (graph, [a, b], _attributes, i) => {
    const e = express(graph);
    return i === 0 ? e.real('reciprocal', b!) : e.negate(e.divide(a!, e.square(b!)));
  },
  fixed: fixedSide('divide', divideExactly),
};

/** x / c is x * (1/c): exact for powers of two, within two units in the last place otherwise. */
function simplifyDivide(graph: Graph, a: ValueId, b: ValueId): ValueId | null {
  const divisor = graph.constantOf(b);
  if (divisor !== undefined && isNormal(divisor) && isNormal(1 / divisor))
    return divisor === 1 ? a : graph.add('multiply', [graph.constant(1 / divisor), a], 'real');
  const dividend = graph.constantOf(a);
  if (dividend === 0) return graph.constant(0);
  if (dividend === 1) return graph.add('reciprocal', [b], 'real');
  return a === b ? graph.constant(1) : null;
}

function divideExactly<T>(builder: IntegerBuilder<T>, site: FixedSite, args: readonly T[]): T {
  const [a, b] = [argument(site, args, 0), argument(site, args, 1)];
  const shift = site.result.fraction + b.fraction - a.fraction;
  const numerator = shift > 0 ? builder.shiftLeft(a.integer, shift) : a.integer;
  const denominator = shift < 0 ? builder.shiftLeft(b.integer, -shift) : b.integer;
  const quotient = builder.divide(numerator, denominator, site.rounding);
  return byZero(builder, site, a.integer, b.integer, quotient);
}
/** Beyond the range where b is 0, so that `saturate` sees it. */
function byZero<T>(builder: IntegerBuilder<T>, site: FixedSite, a: T, b: T, quotient: T): T {
  if (site.overflow === 'proved') return quotient;
  const { low, high } = integerRange(site.result);
  const zero = builder.constant(0n);
  const limit = builder.select(builder.less(a, zero), builder.constant(low - 1n), builder.constant(high + 1n));
  const whole = builder.select(builder.equal(b, zero), limit, quotient);
  return builder.saturate(whole, low, high);
}
