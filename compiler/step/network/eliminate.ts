/**
 * turns  a block of coupled equations, linear in its unknowns, into one value for each unknown
 * needs  equations that must be 0; coefficients that do not depend on the unknowns
 * keeps  exactness: symbolic Gaussian elimination, pivots chosen by structure (constants, then the diagonal, then few entries)
 * cost   cubic in the size of the block where it is dense
 */

import type { ValueId } from '../../ops/graph.ts';
import { leavesOf } from '../../ops/index.ts';
import { replaceValues } from '../substitute.ts';
import { tangent } from '../tangent.ts';
import type { Workspace } from '../workspace.ts';

export interface LinearBlock {
  /** [equation][unknown] */
  readonly matrix: ValueId[][];
  /** The equations' values where all unknowns are 0. */
  readonly rest: ValueId[];
}
/** Whether an equation is the one that is meant for an unknown: Kirchhoff's law at a node for its potential, a rate for itself. */
export type IsOwn = (equation: number, unknown: number) => boolean;

export interface NotLinear {
  readonly equation: number;
  readonly unknown: number;
}

export function linearise(
  space: Workspace,
  equations: readonly ValueId[],
  unknowns: readonly ValueId[],
): LinearBlock | NotLinear {
  const own = new Set(unknowns);
  const matrix: ValueId[][] = [];
  for (const [e, value] of equations.entries()) {
    const row: ValueId[] = [];
    for (const [u, unknown] of unknowns.entries()) {
      const slope = tangent(space, value, new Map([[unknown, space.constant(1)]]));
      const depends = leavesOf(space.graph, [slope.value]).some((leaf) => own.has(leaf));
      if (depends || slope.broken !== null || slope.kink !== null) return { equation: e, unknown: u };
      row.push(slope.value);
    }
    matrix.push(row);
  }
  const zero = new Map(unknowns.map((unknown) => [unknown, space.constant(0)]));
  return { matrix, rest: replaceValues(space, equations, zero) };
}

/**
 * Values of the unknowns; null when a pivot is the constant 0: the equations do not determine them. Of pivots that change in a
 * run, those of an equation's own unknown come first: they are a sum of conductances, or 1 and something, and seldom 0.
 */
export function eliminate(space: Workspace, block: LinearBlock, isOwn: IsOwn): ValueId[] | null {
  const size = block.rest.length;
  const rows = block.matrix.map((entries, i) => ({ entries: [...entries], right: space.negate(block.rest[i]!) }));
  const left = new Set(rows.keys());
  const columns = new Set(rows.keys());
  const order: { row: number; column: number }[] = [];
  for (let k = 0; k < size; k++) {
    const pivot = choosePivot(space, rows, left, columns, isOwn);
    if (pivot === null) return null;
    order.push(pivot);
    left.delete(pivot.row);
    columns.delete(pivot.column);
    for (const row of left) reduce(space, rows[row]!, rows[pivot.row]!, pivot.column, columns);
  }
  return substituteBack(space, rows, order);
}
interface Row {
  readonly entries: ValueId[];
  right: ValueId;
}
function choosePivot(
  space: Workspace,
  rows: readonly Row[],
  left: ReadonlySet<number>,
  columns: ReadonlySet<number>,
  isOwn: IsOwn,
): { row: number; column: number } | null {
  let best: { row: number; column: number } | null = null;
  let lowest = Infinity;
  for (const row of left) {
    for (const column of columns) {
      const entry = rows[row]!.entries[column]!;
      if (space.isZero(entry)) continue;
      const fillIn = (count(space, rows, [row], columns) - 1) * (count(space, rows, left, [column]) - 1);
      const changing = isOwn(row, column) ? 500 : 1000;
      const cost = fillIn + (space.graph.constantOf(entry) === undefined ? changing : 0);
      if (cost < lowest) [lowest, best] = [cost, { row, column }];
    }
  }
  return best;
}
function count(space: Workspace, rows: readonly Row[], inRows: Iterable<number>, inColumns: Iterable<number>): number {
  let n = 0;
  const columns = [...inColumns];
  for (const row of inRows) for (const column of columns) if (!space.isZero(rows[row]!.entries[column]!)) n++;
  return n;
}
/** row -= row[column] / pivot[column] * pivot */
function reduce(space: Workspace, row: Row, pivot: Row, column: number, columns: ReadonlySet<number>): void {
  if (space.isZero(row.entries[column]!)) return;
  const factor = space.divide(row.entries[column]!, pivot.entries[column]!);
  for (const other of columns)
    if (!space.isZero(pivot.entries[other]!))
      row.entries[other] = space.subtract(row.entries[other]!, space.multiply(factor, pivot.entries[other]!));
  row.right = space.subtract(row.right, space.multiply(factor, pivot.right));
}
function substituteBack(
  space: Workspace,
  rows: readonly Row[],
  order: readonly { row: number; column: number }[],
): ValueId[] {
  const values: ValueId[] = [];
  for (const { row, column } of order.toReversed()) {
    const { entries, right } = rows[row]!;
    const known = entries.flatMap((entry, other) =>
      other === column || values[other] === undefined || space.isZero(entry)
        ? []
        : [space.multiply(entry, values[other])],
    );
    values[column] = space.divide(
      known.reduce((rest, term) => space.subtract(rest, term), right),
      entries[column]!,
    );
  }
  return values;
}
