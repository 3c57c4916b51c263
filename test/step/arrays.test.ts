/** Networks of many instances: what passes between parts, and that a run of them is what a plain loop gives. */
import { describe, expect, it } from 'vitest';
import type { StepNetwork } from '../../compiler/step/form.ts';
import { Float64Network } from '../../sim/network/index.ts';
import { buildNetwork, electrical, ModelBuilder, networkOf, neural } from './model-builder.ts';

/** States of a part after each step: [step][instance * states + state]. */
function run(network: StepNetwork, part: number, steps: number): Float64Array[] {
  const float64 = new Float64Network(network);
  return Array.from({ length: steps }, () => {
    float64.advance();
    return float64.parts[part]!.frame.states.slice();
  });
}
const codes = (sink: { readonly all: readonly { readonly code: string }[] }): string[] => sink.all.map((d) => d.code);
const chain = (n: number): [number, number][] => Array.from({ length: n - 1 }, (_, i) => [i, i + 1]);

/** Nodes with a capacitor to ground, joined in a chain by resistors; the first is driven through one. */
function chainOfNodes(n: number, sweep?: { name: string; values: number[] }) {
  const cell = new ModelBuilder();
  const start = cell.datum(
    'start',
    Array.from({ length: n }, (_, i) => 0.1 * (i + 1)),
  );
  const out = cell.node('out', electrical, {});
  cell.nodes[out] = { ...cell.nodes[out]!, initial: start };
  cell.capacitor('C', out, cell.ground, 1e-9);
  const leak = cell.param('R', 5000);
  cell.resistance('R', out, cell.ground, leak.leaf);
  cell.branch('gathered', 'flow', cell.ground, out, cell.gathered('I(out)', [{ part: 1, output: 0 }, { part: 1, output: 1 }])); // biome-ignore format: one branch
  if (sweep) cell.set('param', leak.index, cell.sweep(sweep.name, sweep.values));
  const edge = new ModelBuilder();
  const [a, b] = [edge.remote('a.out', 0, cell.v(out)), edge.remote('b.out', 1, cell.v(out))];
  const flow = edge.div(edge.sub(a, b), edge.c(1000));
  edge.output('a.I', 0, edge.op('negate', flow));
  edge.output('b.I', 1, flow);
  return [
    { name: 'cell', shape: [n], builder: cell },
    { name: 'R', shape: [n - 1], builder: edge, edges: { ends: [0, 0] as const, pairs: chain(n) } },
  ] as const;
}

describe('a chain of RC nodes', () => {
  const dt = 1e-8;
  /** Three nodes by hand: v' = (-v / R + sum of the neighbours' currents) / C. */
  function plain(steps: number, leak: number, weight = dt): number[][] {
    let v = [0.1, 0.2, 0.30000000000000004];
    return Array.from({ length: steps }, () => {
      const right = [(v[0]! - v[1]!) / 1000, (v[1]! - v[2]!) / 1000];
      v = v.map((x, i) => x + (weight / 1e-9) * (-x / leak + (right[i - 1] ?? 0) - (right[i] ?? 0)));
      return v;
    });
  }
  it('follows the plain loop to 1e-12', () => {
    const { network, sink } = buildNetwork(networkOf(chainOfNodes(3), { dt, stop: 2e-6 }));
    expect(codes(sink)).toEqual([]);
    const ours = run(network!, 0, 200);
    for (const [k, v] of plain(200, 5000).entries())
      for (const [i, x] of v.entries()) expect(Math.abs(ours[k]![i]! - x)).toBeLessThan(1e-12);
    expect(Math.abs(ours[199]![0]! - 0.1)).toBeGreaterThan(0.01);
  });

  it('takes the leak of each node exactly with the exponential solver, and the others as they are at the beginning', () => {
    const { network } = buildNetwork(networkOf(chainOfNodes(3), { dt, stop: 2e-6, solver: 'exponential' }));
    const a = -1 / (5000 * 1e-9);
    const ours = run(network!, 0, 200);
    for (const [k, v] of plain(200, 5000, Math.expm1(a * dt) / a).entries())
      for (const [i, x] of v.entries()) expect(Math.abs(ours[k]![i]! - x)).toBeLessThan(1e-12);
    expect(Math.abs(ours[199]![0]! - plain(200, 5000)[199]![0]!)).toBeGreaterThan(1e-6);
  });

  it('reads the state of a node without a hidden one, and counts what an instance adds', () => {
    const { network } = buildNetwork(networkOf(chainOfNodes(3), { dt, stop: 2e-6 }));
    const [cell, edge] = network!;
    expect(cell!.population.cell.states.map((s) => `${s.name} ${s.kind}`)).toEqual(['out continuous']);
    expect(edge!.population.cell.states.map((s) => `${s.name} ${s.kind}`)).toEqual([
      'a.I.adds output',
      'b.I.adds output',
    ]);
    expect(edge!.population.cell.inputs.map((i) => i.from)).toEqual([
      { kind: 'read', end: 0, state: 0 },
      { kind: 'read', end: 1, state: 0 },
    ]);
    expect(cell!.population.cell.inputs.map((i) => i.from)).toMatchObject([{ kind: 'sum', most: 2 }]);
    // what edges add at t = 0 is there before the first step
    expect([...edge!.population.cell.states[1]!.initial].map((x) => Math.round(x * 1e6))).toEqual([-100, -100]);
  });

  it('is a whole network at each point of a sweep', () => {
    const parts = chainOfNodes(3, { name: 'R', values: [2000, 5000] });
    const { network } = buildNetwork(networkOf(parts, { dt, stop: 2e-6 }));
    expect(network!.map(({ population }) => [population.instances, population.size])).toEqual([
      [6, 3],
      [4, 2],
    ]);
    const ours = run(network!, 0, 100).at(-1)!;
    const wanted = [...plain(100, 2000).at(-1)!, ...plain(100, 5000).at(-1)!];
    for (const [i, x] of wanted.entries()) expect(Math.abs(ours[i]! - x)).toBeLessThan(1e-12);
  });
});

describe('phases that are all coupled', () => {
  const omega = [1, 1.3, 0.7, 2, -0.4];
  const start = [0.1, 2, -2.5, 1, 3];
  const [dt, strength] = [0.01, 0.8];
  /** theta' = omega + K/N sum sin(theta_j - theta_i), in turns. */
  function parts(pairs: [number, number][]) {
    const turn = 2 * Math.PI;
    const cell = new ModelBuilder();
    const theta = cell.state('theta', 0, { angle: true });
    cell.states[0] = { ...cell.states[0]!, initial: cell.datum('start', start.map((x) => x / turn)) }; // biome-ignore format: one state
    const rate = cell.add(cell.datum('omega', omega), cell.gathered('pull', [{ part: 1, output: 0 }, { part: 1, output: 1 }])); // biome-ignore format: one sum
    cell.rate(theta, cell.div(rate, cell.c(turn)));
    const edge = new ModelBuilder();
    const angle = cell.mul(cell.c(turn), theta.leaf);
    const difference = edge.sub(edge.remote('b.theta', 1, angle), edge.remote('a.theta', 0, angle));
    const pull = edge.mul(edge.c(strength / omega.length), edge.op('sin', difference));
    edge.output('a.pull', 0, pull);
    edge.output('b.pull', 1, edge.op('negate', pull));
    return [
      { name: 'phase', shape: [5], builder: cell },
      { name: 'pull', shape: [pairs.length], builder: edge, edges: { ends: [0, 0] as const, pairs } },
    ];
  }
  const all = omega.flatMap((_, i) => omega.flatMap((_, j) => (i < j ? [[i, j] as [number, number]] : [])));
  function plain(steps: number): number[] {
    let theta = [...start];
    for (let k = 0; k < steps; k++)
      theta = theta.map((x, i) => {
        const pull = theta.reduce((sum, y) => sum + Math.sin(y - x), 0);
        return x + dt * (omega[i]! + (strength / theta.length) * pull);
      });
    return theta;
  }
  it('follow the plain loop to 1e-12, read in turns without a hidden state', () => {
    const { network, sink } = buildNetwork(networkOf(parts(all), { dt, stop: 10 }));
    expect(codes(sink)).toEqual([]);
    expect(network![0]!.population.cell.states).toHaveLength(1);
    const ours = run(network!, 0, 1000).at(-1)!;
    for (const [i, x] of plain(1000).entries()) {
      const apart = ours[i]! - x / (2 * Math.PI);
      expect(Math.abs(apart - Math.round(apart))).toBeLessThan(1e-12);
    }
  });
});

describe('what an edge reads', () => {
  /** A neuron that fires when x crosses 1, and an edge that counts its events and sees the square of x. */
  function neuron() {
    const cell = new ModelBuilder();
    const x = cell.state('x', 0.5);
    cell.rate(x, cell.c(1));
    const fire = cell.crossing('fire', 'rising', x.leaf, cell.c(1));
    cell.on(fire, [[x, cell.c(0)]]);
    const square = cell.mul(x.leaf, x.leaf);
    const edge = new ModelBuilder();
    const count = edge.memory('count', 0);
    const seen = edge.remote('a.fire', 0, { kind: 'event', event: 0 as never });
    edge.on(seen, [[count, edge.add(count.leaf, edge.c(1))]]);
    edge.output('b.seen', 1, edge.remote('a.square', 0, square));
    const target = new ModelBuilder();
    const y = target.state('y', 0);
    target.rate(y, target.gathered('g', [{ part: 2, output: 0 }]));
    return [
      { name: 'cell', shape: [2], builder: cell },
      { name: 'target', shape: [3], builder: target },
      { name: 'edge', shape: [3], builder: edge, edges: { ends: [0, 1] as const, pairs: [[0, 0], [0, 1], [1, 1]] } },
    ] as const; // biome-ignore format: three parts
  }
  it('that is no state is a hidden state of the part, ready at the beginning of a step', () => {
    const { network, sink } = buildNetwork(networkOf(neuron(), { dt: 0.125, stop: 2.5 }), ['hoist-sources']);
    expect(codes(sink)).toEqual([]);
    const { states } = network![0]!.population.cell;
    expect(states.map((s) => s.name)).toEqual(['x', 'fire_shown', 'a.square_shown']);
    expect([...states[2]!.initial]).toEqual([0.25]);
    const [cell, target, edge] = [0, 1, 2].map((part) => run(network!, part, 20));
    for (let k = 1; k < 20; k++) {
      const [x, fired, square] = cell![k]!;
      expect(square).toBe(x! * x!); // after the reset
      expect(fired).toBe(k === 3 || k === 11 || k === 19 ? 1 : 0);
      // an output is what was read at the beginning of the step
      expect(edge![k]![1]).toBe(cell![k - 1]![2]);
      expect(target![k]![1]! - target![k - 1]![1]!).toBeCloseTo(0.125 * 2 * cell![k - 1]![2]!, 14);
    }
    // seen one step after it occurred
    expect(edge!.map((states) => states[0])).toEqual([...Array(4).fill(0), ...Array(8).fill(1), ...Array(8).fill(2)]);
  });

  it('and remember, all edges of a source alike, is a state of the source: every number stays', () => {
    const experiment = networkOf(neuron(), { dt: 0.125, stop: 2.5 });
    const [plain, hoisted] = [['hoist-sources'], []].map((without) => buildNetwork(experiment, without).network!);
    const kinds = hoisted!.map(({ population }) => population.cell.states.map(({ kind }) => kind));
    expect(kinds[0]!.length).toBe(plain![0]!.population.cell.states.length + 1);
    expect(kinds[2]).toEqual(['output']);
    expect(hoisted![2]!.population.cell.events).toEqual([]);
    const [cell, target, edge] = [0, 1, 2].map((part) => run(hoisted!, part, 20));
    // of both instances
    const before = run(plain!, 0, 20);
    for (const i of [0, 1])
      expect(cell!.map((states) => states.slice(4 * i, 4 * i + 3))).toEqual(
        before.map((states) => states.slice(3 * i, 3 * i + 3)),
      );
    expect(target).toEqual(run(plain!, 1, 20));
    // what the edge remembered, and what it adds
    expect(cell!.map((states) => states[3])).toEqual(run(plain!, 2, 20).map((states) => states[0]));
    expect(edge!.map((states) => states[0])).toEqual(run(plain!, 2, 20).map((states) => states[1]));
  });

  it('must not depend on what edges add at the same moment', () => {
    const cell = new ModelBuilder();
    const p = cell.node('p', electrical);
    cell.resistor('R', p, cell.ground, 1000);
    cell.branch('gathered', 'flow', cell.ground, p, cell.gathered('I(p)', [{ part: 1, output: 0 }]));
    const edge = new ModelBuilder();
    edge.output('a.I', 0, edge.remote('b.p', 1, cell.v(p)));
    const parts = [
      { name: 'R', shape: [2], builder: cell },
      { name: 'edge', shape: [1], builder: edge, edges: { ends: [0, 0] as const, pairs: chain(2) } },
    ];
    const { network, sink } = buildNetwork(networkOf(parts, { dt: 1, stop: 2 }));
    expect(network).toBeNull();
    expect(codes(sink)).toEqual(['E0334']);
    expect(sink.all[0]!.related).toHaveLength(1);
  });

  it('has no rate', () => {
    const parts = chainOfNodes(3);
    const edge = parts[1].builder;
    edge.output('a.C', 0, edge.ddt(edge.remote('a.out again', 0, parts[0].builder.v(1))));
    const { network, sink } = buildNetwork(networkOf(parts, { dt: 1e-8, stop: 1e-6 }));
    expect(network).toBeNull();
    expect(codes(sink)).toEqual(['E0310']);
  });
});

describe('delays of a network', () => {
  /** Cells x' = 1 + t from a number each; edges give the b end what x was three steps ago; b keeps the sum of it, two steps late. */
  function late() {
    const cell = new ModelBuilder();
    const x = cell.state('x', 0);
    cell.states[0] = { ...cell.states[0]!, initial: cell.datum('start', [0.5, 2]) };
    cell.rate(x, cell.add(cell.c(1), cell.leaf('time', 0)));
    const sum = cell.gathered('seen', [{ part: 1, output: 0 }]);
    const kept = cell.memory('kept', 0);
    cell.every(0.125, [[kept, cell.delay(sum, 0.25)]]);
    const edge = new ModelBuilder();
    edge.output('b.seen', 1, edge.delay(edge.remote('a.x', 0, x.leaf), 0.375));
    const edges = { ends: [0, 0] as const, pairs: chain(2) };
    return [
      { name: 'cell', shape: [2], builder: cell },
      { name: 'edge', shape: [1], builder: edge, edges },
    ];
  }
  it('give before the start what there is at the start, also of what other parts show and add', () => {
    const { network, sink } = buildNetwork(networkOf(late(), { dt: 0.125, stop: 2 }));
    expect(codes(sink)).toEqual([]);
    const [cells, edges] = [0, 1].map((part) => run(network!, part, 12));
    const count = network![0]!.population.cell.states.length;
    const x = [0.5, ...cells!.map((states) => states[0]!)]; // of cell 0, at t_k
    for (let k = 0; k < 12; k++) {
      // the output of step k is worked out from t_k
      expect(edges![k]![0]).toBe(x[Math.max(0, k - 3)]);
      // the memory takes what the sum was two steps ago, at the end of step k
      expect(cells![k]![count + 1]).toBe(x[Math.max(0, k + 1 - 2 - 3)]);
    }
    expect(x[12]).toBeCloseTo(0.5 + 1.5 + 0.125 * 0.125 * 66, 12);
  });
});

describe('numbers drawn once', () => {
  function drawn(points: number) {
    const cell = new ModelBuilder();
    const x = cell.state('x', 0);
    cell.states[0] = { ...cell.states[0]!, initial: cell.leaf('draw', 0) };
    const rate = cell.param('rate', 1);
    cell.rate(x, rate.leaf);
    cell.set(
      'param',
      rate.index,
      cell.sweep(
        'rate',
        Array.from({ length: points }, (_, i) => i),
      ),
    );
    cell.draws.push({ kind: 'normal', white: false, once: true, seed: null, origin: cell.states[0]!.origin });
    return cell;
  }
  it('are numbered within the array, and differ between parts', () => {
    const pair = [0, 1].map((i) => ({ name: `p${i}`, shape: [2, 2], builder: drawn(i === 0 ? 3 : 1) }));
    const { network } = buildNetwork(networkOf(pair, { dt: 1, stop: 2 }));
    const [first, second] = network!.map(({ population }) => [...population.cell.states[0]!.initial]);
    expect(new Set(first!.slice(0, 4)).size).toBe(4);
    expect(first!.slice(4, 8)).toEqual(first!.slice(0, 4));
    expect(first!.slice(8)).toEqual(first!.slice(0, 4));
    expect(second!.filter((x) => first!.includes(x))).toEqual([]);
  });
});

describe('owned nodes at the ends of edges', () => {
  it('add what edges give, and show what their owners set', () => {
    const cell = new ModelBuilder();
    const m = cell.node('m', neural);
    const y = cell.state('y', 1);
    cell.branch('owner', 'own', m, null, y.leaf);
    cell.branch('gathered', 'add', m, null, cell.gathered('x(m)', [{ part: 1, output: 0 }]));
    cell.rate(y, cell.leaf('nodeFlow', m));
    const edge = new ModelBuilder();
    edge.output('b.m', 1, edge.mul(edge.c(2), edge.remote('a.m', 0, cell.v(m))));
    const parts = [
      { name: 'cell', shape: [2], builder: cell },
      { name: 'edge', shape: [1], builder: edge, edges: { ends: [0, 0] as const, pairs: chain(2) } },
    ];
    const { network } = buildNetwork(networkOf(parts, { dt: 0.5, stop: 2 }));
    expect([...run(network!, 0, 2)[1]!]).toEqual([1, 3]);
  });
});
