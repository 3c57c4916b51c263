/** Edges from files: a matrix of weights, or a list with parameters of the devices. */
import { type Dimension, inSI, none, type Span, type Syntax } from '../../../dsl/index.ts';
import type { Instance } from '../instance.ts';
import { didYouMean } from '../reporter.ts';
import { parseUnitText } from '../units.ts';
import { type NumberFile, readNumbers } from './number-file.ts';
import { shapeText, sizeOf } from './shapes.ts';
import type { Lists } from './topology.ts';
import type { Ends } from './topology-call.ts';

type TextExpression = Extract<Syntax.Expression, { kind: 'string' }>;

/** A number of each edge, in SI. */
export interface EdgeColumn {
  readonly name: string;
  readonly dimension: Dimension;
  readonly unit: string | null;
  /** SI value of one of it. */
  readonly scale: number;
  readonly values: Float64Array;
  readonly origin: Span;
}
type Found = (Lists & { readonly columns: readonly EdgeColumn[]; readonly place: (edge: number) => Span }) | null;

/** One edge for each entry that is not 0: from the instance of its row to the instance of its column. */
export function edgesFromMatrix(
  file: TextExpression,
  statement: Syntax.CoupleStatement,
  ends: Ends,
  env: Instance,
): Found {
  const csv = readNumbers(file.value, env.file.source.path, file.span, env.context);
  if (!csv) return null;
  const [rows, columns] = ends.shapes.map(sizeOf) as [number, number];
  if (csv.rows !== rows || csv.columns !== columns || csv.header)
    return env.context.reporter.report(
      'E0338',
      csv.spanOf(csv.header ? -1 : 0, 0),
      csv.header
        ? 'a matrix has no header'
        : `this matrix has ${csv.rows} rows of ${csv.columns} numbers, and ${rows} of ${columns} are wanted`,
      {
        related: [
          { span: file.span, text: 'asked for here' },
          { span: statement.from.span, text: `rows: ${shapeText(ends.shapes[0])}` },
          { span: (statement.to ?? statement.from).span, text: `columns: ${shapeText(ends.shapes[1])}` },
        ],
      },
    );
  let count = 0;
  for (const value of csv.values) if (value !== 0) count++;
  const from = new Uint32Array(count);
  const to = new Uint32Array(count);
  const values = new Float64Array(count);
  let e = 0;
  for (let i = 0, at = 0; i < rows; i++)
    for (let j = 0; j < columns; j++, at++) {
      const value = csv.values[at]!;
      if (value === 0) continue;
      from[e] = i;
      to[e] = j;
      values[e++] = value;
    }
  const named = statement.as
    ? [{ name: statement.as.text, dimension: none, unit: null, scale: 1, values, origin: statement.as.span }]
    : [];
  return { from, to, regular: null, columns: named, place: (e) => csv.spanOf(from[e]!, to[e]!) };
}

/** Columns `from`, `to` and parameters of the devices by name; one edge a row. */
export function edgesFromList(
  file: TextExpression,
  statement: Syntax.CoupleStatement,
  ends: Ends,
  env: Instance,
): Found {
  const csv = readNumbers(file.value, env.file.source.path, file.span, env.context);
  if (!csv) return null;
  const { reporter } = env.context;
  const names = csv.header?.map((column) => column.name) ?? [];
  const [a, b] = ['from', 'to'].map((word) => names.indexOf(word)) as [number, number];
  if (a < 0 || b < 0)
    return reporter.report(
      'E0617',
      csv.spanOf(csv.header ? -1 : 0, 0),
      `a list of edges has the columns \`from\` and \`to\``,
      {
        related: [{ span: file.span, text: 'asked for here' }],
        help:
          didYouMean(a < 0 ? 'from' : 'to', names) ??
          'the first line names the columns: `from,to`, and parameters of the device with their unit: `G[uW/K]`',
      },
    );
  const lists = [a, b].map((column, k) =>
    indices(csv, column, ends.shapes[k]!, k === 0 ? statement.from : (statement.to ?? statement.from), env),
  );
  const columns = csv.header!.map((_, k) => (k === a || k === b ? undefined : numbersOf(csv, k, env)));
  const [from, to] = lists;
  if (!from || !to || columns.some((column) => column === null)) return null;
  sayDuplicates(csv, from, to, ends, a, env);
  return {
    from,
    to,
    regular: null,
    columns: columns.filter((column) => column !== undefined && column !== null),
    place: (e) => csv.spanOf(e, a),
  };
}

/** A column of numbers of instances; null when one of them is not there, which has been reported. */
export function indices(
  csv: NumberFile,
  column: number,
  shape: readonly number[],
  array: Syntax.Identifier,
  env: Instance,
): Uint32Array | null {
  const size = sizeOf(shape);
  const list = new Uint32Array(csv.rows);
  for (let row = 0; row < csv.rows; row++) {
    const value = csv.values[row * csv.columns + column]!;
    if (value < 0 || value >= size || !Number.isInteger(value))
      return env.context.reporter.report(
        'E0337',
        csv.spanOf(row, column),
        `\`${array.text}\` has no instance ${value}`,
        {
          label: size === 1 ? 'only 0 is possible' : `0 to ${size - 1} are possible`,
          related: [{ span: array.span, text: shapeText(shape) }],
          help: shape.length > 1 ? 'instances are numbered row by row, the last index fastest' : undefined,
        },
      );
    list[row] = value;
  }
  return list;
}

/** A column of a file with what its header says of it, in SI; null when its unit is unknown, which has been reported. */
export function numbersOf(csv: NumberFile, column: number, env: Instance): EdgeColumn | null {
  const { name, unit, span } = csv.header![column]!;
  const read = unit === null ? { dimension: none, scale: 1 } : parseUnitText(unit, span, env.file, env.context);
  if (!read) return null;
  const values = new Float64Array(csv.rows);
  for (let row = 0; row < csv.rows; row++) values[row] = inSI(csv.values[row * csv.columns + column]!, read.scale);
  return { name, ...read, unit, values, origin: span };
}

/** Edges that join one pair again, in the same direction, are kept, and what they do adds; a reader may not have meant it. Both ways: `twice-joined.ts`. */
function sayDuplicates(
  csv: NumberFile,
  from: Uint32Array,
  to: Uint32Array,
  ends: Ends,
  column: number,
  env: Instance,
): void {
  const found = joinedAgain([from, to], Math.max(...ends.shapes.map(sizeOf)));
  if (found === null) return;
  const { again, row, first } = found;
  env.context.reporter.report(
    'W0332',
    csv.spanOf(row, column),
    `${again} edge${again === 1 ? ' joins a pair that is' : 's join pairs that are'} joined already: all are kept, and what they do adds`,
    { label: 'the first of them', related: [{ span: csv.spanOf(first, column), text: 'joined here' }] },
  );
}
/** Combinations that are marked by one bit each. */
const mostMarks = 2 ** 31;
interface Again {
  /** Edges that join the same once more, and the first of them. */
  readonly again: number;
  readonly row: number;
}
/**
 * Edges with the same instances at the same ends as one before; `first`: the one that the first of them repeats. Null: there are none.
 * @param size  instances of the largest array
 */
export function joinedAgain(lists: readonly Uint32Array[], size: number): (Again & { readonly first: number }) | null {
  const count = lists[0]!.length;
  const keys = size ** lists.length;
  // numbers that are not all exact in float64 stand for their order instead
  const ranks = keys > 2 ** 53 ? ranksOf(lists) : null;
  const keyOf = (e: number): number => ranks?.[e] ?? lists.reduce((key, list) => key * size + list[e]!, 0);
  const found = (ranks ? count : keys) <= mostMarks ? markedAgain(count, keyOf) : sortedAgain(count, keyOf);
  if (found.again === 0) return null;
  const key = keyOf(found.row);
  let first = 0;
  while (keyOf(first) !== key) first++;
  return { ...found, first };
}
/** A number for each edge that is the same for edges with the same instances at the same ends. */
export function ranksOf(lists: readonly Uint32Array[]): Uint32Array {
  const compare = (a: number, b: number): number => {
    for (const list of lists) if (list[a] !== list[b]) return list[a]! - list[b]!;
    return 0;
  };
  const order = Uint32Array.from(lists[0]!.keys()).sort(compare);
  const ranks = new Uint32Array(order.length);
  for (let i = 1, rank = 0; i < order.length; i++) {
    if (compare(order[i - 1]!, order[i]!) !== 0) rank++;
    ranks[order[i]!] = rank;
  }
  return ranks;
}
function markedAgain(count: number, keyOf: (e: number) => number): Again {
  let largest = 0;
  for (let e = 0; e < count; e++) largest = Math.max(largest, keyOf(e));
  const marks = new Uint32Array((largest >>> 5) + 1);
  let again = 0;
  let row = -1;
  for (let e = 0; e < count; e++) {
    const key = keyOf(e);
    const bit = 1 << (key & 31);
    if ((marks[key >>> 5]! & bit) === 0) marks[key >>> 5]! |= bit;
    else if (again++ === 0) row = e;
  }
  return { again, row };
}
/** The same where there are too many pairs to mark. */
function sortedAgain(count: number, keyOf: (e: number) => number): Again {
  const sorted = Float64Array.from({ length: count }, (_, e) => keyOf(e)).sort();
  const twice = new Set<number>();
  let again = 0;
  for (let e = 1; e < count; e++)
    if (sorted[e] === sorted[e - 1]) {
      again++;
      twice.add(sorted[e]!);
    }
  const seen = new Set<number>();
  for (let row = 0; again > 0 && row < count; row++) {
    const key = keyOf(row);
    if (!twice.has(key)) continue;
    if (seen.has(key)) return { again, row };
    seen.add(key);
  }
  return { again, row: -1 };
}
