/** Folders named by the hash of what is in them: written once, whole or not at all, shared by runs and by processes. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../whole-file.node.ts';

export function contentHash(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('hex').slice(0, 32);
}

/**
 * The folder `name` below `cache`; when it is not there, `fill` makes it in a folder of its own, which is then renamed.
 * @returns its path, and whether it was there before
 */
export async function cachedFolder(
  cache: string,
  name: string,
  fill: (folder: string) => Promise<void>,
): Promise<{ readonly folder: string; readonly found: boolean }> {
  const folder = join(cache, name);
  if (existsSync(folder)) return { folder, found: true };
  makeFolder(dirname(folder));
  const work = mkdtempSync(`${folder}-`);
  try {
    await fill(work);
    try {
      renameSync(work, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error; // another process was faster
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return { folder, found: false };
}
