/** When which instance fired. */
import type { TopLevelSpec } from 'vega-lite';
import { axisTitle, axisUnit, label } from './axis-unit.ts';
import type { PlotEvents, PlotResult } from './result.ts';
import { palette, theme } from './theme.ts';

const mostMarks = 20_000;

/** One tick per event; rows are the swept values when there is one sweep of a few points, else instance numbers. */
export function rasterPlot(result: PlotResult, events: PlotEvents, stop: number): TopLevelSpec {
  const time = axisUnit({ text: 's', scale: 1 }, stop);
  const stride = Math.max(1, Math.ceil(events.time.length / mostMarks));
  const sweep = result.sweeps.length === 1 && result.instances <= 40 ? result.sweeps[0]! : null;
  const rowOf = (instance: number): number | string =>
    sweep === null ? instance : label(sweep.values[instance]! * sweep.unit.scale);
  const values: { t: number; row: number | string }[] = [];
  for (let k = 0; k < events.time.length; k += stride)
    values.push({ t: events.time[k]! * time.scale, row: rowOf(events.instance[k]!) });
  const rows = Array.from({ length: result.instances }, (_, k) => rowOf(result.instances - 1 - k));
  const height = Math.min(600, Math.max(120, result.instances * 22));
  const y =
    sweep === null
      ? {
          type: 'quantitative',
          scale: { domain: [-0.5, result.instances - 0.5], nice: false },
          axis: { title: 'instance', tickMinStep: 1, grid: false },
        }
      : {
          type: 'nominal',
          sort: rows,
          scale: { domain: rows },
          axis: { title: axisTitle(sweep.name, sweep.unit), grid: false },
        };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: theme,
    title:
      stride === 1
        ? { text: `${result.title}: ${events.name}` }
        : { text: `${result.title}: ${events.name}`, subtitle: `every ${stride}th event` },
    width: 960,
    height,
    data: { values },
    mark: {
      type: 'tick',
      orient: 'vertical',
      color: palette[0],
      thickness: 1.5,
      size: Math.max(2, Math.min(16, (height / result.instances) * 0.75)),
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
