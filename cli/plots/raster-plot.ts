/** When which instance fired. */
import type { TopLevelSpec } from 'vega-lite';
import { axisTitle, axisUnit, label } from './axis-unit.ts';
import type { PlotEvents, PlotResult } from './result.ts';
import { palette, theme } from './theme.ts';
import { pointLabel } from './trace-plot.ts';

const mostMarks = 20_000;

/**
 * One tick per event. Of one device: rows are the swept values when there is one sweep of a few points, else numbers of points. Of
 * an array: rows are the instances, at one point.
 */
export function rasterPlot(result: PlotResult, whole: PlotEvents, stop: number, point: number): TopLevelSpec {
  const events = whole.size > 1 ? ofPoint(whole, point) : whole;
  const count = whole.size > 1 ? whole.size : result.points;
  const time = axisUnit({ text: 's', scale: 1 }, stop);
  const stride = Math.max(1, Math.ceil(events.time.length / mostMarks));
  const sweep = whole.size === 1 && result.sweeps.length === 1 && result.points <= 40 ? result.sweeps[0]! : null;
  const rowOf = (instance: number): number | string =>
    sweep === null ? instance : label(sweep.values[instance]! * sweep.unit.scale);
  const values: { t: number; row: number | string }[] = [];
  for (let k = 0; k < events.time.length; k += stride)
    values.push({ t: events.time[k]! * time.scale, row: rowOf(events.instance[k]!) });
  const rows = Array.from({ length: sweep === null ? 0 : count }, (_, k) => rowOf(count - 1 - k));
  const height = Math.min(600, Math.max(120, count * 22));
  const y =
    sweep === null
      ? {
          type: 'quantitative',
          scale: { domain: [-0.5, count - 0.5], nice: false },
          axis: { title: 'instance', tickMinStep: 1, grid: false },
        }
      : {
          type: 'nominal',
          sort: rows,
          scale: { domain: rows },
          axis: { title: axisTitle(sweep.name, sweep.unit), grid: false },
        };
  const subtitle = [
    ...(whole.size > 1 && result.points > 1 ? [pointLabel(result, point)] : []),
    ...(stride > 1 ? [`one event in ${stride}`] : []),
  ].join('; ');
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: theme,
    title: { text: `${result.title}: ${events.name}`, ...(subtitle === '' ? {} : { subtitle }) },
    width: 960,
    height,
    data: { values },
    mark: {
      type: 'tick',
      orient: 'vertical',
      color: palette[0],
      thickness: 1.5,
      size: Math.max(2, Math.min(16, (height / count) * 0.75)),
    },
    encoding: {
      x: {
        field: 't',
        type: 'quantitative',
        scale: { domain: [0, stop * time.scale], nice: false },
        axis: { title: axisTitle('time', time) },
      },
      y: { field: 'row', ...y },
    },
  } as TopLevelSpec;
}

/** Events of one point, with numbers within the array. */
function ofPoint(events: PlotEvents, point: number): PlotEvents {
  const mine = [...events.instance.keys()].filter((k) => Math.floor(events.instance[k]! / events.size) === point);
  return {
    ...events,
    time: Float64Array.from(mine, (k) => events.time[k]!),
    instance: Uint32Array.from(mine, (k) => events.instance[k]! % events.size),
  };
}
