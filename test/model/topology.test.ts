/** Edges that follow a rule, against the definition of each rule, written the slow way. */
import { describe, expect, it } from 'vitest';
import {
  allEdges,
  directedLatticeEdges,
  latticeEdges,
  offsetsOf,
  oneToOneEdges,
  type Pairs,
  pairCount,
  randomEdges,
} from '../../compiler/model/network/topology.ts';

type Edge = readonly [number, number];
const listOf = ({ from, to }: { readonly from: Uint32Array; readonly to: Uint32Array }): Edge[] =>
  [...from].map((f, e) => [f, to[e]!]);
const unordered = (edges: readonly Edge[]): string[] =>
  edges.map(([a, b]) => (a < b ? `${a}-${b}` : `${b}-${a}`)).sort();

/** Places of an array, the last index fastest. */
function places(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (sofar, n) => sofar.flatMap((p) => Array.from({ length: n }, (_, i) => [...p, i])),
    [[]],
  );
}
/** Pairs whose places differ by one of the offsets or its opposite, modulo the shape where it wraps. */
function neighbourPairs(shape: readonly number[], offsets: readonly (readonly number[])[], wraps: boolean): string[] {
  const all = places(shape);
  const pairs = new Set<string>();
  for (const [i, p] of all.entries())
    for (const [j, q] of all.entries()) {
      const joined = offsets.some((o) =>
        o.every((step, d) => {
          const gap = q[d]! - p[d]! - step;
          return wraps ? gap % shape[d]! === 0 : gap === 0;
        }),
      );
      if (i !== j && joined) pairs.add(i < j ? `${i}-${j}` : `${j}-${i}`);
    }
  return [...pairs].sort();
}

const shapes: [string, readonly number[], number][] = [
  ['a chain', [7], 2],
  ['a pair', [2], 2],
  ['one', [1], 2],
  ['a sheet', [4, 5], 4],
  ['a triangular sheet', [4, 5], 6],
  ['a sheet with diagonals', [4, 5], 8],
  ['a narrow sheet', [2, 6], 8],
  ['a line of a sheet', [1, 6], 4],
  ['a block', [3, 4, 5], 6],
  ['a flat block', [2, 1, 3], 6],
];
describe.each(shapes)('%s %j with %i neighbours', (_, shape, count) => {
  it.each([false, true])('joins each pair of neighbours once (wraps: %s)', (wraps) => {
    const offsets = offsetsOf(shape.length, count)!;
    const made = latticeEdges(shape, offsets, wraps);
    expect(unordered(listOf(made))).toEqual(neighbourPairs(shape, offsets, wraps));
  });
  it.each([false, true])('leads from each to all its neighbours in another array (wraps: %s)', (wraps) => {
    const offsets = offsetsOf(shape.length, count)!;
    const made = listOf(directedLatticeEdges(shape, offsets, wraps)).map(([a, b]) => `${a}-${b}`);
    const pairs = neighbourPairs(shape, offsets, wraps);
    expect(made.sort()).toEqual([...pairs, ...pairs.map((pair) => pair.split('-').reverse().join('-'))].sort());
  });
  it.each([false, true])('says the rule that its edges follow, or none (wraps: %s)', (wraps) => {
    const { regular, ...lists } = latticeEdges(shape, offsetsOf(shape.length, count)!, wraps);
    if (regular === null) return expect(shape.some((n) => n <= 2)).toBe(true); // only where pairs coincide
    const all = places(regular.shape);
    const expected = all.flatMap((p, i) =>
      regular.offsets.flatMap((offset): Edge[] => {
        const to = p.map((x, d) => x + offset[d]!);
        const wrapped = to.map((x, d) => (x + regular.shape[d]!) % regular.shape[d]!);
        if (!regular.wraps && to.some((x, d) => x !== wrapped[d])) return [];
        return [[i, all.findIndex((q) => q.every((x, d) => x === wrapped[d]))]];
      }),
    );
    expect(listOf(lists)).toEqual(expected);
  });
});

describe('all and one to one', () => {
  it.each<[Pairs, number, number]>([
    ['once', 5, 5],
    ['once', 1, 1],
    ['ordered', 4, 4],
    ['between', 3, 4],
  ])('%s %i %i', (pairs, a, b) => {
    const made = listOf(allEdges(a, b, pairs));
    const expected: Edge[] = [];
    for (let i = 0; i < a; i++)
      for (let j = 0; j < b; j++)
        if (pairs === 'between' || (pairs === 'ordered' ? i !== j : i < j)) expected.push([i, j]);
    expect(made).toEqual(expected);
    expect(pairCount(a, b, pairs)).toBe(expected.length);
  });
  it('one to one', () => {
    expect(listOf(oneToOneEdges(3))).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
  });
});

describe('random', () => {
  it.each<Pairs>(['once', 'ordered', 'between'])('%s: pairs in order, none twice, none that is not one', (pairs) => {
    const [a, b] = pairs === 'between' ? [40, 70] : [60, 60];
    const possible = new Map(listOf(allEdges(a, b, pairs)).map((edge, i) => [edge.join(), i]));
    const numbers = listOf(randomEdges(a, b, pairs, 0.3, 7)).map((edge) => possible.get(edge.join())!);
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers.every((n, i) => n !== undefined && (i === 0 || n > numbers[i - 1]!))).toBe(true);
  });
  it('takes each pair with its probability', () => {
    const counts = new Array<number>(45).fill(0);
    const number = new Map(listOf(allEdges(10, 10, 'once')).map((edge, i) => [edge.join(), i]));
    const runs = 2000;
    for (let seed = 0; seed < runs; seed++)
      for (const edge of listOf(randomEdges(10, 10, 'once', 0.2, seed))) counts[number.get(edge.join())!]! += 1;
    // 45 binomials of 2000 at 0.2: standard deviation 17.9; five of them
    for (const count of counts) expect(Math.abs(count - 0.2 * runs)).toBeLessThan(90);
  });
  it('is the same for the same seed and another for another', () => {
    const [x, y, z] = [1, 1, 2].map((seed) => listOf(randomEdges(50, 50, 'ordered', 0.1, seed)));
    expect(x).toEqual(y);
    expect(x).not.toEqual(z);
  });
  it('none at 0, all at 1', () => {
    expect(listOf(randomEdges(5, 5, 'once', 0, 1))).toEqual([]);
    expect(listOf(randomEdges(5, 5, 'once', 1, 1))).toEqual(listOf(allEdges(5, 5, 'once')));
  });
});
