/** A file of the Neuromorphic Intermediate Representation as plain data, and its text, at which diagnostics point. */
import type { SourceFile, Span } from '../source.ts';

/** Numbers of a dataset, the last dimension fastest. `shape` is empty for a single number. */
export interface NirNumbers {
  readonly kind: 'numbers';
  readonly shape: readonly number[];
  readonly numbers: ArrayLike<number>;
}
export interface NirTexts {
  readonly kind: 'texts';
  readonly shape: readonly number[];
  readonly texts: readonly string[];
}
export interface NirGroup {
  readonly kind: 'group';
  readonly entries: ReadonlyMap<string, NirEntry>;
}
/** Something that has no counterpart here: a link, a compound type. */
export interface NirForeign {
  readonly kind: 'foreign';
  readonly what: string;
}
export type NirEntry = NirNumbers | NirTexts | NirGroup | NirForeign;

/** A text in which every node of the file has a line, and where that line is. */
export interface Listing {
  readonly source: SourceFile;
  /** By the names of groups from the root on, joined by `/`: `node/nodes/lif`. */
  spanOf(path: string): Span;
}

/** Writes groups as lines: a node with its type and the shapes of its parameters, `lif: LIF  tau[3] r[3] v_threshold[3]`. */
export function listTree(path: string, root: NirGroup): Listing {
  const lines: string[] = [];
  const spans = new Map<string, Span>();
  let length = 0;
  const write = (group: NirGroup, name: string, at: string, depth: number): void => {
    const type = textOf(group.entries.get('type'));
    const indent = '  '.repeat(depth);
    const datasets = [...group.entries].flatMap(([key, entry]) => (key === 'type' ? [] : datasetText(key, entry)));
    const line = `${indent}${name}${type === null ? '' : `: ${type}`}${datasets.length === 0 ? '' : `  ${datasets.join(' ')}`}`;
    const start = length + indent.length;
    spans.set(at, { file: path, start, end: start + Math.max(1, `${name}${type === null ? '' : `: ${type}`}`.length) });
    lines.push(line);
    length += line.length + 1;
    for (const [key, entry] of group.entries)
      if (entry.kind === 'group') write(entry, printable(key), at === '' ? key : `${at}/${key}`, depth + 1);
  };
  write(root, path.split('/').at(-1)!, '', 0);
  return {
    source: { path, text: `${lines.join('\n')}\n` },
    spanOf: (at) => spans.get(at) ?? spans.get('')!,
  };
}

function datasetText(key: string, entry: NirEntry): string[] {
  switch (entry.kind) {
    case 'numbers':
      return [`${printable(key)}${entry.shape.length === 0 ? '' : `[${entry.shape.join(',')}]`}`];
    case 'texts':
      return [entry.shape.length === 0 ? `${printable(key)}=${printable(entry.texts[0] ?? '')}` : `${printable(key)}`];
    case 'foreign':
      return [`${printable(key)} (${entry.what})`];
    case 'group':
      return [];
  }
}

/** A name of the file as it may stand in a message: short, without control characters. */
export function printable(text: string): string {
  const shown = text.replace(/[^\x20-\x7e\u00a1-\u024f]/g, '?');
  return shown.length > 60 ? `${shown.slice(0, 57)}...` : shown;
}
/** The text of an entry that is a single text. */
export function textOf(entry: NirEntry | undefined): string | null {
  return entry?.kind === 'texts' && entry.texts.length === 1 ? printable(entry.texts[0]!) : null;
}
