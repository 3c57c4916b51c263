/** What a sample of normal draws says: distance from the normal distribution, moments, tails. */
import { type DrawSite, DrawSource, drawFormat, gaussianSize, normalFormat } from '../../compiler/ops/index.ts';
import { distribution, upperTail } from './normal.ts';

const unit = 2 ** -normalFormat.fraction;
const most = 2 ** (normalFormat.width - 1);

export interface Sample {
  readonly draws: number;
  /** Largest distance between the sample's distribution and the normal one, at the ends of the cells of 2^-14. */
  readonly distance: number;
  /** Kolmogorov's probability of a distance at least as large. */
  readonly probability: number;
  readonly mean: number;
  readonly variance: number;
  readonly skewness: number;
  readonly excess: number;
  /** Draws beyond so many sigma on either side, and how many are expected. */
  readonly tails: readonly { readonly sigma: number; readonly seen: number; readonly expected: number }[];
}

/** Draws of many instances and steps of one site, as a histogram of integers. */
export function drawHistogram(seed: number, draws: number, instances = 1000): Float64Array {
  const source = new DrawSource(seed);
  const site: DrawSite = { kind: 'normal', site: 0, format: drawFormat('normal') };
  const counts = new Float64Array(2 * most);
  for (let k = 0, made = 0; made < draws; k++)
    for (let i = 0; i < instances && made < draws; i++, made++) counts[source.integer(site, i, k) + most]!++;
  return counts;
}
/** The probability of each integer, exact: every octave and place is looked at. */
export function exactHistogram(): Float64Array {
  const weights = new Float64Array(2 * most);
  for (let octave = 0; octave < 32; octave++) {
    const each = 2 ** -(Math.min(octave, 30) + 1) / 2 ** 18 / 2;
    for (let place = 0; place < 2 ** 18; place++) {
      const size = gaussianSize(octave, place);
      weights[most + size]! += each;
      weights[most - size]! += each;
    }
  }
  return weights;
}

/** The moments of a sample of normal numbers in units of their own scatter (mean 1/n, variance 2/n, skewness 6/n, excess 24/n). */
export function momentsOff({ draws, mean, variance, skewness, excess }: Sample): number[] {
  const scatter = [1, 2, 6, 24].map((part) => Math.sqrt(part / draws));
  return [mean, variance - 1, skewness, excess].map((value, k) => value / scatter[k]!);
}

export function judge(counts: Float64Array): Sample {
  const draws = counts.reduce((sum, n) => sum + n, 0);
  const moments = [0, 0, 0, 0, 0];
  let [below, distance] = [0, 0];
  counts.forEach((n, index) => {
    if (n === 0) return;
    const z = (index - most) * unit;
    for (let power = 0; power <= 4; power++) moments[power]! += n * z ** power;
    distance = Math.max(distance, Math.abs(below / draws - distribution(z - unit / 2)));
    below += n;
    distance = Math.max(distance, Math.abs(below / draws - distribution(z + unit / 2)));
  });
  const [, m1, m2, m3, m4] = moments.map((m) => m / draws) as [number, number, number, number, number];
  const variance = m2 - m1 * m1;
  return {
    draws,
    distance,
    probability: kolmogorov(Math.sqrt(draws) * distance),
    mean: m1,
    variance,
    skewness: (m3 - 3 * m1 * m2 + 2 * m1 ** 3) / variance ** 1.5,
    excess: (m4 - 4 * m1 * m3 + 6 * m1 ** 2 * m2 - 3 * m1 ** 4) / variance ** 2 - 3,
    tails: [1, 2, 3, 4, 5].map((sigma) => ({
      sigma,
      seen: counts.reduce((sum, n, index) => (Math.abs(index - most) * unit > sigma ? sum + n : sum), 0),
      expected: 2 * upperTail(sigma + unit / 2) * draws,
    })),
  };
}
/** 2 sum (-1)^(j-1) exp(-2 j^2 x^2): Kolmogorov's distribution (A. Kolmogorov, G. Ist. Ital. Attuari 4, 83 (1933)). */
export function kolmogorov(x: number): number {
  if (x < 0.2) return 1;
  let sum = 0;
  for (let j = 1; j < 100; j++) sum += (j % 2 === 1 ? 2 : -2) * Math.exp(-2 * j * j * x * x);
  return Math.min(1, Math.max(0, sum));
}
