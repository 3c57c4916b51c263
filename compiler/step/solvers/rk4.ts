import { type Advance, addScaled } from './solver.ts';

/** The classical Runge-Kutta method of fourth order, inputs at t_k, t_k + dt/2 (twice) and t_(k+1). */
export const rk4: Advance = ({ space, dt, now, rates }) => {
  const k1 = rates(0, now);
  const k2 = rates(0.5, addScaled(space, now, dt / 2, k1));
  const k3 = rates(0.5, addScaled(space, now, dt / 2, k2));
  const k4 = rates(1, addScaled(space, now, dt, k3));
  const mean = k1.map((k, i) => {
    const inner = space.multiply(space.constant(2), space.add(k2[i]!, k3[i]!));
    return space.add(space.add(k, k4[i]!), inner);
  });
  return addScaled(space, now, dt / 6, mean);
};
