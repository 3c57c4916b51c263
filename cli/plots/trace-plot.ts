/** Quantities over time, one panel each, one colour for each of a few sweep points. */
import type { TopLevelSpec } from 'vega-lite';
import { axisTitle, axisUnit, label, largestOf } from './axis-unit.ts';
import { type Curve, crop, decimate, lastPeriods } from './decimate.ts';
import type { PlotResult, PlotTrace } from './result.ts';
import { palette, theme } from './theme.ts';

const panelWidth = 960;
const shownPeriods = 6;

export interface TraceView {
  /** `end`: the last few periods when there are many; `whole`: from start to stop. */
  readonly view: 'end' | 'whole';
  readonly points: readonly number[];
}

/** One panel below the other, a common time axis; null when nothing was recorded, or when the end is the whole. */
export function tracePlot(result: PlotResult, traces: readonly PlotTrace[], wanted: TraceView): TopLevelSpec | null {
  const first = traces[0];
  if (first === undefined || first.time.length < 2) return null;
  const end = lastPeriods(curveOf(first, result, wanted.points[0] ?? 0), shownPeriods);
  if (wanted.view === 'whole' && end === null) return null;
  const window = wanted.view === 'end' ? end : null;
  const stop = Math.max(...traces.map((trace) => trace.time[trace.time.length - 1] ?? 0));
  const range = { from: window?.from ?? first.time[0]!, to: window?.to ?? stop };
  const time = axisUnit({ text: 's', scale: 1 }, range.to);
  const panels = traces.map((trace, k) => panel(result, trace, wanted.points, range, time, k === traces.length - 1));
  const notes = [
    ...(wanted.points.length === 1 && result.points > 1 ? [pointLabel(result, wanted.points[0]!)] : []),
    ...(window === null ? [] : [`the last ${shownPeriods} of ${window.all} periods`]),
  ];
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: theme,
    title: notes.length === 0 ? { text: result.title } : { text: result.title, subtitle: notes.join('; ') },
    spacing: 12,
    vconcat: panels,
  } as TopLevelSpec;
}

function panel(
  result: PlotResult,
  trace: PlotTrace,
  points: readonly number[],
  range: { readonly from: number; readonly to: number },
  time: { readonly text: string; readonly scale: number },
  last: boolean,
): object {
  const curves = points.map((point) =>
    decimate(crop(curveOf(trace, result, point), range.from, range.to), panelWidth / 2),
  );
  const unit = axisUnit(trace.unit, largestOf(curves.flatMap((curve) => [...curve.value])));
  const values = curves.flatMap((curve, c) =>
    Array.from(curve.time, (t, k) => ({
      t: t * time.scale,
      y: curve.value[k]! * unit.scale,
      point: pointLabel(result, points[c]!),
    })),
  );
  return {
    width: panelWidth,
    height: 210,
    data: { values },
    mark: { type: 'line', clip: true },
    encoding: {
      x: {
        field: 't',
        type: 'quantitative',
        scale: { domain: [range.from * time.scale, range.to * time.scale], nice: false },
        axis: last ? { title: axisTitle('time', time), tickCount: 10 } : { title: null, labels: false, tickCount: 10 },
      },
      y: {
        field: 'y',
        type: 'quantitative',
        scale: { zero: false },
        axis: { title: axisTitle(trace.name, unit), tickCount: 5, minExtent: 62 },
      },
      color: pointColour(points),
    },
  };
}

function curveOf(trace: PlotTrace, result: PlotResult, point: number): Curve {
  const value = new Float64Array(trace.time.length);
  for (let k = 0; k < value.length; k++) value[k] = trace.values[k * result.points + point]!;
  return { time: trace.time, value };
}

/** One colour for each point, told in a legend where there are several. */
export function pointColour(points: readonly number[]): object {
  if (points.length <= 1) return { value: palette[0]! };
  const legend = { title: null, orient: 'top', direction: 'horizontal' };
  return { field: 'point', type: 'nominal', sort: null, legend };
}

/** What distinguishes a point: its swept values, else its number. */
export function pointLabel(result: PlotResult, point: number): string {
  if (result.sweeps.length === 0) return `point ${point}`;
  return result.sweeps
    .map((sweep) => `${sweep.name} = ${label(sweep.values[point]! * sweep.unit.scale)} ${sweep.unit.text}`.trim())
    .join(', ');
}
