/** A defect of ours: said as such, with a report to send; never a bare stack trace. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageVersion } from './package-root.ts';

/** Writes the crash report and returns the lines for the user. */
export function reportCrash(error: unknown, commandLine: readonly string[]): string[] {
  const what = error instanceof Error ? error : new Error(String(error));
  const lines = ['this is a defect of qnm, not of your file:', `  ${firstLine(what.message) || what.name}`];
  try {
    const path = join(mkdtempSync(join(tmpdir(), 'qnmc-crash-')), 'report.txt');
    writeFileSync(path, crashText(what, commandLine));
    lines.push(`A report with all that we need to mend it is in ${path}`);
  } catch {
    lines.push('(no report could be written: the temporary folder is full or closed)');
  }
  return lines;
}

function crashText(error: Error, commandLine: readonly string[]): string {
  return [
    `qnm ${packageVersion()}`,
    `node ${process.version}, ${process.platform} ${process.arch}`,
    `command: qnmc ${commandLine.map((word) => JSON.stringify(word)).join(' ')}`,
    `folder: ${process.cwd()}`,
    '',
    error.stack ?? error.message,
    ...(error.cause instanceof Error ? ['caused by', error.cause.stack ?? error.cause.message] : []),
    '',
  ].join('\n');
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!.slice(0, 200);
}
