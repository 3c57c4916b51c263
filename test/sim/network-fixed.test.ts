import { describe, expect, it } from 'vitest';
import { buildNetwork, type FixedForm } from '../../compiler/numerics/index.ts';
import type { NetworkInput, StepNetwork } from '../../compiler/step/form.ts';
import { DiagnosticSink } from '../../dsl/index.ts';
import { FrameDigest } from '../../sim/compare/index.ts';
import { FixedNetworkRun, gatherNetworkEvidence, runFixedNetwork } from '../../sim/network/index.ts';
import type { Frame } from '../../sim/run.ts';
import { FixedBuilder } from '../support/fixed-builder.ts';
import { chain, conductors, from, kuramoto, type Pair, ring } from './network-forms.ts';
import { nowhere } from './step-forms.ts';

/** Hand-written forms of a cell and its edges, wired. */
function wired(
  forms: readonly [cell: FixedForm, edge: FixedForm],
  ends: Pair['ends'],
  inputs: readonly (readonly NetworkInput[])[],
  points = 1,
): FixedForm[] {
  const edges = {
    text: 'edges',
    ends: [0, 0] as const,
    from: Uint32Array.from(ends, ([a]) => a),
    to: Uint32Array.from(ends, ([, b]) => b),
    more: [],
    regular: null,
    origin: nowhere,
  };
  return forms.map((form, part) => {
    const { population } = form.step;
    const given = inputs[part]!.map((input, i) => from(form.inputs[i]!.name, input));
    const own = { ...population, size: population.instances / points, cell: { ...population.cell, inputs: given } };
    return { ...form, step: { ...form.step, part, edges: part === 1 ? edges : null, population: own } };
  });
}
/** v' = v + (u - v) / 64 + sum / 64, every edge with flow = (v_b - v_a) * 11 / 16 rounded to even; `f`: fraction bits of v. */
function chainForms(nodes: number, ends: Pair['ends'], f: number, width: number): FixedForm[] {
  const cell = new FixedBuilder(nodes);
  const wide = `s${width + 4}.${f}`;
  const v = cell.state('v', `s${width}.${f}`, initial(nodes, f));
  const u = cell.param('u', `s${width}.${f}`, drive(nodes, f));
  const sum = cell.input('sum', `s${width + 2}.${f - 4}`, true);
  const rate = cell.op('add', [cell.op('subtract', [u, v], wide), sum], wide);
  const step = cell.op('multiply', [cell.constant(1n, 's2.6'), rate], `s${width}.${f}`, { rounding: 'nearestEven' });
  cell.setNext(cell.op('add', [v, step], `s${width}.${f}`));
  const edge = new FixedBuilder(ends.length);
  const [a, b] = [edge.input('a', `s${width}.${f}`, true), edge.input('b', `s${width}.${f}`, true)];
  edge.state('into_a', `s${width}.${f - 4}`, [0n]);
  edge.state('into_b', `s${width}.${f - 4}`, [0n]);
  const difference = edge.op('subtract', [b, a], `s${width + 1}.${f}`);
  const flow = edge.op('multiply', [edge.constant(11n, 's5.4'), difference], `s${width}.${f - 4}`);
  edge.setNext(flow, edge.op('negate', [flow], `s${width}.${f - 4}`));
  const terms = [{ part: 1, state: 0, end: 0 }, { part: 1, state: 1, end: 1 }] as const; // biome-ignore format: a list
  return wired([cell.build('cell'), edge.build('edge')], ends, [
    [{ kind: 'sum', terms, most: 2 }],
    [
      { kind: 'read', end: 0, state: 0 },
      { kind: 'read', end: 1, state: 0 },
    ],
  ]);
}
const initial = (nodes: number, f: number): bigint[] =>
  Array.from({ length: nodes }, (_, i) => (BigInt(7 * i * i - 5 * i - 3) << BigInt(f)) / 11n);
const drive = (nodes: number, f: number): bigint[] =>
  Array.from({ length: nodes }, (_, i) => (BigInt(3 - 2 * i) << BigInt(f)) / 7n);

/** x / 2^bits to the nearest integer, ties to even: written out here, by floor and rest. */
function rounded(x: bigint, bits: bigint): bigint {
  const unit = 1n << bits;
  const below = x >> bits;
  const twice = 2n * (x - below * unit);
  return twice > unit || (twice === unit && below % 2n !== 0n) ? below + 1n : below;
}
/** The chain once more, in BigInt and by hand: only shifts and sums, states of the nodes after each step. */
function chainByHand(nodes: number, ends: Pair['ends'], f: number, steps: number): bigint[][] {
  let v = initial(nodes, f);
  const u = drive(nodes, f);
  const seen: bigint[][] = [];
  for (let k = 0; k < steps; k++) {
    const sums = v.map(() => 0n);
    for (const [a, b] of ends) {
      // 11/16 of the difference, in units of 2^-(f - 4)
      const flow = rounded(11n * (v[b]! - v[a]!), 8n);
      sums[a]! += flow;
      sums[b]! -= flow;
    }
    v = v.map((x, i) => x + rounded(u[i]! - x + (sums[i]! << 4n), 6n));
    seen.push(v);
  }
  return seen;
}
function statesOf(
  fixed: readonly FixedForm[],
  steps: number,
  engine?: 'bigint' | 'javascript' | 'wasm' | 'vector',
): bigint[][] {
  const seen: bigint[][] = [];
  const observer = {
    frame: (frame: Frame) => {
      if (frame.part === 0) seen.push([...frame.integers!]);
    },
  };
  runFixedNetwork(fixed, observer, { steps, ...(engine && { engine }) });
  return seen;
}
const engines = ['bigint', 'javascript', 'wasm', 'vector'] as const;

describe('a network of integers', () => {
  it.each(engines)('is what a hand-written loop over a chain of three nodes gives, with the %s engine', (engine) => {
    const forms = chainForms(3, chain(3), 20, 30);
    expect(statesOf(forms, 200, engine)).toEqual(chainByHand(3, chain(3), 20, 200));
  });
  it('is the same with words that no float64 holds', () => {
    const forms = chainForms(3, chain(3), 50, 58);
    const run = new FixedNetworkRun(forms);
    expect(run.runs.map(({ kind }) => kind)).toEqual(['bigint', 'bigint']);
    expect(statesOf(forms, 100)).toEqual(chainByHand(3, chain(3), 50, 100));
  });
  it('reads states at t_k and adds up outputs of the same step', () => {
    const forms = chainForms(2, chain(2), 20, 30);
    const run = new FixedNetworkRun(forms);
    const before = [...run.frames[0]!.integers!];
    run.advance();
    expect(run.frames[1]!.integers![0]).toBe(rounded(11n * (before[1]! - before[0]!), 8n));
    expect([...run.frames[0]!.integers!]).toEqual(chainByHand(2, chain(2), 20, 1)[0]);
    expect(run.frames.map((frame) => frame.step)).toEqual([0, 0]);
  });
  it('works without any edge', () => {
    const forms = chainForms(1, [], 20, 30);
    expect(statesOf(forms, 20)).toEqual(chainByHand(1, [], 20, 20));
  });
});

function fixedOf(network: StepNetwork): FixedForm[] {
  const built = buildNetwork(network, { tolerance: 1e-3 }, gatherNetworkEvidence, null, new DiagnosticSink());
  return built!.map(({ fixed }) => fixed);
}
/** Digest of the population over all steps. */
function digestOf(fixed: readonly FixedForm[], engine?: (typeof engines)[number]): string {
  const digest = new FrameDigest(fixed[0]!.step);
  const observer = { frame: (frame: Frame) => (frame.part === 0 ? digest.frame(frame) : null) };
  runFixedNetwork(fixed, observer, engine ? { engine } : {});
  return digest.text();
}
/** The same network with its edges in another order. */
function shuffled(fixed: readonly FixedForm[], seed: number): FixedForm[] {
  const { edges } = fixed[1]!.step;
  const order = Array.from(edges!.from, (_, e) => e).sort((a, b) => ((a * seed) % 97) - ((b * seed) % 97) || a - b);
  const pick = (list: Uint32Array): Uint32Array => Uint32Array.from(order, (e) => list[e]!);
  const own = { ...edges!, from: pick(edges!.from), to: pick(edges!.to) };
  return [fixed[0]!, { ...fixed[1]!, step: { ...fixed[1]!.step, edges: own } }];
}
const networks: readonly (readonly [string, () => StepNetwork])[] = [
  ['a ring', () => conductors(ring(7), 7, 200)],
  ['a ring at three points of a sweep', () => conductors(ring(7), 7, 200, 3)],
  ['parallel edges', () => conductors([...ring(5), [0, 1], [0, 1], [3, 3]], 5, 200)],
  ['phases, all to all', () => kuramoto(13, 200)],
];
describe.each(networks)('the bits of %s', (_name, make) => {
  const fixed = fixedOf(make());
  const wanted = digestOf(fixed);
  it.each(engines)('are those of the %s engine', (engine) => {
    expect(digestOf(fixed, engine)).toBe(wanted);
  });
  it.each(['javascript', 'vector'] as const)('come from one memory with the %s engine', (engine) => {
    const run = new FixedNetworkRun(fixed, { engine });
    run.advance(1);
    expect(run.runs.map(({ kind }) => kind)).toEqual(fixed.map(() => engine));
    const [cells, edges] = run.runs.map((part) => part.columns()[0]!.values.buffer);
    expect(cells).toBe(edges);
  });
  it.each([5, 31, 64])('do not depend on the order of the edges (%i)', (seed) => {
    expect(digestOf(shuffled(fixed, seed))).toBe(wanted);
  });
});
describe('the points of a sweep', () => {
  it('are the same network each', () => {
    const all = fixedOf(conductors(ring(7), 7, 100, 3));
    const run = new FixedNetworkRun(all);
    run.advance(100);
    const states = [...run.frames[0]!.states];
    // the middle point alone, with the formats of all
    const slice = <T>(list: readonly T[], n: number): readonly T[] => (list.length === 1 ? list : list.slice(n, 2 * n));
    const one = all.map((form): FixedForm => {
      const { population } = form.step;
      const { size } = population;
      return {
        ...form,
        states: form.states.map((s) => ({ ...s, initial: slice(s.initial, size) })),
        params: form.params.map((p) => ({ ...p, integers: slice(p.integers, size) })),
        step: { ...form.step, population: { ...population, instances: size } },
      };
    });
    const alone = new FixedNetworkRun(one);
    alone.advance(100);
    expect([...alone.frames[0]!.states]).toEqual(states.slice(7, 14));
  });
});
