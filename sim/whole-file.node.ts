/** Files that appear under their names only when they are complete: each is written beside its place and renamed. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * Makes a folder and what is missing above it. One by one, since `recursive` of Node goes round in circles where a file system
 * (`/proc`) says that a parent is not there, and hides that a disk cannot be written.
 * @throws errors of the system with their `code` and the `path` that could not be made
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.push(at);
  for (const folder of missing.reverse()) {
    try {
      mkdirSync(folder);
    } catch (error) {
      if (isFolder(folder)) continue; // another process was faster
      throw codeOf(error) === 'ENOENT' ? Object.assign(error as Error, { code: 'EPERM' }) : error;
    }
  }
}
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}

const mark = '.part-';
/** Milliseconds after which a file that no process of this machine writes is not written by one of another machine either. */
const patience = 60_000;
/** Takes away what processes that were killed have left beside the place of a file. */
function removeStale(path: string): void {
  const start = `${basename(path)}${mark}`;
  for (const name of readdirSync(dirname(path))) {
    const pid = name.startsWith(start) ? Number(name.slice(start.length)) : Number.NaN;
    if (!Number.isInteger(pid) || pid === process.pid || isAlive(pid)) continue;
    const left = join(dirname(path), name);
    const changed = statSync(left, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
    if (Date.now() - changed > patience) rmSync(left, { force: true });
  }
}
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** A file that is written piece by piece. Errors of writing carry its `path`. */
export class WholeFile {
  readonly path: string;
  private readonly temporary: string;
  private handle: number | null;
  private waiting: string[] = [];
  private size = 0;

  constructor(path: string) {
    this.path = path;
    this.temporary = `${path}${mark}${process.pid}`;
    makeFolder(dirname(path));
    removeStale(path);
    this.handle = openSync(this.temporary, 'w');
  }
  write(piece: string | Uint8Array): void {
    if (typeof piece !== 'string') {
      this.flush();
      this.put(piece);
      return;
    }
    this.waiting.push(piece);
    this.size += piece.length;
    if (this.size > 1 << 16) this.flush();
  }
  /** Gives the file its name; when that fails nothing is left behind. */
  finish(): void {
    try {
      this.flush();
      this.close();
      renameSync(this.temporary, this.path);
    } catch (error) {
      this.abandon();
      throw error;
    }
  }
  /** Leaves nothing behind. */
  abandon(): void {
    this.close();
    rmSync(this.temporary, { force: true });
  }
  private close(): void {
    if (this.handle !== null) closeSync(this.handle);
    this.handle = null;
  }
  private flush(): void {
    const text = this.waiting.join('');
    this.waiting = [];
    this.size = 0;
    this.put(new TextEncoder().encode(text));
  }
  private put(bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.handle!, bytes, done);
    } catch (error) {
      throw Object.assign(error as Error, { path: this.path });
    }
  }
}

/** Writes a file whole or not at all. */
export function writeWhole(path: string, pieces: Iterable<string | Uint8Array>): void {
  const file = new WholeFile(path);
  try {
    for (const piece of pieces) file.write(piece);
  } catch (error) {
    file.abandon();
    throw error;
  }
  file.finish();
}
