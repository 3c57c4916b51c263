/** What an editor knows about one file: its diagnostics, its names, what its expressions are. The same check as `qnmc check`. */
import type { Shape } from '../../compiler/model/quantity.ts';
import { Reporter } from '../../compiler/model/reporter.ts';
import { type FileScope, loadFiles, reachable } from '../../compiler/model/scopes.ts';
import type { Compilation } from '../../compiler/pipeline.ts';
import {
  type Diagnostic,
  DiagnosticSink,
  type Dimension,
  type FileAccess,
  type SourceFile,
  type Span,
  type Syntax,
} from '../../dsl/index.ts';
import { check } from '../library/check.ts';
import { type Occurrence, occurrencesOf } from './occurrences.ts';

/** What an expression was found to be. */
export interface Fact {
  readonly shape: Shape;
  readonly dimension: Dimension;
  /** The unit as the writer typed it, where one can be named. */
  readonly unit: string | null;
}

export class Analysis {
  readonly source: SourceFile;
  readonly files: FileAccess;
  readonly scope: FileScope;
  private checked: { readonly compilation: Compilation; readonly facts: ReadonlyMap<string, Fact> } | null = null;
  private found: readonly Occurrence[] | null = null;

  /** Reads a file with everything it uses; it is checked when that is asked for. Never throws for what a file holds. */
  constructor(source: SourceFile, files: FileAccess) {
    this.source = source;
    this.files = files;
    this.scope = loadFiles(source, files, new Reporter(new DiagnosticSink()));
  }

  private get result(): NonNullable<Analysis['checked']> {
    if (this.checked === null) {
      const facts = new Map<string, Fact>();
      const compilation = check(this.source, this.files, {
        watch: (expression, fact) => {
          if (fact !== null) facts.set(spanKey(expression.span), fact);
        },
      });
      this.checked = { compilation, facts };
    }
    return this.checked;
  }
  get diagnostics(): readonly Diagnostic[] {
    return this.result.compilation.diagnostics;
  }
  /** This file and all that it uses. */
  get reachable(): readonly FileScope[] {
    return reachable(this.scope);
  }
  factOf(expression: Syntax.Expression | null): Fact | undefined {
    return expression === null ? undefined : this.result.facts.get(spanKey(expression.span));
  }
  get occurrences(): readonly Occurrence[] {
    this.found ??= occurrencesOf(this.scope);
    return this.found;
  }
  /** The name at an offset of this file; just behind its last character counts too. */
  occurrenceAt(offset: number): Occurrence | undefined {
    return this.occurrences.find(({ span }) => holds(span, offset));
  }
  /** Text of any file that was read. */
  textOf(path: string): string | undefined {
    return this.reachable.find((file) => file.source.path === path)?.source.text;
  }
}

function spanKey({ file, start, end }: Span): string {
  return `${file}:${start}:${end}`;
}
export function holds({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
