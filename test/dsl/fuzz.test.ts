import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Diagnostic, messageKinds, printExpression, renderDiagnostics, type Syntax } from '../../dsl/index.ts';
import { expressionOf, parse, sketch } from './support.ts';

const everyForm = readFileSync(join(import.meta.dirname, 'files/language.qnm'), 'utf8');
const span = { file: 'f', start: 0, end: 0 };
const identifier = (text: string): Syntax.Identifier => ({ text, span });

/** Any expression, with names that are keywords and unit symbols too. */
const { expression } = fc.letrec<{ expression: Syntax.Expression }>((tie) => {
  const sub = tie('expression');
  const name = fc.constantFrom('a', 'V', 'K', 'in', 'state', 'step', 'x1').map(identifier);
  const number = fc.record({
    text: fc.constantFrom('0', '1', '2.5', '1e-6', '3E4'),
    unit: fc.constantFrom(null, 'V', 'mW/K', '/K', '%', 'A/m^2', 'V/m^(1/2)', 'emu/cm3'),
  });
  const leaf: fc.Arbitrary<Syntax.Expression> = fc.oneof(
    number.map(
      ({ text, unit }): Syntax.Expression => ({
        kind: 'number',
        value: Number(text),
        text,
        unit: unit === null ? null : { text: unit, factors: [], span },
        span,
      }),
    ),
    name.map((n): Syntax.Expression => ({ kind: 'name', name: n, span })),
    fc
      .tuple(name, fc.integer({ min: 1, max: 2 }))
      .map(([of, order]): Syntax.Expression => ({ kind: 'rate', of, order, span })),
    fc.constant<Syntax.Expression>({ kind: 'string', value: 'a b.csv', span }),
  );
  const operators = ['+', '-', '*', '/', '^', '==', '!=', '<', '<=', '>', '>=', 'and', 'or'] as const;
  const node: fc.Arbitrary<Syntax.Expression> = fc.oneof(
    fc
      .record({ operator: fc.constantFrom(...operators), left: sub, right: sub })
      .map((b): Syntax.Expression => ({ kind: 'binary', ...b, span })),
    fc
      .record({ operator: fc.constantFrom('-', '+', 'not' as const), operand: sub })
      .map((u): Syntax.Expression => ({ kind: 'unary', ...u, span }) as Syntax.Expression),
    fc
      // biome-ignore lint/suspicious/noThenProperty: the word of the language; never awaited
      .record({ condition: sub, then: sub, otherwise: sub })
      .map((c): Syntax.Expression => ({ kind: 'if', ...c, span })),
    fc.record({ base: sub, member: name }).map((m): Syntax.Expression => ({ kind: 'member', ...m, span })),
    fc
      .record({ base: sub, indices: fc.array(sub, { minLength: 1, maxLength: 2 }) })
      .map((x): Syntax.Expression => ({ kind: 'index', ...x, span })),
    fc.array(sub, { minLength: 2, maxLength: 3 }).map((items): Syntax.Expression => ({ kind: 'vector', items, span })),
    fc.array(sub, { minLength: 1, maxLength: 3 }).map((items): Syntax.Expression => ({ kind: 'list', items, span })),
    fc
      .record({ low: sub, high: sub, step: fc.option(sub) })
      .map((r): Syntax.Expression => ({ kind: 'range', ...r, span })),
    fc
      .record({
        callee: name,
        args: fc.array(fc.record({ name: fc.option(name), value: sub, span: fc.constant(span) }), { maxLength: 2 }),
      })
      .map((c): Syntax.Expression => ({ kind: 'call', ...c, span })),
  );
  return { expression: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, node) };
});

/** What every set of diagnostics must keep. */
function checkDiagnostics(text: string, diagnostics: readonly Diagnostic[]): void {
  for (const d of diagnostics) {
    expect(messageKinds).toHaveProperty(d.code);
    expect(d.span.start).toBeGreaterThanOrEqual(0);
    expect(d.span.end).toBeGreaterThanOrEqual(d.span.start);
    expect(d.span.end).toBeLessThanOrEqual(text.length);
    expect(`${d.message} ${d.help ?? ''}`).not.toMatch(/undefined|NaN|\[object|Word\b|Token|-->/);
  }
  expect(diagnostics.length).toBeLessThanOrEqual(51);
  const rendered = renderDiagnostics(diagnostics, [{ path: 'test.qnm', text }]);
  if (diagnostics.length > 0) expect(rendered).toMatch(/^(error|info)\[[EI]\d{4}\]: .+\n {2}test\.qnm:\d+/);
}

describe('printing an expression', () => {
  it('and parsing it gives the same tree', () => {
    fc.assert(
      fc.property(expression, (e) => {
        const text = printExpression(e);
        expect([text, sketch(expressionOf(text))]).toEqual([text, sketch(e)]);
      }),
      { numRuns: 1000, seed: 5 },
    );
  });
});

const pieces = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '"',
  "'",
  '=',
  '==',
  '<+',
  '+=',
  '..',
  ',',
  ':',
  '.',
  '/',
  '//',
  '///',
  '-',
  '^',
  '~',
  '+-',
  '%',
  ';',
  '&&',
  '/*',
  '#',
  ' ',
  '\n',
  '\t',
  '\r\n',
  'let',
  'param',
  'device',
  'state',
  'if',
  'then',
  'else',
  'in',
  'at',
  'end of',
  'table degree',
  'scale',
  '1',
  '1e999',
  '1.',
  '.5',
  'K',
  '/K',
  'µ',
  '\u2126',
  'е',
  '“',
  '”',
  '\u200B',
  '\u0000',
  '\uFEFF',
  '\uD800',
  '😀',
  '界',
  '\u00A0',
];

describe('a damaged file', () => {
  it('gives located messages and never throws', () => {
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.integer({ min: 0, max: 30 }),
      insert: fc.array(fc.constantFrom(...pieces), { maxLength: 4 }).map((p) => p.join('')),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let text = everyForm;
        for (const { at, remove, insert } of edits) {
          const offset = Math.floor(at * text.length);
          text = text.slice(0, offset) + insert + text.slice(offset + remove);
        }
        const { file, diagnostics } = parse(text);
        expect(Array.isArray(file.declarations)).toBe(true);
        checkDiagnostics(text, diagnostics);
      }),
      { numRuns: 100, seed: 7 },
    );
  });

  it('made of scraps gives located messages and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (scraps) => {
        const text = scraps.join(scraps.length % 2 === 0 ? ' ' : '');
        checkDiagnostics(text, parse(text).diagnostics);
      }),
      { numRuns: 1500, seed: 11 },
    );
  });

  it('cut off anywhere gives located messages', () => {
    for (let end = 0; end < everyForm.length; end += 197) {
      const text = everyForm.slice(0, end);
      checkDiagnostics(text, parse(text).diagnostics);
    }
  });

  it('loses one message, not the rest, when one statement is wrong', () => {
    const lines = everyForm.split('\n');
    const wrong = lines.map((line) => (/^ {2}(param|memory) \w+ +=/.test(line) ? line.replace('=', '= * ') : line));
    const damaged = wrong.filter((line, i) => line !== lines[i]).length;
    expect(damaged).toBeGreaterThan(10);
    const { diagnostics, file } = parse(wrong.join('\n'));
    expect(diagnostics.map((d) => d.message)).toEqual(Array(damaged).fill('expected a value, found `*`'));
    expect(file.declarations.length).toBe(parse(everyForm).file.declarations.length);
  });
});

describe('a hostile file', () => {
  it.each([
    ['10 MB of open brackets', '['.repeat(10_000_000), 'E0109'],
    ['10 MB of closed brackets', ')'.repeat(10_000_000), 'E0004'],
    ['three hundred thousand closed brackets', '}'.repeat(300_000), 'E0104'],
    ['10 MB of bracket pairs', '()'.repeat(5_000_000), 'E0004'],
    ['a text that never ends', `device A { let a = "${'x'.repeat(500_000)}`, 'E0105'],
    ['a comment that never ends', `/*${'* '.repeat(300_000)}`, 'E0108'],
    ['a hundred thousand minus signs', `device A { let a = ${'- '.repeat(100_000)}1 }`, 'E0111'],
    ['a hundred thousand ifs', `device A { let a = ${'if a then b else '.repeat(100_000)}1 }`, 'E0111'],
    ['a hundred thousand operators', `device A { let a = 1${' ^ 2'.repeat(100_000)} }`, 'E0111'],
    ['a long unit', `device A { param a = 1 m${'/m'.repeat(100_000)}\n param b = * }`, 'E0101'],
    ['a binary file', `\u007FELF\u0002\u0001\u0000${'\u0000\uFFFD'.repeat(1000)}`, 'E0003'],
    ['two hundred thousand @', '@'.repeat(200_000), 'E0106'],
    ['ten thousand wrong statements', `device A {\n${'let a = *\n'.repeat(10_000)}}`, 'E0113'],
  ])('%s ends in a message within seconds', (_, text, code) => {
    const start = performance.now();
    const { diagnostics } = parse(text);
    expect(diagnostics.map((d) => d.code)).toContain(code);
    checkDiagnostics(text, diagnostics);
    expect(performance.now() - start).toBeLessThan(60_000);
  });
});
