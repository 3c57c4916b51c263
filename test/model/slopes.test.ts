/** Cubics through measured data. */
import { describe, expect, it } from 'vitest';
import { monotoneSlopes, parabolicSlopes } from '../../compiler/model/slopes.ts';
import type { DataTable } from '../../compiler/ops/index.ts';
import { lookupSlopeValue, lookupValue } from '../../compiler/ops/lookup.ts';
import { drawFrom } from '../support/random-fixed.ts';

const draw = drawFrom(3);
function points(count: number): Float64Array {
  let x = -3;
  return Float64Array.from({ length: count }, () => {
    x += draw.whole(1, 30) / 20;
    return x;
  });
}
const tableOf = (x: Float64Array, y: Float64Array, slopes: typeof monotoneSlopes): DataTable => ({
  name: 'data', x, y, slope: slopes(x, y),
}); // biome-ignore format: one literal
/** Places in and around an interval. */
const inside = (low: number, high: number): number[] =>
  Array.from({ length: 21 }, (_, i) => low + ((high - low) * i) / 20);

describe('monotone slopes', () => {
  it('make cubics that rise and fall with the data, and nowhere leave them', () => {
    for (let trial = 0; trial < 200; trial++) {
      const x = points(draw.whole(2, 12));
      const y = x.map(() => draw.whole(-8, 8) / 4);
      const table = tableOf(x, y, monotoneSlopes);
      for (let k = 0; k + 1 < x.length; k++) {
        const values = inside(x[k]!, x[k + 1]!).map((at) => lookupValue(table, at));
        const rising = Math.sign(y[k + 1]! - y[k]!);
        for (let i = 1; i < values.length; i++)
          expect((values[i]! - values[i - 1]!) * rising).toBeGreaterThanOrEqual(-1e-12);
        expect(Math.max(...values)).toBeLessThanOrEqual(Math.max(y[k]!, y[k + 1]!) + 1e-12);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(Math.min(y[k]!, y[k + 1]!) - 1e-12);
      }
    }
  });
});

describe.each([
  ['monotone', monotoneSlopes],
  ['parabolic', parabolicSlopes],
] as const)('%s slopes', (_, slopes) => {
  it('go through the points, and join without a kink', () => {
    for (let trial = 0; trial < 100; trial++) {
      const x = points(draw.whole(3, 12));
      const table = tableOf(
        x,
        x.map(() => draw.whole(-8, 8) / 4),
        slopes,
      );
      for (let k = 1; k + 1 < x.length; k++) {
        expect(lookupValue(table, x[k]!)).toBe(table.y[k]);
        const [left, right] = [-1e-9, 1e-9].map((d) => lookupSlopeValue(table, x[k]! + d)) as [number, number];
        expect(Math.abs(left - right)).toBeLessThan(1e-5 * (1 + Math.abs(left)));
      }
    }
  });
  it('are exact on a line', () => {
    const x = points(9);
    const table = tableOf(
      x,
      x.map((v) => 3 - 0.7 * v),
      slopes,
    );
    for (const at of inside(x[0]!, x[8]!)) expect(lookupValue(table, at)).toBeCloseTo(3 - 0.7 * at, 12);
  });
  it('come near a smooth function with the third power of the distance, a monotone one', () => {
    const worst = (count: number): number => {
      const x = Float64Array.from({ length: count }, (_unused, i) => i / (count - 1));
      const table = tableOf(x, x.map(Math.exp), slopes);
      return Math.max(...inside(0.003, 0.997).map((at) => Math.abs(lookupValue(table, at) - Math.exp(at))));
    };
    expect(worst(10) / worst(40)).toBeGreaterThan(25);
  });
});
