/**
 * A large file of numbers, without an object for each: rows of equal length in one typed array. A header is one line of names.
 * What is wrong is found again in the text when it is reported.
 */
import { FileRefused, type SourceFile, type Span } from '../../../dsl/index.ts';
import { type CsvColumn, columnOf, isNumber, separators } from '../csv.ts';
import { type Context, fileName } from '../environment.ts';

export interface NumberFile {
  readonly source: SourceFile;
  readonly header: readonly CsvColumn[] | null;
  readonly columns: number;
  readonly rows: number;
  /** Row by row. */
  readonly values: Float64Array;
  /** Where the number of a row and a column stands. */
  spanOf(row: number, column: number): Span;
}

/** Reads `path` beside `from`; `at` names it. Null when something was wrong and reported. */
export function readNumbers(path: string, from: string, at: Span, context: Context): NumberFile | null {
  const source = open(path, from, at, context);
  return source && new Scanner(source, at, context).read();
}

function open(path: string, from: string, at: Span, context: Context): SourceFile | null {
  const { reporter } = context;
  try {
    return (
      context.files.readText(path, from) ??
      reporter.report('E0612', at, `there is no file \`${path}\` beside ${fileName(from)}`, {
        help: 'a CSV file is looked for in the folder of the file that names it',
      })
    );
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return reporter.report('E0612', at, `\`${path}\` is not read: ${error.reason}`);
  }
}

const hash = 35;
const comma = 44;
const isSpace = (c: number): boolean => c === 32 || c === 9 || c === 13;
const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const powers = Array.from({ length: 23 }, (_, i) => 10 ** i);

class Scanner {
  private readonly text: string;
  private readonly source: SourceFile;
  private readonly asked: Span;
  private readonly context: Context;
  private values = new Float64Array(1024);
  private count = 0;

  constructor(source: SourceFile, asked: Span, context: Context) {
    this.source = source;
    this.text = source.text;
    this.asked = asked;
    this.context = context;
  }
  read(): NumberFile | null {
    const { text } = this;
    const [begin, end] = this.line(text.charCodeAt(0) === 0xfeff ? 1 : 0);
    if (begin === end) return this.report('E0613', 0, 1, `${fileName(this.source.path)} holds no numbers`);
    const fields = fieldsOf(text, begin, end);
    const columns = fields.length;
    const header = fields.some(([a, b]) => isNumber(text.slice(a, b).trim()))
      ? null
      : fields.map(([a, b]) => columnOf(text.slice(a, b).trim(), this.span(a, b)));
    let rows = 0;
    for (let at = header ? end + 1 : begin; ; rows++) {
      const [first, last] = this.line(at);
      if (first === last) break;
      if (!this.row(first, last, columns)) return null;
      at = last + 1;
    }
    const help = separators(text.slice(begin, end));
    if (rows === 0)
      return this.report('E0613', begin, end, `${fileName(this.source.path)} has a header and no rows`, help);
    const values = this.values.subarray(0, this.count);
    const spanOf = (row: number, column: number): Span => this.find(row + (header ? 1 : 0), column);
    return { source: this.source, header, columns, rows, values, spanOf };
  }
  /** Where the next line that holds something begins, from `at` on, and where it ends; twice the same place behind the last. */
  private line(at: number): readonly [number, number] {
    const { text } = this;
    for (let begin = at; begin < text.length; ) {
      let end = text.indexOf('\n', begin);
      if (end < 0) end = text.length;
      let first = begin;
      while (first < end && isSpace(text.charCodeAt(first))) first++;
      if (first < end && text.charCodeAt(first) !== hash) return [first, end];
      begin = end + 1;
    }
    return [text.length, text.length];
  }
  private row(begin: number, end: number, columns: number): boolean {
    const { text } = this;
    if (this.count + columns > this.values.length) {
      const longer = new Float64Array(2 * (this.count + columns));
      longer.set(this.values);
      this.values = longer;
    }
    let start = begin;
    for (let column = 0; ; column++) {
      let stop = start;
      while (stop < end && text.charCodeAt(stop) !== comma) stop++;
      if (column >= columns || (stop === end && column < columns - 1)) return this.ragged(begin, end, columns);
      const value = this.number(start, stop);
      if (!Number.isFinite(value)) return this.noNumber(start, stop);
      this.values[this.count++] = value;
      if (stop === end) return true;
      start = stop + 1;
    }
  }
  /** The number between two places, NaN when it is none. Short ones are worked out exactly without a copy of the text. */
  private number(begin: number, end: number): number {
    const { text } = this;
    let at = begin;
    let stop = end;
    while (at < stop && isSpace(text.charCodeAt(at))) at++;
    while (stop > at && isSpace(text.charCodeAt(stop - 1))) stop--;
    const first = at;
    const negative = text.charCodeAt(at) === 45;
    if (negative || text.charCodeAt(at) === 43) at++;
    let digits = 0;
    let mantissa = 0;
    let fraction = 0;
    let point = false;
    for (; at < stop; at++) {
      const c = text.charCodeAt(at);
      if (isDigit(c)) {
        mantissa = mantissa * 10 + (c - 48);
        digits++;
        if (point) fraction++;
      } else if (c === 46 && !point) point = true;
      else break;
    }
    if (at === stop && digits > 0 && digits <= 15) return (negative ? -mantissa : mantissa) / powers[fraction]!;
    const rest = text.slice(first, stop);
    return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(rest) ? Number(rest) : Number.NaN;
  }
  private ragged(begin: number, end: number, columns: number): false {
    const n = fieldsOf(this.text, begin, end).length;
    this.report('E0614', begin, end, `this row has ${n} column${n === 1 ? '' : 's'}, and the first has ${columns}`);
    return false;
  }
  private noNumber(begin: number, end: number): false {
    const text = this.text.slice(begin, end).trim();
    const said = text === '' ? 'a value is missing here' : `\`${text}\` is not a finite number`;
    this.report('E0615', begin, Math.max(begin + 1, end), said, separators(text));
    return false;
  }
  private find(line: number, column: number): Span {
    let [begin, end] = this.line(this.text.charCodeAt(0) === 0xfeff ? 1 : 0);
    for (let i = 0; i < line; i++) [begin, end] = this.line(end + 1);
    const field = fieldsOf(this.text, begin, end)[column] ?? [begin, end];
    return this.span(field[0], field[1]);
  }
  private span(begin: number, end: number): Span {
    const raw = this.text.slice(begin, end);
    if (raw.trim() === '') return { file: this.source.path, start: begin, end: Math.min(begin + 1, this.text.length) };
    const lead = raw.length - raw.trimStart().length;
    return { file: this.source.path, start: begin + lead, end: begin + lead + Math.max(1, raw.trim().length) };
  }
  private report(code: string, begin: number, end: number, message: string, help?: string): null {
    return this.context.reporter.report(code, this.span(begin, end), message, {
      help,
      related: [{ span: this.asked, text: 'asked for here' }],
    });
  }
}
function fieldsOf(text: string, begin: number, end: number): [number, number][] {
  const fields: [number, number][] = [];
  for (let start = begin; start <= end; ) {
    let stop = text.indexOf(',', start);
    if (stop < 0 || stop > end) stop = end;
    fields.push([start, stop]);
    start = stop + 1;
  }
  return fields;
}
