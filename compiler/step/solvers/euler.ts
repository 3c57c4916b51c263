import { type Advance, addScaled } from './solver.ts';

/** x + dt f(x, u_k): first order. */
export const euler: Advance = ({ space, dt, now, rates }) => addScaled(space, now, dt, rates(0, now));
