/** Who is updated with whom: colours of graphs, and the steps in which the units of a file make their updates. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { noEvaluators } from '../../cli/library/check.ts';
import { compile } from '../../compiler/pipeline.ts';
import { adjacency, colour } from '../../compiler/step/colours.ts';
import type { FileAccess } from '../../dsl/index.ts';
import { Float64Network } from '../../sim/network/index.ts';

type Pairs = readonly (readonly [number, number])[];
function colours(units: number, pairs: Pairs): Uint32Array {
  const graph = adjacency(units, Uint32Array.from(pairs, ([a]) => a), Uint32Array.from(pairs, ([, b]) => b)); // biome-ignore format: two ends
  return colour(units, graph);
}
const count = (of: Uint32Array): number => new Set(of).size;

describe('colours', () => {
  it('never join two that are coupled, and are at most one more than the largest degree', () => {
    const graphs = fc
      .integer({ min: 1, max: 40 })
      .chain((units) =>
        fc.tuple(fc.constant(units), fc.array(fc.tuple(fc.nat(units - 1), fc.nat(units - 1)), { maxLength: 120 })),
      );
    fc.assert(
      fc.property(graphs, ([units, pairs]) => {
        const of = colours(units, pairs);
        const degree = new Uint32Array(units);
        for (const [a, b] of pairs) {
          if (a === b) continue;
          expect(of[a]).not.toBe(of[b]);
          degree[a]!++;
          degree[b]!++;
        }
        expect(Math.max(...of)).toBeLessThanOrEqual(Math.max(...degree));
      }),
      { seed: 1, numRuns: 300 },
    );
  });
  it('are two for a graph without odd circles, whatever the order of its units', () => {
    // a square lattice of 5 x 7 whose units are numbered at random
    const number = Array.from({ length: 35 }, (_, i) => (i * 12 + 5) % 35);
    const pairs = Array.from({ length: 35 }, (_, i): [number, number][] => [
      ...(i % 7 < 6 ? [[number[i]!, number[i + 1]!] as [number, number]] : []),
      ...(i < 28 ? [[number[i]!, number[i + 7]!] as [number, number]] : []),
    ]).flat();
    expect(count(colours(35, pairs))).toBe(2);
  });
  it('are as many as units where all are joined, three for an odd circle, four for the Petersen graph at most', () => {
    const all = Array.from({ length: 6 }, (_, i) =>
      Array.from({ length: i }, (_, j): [number, number] => [i, j]),
    ).flat();
    expect(count(colours(6, all))).toBe(6);
    expect(
      count(
        colours(
          7,
          Array.from({ length: 7 }, (_, i): [number, number] => [i, (i + 1) % 7]),
        ),
      ),
    ).toBe(3);
    const petersen = Array.from({ length: 5 }, (_, i): [number, number][] => [
      [i, (i + 1) % 5],
      [i, i + 5],
      [5 + i, 5 + ((i + 2) % 5)],
    ]).flat();
    expect(count(colours(10, petersen))).toBeLessThanOrEqual(4);
  });
});

describe('an order of updates', () => {
  /** A unit that adds 1 at every update, so that its value tells how often it was updated. */
  const counters = (order: string, topology: string, units: number, dt: string, what = 'n + 1'): string => `
use std.disciplines
device unit(own: neural owner) {
  memory n = 0
  s(own) = n
  every 12 ns${order === '' ? '' : ` update = ${order}`} { n = ${what} }
}
device join(a: neural, b: neural) {
  x(a) <+ s(b)
  x(b) <+ s(a)
}
circuit Net { p: unit[${units}]  couple p by ${topology} { join(a.own, b.own) } }
experiment Run of Net { stop = 48 ns  dt = ${dt} }
`;
  function run(text: string, beside: Readonly<Record<string, string>> = {}) {
    const source = { path: 'net.qnm', text };
    const packaged = new NodeFiles();
    const files: FileAccess = {
      readPackaged: (path) => packaged.readPackaged(path),
      readText: (path) => (beside[path] === undefined ? undefined : { path, text: beside[path] }),
    };
    const { experiments, diagnostics } = compile(source, files, { until: 'step' }, noEvaluators);
    const network = experiments[0]!.parts.map(({ step }) => step);
    const codes = diagnostics.map((d) => d.code);
    const float64 = new Float64Network(network);
    const { size, cell } = network[0]!.population;
    const updates = Array.from({ length: network[0]!.steps }, () => {
      const before = float64.parts[0]!.frame.states.slice();
      float64.advance();
      const after = float64.parts[0]!.frame.states;
      return Array.from({ length: size }, (_, i) => i).filter(
        (i) => after[i * cell.states.length] !== (before[i * cell.states.length] ?? 0),
      );
    });
    return { codes, updates, dt: network[0]!.dt };
  }
  it('`parallel`: all at P, 2P, ...', () => {
    const { updates, codes } = run(counters('parallel', 'chain', 4, '4 ns'));
    expect(codes).toEqual([]);
    expect(updates.slice(0, 6)).toEqual([[], [], [0, 1, 2, 3], [], [], [0, 1, 2, 3]]);
  });
  it('`coloured`: never two that are coupled, each once a period, the last colour at its end', () => {
    const { updates, codes } = run(counters('coloured', 'chain', 4, '4 ns'));
    expect(codes).toEqual([]);
    expect(updates.slice(0, 6)).toEqual([[0, 2], [], [1, 3], [0, 2], [], [1, 3]]);
  });
  it('`sequential`: one after the other', () => {
    const { updates } = run(counters('sequential', 'chain', 4, '3 ns'));
    expect(updates.slice(0, 5)).toEqual([[0], [1], [2], [3], [0]]);
  });
  it('`sequential` lets copies of a network go side by side', () => {
    const { updates } = run(counters('sequential', 'matrix("two.csv")', 4, '6 ns'), {
      'two.csv': '0,1,0,0\n0,0,0,0\n0,0,0,1\n0,0,0,0\n',
    });
    expect(updates.slice(0, 3)).toEqual([
      [0, 2],
      [1, 3],
      [0, 2],
    ]);
  });
  it('is coloured where a block draws and reads its neighbours, and parallel where it does not', () => {
    const drawn = run(counters('', 'chain', 4, '4 ns', 'n + 1 + 0 * x(own) + floor(uniform(0, 1))'));
    expect(drawn.updates.slice(0, 3)).toEqual([[0, 2], [], [1, 3]]);
    const blind = run(counters('', 'chain', 4, '4 ns', 'n + 1 + floor(uniform(0, 1))'));
    expect(blind.updates.slice(0, 3)).toEqual([[], [], [0, 1, 2, 3]]);
    const certain = run(counters('', 'chain', 4, '4 ns', 'n + 1 + 0 * x(own)'));
    expect(certain.updates.slice(0, 3)).toEqual([[], [], [0, 1, 2, 3]]);
  });
  it('makes dt smaller by a whole number where a period has fewer steps than colours, and says so', () => {
    const { updates, codes, dt } = run(counters('coloured', 'ring', 5, '6 ns'));
    expect(codes).toEqual(['W0303']);
    expect(dt).toBeCloseTo(3e-9, 20);
    const inAPeriod = updates.slice(0, 4).flat().sort();
    expect(inAPeriod).toEqual([0, 1, 2, 3, 4]);
    for (const step of updates) for (const i of step) expect(step).not.toContain((i + 1) % 5);
  });
  it('is shared by populations that a coupling joins', () => {
    const text = counters('coloured', 'chain', 4, '4 ns').replace(
      'circuit Net { p: unit[4]  couple p by chain { join(a.own, b.own) } }',
      'circuit Net { p: unit[2]  q: unit[3]  couple p to q by all { join(a.own, b.own) } }',
    );
    const { updates } = run(text);
    expect(updates.slice(0, 3)).toEqual([[0, 1], [], []]);
  });
  /** The AND gate of three bits by name, each pair with its bond: in one cell, without an array. */
  const gate = (order: string): string => `
use std.disciplines
use std.ising
device bit(own: neural owner) {
  param I0 = 0.5
  param h = 0
  memory m = 1 in -1 .. 1
  s(own) = m
  every 12 ns ${order === '' ? '' : `update = ${order}`} { m = if uniform(-1, 1) < tanh(I0 * (x(own) + h)) then 1 else -1 }
}
circuit Gate {
  node na, nb, nc: neural
  A: bit(na) { h = 1 }
  B: bit(nb) { h = 1 }
  C: bit(nc) { h = -2 }
  AB: bond(na, nb) { J = -1 }
  AC: bond(na, nc) { J = 2 }
  BC: bond(nb, nc) { J = 2 }
}
circuit Gates { g: Gate[64] }
experiment Run of Gates { stop = 12 us  dt = 4 ns  seed = 3 }
`;
  /** Share of valid lines, C = A and B, over a run; and the largest number of bits that one step changed. */
  function valid(order: string): { readonly share: number; readonly together: number } {
    const { experiments, diagnostics } = compile(
      { path: 'gate.qnm', text: gate(order) },
      new NodeFiles(),
      { until: 'step' },
      noEvaluators,
    );
    expect(diagnostics).toEqual([]);
    const [{ step }] = experiments[0]!.parts as [(typeof experiments)[0]['parts'][0]];
    const float64 = new Float64Network([step]);
    const { cell, instances } = step.population;
    const bits = ['A.m', 'B.m', 'C.m'].map((name) => cell.states.findIndex((state) => state.name === `g.${name}`));
    let [good, seen, together] = [0, 0, 0];
    for (let k = 0; k < step.steps; k++) {
      const before = float64.parts[0]!.frame.states.slice();
      float64.advance();
      const { states } = float64.parts[0]!.frame;
      for (let i = 0; i < instances; i++) {
        const place = bits.map((bit) => i * cell.states.length + bit);
        const [a, b, c] = place.map((at) => states[at]!);
        const changed = before.length === 0 ? 0 : place.filter((at) => states[at] !== before[at]).length;
        together = Math.max(together, k === 0 ? 0 : changed);
        if (k % 3 !== 2 || k < 300) continue;
        seen += 1;
        if ((c === 1) === (a === 1 && b === 1)) good += 1;
      }
    }
    return { share: good / seen, together };
  }
  it('is kept by units that stand one by one in a circuit: the law of the gate, 90.7 % valid, which is not that of all at once', () => {
    // exp(-I0 E) / Z: 0.90734; n = 58000, 4 standard errors with a correlation of three updates
    for (const order of ['coloured', 'sequential', '']) {
      const { share, together } = valid(order);
      expect(together).toBe(1);
      expect(Math.abs(share - 0.90734)).toBeLessThan(0.01);
    }
    const { share, together } = valid('parallel');
    expect(together).toBeGreaterThan(1);
    expect(share).toBeLessThan(0.8);
  });
  it('is not put on blocks without a word that read another one way, or draw nothing', () => {
    const chain = `
device chain {
  memory a = 0 in 0 .. 1
  memory b = 0 in 0 .. 2
  memory c = 0 in 0 .. 2
  every 2 ns { a = if uniform(0, 1) < 0.5 then 1 else 0 }
  every 2 ns { b = a + uniform(0, 1) }
  every 2 ns { c = b }
}
circuit Chains { c: chain[64] }
experiment Run of Chains { stop = 40 ns  dt = 2 ns  measure c = mean(c.c) }
`;
    const { experiments, diagnostics } = compile(
      { path: 'chain.qnm', text: chain },
      new NodeFiles(),
      { until: 'step' },
      noEvaluators,
    );
    expect(diagnostics).toEqual([]);
    const [{ step }] = experiments[0]!.parts as [(typeof experiments)[0]['parts'][0]];
    expect(step.dt).toBe(2e-9); // all in every step: turns would want two steps in a period of one
  });
});
