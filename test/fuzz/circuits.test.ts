/** A fixed set of random circuits: float64, every bit-exact engine and the Verilog; `npm run fuzz` tries as many as wanted. */
import { describe, expect, it } from 'vitest';
import { compareBatch } from '../../bench/fuzz/batch.ts';
import { damage, judgeDamaged } from '../../bench/fuzz/damage.ts';
import { generate } from '../../bench/fuzz/generate.ts';
import { type Judged, judge } from '../../bench/fuzz/judge.ts';
import { shrink } from '../../bench/fuzz/shrink.ts';
import { modelCache, tools } from '../support/tools.ts';

const timeout = 300_000;
const seeds = [6, 9, 14, 18, 19, 26, 33, 34, 36, 40];

describe('random circuits', () => {
  const verdicts = new Map<number, Promise<Judged>>();
  const verdictOf = (seed: number): Promise<Judged> => {
    const known = verdicts.get(seed) ?? judge(generate(seed).text);
    verdicts.set(seed, known);
    return known;
  };

  it('compile, keep their bounds, and are the same in every engine', { timeout }, async () => {
    for (const seed of seeds) {
      const { fault, refused, hardware } = await verdictOf(seed);
      expect({ seed, fault, refused }).toEqual({ seed, fault: null, refused: [] });
      expect(hardware!.lines.length).toBeGreaterThan(100);
    }
  });
  it.skipIf(!tools.verilator)('are the same in every bit in Verilog (Verilator)', { timeout }, async () => {
    const all = (await Promise.all(seeds.map(verdictOf))).map((j) => j.hardware!);
    expect(await compareBatch(all, modelCache)).toEqual(new Map());
    const wrong = all.map((h, k) => (k === 4 ? { ...h, lines: h.lines.with(60, 'another step') } : h));
    const faults = await compareBatch(wrong, modelCache);
    expect([...faults].map(([name, fault]) => [name, fault.kind])).toEqual([[wrong[4]!.name, 'rtl differs']]);
  });
  it('are the same file for the same seed', () => {
    expect(generate(7)).toEqual(generate(7));
    expect(generate(7).text).not.toBe(generate(8).text);
  });
});

describe('what random circuits found', () => {
  // a product that is kept in a column of its own was not loaded where a branch alone needs it
  const twoBlocks = `device Two {
  state x0 = 0.6 in 0.5 .. 2.5
  state x1: angle = 0.5
  memory k2 = 0.3 in -1 .. 1
  x0' = 0.5 / 72 ns
  x1' = 0.5 / 42 ns
  on x1 < 0.5 { x0 = dot((k2, 1.35, k2), (0.5, uniform(-1, 1), 1)) * norm((0.55, x0, 0.4)) }
  every 8 ns { k2 = rsqrt(0.3 + x0^2) }
}
experiment Try of Two { stop = 396 ns   dt = 1 ns }
`;
  it.each([twoBlocks])('stays found', { timeout }, async (text) => {
    const { fault, refused } = await judge(text);
    expect({ fault, refused }).toEqual({ fault: null, refused: [] });
  });
});

describe('damaged circuits', () => {
  it('end in located messages', { timeout }, () => {
    const wrong = seeds.flatMap((seed) => [
      damage(generate(seed).text, seed),
      damage(generate(seed).text, seed + 1000),
    ]);
    expect(wrong.map(judgeDamaged).filter((fault) => fault !== null)).toEqual([]);
  });
});

describe('shrinking', () => {
  it('keeps what makes a file fail, and little else', { timeout }, async () => {
    const { text } = generate(5);
    const fails = async (t: string): Promise<boolean> => t.includes("' = ");
    const small = await shrink(text, fails, 20);
    expect(small).toContain("' = ");
    expect(small.length).toBeLessThan(text.length / 4);
  });
});
