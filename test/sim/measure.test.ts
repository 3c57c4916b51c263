import { describe, expect, it } from 'vitest';
import type { EventId, ExpectModel, Experiment, MeasureExpression } from '../../compiler/model/form.ts';
import { Graph, type ValueId } from '../../compiler/ops/index.ts';
import { runFloat64 } from '../../sim/float64/index.ts';
import { eventReductions, judgeExpects, Measurement, sampleReductions } from '../../sim/measure/index.ts';
import { nowhere, plain, state, stepForm, words } from './step-forms.ts';

const trains = (name: string, times: readonly (readonly [source: number, time: number])[], settings = {}): number => {
  const accumulator = eventReductions[name]!({ instances: 2, settings });
  for (const [source, time] of times) accumulator.event!(1, source, time);
  expect(accumulator.event).toBeDefined();
  return accumulator.value(1);
};
const samples = (name: string, xs: readonly number[], ys: readonly number[] = [], settings = {}): number => {
  const all = { observed: ys.length > 0 ? 2 : 1, ...settings };
  const accumulator = sampleReductions[name]!({ instances: 2, settings: all });
  for (const [i, x] of xs.entries()) accumulator.sample!(1, (i + 1) * 0.1, x, ys[i] ?? x);
  return accumulator.value(1);
};
const train = (...times: number[]): [number, number][] => times.map((t) => [0, t]);

describe('reductions of events', () => {
  it.each([
    ['count', train(1, 2, 4), 3],
    ['rate', train(1, 2, 4), 2 / 3],
    ['rate', train(1), 0],
    ['rate', [], 0],
    ['period', train(1, 2, 4), 1.5],
    ['first', train(1, 2, 4), 1],
    ['last', train(1, 2, 4), 4],
    ['spread', train(1, 2, 4, 5), Math.sqrt(1 / 3)],
  ] as const)('%s of %j is %d', (name, times, wanted) => {
    expect(trains(name, times)).toBeCloseTo(wanted, 14);
  });
  it.each(['period', 'first', 'last', 'phase', 'synchrony', 'spread'])('%s of nothing is not a number', (name) => {
    expect(trains(name, [])).toBeNaN();
  });

  const locked = (lag: number): [number, number][] => [0, 1, 2, 3, 4].flatMap((n) => [[0, n], [1, n + lag]] as [number, number][]); // biome-ignore format: pairs
  it('phase: an event a quarter of a cycle late has the phase pi/2, three quarters -pi/2', () => {
    expect(trains('phase', locked(0.25))).toBeCloseTo(Math.PI / 2, 12);
    expect(trains('phase', locked(0.75))).toBeCloseTo(-Math.PI / 2, 12);
    expect(trains('synchrony', locked(0.25))).toBeCloseTo(1, 12);
  });
  it('synchrony is 0 for events spread evenly over the cycle', () => {
    const spread = [0, 1, 2, 3, 4].flatMap((n) => [[0, n], [1, n + n / 4 - 0.0001 * n]] as [number, number][]).slice(0, 9); // biome-ignore format: pairs
    expect(trains('synchrony', spread)).toBeLessThan(0.01);
  });
  it('phase ignores events before the first and after the last cycle', () => {
    expect(trains('phase', [[1, 0.5], [0, 1], [1, 1.25], [0, 2], [1, 2.9]])).toBeCloseTo(Math.PI / 2, 12); // biome-ignore format: pairs
  });
  it('histogram is the share of intervals in [low, high)', () => {
    expect(trains('histogram', train(0, 1, 2, 5, 7), { low: 1, high: 2 })).toBe(0.5);
  });
});

describe('reductions of observed quantities', () => {
  it.each([
    ['min', [3, -1, 2], -1],
    ['max', [3, -1, 2], 3],
    ['amplitude', [3, -1, 2], 2],
    ['spread', [1, 2, 4], Math.sqrt(7 / 3)],
    ['mode', [3, 1, 2, 1, 2, 5], 1],
    ['mean', [3, -1, 4], 2],
    ['rms', [3, -4], Math.sqrt(12.5)],
    ['first', [3, -1, 2], 3],
    ['last', [3, -1, 2], 2],
    ['final', [3, -1, 2], 2],
    ['fit', [5, 7, 9], 20],
  ] as const)('%s of %j is %d', (name, xs, wanted) => {
    expect(samples(name, xs)).toBeCloseTo(wanted, 12);
  });
  it('mean loses nothing over a million samples', () => {
    const accumulator = sampleReductions.mean!({ instances: 1, settings: { observed: 1 } });
    for (let i = 0; i < 1e6; i++) accumulator.sample!(0, i, 0.1, 0);
    expect(accumulator.value(0)).toBe(0.1);
  });
  it('correlation is 1, -1 and 0 where it should be', () => {
    expect(samples('correlation', [1, 2, 3], [5, 7, 9])).toBeCloseTo(1, 14);
    expect(samples('correlation', [1, 2, 3], [9, 7, 5])).toBeCloseTo(-1, 14);
    expect(samples('correlation', [1, -1, 1, -1], [1, 1, -1, -1])).toBeCloseTo(0, 14);
  });
  it('fit of two quantities is the slope of the first over the second', () => {
    expect(samples('fit', [1, 3, 5], [2, 6, 10])).toBeCloseTo(0.5, 14);
  });
  it('rate of a waveform counts interpolated rising crossings of its level', () => {
    const f = 7.3;
    const wave = Array.from({ length: 100 }, (_, i) => 2 + Math.sin(2 * Math.PI * (f / 10) * 0.1 * (i + 1)));
    expect(samples('rate', wave, [], { level: 2 })).toBeCloseTo(f / 10, 2);
    expect(samples('count', wave)).toBe(0);
  });
});

/** Counts up by its parameter each step and fires when a whole number of ten is passed; two sweeps of 2 and 3 points. */
function counter(expects: readonly Partial<ExpectModel>[], settle = 0) {
  const graph = new Graph();
  const { state: s, param, add, c, f, mul } = words(graph);
  const next = add(s(0), param(0));
  const tens = (x: ValueId): ValueId => f('floor', mul(c(0.1), x));
  const reduce = (reduction: string, observed: boolean): MeasureExpression => ({
    kind: 'reduce', reduction, part: 0, instances: null, events: observed ? [] : [0 as EventId], observed: observed ? [3 as ValueId] : [], settings: {}, origin: nowhere,
  }); // biome-ignore format: one record
  const experiment: Partial<Experiment> = {
    settle,
    sweeps: [
      { name: 'a', unit: plain, values: Float64Array.of(0, 100), origin: nowhere },
      { name: 'b', unit: plain, values: Float64Array.of(1, 2, 4), origin: nowhere },
    ],
    measures: [
      { name: 'n', unit: plain, value: reduce('count', false), origin: nowhere },
      { name: 'mean', unit: plain, value: reduce('mean', true), origin: nowhere },
    ],
    expects: expects.map((e) => ({
      text: '', source: 'analytic', origin: nowhere, left: { kind: 'measure', name: 'n' }, relation: '==', right: { kind: 'constant', value: 0 },
      tolerance: null, at: [], where: null, on: [], unit: plain, ...e,
    })), // biome-ignore format: defaults
  };
  const step = stepForm({
    graph,
    states: [state('x', 0)],
    next: [next],
    events: [{ name: 'ten', fired: f('less', tens(s(0)), tens(next)), fraction: null, origin: nowhere }],
    params: [{ name: 'b', unit: plain, values: Float64Array.of(1, 2, 4, 1, 2, 4) }],
    observations: [{ name: 'x', unit: plain, value: s(0), model: 3 as ValueId }],
    dt: 0.5,
    steps: 100,
    instances: 6,
    experiment,
  });
  const measurement = new Measurement(step);
  runFloat64(step, measurement);
  return { step, measurement };
}
const constant = (value: number): MeasureExpression => ({ kind: 'constant', value });

describe('a measurement of a run', () => {
  it('takes its measures for each instance', () => {
    const { step, measurement } = counter([]);
    const values = (name: string): number[] => [0, 1, 2].map((i) => measurement.value({ kind: 'measure', name }, i));
    expect(values('n')).toEqual([10, 20, 40]);
    expect(values('mean')).toEqual([50.5, 101, 202]);
    expect(step.population.instances).toBe(6);
  });
  it('begins at settle: the sample at that time counts, the one before does not', () => {
    const { measurement } = counter([], 25);
    // samples at t = 25, 25.5 ... 50 are x = 50 ... 100; events at x = 50, 60 ... 100
    expect(measurement.value({ kind: 'measure', name: 'mean' }, 0)).toBe(75);
    expect(measurement.value({ kind: 'measure', name: 'n' }, 0)).toBe(6);
  });

  const less = (name: string, value: number): MeasureExpression => ({
    kind: 'operation',
    op: 'less',
    args: [{ kind: 'sweep', name }, constant(value)],
  });
  it.each<[string, Partial<ExpectModel>, object]>([
    [
      'selects points by at',
      { at: [{ name: 'b', value: 2 }], right: constant(20) },
      { pass: true, points: 2, value: 20 },
    ],
    [
      'selects points by several',
      {
        at: [
          { name: 'b', value: 2 },
          { name: 'a', value: 100 },
        ],
        right: constant(20),
      },
      { pass: true, points: 1, instance: 4 },
    ],
    [
      'selects points by where',
      { where: less('b', 3), relation: '<=', right: constant(20) },
      { pass: true, points: 4 },
    ],
    [
      'shows the worst of all points',
      { relation: '<', right: constant(30) },
      { pass: false, points: 6, value: 40, instance: 2 },
    ],
    ['fails when no point is selected', { at: [{ name: 'b', value: 3 }] }, { pass: false, points: 0, instance: -1 }],
    ['is strict about <', { where: less('b', 1.5), relation: '<', right: constant(10) }, { pass: false }],
    ['lets <= touch', { where: less('b', 1.5), relation: '<=', right: constant(10) }, { pass: true }],
    [
      'takes a relative tolerance',
      {
        at: [{ name: 'b', value: 4 }],
        relation: '~',
        right: constant(41),
        tolerance: { kind: 'relative', value: 0.025 },
      },
      { pass: true },
    ],
    [
      'and no more than that',
      {
        at: [{ name: 'b', value: 4 }],
        relation: '~',
        right: constant(41),
        tolerance: { kind: 'relative', value: 0.024 },
      },
      { pass: false },
    ],
    [
      'takes an absolute tolerance',
      { at: [{ name: 'b', value: 4 }], relation: '~', right: constant(41), tolerance: { kind: 'absolute', value: 1 } },
      { pass: true },
    ],
    ['never passes a NaN', { left: constant(Number.NaN), relation: '!=', right: constant(1) }, { pass: false }],
  ])('an expect %s', (_name, model, wanted) => {
    // biome-ignore format: a table
    const { step, measurement } = counter([model]);
    expect(judgeExpects(step, measurement, 'fixed')[0]).toMatchObject(wanted);
  });
  it('judges a line only on the models that it names', () => {
    const { step, measurement } = counter([{ on: ['float64'], relation: '>', right: constant(1) }]);
    expect(judgeExpects(step, measurement, 'rtl')).toEqual([null]);
    expect(judgeExpects(step, measurement, 'float64')[0]!.pass).toBe(true);
  });
});
