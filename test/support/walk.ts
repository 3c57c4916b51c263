/** The project's own sources, for tests that read them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { checkout } from './tools.ts';

export interface SourceText {
  /** Path below the checkout, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** All files below the folders with one of the endings, sorted by path. */
export function sourcesOf(folders: readonly string[], endings: readonly string[]): SourceText[] {
  const found: SourceText[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (endings.some((ending) => entry.name.endsWith(ending)))
        found.push({ path: relative(checkout, path).split(sep).join('/'), text: readFileSync(path, 'utf8') });
    }
  };
  for (const folder of folders) if (existsSync(join(checkout, folder))) walk(join(checkout, folder));
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The text without block and line comments. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}
