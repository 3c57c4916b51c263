/** The language services by themselves: hostile and half-written files, and what belongs together. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { Analysis } from '../../cli/language/analysis.ts';
import { completionsAt } from '../../cli/language/completion.ts';
import { hoverText } from '../../cli/language/describe.ts';
import { hintsOf, outlineOf } from '../../cli/language/outline.ts';
import { referencesIn } from '../../cli/language/rename.ts';
import { checkout } from '../support/tools.ts';
import { sourcesOf } from '../support/walk.ts';

const files = sourcesOf(['examples', 'dsl/std'], ['.qnm']);
const analyse = (path: string, text: string) => new Analysis({ path: join(checkout, path), text }, new NodeFiles());

describe('names', () => {
  it.each(files.map((file) => [file.path, file.text] as const))(
    'of %s are written where they are said to be',
    (path, text) => {
      const analysis = analyse(path, text);
      expect(analysis.occurrences.length).toBeGreaterThan(0);
      for (const { span, symbol } of analysis.occurrences) {
        if (span.file === analysis.source.path) expect(text.slice(span.start, span.end)).toBe(symbol.name);
        expect(analysis.textOf(symbol.span.file)?.slice(symbol.span.start, symbol.span.end)).toBe(symbol.name);
      }
    },
  );

  it.each(files.map((file) => [file.path, file.text] as const))(
    'of %s: nearly every name of an expression is known',
    (path, text) => {
      const analysis = analyse(path, text);
      const known = new Set(analysis.occurrences.map(({ span }) => span.start));
      // names behind `let`, `param` ... and in `R = ...`: all are definitions or uses of something
      const named = [...text.matchAll(/^ {2}(?:param|state|memory|let|event) (\w+)/gm)].map(
        (m) => m.index + m[0].length - m[1]!.length,
      );
      expect(named.filter((start) => !known.has(start))).toEqual([]);
    },
  );

  it('a name inside of a block is its own', () => {
    const text = 'device D {\n  memory m = 0\n  let x = 1\n  on m > 1 {\n    let x = 2\n    m = x\n  }\n}\n';
    const analysis = analyse('inner.qnm', text);
    const inner = analysis.occurrenceAt(text.indexOf('x\n  }'))!;
    expect(referencesIn(inner.symbol, analysis).map(({ start }) => start)).toEqual([
      text.indexOf('x = 2'),
      text.indexOf('x\n  }'),
    ]);
  });

  it('of the ends of hyperedges are as many as their block says, and offered while it is written', () => {
    const head = 'use std.ising\ncircuit Net {\n  p: pbit[4]\n  couple p by ';
    const offered = (text: string) =>
      completionsAt(analyse('x.qnm', head + text), (head + text).length).items.map(({ label }) => label);
    expect(offered('')).toContain('hyperedges');
    expect(offered('')).toContain('pair');
    expect(offered('hyperedges("t.csv") { product3(a.own, b.own, ')).toEqual(expect.arrayContaining(['a', 'b', 'c']));
    expect(offered('chain { bond(')).not.toContain('c');
    expect(offered('hyperedges("t.csv") { product3(a.own, b.own, c.')).toEqual(expect.arrayContaining(['own', 'I0']));
    const text = `${head}hyperedges("t.csv") { product3(a.own, b.own, c.own) }\n}\n`;
    const known = analyse('x.qnm', text).occurrences.map(({ span, symbol }) => [span.start, symbol.name]);
    expect(known).toContainEqual([text.indexOf('c.own') + 2, 'own']);
  });
  it('all modules of the library are offered', () => {
    const there = readdirSync(join(checkout, 'dsl/std')).map((name) => name.replace('.qnm', ''));
    const text = 'use std.';
    const offered = completionsAt(analyse('x.qnm', text), text.length).items.map((item) => item.label);
    expect(offered.sort()).toEqual(there.sort());
  });
});

describe('half-written files', () => {
  const sources = ['examples/neuristor.qnm', 'examples/lif_network.qnm', 'examples/macrospin.qnm'].map((path) => ({
    path,
    text: readFileSync(join(checkout, path), 'utf8'),
  }));
  it('never make a service throw, wherever they end or lack something', () => {
    const cut = fc.record({
      file: fc.nat({ max: 2 }),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      gone: fc.nat({ max: 40 }),
    });
    fc.assert(
      fc.property(cut, ({ file, at, gone }) => {
        const { path, text } = sources[file]!;
        const offset = Math.floor(at * text.length);
        const analysis = analyse(path, text.slice(0, offset) + (gone === 0 ? '' : text.slice(offset + gone)));
        completionsAt(analysis, offset);
        const found = analysis.occurrenceAt(offset);
        if (found !== undefined) hoverText(found.symbol, analysis, []);
        outlineOf(analysis.scope.syntax);
        hintsOf(analysis, 0, text.length);
      }),
      { numRuns: 40 },
    );
  });
});
