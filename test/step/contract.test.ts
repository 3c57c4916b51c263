import { describe, expect, it } from 'vitest';
import type { Solver } from '../../compiler/model/form.ts';
import { electrical, ModelBuilder, neural, optical } from './model-builder.ts';
import { walk } from './walk-step.ts';

const last = (values: number[] | undefined): number => values!.at(-1)!;

describe('solvers', () => {
  /** Error at t = 1 of x' = -x y, y' = x, x(0) = 1, y(0) = 0, whose solution is y = sqrt(2) tanh(t / sqrt(2)). */
  const errorAt = (solver: Solver, n: number): number => {
    const b = new ModelBuilder();
    const [x, y] = [b.state('x', 1), b.state('y', 0)];
    b.rate(x, b.op('negate', b.mul(x.leaf, y.leaf)));
    b.rate(y, x.leaf);
    const { form } = b.build({ dt: 1 / n, stop: 1, solver });
    return Math.abs(last(walk(form!).states['y']) - Math.SQRT2 * Math.tanh(1 / Math.SQRT2));
  };
  it.each([
    ['euler', 1],
    ['heun', 2],
    ['rk4', 4],
    ['exponential', 1],
  ] as const)('%s converges with order %i', (solver, order) => {
    const [coarse, fine] = [errorAt(solver, 16), errorAt(solver, 32)];
    expect(Math.log2(coarse / fine)).toBeGreaterThan(order - 0.25);
    expect(Math.log2(coarse / fine)).toBeLessThan(order + 0.6);
  });
  it('heun and rk4 take a stimulus at their stage times', () => {
    const solve = (solver: Solver): number => {
      const b = new ModelBuilder();
      const time = b.stimuli.add('time', [], 'real');
      const squared = b.stimuli.add('multiply', [time, time], 'real');
      const input = b.port('in', optical, squared);
      const x = b.state('x', 0);
      b.rate(x, b.leaf('potential', input));
      const { form } = b.build({ dt: 0.5, stop: 1, solver });
      return last(walk(form!).states['x']);
    };
    expect(solve('rk4')).toBeCloseTo(1 / 3, 14); // Simpson: exact for t^2
    expect(solve('heun')).toBeCloseTo(0.375, 14); // trapezoid
    expect(solve('euler')).toBeCloseTo(0.125, 14); // rectangle
  });
  it('exponential is exact for a constant coefficient, whatever dt', () => {
    const b = new ModelBuilder();
    const x = b.state('x', 1);
    b.rate(x, b.sub(b.c(6), b.mul(b.c(2), x.leaf)));
    const { form } = b.build({ dt: 5, stop: 5, solver: 'exponential' });
    expect(last(walk(form!).states['x'])).toBeCloseTo(3 - 2 * Math.exp(-10), 14);
  });
  it('exponential with a coefficient that a memory chooses needs no exponential in the step', () => {
    const b = new ModelBuilder();
    const [x, m] = [b.state('x', 1), b.memory('m', 1)];
    const g = b.op('select', b.op('equal', m.leaf, b.c(1)), b.c(3), b.c(0.5));
    b.rate(x, b.op('negate', b.mul(g, x.leaf)));
    const { form } = b.build({ dt: 0.1, stop: 0.1, solver: 'exponential' });
    expect(form!.population.cell.graph.values.map((v) => v.op)).not.toContain('phi1');
    expect(last(walk(form!).states['x'])).toBeCloseTo(Math.exp(-0.3), 14);
  });
  it('keeps an angle in -1/2..1/2 turn and a direction on the sphere', () => {
    const b = new ModelBuilder();
    const phi = b.state('phi', 0.4, { angle: true });
    b.rate(phi, b.c(0.3));
    const m = [1, 1, 0].map((x, i) => b.state(`m.${'xyz'[i]}`, x, { direction: 1 as never }));
    b.rate(m[0]!, b.op('negate', m[1]!.leaf));
    b.rate(m[1]!, m[0]!.leaf);
    b.rate(m[2]!, b.c(0));
    const { form } = b.build({ dt: 0.1, stop: 10 });
    const { states } = walk(form!);
    expect(Math.max(...states['phi']!)).toBeLessThan(0.5);
    expect(last(states['phi'])).toBeCloseTo(0.4, 12);
    expect(states['m.x']![0]).toBeCloseTo(Math.SQRT1_2, 15);
    expect(Math.hypot(last(states['m.x']), last(states['m.y']))).toBeCloseTo(1, 2);
  });
});

describe('the order of a step', () => {
  /** x rises by 1 a step from 0. */
  const ramp = () => {
    const b = new ModelBuilder();
    const x = b.state('x', 0);
    b.rate(x, b.c(1));
    return { b, x };
  };
  it('a rising event fires when the threshold is reached at the end of the step, with the time inside it', () => {
    const { b, x } = ramp();
    b.crossing('up', 'rising', x.leaf, b.c(2.25));
    b.crossing('reached', 'rising', x.leaf, b.c(3));
    b.crossing('down', 'falling', x.leaf, b.c(2.25));
    b.crossing('either', 'either', b.op('negate', x.leaf), b.c(-2.25));
    const { form } = b.build({ dt: 1, stop: 6 });
    expect(walk(form!).events).toEqual({ up: [2.25], reached: [3], down: [], either: [2.25] });
  });
  it('a threshold that moves is taken at both ends of the step', () => {
    const { b, x } = ramp();
    const th = b.state('th', 4);
    b.rate(th, b.c(-0.5));
    b.crossing('met', 'rising', x.leaf, th.leaf);
    expect(walk(b.build({ dt: 1, stop: 5 }).form!).events['met']).toEqual([8 / 3]);
  });
  it('blocks see the values after the advance and before any block, and memories of the beginning', () => {
    const { b, x } = ramp();
    const [m, n] = [b.memory('m', 10), b.memory('n', 20)];
    b.on(b.op('lessEqual', b.c(3), x.leaf), [
      [m, n.leaf],
      [n, b.add(m.leaf, x.leaf)],
    ]);
    const { states } = walk(b.build({ dt: 1, stop: 4 }).form!);
    expect(states['m']).toEqual([10, 10, 10, 20, 13]);
    expect(states['n']).toEqual([20, 20, 20, 13, 24]);
  });
  it('a rate sees the memories of the beginning of the step, in every stage', () => {
    const b = new ModelBuilder();
    const [x, m] = [b.state('x', 0), b.memory('m', 1)];
    b.rate(x, m.leaf);
    b.on(b.op('less', b.c(0.5), x.leaf), [[m, b.c(-1)]]);
    expect(walk(b.build({ dt: 1, stop: 2, solver: 'rk4' }).form!).states['x']).toEqual([0, 1, 0]);
  });
  it('events of a step reach listeners in the same step; a block may reset a continuous state', () => {
    const { b, x } = ramp();
    const count = b.memory('count', 0);
    const spike = b.crossing('spike', 'rising', x.leaf, b.c(3));
    b.on(spike, [
      [x, b.sub(x.leaf, b.c(3))],
      [count, b.add(count.leaf, b.c(1))],
    ]);
    const { states, events } = walk(b.build({ dt: 1, stop: 7 }).form!, 6);
    expect(states['x']).toEqual([0, 1, 2, 0, 1, 2, 0]);
    expect(states['count']).toEqual([0, 0, 0, 1, 1, 1, 2]);
    expect(events['spike']).toEqual([3, 6]);
  });
  it('every P runs at P, 2 P, ...', () => {
    const { b, x } = ramp();
    const [m, always] = [b.memory('m', 0), b.memory('always', 0)];
    b.every(3, [[m, x.leaf]]);
    b.every(1, [[always, x.leaf]]);
    const { form, sink } = b.build({ dt: 1, stop: 7 });
    expect(sink.all).toEqual([]);
    expect(walk(form!).states['m']).toEqual([0, 0, 0, 3, 3, 3, 6, 6]);
    expect(walk(form!).states['always']!.slice(0, 4)).toEqual([0, 1, 2, 3]);
    expect(form!.population.cell.states.filter((s) => s.kind === 'hidden')).toHaveLength(1);
  });
  it('rounds a period to whole steps and says so', () => {
    const { b } = ramp();
    b.every(2.4, [[b.memory('m', 0), b.c(1)]]);
    const { sink } = b.build({ dt: 1, stop: 7 });
    expect(sink.all.map((d) => d.code)).toEqual(['W0301']);
  });
  it('the larger priority wins', () => {
    const { b, x } = ramp();
    const m = b.memory('m', 0);
    b.on(b.op('less', b.c(1.5), x.leaf), [[m, b.c(5)]], 2);
    b.every(1, [[m, b.c(7)]]);
    b.on(b.op('less', b.c(2.5), x.leaf), [[m, b.c(6)]], 1);
    expect(walk(b.build({ dt: 1, stop: 3 }).form!).states['m']).toEqual([0, 7, 5, 5]);
  });
  it('a delay gives the value of whole steps ago, and the initial value before the start', () => {
    const { b, x } = ramp();
    const y = b.state('y', 0);
    const late = b.delay(b.add(x.leaf, b.c(100)), 2);
    b.rate(y, late);
    b.record('late', late);
    const { states, observed } = walk(b.build({ dt: 1, stop: 5 }).form!);
    expect(observed['late']).toEqual([100, 100, 100, 101, 102, 103]);
    expect(states['y']).toEqual([0, 100, 200, 300, 401, 503]);
  });
  it('an event on a delayed value uses the delayed value of each end of the step', () => {
    const { b, x } = ramp();
    b.crossing('one', 'rising', b.delay(x.leaf, 1), b.c(1.5));
    b.crossing('three', 'rising', b.delay(x.leaf, 3), b.c(1.5));
    const { events } = walk(b.build({ dt: 1, stop: 8 }).form!);
    expect(events).toEqual({ one: [2.5], three: [4.5] });
  });
});

describe('owned and signal nodes', () => {
  it('sums what others add and sets what the owner says', () => {
    const b = new ModelBuilder();
    const [n, light] = [b.node('n', neural), b.node('light', optical)];
    const y = b.state('y', 2);
    b.branch('N', 'own', n, null, y.leaf);
    b.branch('W1', 'add', n, null, b.mul(b.c(3), b.leaf('potential', n)));
    b.branch('W2', 'add', n, null, b.c(1));
    b.branch('L1', 'add', light, null, b.leaf('nodeFlow', n));
    b.branch('L2', 'add', light, null, b.c(0.5));
    b.rate(y, b.sub(b.leaf('potential', light), y.leaf));
    const { states } = walk(b.build({ dt: 1, stop: 1 }).form!);
    expect(last(states['y'])).toBe(7.5);
  });
});

describe('populations', () => {
  it('makes the cartesian product of sweeps, first slowest, and constants of what does not differ', () => {
    const b = new ModelBuilder();
    const [r, c] = [b.param('R', 1), b.param('C', 2)];
    const x = b.state('x', 1);
    b.rate(x, b.div(b.op('negate', x.leaf), b.mul(r.leaf, c.leaf)));
    b.set('param', r.index, b.sweep('R', [1, 2]));
    b.set('param', c.index, b.sweep('C', [10, 20, 40]));
    const { cell, instances } = b.build({ dt: 1, stop: 1 }).form!.population;
    expect(instances).toBe(6);
    expect(cell.params).toHaveLength(1);
    expect([...cell.params[0]!.values].map((v) => Math.abs(1 / v))).toEqual([10, 20, 40, 20, 40, 80]);
    expect(cell.graph.values.map((v) => v.op)).not.toContain('divide');
  });
  it('keeps host params writable and out of what is worked out beforehand', () => {
    const b = new ModelBuilder();
    const x = b.state('x', 1);
    b.rate(x, b.mul(b.mul(b.param('k', 3, true).leaf, b.c(2)), x.leaf));
    const { cell } = b.build({ dt: 1, stop: 1 }).form!.population;
    expect(cell.params.map(({ name, host, values }) => ({ name, host, values: [...values] }))).toEqual([
      { name: 'k', host: true, values: [3] },
    ]);
  });
  it('observes each value once, records first', () => {
    const b = new ModelBuilder();
    const out = b.port('out', electrical, b.stimulus(3));
    b.resistor('R', out, b.ground, 2);
    const i = b.leaf('branchFlow', 0);
    b.record('I', i);
    b.record('again', i);
    const { cell } = b.build({ dt: 1, stop: 1 }).form!.population;
    expect(cell.observations.map((o) => [o.name, o.model])).toEqual([['I', i]]);
  });
});
