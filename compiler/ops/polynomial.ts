import { fixedSide } from './entry.ts';
import { confine, roundShift } from './exact.ts';
import type { FixedSite, IntegerBuilder, IntegerMemory, Operation, PolynomialTable } from './operation.ts';

/**
 * A fused function of one variable as a piecewise polynomial: only in the fixed form, where `PolynomialTable` defines the
 * integer algorithm. Its float64 side is the function itself, which the step graph holds; here the value is unknown.
 */
export const polynomial: Operation = {
  name: 'polynomial',
  description: 'table of a function of one variable',
  arity: 1,
  type: 'real',
  print: ([a]) => `polynomial(${a})`,
  float64: () => Number.NaN,
  javascript: () => 'NaN',
  interval: () => ({ low: -Infinity, high: Infinity }),
  partials: () => [Number.NaN],
  fixed: fixedSide('polynomial', polynomialInteger),
};

function polynomialInteger<T>(builder: IntegerBuilder<T>, site: FixedSite, args: readonly T[]): T {
  const table = site.table!;
  const raw = builder.polynomial?.(table, args[0]!) ?? accumulate(builder, table, args[0]!);
  return confine(builder, roundShift(builder, raw, table.workFraction - site.result.fraction, site.rounding), site);
}
/** The table's value at an input code as an integer with `workFraction` fraction bits, before the rounding to the result. */
export function accumulate<T>(builder: IntegerBuilder<T>, table: PolynomialTable, code: T): T {
  const clamped = builder.clamp(code, table.lowCode, table.highCode);
  const offset = builder.subtract(clamped, builder.constant(table.lowCode));
  const { segment, local } = locate(builder, table, offset);
  const last = table.coefficients.length - 1;
  // without local bits every power above 0 is multiplied by 0
  if (table.localBits === 0) return builder.load(table.coefficients[0]!, segment);
  let y = builder.load(table.coefficients[last]!, segment);
  for (let power = last - 1; power >= 0; power--) {
    const product = builder.multiply(y, local);
    const half = builder.constant(1n << BigInt(table.localBits - 1));
    const rounded = builder.shiftRight(builder.add(product, half), table.localBits);
    y = builder.add(rounded, builder.load(table.coefficients[power]!, segment));
  }
  return y;
}
function locate<T>(
  builder: IntegerBuilder<T>,
  table: PolynomialTable,
  offset: T,
): { readonly segment: T; readonly local: T } {
  const { coarseShift, fineBits, firstSegment, localBits } = table;
  const mask = (bits: number): bigint => (1n << BigInt(bits)) - 1n;
  const fraction = builder.bitAnd(offset, mask(coarseShift));
  if (fineBits.length === 1) {
    const rest = coarseShift - fineBits[0]!;
    const segment = builder.add(builder.shiftRight(fraction, rest), builder.constant(BigInt(firstSegment[0]!)));
    return { segment, local: leftAlign(builder, builder.bitAnd(fraction, mask(rest)), rest, localBits) };
  }
  const coarse = builder.shiftRight(offset, coarseShift);
  const rests = smallMemory(
    `${table.name}_rest`,
    fineBits.map((bits) => coarseShift - bits),
  );
  const rest = builder.load(rests, coarse);
  const fine = builder.shiftRightBy(fraction, rest, coarseShift);
  const segment = builder.add(builder.load(smallMemory(`${table.name}_first`, firstSegment), coarse), fine);
  // the bits below the fine index, moved to the left end of a coarse interval: a fraction of coarseShift bits
  const fineShift = builder.load(smallMemory(`${table.name}_fine`, fineBits), coarse);
  const aligned = builder.bitAnd(builder.shiftLeftBy(fraction, fineShift, Math.max(...fineBits)), mask(coarseShift));
  return { segment, local: leftAlign(builder, aligned, coarseShift, localBits) };
}
/** An unsigned fraction of `bits` bits as one of `wanted` bits: shifted left, or its right end dropped. */
function leftAlign<T>(builder: IntegerBuilder<T>, fraction: T, bits: number, wanted: number): T {
  return wanted >= bits ? builder.shiftLeft(fraction, wanted - bits) : builder.shiftRight(fraction, bits - wanted);
}
function smallMemory(name: string, words: readonly number[]): IntegerMemory {
  const width = Math.max(1, Math.ceil(Math.log2(Math.max(...words) + 1)));
  return { name, words: words.map(BigInt), width, signed: false };
}
