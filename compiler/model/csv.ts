/**
 * Reads a file of numbers: an optional header (`T[K], R[kΩ]`), then rows of equal length. Every cell keeps its place, so
 * that a bad value is shown where it stands. Lines that are empty or begin with `#` are passed over.
 */
import { FileRefused, type SourceFile, type Span } from '../../dsl/index.ts';
import { type Context, fileName } from './environment.ts';

export interface CsvColumn {
  readonly name: string;
  /** The text in square brackets, null when there is none. */
  readonly unit: string | null;
  readonly span: Span;
}
export interface CsvCell {
  readonly value: number;
  readonly span: Span;
}
export interface CsvFile {
  readonly source: SourceFile;
  /** Null when the first row is numbers already. */
  readonly header: readonly CsvColumn[] | null;
  readonly rows: readonly (readonly CsvCell[])[];
}
interface Field {
  readonly text: string;
  readonly span: Span;
}

const mostRows = 1 << 20;

/** Reads `path` beside the file `from`; `at` is the place that names it. Null when something was wrong and reported. */
export function readCsv(path: string, from: string, at: Span, columns: number, context: Context): CsvFile | null {
  const source = open(path, from, at, context);
  if (!source) return null;
  const lines = split(source);
  const first = lines[0];
  if (!first)
    return context.reporter.report('E0613', wholeOf(source), `${fileName(source.path)} holds no numbers`, {
      related: [{ span: at, text: 'asked for here' }],
    });
  const header = first.some((field) => isNumber(field.text))
    ? null
    : first.map((field) => columnOf(field.text, field.span));
  const body = header ? lines.slice(1) : lines;
  if (body.length === 0)
    return context.reporter.report('E0613', first[0]!.span, `${fileName(source.path)} has a header and no rows`, {
      related: [{ span: at, text: 'asked for here' }],
    });
  if (body.length > mostRows)
    return context.reporter.report('E0613', at, `${fileName(source.path)} has more than ${mostRows} rows`);
  if (first.length !== columns)
    return context.reporter.report(
      'E0617',
      spanOf(first),
      `${columns} column${columns === 1 ? '' : 's'} wanted, and ${fileName(source.path)} has ${first.length}`,
      {
        related: [{ span: at, text: 'asked for here' }],
        help: first.length === 1 ? separators(first[0]!.text) : undefined,
      },
    );
  const rows = body.map((line) => numbers(line, columns, at, context));
  return rows.some((row) => row === null) ? null : { source, header, rows: rows as CsvCell[][] };
}

function open(path: string, from: string, at: Span, context: Context): SourceFile | null {
  try {
    const source = context.files.readText(path, from);
    return (
      source ??
      context.reporter.report('E0612', at, `there is no file \`${path}\` beside ${fileName(from)}`, {
        help: 'a CSV file is looked for in the folder of the file that names it',
      })
    );
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return context.reporter.report('E0612', at, `\`${path}\` is not read: ${error.reason}`);
  }
}

/** Fields of all lines that hold something. */
function split(source: SourceFile): Field[][] {
  const lines: Field[][] = [];
  let start = source.text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start < source.text.length) {
    let end = source.text.indexOf('\n', start);
    if (end < 0) end = source.text.length;
    const line = source.text.slice(start, end);
    if (line.trim() !== '' && !line.trimStart().startsWith('#')) lines.push(fields(line, start, source.path));
    start = end + 1;
  }
  return lines;
}
function fields(line: string, start: number, file: string): Field[] {
  let at = start;
  return line.split(',').map((raw) => {
    const lead = raw.length - raw.trimStart().length;
    const text = raw.trim();
    const span = { file, start: at + lead, end: at + lead + Math.max(1, text.length) };
    at += raw.length + 1;
    return { text: text.replace(/^"(.*)"$/, '$1').trim(), span };
  });
}

/** What one field of a line says when its columns are not separated by commas. */
export function separators(field: string): string | undefined {
  return !field.includes(',') && /[;\t]/.test(field.trim()) ? 'separate the columns with commas' : undefined;
}

/** A number, also one that is none of ours (`NaN`, `inf`): a line with one is no header. */
export function isNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) || /^[+-]?(nan|inf|infinity)$/i.test(text);
}
/** `T[K]`: a name and a unit. */
export function columnOf(text: string, span: Span): CsvColumn {
  const match = /^(.*?)\s*\[(.*)\]$/.exec(text);
  return { name: (match?.[1] ?? text).trim(), unit: match ? match[2]!.trim() : null, span };
}

function numbers(line: readonly Field[], columns: number, at: Span, context: Context): CsvCell[] | null {
  if (line.length !== columns)
    return context.reporter.report(
      'E0614',
      spanOf(line),
      `this row has ${line.length} column${line.length === 1 ? '' : 's'}, and the others have ${columns}`,
      {
        related: [{ span: at, text: 'asked for here' }],
      },
    );
  const cells = line.map(({ text, span }): CsvCell | null => {
    const value = isNumber(text) ? Number(text) : Number.NaN;
    if (Number.isFinite(value)) return { value, span };
    const said = text === '' ? 'a value is missing here' : `\`${text}\` is not a finite number`;
    return context.reporter.report('E0615', span, said, {
      related: [{ span: at, text: 'asked for here' }],
      help: 'numbers are written like 1, -2.5 or 3e-9; there is no word for a missing one',
    });
  });
  return cells.some((cell) => cell === null) ? null : (cells as CsvCell[]);
}

function spanOf(line: readonly Field[]): Span {
  return { file: line[0]!.span.file, start: line[0]!.span.start, end: line.at(-1)!.span.end };
}
function wholeOf(source: SourceFile): Span {
  return { file: source.path, start: 0, end: Math.min(1, source.text.length) };
}
