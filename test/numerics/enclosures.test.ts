/** What holds in every run: limits of states by induction over the step. */
import { describe, expect, it } from 'vitest';
import { encloseCell } from '../../compiler/numerics/enclosures.ts';
import { Graph } from '../../compiler/ops/index.ts';
import { state, stepForm, words } from '../sim/step-forms.ts';
import { build, codes } from './support.ts';

/** A state that holds the square of another, which follows its root: seen near 0, never below. */
function follower() {
  const graph = new Graph();
  const w = words(graph);
  const x = w.state(0);
  const turned = w.sub(x, w.mul(w.c(0.1), w.sub(w.f('sqrt', w.state(1)), w.c(0.1))));
  const states = [state('x', 1), state('square', 1)];
  return stepForm({ graph, states, next: [turned, w.mul(turned, turned)], dt: 1, steps: 100 });
}

describe('limits in every run', () => {
  it('knows that a square is not negative, though what is squared comes from a root that knows no limit', () => {
    const { states } = encloseCell(follower().population.cell);
    expect(states[1]).toEqual({ low: 0, high: Infinity });
  });
  it('builds the root of a state that was seen down to 0', () => {
    const { built, sink } = build(follower(), 0.01);
    expect(codes(sink)).toEqual([]);
    expect(built).not.toBeNull();
  });
});
