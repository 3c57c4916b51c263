/** How close the operands of each decision may come before fixed point and float64 may legitimately decide apart. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { ValueId } from '../../compiler/ops/graph.ts';
import { operations } from '../../compiler/ops/index.ts';

/** For each value of the step graph whose result jumps: the bound of the difference of its operands. */
export function decisionBounds(fixed: FixedForm): ReadonlyMap<ValueId, number> {
  const { graph } = fixed.step.population.cell;
  const errors = new Map<ValueId, number>();
  for (const { step, error } of fixed.values)
    if (step !== null) errors.set(step, Math.max(errors.get(step) ?? 0, error));
  const bounds = new Map<ValueId, number>();
  for (const value of fixed.values) {
    if (value.step === null) continue;
    const decision = graph.get(value.step);
    if (!operations.get(decision.op)?.jumps) continue;
    const own = decision.args.map((arg) => errors.get(arg));
    // operands that have no counterpart in the step graph (rewritten ones) bring the error of what they became
    const sum = own.every((error) => error !== undefined)
      ? own.reduce((total, error) => total + error, 0)
      : value.args.reduce((total, arg) => total + fixed.values[arg]!.error, 0);
    // exact operands decide alike, however close they are
    if (sum > 0) bounds.set(value.step, Math.max(bounds.get(value.step) ?? 0, sum));
  }
  return bounds;
}
