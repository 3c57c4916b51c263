import { expect, it } from 'vitest';
import { type Line, notGrowing, tightness } from '../../bench/tolerances/line.ts';

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
