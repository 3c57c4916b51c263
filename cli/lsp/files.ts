/** Files as an editor has them: open documents in the place of what is on the disk. */
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FileAccess, SourceFile } from '../../dsl/index.ts';
import { NodeFiles } from '../files.ts';
import { packageRoot } from '../package-root.ts';

const library = join(packageRoot, 'dsl', 'std');

/** How the compiler calls a document: its path; `std/mott.qnm` for a file of the library. */
export function pathOfUri(uri: string): string {
  if (!uri.startsWith('file:')) return uri;
  const path = fileURLToPath(uri);
  const way = relative(library, path);
  return way.startsWith('..') || way === '' ? path : `std/${way.split(sep).join('/')}`;
}
/** The document of a path of the compiler. */
export function uriOfPath(path: string): string {
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return path;
  return pathToFileURL(path.startsWith('std/') ? join(library, path.slice(4)) : path).href;
}

/** The disk with open documents over it, within the bounds of `NodeFiles`. */
export class EditorFiles implements FileAccess {
  private readonly disk = new NodeFiles();
  private readonly openText: (path: string) => string | undefined;

  /** @param openText  text of an open document by its path */
  constructor(openText: (path: string) => string | undefined) {
    this.openText = openText;
  }
  readText(path: string, from: string): SourceFile | undefined {
    const found = this.disk.readText(path, from);
    const text = this.openText(join(dirname(from), path));
    return found !== undefined && text !== undefined ? { path: found.path, text } : found;
  }
  libraryModules(): readonly string[] {
    return this.disk.libraryModules();
  }
  readPackaged(path: string): SourceFile | undefined {
    const found = this.disk.readPackaged(path);
    const text = this.openText(path);
    return found !== undefined && text !== undefined ? { path: found.path, text } : found;
  }
}
