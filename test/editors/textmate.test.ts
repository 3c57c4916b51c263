/** The TextMate grammar under the engine that editors use: it is up to date, and colours each word for what it is. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadWASM, OnigScanner, OnigString } from 'vscode-oniguruma';
import vsctm from 'vscode-textmate';
import { grammarText } from '../../scripts/generate-textmate.ts';
import { checkout } from '../support/tools.ts';
import { sourcesOf } from '../support/walk.ts';

const path = join(checkout, 'editors/vscode/syntaxes/qnm.tmLanguage.json');
let grammar: vsctm.IGrammar;

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
  await loadWASM(readFileSync(wasm));
  const registry = new vsctm.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new OnigScanner(patterns),
      createOnigString: (text) => new OnigString(text),
    }),
    loadGrammar: async () => vsctm.parseRawGrammar(readFileSync(path, 'utf8'), path),
  });
  grammar = (await registry.loadGrammar('source.qnm'))!;
});

/** The innermost scope of each piece of a line, without pieces of white space. */
function scopes(line: string): Record<string, string> {
  const { tokens } = grammar.tokenizeLine(line, vsctm.INITIAL);
  const named = tokens.map(
    ({ startIndex, endIndex, scopes: s }) => [line.slice(startIndex, endIndex).trim(), s.at(-1)!] as const,
  );
  return Object.fromEntries(named.filter(([text]) => text !== ''));
}

describe('the grammar for editors', () => {
  it('is the one that the words of the language make (npx tsx scripts/generate-textmate.ts)', () => {
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(grammarText()));
  });

  it.each([
    ['device VO2(p: electrical) {', { device: 'storage.type.qnm', VO2: 'entity.name.type.qnm' }],
    [
      '  param R0 = 5.3 mΩ   // metal',
      {
        param: 'storage.modifier.qnm',
        '5.3': 'constant.numeric.qnm',
        mΩ: 'keyword.other.unit.qnm',
        '// metal': 'comment.line.double-slash.qnm',
      },
    ],
    ['  param G = 0.2 mW/K', { 'mW/K': 'keyword.other.unit.qnm' }],
    ['  param b = 0.25 /K', { '/K': 'keyword.other.unit.qnm' }],
    ['  param b = 4.7 V^-0.5', { 'V^-0.5': 'keyword.other.unit.qnm' }],
    ['  let y = 1 V/sqrt(2)', { V: 'keyword.other.unit.qnm', sqrt: 'entity.name.function.qnm' }],
    ['  let y = 0.25 / K', { '/': 'keyword.operator.qnm' }],
    ["  u' = (a - u) / tau", { u: 'variable.other.qnm', "'": 'keyword.operator.derivative.qnm' }],
    [
      '  state u = 0.1 in 0 .. 1',
      { state: 'storage.modifier.qnm', in: 'keyword.other.qnm', '..': 'keyword.operator.qnm' },
    ],
    ['  let F = tanh(x)', { tanh: 'entity.name.function.qnm' }],
    ['  RL: resistor(in, out) { R = 12 kΩ }', { RL: 'variable.other.qnm', resistor: 'entity.name.type.qnm' }],
    ['  stop = 100 us   dt = 10 ns', { us: 'keyword.other.unit.qnm', ns: 'keyword.other.unit.qnm' }],
    [
      '  expect f ~ 329 kHz +- 1 % at in = 12 V',
      { expect: 'keyword.other.qnm', '+-': 'keyword.operator.qnm', '%': 'keyword.other.unit.qnm' },
    ],
    ['use std.mott', { use: 'keyword.control.qnm', 'std.mott': 'entity.name.namespace.qnm' }],
    ['/// said', { '/// said': 'comment.line.documentation.qnm' }],
    [
      '  couple cell by grid(4) {',
      { couple: 'keyword.other.qnm', by: 'keyword.other.qnm', grid: 'entity.name.function.qnm' },
    ],
  ])('%s', (line, wanted) => {
    expect(scopes(line)).toMatchObject(wanted);
  });

  it('takes no word for a keyword that is set there', () => {
    expect(scopes('  in = 12 V')['in']).toBe('source.qnm');
    expect(scopes('  param step = 1 ns')['step']).toBe('variable.other.qnm');
  });

  it('knows every unit of the examples and of the library', () => {
    const unknown = sourcesOf(['examples', 'dsl/std'], ['.qnm']).flatMap(({ text }) =>
      text.split('\n').flatMap((line) => {
        const found =
          /^\s*(?:param|stop|dt)\b[^/]*?= -?([0-9.]+(?:e-?[0-9]+)?) ((?!in\b|step\b|at\b|dt\b|param\b)[A-Za-zµΩ%/]\S*)/.exec(
            line,
          );
        return found === null || scopes(line)[found[2]!] === 'keyword.other.unit.qnm' ? [] : [line];
      }),
    );
    expect(unknown).toEqual([]);
  });
});
