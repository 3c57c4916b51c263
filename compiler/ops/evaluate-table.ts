import { bigintBuilder } from './bigint-builder.ts';
import type { PolynomialTable } from './operation.ts';
import { accumulate } from './polynomial.ts';

/**
 * A fast form of `PolynomialTable`'s algorithm: input code -> integer with `workFraction` fraction bits, before the final
 * rounding to a result format. Plain numbers where every product stays below 2^53, BigInt where not.
 */
export function tableEvaluator(table: PolynomialTable): (code: number) => number {
  return fitsNumbers(table)
    ? numberEvaluator(table)
    : (code) => Number(accumulate(bigintBuilder(), table, BigInt(code)));
}
/** The same for one code. */
export function evaluateTable(table: PolynomialTable, code: number): number {
  return tableEvaluator(table)(code);
}

/** Whether every offset is below 2^31 and every sum and product of the Horner chain below 2^53. */
export function fitsNumbers(table: PolynomialTable): boolean {
  const span = Number(table.highCode - table.lowCode);
  if (!(span < 2 ** 31) || table.localBits > 31 || table.coarseShift > 31) return false;
  if (Math.abs(Number(table.lowCode)) >= 2 ** 52 || Math.abs(Number(table.highCode)) >= 2 ** 52) return false;
  let most = 0;
  for (const { words } of [...table.coefficients].reverse()) {
    const largest = words.reduce((m, w) => Math.max(m, Math.abs(Number(w))), 0);
    if (most * 2 ** table.localBits >= 2 ** 52) return false;
    most = most + 1 + largest;
  }
  return most < 2 ** 52;
}

interface Segments {
  /** By coarse interval: bits below the fine index, first segment. */
  readonly rest: Int32Array;
  readonly first: Int32Array;
}
function numberEvaluator(table: PolynomialTable): (code: number) => number {
  const { coarseShift, localBits } = table;
  const [low, high] = [Number(table.lowCode), Number(table.highCode)];
  const segments: Segments = {
    rest: Int32Array.from(table.fineBits, (bits) => coarseShift - bits),
    first: Int32Array.from(table.firstSegment),
  };
  const last = localBits === 0 ? 0 : table.coefficients.length - 1;
  const coefficients = table.coefficients.map(({ words }) => Float64Array.from(words, Number));
  const scale = 2 ** -localBits;
  const coarseMask = 2 ** coarseShift - 1;
  return (code) => {
    const offset = Math.max(low, Math.min(high, code)) - low;
    const coarse = table.fineBits.length === 1 ? 0 : Math.floor(offset * 2 ** -coarseShift);
    const inside = (offset & coarseMask) >>> 0;
    const rest = segments.rest[coarse]!;
    const segment = segments.first[coarse]! + Math.floor(inside * 2 ** -rest);
    const below = inside - Math.floor(inside * 2 ** -rest) * 2 ** rest;
    const local = Math.floor(below * 2 ** (localBits - rest));
    let y = coefficients[last]![segment]!;
    for (let power = last - 1; power >= 0; power--)
      y = Math.floor(y * local * scale + 0.5) + coefficients[power]![segment]!;
    return y;
  };
}
