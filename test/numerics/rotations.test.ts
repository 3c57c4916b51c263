/** How wrong solvers turn a macrospin, against the formulas and the measured frequencies of the design (13a: f = 16.397 GHz, m_z = 0.69154). */
import { describe, expect, it } from 'vitest';
import type { Solver } from '../../compiler/model/form.ts';
import { settledOrbit } from '../../compiler/numerics/orbit.ts';
import {
  advanced,
  longestStep,
  rotationError,
  type Sample,
  type Vector,
} from '../../compiler/numerics/rotation-error.ts';

const gamma = 1.76085963e11;
const [alpha, B0, Bk, aJ] = [0.015, 1, -0.6, 8.77616e-3];
const mz = (aJ / alpha - B0) / Bk;
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
/** The equation of Landau, Lifshitz and Gilbert with a torque that pulls m to -z. */
function rate(m: Vector): Vector {
  const B = B0 + Bk * m[2];
  const inner = cross(m, [0, 0, alpha * B - aJ]);
  const sum: Vector = [inner[0], inner[1], inner[2] + B + alpha * aJ];
  const turned = cross(m, sum);
  const factor = -gamma / (1 + alpha * alpha);
  return [factor * turned[0], factor * turned[1], factor * turned[2]];
}
/** The steady orbit. */
const orbit: Sample[] = Array.from({ length: 12 }, (_, k) => {
  const phi = (2 * Math.PI * k) / 12;
  const r = Math.sqrt(1 - mz * mz);
  return { at: [r * Math.cos(phi), r * Math.sin(phi), mz], rate };
});
const horizon = 1e-6;

describe('the error of the rate of turning', () => {
  // measured: runs of the schemes, each with the restored length, until they were steady
  it.each<[Solver, number, number, number]>([
    ['euler', 5e-15, 1.19e-2, 0.04],
    ['euler', 1e-14, 2.4e-2, 0.04],
    ['heun', 0.25e-12, 2.09e-4, 0.01],
    ['heun', 0.5e-12, 1.23e-3, 0.01],
    ['heun', 1e-12, 8.17e-3, 0.02],
    ['rk4', 1e-12, -4.7e-6, 0.03],
    ['rk4', 2e-12, -1.33e-4, 0.03],
  ])('%s at %g s is %g', (solver, dt, measured, within) => {
    const { frequency, turning } = rotationError(orbit, solver, dt, horizon)!;
    expect(Math.abs(frequency / measured - 1)).toBeLessThan(within);
    expect(turning / (2 * Math.PI)).toBeCloseTo(16.3968e9, -8);
  });
  it('is that of the formulas where the turn of a step is small', () => {
    for (const x of [0.01, 0.02]) {
      const dt = x / (gamma * (B0 + Bk * mz));
      const formulas = { euler: (mz * x) / (2 * alpha), heun: (mz * x ** 3) / (8 * alpha) + x ** 2 / 6 };
      for (const [solver, wanted] of Object.entries(formulas)) {
        const { frequency } = rotationError(orbit, solver as Solver, dt, horizon)!;
        expect(Math.abs(frequency / wanted - 1)).toBeLessThan(0.02);
      }
    }
  });
  it('names the longest step: 0.1 % wants less than 0.5 ps of heun, 4 times more of rk4, and nothing that euler has', () => {
    const limits = { least: 1e-15, most: 1e-11 };
    const [heun, rk4] = (['heun', 'rk4'] as const).map(
      (solver) => longestStep([orbit], solver, 1e-3, horizon, limits)!,
    );
    expect(heun).toBeGreaterThan(0.3e-12);
    expect(heun).toBeLessThan(0.5e-12);
    expect(rk4! / heun!).toBeGreaterThan(4);
    expect(longestStep([orbit], 'euler', 1e-3, horizon, limits)).toBeNull();
  });
});

describe('a moment that spirals into the field', () => {
  it('has its damping wrong by x / 2 alpha with euler', () => {
    const B = 0.1;
    const decay = 0.05;
    const free = (m: Vector): Vector => {
      const inner = cross(m, cross(m, [0, 0, B]));
      const turn = cross(m, [0, 0, B]);
      const factor = -gamma / (1 + decay * decay);
      return [0, 1, 2].map((i) => factor * (turn[i]! + decay * inner[i]!)) as unknown as Vector;
    };
    const places = [0.1, 0.12, 0.14, 0.16].map((r): Sample => ({ at: [r, 0, Math.sqrt(1 - r * r)], rate: free }));
    const dt = 1e-13;
    const { radius, frequency } = rotationError(places, 'euler', dt, 1)!;
    expect(radius / ((gamma * B * dt) / (2 * decay))).toBeCloseTo(1, 1);
    expect(Math.abs(frequency)).toBeLessThan(radius / 5);
  });
  it('is nothing where nothing turns', () => {
    const still: Sample = { at: [0, 0, 1], rate: () => [0, 0, 0] };
    expect(rotationError([still, still, still, still], 'euler', 1e-12, 1)).toBeNull();
  });
});

describe('the step that is named to who runs euler', () => {
  type Layer = { readonly alpha: number; readonly B0: number; readonly Bk: number; readonly aJ: number };
  const rateOf =
    ({ alpha, B0, Bk, aJ }: Layer) =>
    (m: Vector): Vector => {
      const B = B0 + Bk * m[2];
      const inner = cross(m, [0, 0, alpha * B - aJ]);
      const turned = cross(m, [inner[0], inner[1], inner[2] + B + alpha * aJ]);
      return turned.map((x) => (-gamma / (1 + alpha * alpha)) * x) as unknown as Vector;
    };
  /** Where a run of a scheme is late, every `apart` steps, and its frequency. */
  function late(rate: (m: Vector) => Vector, solver: Solver, dt: number) {
    let m: Vector = [0.3, 0, 0.954];
    const samples: Sample[] = [];
    let turned = 0;
    const steps = Math.round(60e-9 / dt);
    for (let k = 0; k < steps; k++) {
      const next = advanced(solver, { at: m, rate }, dt);
      const size = Math.hypot(...next);
      const after = next.map((x) => x / size) as unknown as Vector;
      if (k > 0.75 * steps) {
        turned += Math.asin(cross(m, after)[2] / (Math.hypot(m[0], m[1]) * Math.hypot(after[0], after[1])));
        if (k % Math.ceil(steps / 80) === 0) samples.push({ at: m, rate });
      }
      m = after;
    }
    return { samples, frequency: turned / (2 * Math.PI * 0.25 * 60e-9) };
  }
  it.each<Layer>([
    { alpha: 0.015, B0: 1, Bk: -0.6, aJ: 8.77616e-3 },
    { alpha: 0.01, B0: 0.9, Bk: -0.8, aJ: 6.1433e-3 },
    { alpha: 0.04, B0: 0.7, Bk: -0.25, aJ: 26.328e-3 },
    // euler's orbit has m_z = -0.06, where two errors of heun cancel; the right one -0.13
    { alpha: 0.005, B0: 0.3, Bk: -0.4, aJ: 1.75523e-3 },
  ])('keeps the frequency of $alpha, $B0 T, $Bk T within 0.2 %%', (layer) => {
    const rate = rateOf(layer);
    const { samples } = late(rate, 'euler', 1e-13);
    const { turning } = rotationError(samples, 'euler', 1e-13, horizon)!;
    const settled = settledOrbit(samples, turning, horizon)!;
    const f = (gamma * layer.aJ) / (2 * Math.PI * layer.alpha);
    expect(settled[0]!.at[2]).toBeCloseTo((layer.aJ / layer.alpha - layer.B0) / layer.Bk, 2);
    const limits = { least: 1e-17, most: 1 / turning };
    for (const solver of ['heun', 'rk4'] as const) {
      const dt = longestStep([samples, settled], solver, 1e-3, horizon, limits)!;
      expect(Math.abs(late(rate, solver, dt).frequency / f - 1)).toBeLessThan(2e-3);
      expect(dt).toBeGreaterThan(4e-13);
    }
  });
});

describe('the orbit that a vector settles on', () => {
  it('is not looked for where something else moves the rates', () => {
    const driven = orbit.map(({ at }, k): Sample => ({ at, rate: (m) => cross(m, [0, 0, 1 + k]) }));
    expect(settledOrbit(driven, 1, 1)).toBeNull();
  });
  it('is none where it comes to rest', () => {
    const damped = (m: Vector): Vector => {
      const turned = cross(m, [0, 0, 1]);
      const inner = cross(m, turned);
      return [0, 1, 2].map((i) => -turned[i]! - 0.1 * inner[i]!) as unknown as Vector;
    };
    expect(settledOrbit([{ at: [0.6, 0, 0.8], rate: damped }], 1, 1e4)).toBeNull();
  });
});
