/** What `examples/magnetic/many_body.qnm` expects, worked out from its lists of terms by going through all states. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkout } from '../support/tools.ts';

const folder = join(checkout, 'examples/magnetic');
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');
const text = textOf('many_body.qnm');

interface Term {
  readonly ends: readonly number[];
  readonly J: number;
}
const termsOf = (name: string): Term[] =>
  textOf(name).trim().split('\n').slice(1).map((line) => {
    const numbers = line.split(',').map(Number);
    return { ends: numbers.slice(0, -1), J: numbers.at(-1)! };
  }); // biome-ignore format: one chain
/** Means over all states of n spins, weighed by exp(-beta E), E = -sum of J times the product of the ends. */
function mean(n: number, terms: readonly Term[], beta: number, of: (m: readonly number[]) => number): number {
  const states = Array.from({ length: 2 ** n }, (_, s) =>
    Array.from({ length: n }, (__, i) => ((s >> i) & 1 ? 1 : -1)),
  );
  const weights = states.map((m) =>
    Math.exp(beta * terms.reduce((sum, { ends, J }) => sum + J * ends.reduce((p, i) => p * m[i]!, 1), 0)),
  );
  const total = weights.reduce((a, b) => a + b, 0);
  return states.reduce((sum, m, s) => sum + weights[s]! * of(m), 0) / total;
}
/** Of an `expect NAME ~ VALUE +- ... at SWEEP = POINT`. */
function expected(name: string): { readonly value: number; readonly at: number }[] {
  const lines = [...text.matchAll(new RegExp(`expect ${name} ~ ([\\d.]+) \\+- [\\d.]+ at \\w+ = ([\\d.]+)`, 'g'))];
  return lines.map(([, value, at]) => ({ value: Number(value), at: Number(at) }));
}

describe('many_body.qnm', () => {
  it('finds five and seven with the probability of their states', () => {
    const fields = /h = \[([\d, ]+)\]/
      .exec(text)![1]!
      .split(',')
      .map((h, i) => ({ ends: [i], J: Number(h) }));
    const terms = [...fields, ...[2, 3, 4].flatMap((k) => termsOf(`terms_factors${k}.csv`))];
    const isFound = (m: readonly number[]): number => {
      const b = m.map((x) => (1 + x) / 2);
      return Number((1 + 2 * b[0]! + 4 * b[1]!) * (1 + 2 * b[2]! + 4 * b[3]!) === 35);
    };
    const lines = expected('p');
    expect(lines).toHaveLength(3);
    for (const { value, at } of lines) expect(value).toBeCloseTo(mean(4, terms, at, isFound), 5);
  });
  it('meets clauses, and all of them, as often as their energies say', () => {
    const terms = termsOf('terms_clauses.csv');
    const planted = textOf('terms_planted.csv').trim().split('\n').map(Number);
    const met = (m: readonly number[]): number =>
      terms.reduce((sum, { ends, J }) => sum + J * ends.reduce((p, i) => p * m[i]!, 1), 0) / terms.length;
    expect(met(planted)).toBe(1);
    const [a, b] = [expected('met'), expected('planted')];
    expect([a.length, b.length]).toEqual([2, 2]);
    for (const { value, at } of a) expect(value).toBeCloseTo(mean(12, terms, at, met), 5);
    for (const { value, at } of b)
      expect(value).toBeCloseTo(
        mean(12, terms, at, (m) => Number(m.every((x, i) => x === planted[i]))),
        5,
      );
  });
});
