/** What stands in a file, as a tree, and what an editor writes between its characters. */
import { isPlain, type Syntax } from '../../dsl/index.ts';
import type { Analysis } from './analysis.ts';
import { typeText } from './describe.ts';
import { type QnmSymbol, symbolsOfDeclaration } from './symbols.ts';

/** Declarations with their members. */
export function outlineOf(file: Syntax.FileSyntax): readonly QnmSymbol[] {
  return file.declarations.flatMap(symbolsOfDeclaration);
}

/** A text behind the character before `offset`. */
export interface Hint {
  readonly offset: number;
  readonly text: string;
}

/** Units of everything that has a name and an expression but no unit written beside it. */
export function hintsOf(analysis: Analysis, from: number, to: number): readonly Hint[] {
  const hints: Hint[] = [];
  const visit = (symbol: QnmSymbol): void => {
    for (const child of symbol.children) visit(child);
    if (symbol.kind !== 'let' && symbol.kind !== 'measure' && symbol.kind !== 'probe' && symbol.kind !== 'constant')
      return;
    const fact = analysis.factOf(symbol.value);
    const { start, end } = symbol.span;
    if (fact === undefined || end < from || start > to || symbol.value?.kind === 'number') return;
    if (fact.shape === 'bool' || (fact.shape === 'real' && isPlain(fact.dimension))) return;
    hints.push({ offset: end, text: `: ${typeText(fact)}` });
  };
  for (const symbol of outlineOf(analysis.scope.syntax)) visit(symbol);
  return hints.sort((a, b) => a.offset - b.offset);
}
