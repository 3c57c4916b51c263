/** What is wrong with a Verilog-A file, or not part of what can be imported. */
import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source.ts';

/** After so many messages a reader mends those first. */
const MOST = 30;

export class Problems {
  private readonly sink: DiagnosticSink;
  private readonly said = new Set<string>();
  count = 0;
  constructor(sink: DiagnosticSink) {
    this.sink = sink;
  }
  error(code: string, message: string, span: Span, help?: string): void {
    this.say(code, 'error', message, span, help);
    this.count += 1;
  }
  /** Something is left out or means a little else. */
  warn(message: string, span: Span, help?: string): void {
    this.say('W0701', 'warning', message, span, help);
  }
  private say(code: string, severity: 'error' | 'warning', message: string, span: Span, help?: string): void {
    const key = `${code} ${span.start} ${message}`;
    if (this.said.has(key) || this.said.size >= MOST) return;
    this.said.add(key);
    this.sink.report({ code, severity, message, span, ...(help === undefined ? {} : { help }) });
  }
}
