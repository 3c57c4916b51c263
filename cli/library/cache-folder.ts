/** Where what can be made again is kept. */
import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../package-root.ts';

/** `.cache/qnm` of a checkout, else the user's cache. */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>>): string {
  if (environment['QNM_CACHE']) return environment['QNM_CACHE'];
  if (existsSync(join(packageRoot, 'Makefile')) && isWritable(packageRoot)) return join(packageRoot, '.cache', 'qnm');
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'qnm');
}
export function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
