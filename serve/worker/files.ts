/** The files of a page: what was typed, what lies beside it, and the library that is packed into the page. */
import { type FileAccess, FileRefused, type SourceFile } from '../../dsl/index.ts';
import type { Sources } from '../protocol.ts';

declare const QNM_LIBRARY: Readonly<Record<string, string>>;

/** Files of `sources`, and `std/...` as it ships. */
export function pageFiles(sources: Sources): FileAccess {
  const folder = sources.path.includes('/') ? sources.path.slice(0, sources.path.lastIndexOf('/') + 1) : '';
  return {
    readText(path: string): SourceFile | undefined {
      if (path.startsWith('/') || path.split('/').includes('..')) throw new FileRefused(path);
      const text = sources.others[path];
      return text === undefined ? undefined : { path: `${folder}${path}`, text };
    },
    readPackaged(path: string): SourceFile | undefined {
      const text = QNM_LIBRARY[path];
      return text === undefined ? undefined : { path, text };
    },
    libraryModules: () => Object.keys(QNM_LIBRARY).map((path) => path.replace(/^std\/|\.qnm$/g, '')),
  };
}
