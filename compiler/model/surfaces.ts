/**
 * Tables of two variables as sums of products of tables of one: `table I(V: V, T: K) -> A from "iv.csv"`. Between the points of the
 * grid a table is bicubic, with the slopes of the parabolas through three points along each axis; outside it is constant. That is
 * linear in the values, and for values u_i v_j it is a product, so a grid of rank r is a sum of r products: exact, and made of
 * what has hardware.
 */
import { inSI, type Syntax } from '../../dsl/index.ts';
import type { DataTable } from '../ops/graph.ts';
import { type ColumnUnit, columnScale } from './columns.ts';
import { type CsvCell, type CsvFile, readCsv } from './csv.ts';
import { type Context, fileName } from './environment.ts';
import type { FileScope } from './scopes.ts';
import { parabolicSlopes } from './slopes.ts';

/** One product: a plain number of the first variable times a value of the second. */
export interface Term {
  readonly tables: readonly DataTable[];
}
/** Most products of a surface; smooth physics needs fewer than ten. */
const mostTerms = 24;
/** What is left of the values after the last product, in parts of the largest. */
const negligible = 2 ** -40;

interface Grid {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** [x][y] */
  readonly values: Float64Array[];
}

/** The products of a table statement with two parameters; null when something was wrong and reported. */
export function readSurface(
  statement: Syntax.TableStatement,
  units: readonly [ColumnUnit, ColumnUnit, ColumnUnit],
  scope: FileScope,
  context: Context,
): Term[] | null {
  const { file, name } = statement;
  const csv = readCsv(file.text, scope.source.path, file.span, 3, context);
  if (!csv) return null;
  const scales = units.map((unit, k) => columnScale(csv.header?.[k], unit, scope, context));
  if (scales.includes(null)) return null;
  const grid = gridOf(csv, scales as number[], statement, context);
  if (!grid) return null;
  const products = factorise(grid.values);
  if (products.length > mostTerms)
    return context.reporter.report(
      'E0623',
      file.span,
      `the values of ${fileName(csv.source.path)} are no sum of ${mostTerms} products of functions of one variable; they need ${products.length}`,
      {
        label: `${grid.x.length} x ${grid.y.length} points`,
        help: `smooth the data, or keep at most ${mostTerms} points of one of the variables`,
      },
    );
  return products.map(({ u, v }, k) => ({
    tables: [
      { name: `${name.text}.${statement.params[0]!.name.text}${k + 1}`, x: grid.x, y: u },
      { name: `${name.text}.${statement.params[1]!.name.text}${k + 1}`, x: grid.y, y: v },
    ].map((table) => ({ ...table, slope: parabolicSlopes(table.x, table.y) })),
  }));
}

/** Rows `x, y, value` in any order as a complete grid in SI. */
function gridOf(
  csv: CsvFile,
  scales: readonly number[],
  { file, params }: Syntax.TableStatement,
  context: Context,
): Grid | null {
  const { reporter } = context;
  const related = [{ span: file.span, text: 'asked for here' }];
  const axis = (k: number): Float64Array =>
    Float64Array.from(new Set(csv.rows.map((row) => inSI(row[k]!.value, scales[k]!)))).sort();
  const [x, y] = [axis(0), axis(1)];
  const name = fileName(csv.source.path);
  for (const [k, points] of [x, y].entries())
    if (points.length < 2)
      return reporter.report(
        'E0613',
        csv.rows[0]![k]!.span,
        `${name} has one value of \`${params[k]!.name.text}\`, and a table needs two`,
        { related },
      );
  const [placeX, placeY] = [x, y].map((points) => new Map([...points].map((value, i) => [value, i])));
  const cells = Array.from(x, (): (CsvCell | undefined)[] => []);
  for (const row of csv.rows) {
    const [i, j] = [placeX!.get(inSI(row[0]!.value, scales[0]!))!, placeY!.get(inSI(row[1]!.value, scales[1]!))!];
    const before = cells[i]![j];
    if (before)
      return reporter.report('E0623', row[0]!.span, `the point (${row[0]!.value}, ${row[1]!.value}) stands twice`, {
        related: [{ span: before.span, text: 'its value before' }],
      });
    cells[i]![j] = row[2]!;
  }
  for (const [i, line] of cells.entries())
    for (let j = 0; j < y.length; j++)
      if (!line[j]) {
        const [a, b] = [x[i]! / scales[0]!, y[j]! / scales[1]!].map((value) => Number(value.toPrecision(6)));
        return reporter.report('E0623', csv.rows[0]![0]!.span, `${name} has no value at (${a}, ${b})`, {
          related,
          help: `a table of two variables has a row for each of its ${x.length} x ${y.length} points`,
        });
      }
  return { x, y, values: cells.map((line) => Float64Array.from(line, (cell) => inSI(cell!.value, scales[2]!))) };
}

interface Product {
  readonly u: Float64Array;
  readonly v: Float64Array;
}
/** values[i][j] = sum of u[i] v[j], |u| <= 1: Gaussian elimination with complete pivoting, until nothing is left. */
function factorise(values: readonly Float64Array[]): Product[] {
  const rest = values.map((row) => row.slice());
  const largest = (): { i: number; j: number; size: number } => {
    let best = { i: 0, j: 0, size: 0 };
    for (const [i, row] of rest.entries())
      row.forEach((value, j) => {
        if (Math.abs(value) > best.size) best = { i, j, size: Math.abs(value) };
      });
    return best;
  };
  const products: Product[] = [];
  const enough = largest().size * negligible;
  for (let pivot = largest(); pivot.size > enough; pivot = largest()) {
    const v = rest[pivot.i]!.slice();
    const u = Float64Array.from(rest, (row) => row[pivot.j]! / v[pivot.j]!);
    for (const [i, row] of rest.entries())
      v.forEach((value, j) => {
        row[j]! -= u[i]! * value;
      });
    // what elimination makes 0 is 0
    rest[pivot.i]!.fill(0);
    for (const row of rest) row[pivot.j] = 0;
    products.push({ u, v });
  }
  return products;
}
