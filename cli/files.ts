/** `FileAccess` on a file system: bounded to the folder of the file that names another, with size and text checks. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { useSha256 } from '../compiler/emit/sha256.ts';
import { type FileAccess, FileRefused, type SourceFile } from '../dsl/index.ts';
import { packageRoot } from './package-root.ts';

useSha256((text) => createHash('sha256').update(text).digest('hex'));

const sourceLimit = 2 * 2 ** 20;
const dataLimit = 64 * 2 ** 20;

/** Where the names that ship with qnm lie in the package. */
const packagedFolders: Readonly<Record<string, string>> = {
  std: 'dsl/std',
  templates: 'templates',
  rtl: 'rtl',
  boards: 'boards',
};

/** Why a file cannot be used, with the code that says so. */
export interface FileProblem {
  readonly code: string;
  readonly message: string;
}

/** Reads a file that the user named; a problem instead of an exception. */
export function readUserFile(path: string): SourceFile | FileProblem {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return { code: 'E0002', message: `${path} is a folder, a .qnm file is needed here` };
    if (!stats.isFile()) return { code: 'E0005', message: `${path} is not an ordinary file` };
    if (stats.size > sourceLimit)
      return {
        code: 'E0004',
        message: `${path} has ${megabytes(stats.size)}; at most ${megabytes(sourceLimit)} are read`,
      };
    // A NUL is valid UTF-8: the parser shows where it is.
    const text = decode(readFileSync(path), true);
    return text === null ? { code: 'E0003', message: `${path} is not a text file (UTF-8)` } : { path, text };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return { code: 'E0001', message: `there is no file ${path}` };
    if (code === 'ENAMETOOLONG')
      return { code: 'E0001', message: `there is no file ${path.slice(0, 60)}... (the name is too long)` };
    if (code === '') throw error;
    return { code: 'E0005', message: `${path} cannot be read (${code})` };
  }
}

/** Files below the folder of the including file, and what ships with qnm. */
export class NodeFiles implements FileAccess {
  /** Every file that was read, by its path in diagnostics. */
  readonly sources = new Map<string, SourceFile>();

  readText(path: string, from: string): SourceFile | undefined {
    const folder = dirname(from);
    if (isAbsolute(path) || /^[A-Za-z]:/.test(path) || path.includes('\0')) throw new FileRefused(path);
    const full = join(folder, path);
    if (!isBelow(resolve(folder), resolve(full))) throw new FileRefused(path);
    const real = realPath(full);
    if (real === null) return undefined;
    // A symbolic link may not lead out of the folder either.
    if (!isBelow(realpathSync(resolve(folder)), real)) throw new FileRefused(path);
    const text = this.load(real, path);
    return this.keep({ path: full, text });
  }

  readPackaged(path: string): SourceFile | undefined {
    const [folder, ...rest] = path.split('/');
    const place = packagedFolders[folder ?? ''];
    if (place === undefined || rest.length === 0) return undefined;
    const base = join(packageRoot, place);
    const full = resolve(base, ...rest);
    if (!isBelow(base, full)) throw new FileRefused(path, 'it lies outside of what ships with qnm');
    const real = realPath(full);
    return real === null ? undefined : this.keep({ path, text: this.load(real, path) });
  }

  libraryModules(): readonly string[] {
    const names = readdirSync(join(packageRoot, packagedFolders['std']!));
    return names.filter((name) => name.endsWith('.qnm')).map((name) => name.slice(0, -'.qnm'.length));
  }

  private keep(source: SourceFile): SourceFile {
    this.sources.set(source.path, source);
    return source;
  }

  private load(real: string, path: string): string {
    const stats = statSync(real);
    if (!stats.isFile()) throw new FileRefused(path, 'it is not a file');
    const limit = path.endsWith('.qnm') ? sourceLimit : dataLimit;
    if (stats.size > limit)
      throw new FileRefused(path, `it has ${megabytes(stats.size)}, at most ${megabytes(limit)} are read`);
    let bytes: Buffer;
    try {
      bytes = readFileSync(real);
    } catch (error) {
      throw new FileRefused(
        path,
        `it cannot be opened (${error instanceof Error && 'code' in error ? String(error.code) : 'error'})`,
      );
    }
    const text = decode(bytes);
    if (text === null) throw new FileRefused(path, 'it is not a text file (UTF-8)');
    return text;
  }
}

/** UTF-8 text without a byte-order mark; null when the bytes are not UTF-8 text. */
function decode(bytes: Uint8Array, withNul = false): string | null {
  if (!withNul && bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Path without symbolic links; null when there is no such file. */
function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
