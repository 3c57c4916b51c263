/** What a solver is given and gives: one step of all continuous states together. */
import type { ValueId } from '../../ops/graph.ts';
import type { Workspace } from '../workspace.ts';

export interface Dynamics {
  readonly space: Workspace;
  readonly dt: number;
  /** Indices of the continuous states. */
  readonly states: readonly number[];
  /** Values of those states at t_k, in order. */
  readonly now: readonly ValueId[];
  /** Rates at a time of the step, for other values of the states. */
  rates(time: 0 | 0.5 | 1, states: readonly ValueId[]): ValueId[];
}
/** Values of the states at t_(k+1). */
export type Advance = (dynamics: Dynamics) => ValueId[];

/** factor * value, with the factor taken into constants that are there already. */
export function scaled(space: Workspace, factor: number, value: ValueId): ValueId {
  return absorbed(space, factor, value) ?? space.multiply(space.constant(factor), value);
}
/** The product without a new multiplication; null when there is none. */
function absorbed(space: Workspace, factor: number, value: ValueId): ValueId | null {
  const { op, args } = space.graph.get(value);
  const constant = space.graph.constantOf(value);
  if (constant !== undefined) return space.constant(factor * constant);
  if (op === 'multiply' && space.graph.constantOf(args[0]!) !== undefined)
    return space.multiply(space.constant(factor), value);
  if (op === 'negate') return map(space, [args[0]!], factor, ([a]) => space.negate(a!));
  if (op === 'add') return map(space, args, factor, ([a, b]) => space.add(a!, b!));
  if (op === 'subtract') return map(space, args, factor, ([a, b]) => space.subtract(a!, b!));
  if (op === 'select') return map(space, args.slice(1), factor, ([a, b]) => space.select(args[0]!, a!, b!));
  return null;
}
function map(
  space: Workspace,
  args: readonly ValueId[],
  factor: number,
  build: (args: readonly ValueId[]) => ValueId,
): ValueId | null {
  const parts = args.map((arg) => absorbed(space, factor, arg));
  return parts.every((part) => part !== null) ? build(parts) : null;
}
export function addScaled(
  space: Workspace,
  to: readonly ValueId[],
  factor: number,
  rates: readonly ValueId[],
): ValueId[] {
  return to.map((x, i) => space.add(x, scaled(space, factor, rates[i]!)));
}
