/** Symbols in words: the text of a hover, the detail of a completion. */
import { builtins } from '../../compiler/model/builtins.ts';
import { describeDimension, isPlain, messageKinds, unitText } from '../../dsl/index.ts';
import type { Analysis, Fact } from './analysis.ts';
import type { QnmSymbol } from './symbols.ts';

/** What the hardware holds a value in, in one experiment. */
export interface FormatLine {
  readonly experiment: string;
  /** `s24.19` */
  readonly format: string;
  /** Range relied on, with unit. */
  readonly range: string;
  /** Bound of the error of one step, with unit; null when it is none of a state. */
  readonly error: string | null;
}

/** `: V`, `: 1`; '' where nothing is known or there is nothing to say. */
export function typeText(fact: Fact | undefined): string {
  if (fact === undefined) return '';
  if (fact.shape === 'bool') return 'condition';
  const unit = isPlain(fact.dimension) ? '1' : unitText(fact.dimension);
  if (fact.shape === 'complex') return `complex ${unit}`;
  return fact.shape === 'vector' ? `vec3 ${unit}` : unit;
}

function inWords(fact: Fact): string {
  if (fact.shape === 'bool') return 'a condition';
  const words = describeDimension(fact.dimension, fact.unit);
  if (fact.shape === 'complex') return `a complex number, each part ${words}`;
  return fact.shape === 'vector' ? `a vector, each component ${words}` : words;
}

/** Markdown for a symbol: its declaration, what it is, where it stands, its documentation, its formats. */
export function hoverText(symbol: QnmSymbol, analysis: Analysis, formats: readonly FormatLine[]): string {
  const parts = ['```qnm', declarationText(symbol, analysis), '```'];
  const fact = analysis.factOf(symbol.value);
  const place = symbol.container === null ? '' : ` of \`${symbol.container}\``;
  const dimension = fact === undefined || symbol.kind === 'function' ? '' : `: ${inWords(fact)}`;
  parts.push(`${kindWords[symbol.kind]}${place}${dimension}`);
  if (symbol.doc !== '') parts.push('', symbol.doc);
  if (formats.length > 0)
    parts.push(
      '',
      '| experiment | format | range | error of a step |',
      '|---|---|---|---|',
      ...formats.map((f) => `| ${f.experiment} | \`${f.format}\` | ${f.range} | ${f.error ?? ''} |`),
    );
  return parts.join('\n');
}

const kindWords: Readonly<Record<QnmSymbol['kind'], string>> = {
  device: 'device',
  circuit: 'circuit',
  experiment: 'experiment',
  discipline: 'discipline',
  function: 'function',
  constant: 'constant',
  unit: 'unit',
  access: 'word',
  reference: 'reference node',
  port: 'port',
  param: 'parameter',
  state: 'state',
  memory: 'memory',
  let: 'name of an expression',
  node: 'node',
  instance: 'instance',
  event: 'event',
  probe: 'probe',
  table: 'table',
  argument: 'argument',
  measure: 'measure',
  edge: 'device of a coupling',
};

/** The declaration as written, without its block; at most some lines. */
export function declarationText(symbol: QnmSymbol, analysis: Analysis): string {
  const text = analysis.textOf(symbol.whole.file)?.slice(symbol.whole.start, symbol.whole.end) ?? symbol.name;
  const blocks = ['device', 'circuit', 'experiment'].includes(symbol.kind);
  const shown = blocks ? text.slice(0, text.indexOf('{')).trimEnd() : text;
  const lines = shown.split('\n');
  return lines.length > 6 ? `${lines.slice(0, 6).join('\n')}\n...` : shown;
}

/** What is said about a word that the language itself knows; undefined for others. */
export function builtinText(word: string): string | undefined {
  const builtin = Object.hasOwn(builtins, word) ? builtins[word] : undefined;
  return builtin && `\`\`\`qnm\n${builtin.usage}\n\`\`\`\nfunction of the language`;
}

/** The long text of `qnmc explain CODE`. */
export function explainText(code: string): string | undefined {
  const kind = Object.hasOwn(messageKinds, code) ? messageKinds[code] : undefined;
  return kind && `**${code}**: ${kind.title}\n\n${kind.explanation.trim()}`;
}
