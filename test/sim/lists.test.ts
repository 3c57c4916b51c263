/** Functions of lists have the bits of the functions one by one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { javascriptFunctions } from '../../compiler/ops/index.ts';
import { sharedLists } from '../../sim/float64/lists.ts';

const { functions, list } = sharedLists();
const bits = (numbers: ArrayLike<number>): string[] =>
  Array.from(numbers, (x) => (Number.isNaN(x) ? 'NaN' : Object.is(x, -0) ? '-0' : String(x)));
/** What plain arithmetic covers, and what it leaves. */
const number = fc.oneof(
  fc.double({ min: -25, max: 25 }),
  fc.double({ min: -1100, max: 1100 }),
  fc.double(),
  fc.constantFrom(0, -0, 20, -20, 708, -708, 1024, -1024, Number.NaN, Infinity, -Infinity),
  fc.integer({ min: -700, max: 700 }).map((n) => (n * Math.PI) / 64),
);

describe.each([
  ['exp', functions.exp, functions.expMany, javascriptFunctions.expMany],
  ['tanh', functions.tanh, functions.tanhMany, javascriptFunctions.tanhMany],
  ['sin', functions.sin, functions.sinMany, javascriptFunctions.sinMany],
  ['cos', functions.cos, functions.cosMany, javascriptFunctions.cosMany],
] as const)('%s of a list', (_name, one, many, plain) => {
  it('has the bits of the function one by one, in a list of WebAssembly and in any other', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 17 }), (numbers) => {
        const shared = list(1);
        shared.fill(0.5);
        shared.set(numbers);
        many(shared, numbers.length);
        const wanted = bits(numbers.map(one));
        expect(bits(shared.subarray(0, numbers.length))).toEqual(wanted);
        // what lies behind an odd number is nobody's
        expect(bits(shared.subarray(numbers.length + 1, 20))).toEqual(bits(new Array(19 - numbers.length).fill(0.5)));
        const other = Float64Array.from(numbers);
        many(other, numbers.length);
        expect(bits(other)).toEqual(wanted);
      }),
      { numRuns: 3000 },
    );
  });
  it('is worked out in WebAssembly here', () => {
    expect(many).not.toBe(plain);
  });
});
