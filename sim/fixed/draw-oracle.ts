/**
 * Draws a second time, in BigInt, from the definitions: Threefry as the rounds of Salmon et al. (SC'11,
 * doi:10.1145/2063384.2063405) and the Gaussian as the sentence in `compiler/ops/draw/gaussian.ts`. It shares the coefficients
 * with the fast generator, and no arithmetic.
 */
import { type DrawSite, gaussianCoefficients } from '../../compiler/ops/index.ts';

const mask = 0xffffffffn;
const rotations = [13n, 15n, 26n, 6n, 17n, 29n, 16n, 24n];

/** Words of counter `x` under key `k`. */
export function threefryWords(k: readonly [bigint, bigint], x: readonly [bigint, bigint]): [bigint, bigint] {
  const keys = [k[0], k[1], 0x1bd11bdan ^ k[0] ^ k[1]];
  let [a, b] = [(x[0] + keys[0]!) & mask, (x[1] + keys[1]!) & mask];
  for (let round = 0; round < 20; round++) {
    const by = rotations[round % 8]!;
    a = (a + b) & mask;
    b = (((b << by) | (b >> (32n - by))) & mask) ^ a;
    if (round % 4 !== 3) continue;
    const injection = (round + 1) / 4;
    a = (a + keys[injection % 3]!) & mask;
    b = (b + keys[(injection + 1) % 3]! + BigInt(injection)) & mask;
  }
  return [a, b];
}
/** The normal number of two words, in s18.14. */
export function normalInteger(first: bigint, second: bigint): bigint {
  let octave = 0;
  while (octave < 31 && ((first >> BigInt(30 - octave)) & 1n) === 0n) octave++;
  const place = second >> 14n;
  const [c0, c1, c2] = gaussianCoefficients[octave * 8 + Number(place >> 15n)]!.map(BigInt) as [bigint, bigint, bigint];
  const d = place & 0x7fffn;
  const size = (c0 + (((c1 + ((c2 * d) >> 15n)) * d) >> 15n) + 16n) >> 5n;
  return first >> 31n === 1n ? -size : size;
}
export function drawInteger(seed: bigint, draw: DrawSite, instance: number, step: number): bigint {
  const k = BigInt(step);
  const key = [seed, BigInt(draw.site) + ((k >> 32n) << 16n)] as const;
  const [first, second] = threefryWords(key, [BigInt(instance), k & mask]);
  if (draw.kind === 'normal') return normalInteger(first, second);
  return draw.kind === 'uniform' ? first : first >> BigInt(32 - draw.format.width);
}
