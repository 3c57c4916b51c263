/** The generator of random numbers: published answers, two ways to work it out, its distribution. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distribution, upperTail } from '../../bench/noise/normal.ts';
import { drawHistogram, exactHistogram, judge, kolmogorov } from '../../bench/noise/statistics.ts';
import { threefry } from '../../compiler/ops/draw/threefry.ts';
import { type DrawSite, DrawSource, drawRange, normalFormat, uniformFormat } from '../../compiler/ops/index.ts';
import { drawInteger, threefryWords } from '../../sim/fixed/draw-oracle.ts';

/** Random123, tests/kat_vectors, "threefry2x32 20": counter, key, words. */
const knownAnswers = [
  [0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x6b200159, 0x99ba4efe],
  [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
  [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xc4923a9c, 0x483df7a0],
] as const;
const word = fc.integer({ min: 0, max: 0xffffffff });
const bits: DrawSite = { kind: 'bits', site: 40000, format: { signed: false, width: 7, fraction: 20 } };
const sites: readonly DrawSite[] = [
  { kind: 'uniform', site: 3, format: uniformFormat },
  { kind: 'normal', site: 4, format: normalFormat },
  bits,
];

describe('Threefry', () => {
  it.each(knownAnswers)('has the published words of %i %i under %i %i', (c0, c1, k0, k1, w0, w1) => {
    const words = new Uint32Array(2);
    threefry(k0, k1, c0, c1, words);
    expect([...words]).toEqual([w0, w1]);
    const big = threefryWords([BigInt(k0), BigInt(k1)], [BigInt(c0), BigInt(c1)]);
    expect(big.map(Number)).toEqual([w0, w1]);
  });
});

describe('a draw', () => {
  it('is the same integer by 32-bit numbers and by BigInt', () => {
    const step = fc.integer({ min: 0, max: 2 ** 45 });
    fc.assert(
      fc.property(word, fc.nat(2 ** 24), step, fc.nat(2), (seed, instance, k, which) => {
        const site = sites[which]!;
        const fast = new DrawSource(seed).integer(site, instance, k);
        expect(BigInt(fast)).toBe(drawInteger(BigInt(seed), site, instance, k));
      }),
      { numRuns: 20_000, seed: 5 },
    );
  });
  it('stays in its range, and is another one for another site, instance, step, seed or before the run', () => {
    const [, normal] = sites;
    const source = new DrawSource(9);
    const all = [
      source.real(normal!, 1, 2),
      source.real({ ...normal!, site: 5 }, 1, 2),
      source.real(normal!, 2, 2),
      source.real(normal!, 1, 3),
      source.real(normal!, 1, 2 + 2 ** 32),
      source.real(normal!, 1, null),
      new DrawSource(10).real(normal!, 1, 2),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(Math.max(...all.map(Math.abs))).toBeLessThan(drawRange.normal.high);
  });
  it('of few bits begins like the uniform number at the same address', () => {
    const source = new DrawSource(1);
    const uniform = source.integer({ kind: 'uniform', site: 40000, format: uniformFormat }, 7, 8);
    expect(source.integer(bits, 7, 8)).toBe(Math.floor(uniform / 2 ** 25));
  });
});

describe('normal draws', () => {
  it('know the normal distribution', () => {
    // known to 15 digits, and to 10
    expect(distribution(1)).toBeCloseTo(0.841344746068543, 14);
    expect(distribution(-3)).toBeCloseTo(1 - 0.99865010196837, 14);
    expect(upperTail(5) / 2.866515719e-7).toBeCloseTo(1, 8);
  });
  it('are normal to 4 in a million, tails to 5 sigma included, over every octave and place', () => {
    const { draws, distance, mean, variance, skewness, excess, tails } = judge(exactHistogram());
    expect(draws).toBeCloseTo(1, 12);
    expect(distance).toBeLessThan(4e-6);
    expect(Math.abs(mean)).toBeLessThan(1e-12);
    expect(Math.abs(skewness)).toBeLessThan(1e-12);
    expect(Math.abs(variance - 1)).toBeLessThan(1.5e-6);
    expect(Math.abs(excess)).toBeLessThan(3e-6);
    for (const { seen, expected } of tails) expect(Math.abs(seen / expected - 1)).toBeLessThan(2e-5);
  });
  it('pass Kolmogorov and Smirnov, and moments, at 100,000 draws', () => {
    const { draws, probability, mean, variance, excess } = judge(drawHistogram(3, 1e5));
    expect(probability).toBeGreaterThan(0.01);
    expect(Math.abs(mean) * Math.sqrt(draws)).toBeLessThan(4);
    expect(Math.abs(variance - 1) * Math.sqrt(draws / 2)).toBeLessThan(4);
    expect(Math.abs(excess) * Math.sqrt(draws / 24)).toBeLessThan(4);
  });
  it('are told from numbers that are not normal', () => {
    const counts = drawHistogram(3, 1e5);
    const moved = counts.map((_, i) => counts[i - 400] ?? 0); // by 0.024 sigma
    expect(judge(moved).probability).toBeLessThan(1e-3);
    expect(kolmogorov(1.3581)).toBeCloseTo(0.05, 4);
  });
});
