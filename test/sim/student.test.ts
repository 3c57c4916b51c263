import { expect, it } from 'vitest';
import { errorsLike, probabilityWithin } from '../../sim/compare/student.ts';

it.each([
  // Abramowitz and Stegun, table 26.10
  [0.95, 1, 12.706],
  [0.95, 2, 4.303],
  [0.99, 3, 5.841],
  [0.99, 7, 3.499],
  [0.999, 10, 4.587],
  [0.95, 30, 2.042],
])('%f of all lie within the value of the table, %d degrees of freedom', (probability, freedom, t) => {
  expect(probabilityWithin(t, freedom)).toBeCloseTo(probability, 4);
});

it('few samples leave more to chance', () => {
  // by numerical integration of the density
  const density = (t: number): number => (1 + t ** 2 / 7) ** -4;
  const part = (from: number, to: number): number => {
    const step = (to - from) / 200_000;
    let sum = 0;
    for (let k = 0; k < 200_000; k++) sum += density(from + (k + 0.5) * step) * step;
    return sum;
  };
  const beyond = errorsLike(4, 8);
  // 4 standard errors of a normal law are left by 6.334e-5 of all (Abramowitz and Stegun, table 26.1)
  expect(part(beyond, 2000) / part(0, 2000)).toBeCloseTo(6.334e-5, 6);
  expect(errorsLike(4, 10_000)).toBeCloseTo(4, 2);
});
