/** A session of an editor with `qnmc lsp`, on real files, over stdio. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatSource } from '../../dsl/format/index.ts';
import { checkout } from '../support/tools.ts';
import { Client, type Range, type Shown } from './client.ts';

let folder = '';
let client: Client;
const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;
const neuristor = readFileSync(join(checkout, 'examples/neuristor.qnm'), 'utf8');

const parts = `use std.passive

/// A leaky integrator: one time constant.
circuit Leaky(in: electrical) {
  param C = 1 nF   // membrane
  node out: electrical = 0 V
  R1: resistor(in, out) { R = 10 kΩ }
  C1: capacitor(out, gnd) { C = C }
}
`;
const main = `use "parts.qnm"

circuit Two(in: electrical) {
  A: Leaky(in) { C = 2 nF }
  B: Leaky(in)
  let difference = V(A.out) - V(B.out)
}

experiment Run of Two {
  in   = 1 V
  stop = 100 us   dt = 100 ns
  measure worst = max(difference)
  expect worst > 0 V   // analytic: the larger C lags
}
`;
interface Place {
  readonly uri: string;
  readonly range: Range;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qnm-lsp-'));
  writeFileSync(join(folder, 'parts.qnm'), parts);
  writeFileSync(join(folder, 'main.qnm'), main);
  writeFileSync(join(folder, 'neuristor.qnm'), neuristor);
  client = new Client();
  await client.initialize(folder);
});
afterAll(async () => {
  expect(await client.close()).toBe(0);
  expect(client.errors).toBe('');
  expect(client.logged).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

const hover = async (uri: string, mark: string, by = 0, nth = 1): Promise<string> => {
  const found = await client.request<{ contents: { value: string } } | null>(
    'textDocument/hover',
    client.at(uri, mark, by, nth),
  );
  return found?.contents.value ?? '';
};
const completions = async (uri: string, mark: string, by: number): Promise<string[]> => {
  const items = await client.request<{ label: string }[]>('textDocument/completion', client.at(uri, mark, by));
  return items.map((item) => item.label);
};

describe('a session', () => {
  it('has nothing to say about a good file', async () => {
    expect(await client.write(uriOf('main.qnm'), main)).toEqual([]);
    expect(await client.write(uriOf('neuristor.qnm'), neuristor)).toEqual([]);
  });

  it('says what qnmc check says, while the file is being written', async () => {
    const uri = uriOf('main.qnm');
    const wrong = await client.write(uri, main.replace('in   = 1 V', 'in   = 1 A'));
    expect(wrong).toMatchObject([{ code: expect.stringMatching(/^E/), severity: 1, source: 'qnm' }]);
    expect(client.textIn(uri, wrong[0]!.range)).toBe('1 A');
    const half = await client.write(uri, main.slice(0, main.indexOf('V(B.out)')));
    expect(half.length).toBeGreaterThan(0);
    expect(await client.write(uri, main)).toEqual([]);
  });

  it('shows an error of a file that is used where it is used', async () => {
    const broken = await client.write(uriOf('parts.qnm'), parts.replace('10 kΩ', '10 kV'));
    expect(broken).toHaveLength(1);
    const user = await client.write(uriOf('main.qnm'), `${main}\n`);
    expect(user[0]!.message).toContain('parts.qnm');
    expect(await client.write(uriOf('parts.qnm'), parts)).toEqual([]);
    expect(await client.write(uriOf('main.qnm'), main)).toEqual([]);
  });

  it('tells units, ranges, documentation', async () => {
    const uri = uriOf('main.qnm');
    expect(await hover(uri, 'difference')).toContain('a voltage (V)');
    expect(await hover(uri, 'Leaky')).toContain('A leaky integrator');
    expect(await hover(uri, 'C = 2 nF')).toContain('parameter of `Leaky`: a capacitance (nF)');
    expect(await hover(uri, 'max(')).toContain('max(');
    expect(await hover(uri, 'out) - V')).toContain('node of `Leaky`');
    const vo2 = await hover(uriOf('neuristor.qnm'), 'VO2(', 1);
    expect(vo2).toContain('device VO2(p: electrical, n: electrical, body: thermal)');
    expect(vo2).toContain('10.1038/s41467-024-51254-4');
    expect(await hover(uriOf('neuristor.qnm'), 'measure peak', 9)).toContain('a current (A)');
  });

  it('finds definitions in this file, in others and in the library', async () => {
    const define = (uri: string, mark: string, by = 0) =>
      client.request<Place | null>('textDocument/definition', client.at(uri, mark, by));
    const own = await define(uriOf('main.qnm'), 'max(difference', 4);
    expect(own).toMatchObject({ uri: uriOf('main.qnm') });
    expect(client.textIn(uriOf('main.qnm'), own!.range)).toBe('difference');
    const other = await define(uriOf('main.qnm'), 'out) - V');
    expect(other!.uri).toBe(uriOf('parts.qnm'));
    expect(client.textIn(uriOf('parts.qnm'), other!.range)).toBe('out');
    const library = await define(uriOf('neuristor.qnm'), 'VO2(out', 1);
    expect(library!.uri).toBe(pathToFileURL(join(checkout, 'dsl/std/mott.qnm')).href);
    const module = await define(uriOf('neuristor.qnm'), 'use std.mott', 6);
    expect(module!.uri).toBe(library!.uri);
  });

  it('finds every use across files', async () => {
    const found = await client.request<Place[]>('textDocument/references', client.at(uriOf('parts.qnm'), 'C = 1 nF'));
    const places = found.map(
      ({ uri, range }) => `${uri.split('/').at(-1)}:${range.start.line}:${range.start.character}`,
    );
    expect(places.sort()).toEqual(['main.qnm:3:17', 'parts.qnm:4:8', 'parts.qnm:7:32']);
  });

  it('renames in all files, and only what is meant', async () => {
    const rename = (mark: string, newName: string, by = 0) =>
      client.request<{ changes: Record<string, { range: Range; newText: string }[]> }>('textDocument/rename', {
        ...client.at(uriOf('parts.qnm'), mark, by),
        newName,
      });
    const { changes } = await rename('C = 1 nF', 'Cm');
    expect(changes[uriOf('main.qnm')]).toHaveLength(1);
    expect(changes[uriOf('parts.qnm')]).toHaveLength(2);
    await expect(rename('C = 1 nF', 'out')).rejects.toThrow(/out/);
    await expect(rename('C = 1 nF', '2x')).rejects.toThrow(/no name/);
    await expect(rename('C = 1 nF', 'if')).rejects.toThrow(/word of the language/);
    await expect(rename('resistor', 'r')).rejects.toThrow(/library/);
    const prepared = await client.request('textDocument/prepareRename', client.at(uriOf('parts.qnm'), 'resistor'));
    expect(prepared).toBeNull();
  });

  it('offers what the grammar and the names allow', async () => {
    const uri = uriOf('main.qnm');
    await client.write(uri, main.replace('B: Leaky(in)', 'B: Le'));
    expect(await completions(uri, 'B: Le', 5)).toEqual(expect.arrayContaining(['Leaky', 'Two', 'resistor']));
    await client.write(uri, main.replace('{ C = 2 nF }', '{ '));
    expect(await completions(uri, 'A: Leaky(in) { ', 15)).toEqual(['C']);
    await client.write(uri, main.replace('V(B.out)', 'V(B.'));
    expect(await completions(uri, 'V(B.', 4)).toEqual(['in', 'C', 'out', 'R1', 'C1']);
    await client.write(uri, main.replace('max(difference)', ''));
    const measures = await completions(uri, 'worst = ', 8);
    expect(measures).toEqual(expect.arrayContaining(['max', 'rate', 'difference', 'A', 'in']));
    await client.write(uri, main.replace('use "parts.qnm"', 'use std.'));
    expect(await completions(uri, 'use std.', 8)).toEqual(expect.arrayContaining(['passive', 'mott']));
    await client.write(uri, main.replace('in   = 1 V', ''));
    expect(await completions(uri, '{\n  \n', 4)).toEqual(expect.arrayContaining(['in', 'stop', 'measure']));
    expect(await client.write(uri, main)).toEqual([]);
  });

  it('mends what a diagnostic knows how to mend', async () => {
    const uri = uriOf('main.qnm');
    const fixes = async (shown: readonly Shown[]) =>
      client.request<{ title: string; edit: { changes: Record<string, { range: Range; newText: string }[]> } }[]>(
        'textDocument/codeAction',
        { textDocument: { uri }, range: shown[0]!.range, context: { diagnostics: shown } },
      );
    const misspelt = await fixes(await client.write(uri, main.replace('max(difference)', 'max(diference)')));
    expect(misspelt[0]).toMatchObject({ title: 'Change to difference', isPreferred: true });
    const missing = await client.write(uri, `circuit X {\n  R1: resistor(gnd, gnd) { R = 1 Ω }\n}\n`);
    const add = await fixes(missing);
    expect(add.map((fix) => fix.title)).toContain('Add use std.passive');
    await client.write(uri, main.replace('V(A.out) - V(B.out)', 'V(A.out) ** 2'));
    const shown = await client.write(uri, main.replace('V(A.out) - V(B.out)', '2 ** 2 * 1 V'));
    expect((await fixes(shown)).map((fix) => fix.title)).toContain('Write ^');
    expect(await client.write(uri, main)).toEqual([]);
  });

  it('shows an outline, formats, and writes dimensions between the lines', async () => {
    const uri = uriOf('neuristor.qnm');
    const symbols = await client.request<{ name: string; children?: { name: string }[] }[]>(
      'textDocument/documentSymbol',
      {
        textDocument: { uri },
      },
    );
    expect(symbols.map((symbol) => symbol.name)).toEqual(['Neuristor', 'Firing', 'Converged']);
    expect(symbols[0]!.children!.map((child) => child.name)).toContain('spike');
    const edits = await client.request<{ newText: string }[]>('textDocument/formatting', {
      textDocument: { uri },
      options: {},
    });
    const formatted = formatSource({ path: 'x.qnm', text: neuristor });
    expect(edits).toEqual(
      formatted.good && formatted.changed ? [expect.objectContaining({ newText: formatted.text })] : [],
    );
    const hints = await client.request<{ label: string }[]>('textDocument/inlayHint', {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 200, character: 0 } },
    });
    expect(hints.map((hint) => hint.label)).toEqual([': Hz', ': A', ': K', ': Hz', ': A']);
  });

  it('tells the formats that the compiler would choose', async () => {
    const uri = uriOf('main.qnm');
    const found = client.heard(({ method, params }) => method === 'qnm/formats' && params!['uri'] === uri);
    await client.write(uri, main.replace('100 us', '50 us'));
    await found;
    const text = await hover(uri, 'A.out', 3);
    expect(text).toMatch(/\| Run, .*out.* \| `s\d+\.\d+` \|/);
  }, 30_000);

  it('answers about files that are cut off anywhere', async () => {
    const uri = uriOf('cut.qnm');
    for (const end of [0, 5, 500, 812, 1033, 1500, 2900]) {
      await client.write(uri, neuristor.slice(0, end));
      const where = {
        textDocument: { uri },
        position: { line: neuristor.slice(0, end).split('\n').length - 1, character: 1 },
      };
      await client.request('textDocument/hover', where);
      await client.request('textDocument/completion', where);
      await client.request('textDocument/documentSymbol', { textDocument: { uri } });
    }
    expect(client.logged).toEqual([]);
  });
});
