/** Runs of networks: evidence, frames, reports; against one part at a time. */
import { describe, expect, it } from 'vitest';
import type { StepNetwork } from '../../compiler/step/form.ts';
import { evaluateAll, gatherEvidence } from '../../sim/float64/index.ts';
import { Float64Network, gatherNetworkEvidence, runFloat64Network, transfersOf } from '../../sim/network/index.ts';
import type { Frame } from '../../sim/run.ts';
import { buildNetwork, ModelBuilder, networkOf } from '../step/model-builder.ts';
import { conductors, kuramoto, ring as ringEnds } from './network-forms.ts';

const dt = 0.01;
/** Cells x' = -x + what their neighbours in a ring leak to them, which an edge works out. */
function ring(n: number, coupled = true, more: { leave?: boolean } = {}): StepNetwork {
  const cell = new ModelBuilder();
  const start = cell.datum('start', Array.from({ length: n }, (_, i) => Math.cos(i + 0.1) + (i === 3 ? 1.51 : 1.5))); // biome-ignore format: one line
  const x = cell.state('x', 0, more.leave ? { range: { low: 0.505, high: 3, origin: { file: '', start: 0, end: 0 } } } : {}); // biome-ignore format: one line
  cell.states[0] = { ...cell.states[0]!, initial: start };
  const inward = coupled ? cell.gathered('sum', [{ part: 1, output: 0 }, { part: 1, output: 1 }]) : cell.c(0); // biome-ignore format: one line
  cell.rate(x, cell.sub(inward, x.leaf));
  cell.crossing('low', 'falling', x.leaf, cell.c(1));
  const parts = [{ name: 'cell', shape: [n], builder: cell }];
  if (!coupled) return buildNetwork(networkOf(parts, { dt, stop: 1 })).network!;
  const edge = new ModelBuilder();
  const flow = edge.mul(edge.c(0.5), edge.sub(edge.remote('a.x', 0, x.leaf), edge.remote('b.x', 1, x.leaf)));
  edge.output('b', 1, flow);
  edge.output('a', 0, edge.op('negate', flow));
  const pairs = Array.from({ length: n }, (_, i) => [i, (i + 1) % n] as const);
  const all = [...parts, { name: 'edge', shape: [n], builder: edge, edges: { ends: [0, 0] as const, pairs } }];
  const { network, sink } = buildNetwork(networkOf(all, { dt, stop: 1 }));
  expect(sink.all).toEqual([]);
  return network!;
}

describe('the float64 run of a network', () => {
  it('shows the frames of all parts after each step, in the order of their numbers', () => {
    const seen: string[] = [];
    const network = ring(5);
    const summary = runFloat64Network(network, { frame: ({ part, step, states }: Frame) => seen.push(`${step} ${part} ${states.length}`) }); // biome-ignore format: one line
    expect(seen.slice(0, 4)).toEqual(['0 0 5', '0 1 10', '1 0 5', '1 1 10']);
    expect(seen).toHaveLength(200);
    expect(summary).toMatchObject({ steps: 100, deviceSteps: 500, failure: null, ranges: [], asserts: [] });
  });
  it('is the same, watched or not, and in stages or not', () => {
    const end = (staged: boolean, stride: number): number[] => {
      const run = new Float64Network(ring(20), { staged });
      for (let k = 0; k < 60; k += stride) run.advance(stride);
      return run.parts.flatMap(({ frame }) => [...frame.states]);
    };
    const wanted = end(false, 1);
    expect(end(true, 1)).toEqual(wanted);
    expect(end(true, 30)).toEqual(wanted);
    expect(wanted.every(Number.isFinite)).toBe(true);
  });
  it('keeps what flows from one to the other: the sum decays as one cell alone', () => {
    const run = new Float64Network(ring(7));
    const total = (): number => run.parts[0]!.frame.states.reduce((sum, x) => sum + x, 0);
    const before = total();
    run.advance(100);
    expect(total() / before).toBeCloseTo((1 - dt) ** 100, 12);
  });
  it('says which part left a range, and at which instance', () => {
    // cell 3 is the lowest, and all decay
    const { ranges } = runFloat64Network(ring(7, true, { leave: true }), null);
    expect(ranges).toMatchObject([{ part: 0, state: 'x', instance: 3 }]);
  });
  it('of cells that are not coupled is that of the cells', () => {
    const network = ring(9, false);
    const one = runFloat64Network(network, null);
    expect(one.deviceSteps).toBe(900);
  });
});

describe('evidence of a network', () => {
  it('holds the ranges that a run meets, for every part', () => {
    const network = ring(6);
    const evidence = gatherNetworkEvidence(network);
    const low = network.map(({ population }) => population.cell.next.map(() => Infinity));
    const high = low.map((list) => list.map(() => -Infinity));
    runFloat64Network(network, {
      frame({ part, states }) {
        const count = low[part]!.length;
        states.forEach((x, at) => {
          low[part]![at % count] = Math.min(low[part]![at % count]!, x);
          high[part]![at % count] = Math.max(high[part]![at % count]!, x);
        });
      },
    });
    for (const [part, { population }] of network.entries()) {
      const { next } = population.cell;
      expect(next.map((id) => evidence[part]!.low[id])).toEqual(low[part]);
      expect(next.map((id) => evidence[part]!.high[id])).toEqual(high[part]);
      expect(evidence[part]!.deviceSteps).toBe(600);
      expect(evidence[part]!.points.length).toBeGreaterThan(50);
    }
    // points hold what edges saw: the states of their ends at t_k
    const [cells, edges] = evidence;
    const at = cells!.points.find(({ step, instance }) => step === 0 && instance === 0)!;
    const read = edges!.points.find(({ step, instance }) => step === 0 && instance === 0)!;
    expect(read.inputs[0]).toBe(at.states[0]);
  });
  it('of states alone has their ranges as when everything is looked at', () => {
    const network = conductors(ringEnds(9), 9, 40);
    const all = gatherNetworkEvidence(network);
    expect(all[0]!.low[network[0]!.population.cell.next[0]!]).toBeLessThan(0.5); // not all stand still
    for (const [part, { low, high, deviceSteps }] of gatherNetworkEvidence(network, 'states').entries()) {
      expect(deviceSteps).toBe(all[part]!.deviceSteps);
      for (const value of network[part]!.population.cell.next)
        expect([low[value], high[value]]).toEqual([all[part]!.low[value], all[part]!.high[value]]);
    }
  });
  it('of one part is the evidence of that part', () => {
    const network = ring(4, false);
    expect(gatherNetworkEvidence(network)).toEqual([gatherEvidence(network[0]!)]);
    expect(gatherNetworkEvidence(network, 'states')).toEqual([gatherEvidence(network[0]!, 'states')]);
  });
});

describe('what instances pull from edges', () => {
  const irregular: [number, number][] = [[0, 1], [1, 2], [2, 2], [4, 1], [1, 0], [0, 1], [3, 0]]; // biome-ignore format: one line
  it.each([
    ['of a ring', conductors(ringEnds(6), 6, 40)],
    ['that start at one instance more often than at others', conductors(irregular, 5, 40)],
    ['of three points of a sweep', conductors(irregular, 5, 40, 3)],
    ['of all to all', kuramoto(20, 40)],
  ])('is, in every bit, what edges %s push', (_, network) => {
    const run = new Float64Network(network);
    const pushed = transfersOf(network, (part) => run.parts[part]!.arrays.from);
    for (let k = 0; k < 40; k++) {
      const [cells, edges] = [run.parts[0]!, run.parts[1]!];
      const inputs = pushed.map((_push, part) => new Float64Array(run.parts[part]!.step.population.instances * 2));
      pushed[1]!(inputs[1]!);
      const before = Float64Array.from(cells.frame.states);
      edges.advance(1);
      pushed[0]!(inputs[0]!);
      cells.advance(1);
      // by hand, from what was pushed
      const { cell } = network[0]!.population;
      const next = Float64Array.from(
        before,
        (_state, i) =>
          evaluateAll(cell.graph, {
            states: before.slice(i, i + 1),
            params: Float64Array.from(cell.params, ({ values }) => values[i]!),
            inputs: inputs[0]!.slice(i, i + 1),
            delayed: new Float64Array(0),
            draws: new Float64Array(0),
          })[cell.next[0]!]!,
      );
      expect([...cells.frame.states]).toEqual([...next]);
    }
  });
});
