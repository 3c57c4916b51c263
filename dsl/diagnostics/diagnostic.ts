import type { Span } from '../source.ts';

export type Severity = 'error' | 'warning' | 'info';

/** A labelled place in a source. */
export interface Label {
  readonly span: Span;
  readonly text: string;
}

/**
 * What the compiler has to say about a file: data, rendered in one place (`render.ts`: terminal, JSON).
 * One primary span, any number of labelled secondary spans, at most one help.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  /** Text under the carets of the primary span, e.g. "a current (A)". */
  readonly label?: string;
  readonly related?: readonly Label[];
  readonly help?: string;
}

/** Collects diagnostics; every pass takes one and reports into it. Nothing throws for a wrong file. */
export class DiagnosticSink {
  readonly all: Diagnostic[] = [];
  report(diagnostic: Diagnostic): void {
    this.all.push(diagnostic);
  }
  get hasErrors(): boolean {
    return this.all.some((d) => d.severity === 'error');
  }
}

/** One kind of message. The table of all kinds is `messages/index.ts`; `qnmc explain CODE` prints `explanation`. */
export interface MessageKind {
  readonly severity: Severity;
  /** One line: what is wrong in general. */
  readonly title: string;
  /** The long text, with an example before and after in fenced code blocks. */
  readonly explanation: string;
}
