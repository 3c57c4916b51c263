/** From a path on the disk to a source, or to the diagnostic that says why not. */
import type { Diagnostic, SourceFile } from '../../dsl/index.ts';
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
