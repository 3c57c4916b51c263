import { numericsMessages } from '../../dsl/diagnostics/messages/numerics.ts';
import { type Diagnostic, type DiagnosticSink, findUnit, formatQuantity, type Span } from '../../dsl/index.ts';

/** Values that the compiler made itself have no place of their own: they point at the beginning of nothing. */
const nowhere: Span = { file: '', start: 0, end: 0 };

/** Reports one of the messages E04xx/W04xx. */
export function report(
  sink: DiagnosticSink,
  code: string,
  span: Span | null,
  message: string,
  more: Pick<Diagnostic, 'label' | 'related' | 'help'> = {},
): void {
  sink.report({ code, severity: numericsMessages[code]!.severity, message, span: span ?? nowhere, ...more });
}
/** A number as a person would write it. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}
/** A formula, its beginning where it is a page long. */
export function brief(formula: string): string {
  return formula.length > 160 ? `${formula.slice(0, 157)}...` : formula;
}
const time = findUnit('s')!.dimension;
/** A time with its prefix: `3 µs`. */
export function seconds(value: number): string {
  return formatQuantity(value, time, 4);
}
/** Hands on what was reported; what has no place in the file points at the experiment. */
export function located(from: DiagnosticSink, to: DiagnosticSink, experiment: Span): void {
  for (const d of from.all) to.report(d.span === nowhere ? { ...d, span: experiment } : d);
}

/** What a function of a wide phase needs; nothing for others. */
export function wholeTurns(written: string): string {
  if (!/\b(sin|cos)\(/.test(written)) return '';
  return '; a phase is an `angle`, or loses its whole turns first: x - 2 * pi * floor(x / (2 * pi) + 0.5), clamped to -pi .. pi';
}
