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
