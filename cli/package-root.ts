/** The folder of this package: above `cli/` in a checkout, above `dist/cli/` when built. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const packageRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Version of package.json. */
export function packageVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : 'unknown';
}

function findRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'dsl'))) {
      if (!folder.endsWith('dist')) return folder;
    }
    if (dirname(folder) === folder) throw new Error(`no package.json above ${start}`);
  }
}
