/** Sparse real matrices: what a source adds to a target. An entry that is 0 is not kept. */

export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Of each row its entries by column. */
  readonly lines: readonly ReadonlyMap<number, number>[];
}

export function identity(size: number): Matrix {
  return { rows: size, columns: size, lines: Array.from({ length: size }, (_, i) => new Map([[i, 1]])) };
}

/** @param numbers  row after row, as many as rows x columns */
export function dense(rows: number, columns: number, numbers: ArrayLike<number>): Matrix {
  const lines = Array.from({ length: rows }, (_, i) => {
    const line = new Map<number, number>();
    for (let j = 0; j < columns; j++) {
      const value = numbers[i * columns + j]!;
      if (value !== 0) line.set(j, value);
    }
    return line;
  });
  return { rows, columns, lines };
}

/** Row i of the result is row `chosen[i]`, times `factors[i]`. */
export function rowsOf(matrix: Matrix, chosen: readonly number[], factors?: ArrayLike<number>): Matrix {
  const lines = chosen.map((row, i) => scaled(matrix.lines[row]!, factors === undefined ? 1 : factors[i]!));
  return { rows: chosen.length, columns: matrix.columns, lines };
}

function scaled(line: ReadonlyMap<number, number>, factor: number): ReadonlyMap<number, number> {
  if (factor === 1) return line;
  return factor === 0 ? new Map() : new Map([...line].map(([j, value]) => [j, value * factor]));
}

export function sum(a: Matrix, b: Matrix): Matrix {
  const lines = a.lines.map((line, i) => {
    const both = new Map(line);
    for (const [j, value] of b.lines[i]!) addAt(both, j, value);
    return both;
  });
  return { rows: a.rows, columns: a.columns, lines };
}

/** a b */
export function times(a: Matrix, b: Matrix): Matrix {
  const lines = a.lines.map((line) => {
    const out = new Map<number, number>();
    for (const [k, factor] of line) for (const [j, value] of b.lines[k]!) addAt(out, j, factor * value);
    return out;
  });
  return { rows: a.rows, columns: b.columns, lines };
}

/** a x */
export function apply(a: Matrix, x: ArrayLike<number>): number[] {
  return a.lines.map((line) => [...line].reduce((total, [j, value]) => total + value * x[j]!, 0));
}

function addAt(line: Map<number, number>, j: number, value: number): void {
  const total = (line.get(j) ?? 0) + value;
  if (total === 0) line.delete(j);
  else line.set(j, total);
}

export function isIdentity({ rows, columns, lines }: Matrix): boolean {
  return rows === columns && lines.every((line, i) => line.size === 1 && line.get(i) === 1);
}
export function entriesOf({ lines }: Matrix): number {
  return lines.reduce((n, line) => n + line.size, 0);
}
