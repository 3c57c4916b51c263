/** Words put together from small fields are those of big integers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryText, NarrowWords, packWord } from '../../compiler/emit/literals.ts';

const field = fc.record({
  gap: fc.integer({ min: 0, max: 40 }),
  width: fc.integer({ min: 1, max: 32 }),
  bits: fc.nat(2 ** 31 - 1),
});

describe('words of small fields', () => {
  it('are the same as those of big integers, wherever the fields lie', () => {
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 }), (all) => {
        const placed = all.map((fields) => {
          let at = 0;
          return fields.map(({ gap, width, bits }) => {
            const offset = at + gap;
            at = offset + width;
            return { offset, end: at, value: (bits * 2 + 1) % 2 ** width };
          });
        });
        const width = Math.max(...placed.flat().map(({ end }) => end));
        const words = new NarrowWords(width);
        for (const fields of placed) {
          for (const { offset, value } of fields) words.put(offset, value);
          words.end();
        }
        const big = placed.map((fields) =>
          fields.reduce((sum, { offset, value }) => sum | (BigInt(value) << BigInt(offset)), 0n),
        );
        expect(words.text).toBe(memoryText(big, width));
      }),
      { seed: 7, numRuns: 300 },
    );
  });
  it('take integers of any width and sign', () => {
    const wide = fc.record({
      width: fc.integer({ min: 1, max: 150 }),
      value: fc.bigInt({ min: -(2n ** 149n), max: 2n ** 149n }),
    });
    fc.assert(
      fc.property(fc.array(wide, { minLength: 1, maxLength: 5 }), fc.nat(3), (fields, count) => {
        let at = 0;
        const placed = fields.map(({ width, value }) => {
          at += width;
          return { offset: at - width, width, value };
        });
        const words = new NarrowWords(at, count);
        for (let n = 0; n < 3; n++) {
          for (const { value, ...place } of placed) words.putInteger(place, value);
          words.end();
        }
        const big = packWord(
          placed,
          placed.map(({ value }) => value),
        );
        expect(words.text).toBe(memoryText([big, big, big], at));
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
