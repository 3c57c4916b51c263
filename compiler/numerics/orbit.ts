/**
 * Where a unit vector comes to. A solver that turns it wrongly also keeps it on a wrong orbit, and a step that would do there need not do on
 * the right one: what is advised is looked at on both. Found by following the rates in short steps, as long as nothing but the vector itself moves them.
 */
import { advanced, length, type Sample, unit, type Vector } from './rotation-error.ts';

/** Radians in a step of rk4: 1e-4 of the radius wrong at a damping of 0.01. */
const turn = 0.15;
/** Steps until it has settled: 400 turns, ten times what a damping of 0.005 takes. */
const settling = 2 ** 14;
/** Afterwards, places over a turn, so many steps apart. */
const places = { count: 16, apart: 3 } as const;
/** Rates at one place that differ by less, as a part of them, are the same. */
const same = 1e-9;
/** Slower than this part of the motion before: at rest. */
const still = 1e-3;

/**
 * @param samples places of one vector in one run
 * @param turning its rate of turning, rad/s
 * @param horizon seconds that it has for it
 * @returns places evenly spread in time over its orbit; null where something else moves the rates, or where it comes to rest
 */
export function settledOrbit(samples: readonly Sample[], turning: number, horizon: number): Sample[] | null {
  const last = samples.at(-1);
  if (last === undefined || !standsStill(samples)) return null;
  const { rate } = last;
  const dt = turn / turning;
  const step = (at: Vector): Vector => unit(advanced('rk4', { rate, at }, dt));
  let at = last.at;
  for (let k = 0; k < Math.min(settling, horizon / dt); k++) at = step(at);
  const orbit: Sample[] = [];
  for (let k = 0; k < places.count * places.apart; k++) {
    if (k % places.apart === 0) orbit.push({ at, rate });
    at = step(at);
  }
  const before = Math.max(...samples.map((sample) => length(sample.rate(sample.at))));
  return orbit.every((sample) => length(rate(sample.at)) > still * before) ? orbit : null;
}
/** Whether all samples have the same rates at one place. */
function standsStill(samples: readonly Sample[]): boolean {
  const { at, rate } = samples[0]!;
  const there = rate(at);
  return samples.every((sample) => {
    const other = sample.rate(at);
    return there.every((x, i) => Math.abs(x - other[i as 0 | 1 | 2]) <= same * length(there));
  });
}
