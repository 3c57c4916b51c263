/** `qnmc fmt`: what it changes, what it leaves, and that it changes nothing but spaces. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSource } from '../../dsl/format/index.ts';
import { checkout } from '../support/tools.ts';
import { sourcesOf } from '../support/walk.ts';
import { parsed, withoutPlaces } from './support.ts';

const files = sourcesOf(['examples', 'dsl/std', 'bench', 'test/library', 'test/fixtures'], ['.qnm']);

function format(text: string): string {
  const result = formatSource({ path: 'test.qnm', text });
  if (!result.good) throw new Error(result.diagnostics.map((d) => d.message).join('\n'));
  return result.text;
}
/** The tree without places; the text of an `expect` without its spaces. */
const tree = (text: string): unknown =>
  JSON.parse(
    JSON.stringify(withoutPlaces(parsed(text)), (_, value) =>
      typeof value === 'string' ? value.replace(/\s+/g, '') : value,
    ),
  );
const lines = (...texts: string[]): string => `${texts.join('\n')}\n`;

describe('formatting', () => {
  it('finds the files of the project', () => expect(files.length).toBeGreaterThan(40));

  it.each(files.map((file) => [file.path, file.text] as const))(
    '%s says the same afterwards, and stays so',
    (_, text) => {
      const once = format(text);
      expect(tree(once)).toEqual(tree(text));
      expect(format(once)).toBe(once);
      const comments = (t: string) => t.match(/\/\/.*/g)?.map((comment) => comment.trimEnd());
      expect(comments(once)).toEqual(comments(text));
    },
  );

  it.each(
    files.filter(({ path }) => /^(examples|dsl\/std)\//.test(path)).map((file) => [file.path, file.text] as const),
  )('%s is set out already', (_, text) => {
    expect(format(text)).toBe(text);
  });

  it('a line that is too long for the column of its neighbours sticks out, where it has one space', () => {
    const short = ['param a   = 1', 'param bcd = 2'];
    const text = (long: string): string => lines('device d {', ...[...short, long].map((line) => `  ${line}`), '}');
    expect(format(text('param start: direction = (1, 0, 0)'))).toBe(text('param start: direction = (1, 0, 0)'));
    expect(format(text('param start  = 3'))).toBe(
      lines('device d {', '  param a     = 1', '  param bcd   = 2', '  param start = 3', '}'),
    );
  });

  it('gives the same for a file whose spaces are disturbed', () => {
    const text = readFileSync(join(checkout, 'examples/neuristor.qnm'), 'utf8');
    // Single spaces: columns are a wish of the writer, which this disturbance takes away.
    const plain = format(text.replace(/(\S) {2,}/g, '$1 '));
    const spaces = fc.array(fc.nat({ max: 6 }), { minLength: 50, maxLength: 50 });
    fc.assert(
      fc.property(spaces, (amounts) => {
        let k = 0;
        const next = () => amounts[k++ % amounts.length]!;
        const disturbed = plain
          .split('\n')
          .map((line) => `${' '.repeat(next())}${line.trimStart()}${' '.repeat(next())}`)
          .join('\n')
          .replace(/\n\n/g, () => '\n'.repeat(2 + next()));
        expect(format(disturbed)).toBe(plain);
      }),
      { numRuns: 50 },
    );
  });

  it('is idempotent whatever the spaces between words', () => {
    const text = readFileSync(join(checkout, 'examples/lif_network.qnm'), 'utf8');
    const amounts = fc.array(fc.nat({ max: 4 }), { minLength: 97, maxLength: 97 });
    fc.assert(
      fc.property(amounts, (list) => {
        let k = 0;
        const disturbed = text.replace(/\/\/.*|(?<=\S) +(?=\S)/g, (found) =>
          found.startsWith('/') ? found : ' '.repeat(1 + list[k++ % list.length]!),
        );
        const once = format(disturbed);
        expect(format(once)).toBe(once);
        expect(tree(once)).toEqual(tree(text));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['operators and brackets', 'let y=a*( b+c )/-d ^ 2', 'let y = a * (b + c) / -d^2'],
    ['signs in front', 'let y = exp( - ( a ) )', 'let y = exp(-(a))'],
    ['units', 'param R=12kΩ in 1kΩ..20   kΩ', 'param R = 12 kΩ in 1 kΩ .. 20 kΩ'],
    ['units that begin with a stroke', 'param b = 0.25   /K', 'param b = 0.25 /K'],
    ['a division that is no unit', 'let y = 0.25/K', 'let y = 0.25 / K'],
    ['a function behind a unit', 'let y = 1 V/sqrt(4)', 'let y = 1 V / sqrt(4)'],
    ['a function behind a number', 'let y = 2 /exp(x)', 'let y = 2 / exp(x)'],
    ['rates', "x '=- x/ tau", "x' = -x / tau"],
    ['instances', 'C1 :capacitor( out,gnd ){C=1nF}', 'C1: capacitor(out, gnd) { C = 1 nF }'],
    ['indices', 'let y = a [ 0,1 ] . b', 'let y = a[0, 1].b'],
    ['several statements', 'param a = 1 param b = 2', 'param a = 1   param b = 2'],
    ['blocks', 'on a>b{ x=1 y=2 }', 'on a > b { x = 1  y = 2 }'],
    ['conditions', 'let y = if(a>b) and not(c) then 1 else 2', 'let y = if (a > b) and not (c) then 1 else 2'],
    ['comments', 'param a = 1 // one  ', 'param a = 1   // one'],
    [
      'stated formats',
      'state V=0 in -1..1 format  s24.19 round nearest',
      'state V = 0 in -1 .. 1 format s24.19 round nearest',
    ],
  ])('%s', (_, before, after) => {
    expect(format(`device D {\n${before}\n}`)).toBe(lines('device D {', `  ${after}`, '}'));
  });

  it('indents blocks and lines that go on', () => {
    const text = lines('device D {', 'let y = a', '+ b', 'on a > b {', 'x = f(1,', '2)', '// last', '}', '}');
    const want = lines(
      'device D {',
      '  let y = a',
      '    + b',
      '  on a > b {',
      '    x = f(1,',
      '      2)',
      '    // last',
      '  }',
      '}',
    );
    expect(format(text)).toBe(want);
  });

  it('aligns what the writer began to align', () => {
    const text = lines('device D {', '  param a   = 1 // first', '  param long = 2 // second', '  param b = 3', '}');
    const want = lines(
      'device D {',
      '  param a    = 1   // first',
      '  param long = 2   // second',
      '  param b    = 3',
      '}',
    );
    expect(format(text)).toBe(want);
    expect(format(text.replace('a   =', 'a ='))).toContain(
      '  param a = 1      // first\n  param long = 2   // second\n',
    );
  });

  it('leaves columns that lines share already', () => {
    const text = lines(
      'circuit C {',
      '  R1: resistor(a, b)      { R = 1 }',
      '  C1: capacitor(b, gnd)   { C = 1 }',
      '  param a = 1             // first',
      '',
      '  param b = 10            // second',
      '  param c = 1 param d = 2',
      '}',
    );
    expect(format(text)).toBe(text.replace('1 param d', '1   param d'));
    // A column that the code has grown into is given up.
    expect(format(text.replace(/param b = 10 +/, 'param b = 1000000000000 '))).toContain('1000000000000   // second');
  });

  it.each(files.filter(({ path }) => /^examples\/[^/]*$/.test(path)).map((file) => [file.path, file.text] as const))(
    '%s stands as qnmc fmt would have it',
    (_, text) => expect(format(text)).toBe(text),
  );

  it('keeps one empty line, and none at the edges of a block', () => {
    const text = '\n\nuse std.passive\n\n\n\ndevice A {\n\n  param a = 1\n\n\n  param b = 2\n\n}\ndevice B {}\n\n\n';
    const want = 'use std.passive\n\ndevice A {\n  param a = 1\n\n  param b = 2\n}\ndevice B {}\n';
    expect(format(text)).toBe(want);
  });

  it('keeps the line ends of the file', () => {
    expect(format('device A {\r\nparam a = 1\r\n}\r\n')).toBe('device A {\r\n  param a = 1\r\n}\r\n');
  });

  it('leaves a file with mistakes alone', () => {
    const result = formatSource({ path: 'x.qnm', text: 'device A { param a = = 1 }' });
    expect(result.good).toBe(false);
    expect(formatSource({ path: 'x.qnm', text: 'device A { let y = a ** 2 }' }).good).toBe(false);
  });
});
