/** House rules that a person would forget to check. */
import { describe, expect, it } from 'vitest';
import { NameSpace } from '../../compiler/machine/names.ts';
import { sourcesOf, withoutComments } from '../support/walk.ts';

const code = sourcesOf(['dsl', 'compiler', 'sim', 'cli', 'bench', 'scripts'], ['.ts']).filter(
  (s) => !s.path.endsWith('cst.d.ts'),
);
const verilog = sourcesOf(['rtl', 'templates'], ['.v', '.hbs']);
const tests = sourcesOf(['test'], ['.ts']);

describe('sources', () => {
  it('no file has more than 400 lines', () => {
    const long = [...code, ...verilog, ...tests]
      .map((s) => [s.path, s.text.split('\n').length] as const)
      .filter(([, lines]) => lines > 401);
    expect(long).toEqual([]);
  });

  it('the compiler, the simulators and the command line know no device by name', () => {
    const names = /\b(vo2|neuristor|memristor|izhikevich|hodgkin|fitzhugh|josephson|lif)\b/i;
    const knowing = [...code.filter((s) => /^(compiler|sim|cli)\//.test(s.path)), ...verilog]
      .map((s) => ({ path: s.path, found: names.exec(withoutComments(s.text))?.[0] }))
      .filter((s) => s.found !== undefined);
    expect(knowing).toEqual([]);
  });

  it('templates hold frames only: each, if and unless, no arithmetic', () => {
    const wrong = verilog
      .filter((s) => s.path.endsWith('.hbs'))
      .flatMap((s) =>
        [...s.text.matchAll(/\{\{([^}]*)\}\}/g)].map((match) => ({ path: s.path, tag: match[1]!.trim() })),
      )
      .filter(({ tag }) => !/^{?(!|[#/](each|if|unless)\b|else$|[\w.@/]+$)/.test(tag));
    expect(wrong).toEqual([]);
  });

  it('no name in the Verilog is a word of SystemVerilog, as which many tools read every file', () => {
    const declared =
      /\b(?:wire|reg|integer|genvar|parameter|localparam|input|output)\b(?:\s*\[[^\]]*\])*\s+(\w+)\s*(?=[=;,)[])/g;
    // kept free for the templates, and `step`, which is a word behind a 1 only
    const ours = new Set(['clk', 'rst', 'unused', 'lane', 'y', 'flag', 'step']);
    const wrong = sourcesOf(['rtl', 'boards', 'templates'], ['.v', '.v.hbs'])
      .flatMap((s) =>
        [...withoutComments(s.text).matchAll(declared)].map((match) => ({ path: s.path, name: match[1]! })),
      )
      .filter(({ name }) => name === name.toLowerCase() && !ours.has(name) && !/^(wire|reg|signed|integer)$/.test(name))
      .filter(({ name }) => new NameSpace().takeLegal(name) !== name);
    expect(wrong).toEqual([]);
  });

  it('no Verilog text is glued together in TypeScript', () => {
    const glued = code
      .filter((s) => /^(compiler|sim)\//.test(s.path))
      .filter((s) => /\bassign \w+ =|\balways @|\bendmodule\\n/.test(s.text));
    expect(glued.map((s) => s.path)).toEqual([]);
  });

  it('nothing is left for later', () => {
    const later = /\b(TODO|FIXME|XXX|HACK|placeholder|for now|not implemented)\b/i;
    const left = [...code, ...verilog]
      .map((s) => ({ path: s.path, found: later.exec(s.text)?.[0] }))
      .filter((s) => s.found !== undefined);
    expect(left).toEqual([]);
  });

  it('no `any` and no file of odds and ends', () => {
    expect(
      code
        .filter((s) => /[:<,]\s*any\b(?!\w)/.test(s.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$|'[^'\n]*'|`[^`]*`/gm, '')))
        .map((s) => s.path),
    ).toEqual([]);
    expect(code.filter((s) => /(^|\/)(utils?|helpers?|manager|misc)\.ts$/.test(s.path)).map((s) => s.path)).toEqual([]);
  });
});
