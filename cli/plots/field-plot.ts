/** Quantities of arrays: a map of the last sample of a sheet, or space against time of a chain. */
import type { TopLevelSpec } from 'vega-lite';
import { axisTitle, axisUnit, largestOf } from './axis-unit.ts';
import type { PlotResult, PlotTrace } from './result.ts';
import { theme } from './theme.ts';
import { pointLabel } from './trace-plot.ts';

/** Most cells of a map along each side: larger arrays are shown by means of blocks. */
const most = { across: 160, down: 120 } as const;

/** A rectangle of numbers, rows from above. */
interface Sheet {
  readonly rows: number;
  readonly columns: number;
  readonly at: (row: number, column: number) => number;
}

/** Null when nothing was recorded. */
export function fieldPlot(result: PlotResult, trace: PlotTrace, point: number): TopLevelSpec | null {
  const samples = trace.time.length;
  if (samples === 0) return null;
  const size = trace.field.reduce((product, n) => product * n, 1);
  const value = (sample: number, instance: number): number =>
    trace.values[(sample * result.points + point) * size + instance]!;
  const isChain = trace.field.length === 1;
  const last = trace.time[samples - 1]!;
  const time = axisUnit({ text: 's', scale: 1 }, last);
  const [depth, rows, columns] = [trace.field.at(-3) ?? 1, trace.field.at(-2) ?? 1, trace.field.at(-1)!];
  const slice = Math.floor(depth / 2);
  const sheet: Sheet = isChain
    ? { rows: size, columns: samples, at: (row, column) => value(column, row) }
    : { rows, columns, at: (row, column) => value(samples - 1, (slice * rows + row) * columns + column) };
  const cells = blocks(sheet);
  const unit = axisUnit(trace.unit, largestOf(cells.map((cell) => cell.value)));
  const sampleTime = (column: number): number =>
    (trace.time[Math.min(samples - 1, Math.round(column))] ?? last) * time.scale;
  const values = cells.map(({ row, column, height, width, value: mean }) => ({
    x: isChain ? sampleTime(column) : column - 0.5,
    x2: isChain ? sampleTime(column + width) : column + width - 0.5,
    y: row - 0.5,
    y2: row + height - 0.5,
    value: mean * unit.scale,
  }));
  const notes = [
    ...(isChain ? [] : [`at ${Number((last * time.scale).toPrecision(4))} ${time.text}`]),
    ...(depth > 1 ? [`layer ${slice} of ${depth}`] : []),
    ...(result.points > 1 ? [pointLabel(result, point)] : []),
  ];
  const square = Math.min(720, Math.max(300, 24 * Math.max(sheet.rows, sheet.columns)));
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: theme,
    title: { text: `${result.title}: ${trace.name}`, ...(notes.length > 0 ? { subtitle: notes.join('; ') } : {}) },
    width: isChain ? 960 : (square * sheet.columns) / Math.max(sheet.rows, sheet.columns),
    height: isChain
      ? Math.min(600, Math.max(160, 18 * sheet.rows))
      : (square * sheet.rows) / Math.max(sheet.rows, sheet.columns),
    data: { values },
    // A stroke of the same colour: between rectangles that end within a pixel the background would shine through.
    mark: { type: 'rect', clip: true, strokeWidth: 0.8, stroke: { expr: "scale('color', datum.value)" } },
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        scale: { nice: false, zero: false },
        axis: { title: isChain ? axisTitle('time', time) : 'column', grid: false, tickMinStep: isChain ? 0 : 1 },
      },
      x2: { field: 'x2' },
      y: {
        field: 'y',
        type: 'quantitative',
        scale: { nice: false, zero: false, reverse: true },
        axis: { title: isChain ? 'instance' : 'row', grid: false, tickMinStep: 1 },
      },
      y2: { field: 'y2' },
      color: {
        field: 'value',
        type: 'quantitative',
        scale: { scheme: 'viridis', zero: false, nice: false },
        legend: { title: axisTitle(trace.name, unit), gradientLength: 240 },
      },
    },
  };
}
interface Cell {
  readonly row: number;
  readonly column: number;
  readonly height: number;
  readonly width: number;
  /** Mean of the block. */
  readonly value: number;
}
/** Means over blocks, row by row, as many as a map shows. */
export function blocks({ rows, columns, at }: Sheet): Cell[] {
  const [height, width] = [Math.ceil(rows / most.down), Math.ceil(columns / most.across)];
  const cells: Cell[] = [];
  for (let row = 0; row < rows; row += height)
    for (let column = 0; column < columns; column += width) {
      const [down, across] = [Math.min(height, rows - row), Math.min(width, columns - column)];
      let sum = 0;
      for (let r = 0; r < down; r++) for (let c = 0; c < across; c++) sum += at(row + r, column + c);
      cells.push({ row, column, height: down, width: across, value: sum / (down * across) });
    }
  return cells;
}
