/** What may be written at a place, by the grammar: chevrotain's content assist on the statement that the place is in. */
import type { ISyntacticContentAssistPath, IToken } from 'chevrotain';
import { QnmParser } from '../../dsl/grammar.ts';
import { readerMessages } from '../../dsl/syntax-messages.ts';
import * as T from '../../dsl/tokens.ts';
import { readWords } from '../../dsl/words.ts';

/** One way to go on. */
export interface Possible {
  readonly token: IToken['tokenType'];
  /** Name of the rule that takes it, and how manieth token of its kind it is there. */
  readonly rule: string;
  readonly occurrence: number;
  /** Rules around it, outermost first. */
  readonly rules: readonly string[];
}
export interface Place {
  /** The part of a word that is written already, and where it begins. */
  readonly prefix: string;
  readonly start: number;
  /** Statements that the place is in, outermost first: tokens of each up to the brace that opens the next, or up to the place. */
  readonly levels: readonly (readonly IToken[])[];
  readonly possible: readonly Possible[];
  /** Inside a comment or a text nothing is offered. */
  readonly silent: boolean;
}

/** Reads the text before `offset`; what is behind it does not matter. */
export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const prefix = /[\p{L}_][\p{L}\p{N}_]*$/u.exec(line)?.[0] ?? '';
  const start = offset - prefix.length;
  const silent = /^[^"]*\/\//.test(line) || (line.match(/"/g)?.length ?? 0) % 2 === 1;
  if (silent) return { prefix, start, levels: [], possible: [], silent };
  const lexed = T.lexer.tokenize(before.slice(0, start));
  const words = readWords(lexed.tokens, before);
  const levels = levelsOf(words.tokens, new Set(words.statementStarts));
  return { prefix, start, levels, possible: possibleAfter(levels.flat()), silent };
}

/** The open statements at the end of the tokens. Statements that are over are left out, so mistakes in them do no harm. */
function levelsOf(tokens: readonly IToken[], starts: ReadonlySet<number>): readonly (readonly IToken[])[] {
  const open: { from: number; to: number }[] = [];
  let from = 0;
  for (const [i, token] of tokens.entries()) {
    if (starts.has(token.startOffset)) from = i;
    if (token.tokenType === T.OpenBrace) {
      open.push({ from, to: i + 1 });
      from = i + 1;
    } else if (token.tokenType === T.CloseBrace) from = open.pop()?.from ?? i + 1;
  }
  const outer = open.map((level) => tokens.slice(level.from, level.to));
  return [...outer, tokens.slice(from)];
}

let parser: QnmParser | undefined;
function possibleAfter(tokens: readonly IToken[]): readonly Possible[] {
  parser ??= new QnmParser(readerMessages);
  const paths = parser.computeContentAssist('file', [...tokens]);
  const seen = new Map<string, Possible>();
  for (const path of paths) {
    const possible = describe(path);
    seen.set(`${possible.token.name} ${possible.rules.join('>')} ${possible.occurrence}`, possible);
  }
  return [...seen.values()];
}
function describe({ nextTokenType, nextTokenOccurrence, ruleStack }: ISyntacticContentAssistPath): Possible {
  return { token: nextTokenType, rule: ruleStack.at(-1) ?? '', occurrence: nextTokenOccurrence, rules: ruleStack };
}

/** The words in front of a dot at the end of `tokens`, `['cell', 'X']` for `cell[0, 1].X.`; empty when there is none. */
export function chainBeforeDot(tokens: readonly IToken[]): readonly string[] {
  const chain: string[] = [];
  let i = tokens.length - 1;
  while (tokens[i]?.tokenType === T.Dot) {
    i -= 1;
    if (tokens[i]?.tokenType === T.CloseBracket) {
      while (i >= 0 && tokens[i]!.tokenType !== T.OpenBracket) i -= 1;
      i -= 1;
    }
    const word = tokens[i];
    if (word === undefined || (word.tokenType !== T.Word && word.tokenType !== T.StatementName)) return [];
    chain.unshift(word.image);
    i -= 1;
  }
  return chain;
}
