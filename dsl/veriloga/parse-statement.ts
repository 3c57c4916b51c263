/** Statements of an analog block, and the variables that are declared among them. */
import { ExpressionReader, Unreadable } from './parse-expression.ts';
import type { VaExpression, VaStatement, VaVariable } from './tree.ts';

const REFUSED = new Set(['generate', 'casex', 'casez', 'forever', 'fork', 'disable']);

/** No array has more elements than this. */
const LONGEST = 4096;

/** A whole number made of numbers: `3`, `4 - 1`. */
function wholeNumber(e: VaExpression): number | null {
  if (e.kind === 'number') return Number.isInteger(e.value) ? e.value : null;
  if (e.kind === 'unary' && e.operator === '-') {
    const value = wholeNumber(e.operand);
    return value === null ? null : -value;
  }
  if (e.kind !== 'binary') return null;
  const [a, b] = [wholeNumber(e.left), wholeNumber(e.right)];
  if (a === null || b === null) return null;
  if (e.operator === '+') return a + b;
  if (e.operator === '-') return a - b;
  return e.operator === '*' ? a * b : null;
}

export class StatementReader extends ExpressionReader {
  /** Reads one thing; after a mistake in it the next one begins behind the semicolon. */
  protected guarded(read: () => void): void {
    const before = this.at;
    try {
      read();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      if (this.at === before) this.take();
      while (this.next.kind !== 'end' && !this.is('endmodule') && !this.is('end') && !this.accept(';')) this.take();
    }
  }

  /** Names of what is declared: `x`, or of `x[0:2]` its elements in the order of the bounds. */
  protected elements(name: string): readonly string[] {
    if (!this.accept('[')) return [name];
    const first = this.bound();
    this.expect(':');
    const last = this.bound();
    this.expect(']');
    const count = Math.abs(last - first) + 1;
    if (!(count <= LONGEST)) this.fail(`an array has at most ${LONGEST} elements here`, 'E0702');
    return Array.from({ length: count }, (_, i) => `${name}[${first <= last ? first + i : first - i}]`);
  }
  private bound(): number {
    const e = this.expression();
    const value = wholeNumber(e);
    return value ?? this.fail('the bounds of an array are whole numbers that stand there', 'E0702', e.span);
  }
  /** What elements are at the start: a value, or a list as long as the array. */
  protected initials(count: number): readonly VaExpression[] {
    const e = this.expression();
    if (e.kind !== 'list') return [e];
    if (e.values.length !== count)
      this.fail(`${e.values.length} values stand here for ${count} elements`, 'E0701', e.span);
    return e.values;
  }
  protected variables(): VaVariable[] {
    const integer = this.take().text !== 'real';
    const found: VaVariable[] = [];
    do {
      const name = this.word('a variable');
      const elements = this.elements(name.text);
      const initials = this.accept('=') ? this.initials(elements.length) : [];
      for (const [i, element] of elements.entries())
        found.push({ name: element, integer, initial: initials[i] ?? null, span: name.span });
    } while (this.accept(','));
    this.expect(';');
    return found;
  }

  protected statement(): VaStatement {
    const start = this.at;
    const { text } = this.next;
    if (this.accept(';')) return { kind: 'nothing', span: this.spanFrom(start) };
    if (text === 'begin') return this.block();
    if (text === 'if') {
      this.take();
      this.expect('(');
      const condition = this.expression();
      this.expect(')');
      const then = this.statement();
      const otherwise = this.accept('else') ? this.statement() : null;
      return { kind: 'if', condition, then, otherwise, span: this.spanFrom(start) };
    }
    if (text === '@') return this.event();
    if (text === 'for' || text === 'while' || text === 'repeat') return this.loop(start);
    if (text === 'case') return this.choice(start);
    if (REFUSED.has(text)) this.fail(`\`${text}\` cannot be imported`, 'E0702', this.next.span, 'write it with `if`');
    return this.simple(start);
  }
  private loop(start: number): VaStatement {
    const word = this.take().text;
    this.expect('(');
    const first = word === 'for' ? this.simple(this.at) : null;
    const condition = this.expression();
    if (word === 'for') this.expect(';');
    const next = word === 'for' ? this.simple(this.at, ')') : null;
    if (word !== 'for') this.expect(')');
    const body = this.statement();
    const span = this.spanFrom(start);
    if (word !== 'repeat') return { kind: 'loop', first, condition, next, body, span };
    const times = condition.kind === 'number' ? condition.value : Number.NaN;
    if (!(times >= 0 && times <= 1000))
      this.fail('`repeat` is imported with a number that stands there', 'E0702', condition.span);
    return { kind: 'block', variables: [], body: Array.from({ length: times }, () => body), span };
  }
  /** `case (x) 1, 2: ...; default: ... endcase` as a chain of `if`. */
  private choice(start: number): VaStatement {
    this.expect('case');
    this.expect('(');
    const subject = this.expression();
    this.expect(')');
    const ways: (readonly [condition: VaExpression, then: VaStatement])[] = [];
    let otherwise: VaStatement | null = null;
    while (!this.accept('endcase')) {
      if (this.next.kind === 'end' || this.is('endmodule')) this.fail('`endcase` is missing');
      if (this.accept('default')) {
        this.accept(':');
        otherwise = this.statement();
        continue;
      }
      const values = [this.expression()];
      while (this.accept(',')) values.push(this.expression());
      this.expect(':');
      const condition = values
        .map((right): VaExpression => ({ kind: 'binary', operator: '==', left: subject, right, span: right.span }))
        .reduce((left, right): VaExpression => ({ kind: 'binary', operator: '||', left, right, span: right.span }));
      ways.push([condition, this.statement()]);
    }
    const span = this.spanFrom(start);
    const chain = ways.reduceRight<VaStatement | null>(
      (rest, [condition, then]) => ({ kind: 'if', condition, then, otherwise: rest, span }),
      otherwise,
    );
    return chain ?? { kind: 'nothing', span };
  }
  private block(): VaStatement {
    const start = this.at;
    this.expect('begin');
    if (this.accept(':')) this.word('the name of the block');
    const [variables, body]: [VaVariable[], VaStatement[]] = [[], []];
    while (!this.accept('end')) {
      if (this.next.kind === 'end' || this.is('endmodule')) this.fail('`end` is missing');
      this.guarded(() => {
        if (this.is('real') || this.is('integer')) variables.push(...this.variables());
        else body.push(this.statement());
      });
    }
    return { kind: 'block', variables, body, span: this.spanFrom(start) };
  }
  private event(): VaStatement {
    const start = this.at;
    this.expect('@');
    this.expect('(');
    const events = [this.expression()];
    while (this.accept('or') || this.accept(',')) events.push(this.expression());
    this.expect(')');
    return { kind: 'event', events, body: this.statement(), span: this.spanFrom(start) };
  }
  /** An assignment, a contribution or a task, up to `last`. */
  private simple(start: number, last = ';'): VaStatement {
    const name = this.word('a statement').text;
    if (name.startsWith('$')) {
      const args = this.arguments();
      this.expect(last);
      return { kind: 'task', name, args, span: this.spanFrom(start) };
    }
    const index = this.accept('[') ? this.expression() : null;
    if (index !== null) this.expect(']');
    if (index !== null || this.is('=')) {
      this.expect('=');
      const value = this.expression();
      this.expect(last);
      return { kind: 'assign', name, index, value, span: this.spanFrom(start) };
    }
    if (!this.is('(')) this.fail(`\`=\` or \`<+\` is expected here, not \`${this.next.text}\``);
    const terminals = this.arguments();
    if (this.is(':')) this.fail('indirect contributions (`:`) cannot be imported', 'E0702');
    this.expect('<+');
    const value = this.expression();
    this.expect(last);
    return { kind: 'contribute', access: name, terminals, value, span: this.spanFrom(start) };
  }
}
