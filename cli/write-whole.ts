/** Files of the commands, written whole or not at all. */
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { writeWhole as writePieces } from '../sim/whole-file.node.ts';

/** Text, bytes, or texts one after the other where one would be too long. */
export type Content = string | Uint8Array | { readonly pieces: Iterable<string> };

/** Writes `content` to `path`; an interrupted or failed write leaves what was there before. */
export function writeWhole(path: string, content: Content): void {
  writePieces(path, typeof content === 'object' && 'pieces' in content ? content.pieces : [content]);
}

/** A folder for results: every file goes below it, and is listed. */
export class ResultFolder {
  readonly path: string;
  readonly files: string[] = [];
  constructor(path: string) {
    this.path = path;
  }
  /** @param name  path below the folder; anything that leaves it is a defect of ours and throws */
  write(name: string, content: Content): void {
    const way = relative(resolve(this.path), resolve(this.path, name));
    if (way === '' || way.startsWith('..') || isAbsolute(way))
      throw new Error(`result file ${name} leaves ${this.path}`);
    writeWhole(join(this.path, name), content);
    this.files.push(way.split(sep).join('/'));
  }
}
