/**
 * Writes the TextMate grammar that editors and the documentation colour `.qnm` with, from the words of the language itself
 * (`dsl/tokens.ts`). Run it when those change; a test compares.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keywords, shapes } from '../dsl/tokens.ts';

const place = join(import.meta.dirname, '../editors/vscode/syntaxes/qnm.tmLanguage.json');
const NAME = '[A-Za-z_][A-Za-z0-9_]*';
/** Letters of a unit, its factors and powers: `mW/K`, `A/m^2`, `V/m^(1/2)`, `V^-0.5`, `Ω`, `%`; in `1 V/sqrt(2)` a function is called. */
const SYMBOL = '(?:[A-Za-zµμΩΩÅ°]+[0-9]*)';
const POWER = '(?:\\^(?:\\(-?[0-9]+(?:/[0-9]+)?\\)|-?[0-9]+(?:\\.[0-9]+)?))?';
const UNIT = `(?:/?${SYMBOL}${POWER}(?:[/*·]${SYMBOL}(?![A-Za-z0-9(])${POWER})*|%)`;

const any = (words: Iterable<string>): string =>
  [...words].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join('|');
const placed = (...places: string[]): string[] =>
  [...keywords].filter(([, keyword]) => places.includes(keyword.place)).map(([word]) => word);
const DECLARED = ['device', 'circuit', 'experiment', 'discipline', 'unit', 'function'];
const DEFINED = [
  'param',
  'state',
  'memory',
  'let',
  'event',
  'table',
  'node',
  'probe',
  'measure',
  'data',
  'phase',
  'sweep',
  'potential',
  'flow',
  'value',
];

/** The grammar as it is written to its file. */
export function grammarText(): string {
  const behind = `(?=\\s*(?:$|//|[A-Za-z_"0-9(\\[{\\-]))`;
  const grammar = {
    $schema: 'https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json',
    name: 'qnm',
    scopeName: 'source.qnm',
    fileTypes: ['qnm'],
    patterns: [
      { include: '#comments' },
      { include: '#strings' },
      { include: '#declarations' },
      { include: '#numbers' },
      { include: '#rates' },
      { include: '#types' },
      { include: '#keywords' },
      { include: '#calls' },
      { include: '#operators' },
    ],
    repository: {
      comments: {
        patterns: [
          { name: 'comment.line.documentation.qnm', match: '///.*$' },
          { name: 'comment.line.double-slash.qnm', match: '//.*$' },
        ],
      },
      strings: { name: 'string.quoted.double.qnm', match: '"[^"\\n]*"' },
      declarations: {
        patterns: [
          {
            match: `\\b(${any(DECLARED)})\\s+(${NAME})`,
            captures: { 1: { name: 'storage.type.qnm' }, 2: { name: 'entity.name.type.qnm' } },
          },
          {
            match: `\\b(use)\\s+(${NAME}(?:\\.${NAME})*)`,
            captures: { 1: { name: 'keyword.control.qnm' }, 2: { name: 'entity.name.namespace.qnm' } },
          },
          {
            match: `\\b(${any(DEFINED)})\\s+(${NAME})(?=\\s*(?:[=:(,]|$|in\\b|when\\b|from\\b|for\\b))`,
            captures: { 1: { name: 'storage.modifier.qnm' }, 2: { name: 'variable.other.qnm' } },
          },
          {
            match: `^\\s*(${NAME})(:)\\s*(${NAME})(?=\\s*(?:[(\\[{]|$))`,
            captures: {
              1: { name: 'variable.other.qnm' },
              2: { name: 'punctuation.separator.qnm' },
              3: { name: 'entity.name.type.qnm' },
            },
          },
        ],
      },
      numbers: {
        match: `(?<![A-Za-z0-9_])([0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?:\\s*(?!(?:${any(keywords.keys())})\\b)(${UNIT})(?=$|[\\s)\\],}'.;*+\\-/]))?`,
        captures: { 1: { name: 'constant.numeric.qnm' }, 2: { name: 'keyword.other.unit.qnm' } },
      },
      rates: {
        match: `\\b(${NAME})('+)`,
        captures: { 1: { name: 'variable.other.qnm' }, 2: { name: 'keyword.operator.derivative.qnm' } },
      },
      types: { name: 'support.type.qnm', match: `(?<=:\\s)(?:${any(shapes)})\\b` },
      keywords: {
        patterns: [
          { name: 'keyword.operator.logical.qnm', match: '\\b(?:and|or|not)\\b' },
          {
            name: 'keyword.control.qnm',
            match: `\\b(?:${any(placed('reserved').filter((w) => !['and', 'or', 'not'].includes(w)))})\\b`,
          },
          {
            name: 'keyword.other.qnm',
            match: `(?<=^|[\\s{}])(?:${any(placed('statement', 'both', 'clause', 'inner'))})\\b(?!\\s*[=:'.])${behind}`,
          },
          {
            name: 'keyword.other.qnm',
            match: `(?<=\\s)(?:${any(['fixed', 'log', 'conserved', 'owned', 'owner', 'prefixable', 'counting'])})\\b`,
          },
        ],
      },
      calls: {
        patterns: [
          { name: 'entity.name.function.qnm', match: `\\b${NAME}(?=\\()` },
          { name: 'constant.language.qnm', match: '\\b(?:pi|time|noise|true|false)\\b' },
        ],
      },
      operators: { name: 'keyword.operator.qnm', match: '<\\+|\\+=|\\+-|->|\\.\\.|[=!<>]=|[=<>~+*/^-]' },
    },
  };
  return `${JSON.stringify(grammar, null, 2)}\n`;
}

if (process.argv[1]?.endsWith('generate-textmate.ts')) writeFileSync(place, grammarText());
