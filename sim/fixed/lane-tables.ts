/** Polynomial tables in lane code: one row per segment with everything that its evaluation needs, as float64 numbers. */
import type { PolynomialTable } from '../../compiler/ops/index.ts';
import { type LaneCode, type LaneId, magic } from '../lanes/code.ts';

/** Memories of a table; made once however many values use it. */
interface TableMemories {
  /** Byte place of the row of each cell: a cell is as long as the shortest segment. */
  readonly cells: Int32Array<ArrayBuffer>;
  readonly rows: Float64Array<ArrayBuffer>;
  readonly length: number;
}
const memories = new WeakMap<PolynomialTable, Map<string, TableMemories>>();

/**
 * The table's value, scaled by 2^scale, for a code (inside its limits) scaled by 2^codeScale. Every product and sum is exact:
 * `fitsTable` has checked them; a rounding half up is a rounding to even of the number moved up by half a unit of its last place.
 */
export function lowerTable(
  code: LaneCode,
  table: PolynomialTable,
  x: LaneId,
  codeScale: number,
  scale: number,
): LaneId {
  const { coefficients, localBits } = table;
  const found = tableMemories(table, codeScale, scale);
  const { rows } = found;
  const row = findRow(code, table, x, codeScale, found);
  const [origin, perUnit, first] = [0, 1, 2];
  if (localBits === 0 || coefficients.length === 1) return code.gather(rows, row, first + coefficients.length - 1);
  const along = code.subtract(x, code.gather(rows, row, origin));
  const local = dropBits(code, table, code.multiply(along, code.gather(rows, row, perUnit)));
  const unit = 2 ** scale;
  let y = code.gather(rows, row, first);
  for (let k = 1; k < coefficients.length; k++) {
    const raised = code.add(code.multiply(y, local), code.constant(unit * 2 ** (-localBits - 1)));
    // the row holds the coefficient less the magic number that the rounding adds
    y = code.add(code.add(raised, code.constant(magic * unit)), code.gather(rows, row, first + k));
  }
  return y;
}
/** Local coordinate 0..1: bits beyond `localBits` are dropped where segments are longer. */
function dropBits(code: LaneCode, table: PolynomialTable, local: LaneId): LaneId {
  const longest = table.coarseShift - Math.min(...table.fineBits);
  const extra = longest - table.localBits;
  if (extra <= 0) return local;
  const unit = 2 ** -table.localBits;
  const lowered = code.subtract(local, code.constant(unit / 2 - unit * 2 ** (-extra - 1)));
  return code.round(lowered, unit);
}
/** Row of the segment of x: the whole part of its place in cells, which is the nearest whole number half a cell below. */
function findRow(
  code: LaneCode,
  table: PolynomialTable,
  x: LaneId,
  codeScale: number,
  { cells, rows, length }: TableMemories,
): LaneId {
  const shift = cellShift(table);
  const low = Number(table.lowCode);
  const half = shift === 0 ? 0 : (2 ** shift - 1) / 2;
  const moved = code.add(x, code.constant(-(low + half) * 2 ** codeScale));
  const unit = 2 ** (codeScale + shift);
  const cell = code.whole(moved, unit);
  const isStraight = cells.every((place, i) => place === 8 * length * i);
  return isStraight ? code.row(cell, unit, rows, length) : code.rowOf(cells, cell, unit);
}
function cellShift({ coarseShift, fineBits }: PolynomialTable): number {
  return coarseShift - Math.max(...fineBits);
}

function tableMemories(table: PolynomialTable, codeScale: number, scale: number): TableMemories {
  const known = memories.get(table) ?? new Map<string, TableMemories>();
  memories.set(table, known);
  const key = `${codeScale} ${scale}`;
  const found = known.get(key) ?? makeMemories(table, codeScale, scale);
  known.set(key, found);
  return found;
}
function makeMemories(table: PolynomialTable, codeScale: number, scale: number): TableMemories {
  const { coarseShift, fineBits, firstSegment, coefficients, lowCode, highCode } = table;
  const shift = cellShift(table);
  const count = Number((highCode - lowCode) >> BigInt(shift)) + 1;
  const cells = new Int32Array(count);
  const length = 2 + coefficients.length;
  const rows: number[] = [];
  const rowOfStart = new Map<number, number>();
  const isPlain = table.localBits === 0 || coefficients.length === 1;
  const perCoarse = 2 ** (coarseShift - shift);
  for (let cell = 0; cell < count; cell++) {
    const coarse = fineBits.length === 1 ? 0 : Math.floor(cell / perCoarse);
    const rest = coarseShift - fineBits[coarse]!;
    const inside = (cell - coarse * perCoarse) * 2 ** shift;
    const segment = firstSegment[coarse]! + Math.floor(inside * 2 ** -rest);
    const start = Number(lowCode) + coarse * 2 ** coarseShift + Math.floor(inside * 2 ** -rest) * 2 ** rest;
    const known = rowOfStart.get(start);
    cells[cell] = 8 * length * (known ?? rowOfStart.size);
    if (known !== undefined) continue;
    rowOfStart.set(start, rowOfStart.size);
    const numbers = coefficients.map(({ words }) => Number(words[segment]!) * 2 ** scale).reverse();
    rows.push(start * 2 ** codeScale, 2 ** (-rest - codeScale));
    numbers.forEach((c, k) => {
      rows.push(isPlain || k === 0 ? c : c - magic * 2 ** scale);
    });
  }
  return { cells, rows: Float64Array.from(rows), length };
}
