import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { cosValue, expValue, sinValue, tanhValue } from '../../compiler/ops/table-driven.ts';

const Exact = Decimal.clone({ precision: 45 });
/** The double itself, not its shortest decimal. */
function exactly(x: number): Decimal {
  let [mantissa, halvings] = [x, 0];
  for (; !Number.isInteger(mantissa); halvings++) mantissa *= 2;
  return new Exact(BigInt(mantissa).toString()).div(new Exact(2).pow(halvings));
}
/** Distance in units of the last place of the exact value. */
function ulps(value: number, exact: Decimal): number {
  const last = 2 ** (Math.floor(Math.log2(exact.abs().toNumber())) - 52);
  return exactly(value).minus(exact).div(last).abs().toNumber();
}
function spread(low: number, high: number, count = 200): number[] {
  return Array.from({ length: count }, (_, k) => low + (high - low) * ((k * 0.6180339887498949 + 0.1234567) % 1));
}
/** Doubles around multiples of pi/2, where next to nothing is left of the angle. */
const quarters = [1, 2, 3, 7, 44, 355, 512, 650].flatMap((k) =>
  [-1, 0, 1].map((j) => (k * Math.PI) / 2 + j * 2 ** (Math.floor(Math.log2((k * Math.PI) / 2)) - 52)),
);

describe('functions from tables', () => {
  const cases = [
    {
      name: 'exp',
      f: expValue,
      exact: (x: Decimal) => x.exp(),
      at: [...spread(-700, 700), ...spread(-1, 1)],
      bound: 0.8,
    },
    {
      name: 'tanh',
      f: tanhValue,
      exact: (x: Decimal) => x.times(2).exp().minus(1).div(x.times(2).exp().plus(1)),
      at: [...spread(-19, 19), ...spread(-0.3, 0.3, 400), ...spread(-1e-6, 1e-6, 50)],
      bound: 1.5,
    },
    {
      name: 'sin',
      f: sinValue,
      exact: (x: Decimal) => x.sin(),
      at: [...spread(-1020, 1020, 150), ...spread(-0.4, 0.4), ...quarters],
      bound: 1.5,
    },
    {
      name: 'cos',
      f: cosValue,
      exact: (x: Decimal) => x.cos(),
      at: [...spread(-1020, 1020, 150), ...spread(1.2, 1.9), ...quarters],
      bound: 1.5,
    },
  ];
  for (const { name, f, exact, at, bound } of cases)
    it(`${name} is within ${bound} ulp of the exact value`, () => {
      const errors = at.map((x) => ({ x, error: ulps(f(x), exact(exactly(x))) }));
      expect(errors.filter(({ error }) => !(error <= bound))).toEqual([]);
    });

  it('tanh and sin are odd and cos is even, to the last bit', () => {
    for (const x of [...spread(0, 25), ...spread(0, 1100)]) {
      expect(tanhValue(-x)).toBe(-tanhValue(x));
      expect(sinValue(-x)).toBe(-sinValue(x));
      expect(cosValue(-x)).toBe(cosValue(x));
    }
  });

  it('limits and special values are those of the functions', () => {
    expect([expValue(0), tanhValue(0), sinValue(0), cosValue(0)]).toEqual([1, 0, 0, 1]);
    expect([expValue(-Infinity), expValue(Infinity), expValue(710), expValue(-746)]).toEqual([
      0,
      Infinity,
      Infinity,
      0,
    ]);
    expect([tanhValue(-Infinity), tanhValue(Infinity), tanhValue(19.5)]).toEqual([-1, 1, 1]);
    expect([expValue, tanhValue, sinValue, cosValue].map((f) => f(Number.NaN))).toEqual(Array(4).fill(Number.NaN));
    expect([sinValue(Infinity), cosValue(-Infinity)]).toEqual([Number.NaN, Number.NaN]);
    expect(tanhValue(5e-324)).toBe(5e-324);
  });
});
