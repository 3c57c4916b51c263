/** Functions without a value at a single point: what they tend to, and where there is nothing to tend to. */
import { describe, expect, it } from 'vitest';
import { limitAt, withLimits } from '../../compiler/numerics/table/limit.ts';

describe('a point without a value', () => {
  it.each<[string, (x: number) => number, number, number]>([
    ['x / (exp(x) - 1) at 0', (x) => x / (Math.exp(x) - 1), 0, 1],
    ['of a channel, in volts', (x) => (x + 0.04) / (1 - Math.exp(-(x + 0.04) / 0.01)), -0.04, 0.01],
    ['sin(x) / x', (x) => Math.sin(x) / x, 0, 1],
    ['(x^2 - 9) / (x - 3)', (x) => (x * x - 9) / (x - 3), 3, 6],
    ['at a very small scale', (x) => x / (Math.exp(x / 1e-12) - 1), 0, 1e-12],
  ])('%s has its limit', (_name, f, x, limit) => {
    expect(f(x)).toBeNaN();
    expect(Math.abs(limitAt(f, x)! / limit - 1)).toBeLessThan(1e-6);
    expect(withLimits(f)(x)).toBe(limitAt(f, x));
    expect(withLimits(f)(x + 0.5)).toBe(f(x + 0.5));
  });
  it('may tend to 0', () => {
    expect(Math.abs(limitAt((x) => (1 - Math.cos(x)) / x, 0)!)).toBeLessThan(1e-9);
  });
  it.each<[string, (x: number) => number, number]>([
    ['1 / x', (x) => 1 / x, 0],
    ['1 / x^2', (x) => 1 / (x * x), 0],
    ['ln |x|', (x) => Math.log(Math.abs(x)), 0],
    ['x / |x|', (x) => x / Math.abs(x), 0],
    ['sqrt(x) at its end', (x) => (x > 0 ? Math.sqrt(x) : Number.NaN), 0],
  ])('%s has none', (_name, f, x) => {
    expect(limitAt(f, x)).toBeNull();
  });
});
