/**
 * Edges that follow a rule, made by loops into typed arrays. Within a population an edge joins each pair once, from the lower to
 * the higher number unless it wraps; between two populations it leads from the first to the second.
 */

import { threefry } from '../../ops/draw/threefry.ts';
import type { Edges } from '../form.ts';
import { sizeOf } from './shapes.ts';

export type Lists = Pick<Edges, 'from' | 'to' | 'regular'> & Partial<Pick<Edges, 'more'>>;

/** Neighbours that come later, by number of dimensions and of neighbours. */
const neighbours: Readonly<Record<string, readonly (readonly number[])[]>> = {
  '1,2': [[1]],
  '2,4': [
    [0, 1],
    [1, 0],
  ],
  // a triangular lattice: every second diagonal
  '2,6': [
    [0, 1],
    [1, -1],
    [1, 0],
  ],
  '2,8': [
    [0, 1],
    [1, -1],
    [1, 0],
    [1, 1],
  ],
  '3,6': [
    [0, 0, 1],
    [0, 1, 0],
    [1, 0, 0],
  ],
};
/** The offsets of a lattice; undefined when an array of so many dimensions has no such lattice. */
export function offsetsOf(dimensions: number, count: number): readonly (readonly number[])[] | undefined {
  return neighbours[`${dimensions},${count}`];
}

/** Edges from every i to i + offset, where that exists; `wraps`: modulo the shape. Pairs that coincide are made once. */
export function latticeEdges(shape: readonly number[], offsets: readonly (readonly number[])[], wraps: boolean): Lists {
  const coincides = wraps && !offsetsDiffer(shape, offsets);
  const size = sizeOf(shape);
  const key = (i: number, target: number): number => Math.min(i, target) * size + Math.max(i, target);
  const lists = edgesAlong(shape, offsets, wraps, coincides ? key : null);
  return { ...lists, regular: coincides ? null : { shape, offsets, wraps } };
}
/** Edges from every i to all its neighbours, i + offset and i - offset, each way once: the ends may lie in two arrays of one shape. */
export function directedLatticeEdges(
  shape: readonly number[],
  offsets: readonly (readonly number[])[],
  wraps: boolean,
): Lists {
  const size = sizeOf(shape);
  const around = [...offsets, ...offsets.map((offset) => offset.map((o) => -o))];
  const key = wraps && !offsetsDiffer(shape, offsets) ? (i: number, target: number) => i * size + target : null;
  return { ...edgesAlong(shape, around, wraps, key), regular: null };
}
/** `key`: edges of one key are made once, and those to oneself not at all; null: none coincide. */
function edgesAlong(
  shape: readonly number[],
  offsets: readonly (readonly number[])[],
  wraps: boolean,
  key: ((from: number, to: number) => number) | null,
): Pick<Lists, 'from' | 'to'> {
  const size = sizeOf(shape);
  const from = new Uint32Array(size * offsets.length);
  const to = new Uint32Array(size * offsets.length);
  const place = new Array<number>(shape.length).fill(0);
  const seen = new Set<number>();
  let count = 0;
  for (let i = 0; i < size; i++) {
    for (const offset of offsets) {
      let target = 0;
      for (let d = 0; d < shape.length; d++) {
        let at = place[d]! + offset[d]!;
        const extent = shape[d]!;
        if (at < 0 || at >= extent) {
          if (!wraps) {
            target = -1;
            break;
          }
          at = ((at % extent) + extent) % extent;
        }
        target = target * extent + at;
      }
      if (target < 0) continue;
      if (key !== null) {
        if (i === target || seen.has(key(i, target))) continue;
        seen.add(key(i, target));
      }
      from[count] = i;
      to[count++] = target;
    }
    for (let d = shape.length - 1; d >= 0 && ++place[d]! === shape[d]; d--) place[d] = 0;
  }
  return { from: from.subarray(0, count), to: to.subarray(0, count) };
}
/** Whether no two of the offsets and their opposites lead to one place, so that each pair is joined once. */
function offsetsDiffer(shape: readonly number[], offsets: readonly (readonly number[])[]): boolean {
  const places = offsets.flatMap((offset) =>
    [1, -1].map((sign) => offset.map((o, d) => (((sign * o) % shape[d]!) + shape[d]!) % shape[d]!).join()),
  );
  const here = shape.map(() => 0).join();
  return new Set(places).size === places.length && !places.includes(here);
}

/** All pairs: each once within a population (`within`: of so many instances), else every one with every one. */
export function allEdges(a: number, b: number, pairs: Pairs): Lists {
  const count = pairCount(a, b, pairs);
  const from = new Uint32Array(count);
  const to = new Uint32Array(count);
  let e = 0;
  for (let i = 0; i < a; i++)
    for (let j = pairs === 'once' ? i + 1 : 0; j < b; j++) {
      if (pairs === 'ordered' && i === j) continue;
      from[e] = i;
      to[e++] = j;
    }
  return { from, to, regular: null };
}
/** once: i < j. ordered: within a population, both ways, i != j. between: from each of one to each of another. */
export type Pairs = 'once' | 'ordered' | 'between';
export function pairCount(a: number, b: number, pairs: Pairs): number {
  return pairs === 'once' ? (a * (a - 1)) / 2 : pairs === 'ordered' ? a * (a - 1) : a * b;
}

export function oneToOneEdges(size: number): Lists {
  return {
    from: Uint32Array.from({ length: size }, (_, i) => i),
    to: Uint32Array.from({ length: size }, (_, i) => i),
    regular: null,
  };
}

/** Each of the pairs with probability `p`, in their order: the gaps between those taken are drawn (geometric). */
export function randomEdges(a: number, b: number, pairs: Pairs, p: number, seed: number): Lists {
  const total = pairCount(a, b, pairs);
  if (p >= 1) return allEdges(a, b, pairs);
  const capacity = Math.min(total, Math.ceil(total * p + 8 * Math.sqrt(total * p) + 64));
  const from = new Uint32Array(capacity);
  const to = new Uint32Array(capacity);
  if (p <= 0) return { from: from.subarray(0, 0), to: to.subarray(0, 0), regular: null };
  const words = new Uint32Array(2);
  const scale = 1 / Math.log1p(-p);
  let count = 0;
  let row = 0;
  let begin = 0; // number of the first pair of the row
  const inRow = (i: number): number => (pairs === 'once' ? a - 1 - i : pairs === 'ordered' ? b - 1 : b);
  for (let pair = -1, draw = 0; count < capacity; draw++) {
    threefry(seed, edgeStream, draw >>> 0, Math.floor(draw / 2 ** 32), words);
    const u = (words[0]! * 2 ** 21 + (words[1]! >>> 11) + 0.5) * 2 ** -53;
    pair += 1 + Math.floor(Math.log(u) * scale);
    if (pair >= total) break;
    while (pair - begin >= inRow(row)) begin += inRow(row++);
    const column = pair - begin;
    from[count] = row;
    to[count++] = pairs === 'once' ? row + 1 + column : pairs === 'ordered' && column >= row ? column + 1 : column;
  }
  return { from: from.subarray(0, count), to: to.subarray(0, count), regular: null };
}
/** A key that no draw of a cell has: its sites are below. */
const edgeStream = 2 ** 31 + 2 ** 30;
