/**
 * Tables of two and three variables as sums of products of tables of one: `table I(V: V, T: K) -> A from "iv.csv"`. Between the points
 * of the grid a table is cubic along each axis, with the slopes of the parabolas through three points; outside it is constant. That is
 * linear in the values, and for values u_i v_j it is a product, so a grid of rank r is a sum of r products: exact, and made of
 * what has hardware. With three variables the same is done twice, along the axis that leaves the fewest products.
 */
import { inSI, type Syntax } from '../../dsl/index.ts';
import type { DataTable } from '../ops/graph.ts';
import { type ColumnUnit, columnScale } from './columns.ts';
import { type CsvCell, type CsvFile, readCsv } from './csv.ts';
import { type Context, fileName } from './environment.ts';
import type { FileScope } from './scopes.ts';
import { parabolicSlopes } from './slopes.ts';

/** One product: a table for each variable, plain numbers but for the last, which has the value's unit. */
export interface Term {
  readonly tables: readonly DataTable[];
}
/** Most products of a surface; smooth physics needs fewer than ten. */
const mostTerms = 24;
/**
 * What may be left of the values after the last product, in parts of the largest: rounding; with three variables, where a product costs
 * three tables, the last digits of a file; or, where that takes too many products, a millionth.
 */
const negligible = (variables: number): readonly number[] => [variables === 2 ? 2 ** -40 : 2 ** -30, 2 ** -20];

interface Grid {
  readonly axes: readonly Float64Array[];
  /** The last axis fastest. */
  readonly values: Float64Array;
}

/** The products of a table statement with several parameters; null when something was wrong and reported. `units`: of the parameters, then of the value. */
export function readSurface(
  statement: Syntax.TableStatement,
  units: readonly ColumnUnit[],
  scope: FileScope,
  context: Context,
): Term[] | null {
  const { file, name, params } = statement;
  const csv = readCsv(file.text, scope.source.path, file.span, units.length, context);
  if (!csv) return null;
  const scales = units.map((unit, k) => columnScale(csv.header?.[k], unit, scope, context));
  if (scales.includes(null)) return null;
  const grid = gridOf(csv, scales as number[], statement, context);
  if (!grid) return null;
  const sizes = grid.axes.map((axis) => axis.length);
  const largest = grid.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const [exact, near] = negligible(sizes.length).map((part) => factorise(grid.values, sizes, part * largest));
  const products = exact!.length <= mostTerms ? exact! : near!;
  if (products.length > mostTerms)
    return context.reporter.report(
      'E0623',
      file.span,
      `the values of ${fileName(csv.source.path)} are no sum of ${mostTerms} products of functions of one variable; they need ${products.length}`,
      {
        label: `${sizes.join(' x ')} points`,
        help:
          params.length === 2
            ? `smooth the data, or keep at most ${mostTerms} points of one of the variables`
            : 'smooth the data, or keep fewer points of one of the variables',
      },
    );
  return products.map((factors, k) => ({
    tables: factors.map((y, i) => {
      const x = grid.axes[i]!;
      return { name: `${name.text}.${params[i]!.name.text}${k + 1}`, x, y, slope: parabolicSlopes(x, y) };
    }),
  }));
}

/** Rows `x, y, value` (or `x, y, z, value`) in any order as a complete grid in SI. */
function gridOf(
  csv: CsvFile,
  scales: readonly number[],
  { file, params }: Syntax.TableStatement,
  context: Context,
): Grid | null {
  const { reporter } = context;
  const related = [{ span: file.span, text: 'asked for here' }];
  const axes = params.map((_, k) =>
    Float64Array.from(new Set(csv.rows.map((row) => inSI(row[k]!.value, scales[k]!)))).sort(),
  );
  const name = fileName(csv.source.path);
  for (const [k, points] of axes.entries())
    if (points.length < 2)
      return reporter.report(
        'E0613',
        csv.rows[0]![k]!.span,
        `${name} has one value of \`${params[k]!.name.text}\`, and a table needs two`,
        { related },
      );
  const places = axes.map((points) => new Map([...points].map((value, i) => [value, i])));
  const size = axes.reduce((product, axis) => product * axis.length, 1);
  const sizes = axes.map((axis) => axis.length).join(' x ');
  const words = ['', '', 'two', 'three'][axes.length];
  if (size > 2 * csv.rows.length + 1000)
    return reporter.report('E0623', file.span, `${name} has ${csv.rows.length} rows for ${sizes} points`, {
      help: `a table of ${words} variables has a row for each of its ${sizes} points`,
    });
  const cells = new Array<CsvCell | undefined>(size);
  for (const row of csv.rows) {
    const at = axes.reduce((n, axis, k) => n * axis.length + places[k]!.get(inSI(row[k]!.value, scales[k]!))!, 0);
    const before = cells[at];
    if (before)
      return reporter.report(
        'E0623',
        row[0]!.span,
        `the point (${axes.map((_, k) => row[k]!.value).join(', ')}) stands twice`,
        { related: [{ span: before.span, text: 'its value before' }] },
      );
    cells[at] = row[axes.length]!;
  }
  const missing = Array.from(cells).indexOf(undefined);
  if (missing >= 0) {
    const point = axes.map((axis, k) => {
      const stride = axes.slice(k + 1).reduce((product, { length }) => product * length, 1);
      return Number((axis[Math.floor(missing / stride) % axis.length]! / scales[k]!).toPrecision(6));
    });
    return reporter.report('E0623', csv.rows[0]![0]!.span, `${name} has no value at (${point.join(', ')})`, {
      related,
      help: `a table of ${words} variables has a row for each of its ${sizes} points`,
    });
  }
  return { axes, values: Float64Array.from(cells, (cell) => inSI(cell!.value, scales.at(-1)!)) };
}

/** values[i][j]...  = sum of products of one factor for each axis, until nothing larger than `enough` is left. */
function factorise(values: Float64Array, sizes: readonly number[], enough: number): Float64Array[][] {
  if (sizes.length === 1) return [[values]];
  // of two axes it does not matter which goes first
  const first = sizes.length === 2 ? [0] : sizes.map((_, axis) => axis);
  const ways = first.map((axis) => {
    const rest = sizes.filter((_, other) => other !== axis);
    return eliminate(rowsAlong(values, sizes, axis), enough).flatMap(({ u, v }) =>
      factorise(v, rest, enough).map((factors) => [...factors.slice(0, axis), u, ...factors.slice(axis)]),
    );
  });
  return ways.reduce((best, way) => (way.length < best.length ? way : best));
}
/** One row for each point of an axis: the values over all others, the last fastest. */
function rowsAlong(values: Float64Array, sizes: readonly number[], axis: number): Float64Array[] {
  const inner = sizes.slice(axis + 1).reduce((product, n) => product * n, 1);
  const size = sizes[axis]!;
  return Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: values.length / size }, (_, rest) => {
      const outer = Math.floor(rest / inner);
      return values[(outer * size + i) * inner + (rest % inner)]!;
    }),
  );
}

interface Product {
  readonly u: Float64Array;
  readonly v: Float64Array;
}
/** rows[i][j] = sum of u[i] v[j], |u| <= 1: Gaussian elimination with complete pivoting, until nothing is left. */
function eliminate(rows: readonly Float64Array[], enough: number): Product[] {
  const rest = rows.map((row) => row.slice());
  const largest = (): { i: number; j: number; size: number } => {
    let best = { i: 0, j: 0, size: 0 };
    for (const [i, row] of rest.entries())
      row.forEach((value, j) => {
        if (Math.abs(value) > best.size) best = { i, j, size: Math.abs(value) };
      });
    return best;
  };
  const products: Product[] = [];
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
