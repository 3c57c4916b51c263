/** `couple p by hyperedges("cubic.csv") as w { ... }`: what is read of the file, what edges do (against a loop written by hand), and whose turn it is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noEvaluators } from '../../cli/library/check.ts';
import { type Experiment, endLists } from '../../compiler/model/form.ts';
import { joinedAgain } from '../../compiler/model/network/edge-files.ts';
import { compile } from '../../compiler/pipeline.ts';
import { colourParts } from '../../compiler/step/update-order.ts';
import { Float64Network, runFixedNetwork } from '../../sim/network/index.ts';
import { compiledHyper, filesWith, manyText, starts, triadText, triples, weights } from '../support/hyperedges.ts';
import { Transcript } from '../support/rtl.ts';

function modelOf(text: string, beside: Readonly<Record<string, string>>): Experiment {
  const { experiments, diagnostics } = compile({ path: 'net.qnm', text }, filesWith(beside), { until: 'step' }, noEvaluators); // biome-ignore format: one line
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return experiments[0]!.experiment;
}
const listed = ({ parts }: Experiment, part: number): number[][] =>
  endLists(parts[part]!.edges!).map((list) => [...list]);

describe('a list of hyperedges', () => {
  it('has columns in any order, and as many ends as the block names', () => {
    const { experiment } = compiledHyper(triadText);
    expect(listed(experiment, 1)).toEqual([0, 1, 2].map((end) => triples.map((ends) => ends[end])));
    const [datum] = experiment.parts[1]!.cell.data;
    expect(datum).toMatchObject({ name: 'w', values: Float64Array.from(weights) });
  });
  it('is there once in every copy of its circuit, moved to the instances of that copy', () => {
    const { experiment } = compiledHyper(manyText);
    const once = [0, 1, 2].map((end) => triples.map((ends) => ends[end]!));
    expect(listed(experiment, 1)).toEqual(once.map((list) => [...list, ...list.map((i) => i + 7)]));
    expect(listed(experiment, 2)[3]).toEqual([6, 2, 5, 13, 9, 12]);
  });
  it('may have two ends, a weight of any name, and letters that the circuit has names for', () => {
    const text = `use std.ising
circuit Net { param c = 3   p: pbit[4]   couple p by hyperedges("two.csv") as J { bond(a.own, b.own) { J = J * c } } }
circuit Nets { g: Net[2] }
experiment E of Nets { stop = 1 us  dt = 10 ns  tolerance = 1 % }`;
    // here c is an end, not the parameter
    const refused = compile({ path: 'net.qnm', text }, filesWith({ 'two.csv': 'a,b,v\n0,1,2\n' }), { until: 'step' }, noEvaluators); // biome-ignore format: one line
    expect(refused.diagnostics.map(({ code }) => code)).toEqual(['E0617']);
    const model = modelOf(text.replaceAll('param c', 'param q').replace('J * c', 'J * q'), {
      'two.csv': 'a,b,v\n0,1,2\n',
    });
    expect(listed(model, 1)).toEqual([[0, 4], [1, 5]]); // biome-ignore format: a list
  });
  it('says which edges are there again, however many instances there are', () => {
    const lists = [[5, 1, 5, 9, 1], [6, 2, 6, 9, 2], [7, 3, 7, 9, 4]].map((list) => Uint32Array.from(list)); // biome-ignore format: a list
    for (const size of [10, 2000, 2 ** 20]) expect(joinedAgain(lists, size)).toEqual({ again: 1, row: 2, first: 0 });
    for (const size of [10, 2 ** 20]) expect(joinedAgain([...lists, Uint32Array.of(0, 0, 1, 0, 0)], size)).toBeNull();
  });
});

describe('a step of hyperedges', () => {
  it('reads every end at t_k and adds to every end', () => {
    const { parts } = compiledHyper(triadText);
    const run = new Float64Network(parts.map(({ step }) => step!));
    let v: number[] = [...starts];
    for (let k = 0; k < 100; k++) {
      const sums = v.map(() => 0);
      for (const [e, [a, b, c]] of triples.entries()) {
        const w = weights[e]!;
        sums[a]! += w * v[b]! * v[c]!;
        sums[b]! += 0.5 * w * v[a]!;
        sums[c]! += w * (v[b]! / 4 - v[a]!);
      }
      v = v.map((x, i) => x + 0.1 * (sums[i]! - x));
      run.advance(1);
      for (const [i, x] of v.entries()) expect(run.parts[0]!.frame.states[i]).toBeCloseTo(x, 12);
    }
  });
  it('is the same integers in every engine', () => {
    const forms = compiledHyper(manyText).parts.map(({ fixed }) => fixed!);
    const lines = (['bigint', 'javascript', 'vector'] as const).map((engine) => {
      const transcript = new Transcript();
      runFixedNetwork(forms, transcript, { steps: 100, engine });
      return transcript.lines;
    });
    expect(lines[0]!.length).toBe(300);
    expect(lines[1]).toEqual(lines[0]);
    expect(lines[2]).toEqual(lines[0]);
  });
});

describe('colours of units that hyperedges join', () => {
  const text = (n: number, update: string): string => `use std.ising
device unit(own: neural owner) {
  memory m = 1 in -1 .. 1
  s(own) = m
  every 100 ns update = ${update} { m = if x(own) > 0 then 1 else -1 }
}
circuit Net { p: unit[${n}]   couple p by hyperedges("t.csv") { product3(a.own, b.own, c.own) } }
experiment E of Net { stop = 1 us  dt = 1 ns  tolerance = 1 % }`;
  const csv = (edges: readonly (readonly number[])[]): string => `a,b,c\n${edges.map((e) => e.join()).join('\n')}\n`;
  it('are unlike at all ends of an edge', () => {
    const edge = fc.uniqueArray(fc.nat(11), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(edge, { minLength: 1, maxLength: 8 }), (edges) => {
        const [colours] = colourParts(modelOf(text(12, 'coloured'), { 't.csv': csv(edges) }));
        for (const ends of edges) expect(new Set(ends.map((i) => colours!.of[i])).size).toBe(3);
      }),
      { seed: 3, numRuns: 15 },
    );
  });
  it('one after the other are all that an edge joins, by any two of its ends', () => {
    const [colours] = colourParts(modelOf(text(7, 'sequential'), { 't.csv': csv([[0, 4, 2], [2, 1, 6]]) })); // biome-ignore format: one line
    expect(colours!.count).toBe(5);
    expect([0, 1, 2, 4, 6].map((i) => colours!.of[i])).toEqual([0, 1, 2, 3, 4]);
  });
});
