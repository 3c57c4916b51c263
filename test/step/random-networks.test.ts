/** Random linear networks, single and as arrays with couplings, against nodal analysis: the same potentials, or a message. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../../cli/library/check.ts';
import { load } from '../../cli/library/load.ts';
import { Measurement } from '../../sim/measure/index.ts';
import { runFloat64Network } from '../../sim/network/index.ts';
import { checkout } from '../support/tools.ts';
import { type Element, type Network, potentialsAtEnd } from './nodal-analysis.ts';

const { files } = load(join(checkout, 'examples/bridge.qnm'));

/** Numbers in 0 .. 1 from a seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
/** Shares of the kinds, as limits of a number in 0 .. 1. */
type Mix = readonly (readonly [Element['kind'], number])[];
const single: Mix = [
  ['R', 0.42],
  ['C', 0.72],
  ['L', 0.82],
  ['G', 0.9],
  ['I', 0.95],
  ['V', 1],
];
const inArrays: Mix = [
  ['R', 0.45],
  ['C', 0.8],
  ['L', 0.88],
  ['G', 0.95],
  ['I', 1],
];
const joining: Mix = [
  ['R', 0.5],
  ['C', 1],
];

function elementOf(random: () => number, mix: Mix, ends: readonly [number, number], nodes: number): Element {
  const share = random();
  const kind = mix.find(([, limit]) => share < limit)![0];
  const value = (0.5 + 2 * random()) * (kind === 'G' ? 0.3 : 1);
  const reads = [Math.floor(random() * nodes), Math.floor(random() * nodes)] as const;
  return { kind, a: ends[0], b: ends[1], value, reads };
}
/** At least one element at each node that is not given. */
function networkOf(random: () => number, mix: Mix, most: number): Network {
  const nodes = 3 + Math.floor(random() * most);
  const count = 2 * nodes - 3 + Math.floor(random() * 2);
  const elements = Array.from({ length: count }, (_, k) => {
    const [a, b] = [k < nodes - 2 ? 2 + k : Math.floor(random() * nodes), Math.floor(random() * nodes)];
    return elementOf(random, mix, [a, b], nodes);
  });
  return { nodes, elements: elements.filter(({ a, b }) => a !== b) };
}

const nameOf = (node: number): string => ['gnd', 'in'][node] ?? `n${node - 2}`;
const devices: Readonly<Record<Element['kind'], readonly [string, string, string]>> = {
  R: ['resistor', 'R', 'kΩ'],
  C: ['capacitor', 'C', 'nF'],
  L: ['inductor', 'L', 'mH'],
  G: ['gm', 'g', 'mS'],
  I: ['current_source', 'I', 'mA'],
  V: ['voltage_source', 'V', 'V'],
};
/** `ends`: what stands before the names of the two ends; `factor`: of resistances. */
function line({ kind, a, b, value, reads }: Element, k: number, ends = ['', ''], factor = ''): string {
  const [device, param, unit] = devices[kind];
  const nodes = [ends[0] + nameOf(a), ends[1] + nameOf(b), ...(kind === 'G' ? reads!.map(nameOf) : [])];
  return `${ends[0] ? 'J' : 'E'}${k}: ${device}(${nodes.join(', ')}) { ${param} = ${value} ${unit}${kind === 'R' ? factor : ''} }`;
}
const head = `use std.passive
use std.sources
device gm(p: electrical, n: electrical, a: electrical, b: electrical) { param g = 1 mS
  I(p, n) <+ g * V(a, b) }`;
const own = ({ nodes }: Network): string[] => Array.from({ length: nodes - 2 }, (_, k) => nameOf(k + 2));
const declared = (network: Network): string => `node ${own(network).join(', ')}: electrical`;

/** Measures of the only experiment, or the code of the first error. */
function simulated(text: string): number[] | string {
  const { experiments, diagnostics } = check({ path: 'network.qnm', text }, files, { rehearsed: 0 });
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error) return error.code;
  const steps = experiments[0]!.parts.map(({ step }) => step);
  const measurement = new Measurement(steps);
  if (runFloat64Network(steps, measurement).failure) return 'not finite';
  return experiments[0]!.experiment.measures.map(({ value }) => measurement.value(value, 0));
}
/** How far two sets of potentials are apart, in parts of the largest (at least 1 V). */
function apart(found: readonly number[], wanted: readonly number[]): number {
  const scale = Math.max(1, ...wanted.map(Math.abs));
  return Math.max(...found.map((v, i) => Math.abs(v - wanted[i]!))) / scale;
}
/** Networks without one solution, and those whose currents are given twice (two inductors in a row), are refused by these. */
const refusals = new Set(['E0301', 'E0302', 'E0223', 'E0304']);

describe('a random network', () => {
  const compared: number[] = [];
  it.each(Array.from({ length: 12 }, (_, k) => 10 * k))(
    'has the potentials of nodal analysis: seeds from %i',
    (first) => {
      for (let seed = first; seed < first + 10; seed++) {
        const network = networkOf(numbers(seed), single, 4);
        const found = simulated(`${head}
        circuit Net(in: electrical) { ${declared(network)}\n${network.elements.map((e, k) => line(e, k)).join('\n')} }
        experiment E of Net { in = 1 V  stop = 1 us  dt = 2 ns  solver = rk4
          ${own(network)
            .map((name) => `measure ${name} = final(V(${name}))`)
            .join('\n')} }`);
        const wanted = potentialsAtEnd(network);
        if (typeof found === 'string')
          expect([...refusals, ...(wanted ? [] : ['not finite'])], `seed ${seed}`).toContain(found);
        else if (wanted) expect(apart(found, wanted), `seed ${seed}`).toBeLessThan(2e-3);
        if (typeof found !== 'string' && wanted) compared.push(seed);
      }
    },
  );
  it('was compared, not refused, in half of the cases', () => {
    expect(compared.length).toBeGreaterThan(50);
  });
});

describe('a random array of networks', () => {
  const spread = [1, 1.7, 0.6]; // of the resistances of the three
  const compared: number[] = [];
  const seeds = Array.from({ length: 12 }, (_, k) => 5 * k);
  it.each(seeds)('has the potentials of nodal analysis: seeds from %i', (first) => {
    for (let seed = first; seed < first + 5; seed++) {
      const random = numbers(seed + 1e6);
      const cell = networkOf(random, inArrays, 3);
      const inner = (): number => 2 + Math.floor(random() * (cell.nodes - 2));
      const joints = Array.from({ length: 1 + Math.floor(random() * 2) }, () =>
        elementOf(random, joining, [inner(), inner()], cell.nodes),
      );
      const topology = random() < 0.5 ? 'ring' : 'chain';
      const text = (dt: number): string => `${head}
        circuit Cell(in: electrical) { param s = 1\n${declared(cell)}\n${cell.elements.map((e, k) => line(e, k, undefined, ' * s')).join('\n')} }
        circuit Net(in: electrical) {
          c: Cell[3](in) { s = [${spread}] }
          couple c by ${topology} { ${joints.map((e, k) => line(e, k, ['a.', 'b.'])).join('\n')} }
        }
        experiment E of Net { in = 1 V  stop = 1 us  dt = ${dt} ns
          ${spread.flatMap((_, i) => own(cell).map((name) => `measure m${i}${name} = final(V(c[${i}].${name}))`)).join('\n')} }`;
      // of first order: two steps and their extrapolation
      const [coarse, fine] = [simulated(text(0.5)), simulated(text(0.25))];
      const wanted = potentialsAtEnd(written(cell, joints, topology));
      if (typeof coarse === 'string' || typeof fine === 'string')
        // E0334, E0310: a node that a coupling joins has no storage of its own
        expect([...refusals, 'E0334', 'E0310', ...(wanted ? [] : ['not finite'])], `seed ${seed}`).toContain(coarse);
      else if (wanted) {
        expect(
          apart(
            fine.map((v, i) => 2 * v - coarse[i]!),
            wanted,
          ),
          `seed ${seed}`,
        ).toBeLessThan(5e-3);
        compared.push(seed);
      }
    }
  });
  it('was compared, not refused, in a quarter of the cases', () => {
    expect(compared.length).toBeGreaterThan(15);
  });

  /** Three copies of the cell and what joins them, in one network. */
  function written(cell: Network, joints: readonly Element[], topology: string): Network {
    const at = (copy: number, node: number): number => (node < 2 ? node : node + copy * (cell.nodes - 2));
    const copies = spread.flatMap((s, i) =>
      cell.elements.map((e) => ({
        ...e,
        a: at(i, e.a),
        b: at(i, e.b),
        reads: [at(i, e.reads![0]), at(i, e.reads![1])] as const,
        value: e.value * (e.kind === 'R' ? s : 1),
      })),
    );
    const pairs = [[0, 1], [1, 2], ...(topology === 'ring' ? [[2, 0]] : [])] as [number, number][];
    const between = pairs.flatMap(([i, j]) => joints.map((e) => ({ ...e, a: at(i, e.a), b: at(j, e.b) })));
    return { nodes: 2 + 3 * (cell.nodes - 2), elements: [...copies, ...between] };
  }
});
