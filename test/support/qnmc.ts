/** The built command line, as a user starts it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkout } from './tools.ts';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `qnmc ...` in a folder; `dist/` must have been built (`make setup`). */
export function qnmc(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Ran {
  const run = spawnSync(process.execPath, [join(checkout, 'dist/bundle/cli/main.js'), ...args], {
    cwd: options.cwd ?? checkout,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    timeout: 110_000,
    maxBuffer: 64 * 2 ** 20,
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}
