/**
 * Changes that mend a diagnostic. Its help says in words what to write; here that is tried, and offered only when the file then
 * has that diagnostic no longer and no other one instead.
 */
import type { Diagnostic, FileAccess, SourceFile } from '../../dsl/index.ts';
import { check } from '../library/check.ts';

/** Replaces `[start, end)` of the file by `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Nothing else mends it: an editor may choose it for the writer. */
  readonly preferred: boolean;
}

/** Fixes that were tried and work. */
export function fixesFor(diagnostic: Diagnostic, source: SourceFile, files: FileAccess): readonly Fix[] {
  if (diagnostic.help === undefined || diagnostic.span.file !== source.path) return [];
  const before = check(source, files).diagnostics;
  const working = candidates(diagnostic, source).filter(({ edits }) => {
    const after = check({ ...source, text: applied(source.text, edits) }, files).diagnostics;
    return errors(after) < errors(before) || (errors(after) === errors(before) && after.length < before.length);
  });
  return working.map((fix) => ({ ...fix, preferred: working.length === 1 }));
}
function errors(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter((d) => d.severity === 'error').length;
}

/** Text with edits that do not overlap. */
export function applied(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((out, { start, end, text: put }) => out.slice(0, start) + put + out.slice(end), text);
}

function candidates({ help = '', span }: Diagnostic, source: SourceFile): readonly Omit<Fix, 'preferred'>[] {
  const found: Omit<Fix, 'preferred'>[] = [];
  const replace = (text: string, title = `Write ${text}`): void => {
    found.push({ title, edits: [{ start: span.start, end: span.end, text }] });
  };
  const written = source.text.slice(span.start, span.end);
  const nearest = /did you mean `([^`]+)`/.exec(help)?.[1];
  if (nearest !== undefined) replace(written.startsWith('use ') ? `use ${nearest}` : nearest, `Change to ${nearest}`);
  const module = /add `(use [\w.]+)`/.exec(help)?.[1];
  if (module !== undefined) found.push({ title: `Add ${module}`, edits: [insertUse(source.text, module)] });
  // "write `ln(x)` ...", and what stands in capitals is to be filled in by the writer
  for (const [, text] of help.matchAll(/write `([^`]+)`/g)) if (!/[A-Z]{3,}|\.\.\./.test(text!)) replace(text!);
  if (/^remove /.test(help)) replace('', 'Remove it');
  return found;
}

/** Behind the last `use`, or as the first line below the comment that opens the file. */
function insertUse(text: string, line: string): Edit {
  const uses = [...text.matchAll(/^use .*$/gm)];
  const last = uses.at(-1);
  if (last !== undefined) {
    const at = last.index + last[0].length;
    return { start: at, end: at, text: `\n${line}` };
  }
  return { start: 0, end: 0, text: `${line}\n\n` };
}
