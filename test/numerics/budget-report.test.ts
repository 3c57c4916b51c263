import { describe, expect, it } from 'vitest';
import type { BudgetReport } from '../../compiler/numerics/index.ts';
import { Graph } from '../../compiler/ops/index.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { state, stepForm, words } from '../sim/step-forms.ts';
import { build } from './support.ts';

/** x' = exp(-y) - x, y' = x - y / 3, by Euler: one table, two sums, two scalings. */
function pair(): StepForm {
  const graph = new Graph();
  const { c, state: s, add, sub, mul, f } = words(graph);
  const decay = f('exp', mul(c(-1), s(1)));
  const next = [add(s(0), mul(c(0.01), sub(decay, s(0)))), add(s(1), mul(c(0.01), sub(s(0), mul(c(1 / 3), s(1)))))];
  const range = { low: 0, high: 2 };
  return stepForm({ graph, states: [state('x', 1, { range }), state('y', 0, { range })], next, dt: 0.01, steps: 500 });
}
const built = build(pair(), 1e-3).built!;
const budget: BudgetReport = built.budget();

describe('the budget of a build', () => {
  it('gives every bit of the predicted error to some operation', () => {
    budget.states.forEach((s, i) => {
      const sum = budget.operations.reduce((total, operation) => total + operation.shares[i]!, 0);
      expect(sum, s.name).toBeCloseTo(1, 9);
    });
    for (const operation of budget.operations)
      operation.shares.forEach((share, i) => {
        expect(operation.sources.reduce((sum, source) => sum + source.shares[i]!, 0)).toBeCloseTo(share, 12);
      });
  });
  it('says nothing of y in the table that only x looks at', () => {
    const [x, y] = budget.operations.find((operation) => operation.op === 'polynomial')!.shares;
    expect(x).toBeGreaterThan(0);
    expect(y).toBe(0);
  });
  it('gives every adder, multiplier and table to one operation, so that costs add up to those of the build', () => {
    const now = budget.curve.find((point) => point.factor === 1)!;
    for (const part of ['lut', 'ff', 'dsp', 'bram'] as const) {
      const sum = budget.operations.reduce((total, operation) => total + operation.cost[part], 0);
      expect(sum, part).toBeCloseTo(now.cost[part], 6);
    }
    expect(now.cost.lut).toBeGreaterThan(0);
    expect(now.predictedErrors).toEqual(built.fixed.states.map((s) => s.localError));
    expect(now.tableBits).toBe(built.report.tables.reduce((bits, table) => bits + table.bits, 0));
    expect(now.stateBits).toBe(built.report.stateBits);
  });
  it('shows finer budgets with smaller errors and more bits: error against cost', () => {
    expect(budget.curve.map((point) => point.factor)).toEqual([1 / 4, 1 / 2, 1, 2, 4]);
    const [finest, coarsest] = [budget.curve[0]!, budget.curve[4]!];
    // sixteen times the budget; rounding to whole bits may take a factor of 2 at each end
    finest.predictedErrors.forEach((error, i) => {
      const ratio = coarsest.predictedErrors[i]! / error;
      expect(ratio).toBeGreaterThan(4);
      expect(ratio).toBeLessThan(64);
    });
    for (const [i, point] of budget.curve.entries())
      if (i > 0) expect(point.stateBits).toBeLessThanOrEqual(budget.curve[i - 1]!.stateBits);
    expect(finest.tableBits).toBeGreaterThan(coarsest.tableBits);
    expect(finest.stateBits - coarsest.stateBits).toBeGreaterThanOrEqual(6); // 4 bits less of two states, +- 1
  });
});
