/** Polynomial tables in lane code: one row per segment with everything that its evaluation needs, as float64 numbers. */
import type { PolynomialTable } from '../../compiler/ops/index.ts';
import { type LaneCode, type LaneId, magic, type RowPlace } from '../lanes/code.ts';
import { tiltsOf } from './lane-ties.ts';

/** Memories of a table; made once however many values use it. */
interface TableMemories {
  /** Byte place of the row of each cell: a cell is as long as the shortest segment. */
  readonly cells: Int32Array<ArrayBuffer>;
  readonly rows: Float64Array<ArrayBuffer>;
  readonly length: number;
  /** Local coordinate per code of every segment; null: that stands in the rows. */
  readonly perUnit: number | null;
  /** Of each product, the first one first: whether half a unit of its last place must be added for ties to fall upwards. */
  readonly halves: readonly boolean[];
}
const memories = new WeakMap<PolynomialTable, Map<string, TableMemories>>();

/**
 * The table's value, scaled by 2^scale, for a code (inside its limits) scaled by 2^codeScale. Every product and sum is exact
 * (`fitsTable` has checked them), or moved by so little that only ties fall otherwise: see `lane-ties.ts`.
 */
export function lowerTable(
  code: LaneCode,
  table: PolynomialTable,
  x: LaneId,
  codeScale: number,
  scale: number,
): LaneId {
  const raised = code.raisedOf(x);
  // the row holds the origin raised by as much as x is, where it is then still exact
  const by = raised?.unit === 2 ** codeScale ? raised.by : 0;
  const found = tableMemories(table, codeScale, scale, by);
  const { rows, halves } = found;
  const first = found.perUnit === null ? 2 : 1;
  const row = findRow(code, table, x, codeScale, found);
  const degree = table.localBits === 0 ? 0 : table.coefficients.length - 1;
  if (degree === 0) return code.gather(rows, row, first + table.coefficients.length - 1);
  const along = code.subtract(by === 0 ? x : raised!.from, code.gather(rows, row, 0));
  const perUnit = found.perUnit === null ? code.gather(rows, row, 1) : code.constant(found.perUnit);
  const local = dropBits(code, table, code.multiply(along, perUnit));
  const unit = 2 ** scale;
  let y = code.gather(rows, row, first);
  for (let k = 1; k <= degree; k++) {
    const product = code.multiply(y, local);
    const moved = halves[k - 1] ? code.add(product, code.constant(unit * 2 ** (-table.localBits - 1))) : product;
    // no ties are left: the rounding may as well add the coefficient, which the row holds raised
    y = code.lowered(code.add(moved, code.gather(rows, row, first + k)), magic * unit);
  }
  return y;
}
/** Local coordinate 0..1: bits beyond `localBits` are dropped where segments are longer. */
function dropBits(code: LaneCode, table: PolynomialTable, local: LaneId): LaneId {
  if (droppedBits(table) === 0) return local;
  const unit = 2 ** -table.localBits;
  const lowered = code.subtract(local, code.constant(unit / 2 - unit * 2 ** (-droppedBits(table) - 1)));
  return code.round(lowered, unit);
}
function droppedBits({ coarseShift, fineBits, localBits }: PolynomialTable): number {
  return Math.max(0, coarseShift - Math.min(...fineBits) - localBits);
}
/** Row of the segment of x. */
function findRow(
  code: LaneCode,
  table: PolynomialTable,
  x: LaneId,
  codeScale: number,
  { cells, rows, length }: TableMemories,
): LaneId {
  const isShort = table.highCode - table.lowCode < 1n << 32n;
  const place = (isShort ? placeOfCode : placeOfCell)(code, table, x, codeScale);
  const isStraight = cells.every((start, i) => start === 8 * length * i);
  return isStraight ? code.row(place, rows, length) : code.rowOf(cells, place);
}
/** The low bits of x raised are its code, and something that is known. */
function placeOfCode(code: LaneCode, table: PolynomialTable, x: LaneId, codeScale: number): RowPlace {
  const unit = 2 ** codeScale;
  const raised = code.raisedOf(x)?.unit === unit ? code.raisedOf(x)! : null;
  const by = raised?.by ?? magic * unit;
  return {
    raised: raised?.from ?? code.add(x, code.constant(by)),
    unit,
    zero: Number(BigInt.asIntN(32, BigInt(by / unit) + table.lowCode)),
    shift: cellShift(table),
  };
}
/** The whole part of x's place in cells is the nearest whole number half a cell below. */
function placeOfCell(code: LaneCode, table: PolynomialTable, x: LaneId, codeScale: number): RowPlace {
  const shift = cellShift(table);
  const half = shift === 0 ? 0 : (2 ** shift - 1) / 2;
  const moved = code.add(x, code.constant(-(Number(table.lowCode) + half) * 2 ** codeScale));
  const unit = 2 ** (codeScale + shift);
  return { raised: code.whole(moved, unit), unit, zero: 0, shift: 0 };
}
function cellShift({ coarseShift, fineBits }: PolynomialTable): number {
  return coarseShift - Math.max(...fineBits);
}

function tableMemories(table: PolynomialTable, codeScale: number, scale: number, by: number): TableMemories {
  const known = memories.get(table) ?? new Map<string, TableMemories>();
  memories.set(table, known);
  const key = `${codeScale} ${scale} ${by}`;
  const found = known.get(key) ?? makeMemories(table, codeScale, scale, by);
  known.set(key, found);
  return found;
}
function makeMemories(table: PolynomialTable, codeScale: number, scale: number, by: number): TableMemories {
  const { coarseShift, fineBits, firstSegment, coefficients, lowCode, highCode } = table;
  const shift = cellShift(table);
  const count = Number((highCode - lowCode) >> BigInt(shift)) + 1;
  const cells = new Int32Array(count);
  const rows: number[] = [];
  const rowOfStart = new Map<number, number>();
  const { tilts, halves } = tiltsOf(table, droppedBits(table) > 0);
  const isPlain = table.localBits === 0 || coefficients.length === 1;
  const perCoarse = 2 ** (coarseShift - shift);
  const slopes = fineBits.flatMap((bits) => tilts.map(({ slope }) => 2 ** (bits - coarseShift - codeScale) * slope));
  const perUnit = slopes.every((slope) => slope === slopes[0]) ? slopes[0]! : null;
  const length = (perUnit === null ? 2 : 1) + coefficients.length;
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
    const tilt = tilts[segment]!;
    rows.push(start * 2 ** codeScale + by);
    if (perUnit === null) rows.push(2 ** (-rest - codeScale) * tilt.slope);
    numbers.forEach((c, k) => {
      if (isPlain) rows.push(c);
      else rows.push(k === 0 ? c + tilt.lift * 2 ** scale : c + magic * 2 ** scale);
    });
  }
  return { cells, rows: Float64Array.from(rows), length, perUnit, halves };
}
