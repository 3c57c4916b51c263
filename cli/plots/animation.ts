/** A sheet over time as a page that plays: for whoever wants to see the wave, not its last moment. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import * as vega from 'vega';
import { packageRoot } from '../package-root.ts';
import { axisTitle, axisUnit, label } from './axis-unit.ts';
import { blocks } from './field-plot.ts';
import type { PlotResult, PlotTrace } from './result.ts';
import { pointLabel } from './trace-plot.ts';

/** Frames of a page; a longer record is thinned evenly. */
const mostFrames = 200;
/** Fewer are no motion. */
const fewestFrames = 4;

/**
 * A self-contained page that plays a recorded sheet (the middle layer of three dimensions) at one point of the sweep, with one scale of
 * colours for all of it.
 * @returns null for what is no sheet, and for records too short to move
 */
export function animation(result: PlotResult, trace: PlotTrace, point: number): string | null {
  const samples = trace.time.length;
  if (trace.field.length < 2 || samples < fewestFrames) return null;
  const [depth, rows, columns] = [trace.field.at(-3) ?? 1, trace.field.at(-2)!, trace.field.at(-1)!];
  const size = trace.field.reduce((product, n) => product * n, 1);
  const first = Math.floor(depth / 2) * rows * columns;
  const count = Math.min(samples, mostFrames);
  const chosen = Array.from({ length: count }, (_, k) => Math.round((k * (samples - 1)) / (count - 1)));
  const frames = chosen.map((sample) =>
    blocks({
      rows,
      columns,
      at: (row, column) => trace.values[(sample * result.points + point) * size + first + row * columns + column]!,
    }),
  );
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const frame of frames)
    for (const { value } of frame) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  const span = high > low ? high - low : 1;
  const levels = frames.flatMap((frame) => frame.map(({ value }) => Math.round((255 * (value - low)) / span)));
  const cells = frames[0]!;
  const across = cells.filter(({ row }) => row === 0).length;
  const unit = axisUnit(trace.unit, Math.max(Math.abs(low), Math.abs(high)));
  const time = axisUnit({ text: 's', scale: 1 }, trace.time[samples - 1]!);
  const data = {
    columns: across,
    rows: cells.length / across,
    times: chosen.map((sample) => Number((trace.time[sample]! * time.scale).toPrecision(4))),
    unit: time.text,
    colours: colours(),
    frames: Buffer.from(levels).toString('base64'),
  };
  const source = readFileSync(join(packageRoot, 'templates', 'animation.html.hbs'), 'utf8');
  return Handlebars.compile(source, { strict: true })({
    title: `${result.title}: ${trace.name} over time`,
    subtitle: [
      `${rows} x ${columns}`,
      `${count} of ${samples} samples`,
      ...(depth > 1 ? [`layer ${Math.floor(depth / 2)} of ${depth}`] : []),
      ...(result.points > 1 ? [pointLabel(result, point)] : []),
    ].join('; '),
    columns: data.columns,
    rows: data.rows,
    last: count - 1,
    low: label(low * unit.scale),
    high: label(high * unit.scale),
    unit: axisTitle(trace.name, unit),
    // `<` begins no tag within a text of JSON
    data: JSON.stringify(data).replaceAll('<', '\\u003c'),
  });
}

/** Viridis in 256 steps, red green blue from 0 to 255. */
function colours(): number[][] {
  const scheme = vega.scheme('viridis') as (part: number) => string;
  return Array.from({ length: 256 }, (_, k) => {
    const text = scheme(k / 255);
    const hex = /^#(..)(..)(..)$/.exec(text);
    return hex ? hex.slice(1).map((part) => Number.parseInt(part, 16)) : text.match(/\d+/g)!.map(Number);
  });
}
