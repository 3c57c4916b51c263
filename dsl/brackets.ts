/**
 * Makes brackets match, so that a forgotten one costs one message and not the rest of the file. A missing bracket is set where the
 * text shows that the writer had left it: before a statement's keyword at the start of a line, before a brace, at the end of the file.
 */
import { createTokenInstance, type IToken, type TokenType } from 'chevrotain';
import type { SyntaxErrors } from './syntax-errors.ts';
import * as T from './tokens.ts';
import { endOf, statementKeyword } from './words.ts';

const PARTNER = new Map<TokenType, TokenType>([
  [T.OpenBrace, T.CloseBrace],
  [T.OpenParen, T.CloseParen],
  [T.OpenBracket, T.CloseBracket],
]);
const CLOSERS = new Set<TokenType>(PARTNER.values());
/** Words that begin a declaration; never inside braces. */
const DECLARATIONS = new Set(['use', 'discipline', 'device', 'circuit', 'experiment']);

/** The tokens with every bracket closed and none closed twice; reports each repair. */
export function balanceBrackets(tokens: readonly IToken[], errors: SyntaxErrors): IToken[] {
  const plain = balance(tokens, errors, false);
  // Where braces do not match, how lines are indented tells which one was forgotten, provided that this explains it as well.
  const guided = plain.reports.some((report) => report[0] === 'E0103') ? balance(tokens, errors, true) : plain;
  const best = guided.reports.length <= plain.reports.length ? guided : plain;
  for (const report of best.reports) errors.error(...report);
  return best.out;
}
function balance(tokens: readonly IToken[], errors: SyntaxErrors, byIndent: boolean): Balancer {
  const balancer = new Balancer(errors, tokens, byIndent);
  for (const [i, token] of tokens.entries()) balancer.take(token, tokens[i - 1], tokens[i + 1]);
  balancer.finish();
  return balancer;
}

class Balancer {
  readonly out: IToken[] = [];
  readonly reports: Parameters<SyntaxErrors['error']>[] = [];
  private readonly open: IToken[] = [];
  /** For each open bracket the column at which its line begins. */
  private readonly indents: number[] = [];
  private indent = 1;
  private readonly errors: SyntaxErrors;
  private readonly last: IToken | undefined;
  private readonly byIndent: boolean;

  constructor(errors: SyntaxErrors, tokens: readonly IToken[], byIndent: boolean) {
    this.errors = errors;
    this.last = tokens.at(-1);
    this.byIndent = byIndent;
  }

  /** A line that is not indented deeper than the line of an open brace lies behind that brace's end. */
  private closeByIndent(token: IToken): void {
    const closing = token.tokenType === T.CloseBrace;
    while (this.open.at(-1)?.tokenType === T.OpenBrace) {
      const indent = this.indents[this.open.length - 1]!;
      if (closing ? indent <= this.indent : indent < this.indent) return;
      this.closeLast(token);
    }
  }

  take(token: IToken, previous: IToken | undefined, next: IToken | undefined): void {
    const leads = previous === undefined || previous.endLine! < token.startLine!;
    const opensStatement =
      leads &&
      next?.startLine === token.startLine &&
      next !== undefined &&
      statementKeyword(token, next) !== undefined &&
      (next.tokenType === T.Word || next.tokenType === T.StringLiteral);
    if (leads) this.indent = token.startColumn!;
    if (opensStatement || token.tokenType === T.OpenBrace) this.closeRound(token);
    if (leads && this.byIndent) this.closeByIndent(token);
    if (opensStatement && DECLARATIONS.has(token.image)) this.closeAll(token);
    if (PARTNER.has(token.tokenType)) {
      this.open.push(token);
      this.indents[this.open.length - 1] = this.indent;
    }
    if (!CLOSERS.has(token.tokenType) || this.closes(token)) this.out.push(token);
  }

  finish(): void {
    while (this.open.length > 0) this.closeLast(undefined);
  }

  /** Closes `(` and `[` left open before a new statement or a block. */
  private closeRound(before: IToken): void {
    while (this.open.length > 0 && this.open.at(-1)!.tokenType !== T.OpenBrace) this.closeLast(before);
  }
  private closeAll(before: IToken): void {
    while (this.open.length > 0) this.closeLast(before);
  }

  /** Whether a closing bracket has a partner; brackets left open inside it are closed first. */
  private closes(token: IToken): boolean {
    const partner = this.open.findLastIndex((open) => PARTNER.get(open.tokenType) === token.tokenType);
    // A `)` does not reach over a `{`: braces hold statements, and the stray bracket is the mistake.
    const reach =
      token.tokenType === T.CloseBrace ? 0 : this.open.findLastIndex((open) => open.tokenType === T.OpenBrace);
    if (partner < 0 || partner < reach) {
      this.reportStray(token);
      return false;
    }
    while (this.open.length - 1 > partner) this.closeLast(token);
    this.open.pop();
    return true;
  }

  /** `(a]`: the bracket of the wrong kind stands for the right one; with nothing open it is left out. */
  private reportStray(token: IToken): void {
    const open = this.open.at(-1);
    const message = `nothing is open that this \`${token.image}\` could close`;
    if (open === undefined || open.tokenType === T.OpenBrace) {
      this.reports.push(['E0104', message, this.spanOf(token), { help: `remove the \`${token.image}\`` }]);
      return;
    }
    const closer = PARTNER.get(open.tokenType)!;
    const image = String(closer.PATTERN);
    this.reports.push([
      'E0104',
      message,
      this.spanOf(token),
      {
        related: [{ span: this.spanOf(open), text: 'what is open' }],
        help: `the bracket open here is \`${open.image}\`; it closes with \`${image}\``,
      },
    ]);
    this.open.pop();
    this.out.push({ ...token, image, tokenType: closer, tokenTypeIdx: closer.tokenTypeIdx! });
  }

  /** Reports the innermost open bracket as never closed and sets the missing one before `found` (or at the end). */
  private closeLast(found: IToken | undefined): void {
    const open = this.open.pop()!;
    const closer = PARTNER.get(open.tokenType)!;
    const sign = String(closer.PATTERN);
    const end = this.out.at(-1)!;
    if (found === undefined) {
      const last = endOf(this.last!) - 1;
      this.reports.push([
        'E0103',
        `the file ends before this \`${open.image}\` is closed`,
        this.errors.span(last, last + 1),
        {
          label: `\`${sign}\` expected after this`,
          related: [{ span: this.spanOf(open), text: 'opened here' }],
        },
      ]);
    } else {
      this.reports.push([
        'E0103',
        `this \`${open.image}\` is not closed`,
        this.spanOf(open),
        {
          label: 'opened here',
          related: [{ span: this.spanOf(found), text: `\`${sign}\` expected before this` }],
        },
      ]);
    }
    const [at, line, column] = [endOf(end), end.endLine!, end.endColumn! + 1];
    this.out.push(createTokenInstance(closer, sign, at, at - 1, line, line, column, column - 1));
  }
  private spanOf(token: IToken): ReturnType<SyntaxErrors['span']> {
    return this.errors.span(token.startOffset, endOf(token));
  }
}
