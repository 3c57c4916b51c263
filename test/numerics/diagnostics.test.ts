import { describe, expect, it } from 'vitest';
import { Graph } from '../../compiler/ops/index.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { numericsMessages } from '../../dsl/diagnostics/messages/numerics.ts';
import { state, stepForm, words } from '../sim/step-forms.ts';
import { build, codes } from './support.ts';

type Words = ReturnType<typeof words>;
function one(
  next: (w: Words) => ReturnType<Words['c']>,
  more: Partial<ReturnType<typeof state>> = {},
  dt = 1,
  initial = 0.5,
): StepForm {
  const graph = new Graph();
  return stepForm({ graph, states: [state('x', initial, more)], next: [next(words(graph))], dt, steps: 200 });
}

describe('numerics says', () => {
  it('which function is not defined on its range (E0402), with the range', () => {
    const { built, sink } = build(
      one(({ state: s, add, mul, c, f }) => add(s(0), mul(c(-0.01), f('ln', s(0)))), { range: { low: -1, high: 2 } }),
      1e-3,
    );
    expect(built).toBeNull();
    expect(codes(sink)).toEqual(['E0402']);
    expect(sink.all[0]!.label).toContain('-1 .. 2');
  });
  it('that nothing bounds a value of a branch never taken (E0401)', () => {
    const graph = new Graph();
    const { c, state: s, mul, add, f } = words(graph);
    const huge = mul(mul(c(1e200), s(0)), mul(c(1e200), s(1)));
    const next = [add(mul(c(0.9), s(0)), f('select', f('less', c(2), s(0)), huge, c(0))), mul(c(0.8), s(1))];
    const step = stepForm({ graph, states: [state('x', 0.5), state('y', 0.3)], next, dt: 1, steps: 200 });
    const { built, sink } = build(step, 1e-3);
    expect(built).toBeNull();
    expect(codes(sink)).toEqual(['E0401']);
  });
  it('that the run itself grows without bound (E0408), with the state and the step', () => {
    const { built, sink } = build(
      one(({ state: s, mul, c }) => mul(c(-1e3), s(0)), { origin: { file: 'a.qnm', start: 3, end: 4 } }),
      1e-3,
    );
    expect(built).toBeNull();
    expect(codes(sink)).toEqual(['E0408']);
    expect(sink.all[0]!.span).toEqual({ file: 'a.qnm', start: 3, end: 4 });
    expect(sink.all[0]!.label).toContain('in step 103'); // 0.5 * 1000^103 is beyond 1.8e308
  });
  it('that a tolerance is below what float64 can tell (E0407)', () => {
    const { built, sink } = build(
      one(({ state: s, mul, c }) => mul(c(0.99), s(0))),
      1e-15,
    );
    expect(built).toBeNull();
    expect(codes(sink)).toEqual(['E0407']);
  });
  it('that a format would be too wide (E0403)', () => {
    const slow = one(({ state: s, sub, mul, c }) => sub(s(0), mul(c(1e-12), s(0))));
    const { built, sink } = build(slow, 1e-11);
    expect(built).toBeNull();
    expect(codes(sink)).toEqual(['E0403']);
  });
  it('where a divisor passes through zero between any grid, and not only that it does (E0402)', () => {
    const range = { low: 0, high: 1 };
    const pole = one(
      ({ state: s, add, sub, mul, div, c }) => add(mul(c(0.9), s(0)), div(c(1e-3), sub(s(0), c(0.2000001)))),
      { range },
    );
    const { built, sink } = build(pole, 1e-4);
    expect(built).toBeNull();
    expect(codes(sink)).toEqual(['E0402']);
    expect(sink.all[0]!.message).toMatch(/at x = 0\.2$/);
  });
  it('nothing of a quotient whose numerator is zero where its divisor is', () => {
    const range = { low: -1, high: 1.1 };
    const removable = one(({ state: s, mul, div, c, f }) => mul(c(0.5), div(f('sin', mul(c(0.5), s(0))), s(0))), {
      range,
    });
    const { built, sink } = build(removable, 1e-2);
    expect(codes(sink)).toEqual([]);
    expect(built).not.toBeNull();
  });
  it('nothing of a sine of many turns, which loses them first', () => {
    const swings = one(({ state: s, mul, c, f }) => mul(c(0.9), f('sin', mul(c(6e5), s(0)))), {
      range: { low: 0, high: 1 },
    });
    const { built, sink } = build(swings, 1e-3);
    expect(codes(sink).filter((code) => code.startsWith('E'))).toEqual([]);
    expect(built).not.toBeNull();
  });
  it('that a function of two values has no hardware (E0405)', () => {
    const graph = new Graph();
    const { c, state: s, mul, f } = words(graph);
    const next = [mul(c(0.9), s(0)), mul(c(0.1), f('atan2', s(0), s(1)))];
    const step = stepForm({ graph, states: [state('x', 0.5), state('y', 0.3)], next, dt: 1, steps: 200 });
    const { built, sink } = build(step, 1e-3);
    expect(built).toBeNull();
    expect(codes(sink)).toEqual(['E0405']);
  });
  it('that a format said in the file misses the tolerance (E0406)', () => {
    const coarse = one(({ state: s, add, mul, c }) => add(c(0.003), mul(c(0.99), s(0))), {
      format: { signed: true, width: 6, fraction: 4 },
    });
    const { built, sink } = build(coarse, 1e-4, true);
    expect(built).toBeNull();
    expect(codes(sink)).toEqual(['E0406']);
    // 1e-4 of a motion of 0.3: steps of some 1e-5 or finer, so at least 15 fraction bits
    const [, fraction] = /the format s6\.4 of x is too coarse: this tolerance wants about s\d+\.(\d+)/.exec(
      sink.all[0]!.help!,
    )!;
    expect(Number(fraction)).toBeGreaterThanOrEqual(15);
    expect(Number(fraction)).toBeLessThan(32);
  });
  it('that saturation at a declared range is why the tolerance is missed (E0406)', () => {
    const grows = one(({ state: s, add, c }) => add(s(0), c(0.01)), { range: { low: 0, high: 1 } });
    const { sink } = build(grows, 1e-3, true);
    expect(codes(sink)).toEqual(['W0401', 'E0406']);
    expect(sink.all[1]!.help).toBe('x saturates at the end of its declared range: widen it');
  });
  it('that a state leaves its declared range (W0401), with value and time, and lets the range win', () => {
    const grows = one(({ state: s, add, c }) => add(s(0), c(0.01)), { range: { low: 0, high: 1 } });
    const { built, sink } = build(grows, 1e-3);
    expect(codes(sink)).toEqual(['W0401']);
    expect(sink.all[0]!.message).toMatch(/2\.49.*at t =/);
    expect(built!.fixed.states[0]!.range).toEqual({ low: 0, high: 1 });
  });
  it('that dt makes the explicit step unstable (W0402), and which would be stable', () => {
    const zigzag = one(({ state: s, mul, c }) => mul(c(-1.02), s(0)), {}, 1e-6);
    const { sink } = build(zigzag, 1e-3);
    expect(codes(sink)).toEqual(['W0402']);
    expect(sink.all[0]!.help).toContain('990.1 ns');
  });
  it('nothing about a stable step', () => {
    expect(
      codes(
        build(
          one(({ state: s, mul, c }) => mul(c(0.9), s(0))),
          1e-3,
        ).sink,
      ),
    ).toEqual([]);
  });
  it('what each of its codes means', () => {
    for (const [code, kind] of Object.entries(numericsMessages)) {
      expect(kind.severity, code).toBe(code.startsWith('W') ? 'warning' : 'error');
      expect(kind.explanation, code).toContain('```qnm');
    }
  });
});
