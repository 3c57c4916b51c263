/** The generator in Verilog, alone: published answers, steps beyond 2^32, every octave of the normal numbers. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gaussianCoefficients } from '../../compiler/ops/index.ts';
import { normalInteger, threefryWords } from '../../sim/fixed/draw-oracle.ts';
import { tools } from '../support/tools.ts';

const root = resolve(import.meta.dirname, '../..');
interface Vector {
  /** key1, counter0, counter1, and two words for the normal number. */
  readonly fields: readonly number[];
}
const hex = (value: bigint, digits: number): string => value.toString(16).padStart(digits, '0');

/** Words and normal numbers of the Verilog, by vector. */
function run(key0: number, vectors: readonly Vector[]): { words: string[]; normals: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'qnm-draws-'));
  try {
    const lines = vectors.map(({ fields }) => fields.map((f) => hex(BigInt(f), 8)).join(''));
    writeFileSync(join(folder, 'vectors.hex'), `${lines.join('\n')}\n`);
    const coefficients = gaussianCoefficients.map(
      ([c0, c1, c2]) => BigInt(c0) * 2n ** 28n + BigInt.asUintN(17, BigInt(c1)) * 2n ** 11n + BigInt(c2),
    );
    writeFileSync(join(folder, 'gaussian.hex'), `${coefficients.map((c) => hex(c, 13)).join('\n')}\n`);
    const sources = ['qnm_threefry', 'qnm_threefry_group', 'qnm_gaussian'].map((name) =>
      join(root, 'rtl', `${name}.v`),
    );
    copyFileSync(join(import.meta.dirname, 'draws_tb.v'), join(folder, 'draws_tb.v'));
    const parameters = [`-Pdraws_tb.COUNT=${vectors.length}`, `-Pdraws_tb.KEY0=${key0}`];
    execFileSync(tools.iverilog!.command, ['-g2005', '-Wall', ...parameters, '-o', 'tb', 'draws_tb.v', ...sources], {
      cwd: folder,
    });
    const text = execFileSync(tools.vvp!.command, ['-N', 'tb'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
    const of = (kind: string): string[] =>
      [...text.matchAll(new RegExp(`^${kind} \\d+ (.*)$`, 'gm'))].map((match) => match[1]!);
    return { words: of('words'), normals: of('normal') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!tools.iverilog || !tools.vvp)('the generator in Verilog (Icarus)', () => {
  // Random123, tests/kat_vectors, "threefry2x32 20"; the normal number is that of its words
  it.each([
    [0x00000000, 0x00000000, 0x00000000, 0x00000000, '6b200159 99ba4efe'],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, '1cb996fc bb002be7'],
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 'c4923a9c 483df7a0'],
  ])('has the published words under key %i %i', (key0, key1, c0, c1, want) => {
    const { words } = run(key0, [{ fields: [key1, c0, c1, 0, 0] }]);
    expect(words).toEqual([want]);
  });
  it('agrees with the BigInt meaning on other addresses and on every octave of normal numbers', () => {
    let state = 1;
    const next = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state;
    };
    const places = [0, 1, 0x7fff, 0x8000, 0x3ffff].map((place) => place * 2 ** 14);
    const corners = Array.from({ length: 32 }, (_, octave) => (octave === 31 ? 0 : 2 ** (30 - octave))).flatMap((low) =>
      [low, low + 2 ** 31].flatMap((first) => [...places, next()].map((second) => [first, second])),
    );
    const random = Array.from({ length: 3000 }, () => [next() ^ (next() >>> 16), next()].map((x) => x >>> 0));
    const vectors = [...corners, ...random].map(([first, second]) => ({
      fields: [next(), next(), next(), first!, second!],
    }));
    const key0 = 0x9e3779b9;
    const { words, normals } = run(key0, vectors);
    expect(words.length).toBe(vectors.length);
    vectors.forEach(({ fields }, i) => {
      const [key1, c0, c1, first, second] = fields.map(BigInt) as [bigint, bigint, bigint, bigint, bigint];
      const [a, b] = threefryWords([BigInt(key0), key1], [c0, c1]);
      expect(words[i]).toBe(`${hex(a, 8)} ${hex(b, 8)}`);
      expect(normals[i]).toBe(hex(BigInt.asUintN(18, normalInteger(first, second)), 5));
    });
  });
});
