/** Large files of numbers: every number as `Number` reads it, every fault at its place. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Context } from '../../compiler/model/environment.ts';
import { Memo } from '../../compiler/model/environment.ts';
import { type NumberFile, readNumbers } from '../../compiler/model/network/number-file.ts';
import { Reporter } from '../../compiler/model/reporter.ts';
import { DiagnosticSink } from '../../dsl/index.ts';

function read(text: string): { readonly file: NumberFile | null; readonly said: readonly string[] } {
  const sink = new DiagnosticSink();
  const source = { path: 'x.csv', text };
  const context: Context = {
    reporter: new Reporter(sink),
    files: { readPackaged: () => undefined, readText: () => source },
    memo: new Memo(),
    busy: new Set(),
  };
  const file = readNumbers('x.csv', 'net.qnm', { file: 'net.qnm', start: 0, end: 1 }, context);
  return { file, said: sink.all.map((d) => `${d.code} ${JSON.stringify(text.slice(d.span.start, d.span.end))}`) };
}

const sign = fc.constantFrom('', '-', '+');
const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 }).map((d) => d.join(''));
const exponent = fc.oneof(
  fc.constant(''),
  fc.integer({ min: -30, max: 30 }).map((n) => `e${n}`),
);
const decimal = fc
  .tuple(
    sign,
    digits,
    fc.oneof(
      fc.constant(''),
      digits.map((d) => `.${d}`),
    ),
    exponent,
  )
  .map((parts) => parts.join(''));

describe('numbers of a file', () => {
  it('are those that `Number` reads, to the last bit', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(decimal, decimal), { minLength: 1, maxLength: 20 }), (rows) => {
        const { file, said } = read(`${rows.map((row) => row.join(' , ')).join('\r\n')}\n`);
        expect(said).toEqual([]);
        expect([...file!.values]).toEqual(rows.flat().map(Number));
        expect([file!.rows, file!.columns, file!.header]).toEqual([rows.length, 2, null]);
      }),
      { numRuns: 500, seed: 11 },
    );
  });
  it('stand where they are said to stand', () => {
    const text = '# from the bench\na[mV], b\n\n1, 2\n  # more\n3,  4.5 \n';
    const { file } = read(text);
    const span = file!.spanOf(1, 1);
    expect(text.slice(span.start, span.end)).toBe('4.5');
    expect(file!.header!.map((c) => [c.name, c.unit, text.slice(c.span.start, c.span.end)])).toEqual([
      ['a', 'mV', 'a[mV]'],
      ['b', null, 'b'],
    ]);
  });
  it.each([
    ['', 'E0613 ""'],
    ['# nothing\n\n', 'E0613 "#"'],
    ['a,b\n', 'E0613 "a,b"'],
    ['1,2\n3\n', 'E0614 "3"'],
    ['1,2\n3,4,5\n', 'E0614 "3,4,5"'],
    ['1,2\n3,\n', 'E0615 "\\n"'],
    ['1,2\n3,', 'E0615 ""'],
    ['1,2\n3, x4\n', 'E0615 "x4"'],
    ['1,2\n3,1e999\n', 'E0615 "1e999"'],
    ['1,2\n3,0x10\n', 'E0615 "0x10"'],
  ])('%j is refused', (text, expected) => {
    const { file, said } = read(text);
    expect(file).toBeNull();
    expect(said).toEqual([expected]);
  });
});
