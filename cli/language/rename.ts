/** A new name for a symbol, in every file that uses it. */
import { keywords, lexer, shapes, Word } from '../../dsl/tokens.ts';
import type { Analysis } from './analysis.ts';
import type { Edit } from './fixes.ts';
import { type QnmSymbol, symbolId } from './symbols.ts';

/** Why `name` cannot be a name; null when it can. */
export function nameProblem(name: string): string | null {
  const { tokens, errors } = lexer.tokenize(name);
  const [first, second] = tokens;
  if (errors.length > 0 || second !== undefined || first?.tokenType !== Word || first.image !== name)
    return `\`${name}\` is no name: letters, digits and _ make one, a letter first`;
  if (keywords.get(name)?.place === 'reserved' || shapes.has(name)) return `\`${name}\` is a word of the language`;
  return null;
}

/**
 * Edits by file.
 * @param analyses  every file that may use the symbol, its own among them
 */
export function renameEdits(
  symbol: QnmSymbol,
  name: string,
  analyses: readonly Analysis[],
): ReadonlyMap<string, readonly Edit[]> {
  const edits = new Map<string, readonly Edit[]>();
  for (const analysis of analyses) {
    const here = referencesIn(symbol, analysis).map(({ start, end }) => ({ start, end, text: name }));
    if (here.length > 0) edits.set(analysis.source.path, here);
  }
  return edits;
}

/** Places of one file that name the symbol, its definition among them, in order; each once. */
export function referencesIn(symbol: QnmSymbol, analysis: Analysis): readonly { start: number; end: number }[] {
  const id = symbolId(symbol);
  const places = analysis.occurrences.filter((o) => symbolId(o.symbol) === id).map(({ span }) => span);
  const unique = new Map(places.map((span) => [span.start, { start: span.start, end: span.end }]));
  return [...unique.values()].sort((a, b) => a.start - b.start);
}
