/** Tables of two and three variables: cubic along each axis between the points of a grid, constant outside, in any simulator. */
import { describe, expect, it } from 'vitest';
import { noEvaluators } from '../../cli/library/check.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { type CompiledExperiment, compile } from '../../compiler/pipeline.ts';
import type { FileAccess } from '../../dsl/index.ts';
import { verifyExperiment } from '../../sim/compare/index.ts';
import { Float64Run } from '../../sim/float64/index.ts';
import { packagedFiles } from '../support/fixed-builder.ts';
import { drawFrom } from '../support/random-fixed.ts';
import { fixedTranscript, rtlTranscript } from '../support/rtl.ts';
import { tools } from '../support/tools.ts';

type Surface = (x: number, y: number) => number;
const range = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

/** Rows in a random order. */
function csvOf(xs: readonly number[], ys: readonly number[], f: Surface): string {
  const draw = drawFrom(5);
  const rows = xs.flatMap((x) => ys.map((y) => `${x},${y},${f(x, y)}`));
  return ['V[mV],T[K],I[uA]', ...rows.sort(() => draw.whole(0, 1) - 0.5)].join('\n');
}
function filesWith(csv: string): FileAccess {
  return { ...packagedFiles, readText: (path) => (path === 'iv.csv' ? { path, text: csv } : undefined) };
}
/** Two phases wander over the grid and beyond it; `seen` is what the table says. */
const device = (run: string): string => `
device Reads() {
  state p: angle = 0
  state q: angle = 1
  p' = 6.2 / (97 ns)
  q' = 6.2 / (31 ns)
  table I(V: V, T: K) -> A from "iv.csv"
  let x = 1.2 V * sin(p)
  let y = 325 K + 40 K * sin(q)
  state seen = 0 A in -1 mA .. 1 mA
  memory now = 0 A in -1 mA .. 1 mA
  seen' = (I(x, y) - seen) / (1 ns)
  every 1 ns { now = I(x, y) }
}
experiment Run of Reads { dt = 1 ns   ${run} }`;
function compiled(csv: string, run: string, until?: 'step'): CompiledExperiment {
  const { diagnostics, experiments } = compile(
    { path: 'surface.qnm', text: device(run) },
    filesWith(csv),
    until ? { until } : {},
    until ? noEvaluators : evaluators,
  );
  expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  return experiments[0]!;
}
/** Where a point lies among others, and the weights of the four Hermite functions there. */
function hermite(points: readonly number[], at: number): { k: number; h: number; weights: number[] } {
  const inside = Math.min(Math.max(at, points[0]!), points.at(-1)!);
  const k = Math.min(
    Math.max(
      0,
      points.findLastIndex((p) => p <= inside),
    ),
    points.length - 2,
  );
  const h = points[k + 1]! - points[k]!;
  const t = (inside - points[k]!) / h;
  return {
    k,
    h,
    weights: [1 - 3 * t ** 2 + 2 * t ** 3, t - 2 * t ** 2 + t ** 3, 3 * t ** 2 - 2 * t ** 3, t ** 3 - t ** 2],
  };
}
/** Slope at point i of the parabola through it and its neighbours (the next two, at an end). */
function slopeAt(points: readonly number[], i: number, f: (x: number) => number): number {
  if (points.length === 2) return (f(points[1]!) - f(points[0]!)) / (points[1]! - points[0]!);
  const [a, b, c] = points.slice(Math.min(Math.max(i - 1, 0), points.length - 3)) as [number, number, number];
  const x = points[i]!;
  const term = (p: number, q: number, r: number): number => (f(p) * (2 * x - q - r)) / ((p - q) * (p - r));
  return term(a, b, c) + term(b, c, a) + term(c, a, b);
}
/** Along one axis, then along the other. */
function bicubic(xs: readonly number[], ys: readonly number[], f: Surface, x: number, y: number): number {
  const along = (points: readonly number[], at: number, g: (p: number) => number): number => {
    const { k, h, weights } = hermite(points, at);
    const [a, b, c, d] = weights as [number, number, number, number];
    const slopes = [k, k + 1].map((i) => h * slopeAt(points, i, g)) as [number, number];
    return a * g(points[k]!) + b * slopes[0] + c * g(points[k + 1]!) + d * slopes[1];
  };
  return along(xs, x, (p) => along(ys, y, (q) => f(p, q)));
}

const random = drawFrom(99);
const noise = Array.from({ length: 400 }, () => random.whole(-1000, 1000) / 10);
const surfaces: readonly (readonly [string, number[], number[], Surface])[] = [
  ['a product', range(-1300, 1300, 11), range(300, 350, 6), (x, y) => (x * y) / 1000],
  ['smooth', range(-1000, 1000, 41), range(290, 360, 36), (x, y) => 100 * Math.tanh(x / y) * Math.exp((y - 325) / 30)],
  [
    'measured, uneven',
    [-900, -300, 0, 250, 600, 1100],
    range(300, 350, 7),
    (x, y) => x / 10 + (y - 300) / 2 + noise[Math.abs(Math.round(x * 7 + y * 13)) % 400]! / 50,
  ],
  ['all zero', [-1, 1], [300, 350], () => 0],
];

describe('a table of two variables', () => {
  it.each(surfaces)('%s: is bicubic between the points and constant outside', (_, xs, ys, f) => {
    const { step } = compiled(csvOf(xs, ys, f), 'stop = 1 us   tolerance = 1 %', 'step');
    const run = new Float64Run(step!);
    const place = (name: string): number => step!.population.cell.states.findIndex((s) => s.name === name);
    const [p, q, now] = ['p', 'q', 'now'].map(place) as [number, number, number];
    let largest = 0;
    for (let k = 0; k < 1000; k++) {
      run.advance(1);
      const s = run.frame.states;
      const [x, y] = [1200 * Math.sin(2 * Math.PI * s[p]!), 325 + 40 * Math.sin(2 * Math.PI * s[q]!)];
      const want = 1e-6 * bicubic(xs, ys, f, x, y);
      expect(Math.abs(s[now]! - want)).toBeLessThan(1e-13);
      largest = Math.max(largest, Math.abs(want));
    }
    if (f(xs[0]!, ys[0]!) !== 0) expect(largest).toBeGreaterThan(1e-5);
  });
  it.each(surfaces.slice(0, 3))('%s: keeps its error bound', async (_, xs, ys, f) => {
    const { fixed } = compiled(csvOf(xs, ys, f), 'stop = 1 us   tolerance = 1 %');
    const report = await verifyExperiment({
      fixed: [fixed!], rtlRuns: [], cyclesPerStep: null, compileSeconds: 0, lineOf: () => 0,
    }); // biome-ignore format: one request
    expect(report.localError.exceeded).toBeNull();
    expect(report.localError.worst).toBeGreaterThan(0);
  });
  it.skipIf(!tools.verilator)('is the same in the Verilog', async () => {
    const [, xs, ys, f] = surfaces[1]!;
    const { fixed, machine } = compiled(csvOf(xs, ys, f), 'stop = 500 ns   tolerance = 1 %');
    const { lines } = await rtlTranscript(machine!, 'verilator', { steps: 500 });
    expect(lines).toEqual(fixedTranscript(fixed!, 500));
  });
});

/** The same with a third axis, along which the table is read first. */
const third = [280, 300, 330, 340];
const solid = (x: number, y: number, z: number): number =>
  Math.tanh(x / 800) * (y - 270) * Math.exp((z - 300) / 40) + (x * y) / 5000;
describe('a table of three variables', () => {
  const [, xs, ys] = surfaces[2]!;
  const rows = xs.flatMap((x) => ys.flatMap((y) => third.map((z) => `${z},${x},${y},${solid(x, y, z)}`)));
  const text = device('stop = 400 ns   tolerance = 1 %')
    .replace('I(V: V, T: K)', 'I(B: T, V: V, T: K)')
    .replaceAll('I(x, y)', 'I(z, x, y)')
    .replace('let x =', 'let z = 0.31 T + 0.04 T * sin(q + p)\n  let x =');
  const made = (csv: string, until?: 'step') =>
    compile({ path: 'solid.qnm', text }, filesWith(csv), until ? { until } : {}, until ? noEvaluators : evaluators);
  const csv = ['B[mT],V[mV],T[K],I[uA]', ...rows].join('\n');
  it('is cubic along each axis and constant outside', () => {
    const { diagnostics, experiments } = made(csv, 'step');
    expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
    const { step } = experiments[0]!;
    const run = new Float64Run(step!);
    const place = (name: string): number => step!.population.cell.states.findIndex((s) => s.name === name);
    const [p, q, now] = ['p', 'q', 'now'].map(place) as [number, number, number];
    for (let k = 0; k < 400; k++) {
      run.advance(1);
      const s = run.frame.states;
      const [a, b] = [2 * Math.PI * s[p]!, 2 * Math.PI * s[q]!];
      const at = (z: number): number =>
        bicubic(xs, ys, (x, y) => solid(x, y, z), 1200 * Math.sin(a), 325 + 40 * Math.sin(b));
      const want = 1e-6 * bicubic(third, [0, 1], (z) => at(z), 310 + 40 * Math.sin(a + b), 0);
      // products are taken until a thousand-millionth of the largest value is left
      expect(Math.abs(s[now]! - want)).toBeLessThan(1e-12);
    }
  });
  it.skipIf(!tools.verilator)('is the same in the Verilog', async () => {
    const { fixed, machine } = made(csv).experiments[0]!;
    const { lines } = await rtlTranscript(machine!, 'verilator', { steps: 200 });
    expect(lines).toEqual(fixedTranscript(fixed!, 200));
  });
  it('wants a value at every point', () => {
    const { diagnostics } = made(['B[mT],V[mV],T[K],I[uA]', ...rows.slice(1)].join('\n'), 'step');
    expect(diagnostics.map((d) => [d.code, d.message])).toEqual([['E0623', 'iv.csv has no value at (280, -900, 300)']]);
  });
});
