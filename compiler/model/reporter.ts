/** Reporting with a code: severity from the table of messages, one message per place, nearest names. */
import { type DiagnosticSink, type Label, messageKinds, nearest, type Span } from '../../dsl/index.ts';

export interface ReportExtras {
  readonly label?: string | undefined;
  readonly related?: readonly Label[] | undefined;
  readonly help?: string | undefined;
}

/**
 * One device may be flattened many times, so the same place is visited often: the reporter says each thing once.
 * `null` results mean "already reported", so that nothing echoes after one failed name.
 */
export class Reporter {
  readonly sink: DiagnosticSink;
  private readonly said = new Set<string>();

  constructor(sink: DiagnosticSink) {
    this.sink = sink;
  }

  /** Reports and returns null, so that a caller can `return report(...)`. */
  report(code: string, span: Span, message: string, extras: ReportExtras = {}): null {
    const key = `${code}|${span.file}|${span.start}|${span.end}`;
    if (this.said.has(key)) return null;
    this.said.add(key);
    this.sink.report({
      code,
      severity: messageKinds[code]?.severity ?? 'error',
      message,
      span,
      ...(extras.label === undefined ? {} : { label: extras.label }),
      ...(extras.related === undefined ? {} : { related: extras.related }),
      ...(extras.help === undefined ? {} : { help: extras.help }),
    });
    return null;
  }
}

/** "did you mean `x`?", or nothing. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const found = nearest(name, known);
  return found === undefined ? undefined : `did you mean \`${found}\`?`;
}
