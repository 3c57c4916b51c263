/** The tokens and comments of a file as the lines in which they stand. */
import type { IToken } from 'chevrotain';
import * as T from '../tokens.ts';

/** One line of the file: its tokens, and the comment at its end. */
export interface Line {
  readonly tokens: readonly IToken[];
  /** `// ...` or `/// ...` as written, without the spaces behind it; null when there is none. */
  readonly comment: IToken | null;
  /** An empty line stands before it. */
  readonly afterBlank: boolean;
  /** Braces and brackets that are open before its first token. */
  readonly braces: number;
  readonly brackets: number;
  /** Its first token begins a statement (or closes a block); false: it goes on with the statement of the line before. */
  readonly opens: boolean;
  /** Offsets of tokens of this line that begin a statement. */
  readonly statements: ReadonlySet<number>;
}

const CLOSERS = new Set([T.CloseBrace, T.CloseParen, T.CloseBracket]);

/**
 * Lines in order; empty ones only leave their mark on the next.
 * @param tokens    words read (`words.ts`), in order
 * @param comments  all comments of the file, in order
 * @param starts    offsets at which statements begin
 */
export function linesOf(
  tokens: readonly IToken[],
  comments: readonly IToken[],
  starts: ReadonlySet<number>,
): readonly Line[] {
  const all = [...tokens, ...comments].sort((a, b) => a.startOffset - b.startOffset);
  const rows: IToken[][] = [];
  for (const token of all) {
    const last = rows.at(-1)?.at(-1);
    if (last !== undefined && endLine(last) === token.startLine) rows.at(-1)!.push(token);
    else rows.push([token]);
  }
  const isComment = new Set(comments);
  const depth = new Depth();
  let line = 0;
  return rows.map((row) => {
    const code = row.filter((token) => !isComment.has(token));
    const first = row[0]!;
    const [braces, brackets] = [depth.braces, depth.brackets];
    const afterBlank = line > 0 && first.startLine! > line + 1;
    line = endLine(row.at(-1)!);
    depth.pass(code);
    return {
      tokens: code,
      comment: row.find((token) => isComment.has(token)) ?? null,
      afterBlank,
      braces,
      brackets,
      opens: code.length > 0 && brackets === 0 && (starts.has(code[0]!.startOffset) || CLOSERS.has(code[0]!.tokenType)),
      statements: new Set(code.map((token) => token.startOffset).filter((offset) => starts.has(offset))),
    };
  });
}

/** Line on which a token ends. */
function endLine(token: IToken): number {
  return token.endLine ?? token.startLine!;
}

class Depth {
  braces = 0;
  brackets = 0;
  pass(tokens: readonly IToken[]): void {
    for (const { tokenType } of tokens) {
      if (tokenType === T.OpenBrace) this.braces += 1;
      else if (tokenType === T.CloseBrace) this.braces -= 1;
      else if (tokenType === T.OpenParen || tokenType === T.OpenBracket) this.brackets += 1;
      else if (tokenType === T.CloseParen || tokenType === T.CloseBracket) this.brackets -= 1;
    }
  }
}
