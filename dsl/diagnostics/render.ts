/** Diagnostics for people (terminal) and for programs (JSON). The only place that turns them into text. */
import stringWidth from 'string-width';
import type { SourceFile, Span } from '../source.ts';
import type { Diagnostic, Label, Severity } from './diagnostic.ts';

/** How to render. */
export interface RenderOptions {
  /** ANSI colours. The caller decides; nothing here reads the environment. */
  readonly colour?: boolean;
  /** Path as printed; the default is the path as the file was named. */
  readonly pathOf?: (path: string) => string;
}
/** Sources by path, for the lines that are quoted. */
export type Sources = ReadonlyMap<string, SourceFile> | readonly SourceFile[];

/** Longest part of a line that is quoted, in columns. */
const QUOTE_WIDTH = 100;
const TAB_WIDTH = 4;

type Paint = (text: string) => string;
interface Palette {
  readonly severity: Readonly<Record<Severity, Paint>>;
  readonly bold: Paint;
  readonly dim: Paint;
  readonly help: Paint;
}
function palette(colour: boolean): Palette {
  const sgr = (code: number): Paint => (colour ? (text) => `\u001B[${code}m${text}\u001B[0m` : (text) => text);
  return { severity: { error: sgr(31), warning: sgr(33), info: sgr(36) }, bold: sgr(1), dim: sgr(2), help: sgr(32) };
}

/** Line and column (from 1; columns count characters as an editor does) of an offset. */
export interface Position {
  readonly line: number;
  readonly column: number;
}
/** Where an offset lies in a text. */
export function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, Math.min(offset, text.length));
  const lines = before.split(/\r\n|\n|\r/);
  return { line: lines.length, column: [...lines.at(-1)!].length + 1 };
}

function sourceOf(sources: Sources, path: string): SourceFile | undefined {
  return Array.isArray(sources)
    ? sources.find((s) => s.path === path)
    : (sources as ReadonlyMap<string, SourceFile>).get(path);
}

/** All diagnostics, in the order of the text, an empty line between two of them. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: Sources,
  options: RenderOptions = {},
): string {
  return sorted(diagnostics)
    .map((d) => renderDiagnostic(d, sources, options))
    .join('\n');
}

function sorted(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const files = [...new Set(diagnostics.map((d) => d.span.file))];
  return [...diagnostics].sort(
    (a, b) => files.indexOf(a.span.file) - files.indexOf(b.span.file) || a.span.start - b.span.start,
  );
}

/** One diagnostic: its sentence, the lines it is about with carets under the exact characters, and the help. */
export function renderDiagnostic(diagnostic: Diagnostic, sources: Sources, options: RenderOptions = {}): string {
  const paint = palette(options.colour ?? false);
  const mark = paint.severity[diagnostic.severity];
  const lines = [`${mark(`${diagnostic.severity}[${diagnostic.code}]`)}${paint.bold(`: ${diagnostic.message}`)}`];
  const primary: Label = { span: diagnostic.span, text: diagnostic.label ?? '' };
  const related = diagnostic.related ?? [];
  for (const group of byLine([primary, ...related], sources))
    lines.push(...quote(group, primary, mark, paint, options));
  if (diagnostic.help !== undefined)
    lines.push(`  ${paint.help('help:')} ${diagnostic.help.replaceAll('\n', '\n        ')}`);
  return `${lines.join('\n')}\n`;
}

interface QuotedLine {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** Offset at which the line begins. */
  readonly start: number;
  readonly labels: Label[];
}

/** Labels by the line they begin on; the line of the first label comes first, then the others in the order of the text. */
function byLine(labels: readonly Label[], sources: Sources): QuotedLine[] {
  const groups = new Map<string, QuotedLine>();
  for (const label of labels) {
    const text = sourceOf(sources, label.span.file)?.text ?? '';
    const { line } = positionOf(text, label.span.start);
    const key = `${label.span.file}:${line}`;
    if (!groups.has(key))
      groups.set(key, { path: label.span.file, line, ...lineAround(text, label.span.start), labels: [] });
    groups.get(key)!.labels.push(label);
  }
  const [first, ...rest] = groups.values();
  return [first!, ...rest.sort((a, b) => (a.path === b.path ? a.line - b.line : 0))];
}

function lineAround(text: string, offset: number): { start: number; text: string } {
  const at = Math.min(offset, text.length);
  let start = at;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start -= 1;
  let end = at;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { start, text: text.slice(start, end) };
}

/** A line of source and, below it, one line of carets for each label, the rightmost first. */
function quote(group: QuotedLine, primary: Label, mark: Paint, paint: Palette, options: RenderOptions): string[] {
  const path = options.pathOf?.(group.path) ?? group.path;
  const gutter = `  ${path}:${group.line}  `;
  if (group.text === '' && group.start === 0 && group.labels.every((l) => l.span.end === 0))
    return [paint.dim(gutter.trimEnd())];
  const window = windowOf(group);
  const lines = [`${paint.dim(gutter)}${window.shown}`];
  const order = [...group.labels].sort((a, b) => b.span.start - a.span.start || a.span.end - b.span.end);
  for (const label of order) {
    const { indent, width } = caretsOf(group, label.span, window);
    const colour = label === primary ? mark : paint.dim;
    const carets = '^'.repeat(width) + (label.text === '' ? '' : ` ${label.text}`);
    lines.push(' '.repeat(stringWidth(gutter) + indent) + colour(carets));
  }
  return lines;
}

/** The part of a long line around its first label, tabs as spaces. */
interface Window {
  readonly from: number;
  readonly to: number;
  readonly prefix: string;
  readonly shown: string;
}
function windowOf(group: QuotedLine): Window {
  const { text } = group;
  if (text.length <= QUOTE_WIDTH) return { from: 0, to: text.length, prefix: '', shown: printable(text) };
  const first = Math.min(...group.labels.map((l) => l.span.start)) - group.start;
  let from = Math.max(0, Math.min(first - QUOTE_WIDTH / 2, text.length - QUOTE_WIDTH));
  if (/[\uDC00-\uDFFF]/.test(text[from] ?? '')) from -= 1;
  const to = Math.min(text.length, from + QUOTE_WIDTH);
  const prefix = from > 0 ? '... ' : '';
  return { from, to, prefix, shown: prefix + printable(text.slice(from, to)) + (to < text.length ? ' ...' : '') };
}

/** Tabs as spaces to the next stop, control characters as `?`: what is printed is as wide as it is counted. */
function printable(text: string): string {
  let shown = '';
  for (const character of text) {
    if (character === '\t') shown += ' '.repeat(TAB_WIDTH - (stringWidth(shown) % TAB_WIDTH));
    else shown += /[\p{Cc}\p{Cf}\p{Cs}]/u.test(character) ? '?' : character;
  }
  return shown;
}

function caretsOf(group: QuotedLine, span: Span, window: Window): { indent: number; width: number } {
  const clip = (offset: number): number => Math.min(Math.max(offset - group.start, window.from), window.to);
  const widthTo = (end: number): number => stringWidth(printable(group.text.slice(window.from, end)));
  const start = widthTo(clip(span.start));
  const end = widthTo(clip(Math.max(span.end, span.start + 1)));
  return { indent: window.prefix.length + start, width: Math.max(1, end - start) };
}

// ---- for programs --------------------------------------------------------------------------------------------------
/** A diagnostic as `--json` prints it. Lines and columns count from 1; `endColumn` is the column behind the last character. */
export interface DiagnosticJson {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly hint: string | null;
  readonly related: readonly Omit<DiagnosticJson, 'code' | 'severity' | 'hint' | 'related'>[];
}

function place(
  span: Span,
  sources: Sources,
): Pick<DiagnosticJson, 'file' | 'line' | 'column' | 'endLine' | 'endColumn'> {
  const text = sourceOf(sources, span.file)?.text ?? '';
  const start = positionOf(text, span.start);
  const end = positionOf(text, span.end);
  return { file: span.file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

/** Diagnostics as the JSON of `cli.md`. */
export function diagnosticsToJson(diagnostics: readonly Diagnostic[], sources: Sources): DiagnosticJson[] {
  return sorted(diagnostics).map((d) => ({
    code: d.code,
    severity: d.severity,
    message: d.label === undefined || d.label === '' ? d.message : `${d.message}: ${d.label}`,
    ...place(d.span, sources),
    hint: d.help ?? null,
    related: (d.related ?? []).map((label) => ({ message: label.text, ...place(label.span, sources) })),
  }));
}
