/** A measure over a swept quantity, with the published figures as markers beside it. */
import type { TopLevelSpec } from 'vega-lite';
import { axisTitle, axisUnit, largestOf } from './axis-unit.ts';
import type { PlotMeasure, PlotResult, PlotSweep } from './result.ts';
import { palette, theme } from './theme.ts';
import { pointLabel } from './trace-plot.ts';

/** Line with a dot for each sweep point; further sweeps are told apart by colour; expectations are open diamonds. */
export function measurePlot(result: PlotResult, measure: PlotMeasure, over: PlotSweep): TopLevelSpec {
  const x = axisUnit(over.unit, largestOf(over.values));
  const y = axisUnit(measure.unit, largestOf(measure.values));
  const others = { ...result, sweeps: result.sweeps.filter((sweep) => sweep.name !== over.name) };
  const points = Array.from(measure.values, (value, k) => ({
    x: over.values[k]! * x.scale,
    y: value * y.scale,
    series: others.sweeps.length === 0 ? 'simulated' : pointLabel(others, k),
  })).filter((point) => Number.isFinite(point.y));
  const marks = result.expectations
    .filter((expectation) => expectation.measure === measure.name)
    .flatMap((expectation) =>
      expectation.points.map((k) => ({
        x: over.values[k]! * x.scale,
        y: expectation.value * y.scale,
        series: expectation.source,
      })),
    );
  const series = [...new Set([...points, ...marks].map((point) => point.series))];
  const color = {
    field: 'series',
    type: 'nominal',
    scale: { domain: series, range: series.map((_, k) => palette[k % palette.length]!) },
    legend: { title: null, orient: 'top', direction: 'vertical', labelLimit: 800 },
  };
  const axes = {
    x: {
      field: 'x',
      type: 'quantitative',
      scale: { zero: false, padding: 12 },
      axis: { title: axisTitle(over.name, x), tickCount: 10 },
    },
    y: { field: 'y', type: 'quantitative', axis: { title: axisTitle(measure.name, y) } },
    color,
  };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: theme,
    title: { text: `${result.title}: ${measure.name} over ${over.name}` },
    width: 900,
    height: 480,
    layer: [
      { data: { values: points }, mark: { type: 'line', point: { size: 70, filled: true } }, encoding: axes },
      {
        data: { values: marks },
        mark: { type: 'point', shape: 'diamond', size: 260, strokeWidth: 2.5, filled: false },
        encoding: axes,
      },
    ],
  } as TopLevelSpec;
}
