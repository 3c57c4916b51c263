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
/** Straight lines between the points of a data table, constant outside. NaN gives NaN. */
export function lookupValue(table: DataTable, x: number): number {
  const { x: xs, y: ys } = table;
  const last = xs.length - 1;
  if (x <= xs[0]!) return ys[0]!;
  if (x >= xs[last]!) return ys[last]!;
  const k = segmentOf(table, x);
  return ys[k]! + ((x - xs[k]!) / (xs[k + 1]! - xs[k]!)) * (ys[k + 1]! - ys[k]!);
}
/** Slope of the same: that of the segment on the right of a point, 0 outside. */
export function lookupSlopeValue(table: DataTable, x: number): number {
  const { x: xs, y: ys } = table;
  if (!(x >= xs[0]! && x < xs[xs.length - 1]!)) return Number.isNaN(x) ? x : 0;
  const k = segmentOf(table, x);
  return (ys[k + 1]! - ys[k]!) / (xs[k + 1]! - xs[k]!);
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
  partials: () => [0],
  simplify: (graph, args, attributes) => fold(graph, lookupSlope, args, attributes),
  derivative: (graph) => graph.constant(0),
  fixed: null,
};

function lookupInterval(table: DataTable, x: Interval): Interval {
  const values = [lookupValue(table, x.low), lookupValue(table, x.high)];
  let widest = 0;
  table.x.forEach((knot, k) => {
    widest = Math.max(widest, Math.abs(table.y[k]!));
    if (knot >= x.low && knot <= x.high) values.push(table.y[k]!);
  });
  // between two points the interpolated value rounds in units of the larger of the two
  const margin = x.low <= table.x[0]! && x.high >= table.x[table.x.length - 1]! ? 0 : widest * 2 ** -50;
  return { low: Math.min(...values) - margin, high: Math.max(...values) + margin };
}
function slopeInterval(table: DataTable, x: Interval): Interval {
  const outside = x.low < table.x[0]! || x.high >= table.x[table.x.length - 1]!;
  const slopes = outside ? [0] : [];
  for (let k = 0; k + 1 < table.x.length; k++)
    if (table.x[k + 1]! >= x.low && table.x[k]! <= x.high)
      slopes.push((table.y[k + 1]! - table.y[k]!) / (table.x[k + 1]! - table.x[k]!));
  return { low: Math.min(...slopes), high: Math.max(...slopes) };
}
