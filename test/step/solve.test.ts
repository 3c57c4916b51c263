/** Networks without storage that the file says how to solve, against the potentials that Gauss and Seidel's iteration comes to. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noEvaluators } from '../../cli/library/check.ts';
import { load } from '../../cli/library/load.ts';
import { compile } from '../../compiler/pipeline.ts';
import { invert } from '../../compiler/step/network/direct.ts';
import { Measurement } from '../../sim/measure/index.ts';
import { runFloat64Network } from '../../sim/network/index.ts';
import { checkout } from '../support/tools.ts';

const { files } = load(join(checkout, 'examples/bridge.qnm'));
function compiled(text: string) {
  return compile({ path: 'solve.qnm', text: `use std.passive\n${text}` }, files, { until: 'step' }, noEvaluators);
}
/** Measures of the first experiment, [measure][point]; no errors. */
function measured(text: string): number[][] {
  const { experiments, diagnostics } = compiled(text);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const steps = experiments[0]!.parts.map(({ step }) => step);
  const measurement = new Measurement(steps);
  expect(runFloat64Network(steps, measurement).failure).toBeNull();
  const { measures } = experiments[0]!.experiment;
  const points = Array.from({ length: measurement.points }, (_, point) => point);
  return measures.map(({ value }) => points.map((point) => measurement.value(value, point)));
}
const codes = (text: string): string[] => compiled(text).diagnostics.map(({ code }) => code);

/** Potentials of a square of n x n nodes, conductance g between neighbours, `sources[i]` to 1 V, `leaks[i]` to 0 V: Gauss and Seidel until nothing moves. */
function square(n: number, g: number, sources: readonly number[], leaks: readonly number[]): Float64Array {
  const v = new Float64Array(n * n);
  for (let round = 0; round < 20_000; round++)
    for (let i = 0; i < n * n; i++) {
      const [row, column] = [Math.floor(i / n), i % n];
      const near = [
        row > 0 ? i - n : -1,
        row < n - 1 ? i + n : -1,
        column > 0 ? i - 1 : -1,
        column < n - 1 ? i + 1 : -1,
      ];
      const joined = near.filter((j) => j >= 0);
      const flow = joined.reduce((sum, j) => sum + g * v[j]!, sources[i]!);
      v[i] = flow / (g * joined.length + sources[i]! + leaks[i]!);
    }
  return v;
}

describe('solve by direct', () => {
  const n = 7;
  const name = (i: number): string => `n${i}`;
  const nodes = Array.from({ length: n * n }, (_, i) => i);
  const resistors = nodes.flatMap((i) => [
    ...(i % n < n - 1 ? [`A${i}: resistor(${name(i)}, ${name(i + 1)}) { R = R }`] : []),
    ...(i < n * (n - 1) ? [`B${i}: resistor(${name(i)}, ${name(i + n)}) { R = R }`] : []),
  ]);
  const grid = (line: string): string => `circuit Grid(in: electrical) {
    param R = 1 kΩ
    node ${nodes.map(name).join(', ')}: electrical
    Rin: resistor(in, n0) { R = 2 kΩ }
    ${resistors.join('\n')}
    Ro: resistor(n${n * n - 1}, gnd) { R = 500 Ω }
    node out: electrical
    Rc: resistor(n10, out) { R = 1 kΩ }
    C: capacitor(out, gnd) { C = 1 pF }
    ${line}
  }
  experiment E of Grid { in = 1 V  sweep R = (1 kΩ, 3 kΩ)  stop = 2 us  dt = 1 ns  solver = exponential
    measure a = final(V(n0))  measure b = final(V(n${n + 1}))  measure c = final(V(out)) }`;

  it('gives the potentials of 49 nodes, at each point of a sweep its own', () => {
    const found = measured(grid('solve n3 by direct'));
    const ends = (g: number, at: number): number[] => nodes.map((i) => (i === at ? g : 0));
    for (const [point, R] of [1e3, 3e3].entries()) {
      const v = square(n, 1 / R, ends(1 / 2e3, 0), ends(1 / 500, n * n - 1));
      expect(found[0]![point]).toBeCloseTo(v[0]!, 9);
      expect(found[1]![point]).toBeCloseTo(v[n + 1]!, 9);
      expect(found[2]![point]).toBeCloseTo(v[10]!, 9); // no current flows into the capacitor any more
    }
  });
  it('is proposed where there are too many nodes', () => {
    const { diagnostics } = compiled(grid(''));
    expect(diagnostics.map(({ code }) => code)).toEqual(['E0306']);
    expect(diagnostics[0]!.help).toContain('`solve n0 by direct`');
  });
  it('is refused where a coupling joins instances', () => {
    const text = `circuit Line(in: electrical) {
      node x: electrical[5]
      R: resistor[5](x, in) { R = 1 kΩ }
      couple x by chain { resistor(a, b) { R = 1 kΩ } }
      solve x by direct
    }
    experiment E of Line { in = 1 V  stop = 1 us  dt = 1 ns  measure v = final(V(x[0])) }`;
    expect(codes(text)).toEqual(['E0295']);
  });
  it('inverts what has an inverse, and nothing else', () => {
    const inverse = invert(Float64Array.of(0, 2, 4, 0), 2)!;
    expect([...inverse]).toEqual([0, 0.25, 0.5, 0]);
    expect(invert(Float64Array.of(1, 2, 2, 4), 2)).toBeNull();
    expect(invert(Float64Array.of(1, 1, 1, 1 + 1e-15), 2)).toBeNull();
  });
});

describe('solve by relaxation', () => {
  const sheet = (line: string, more = ''): string => `circuit Sheet(in: electrical) {
    param R = 1 kΩ
    node x: electrical[4, 4]
    S: conductor[4, 4](x, in)  { G = [[1 mS, 0 S, 0 S, 0 S], [0 S, 0 S, 0 S, 0 S], [0 S, 0 S, 0 S, 0 S], [0 S, 0 S, 0 S, 2 mS]] }
    L: conductor[4, 4](x, gnd) { G = [[0 S, 0 S, 0 S, 1 mS], [0 S, 0 S, 0 S, 0 S], [0 S, 0 S, 0 S, 0 S], [3 mS, 0 S, 0 S, 0 S]] }
    couple x by grid(4) { resistor(a, b) { R = R } }
    ${line}
  }
  experiment E of Sheet { in = 1 V  sweep R = (1 kΩ, 5 kΩ)  stop = 40 us  dt = 1 us ${more}
    measure a = final(V(x[0, 0]))  measure b = final(V(x[2, 1]))  measure n = final(V(x[3, 3])) }`;
  const corners = (own: Readonly<Record<number, number>>): number[] =>
    Array.from({ length: 16 }, (_, i) => own[i] ?? 0);

  it.each(['sweeps = 32', 'sweeps = 50  damping = 0.6', 'sweeps = 32  damping = 1'])(
    'comes to the potentials of the conductances: %s',
    (settings) => {
      const found = measured(sheet(`solve x by relaxation { ${settings} }`));
      for (const [point, R] of [1e3, 5e3].entries()) {
        const v = square(4, 1 / R, corners({ 0: 1e-3, 15: 2e-3 }), corners({ 3: 1e-3, 12: 3e-3 }));
        for (const [m, at] of [0, 9, 15].entries()) expect(found[m]![point]).toBeCloseTo(v[at]!, 8);
      }
    },
  );
  it('makes as many steps of each dt', () => {
    const { experiments } = compiled(sheet('solve x by relaxation { sweeps = 32 }'));
    expect(experiments[0]!.parts[0]!.step.steps).toBe(40 * 32);
  });
  it('is proposed by the message', () => {
    const { diagnostics } = compiled(sheet(''));
    expect(diagnostics.map(({ code }) => code)).toEqual(['E0334', 'E0334']);
    expect(diagnostics[0]!.help).toContain('by relaxation { sweeps = 32 }');
  });
  it('follows a conductance of the circuit that changes in the run, and refuses one of the coupling that does', () => {
    const text = (own: string, edge: string): string => `
      device grows(p: electrical, n: electrical) {
        state g = 1 in 0 .. 4
        g' = (3 - g) / 1 us
        I(p, n) <+ g * 1 mS * V(p, n)
      }
      circuit Pair(in: electrical) {
        node x: electrical[2]
        R: ${own}[2](x, in)
        L: resistor[2](x, gnd) { R = [1 kΩ, 500 Ω] }
        couple x by chain { ${edge} }
        solve x by relaxation { sweeps = 40 }
      }
      experiment E of Pair { in = 1 V  stop = 20 us  dt = 1 us  measure v = final(V(x[0]))  measure w = final(V(x[1])) }`;
    const [v, w] = measured(text('grows', 'resistor(a, b) { R = 1 kΩ }'));
    // (3 + 1 + 1) v = 3 + w, (3 + 2 + 1) w = 3 + v
    expect(v![0]).toBeCloseTo(21 / 29, 6);
    expect(w![0]).toBeCloseTo(18 / 29, 6);
    expect(codes(text('grows', 'grows(a, b)'))).toEqual(['E0295']);
  });
  const selector = `device selector(p: electrical, n: electrical) {
      param v0 = 0.1 V
      I(p, n) <+ 1 uA * sinh(V(p, n) / v0)
    }`;
  /** Where `flow`, which rises, is 0: by halves. */
  const zeroOf = (flow: (v: number) => number): number => {
    let [low, high] = [-10, 10];
    for (let k = 0; k < 100; k++)
      [low, high] = flow((low + high) / 2) < 0 ? [(low + high) / 2, high] : [low, (low + high) / 2];
    return low;
  };
  it('solves a node at which a device bends, by Newton: a selector before a resistor', () => {
    const text = (solve: string) => `${selector}
      circuit Cell(in: electrical) {
        param R = 1 kΩ
        node mid: electrical
        S: selector(in, mid)
        M: resistor(mid, gnd) { R = R }
        ${solve}
      }
      experiment E of Cell { in = ramp(0 V, 1.5 V, 20 us)  sweep R = (1 kΩ, 100 kΩ)  stop = 40 us  dt = 0.1 us
        measure v = final(V(mid)) }`;
    const [v] = measured(text('solve mid by relaxation { sweeps = 2 }'));
    for (const [point, R] of [1e3, 1e5].entries())
      expect(v![point]).toBeCloseTo(
        zeroOf((mid) => mid / R - 1e-6 * Math.sinh((1.5 - mid) / 0.1)),
        8,
      );
    const { diagnostics } = compiled(text(''));
    expect(diagnostics.map(({ code }) => code)).toEqual(['E0303']);
    expect(diagnostics[0]!.help).toContain('`solve mid by relaxation { sweeps = 8 }`');
  });
  it('solves nodes of an array at which devices bend', () => {
    const text = `${selector}
      circuit Row(in: electrical) {
        node x: electrical[3]
        S: conductor[3](x, in) { G = [1 mS, 0 S, 0 S] }
        L: selector[3](x, gnd)
        couple x by chain { resistor(a, b) { R = 10 kΩ } }
        solve x by relaxation { sweeps = 50 }
      }
      experiment E of Row { in = ramp(0 V, 1 V, 20 us)  stop = 40 us  dt = 1 us
        measure a = final(V(x[0]))  measure b = final(V(x[1]))  measure c = final(V(x[2])) }`;
    const found = measured(text).map(([value]) => value!);
    const leak = (v: number): number => 1e-6 * Math.sinh(v / 0.1);
    const v = [0, 0, 0];
    for (let round = 0; round < 2000; round++) {
      v[0] = zeroOf((x) => 1e-3 * (x - 1) + 1e-4 * (x - v[1]!) + leak(x));
      v[1] = zeroOf((x) => 1e-4 * (2 * x - v[0]! - v[2]!) + leak(x));
      v[2] = zeroOf((x) => 1e-4 * (x - v[1]!) + leak(x));
    }
    for (const [i, value] of v.entries()) expect(found[i]).toBeCloseTo(value, 8);
  });
  it('says which node floats', () => {
    const text = `circuit Loose(in: electrical) {
      node x: electrical[3]
      R: conductor[3](x, in) { G = [1 mS, 0 S, 1 mS] }
      couple x by edges("e.csv") { resistor(a, b) { R = 1 kΩ } }
      solve x by relaxation { sweeps = 8 }
    }
    experiment E of Loose { in = 1 V  stop = 1 us  dt = 1 us  measure v = final(V(x[0])) }`;
    const edges = { path: 'e.csv', text: 'from,to\n0,2\n' };
    const withEdges = {
      ...files,
      readText: (path: string, from: string) => (path === 'e.csv' ? edges : files.readText(path, from)),
      readPackaged: (path: string) => files.readPackaged(path),
    };
    const { diagnostics } = compile(
      { path: 'solve.qnm', text: `use std.passive\n${text}` },
      withEdges,
      { until: 'step' },
      noEvaluators,
    );
    expect(diagnostics.map(({ code, label }) => [code, label])).toEqual([['E0301', 'at instance 1']]);
  });
});
