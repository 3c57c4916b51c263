/** Collects what is wrong with the text of one file: at most one parser error a statement, at most `ERROR_LIMIT` in all. */
import type { IToken, TokenType } from 'chevrotain';
import type { Diagnostic, DiagnosticSink } from './diagnostics/diagnostic.ts';
import type { SourceFile, Span } from './source.ts';
import * as T from './tokens.ts';

/** After so many messages a reader mends those first. */
const ERROR_LIMIT = 50;
/** Operators in one statement; a tree deeper than this could exhaust the stack of a later pass. */
const OPERATOR_LIMIT = 1000;
const OPERATORS = new Set<TokenType>([
  T.Plus,
  T.Minus,
  T.Star,
  T.Slash,
  T.Caret,
  T.AndWord,
  T.OrWord,
  T.NotWord,
  T.Dot,
  T.Less,
  T.LessEqual,
  T.Greater,
  T.GreaterEqual,
  T.EqualEqual,
  T.NotEqual,
  T.OpenBracket,
  T.Quote,
]);
const IF_LIMIT = 100;

export class SyntaxErrors {
  readonly source: SourceFile;
  /** Offsets at which statements begin, ascending. */
  statementStarts: readonly number[] = [];
  private readonly sink: DiagnosticSink;
  private readonly hurtStatements = new Set<number>();
  private count = 0;

  constructor(source: SourceFile, sink: DiagnosticSink) {
    this.source = source;
    this.sink = sink;
  }

  /** Nothing was reported so far. */
  get none(): boolean {
    return this.count === 0;
  }
  span(start: number, end: number): Span {
    return { file: this.source.path, start, end };
  }
  error(code: string, message: string, span: Span, more: Partial<Diagnostic> = {}): void {
    this.report({ code, severity: 'error', message, span, ...more });
  }
  report(diagnostic: Diagnostic): void {
    this.count += 1;
    this.reported.push(diagnostic.span.start);
    if (this.count <= ERROR_LIMIT) this.sink.report(diagnostic);
  }
  private readonly reported: number[] = [];

  /** For what the parser says: a second error in a statement is nearly always an echo of the first. */
  reportOncePerStatement(offset: number, diagnose: () => Diagnostic): void {
    for (const start of this.reported.splice(0)) this.hurtStatements.add(this.statementAt(start));
    if (this.count >= ERROR_LIMIT) {
      this.countOnly(offset);
      return;
    }
    const diagnostic = diagnose();
    if (!this.hurtStatements.has(this.statementAt(diagnostic.span.start))) this.report(diagnostic);
  }
  private countOnly(offset: number): void {
    const statement = this.statementAt(offset);
    if (!this.hurtStatements.has(statement)) this.count += 1;
    this.hurtStatements.add(statement);
  }
  private statementAt(offset: number): number {
    let low = 0;
    let high = this.statementStarts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.statementStarts[middle]! > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  reportEmpty(): void {
    const { text } = this.source;
    const message = text.trim() === '' ? 'the file is empty' : 'the file holds comments only';
    this.error('E0110', message, this.span(0, Math.min(1, text.length)), {
      help: 'describe a `device` or a `circuit`, and an `experiment` to run',
    });
  }

  /** Refuses expressions so long or so branched that a recursive walk of them is not safe. */
  withinOperatorLimit(tokens: readonly IToken[]): boolean {
    let operators = 0;
    let ifs = 0;
    let statement = 0;
    for (const token of tokens) {
      if (token.startOffset >= (this.statementStarts[statement] ?? Number.POSITIVE_INFINITY)) {
        operators = 0;
        ifs = 0;
        while ((this.statementStarts[statement] ?? Number.POSITIVE_INFINITY) <= token.startOffset) statement += 1;
      }
      if (OPERATORS.has(token.tokenType)) operators += 1;
      if (token.tokenType === T.IfWord) ifs += 1;
      if (operators <= OPERATOR_LIMIT && ifs <= IF_LIMIT) continue;
      const what = ifs > IF_LIMIT ? `more than ${IF_LIMIT} \`if\`s` : `more than ${OPERATOR_LIMIT} operators`;
      this.error('E0111', `this statement has ${what}`, this.span(token.startOffset, token.endOffset! + 1), {
        help: 'split it with `let`, or put the numbers into a table',
      });
      return false;
    }
    return true;
  }

  /** Says how many messages were held back. */
  close(): void {
    if (this.count <= ERROR_LIMIT) return;
    const end = this.source.text.trimEnd().length;
    this.sink.report({
      code: 'E0113',
      severity: 'info',
      message: `${this.count - ERROR_LIMIT} more syntax errors are not shown`,
      span: this.span(Math.max(0, end - 1), end),
      help: 'mend the first ones; the others often go with them',
    });
  }
}
