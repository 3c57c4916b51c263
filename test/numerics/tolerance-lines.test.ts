import { expect, it } from 'vitest';
import { type Line, notGrowing, tightness, wantsMore } from '../../bench/tolerances/line.ts';

const line = (states: number, tableCost: number, ratio: number | null): Line => ({
  states,
  tableCost,
  ratio,
  tables: 0,
  predicted: 1e-4,
  measured: 1e-4,
  trajectory: 1e-3,
  bitExact: true,
  expects: { held: 0, all: 0 },
  reasons: [],
  finer: [],
});

it('says where words or tables become cheaper though more is asked', () => {
  const lines = [line(20, 3, 2), line(19, 4, 2), line(24, 3.5, 2)];
  expect(notGrowing(lines, [0.01, 0.001, 0.0001])).toEqual([
    'the states shrink from 1 % to 0.1 %',
    'the tables become cheaper from 0.1 % to 0.01 %',
  ]);
});

it('takes the geometric mean over the experiments that were wrong at all', () => {
  expect(tightness([line(1, 1, 2), line(1, 1, 8), line(1, 1, null)])).toBeCloseTo(4, 12);
});

it('tells a figure that wants more than was asked from one that is missed', () => {
  const figure = (value: number | null, wanted: number) => ({
    value,
    wanted,
    instance: 0,
    points: 1,
    pass: value !== null && Math.abs(value - wanted) <= 1e-3 * wanted,
  });
  const expectOf = (float64: number, fixed: number | null) => ({
    text: 'expect T ~ 5 s +- 0.1 %',
    line: 1,
    source: '',
    unit: { text: 's', scale: 1 },
    float64: figure(float64, 5),
    fixed: figure(fixed, 5),
    rtl: null,
  });
  expect(wantsMore(expectOf(5.001, 5.02), 0.01)).toBe(true);
  expect(wantsMore(expectOf(5.001, 5.02), 0.001)).toBe(false);
  expect(wantsMore(expectOf(5.001, 5.07), 0.01)).toBe(false);
  expect(wantsMore(expectOf(5.02, 5.02), 0.01)).toBe(false);
  expect(wantsMore(expectOf(5.001, null), 0.01)).toBe(false);
  // a part of a turn: 0.0628 of 2 pi
  const phase = { ...expectOf(5.001, 5.06), unit: { text: 'rad', scale: 1 } };
  expect(wantsMore(phase, 0.01)).toBe(true);
  expect(wantsMore({ ...phase, fixed: figure(5.07, 5) }, 0.01)).toBe(false);
});
