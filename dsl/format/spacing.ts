/** How far apart two tokens stand that follow each other on a line. */
import type { IToken, TokenType } from 'chevrotain';
import * as T from '../tokens.ts';
import { operandEnds } from '../words.ts';

const types = (...list: TokenType[]): ReadonlySet<TokenType> => new Set(list);

const TIGHT_BEFORE = types(T.CloseParen, T.CloseBracket, T.Comma, T.Colon, T.Dot, T.Quote, T.Caret);
const TIGHT_AFTER = types(T.OpenParen, T.OpenBracket, T.Dot, T.Caret);
const CALLED = types(T.Word, T.StatementName, T.CloseBracket, T.Quote);

/** Whether `sign` stands before its operand (`-x`) and not between two (`a - x`); `before` is the token in front of it. */
export function isPrefix(sign: IToken, before: IToken | undefined): boolean {
  if (sign.tokenType !== T.Minus && sign.tokenType !== T.Plus) return false;
  return before === undefined || !operandEnds.has(before.tokenType);
}

/** Whether nothing stands between `a` and `b`; `beforeA` is the token in front of `a` on whatever line. */
export function touch(beforeA: IToken | undefined, a: IToken, b: IToken): boolean {
  if (TIGHT_BEFORE.has(b.tokenType) || TIGHT_AFTER.has(a.tokenType) || isPrefix(a, beforeA)) return true;
  if (b.tokenType === T.OpenParen || b.tokenType === T.OpenBracket) return CALLED.has(a.tokenType);
  return a.tokenType === T.OpenBrace && b.tokenType === T.CloseBrace;
}
