import { describe, expect, it } from 'vitest';
import { buildNetwork, type FixedBuild } from '../../compiler/numerics/index.ts';
import { Graph } from '../../compiler/ops/index.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';
import { DiagnosticSink } from '../../dsl/index.ts';
import { NetworkErrorMeter, networkTrialOf } from '../../sim/compare/index.ts';
import { gatherNetworkEvidence, runFixedNetwork } from '../../sim/network/index.ts';
import { conductors, from, kuramoto, networkOf, ring } from '../sim/network-forms.ts';
import { state, words } from '../sim/step-forms.ts';

function build(network: StepNetwork, tolerance: number, withTrial = true): readonly FixedBuild[] {
  const sink = new DiagnosticSink();
  const trial = withTrial ? networkTrialOf() : null;
  const built = buildNetwork(network, { tolerance }, gatherNetworkEvidence, trial, sink);
  expect(sink.all).toEqual([]);
  return built!;
}
const all = (n: number): [number, number][] =>
  Array.from({ length: n * n }, (_, k): [number, number] => [Math.floor(k / n), k % n]).filter(([a, b]) => a < b);
const networks: readonly (readonly [string, () => StepNetwork])[] = [
  ['a ring of conductors', () => conductors(ring(5), 5, 300)],
  ['a ring at two points of a sweep', () => conductors(ring(5), 5, 300, 2)],
  ['all to all conductors', () => conductors(all(12), 12, 300)],
  ['phases that pull each other', () => kuramoto(16, 300)],
];
const cases = networks.flatMap(([name, make]) =>
  [1e-2, 1e-3, 1e-4, 1e-6].map((tolerance) => ({ name, make, tolerance })),
);

describe('formats of a network', () => {
  it.each(cases)(
    'meet a tolerance of $tolerance for $name, with bounds that hold in every step',
    ({ make, tolerance }) => {
      const built = build(make(), tolerance);
      const { trials } = built[0]!.report;
      // bounds come from the analysis alone
      expect(built.flatMap(({ report }) => report.states.filter((s) => s.raised))).toEqual([]);
      expect(trials.filter((t) => t.trajectoryError <= tolerance).length).toBeGreaterThan(0);
      const fixed = built.map((part) => part.fixed);
      const meter = new NetworkErrorMeter(fixed);
      runFixedNetwork(fixed, meter);
      for (const part of meter.parts) {
        const { exceeded, worst, predicted } = part.result();
        expect(exceeded).toBeNull();
        expect(worst).toBeGreaterThan(predicted / 20);
      }
    },
  );
  it('read a state exactly as it is stored', () => {
    const [cell, edge] = build(kuramoto(6, 50), 1e-3, false).map(({ fixed }) => fixed) as [
      FixedBuild['fixed'],
      FixedBuild['fixed'],
    ];
    expect(edge.inputs.map((input) => input.format)).toEqual([cell.states[0]!.format, cell.states[0]!.format]);
  });
  it('add up outputs of one fraction in a sum that cannot overflow', () => {
    const [cell, edge] = build(conductors(all(12), 12, 100), 1e-3, false).map(({ fixed }) => fixed) as [
      FixedBuild['fixed'],
      FixedBuild['fixed'],
    ];
    const { format } = cell.inputs[0]!;
    const [a, b] = edge.states.map((state) => state.format) as [typeof format, typeof format];
    expect([a.fraction, b.fraction]).toEqual([format.fraction, format.fraction]);
    // 11 terms: 4 bits
    expect(format.width).toBe(Math.max(a.width, b.width) + 4);
  });
  it('let a sum that is much wider than anything it was saturate once, with a flag', () => {
    // phases all around pull in all directions, so together hardly at all
    const [cell] = build(kuramoto(64, 20, 0.1), 1e-3, false).map(({ fixed }) => fixed) as [FixedBuild['fixed']];
    const users = cell.values.filter(({ args }) => args.some((arg) => cell.values[arg]!.op === 'input'));
    expect(users.map(({ op, overflow, flagged }) => ({ op, overflow, flagged }))).toEqual([
      { op: 'resize', overflow: 'saturate', flagged: true },
    ]);
  });
  it('leave room in a sum for terms that are large at the same time, which the run did not show', () => {
    // opposite neighbours: what flows in from one side flows out on the other
    const [cell, edge] = build(conductors(ring(5), 5, 300), 1e-3, false).map(({ fixed }) => fixed) as [
      FixedBuild['fixed'],
      FixedBuild['fixed'],
    ];
    const most = 2 * Math.max(...edge.states.map(({ range }) => Math.max(-range.low, range.high)));
    const sums = cell.values.filter(({ op }) => op === 'input').map(({ range }) => Math.max(-range.low, range.high));
    expect(sums.length).toBe(1);
    expect(sums[0]!).toBeGreaterThanOrEqual(0.99 * most);
  });
  it('work out an output that is the opposite of another only once', () => {
    const [, edge] = build(kuramoto(6, 50), 1e-3, false).map(({ fixed }) => fixed) as [unknown, FixedBuild['fixed']];
    expect(edge.tables.length).toBe(1);
    expect(edge.values[edge.states[1]!.next]!.op).toBe('negate');
  });
  it('are the same in every build', () => {
    const text = (): string =>
      JSON.stringify(
        build(kuramoto(6, 50), 1e-3).map(({ fixed: { step: _, ...fixed }, report }) => ({ fixed, report })),
        (_key, value) => (typeof value === 'bigint' ? `${value}n` : value),
      );
    expect(text()).toBe(text());
  });
  it('of a chaotic network are judged by how far float64 runs that start side by side drift apart', () => {
    const [inside, between] = [new Graph(), new Graph()];
    const [a, b] = [words(inside), words(between)];
    const x = a.state(0);
    const drift = b.mul(b.c(0.01), b.sub(b.input(1), b.input(0)));
    const maps = networkOf({
      ends: ring(4),
      cell: {
        graph: inside, dt: 1, steps: 400, instances: 4,
        states: [state('x', [0.2, 0.31, 0.47, 0.62], { range: { low: 0, high: 1 } })],
        next: [a.add(a.mul(a.c(3.9), x, a.sub(a.c(1), x)), a.input(0))],
        inputs: [from('sum', { kind: 'sum', terms: [{ part: 1, state: 0, end: 0 }, { part: 1, state: 1, end: 1 }], most: 2 })],
      },
      edge: {
        graph: between, dt: 1, steps: 400,
        states: [state('into_a', 0, { kind: 'output' }), state('into_b', 0, { kind: 'output' })],
        next: [drift, b.f('negate', drift)],
        inputs: [from('a', { kind: 'read', end: 0, state: 0 }), from('b', { kind: 'read', end: 1, state: 0 })],
      },
    }); // biome-ignore format: one record a line
    const sink = new DiagnosticSink();
    const built = buildNetwork(maps, { tolerance: 1e-3 }, gatherNetworkEvidence, networkTrialOf(), sink);
    const [trial, ...more] = built![0]!.report.trials;
    expect(trial!.trajectoryError).toBeGreaterThan(0.1);
    expect(more).toEqual([]);
  });
});
