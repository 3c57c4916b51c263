/**
 * `qnmc fmt`: one way to set out a `.qnm` file.
 *
 * Lines stay the writer's; indentation, the spaces between words, empty lines and columns do not: two spaces a block, one space
 * around operators, three between statements on one line (two inside a block on one line), three before a comment (one that keeps a column of its own with its
 * neighbours stays there), at most one empty line. Where one line of neighbours has more than one space before its sign, range, settings or relation, all of them
 * get a common column. Comments are kept. Only spaces change: the words of the result are compared with those of the file.
 */
import type { IToken } from 'chevrotain';
import { type Diagnostic, DiagnosticSink } from '../diagnostics/diagnostic.ts';
import { parseFile } from '../parse.ts';
import type { SourceFile } from '../source.ts';
import * as T from '../tokens.ts';
import { readWords } from '../words.ts';
import { alignRows, type Row } from './align.ts';
import { firstStatement, kindOf, piecesOf } from './layout.ts';
import { type Line, linesOf } from './lines.ts';

/** The file set out anew, or why it could not be. */
export type Formatted =
  | { readonly good: true; readonly text: string; readonly changed: boolean }
  | { readonly good: false; readonly diagnostics: readonly Diagnostic[] };

/** @throws never; a file with mistakes of syntax is left alone, its diagnostics say why */
export function formatSource(source: SourceFile): Formatted {
  const sink = new DiagnosticSink();
  const syntax = parseFile(source, sink);
  if (!syntax.complete || sink.hasErrors) return { good: false, diagnostics: sink.all };
  const ending = source.text.includes('\r\n') ? '\r\n' : '\n';
  const read = wordsOf(source.text);
  const text = `${setOut(read.tokens, read.comments, read.starts).join(ending)}${ending}`;
  if (!sameWords(read, wordsOf(text))) throw new Error(`formatting ${source.path} would change what it says`);
  return { good: true, text, changed: text !== source.text };
}

interface Words {
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  readonly starts: ReadonlySet<number>;
}
function wordsOf(text: string): Words {
  const { tokens, groups } = T.lexer.tokenize(text);
  const words = readWords(tokens, text);
  const comments = [...(groups['docs'] ?? []), ...(groups['comments'] ?? [])];
  comments.sort((a, b) => a.startOffset - b.startOffset);
  return { tokens: words.tokens, comments, starts: startsOf(words.tokens, words.statementStarts) };
}
/** Where statements begin; `on` and `every` are clauses of `expect` and `record`. */
function startsOf(tokens: readonly IToken[], starts: readonly number[]): ReadonlySet<number> {
  const known = new Set(starts);
  let head: IToken['tokenType'] | undefined;
  for (const { startOffset, tokenType } of tokens) {
    if (!known.has(startOffset)) continue;
    const clause =
      (tokenType === T.OnWord && head === T.ExpectWord) || (tokenType === T.EveryWord && head === T.RecordWord);
    if (clause) known.delete(startOffset);
    else head = tokenType;
  }
  return known;
}
function sameWords(a: Words, b: Words): boolean {
  const same = (x: readonly IToken[], y: readonly IToken[]): boolean =>
    x.length === y.length &&
    x.every((token, i) => token.tokenType === y[i]!.tokenType && token.image.trimEnd() === y[i]!.image.trimEnd());
  return same(a.tokens, b.tokens) && same(a.comments, b.comments);
}

function setOut(tokens: readonly IToken[], comments: readonly IToken[], starts: ReadonlySet<number>): string[] {
  const lines = linesOf(tokens, comments, starts);
  let before: IToken | undefined;
  const rows = lines.map((line, i): Row => {
    const indent = indentOf(lines, i);
    const pieces = piecesOf(line, before, indent);
    before = line.tokens.at(-1) ?? before;
    const above = lines[i - 1];
    const follows = above !== undefined && !blankBefore(lines, i) && above.braces === line.braces && line.opens;
    const comment = line.comment?.image.trimEnd() ?? null;
    return {
      indent,
      pieces,
      kind: kindOf(line),
      comment,
      commentAt: commentColumn(line, indent),
      ...subjectOf(line),
      follows,
    };
  });
  return alignRows(rows).flatMap((text, i) => (blankBefore(lines, i) ? ['', text] : [text]));
}

/** Where the comment of a line stands once its code is indented as it should be. */
function commentColumn({ comment, tokens }: Line, indent: number): number {
  if (comment === null || tokens.length === 0) return 0;
  return comment.startColumn! - tokens[0]!.startColumn! + indent;
}
function subjectOf(line: Line): Pick<Row, 'several' | 'about'> {
  const about = line.tokens[0]?.tokenType === T.ExpectWord ? (line.tokens[1]?.image ?? '') : '';
  return { several: firstStatement(line).length < line.tokens.length, about };
}

/** Two columns a block; two more where a line goes on with a statement. */
function indentOf(lines: readonly Line[], index: number): number {
  const line = lines[index]!;
  const first = line.tokens[0]?.tokenType;
  if (first === undefined) {
    const next = lines.slice(index + 1).find((other) => other.tokens.length > 0);
    const inside = line.brackets > 0 || (next !== undefined && !opensOrCloses(next) && next.braces === line.braces);
    return 2 * line.braces + (inside ? 2 : 0);
  }
  const closing = line.tokens.findIndex((token) => token.tokenType !== T.CloseBrace);
  const closed = closing < 0 ? line.tokens.length : closing;
  return 2 * (line.braces - closed) + (opensOrCloses(line) ? 0 : 2);
}
function opensOrCloses(line: Line): boolean {
  const first = line.tokens[0]?.tokenType;
  if (first === T.OpenBrace || first === T.CloseBrace) return true;
  return line.opens || ((first === T.CloseParen || first === T.CloseBracket) && line.brackets === 1);
}

/** One empty line where the writer left some; none inside the edges of a block. */
function blankBefore(lines: readonly Line[], index: number): boolean {
  const [above, line] = [lines[index - 1], lines[index]!];
  if (above === undefined) return false;
  if (above.tokens.at(-1)?.tokenType === T.OpenBrace || line.tokens[0]?.tokenType === T.CloseBrace) return false;
  return line.afterBlank;
}
