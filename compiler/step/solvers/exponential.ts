import type { ValueId } from '../../ops/graph.ts';
import { distribute } from '../choices.ts';
import { tangent } from '../tangent.ts';
import type { Workspace } from '../workspace.ts';
import { type Advance, scaled } from './solver.ts';

/**
 * x + dt phi1(a dt) f(x), a = df/dx of the state itself (Rosenbrock-Euler with the diagonal of the Jacobian; Hochbruck and
 * Ostermann, Acta Numerica 19 (2010), 209). Exact for a state whose rate is a x + b with a and b constant over the step, first
 * order in what couples states, stable for any a < 0.
 */
export const exponential: Advance = ({ space, dt, now, rates }) => {
  const f = rates(0, now);
  return now.map((x, i) => {
    const slope = tangent(space, f[i]!, new Map([[x, space.constant(1)]]));
    if (slope.broken !== null || space.isZero(slope.value)) return space.add(x, scaled(space, dt, f[i]!));
    return space.add(x, space.multiply(weight(space, dt, slope.value), f[i]!));
  });
};
/** dt phi1(a dt); a choice between slopes becomes a choice between weights, so that constants stay constants. */
function weight(space: Workspace, dt: number, slope: ValueId): ValueId {
  return distribute(space, slope, (a) => scaled(space, dt, space.apply('phi1', [scaled(space, dt, a)])));
}
