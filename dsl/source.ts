/**
 * Source text and places in it. Every syntax node, model value, step value, fixed value and diagnostic carries a `Span`,
 * so that a message or a line of Verilog can name the `.qnm` line it stems from.
 */

/** A half-open range `[start, end)` of UTF-16 offsets in one file. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** One text file as the compiler sees it. `path` is the name printed in messages. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The only way the compiler reaches files (`use`, CSV, TOML, templates, rtl): no `node:` import below `cli/` and `sim/`.
 * Implementations bound what may be read (below the folder of the including file, or the packaged `std`, `templates`, `rtl`).
 */
export interface FileAccess {
  /** Text of a user's file, `from` being the file that names it; `undefined` when missing; throws `FileRefused` when out of bounds. */
  readText(path: string, from: string): SourceFile | undefined;
  /** Text of a file that ships with qnm: `std/mott.qnm`, `templates/lane.v.hbs`, `rtl/qnm_add.v`. */
  readPackaged(path: string): SourceFile | undefined;
  /** Names of the modules in `std`, for suggestions; an implementation that cannot list leaves it out. */
  libraryModules?(): readonly string[];
}

/** Thrown by `FileAccess` when a file may not be used: out of bounds, too large, not text. `reason` ends the sentence "X: ...". */
export class FileRefused extends Error {
  readonly path: string;
  readonly reason: string;
  constructor(path: string, reason = 'it lies outside the folder of the file that names it') {
    super(`refused to read ${path}: ${reason}`);
    this.path = path;
    this.reason = reason;
  }
}
