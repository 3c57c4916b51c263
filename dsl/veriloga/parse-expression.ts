/** Expressions of Verilog-A, by precedence. */
import type { Span } from '../source.ts';
import type { Token } from './lex.ts';
import type { Problems } from './problems.ts';
import type { VaExpression } from './tree.ts';

/** Ends the reading of a statement whose mistake has been reported. */
export class Unreadable extends Error {}

const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
  ['**'],
];

/** A place in a list of tokens, and what can be read there. */
export class ExpressionReader {
  protected readonly tokens: readonly Token[];
  protected readonly problems: Problems;
  protected at = 0;

  constructor(tokens: readonly Token[], problems: Problems) {
    this.tokens = tokens;
    this.problems = problems;
  }

  protected get next(): Token {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)]!;
  }
  protected is(text: string): boolean {
    return this.next.text === text && this.next.kind !== 'string';
  }
  protected take(): Token {
    const token = this.next;
    if (token.kind !== 'end') this.at += 1;
    return token;
  }
  protected accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.take();
    return true;
  }
  protected expect(text: string): Token {
    if (this.is(text)) return this.take();
    return this.fail(`\`${text}\` is expected here, not \`${this.next.text}\``);
  }
  protected fail(message: string, code = 'E0701', span: Span = this.next.span, help?: string): never {
    this.problems.error(code, message, span, help);
    throw new Unreadable();
  }
  protected word(what: string): Token {
    if (this.next.kind !== 'word') return this.fail(`${what} is expected here, not \`${this.next.text}\``);
    return this.take();
  }
  protected spanFrom(start: number): Span {
    const [first, last] = [this.tokens[start]!, this.tokens[Math.max(start, this.at - 1)]!];
    return { file: first.span.file, start: first.span.start, end: Math.max(last.span.end, first.span.end) };
  }

  expression(): VaExpression {
    const start = this.at;
    const condition = this.level(0);
    if (!this.accept('?')) return condition;
    const then = this.expression();
    this.expect(':');
    const otherwise = this.expression();
    return { kind: 'choice', condition, then, otherwise, span: this.spanFrom(start) };
  }
  private level(depth: number): VaExpression {
    const operators = LEVELS[depth];
    if (operators === undefined) return this.signed();
    const start = this.at;
    let left = this.level(depth + 1);
    while (this.next.kind === 'sign' && operators.includes(this.next.text)) {
      const operator = this.take().text;
      const right = this.level(depth + 1);
      left = { kind: 'binary', operator, left, right, span: this.spanFrom(start) };
    }
    return left;
  }
  private signed(): VaExpression {
    const start = this.at;
    if (this.is('-') || this.is('+') || this.is('!')) {
      const operator = this.take().text;
      const operand = this.signed();
      return { kind: 'unary', operator, operand, span: this.spanFrom(start) };
    }
    return this.primary();
  }
  private primary(): VaExpression {
    const start = this.at;
    const token = this.next;
    if (token.kind === 'number') {
      this.take();
      return {
        kind: 'number',
        value: token.value,
        text: token.text,
        whole: /^\d+$/.test(token.text),
        span: token.span,
      };
    }
    if (token.kind === 'string') {
      this.take();
      return { kind: 'string', text: token.text.slice(1, -1), span: token.span };
    }
    if (this.is("'") || this.is('{')) return this.list(start);
    if (this.accept('(')) {
      const inner = this.expression();
      this.expect(')');
      return inner;
    }
    if (token.kind !== 'word') return this.fail(`an expression is expected here, not \`${token.text}\``);
    this.take();
    if (this.accept('[')) {
      const index = this.expression();
      this.expect(']');
      return { kind: 'element', name: token.text, index, span: this.spanFrom(start) };
    }
    if (!this.is('(')) return { kind: 'name', name: token.text, span: token.span };
    return { kind: 'call', name: token.text, args: this.arguments(), span: this.spanFrom(start) };
  }
  /** `'{1, 2}`, also without the apostrophe, as older files have it. */
  private list(start: number): VaExpression {
    this.accept("'");
    this.expect('{');
    const values: VaExpression[] = [];
    while (!this.is('}')) {
      values.push(this.expression());
      if (!this.accept(',')) break;
    }
    this.expect('}');
    return { kind: 'list', values, span: this.spanFrom(start) };
  }
  protected arguments(): VaExpression[] {
    const args: VaExpression[] = [];
    if (!this.accept('(')) return args;
    while (!this.is(')')) {
      args.push(this.expression());
      if (!this.accept(',')) break;
    }
    this.expect(')');
    return args;
  }
}
