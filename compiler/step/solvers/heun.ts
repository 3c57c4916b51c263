import { type Advance, addScaled } from './solver.ts';

/** x + dt/2 (f(x, u_k) + f(x + dt f, u_(k+1))): second order. */
export const heun: Advance = ({ space, dt, now, rates }) => {
  const first = rates(0, now);
  const second = rates(1, addScaled(space, now, dt, first));
  return addScaled(
    space,
    now,
    dt / 2,
    first.map((k, i) => space.add(k, second[i]!)),
  );
};
