/** Words that every JavaScript object knows are plain names of a file, wherever a word is looked up. */
import { describe, expect, it } from 'vitest';
import { compileText } from '../../bench/fuzz/judge.ts';

const words = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
interface Place {
  readonly rate?: string;
  readonly body?: string;
  readonly setting?: string;
  readonly port?: string;
}
const file = ({ rate = '-x', body = '', setting = '', port = '' }: Place): string => `
use std.disciplines
device a${port} {
  state x = 0.5 in 0 .. 1
  x' = (${rate}) / (1 us)
  ${body}
}
experiment e of a {
  stop = 1 us   dt = 10 ns
  ${setting}
}`;
const places: readonly (readonly [string, (word: string) => Place])[] = [
  ['a value', (word) => ({ rate: word })],
  ['a function', (word) => ({ rate: `${word}(x)` })],
  ['a component', (word) => ({ body: `state m: direction = (0, 0, 1)\n  let q = m.${word}` })],
  ['a unit', (word) => ({ body: `param p = 3 ${word}` })],
  ['a type', (word) => ({ body: `state y: ${word} = 0` })],
  ['a discipline', (word) => ({ port: `(p: ${word})` })],
  ['a way to round', (word) => ({ body: `state y = 0 in 0 .. 1 round ${word}\n  y' = -y / (1 us)` })],
  ['a measure', (word) => ({ setting: `measure f = ${word}(x)` })],
  ['a setting', (word) => ({ setting: `${word} = 3` })],
  ['a solver', (word) => ({ setting: `solver = ${word}` })],
  ['a waveform', (word) => ({ port: '(i: number)', rate: 'u(i) - x', setting: `i = ${word}(0, 1)` })],
];

describe('a word that JavaScript knows', () => {
  it.each(places)('is a wrong name as %s, and is said so at its place', (_, place) => {
    for (const word of words) {
      const text = file(place(word));
      const made = compileText(text);
      if ('kind' in made) throw new Error(`${word}: ${made.detail}`);
      expect([word, made.good]).toEqual([word, false]);
      const said = made.diagnostics.map((d) => `${text.slice(d.span.start, d.span.end)}: ${d.message} ${d.help ?? ''}`);
      expect(said.filter((line) => line.includes(word))).not.toEqual([]);
      expect(said.join('\n')).not.toMatch(/native code|\[object|undefined/);
    }
  });
  it('is a name like any other where it is declared', () => {
    for (const word of words)
      expect([word, compileText(file({ rate: `${word} - x`, body: `param ${word} = 0.5` }))]).toMatchObject([
        word,
        { good: true },
      ]);
  });
});
