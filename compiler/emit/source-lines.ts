/** Places in the `.qnm` as comments of the Verilog name them: `neuristor.qnm:14`, without folders. */
import { type FileAccess, FileRefused, type Span } from '../../dsl/index.ts';

export type PlaceText = (span: Span | null) => string;

export function placesIn(files: FileAccess, main: string): PlaceText {
  const starts = new Map<string, number[] | null>();
  return (span) => {
    if (span === null) return '';
    let lines = starts.get(span.file);
    if (lines === undefined) {
      lines = lineStarts(files, span.file, main);
      starts.set(span.file, lines);
    }
    const name = commentText(baseName(span.file));
    return lines === null ? name : `${name}:${lineOf(lines, span.start)}`;
  };
}
export function baseName(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}
/** Text that may stand in a line comment: one line, printable ASCII, no directive of a tool. */
export function commentText(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/g, (c) => (c < ' ' ? ' ' : `u${c.codePointAt(0)!.toString(16)}`));
  return plain
    .replace(/\\/g, '/')
    .replace(/\/\*|\*\//g, '* /')
    .replace(/^\s*(verilator|synopsys|synthesis|pragma)\b/i, '"$1"');
}

function lineStarts(files: FileAccess, path: string, main: string): number[] | null {
  const text = readAnywhere(files, path, main);
  if (text === null) return null;
  const starts = [0];
  for (let i = 0; i < text.length; i++) if (text[i] === '\n') starts.push(i + 1);
  return starts;
}
function readAnywhere(files: FileAccess, path: string, main: string): string | null {
  try {
    return (files.readText(below(path, main), main) ?? files.readPackaged(path))?.text ?? null;
  } catch (error) {
    if (error instanceof FileRefused) return null;
    throw error;
  }
}
/** A path in diagnostics, as the main file would name it. */
function below(path: string, main: string): string {
  const folder = main.slice(0, main.length - baseName(main).length);
  return path.startsWith(folder) ? path.slice(folder.length) : path;
}
function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}
