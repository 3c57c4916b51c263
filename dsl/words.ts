/**
 * Decides what each word is: a name, the name a statement begins with, a keyword, or part of a unit.
 *
 * turns  words as the lexer cut them, brackets balanced (`brackets.ts`)
 * into   `Word`, `StatementName`, `Unit`, `Shape` and keyword tokens
 * rules  docs/language-notes.md, "What a word is". In short: two operands never stand side by side, so the token before a word tells
 *        whether the word is an operand (a name) or something new (a clause, or the next statement); and what follows a statement's
 *        first word (`=`, `'`, `+=`, `:`, `(` ...) tells a name from a keyword.
 */
import { createTokenInstance, type IToken, type TokenType } from 'chevrotain';
import * as T from './tokens.ts';

/** Words read, and where statements begin (offsets, ascending): one error a statement is enough. */
export interface ReadWords {
  readonly tokens: IToken[];
  readonly statementStarts: number[];
}

/** Decides about every word of a file. */
export function readWords(tokens: readonly IToken[], text: string): ReadWords {
  const reader = new WordReader(tokens, text);
  reader.run();
  return { tokens: reader.out, statementStarts: reader.statementStarts };
}

const OPENERS = new Set<TokenType>([T.OpenBrace, T.OpenParen, T.OpenBracket]);
const CLOSERS = new Set<TokenType>([T.CloseBrace, T.CloseParen, T.CloseBracket]);
/** After these a statement's first word is a name, never a keyword or a unit: `in = 12 V`, `out: electrical`, `u += 1`. */
const AFTER_STATEMENT_NAME = new Set<TokenType>([
  T.Equals,
  T.Quote,
  T.Accumulate,
  T.Colon,
  T.Dot,
  T.Contribute,
  T.OpenBracket,
]);
const RELATIONS = new Set<TokenType>([
  T.Less,
  T.LessEqual,
  T.Greater,
  T.GreaterEqual,
  T.EqualEqual,
  T.NotEqual,
  T.Tilde,
]);
/** With these an operand is complete: a sign behind them joins two operands, a bracket behind a name belongs to it. */
export const operandEnds: ReadonlySet<TokenType> = new Set([
  T.Word,
  T.StatementName,
  T.NumberLiteral,
  T.Unit,
  T.Shape,
  T.StringLiteral,
  T.CloseParen,
  T.CloseBracket,
  T.Quote,
]);
/** With these an operand or a whole statement is complete. */
const COMPLETE = new Set<TokenType>([...operandEnds, T.CloseBrace]);
/** Behind these a line that begins with `x = ...` or `x' = ...` is the next statement: the one before was left unfinished. */
const UNFINISHED = new Set<TokenType>([
  ...RELATIONS,
  T.Equals,
  T.Accumulate,
  T.Contribute,
  T.Plus,
  T.Minus,
  T.Star,
  T.Slash,
  T.Caret,
  T.DotDot,
  T.InWord,
]);
/** Statements whose `: ...` and `-> ...` up to the `=` are types. */
const TYPED = new Set(['param', 'host', 'state', 'memory', 'function', 'table', 'potential', 'flow', 'value']);

const byToken = new Map<TokenType, T.Keyword>([...T.keywords.values()].map((k) => [k.token, k]));

/** Whether the tokens after a word let it be this keyword. */
function allowsKeyword(keyword: T.Keyword, next: IToken | undefined): boolean {
  if (next === undefined) return true;
  if (AFTER_STATEMENT_NAME.has(next.tokenType)) return false;
  return keyword.takesExpression || (next.tokenType !== T.OpenParen && !RELATIONS.has(next.tokenType));
}
/** The keyword a word can be at the start of a statement, judged by the word after it. */
export function statementKeyword(token: IToken, next: IToken | undefined): T.Keyword | undefined {
  const keyword = token.tokenType === T.Word ? T.keywords.get(token.image) : undefined;
  const leads = keyword !== undefined && (keyword.place === 'statement' || keyword.place === 'both');
  return leads && allowsKeyword(keyword, next) ? keyword : undefined;
}
/** Offset just behind a token. */
export function endOf(token: IToken): number {
  return (token.endOffset ?? token.startOffset) + 1;
}

class WordReader {
  readonly out: IToken[] = [];
  readonly statementStarts: number[] = [];
  private readonly tokens: readonly IToken[];
  private readonly text: string;
  private readonly stack: TokenType[] = [];
  /** First word of the statement being read. */
  private head = '';
  private inTypes = false;
  private tableOptions = false;

  constructor(tokens: readonly IToken[], text: string) {
    this.tokens = tokens;
    this.text = text;
  }

  run(): void {
    for (let i = 0; i < this.tokens.length; ) i = this.read(i);
  }

  /** Reads the token at `i`; returns the index of the next one. */
  private read(i: number): number {
    const token = this.tokens[i]!;
    const type = token.tokenType;
    if (this.startsType(token)) return this.readType(i);
    if (type === T.Word) {
      this.out.push(this.readWord(token, i));
      return i + 1;
    }
    if (OPENERS.has(type)) this.stack.push(type);
    if (CLOSERS.has(type)) this.stack.pop();
    if (type === T.Equals) this.inTypes = false;
    this.out.push(token);
    return type === T.NumberLiteral ? this.readUnit(i + 1, token) : i + 1;
  }

  private get previous(): IToken | undefined {
    return this.out.at(-1);
  }
  /** Inside braces or at file level, where statements stand; not inside `( )` or `[ ]`. */
  private get inBlock(): boolean {
    const top = this.stack.at(-1);
    return top === undefined || top === T.OpenBrace;
  }
  private get previousIsComplete(): boolean {
    const type = this.previous?.tokenType;
    if (type === undefined || type === T.OpenBrace || COMPLETE.has(type)) return true;
    if (type === T.EventWord && this.head === 'discipline') return true;
    return byToken.get(type)?.closes ?? false;
  }
  private leadsLine(token: IToken): boolean {
    const previous = this.previous;
    return previous === undefined || (previous.endLine ?? previous.startLine)! < token.startLine!;
  }

  private readWord(token: IToken, i: number): IToken {
    const next = this.tokens[i + 1];
    const keyword = T.keywords.get(token.image);
    // Behind a complete operand at the start of a line an `if` is no part of an expression; the parser says what to write.
    const strayIf = token.image === 'if' && this.inBlock && this.previousIsComplete && this.leadsLine(token);
    if (strayIf) return this.startStatement(token, T.StatementName);
    if (keyword?.place === 'reserved') return retype(token, keyword.token);
    const inner = this.innerKeyword(token, next);
    if (inner !== undefined) return retype(token, inner);
    if (!this.inBlock) return this.isStepOfRange(token) ? retype(token, T.ByWord) : token;
    const complete = this.previousIsComplete;
    const statement = statementKeyword(token, next);
    if (statement !== undefined && (complete || this.opensLine(token, next)))
      return this.startStatement(token, statement.token);
    if (!complete) return this.opensAssignment(token, i) ? this.startStatement(token, T.StatementName) : token;
    if (this.isClause(token, keyword, next)) return this.startClause(token, keyword!.token);
    return this.startStatement(token, T.StatementName);
  }

  /** A keyword that leads its line and has a word behind it begins a statement even where the one before is unfinished. */
  private opensLine(token: IToken, next: IToken | undefined): boolean {
    if (!this.leadsLine(token) || next === undefined || next.startLine !== token.startLine) return false;
    return next.tokenType === T.Word || next.tokenType === T.StringLiteral;
  }

  /** Inside brackets the only clause is `by` (`f(0 .. 1 by 0.1)`): every other word there is a name. */
  private isStepOfRange(token: IToken): boolean {
    return token.image === 'by' && this.previousIsComplete;
  }

  private opensAssignment(token: IToken, i: number): boolean {
    if (!this.leadsLine(token) || !UNFINISHED.has(this.previous!.tokenType)) return false;
    let next = i + 1;
    while (this.tokens[next]?.tokenType === T.Quote) next += 1;
    const type = this.tokens[next]?.tokenType;
    return type === T.Equals || type === T.Accumulate || type === T.Colon;
  }

  private isClause(token: IToken, keyword: T.Keyword | undefined, next: IToken | undefined): boolean {
    if (keyword === undefined || (keyword.place !== 'clause' && keyword.place !== 'both')) return false;
    const previous = this.previous?.tokenType;
    const opens =
      previous === undefined || previous === T.OpenBrace || (previous === T.CloseBrace && token.image !== 'with');
    return !opens && allowsKeyword(keyword, next);
  }

  /** Words that are keywords only beside certain neighbours. */
  private innerKeyword(token: IToken, next: IToken | undefined): TokenType | undefined {
    const previous = this.previous?.tokenType;
    const before = this.out.at(-2)?.tokenType;
    switch (token.image) {
      case 'param':
        return previous === T.HostWord ? T.ParamWord : undefined;
      case 'event':
        return this.head === 'discipline' && previous === T.Word ? T.EventWord : undefined;
      case 'owner':
        return previous === T.Word && before === T.Colon && !this.inBlock ? T.OwnerWord : undefined;
      case 'update':
        return this.head === 'every' && this.inBlock && next?.tokenType === T.Equals && previous !== T.OpenBrace
          ? T.UpdateWord
          : undefined;
      case 'end':
        return (previous === T.OnWord || previous === T.AtWord) && next?.image === 'of' ? T.EndWord : undefined;
      case 'last':
        return previous === T.OverWord && next?.tokenType === T.NumberLiteral ? T.LastWord : undefined;
      case 'table':
        return this.isTableClause(token, next) ? T.TableClause : undefined;
      case 'degree':
        return this.tableOptions && next?.tokenType === T.NumberLiteral ? T.DegreeWord : undefined;
      case 'segments':
        return this.tableOptions && next?.tokenType === T.NumberLiteral ? T.SegmentsWord : undefined;
      default:
        return undefined;
    }
  }
  private isTableClause(token: IToken, next: IToken | undefined): boolean {
    const options = next?.image === 'degree' || next?.image === 'segments';
    const follows =
      this.inBlock && this.previousIsComplete && !this.leadsLine(token) && this.previous?.tokenType !== T.OpenBrace;
    if (options && follows) this.tableOptions = true;
    return options && follows;
  }

  private startStatement(token: IToken, type: TokenType): IToken {
    const doubled = this.previous?.tokenType === T.StatementName && !this.leadsLine(token);
    if (!doubled) this.statementStarts.push(token.startOffset);
    this.head = type === T.StatementName ? '' : token.image;
    this.inTypes = TYPED.has(this.head);
    this.tableOptions = false;
    return retype(token, type);
  }
  private startClause(token: IToken, type: TokenType): IToken {
    this.inTypes = false;
    return retype(token, type);
  }

  // ---- units -----------------------------------------------------------------------------------------------------
  private startsType(token: IToken): boolean {
    const previous = this.previous?.tokenType;
    const opens = this.inTypes && (previous === T.Colon || previous === T.Arrow);
    const type = token.tokenType;
    return opens && (type === T.Word || type === T.NumberLiteral || type === T.Percent);
  }
  private readType(i: number): number {
    const token = this.tokens[i]!;
    if (!T.shapes.has(token.image)) return this.takeUnit(i, i);
    this.out.push(retype(token, T.Shape));
    const next = this.tokens[i + 1];
    if (next?.image === 'counting') {
      this.out.push(retype(next, T.CountingWord));
      return i + 2;
    }
    return this.readUnit(i + 1, token);
  }

  /** A unit at `i` behind `before` (a number or a shape), on the same line; nothing when there is none. */
  private readUnit(i: number, before: IToken): number {
    const token = this.tokens[i];
    if (token === undefined || token.startLine !== before.startLine) return i;
    const next = this.tokens[i + 1];
    const gap = token.startOffset > endOf(before);
    if (token.tokenType === T.Percent) return this.takeUnit(i, i);
    // `param r: vec3 m = ...`: a shape that has a unit waits for it, so this is no name of the next statement
    const waited = before.image === 'vec3' && next?.tokenType === T.Equals;
    if (token.tokenType === T.Word) return waited || this.isUnitWord(token, next) ? this.takeUnit(i, i) : i;
    // `0.25 /K` is a unit, `0.25 / K` and `0.25/K` are divisions by the variable K.
    if (token.tokenType === T.Slash && gap && this.isFactor(i + 1)) return this.takeUnit(i, i + 1);
    if (token.image === '1' && gap && touches(token, next, T.Slash) && touches(next, this.tokens[i + 2], T.Word))
      return this.takeUnit(i, i + 2);
    return i;
  }
  private isUnitWord(token: IToken, next: IToken | undefined): boolean {
    const keyword = T.keywords.get(token.image);
    if (keyword?.place === 'reserved') return false;
    if (!this.inBlock) return token.image !== 'by';
    if (this.tableOptions && keyword?.place === 'inner') return false;
    if (keyword !== undefined && keyword.place !== 'inner' && token.image !== 'as' && allowsKeyword(keyword, next))
      return false;
    if (next === undefined) return true;
    if (this.head === 'scale' && next.tokenType === T.Equals) return true;
    if (this.head === 'every' && token.image === 'update') return false;
    return !AFTER_STATEMENT_NAME.has(next.tokenType) && next.tokenType !== T.OpenParen;
  }
  /** One `Unit` token from `first` through `last` and every factor that follows without a space: `mW/K`, `A/m^2`, `V/m^(1/2)`. */
  private takeUnit(first: number, last: number): number {
    let end = this.afterPower(last);
    while (
      isFactorSign(this.tokens[end + 1]) &&
      touches(this.tokens[end], this.tokens[end + 1]) &&
      this.isFactor(end + 2)
    )
      end = this.afterPower(end + 2);
    this.out.push(this.merge(this.tokens[first]!, this.tokens[end]!));
    return end + 1;
  }
  /** Whether a word touches the sign before it and is a unit's: in `1 V/sqrt(2)` a function is called. */
  private isFactor(i: number): boolean {
    return (
      touches(this.tokens[i - 1], this.tokens[i], T.Word) && !touches(this.tokens[i], this.tokens[i + 1], T.OpenParen)
    );
  }
  /** Index of the last token of `^2`, `^-1`, `^(1/2)` behind the token at `i`, or `i`. */
  private afterPower(i: number): number {
    const at = (k: number, type: TokenType): boolean => touches(this.tokens[k - 1], this.tokens[k], type);
    if (!at(i + 1, T.Caret)) return i;
    const open = at(i + 2, T.OpenParen) ? 1 : 0;
    const minus = at(i + 2 + open, T.Minus) ? 1 : 0;
    let end = i + 2 + open + minus;
    if (!at(end, T.NumberLiteral)) return i;
    if (open === 0) return end;
    if (at(end + 1, T.Slash) && at(end + 2, T.NumberLiteral)) end += 2;
    return at(end + 1, T.CloseParen) ? end + 1 : i;
  }
  private merge(first: IToken, last: IToken): IToken {
    const image = this.text.slice(first.startOffset, endOf(last));
    return createTokenInstance(
      T.Unit,
      image,
      first.startOffset,
      last.endOffset!,
      first.startLine!,
      last.endLine!,
      first.startColumn!,
      last.endColumn!,
    );
  }
}

function isFactorSign(token: IToken | undefined): boolean {
  return token !== undefined && (token.tokenType === T.Slash || token.tokenType === T.Star || token.image === '·');
}
/** Whether `b` (of that type) follows `a` without a space. */
function touches(a: IToken | undefined, b: IToken | undefined, type?: TokenType): boolean {
  return (
    a !== undefined && b !== undefined && endOf(a) === b.startOffset && (type === undefined || b.tokenType === type)
  );
}
function retype(token: IToken, type: TokenType): IToken {
  return { ...token, tokenType: type, tokenTypeIdx: type.tokenTypeIdx! };
}
