/**
 * A cheap condition without which a dear one cannot hold: a product is above a threshold only where the table in it is above
 * what the largest other factor leaves to it, which is so only for some of the table's codes.
 */
import type { PolynomialTable } from '../../compiler/ops/index.ts';
import { isConstant, type Node, type NodeId } from './node.ts';
import { accumulators } from './table-bounds.ts';
import type { Trace } from './trace.ts';

/** A condition on the code of a table that holds wherever `test` does; null where none is found. */
export function necessaryFor(trace: Trace, test: NodeId): NodeId | null {
  const need = leastOf(trace, test);
  const found = need && below(trace, need.node, need.least);
  if (!found) return null;
  const { code, low, high } = found;
  const { low: first, high: last } = trace.get(code);
  const one = trace.constant(1n);
  const above = low > first ? trace.not(trace.less(code, trace.constant(low))) : one;
  const under = high < last ? trace.less(code, trace.constant(high + 1n)) : one;
  const both = trace.and(above, under);
  return isConstant(trace.get(both)) ? null : both;
}
/** The node that must reach a number for a comparison with a constant to hold. */
function leastOf(trace: Trace, test: NodeId): { readonly node: NodeId; readonly least: bigint } | null {
  const { kind, args } = trace.get(test);
  const number = (id: NodeId): bigint | null => (isConstant(trace.get(id)) ? trace.get(id).number : null);
  if (kind === 'less') {
    const limit = number(args[0]!);
    return limit === null ? null : { node: args[1]!, least: limit + 1n };
  }
  if (kind !== 'not' || trace.get(args[0]!).kind !== 'less') return null;
  const [node, limit] = trace.get(args[0]!).args as readonly [NodeId, NodeId];
  const least = number(limit);
  return least === null ? null : { node, least };
}
interface Codes {
  readonly code: NodeId;
  readonly low: bigint;
  readonly high: bigint;
}
/** Codes of a table below a node for which the node can be `least` or more. */
function below(trace: Trace, id: NodeId, least: bigint): Codes | null {
  const node = trace.get(id);
  const [a, b] = node.args as readonly [NodeId, NodeId];
  const shift = BigInt(node.bits);
  switch (node.kind) {
    case 'assume':
      return below(trace, a, least);
    case 'clamp':
      return least > node.limits!.low ? below(trace, a, least) : null;
    case 'roundEven':
      return below(trace, a, (least << shift) - (1n << (shift - 1n)));
    case 'shiftRight':
      return below(trace, a, least << shift);
    case 'shiftLeft':
      return below(trace, a, divideUp(least, 1n << shift));
    case 'add': {
      const [x, y] = [trace.get(a), trace.get(b)];
      return below(trace, b, least - x.high) ?? below(trace, a, least - y.high);
    }
    case 'multiply':
      return belowProduct(trace, node, least);
    case 'polynomial':
      return codesOf(node, a, least);
    default:
      return null;
  }
}
/** Both factors are positive where one of them is never negative and the product is positive. */
function belowProduct(trace: Trace, { args }: Node, least: bigint): Codes | null {
  const [a, b] = args as readonly [NodeId, NodeId];
  const [x, y] = [trace.get(a), trace.get(b)];
  if (least <= 0n || (x.low < 0n && y.low < 0n) || x.high <= 0n || y.high <= 0n) return null;
  return below(trace, b, divideUp(least, x.high)) ?? below(trace, a, divideUp(least, y.high));
}
function codesOf({ table }: Node, code: NodeId, least: bigint): Codes | null {
  let [low, high] = [null, null] as [bigint | null, bigint | null];
  for (const { first, last, segment } of segmentsOf(table!)) {
    if (accumulators(table!, segment)[0]!.high < least) continue;
    low ??= first;
    high = last;
  }
  return low === null || high === null ? null : { code, low, high };
}
/** Segments of a table in order of their codes. */
function* segmentsOf(table: PolynomialTable): Generator<{ first: bigint; last: bigint; segment: number }> {
  const { lowCode, highCode, coarseShift, fineBits, firstSegment } = table;
  for (let coarse = 0; coarse < fineBits.length; coarse++) {
    const length = 1n << BigInt(coarseShift - fineBits[coarse]!);
    for (let fine = 0; fine < 2 ** fineBits[coarse]!; fine++) {
      const first = lowCode + (BigInt(coarse) << BigInt(coarseShift)) + BigInt(fine) * length;
      if (first > highCode) return;
      yield { first, last: first + length - 1n, segment: firstSegment[coarse]! + fine };
    }
  }
}
/** The quotient rounded up, for a divisor above 0. */
function divideUp(a: bigint, b: bigint): bigint {
  return a > 0n ? (a + b - 1n) / b : a / b;
}
