import { fold } from './entry.ts';
import type { DataTable } from './graph.ts';
import type { Interval, Operation } from './operation.ts';

/** Index of the segment of `x`: the last knot at or below it, first and last segment outside. */
function segmentOf(table: DataTable, x: number): number {
  let low = 0;
  let high = table.x.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (table.x[middle]! <= x) low = middle;
    else high = middle;
  }
  return low;
}
/** A segment as a cubic of t in 0..1: y + t (a + t (b + t c)); `h` is its width. Straight lines: b = c = 0. */
interface Segment {
  readonly h: number;
  readonly y: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}
function segmentAt({ x, y, slope }: DataTable, k: number): Segment {
  const [h, rise] = [x[k + 1]! - x[k]!, y[k + 1]! - y[k]!];
  if (slope === undefined) return { h, y: y[k]!, a: rise, b: 0, c: 0 };
  const [left, right] = [h * slope[k]!, h * slope[k + 1]!];
  return { h, y: y[k]!, a: left, b: 3 * rise - 2 * left - right, c: left + right - 2 * rise };
}
/** Lines, or cubics with the slopes of the table, between its points; constant outside. NaN gives NaN. */
export function lookupValue(table: DataTable, x: number): number {
  const { x: xs, y: ys } = table;
  const last = xs.length - 1;
  if (x <= xs[0]!) return ys[0]!;
  if (x >= xs[last]!) return ys[last]!;
  const k = segmentOf(table, x);
  const { h, y, a, b, c } = segmentAt(table, k);
  const t = (x - xs[k]!) / h;
  return y + t * (a + t * (b + t * c));
}
/** Slope of the same: on the right of a point, 0 outside. */
export function lookupSlopeValue(table: DataTable, x: number): number {
  const { x: xs } = table;
  if (!(x >= xs[0]! && x < xs[xs.length - 1]!)) return Number.isNaN(x) ? x : 0;
  const k = segmentOf(table, x);
  const { h, a, b, c } = segmentAt(table, k);
  const t = (x - xs[k]!) / h;
  return (a + t * (2 * b + t * 3 * c)) / h;
}
/** Second derivative, on the right of a point, 0 outside. */
function lookupBend(table: DataTable, x: number): number {
  const { x: xs } = table;
  if (!(x >= xs[0]! && x < xs[xs.length - 1]!)) return Number.isNaN(x) ? x : 0;
  const k = segmentOf(table, x);
  const { h, b, c } = segmentAt(table, k);
  return (2 * b + (6 * c * (x - xs[k]!)) / h) / h / h;
}

export const lookup: Operation = {
  name: 'lookup',
  description: 'data table',
  arity: 1,
  type: 'real',
  print: ([x], { table }) => `table ${table!.name}(${x})`,
  float64: ([x], { table }) => lookupValue(table!, x!),
  javascript: ([x], _attributes, table) => `functions.lookup(${table}, ${x})`,
  interval: ([x], { table }) => lookupInterval(table!, x!),
  partials: ([x], _y, { table }) => [lookupSlopeValue(table!, x!)],
  simplify: (graph, args, attributes) => fold(graph, lookup, args, attributes),
  derivative: (graph, [x], { table }) => graph.add('lookupSlope', [x!], 'real', { table: table! }),
  fixed: null,
};
export const lookupSlope: Operation = {
  name: 'lookupSlope',
  description: 'slope of a data table',
  arity: 1,
  type: 'real',
  print: ([x], { table }) => `slope of table ${table!.name}(${x})`,
  float64: ([x], { table }) => lookupSlopeValue(table!, x!),
  javascript: ([x], _attributes, table) => `functions.lookupSlope(${table}, ${x})`,
  interval: ([x], { table }) => slopeInterval(table!, x!),
  partials: ([x], _y, { table }) => [lookupBend(table!, x!)],
  simplify: (graph, args, attributes) => fold(graph, lookupSlope, args, attributes),
  derivative: (graph, _args, { table }) => (table!.slope === undefined ? graph.constant(0) : null),
  fixed: null,
};

function lookupInterval(table: DataTable, x: Interval): Interval {
  const values = [lookupValue(table, x.low), lookupValue(table, x.high)];
  let widest = 0;
  table.x.forEach((knot, k) => {
    widest = Math.max(widest, Math.abs(table.y[k]!));
    if (knot >= x.low && knot <= x.high) values.push(table.y[k]!);
  });
  if (table.slope !== undefined)
    for (const k of touched(table, x)) {
      // a cubic lies in the hull of its Bezier points
      const { y, a } = segmentAt(table, k);
      const [h, right] = [table.x[k + 1]! - table.x[k]!, table.y[k + 1]!];
      values.push(y, y + a / 3, right - (h * table.slope[k + 1]!) / 3, right);
      widest = Math.max(widest, Math.abs(a), Math.abs(h * table.slope[k + 1]!));
    }
  // between two points the interpolated value rounds in units of the largest
  const whole = x.low <= table.x[0]! && x.high >= table.x[table.x.length - 1]!;
  const margin = whole && table.slope === undefined ? 0 : widest * 2 ** -48;
  return { low: Math.min(...values) - margin, high: Math.max(...values) + margin };
}
function touched(table: DataTable, x: Interval): number[] {
  const all = Array.from({ length: table.x.length - 1 }, (_, k) => k);
  return all.filter((k) => table.x[k + 1]! >= x.low && table.x[k]! <= x.high);
}
function slopeInterval(table: DataTable, x: Interval): Interval {
  const outside = x.low < table.x[0]! || x.high >= table.x[table.x.length - 1]!;
  const slopes = outside ? [0] : [];
  for (const k of touched(table, x)) {
    const { h, a, b, c } = segmentAt(table, k);
    // the Bezier points of the parabola
    slopes.push(a / h, (a + b) / h, (a + 2 * b + 3 * c) / h);
  }
  const margin = table.slope === undefined ? 0 : 2 ** -46 * Math.max(...slopes.map(Math.abs));
  return { low: Math.min(...slopes) - margin, high: Math.max(...slopes) + margin };
}
