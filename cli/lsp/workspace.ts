/** The documents of an editor and the files around them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { SourceFile, Span } from '../../dsl/index.ts';
import { Analysis } from '../language/analysis.ts';
import { applied, type Edit } from '../language/fixes.ts';
import { EditorFiles, pathOfUri, uriOfPath } from './files.ts';

/** Files that are looked through for uses of a name. */
const MOST_FILES = 1000;
const SKIPPED = new Set(['node_modules', 'build', 'dist']);

export class Workspace {
  readonly open = new Map<string, TextDocument>();
  /** Folders that the editor shows. */
  folders: readonly string[] = [];
  private readonly analyses = new Map<string, Analysis>();

  /** An open document changed: what was known of any file may be old. */
  forget(): void {
    this.analyses.clear();
  }
  files(): EditorFiles {
    return new EditorFiles((path) => this.open.get(uriOfPath(path))?.getText());
  }
  /** What is known about a document; undefined when it cannot be read. */
  analysis(uri: string): Analysis | undefined {
    const path = pathOfUri(uri);
    const known = this.analyses.get(path);
    if (known !== undefined) return known;
    const source = this.source(uri);
    if (source === undefined) return undefined;
    const made = new Analysis(source, this.files());
    this.analyses.set(path, made);
    return made;
  }
  source(uri: string): SourceFile | undefined {
    const text = this.textOf(uri);
    return text === undefined ? undefined : { path: pathOfUri(uri), text };
  }
  private textOf(uri: string): string | undefined {
    const open = this.open.get(uri);
    if (open !== undefined) return open.getText();
    try {
      return readFileSync(new URL(uri), 'utf8');
    } catch {
      return undefined;
    }
  }

  /** Place of a span in the words of the protocol. */
  location(span: Span): { readonly uri: string; readonly range: Range } {
    const uri = uriOfPath(span.file);
    return { uri, range: this.range(uri, span) };
  }
  range(uri: string, { start, end }: { readonly start: number; readonly end: number }): Range {
    const document = this.document(uri);
    return { start: document.positionAt(start), end: document.positionAt(end) };
  }
  document(uri: string): TextDocument {
    return this.open.get(uri) ?? TextDocument.create(uri, 'qnm', 0, this.textOf(uri) ?? '');
  }

  /** The first error that edits would bring into a file that they touch; null when they bring none. */
  errorAfter(edits: ReadonlyMap<string, readonly Edit[]>): string | null {
    const texts = new Map([...edits].map(([path, list]) => [path, applied(this.source(uriOfPath(path))!.text, list)]));
    const files = new EditorFiles((path) => texts.get(path) ?? this.open.get(uriOfPath(path))?.getText());
    for (const [path, text] of texts) {
      const before = this.analysis(uriOfPath(path))?.diagnostics ?? [];
      const after = new Analysis({ path, text }, files).diagnostics;
      const known = new Set(before.map((d) => d.code));
      const fresh = after.find((d) => d.severity === 'error' && !known.has(d.code));
      if (fresh !== undefined) return fresh.message;
    }
    return null;
  }

  /** Every `.qnm` file of the folders and every open document. */
  everything(): readonly Analysis[] {
    const uris = new Set([...this.open.keys(), ...this.folders.flatMap((folder) => qnmFiles(folder)).map(uriOfPath)]);
    return [...uris].slice(0, MOST_FILES).flatMap((uri) => this.analysis(uri) ?? []);
  }
}

interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

function qnmFiles(folder: string, found: string[] = []): string[] {
  let entries: import('node:fs').Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return found;
  }
  for (const entry of entries) {
    if (found.length >= MOST_FILES) break;
    if (entry.isDirectory() && !SKIPPED.has(entry.name) && !entry.name.startsWith('.'))
      qnmFiles(join(folder, entry.name), found);
    else if (entry.isFile() && entry.name.endsWith('.qnm')) found.push(join(folder, entry.name));
  }
  return found;
}
