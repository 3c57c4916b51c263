/** A line as pieces between the places where it may be aligned with its neighbours. */
import type { IToken } from 'chevrotain';
import * as T from '../tokens.ts';
import { endOf } from '../words.ts';
import type { Line } from './lines.ts';
import { touch } from './spacing.ts';

/** Places where lines of a run are aligned, in the order in which they stand on a line. */
export const KEYS = ['of', 'operand', 'sign', 'range', 'settings', 'relation', 'tolerance', 'at', 'on'] as const;
export type Key = (typeof KEYS)[number];

/** Text from one such place to the next. */
export interface Piece {
  /** Null: the beginning of the line. */
  readonly key: Key | null;
  readonly text: string;
  /** The writer left more than one space before it. */
  readonly wide: boolean;
  /** Column at which it stands once only the indentation is set right. */
  readonly column: number;
}

/** Statements of an experiment whose first word is followed by what they are about. */
const SPOKEN = new Set(['record', 'plot', 'measure', 'expect', 'sweep']);
const SIGNS = new Set([T.Equals, T.Contribute, T.Accumulate]);
const RELATIONS = new Set([T.Tilde, T.EqualEqual, T.NotEqual, T.Less, T.LessEqual, T.Greater, T.GreaterEqual]);
const CLAUSES = new Map([
  [T.PlusMinus, 'tolerance'],
  [T.AtWord, 'at'],
  [T.WhereWord, 'at'],
  [T.OnWord, 'on'],
] as const);

/**
 * The pieces of a line, without its comment.
 * @param before  the token in front of the line's first one
 * @param indent  columns in front of its code, as set out
 */
export function piecesOf(line: Line, before: IToken | undefined, indent: number): readonly Piece[] {
  const shift = indent - (line.tokens[0]?.startColumn ?? 0);
  const places = alignmentPlaces(line);
  const pieces: Piece[] = [];
  let text = '';
  let opening: Omit<Piece, 'text'> | null = null;
  const close = (): void => {
    if (opening !== null) pieces.push({ ...opening, text });
    text = '';
  };
  const openedHere = new Opened();
  for (const [i, token] of line.tokens.entries()) {
    const previous = line.tokens[i - 1];
    const key = places.get(token);
    if (previous === undefined || key !== undefined) {
      close();
      const wide = previous !== undefined && token.startOffset - endOf(previous) > 1;
      opening = { key: key ?? null, wide, column: token.startColumn! + shift };
    } else text += gap(line, line.tokens[i - 2] ?? before, previous, token, openedHere.any);
    text += token.image;
    openedHere.pass(token);
  }
  close();
  return pieces;
}

function gap(line: Line, beforeA: IToken | undefined, a: IToken, b: IToken, openedHere: boolean): string {
  if (line.statements.has(b.startOffset) && a.tokenType !== T.OpenBrace) return openedHere ? '  ' : '   ';
  return touch(beforeA, a, b) ? '' : ' ';
}

/** Blocks that were opened on this line. */
class Opened {
  private count = 0;
  get any(): boolean {
    return this.count > 0;
  }
  pass({ tokenType }: IToken): void {
    if (tokenType === T.OpenBrace) this.count += 1;
    else if (tokenType === T.CloseBrace && this.count > 0) this.count -= 1;
  }
}

/** Word that the statement of a line begins with (memories stand among states); '' for a name, `?` where the line goes on with the one before. */
export function kindOf(line: Line): string {
  const first = line.tokens[0];
  if (first === undefined || !line.opens) return '?';
  if (first.tokenType === T.StatementName) return '';
  return first.image === 'memory' ? 'state' : first.image;
}

/** Where the first statement of a line may be aligned. */
function alignmentPlaces(line: Line): ReadonlyMap<IToken, Key> {
  const [head, second] = line.tokens;
  const places = new Map<IToken, Key>();
  if (head === undefined || !line.opens || head.tokenType === T.CloseBrace) return places;
  const put = (token: IToken, key: Key): void => {
    if (![...places.values()].includes(key)) places.set(token, key);
  };
  const statement = firstStatement(line);
  const spoken = SPOKEN.has(head.image) && head.tokenType !== T.StatementName;
  const instance = head.tokenType === T.StatementName && second?.tokenType === T.Colon;
  const blocks = instance || head.tokenType === T.OnWord || head.tokenType === T.EveryWord || head.image === 'couple';
  if (spoken && second !== undefined) put(second, 'operand');
  if (instance && statement[2] !== undefined) put(statement[2], 'of');
  let depth = 0;
  for (const token of statement.slice(1)) {
    const type = token.tokenType;
    if (depth === 0 && type === T.OpenBrace && blocks) put(token, 'settings');
    if (type === T.OpenParen || type === T.OpenBracket || type === T.OpenBrace) depth += 1;
    else if (type === T.CloseParen || type === T.CloseBracket || type === T.CloseBrace) depth -= 1;
    if (depth > 0) continue;
    if (SIGNS.has(type) && head.image !== 'expect' && !instance) put(token, 'sign');
    if (type === T.InWord && (head.image === 'state' || head.image === 'memory' || head.image === 'param'))
      put(token, 'range');
    if (type === T.WhenWord) put(token, 'range');
    if (head.tokenType !== T.ExpectWord) continue;
    if (RELATIONS.has(type)) put(token, 'relation');
    const clause = CLAUSES.get(type);
    if (clause !== undefined) put(token, clause);
  }
  return places;
}

/** Tokens up to where a second statement begins; what stands between braces belongs to the first. */
export function firstStatement(line: Line): readonly IToken[] {
  let depth = 0;
  const end = line.tokens.findIndex((token, i) => {
    if (i > 0 && depth === 0 && line.statements.has(token.startOffset)) return true;
    if (token.tokenType === T.OpenBrace) depth += 1;
    if (token.tokenType === T.CloseBrace) depth -= 1;
    return false;
  });
  return end < 0 ? line.tokens : line.tokens.slice(0, end);
}
