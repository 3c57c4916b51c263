/**
 * What earlier commands worked out, by content: runs that gave evidence, trials of formats, tables. Nothing depends on it but time. A file
 * that cannot be read or written is as if it were not there.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import type { Remember } from '../../compiler/numerics/evidence.ts';
import { writeWhole } from '../write-whole.ts';
import { contentDigest } from './content-digest.ts';

export interface MemoryBounds {
  /** Seconds of work from which it is worth a file. */
  readonly seconds: number;
  /** Bytes of one entry, and of all; where there are more, the longest unused go until so much is left. */
  readonly entry: number;
  readonly all: number;
  readonly left: number;
}
const usual: MemoryBounds = { seconds: 0.01, entry: 32e6, all: 256e6, left: 192e6 };
const digestLength = 32;

export interface WorkTimes {
  /** Of work that was done, and of looking for what is known. */
  seconds: number;
  calls: number;
  /** Calls that an earlier command had answered. */
  found: number;
}

export class Memory {
  /** By kind of work. */
  readonly times = new Map<string, WorkTimes>();
  private readonly folder: string | null;
  private readonly version: string;
  private readonly bounds: MemoryBounds;
  private wrote = false;

  /** @param folder null: nothing is kept, and only time is taken. @param version of everything that works something out */
  constructor(folder: string | null, version: string, bounds: MemoryBounds = usual) {
    this.folder = folder;
    this.bounds = bounds;
    this.version = version;
  }
  /** See `Remember`. */
  readonly remember: Remember = (what, from, work) => {
    const began = performance.now();
    const times = this.times.get(what) ?? { seconds: 0, calls: 0, found: 0 };
    this.times.set(what, times);
    times.calls++;
    try {
      const path = this.place(what, from);
      const old = path === null ? null : this.read(path);
      if (old !== null) {
        times.found++;
        return old.value as ReturnType<typeof work>;
      }
      const started = performance.now();
      const made = work();
      if (path !== null && performance.now() - started > 1000 * this.bounds.seconds) this.write(path, made);
      return made;
    } finally {
      times.seconds += (performance.now() - began) / 1000;
    }
  };
  private place(what: string, from: unknown): string | null {
    if (this.folder === null) return null;
    const digest = contentDigest([this.version, what, from]);
    return digest && join(this.folder, digest.slice(0, 2), digest.slice(2));
  }
  private read(path: string): { readonly value: unknown } | null {
    try {
      const bytes = readFileSync(path);
      const content = bytes.subarray(digestLength);
      if (!sha256(content).equals(bytes.subarray(0, digestLength))) return null;
      const value: unknown = deserialize(content);
      utimesSync(path, new Date(), new Date());
      return { value };
    } catch {
      return null;
    }
  }
  private write(path: string, value: unknown): void {
    try {
      const content = serialize(value);
      if (content.length > this.bounds.entry) return;
      if (!this.wrote) this.makeRoom();
      this.wrote = true;
      writeWhole(path, Buffer.concat([sha256(content), content]));
    } catch {
      // a full disk, a folder that may not be written: the next command works it out again
    }
  }
  /** Takes away what was not used for longest. Two processes may do so at a time: what is gone is gone. */
  private makeRoom(): void {
    if (!existsSync(this.folder!)) return;
    const files = readdirSync(this.folder!, { recursive: true, withFileTypes: true }).flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const stat = entry.isFile() ? statSync(path, { throwIfNoEntry: false }) : undefined;
      return stat ? [{ path, size: stat.size, used: stat.mtimeMs }] : [];
    });
    let total = files.reduce((sum, { size }) => sum + size, 0);
    if (total <= this.bounds.all) return;
    for (const { path, size } of files.sort((a, b) => a.used - b.used)) {
      if (total <= this.bounds.left) break;
      rmSync(path, { force: true });
      total -= size;
    }
  }
}

/**
 * The memory of a command. Only the bundle has a version of its own (`scripts/bundle-command.ts`): what runs from sources, which change while
 * they are worked on, keeps nothing.
 */
export function openMemory(cache: string, off: boolean): Memory {
  const version = off ? null : bundleVersion();
  if (version === null) return new Memory(null, '');
  return new Memory(join(cache, 'numbers'), `${version} ${process.version} ${process.arch}`);
}
function bundleVersion(): string | null {
  try {
    return readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'version'), 'utf8');
  } catch {
    return null;
  }
}
function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
