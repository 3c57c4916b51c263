/** From a path on the disk to a source, or to the diagnostic that says why not. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic, SourceFile } from '../../dsl/index.ts';
import { CommandError, exitCode } from '../exit.ts';
import { NodeFiles, readUserFile } from '../files.ts';

export interface Loaded {
  readonly path: string;
  /** Null when the file cannot be used; then `problem` says why. */
  readonly source: SourceFile | null;
  readonly problem: Diagnostic | null;
  readonly files: NodeFiles;
}

/** Reads a `.qnm` file that a user named. */
export function load(path: string): Loaded {
  const files = new NodeFiles();
  const read = readUserFile(path);
  if ('text' in read) {
    files.sources.set(read.path, read);
    return { path, source: read, problem: null, files };
  }
  const span = { file: path, start: 0, end: 0 };
  return { path, source: null, files, problem: { code: read.code, severity: 'error', message: read.message, span } };
}

/** The `.qnm` files that the names stand for: a folder stands for those directly in it; the end of the command when that is none. */
export function filesOf(paths: readonly string[]): string[] {
  const files = paths.flatMap((path) => {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
    return readdirSync(path)
      .filter((name) => name.endsWith('.qnm') && !statSync(join(path, name)).isDirectory())
      .sort()
      .map((name) => join(path, name));
  });
  if (files.length === 0) throw new CommandError(exitCode.usage, `there is no .qnm file in ${paths.join(', ')}`);
  return files;
}
