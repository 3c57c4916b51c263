import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateIntegerFlagged, type PolynomialTable, plainSite, tableEvaluator } from '../../compiler/ops/index.ts';
import { format } from '../support/fixed-builder.ts';
import { drawFormat, drawFrom, drawTable } from '../support/random-fixed.ts';

/** The algorithm of the doc comment of `PolynomialTable`, with strings of bits and divisions instead of shifts. */
function byTheBook(table: PolynomialTable, code: bigint): bigint {
  const x = code < table.lowCode ? table.lowCode : code > table.highCode ? table.highCode : code;
  const offset = x - table.lowCode;
  const coarse = Number(offset / 2n ** BigInt(table.coarseShift));
  const bits =
    table.coarseShift === 0
      ? ''
      : (offset % 2n ** BigInt(table.coarseShift)).toString(2).padStart(table.coarseShift, '0');
  const fine = bits.slice(0, table.fineBits[coarse]!);
  const rest = bits.slice(table.fineBits[coarse]!);
  const segment = table.firstSegment[coarse]! + Number.parseInt(fine || '0', 2);
  const local = BigInt(`0b${(rest || '0').padEnd(table.localBits, '0').slice(0, table.localBits)}`);
  const scale = 2n ** BigInt(table.localBits);
  let y = table.coefficients[table.degree]!.words[segment]!;
  for (let power = table.degree - 1; power >= 0; power--) {
    const product = 2n * y * local + scale; // twice (y d + half)
    const floor = product / (2n * scale) - (product % (2n * scale) < 0n ? 1n : 0n);
    y = floor + table.coefficients[power]!.words[segment]!;
  }
  return y;
}
const randomTable = (seed: number): PolynomialTable => {
  const draw = drawFrom(seed);
  return drawTable(draw, drawFormat(draw, 11));
};

describe('piecewise polynomial tables', () => {
  it('follow the algorithm of their definition on every code, in BigInt and in plain numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
        const table = randomTable(seed);
        const fast = tableEvaluator(table);
        const exact = plainSite([table.input], { signed: true, width: 60, fraction: table.workFraction }, { table });
        const count = 1n << BigInt(table.input.width);
        const first = table.input.signed ? -count / 2n : 0n;
        for (let code = first; code < first + count; code++) {
          const want = byTheBook(table, code);
          if (fast(Number(code)) !== Number(want)) expect({ code, fast: fast(Number(code)) }).toEqual(want);
          const got = evaluateIntegerFlagged('polynomial', exact, [code]).value;
          if (got !== want) expect({ code, got }).toEqual(want);
        }
      }),
      { numRuns: 60, seed: 5 },
    );
  });
  it('round their end once to the result and raise the flag only there', () => {
    const table: PolynomialTable = {
      ...randomTable(3),
      degree: 0, input: format('u4.0'), lowCode: 2n, highCode: 9n, coarseShift: 3, fineBits: [3], firstSegment: [0], localBits: 1, workFraction: 2,
      coefficients: [{ name: 'c0', width: 8, signed: true, words: [2n, 6n, -2n, -6n, 7n, 100n, -100n, 1n] }],
    }; // biome-ignore format: one literal
    const site = plainSite([table.input], format('s4.0'), { table });
    const seen = [0n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 15n].map((x) => evaluateIntegerFlagged('polynomial', site, [x]));
    expect(seen.map((s) => s.value)).toEqual([0n, 0n, 2n, 0n, -2n, 2n, 7n, -8n, 0n, 0n]);
    expect(seen.map((s) => s.flag)).toEqual([false, false, false, false, false, false, true, true, false, false]);
  });
  it('evaluate a million codes in plain numbers without effort', () => {
    const table = {
      ...randomTable(11),
      input: format('u20.0'),
      lowCode: 0n,
      highCode: (1n << 20n) - 1n,
      coarseShift: 20,
      fineBits: [6],
      firstSegment: [0],
    };
    const words = Array.from({ length: 64 }, (_, i) => BigInt(i * 37 - 900));
    const wide = { ...table, localBits: 14, coefficients: table.coefficients.map((c) => ({ ...c, words })) };
    const f = tableEvaluator(wide);
    let sum = 0;
    for (let code = 0; code < 1 << 20; code++) sum += f(code);
    expect(Number.isInteger(sum)).toBe(true);
  });
});
