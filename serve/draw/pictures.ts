/** Traces, spike raster, map of an array, phase portrait, measures over the sweep. */

import { type History, type Track, valueAt } from '../history.ts';
import type { Measured, Unit } from '../protocol.ts';
import { type Box, curveColour, label, largestOf, Pen, type Range, rangeOf, shownUnit } from './canvas.ts';

const seconds: Unit = { text: 's', scale: 1 };
const margin = { left: 68, right: 16, top: 24, bottom: 42 };

/** All quantities of one number a sample, a panel each, at one point of the sweeps. */
export function drawTraces(canvas: HTMLCanvasElement, history: History, tracks: readonly Track[], point: number): void {
  const height = Math.max(150, Math.min(230, 640 / Math.max(1, tracks.length)));
  const pen = new Pen(canvas, tracks.length * height + margin.bottom);
  const stop = history.begun.dt * history.begun.steps;
  const time = shownUnit(seconds, stop);
  tracks.forEach((track, n) => {
    const last = n === tracks.length - 1;
    const values = history.series(track, point);
    const range = rangeOf(values);
    const unit = shownUnit(track.quantity.unit, largestOf(range));
    const box: Box = {
      left: margin.left,
      top: n * height + margin.top,
      width: pen.width - margin.left - margin.right,
      height: height - margin.top - 8,
    };
    const y = scaled(range, unit.scale);
    const titles = { x: last ? label('time', time) : null, y: label(track.quantity.name, unit) };
    const { xOf, yOf } = pen.axes(box, { low: 0, high: stop * time.scale }, y, titles);
    pen.curve(box, curveColour(n), values.length, (k) => [
      xOf(history.times[k]! * time.scale),
      yOf(values[k]! * unit.scale),
    ]);
  });
}

/** Events over time, a row an instance (or a point of the sweeps). */
export function drawRaster(canvas: HTMLCanvasElement, history: History, point: number): void {
  const pen = new Pen(canvas, 440);
  const { events, dt, steps } = history.begun;
  const { time, source, instance } = history.events;
  const size = Math.max(...events.map((each) => each.size));
  const rows = size > 1 ? size : history.begun.points.length;
  const stop = dt * steps;
  const unit = shownUnit(seconds, stop);
  const box: Box = {
    left: margin.left,
    top: margin.top,
    width: pen.width - margin.left - margin.right,
    height: 440 - margin.top - margin.bottom,
  };
  const { xOf, yOf } = pen.axes(
    box,
    { low: 0, high: stop * unit.scale },
    { low: -0.5, high: rows - 0.5 },
    {
      x: label('time', unit),
      y:
        size > 1
          ? `instance; ${events.map((e) => e.name).join(', ')}`
          : `point of the sweep; ${events.map((e) => e.name).join(', ')}`,
    },
  );
  const tall = Math.max(1.5, Math.min(14, (0.8 * box.height) / rows));
  for (let k = 0; k < time.length; k++) {
    const of = events[source[k]!]!.size;
    const at = size > 1 ? instance[k]! % of : Math.floor(instance[k]! / of);
    if (size > 1 && Math.floor(instance[k]! / of) !== point) continue;
    pen.context.fillStyle = curveColour(source[k]!);
    pen.context.fillRect(xOf(time[k]! * unit.scale) - 0.7, yOf(at) - tall / 2, 1.4, tall);
  }
}

/** A sheet or a row of an array at the last sample; gives the number of the instance under a place of the canvas. */
export function drawMap(canvas: HTMLCanvasElement, history: History, track: Track, point: number, chosen: number) {
  const { shape, name, unit } = track.quantity;
  const columns = shape.at(-1)!;
  const rows = shape.slice(0, -1).reduce((product, n) => product * n, 1);
  const values = history.last(track, point);
  const range = rangeOf(values);
  const shown = shownUnit(unit, largestOf(range));
  const available = Math.max(120, canvas.parentElement!.clientWidth) - 150;
  const cell = Math.max(1, Math.min(Math.floor(available / columns), rows > 1 ? Math.floor(520 / rows) : 34));
  const pen = new Pen(canvas, rows * cell + 60);
  const { context } = pen;
  const [left, top] = [12, 30];
  values.forEach((value, k) => {
    context.fillStyle = viridis((value - range.low) / (range.high - range.low));
    context.fillRect(left + (k % columns) * cell, top + Math.floor(k / columns) * cell, cell, cell);
  });
  context.strokeStyle = '#ffffff';
  context.lineWidth = 2;
  context.strokeRect(left + (chosen % columns) * cell, top + Math.floor(chosen / columns) * cell, cell, cell);
  context.fillStyle = pen.ink;
  context.textBaseline = 'bottom';
  context.fillText(`${label(name, shown)}, instance ${chosen} is traced; click another`, left, top - 6);
  legend(
    pen,
    { left: left + columns * cell + 24, top, width: 16, height: Math.max(80, rows * cell) },
    scaled(range, shown.scale),
  );
  return (x: number, y: number): number | null => {
    const [column, row] = [Math.floor((x - left) / cell), Math.floor((y - top) / cell)];
    return column < 0 || row < 0 || column >= columns || row >= rows ? null : row * columns + column;
  };
}
function legend(pen: Pen, box: Box, range: Range): void {
  for (let k = 0; k < 64; k++) {
    pen.context.fillStyle = viridis(k / 63);
    pen.context.fillRect(box.left, box.top + box.height * (1 - (k + 1) / 64), box.width, box.height / 64 + 1);
  }
  pen.context.fillStyle = pen.ink;
  pen.context.textAlign = 'left';
  pen.context.textBaseline = 'middle';
  for (const [at, value] of [
    [1, range.high],
    [0.5, (range.low + range.high) / 2],
    [0, range.low],
  ] as const)
    pen.context.fillText(
      String(Number(value.toPrecision(4))),
      box.left + box.width + 6,
      box.top + box.height * (1 - at),
    );
}

/** One quantity against another: phase portrait, I-V loop. */
export function drawPortrait(
  canvas: HTMLCanvasElement,
  history: History,
  [x, y]: readonly [Track, Track],
  point: number,
): void {
  const pen = new Pen(canvas, 480);
  const [xs, ys] = [history.series(x, point), history.series(y, point)];
  const [xRange, yRange] = [rangeOf(xs), rangeOf(ys)];
  const [xUnit, yUnit] = [shownUnit(x.quantity.unit, largestOf(xRange)), shownUnit(y.quantity.unit, largestOf(yRange))];
  const box: Box = {
    left: margin.left,
    top: margin.top,
    width: Math.min(760, pen.width - margin.left - margin.right),
    height: 480 - margin.top - margin.bottom,
  };
  const { xOf, yOf } = pen.axes(box, scaled(xRange, xUnit.scale), scaled(yRange, yUnit.scale), {
    x: label(x.quantity.name, xUnit),
    y: label(y.quantity.name, yUnit),
  });
  const count = Math.min(xs.length, ys.length);
  pen.curve(box, curveColour(0), count, (k) => [xOf(xs[k]! * xUnit.scale), yOf(ys[k]! * yUnit.scale)]);
  if (count === 0) return;
  pen.context.fillStyle = curveColour(1);
  pen.context.beginPath();
  pen.context.arc(xOf(xs[count - 1]! * xUnit.scale), yOf(ys[count - 1]! * yUnit.scale), 5, 0, 2 * Math.PI);
  pen.context.fill();
}

/** Measures over the first sweep, a panel each. */
export function drawMeasures(canvas: HTMLCanvasElement, { measures, sweep }: Measured): void {
  if (sweep === null) return;
  const height = 230;
  const pen = new Pen(canvas, measures.length * height + 20);
  const x = shownUnit(sweep.unit, Math.max(...sweep.values.map(Math.abs)));
  measures.forEach(({ name, unit, values }, n) => {
    const range = rangeOf(values);
    const shown = shownUnit(unit, largestOf(range));
    const box: Box = {
      left: margin.left,
      top: n * height + margin.top,
      width: pen.width - margin.left - margin.right,
      height: height - margin.top - margin.bottom,
    };
    const { xOf, yOf } = pen.axes(box, rangeOf(sweep.values.map((v) => v * x.scale)), scaled(range, shown.scale), {
      x: label(sweep.name, x),
      y: label(name, shown),
    });
    const known = values
      .map((value, k) => [xOf(sweep.values[k]! * x.scale), yOf(value * shown.scale)] as const)
      .filter((_, k) => Number.isFinite(values[k]));
    pen.curve(box, curveColour(n), known.length, (k) => known[k]!);
    pen.context.fillStyle = curveColour(n);
    for (const [px, py] of known) pen.context.fillRect(px - 3, py - 3, 6, 6);
  });
}

const scaled = ({ low, high }: Range, scale: number): Range => ({ low: low * scale, high: high * scale });

/** Viridis (van der Walt and Smith) by nine of its colours. */
const stops = [[68, 1, 84], [71, 44, 122], [59, 81, 139], [44, 113, 142], [33, 144, 141], [39, 173, 129], [92, 200, 99], [170, 220, 50], [253, 231, 37]]; // biome-ignore format: a table
function viridis(part: number): string {
  const at = Math.max(0, Math.min(0.9999, Number.isFinite(part) ? part : 0)) * (stops.length - 1);
  const [a, b] = [stops[Math.floor(at)]!, stops[Math.floor(at) + 1]!];
  return `rgb(${a.map((value, k) => Math.round(valueAt(value, b[k]!, at % 1))).join(' ')})`;
}
