import { describe, expect, it } from 'vitest';
import { closure, Graph, leavesOf, oldestFirst, reachable } from '../../compiler/ops/index.ts';

const graph = new Graph();
const x = graph.add('state', [], 'real', { index: 0 });
const two = graph.constant(2);
const rate = graph.add('rate', [x], 'real');
const twice = graph.add('multiply', [two, x], 'real');
const sum = graph.add('add', [twice, rate], 'real');
const apart = graph.add('param', [], 'real', { index: 0 });

describe('walks', () => {
  it('a circle is gone round once', () => {
    const next = new Map([
      [1, [2]],
      [2, [3, 1]],
      [3, [1]],
    ]);
    expect(oldestFirst(closure([2], (at) => next.get(at)!))).toEqual([1, 2, 3]);
  });
  it('arguments come before users, and what nobody needs not at all', () => {
    expect(reachable(graph, [sum])).toEqual([x, two, rate, twice, sum]);
    expect(reachable(graph, [sum])).not.toContain(apart);
  });
  it('nothing older than asked', () => {
    expect(reachable(graph, [sum, x], rate)).toEqual([rate, twice, sum]);
  });
  it('leaves are all but constants, a rate and what it is the rate of', () => {
    expect(leavesOf(graph, [sum, apart])).toEqual([x, rate, apart]);
  });
});
