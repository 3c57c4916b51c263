import { numericsMessages } from '../../dsl/diagnostics/messages/numerics.ts';
import type { Diagnostic, DiagnosticSink, Span } from '../../dsl/index.ts';

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
