/** Columns: pieces of neighbouring lines under each other where the writer had begun to. */
import { KEYS, type Key, type Piece } from './layout.ts';

/** One line while it is put together. */
export interface Row {
  readonly indent: number;
  readonly pieces: readonly Piece[];
  /** Lines align only with those of the same kind: the first word of the statement, '' for a name. */
  readonly kind: string;
  readonly comment: string | null;
  /** Column at which the comment would stand if only the indentation were set right. */
  readonly commentAt: number;
  /** More statements than one stand on it. */
  readonly several: boolean;
  /** What an `expect` is about, '' elsewhere: its clauses align with those of the same. */
  readonly about: string;
  /** It stands directly below the row before, in the same block, and begins a statement. */
  readonly follows: boolean;
}

/** Columns between code and the comment behind it, where the writer chose no column. */
const COMMENT_GAP = 3;
/** A comment that keeps its column stands at least so far from the code. */
const LEAST_GAP = 2;
/** Clauses of an `expect`. */
const CLAUSES: ReadonlySet<Key> = new Set(['tolerance', 'at', 'on']);
/** A comment is not moved to the right beyond this. */
const PAGE = 140;

/** Rows as text, without line ends. */
export function alignRows(rows: readonly Row[]): readonly string[] {
  const borrowed = rows.map((row, r) => borrowsFrom(rows, row, r));
  const columns = rows.map((row) => row.pieces.map(() => 0));
  for (const key of KEYS) for (const run of runsOf(rows, borrowed, key)) alignRun(rows, columns, run, key);
  for (const [r, lender] of borrowed.entries()) {
    if (lender === null) continue;
    columns[r]![placeOf(rows[r]!, 'operand')] = startOf(
      rows[lender]!,
      columns[lender]!,
      placeOf(rows[lender]!, 'sign'),
    );
  }
  const texts = rows.map((row, r) => assemble(row, columns[r]!));
  return withComments(rows, texts);
}

/** The line as far as its `end`-th piece. */
function assemble(row: Row, columns: readonly number[], end = row.pieces.length): string {
  let text = ' '.repeat(row.indent);
  for (const [i, piece] of row.pieces.slice(0, end).entries()) {
    const space = i === 0 ? 0 : Math.max(1, columns[i]! - width(text));
    text = `${text}${' '.repeat(space)}${piece.text}`;
  }
  return text;
}
/** Column at which a piece begins. */
function startOf(row: Row, columns: readonly number[], place: number): number {
  return Math.max(columns[place]!, width(assemble(row, columns, place)) + 1);
}
/** Signs outside the basic plane count twice in a string and once on a screen. */
function width(text: string): number {
  return [...text].length;
}
function placeOf(row: Row, key: Key): number {
  return row.pieces.findIndex((piece) => piece.key === key);
}

/** `record    spike`: what a statement is about may stand under the signs of the settings beside it; the row of such a sign. */
function borrowsFrom(rows: readonly Row[], row: Row, r: number): number | null {
  const operand = row.pieces.find((piece) => piece.key === 'operand');
  if (operand === undefined || !operand.wide || (row.kind !== 'record' && row.kind !== 'plot')) return null;
  const lends = (at: number): boolean =>
    rows[at]!.kind === '' && rows[at]!.pieces.some((piece) => piece.key === 'sign' && piece.column === operand.column);
  for (let up = r; up >= 0; up--) {
    if (lends(up)) return up;
    if (!rows[up]!.follows) break;
  }
  for (let down = r + 1; rows[down]?.follows === true; down++) if (lends(down)) return down;
  return null;
}

/**
 * Sequences of rows of one kind, each directly below the one before, that have a piece of this key. Rows of that kind without one
 * may stand between.
 */
function runsOf(rows: readonly Row[], borrowed: readonly (number | null)[], key: Key): readonly (readonly number[])[] {
  const runs: number[][] = [];
  let going: string | null = null;
  for (const [r, row] of rows.entries()) {
    const piece = row.pieces.find((each) => each.key === key);
    // Several statements on a line are a table of their own: it is not widened for its neighbours.
    const has = piece !== undefined && !(key === 'operand' && borrowed[r] !== null) && (!row.several || piece.wide);
    const kind =
      key === 'operand' ? (has ? 'spoken' : 'other') : CLAUSES.has(key) ? `${row.kind} ${row.about}` : row.kind;
    const goes = row.follows && going === kind;
    if (!goes) going = null;
    if (!has) continue;
    if (goes) runs.at(-1)!.push(r);
    else runs.push([r]);
    going = kind;
  }
  return runs;
}

function alignRun(rows: readonly Row[], columns: number[][], run: readonly number[], key: Key): void {
  if (!run.some((r) => rows[r]!.pieces[placeOf(rows[r]!, key)]!.wide)) return;
  const starts = run.map((r) => startOf(rows[r]!, columns[r]!, placeOf(rows[r]!, key)));
  const pieces = run.map((r) => rows[r]!.pieces[placeOf(rows[r]!, key)]!);
  const column = chosenColumn(pieces, starts) ?? Math.max(...starts);
  for (const [i, r] of run.entries()) columns[r]![placeOf(rows[r]!, key)] = Math.max(column, starts[i]!);
}

/**
 * The column that several lines share already, put there by their writer. A line that is too long for it, and has no more than a space there,
 * sticks out.
 */
function chosenColumn(pieces: readonly Piece[], starts: readonly number[]): number | null {
  const wanted = pieces.find(({ wide }) => wide)!.column;
  const shares = pieces.filter((piece, i) => piece.column === wanted && starts[i]! <= wanted);
  const others = pieces.filter((piece, i) => !(piece.column === wanted && starts[i]! <= wanted));
  const stickOut = pieces.every((piece, i) => !others.includes(piece) || (!piece.wide && starts[i]! > wanted));
  return shares.length > 1 && stickOut ? wanted : null;
}

function withComments(rows: readonly Row[], texts: readonly string[]): readonly string[] {
  const out = texts.map((text, r) => (rows[r]!.pieces.length > 0 ? text : `${text}${rows[r]!.comment ?? ''}`));
  const carries = (r: number): boolean => rows[r]?.comment !== null && (rows[r]?.pieces.length ?? 0) > 0;
  for (let r = 0; r < rows.length; ) {
    let end = r + 1;
    if (carries(r)) {
      while (end < rows.length && rows[end]!.follows && carries(end)) end += 1;
      placeComments(rows, texts, out, r, end);
    }
    r = end;
  }
  return out.map((text) => text.trimEnd());
}
/** The comments of the rows from `first` to before `end`, in one column where the page is wide enough. */
function placeComments(
  rows: readonly Row[],
  texts: readonly string[],
  out: string[],
  first: number,
  end: number,
): void {
  const run = Array.from({ length: end - first }, (_, i) => first + i);
  const longest = Math.max(...run.map((r) => width(texts[r]!)));
  const chosen = rows[first]!.commentAt;
  const keeps = chosen >= longest + LEAST_GAP && run.every((r) => rows[r]!.commentAt === chosen);
  // A line that is wider than the page anyway does not keep the others from their column.
  const tooWide = (r: number): boolean => width(texts[r]!) + COMMENT_GAP + width(rows[r]!.comment!) > PAGE;
  const fits = (column: number): boolean => run.every((r) => column + width(rows[r]!.comment!) <= PAGE || tooWide(r));
  const column = [...(keeps ? [chosen] : []), longest + COMMENT_GAP].find(fits);
  for (const r of run) {
    const space = column === undefined ? COMMENT_GAP : column - width(texts[r]!);
    out[r] = `${texts[r]}${' '.repeat(space)}${rows[r]!.comment}`;
  }
}
