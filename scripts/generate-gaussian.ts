/**
 * Writes compiler/ops/draw/gaussian-coefficients.ts: for each octave and segment the quadratic through the quantile at the
 * Chebyshev points, the constant moved to centre the error, then tried with neighbouring integers for the smallest error on
 * every place. The quantile is the root of the tail area, which is known by series and continued fraction.
 */
import { writeFileSync } from 'node:fs';
import { upperTail } from '../bench/noise/normal.ts';

const [octaves, segments, placeBits, fraction] = [32, 8, 18, 19];
const localBits = placeBits - 3;

/** The number that a standard normal exceeds with probability u <= 1/2, by bisection. */
function quantile(u: number): number {
  let [low, high] = [0, 10];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (upperTail(middle) > u) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
function fitSegment(octave: number, segment: number): number[] {
  // d counts places; the place itself is in the middle of its cell
  const at = (d: number): number =>
    quantile(2 ** -(octave + 2) * (1 + (segment * 2 ** localBits + d + 0.5) / 2 ** placeBits));
  const length = 2 ** localBits;
  const x = [0, 1, 2].map((i) => (length / 2) * (1 - Math.cos(((2 * i + 1) * Math.PI) / 6)));
  const y = x.map(at);
  const slope = [(y[1]! - y[0]!) / (x[1]! - x[0]!), (y[2]! - y[1]!) / (x[2]! - x[1]!)];
  const curve = (slope[1]! - slope[0]!) / (x[2]! - x[0]!);
  const scale = 2 ** fraction;
  const b = slope[0]! - curve * (x[0]! + x[1]!);
  const a = y[0]! - x[0]! * (b + x[0]! * curve);
  const whole = [a * scale, b * length * scale, curve * length ** 2 * scale].map(Math.round);
  const samples = Array.from({ length: 65 }, (_, i) => Math.min(length - 1, Math.round((i * length) / 64)));
  const wanted = samples.map((d) => at(d) * scale);
  let best = { error: Infinity, row: whole };
  for (let d1 = -8; d1 <= 8; d1++)
    for (let d2 = -8; d2 <= 8; d2++) {
      const [c1, c2] = [whole[1]! + d1, whole[2]! + d2];
      const off = samples.map((d, i) => wanted[i]! - (((c1 + ((c2 * d) >> localBits)) * d) >> localBits));
      const [low, high] = [Math.min(...off), Math.max(...off)];
      const c0 = Math.round((low + high) / 2);
      if (high - low < best.error) best = { error: high - low, row: [c0, c1, c2] };
    }
  return best.row;
}

const rows = Array.from({ length: octaves }, (_, octave) =>
  Array.from({ length: segments }, (_unused, segment) => `[${fitSegment(octave, segment).join(', ')}]`),
);
const text = rows.map((row) => `  ${row.slice(0, 4).join(', ')},\n  ${row.slice(4).join(', ')},\n`).join('');
writeFileSync(
  new URL('../compiler/ops/draw/gaussian-coefficients.ts', import.meta.url),
  `/** Made by scripts/generate-gaussian.ts: [c0, c1, c2] of 8 segments in each of 32 octaves; see gaussian.ts. */
// biome-ignore format: a table
export const gaussianCoefficients: readonly (readonly [number, number, number])[] = [\n${text}];\n`,
);
