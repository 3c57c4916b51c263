/**
 * How wrong a solver turns a unit vector. A step ends beside where the rates lead: the part along the motion is a wrong rate of turning;
 * the part across it pushes the orbit aside until its damping pushes back, and an orbit at another place turns at another rate. For
 * a macrospin on a steady orbit that is, with x = (rate of turning) dt, damping alpha and the component m_z along the axis,
 *   euler m_z x / (2 alpha),  heun m_z x^3 / (8 alpha) + x^2 / 6,  rk4 -m_z x^5 / (144 alpha) - x^4 / 120:
 * the amplification factors of the schemes over the damping (`test/numerics/rotations.test.ts` has both beside each other).
 */
import type { Solver } from '../model/form.ts';

export type Vector = readonly [number, number, number];
/** A place on an orbit, and the rates around it. */
export interface Sample {
  readonly at: Vector;
  readonly rate: (m: Vector) => Vector;
}
export interface RotationError {
  /** Of the rate of turning, as a part of it, with its sign. */
  readonly frequency: number;
  /** The same where what the radius does to it and what the step itself does never cancel: on another orbit they do not. */
  readonly most: number;
  /** Of the radius of the orbit (where it decays: of the damping), as a part of it. */
  readonly radius: number;
  /** Largest rate of turning, rad/s. */
  readonly turning: number;
}

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const times = (s: number, a: Vector): Vector => [s * a[0], s * a[1], s * a[2]];
const plus = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const length = (a: Vector): number => Math.sqrt(dot(a, a));
export const unit = (a: Vector): Vector => times(1 / length(a), a);
const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;

/** One step of a solver, before the length is restored. */
export function advanced(solver: Solver, { rate, at: m }: Sample, dt: number): Vector {
  const k1 = rate(m);
  if (solver === 'heun') return plus(m, times(dt / 2, plus(k1, rate(plus(m, times(dt, k1))))));
  if (solver !== 'rk4') return plus(m, times(dt, k1));
  const k2 = rate(plus(m, times(dt / 2, k1)));
  const k3 = rate(plus(m, times(dt / 2, k2)));
  const k4 = rate(plus(m, times(dt, k3)));
  return plus(m, times(dt / 6, plus(plus(k1, k4), times(2, plus(k2, k3)))));
}
/** The Newton step of `step/advance-states.ts`. */
const restored = (m: Vector): Vector => times(1.5 - 0.5 * dot(m, m), m);
/** Steps of rk4 that stand for the exact motion; shorter where a step turns far. */
const fineSteps = 8;
const farthestTurn = 0.05;

/** Where the exact motion is after dt. */
function exact({ rate, at }: Sample, dt: number): Vector {
  const steps = Math.min(4096, Math.max(fineSteps, Math.ceil((length(rate(at)) * dt) / farthestTurn)));
  let m = at;
  for (let k = 0; k < steps; k++) m = unit(advanced('rk4', { rate, at: m }, dt / steps));
  return m;
}
/** Below this part of the fastest motion nothing turns. */
const still = 1e-3;
/** Displacement for slopes. */
const aside = 1e-5;

/**
 * @param samples places that one vector came by, of one run
 * @param horizon seconds that errors have to add up, where nothing damps them
 * @returns null where nothing turns
 */
export function rotationError(
  samples: readonly Sample[],
  solver: Solver,
  dt: number,
  horizon: number,
): RotationError | null {
  const speeds = samples.map(({ at, rate }) => length(rate(at)));
  const fastest = Math.max(...speeds);
  const moving = samples.filter((_, i) => speeds[i]! > still * fastest && Number.isFinite(speeds[i]!));
  if (moving.length < 4 || !(fastest * dt > 1e-9)) return null;
  const met = moving.map((sample) => lookAt(sample, solver, dt));
  const damping = Math.max(-mean(met.map((each) => each.spread)), 1 / horizon);
  const push = mean(met.map((each) => each.across)) / damping;
  const byRadius = push * mean(met.map((each) => each.shear));
  const itself = mean(met.map((each) => each.along));
  const bend = mean(met.map((each) => Math.abs(each.turning) / each.speed));
  return {
    frequency: byRadius + itself,
    most: Math.abs(byRadius) + Math.abs(itself),
    radius: Math.abs(push) * bend,
    turning: Math.max(...met.map(({ turning, speed }) => Math.hypot(turning, speed))),
  };
}
/** At one place, with t along the motion and n across it. */
function lookAt(sample: Sample, solver: Solver, dt: number) {
  const { at: m, rate } = sample;
  const f = rate(m);
  const speed = length(f);
  const t = unit(f);
  const n = cross(m, t);
  const slope = (d: Vector): Vector => {
    const [ahead, behind] = [aside, -aside].map((h) => rate(unit(plus(m, times(h, d)))));
    return times(1 / (2 * aside), plus(ahead!, times(-1, behind!)));
  };
  const [alongT, alongN] = [slope(t), slope(n)];
  const wrong = plus(restored(advanced(solver, sample, dt)), times(-1, exact(sample, dt)));
  // where the motion is after the step: t and n have turned with it
  const later = exact(sample, dt);
  const tLater = unit(rate(later));
  const nLater = cross(later, tLater);
  return {
    speed,
    /** Rate at which t turns within the sphere. */
    turning: dot(n, alongT),
    /** Growth of a deviation across: its mean over an orbit is that of the orbit. */
    spread: dot(n, alongN),
    /** Change of the rate of turning with a deviation across. */
    shear: (dot(t, alongN) + dot(n, alongT)) / speed,
    across: dot(wrong, nLater) / dt,
    along: dot(wrong, tLater) / dt / speed,
  };
}

/**
 * The longest step, to two digits, with which a solver's errors stay below `asked`; null: none above `least`.
 * @param runs places by run, or by orbit: it must do on all of them
 */
export function longestStep(
  runs: readonly (readonly Sample[])[],
  solver: Solver,
  asked: number,
  horizon: number,
  limits: { readonly least: number; readonly most: number },
): number | null {
  const good = (dt: number): boolean =>
    runs.every((samples) => {
      const error = rotationError(samples, solver, dt, horizon);
      return error === null || Math.max(error.most, error.radius) <= asked;
    });
  if (!good(limits.least)) return null;
  let [low, high] = [limits.least, limits.most];
  if (good(high)) return high;
  for (let k = 0; k < 14; k++) {
    const middle = Math.sqrt(low * high);
    if (good(middle)) low = middle;
    else high = middle;
  }
  const digit = 10 ** (Math.floor(Math.log10(low)) - 1);
  return Math.floor(low / digit) * digit;
}
/** The larger of the two errors; 0 where nothing turns. */
export function sizeOf(error: RotationError | null): number {
  return error === null ? 0 : Math.max(Math.abs(error.frequency), error.radius);
}
