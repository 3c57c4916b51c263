/** One recorded quantity over another, as time goes by: a loop, a phase portrait. */
import type { TopLevelSpec } from 'vega-lite';
import { axisTitle, axisUnit, largestOf } from './axis-unit.ts';
import type { PlotResult, PlotTrace } from './result.ts';
import { theme } from './theme.ts';
import { pointColour, pointLabel } from './trace-plot.ts';

/** Samples of a curve that are drawn. */
const mostSamples = 6000;

/** `points`: of a sweep, one curve for each. Records of different strides meet at the samples of `trace`. */
export function orbitPlot(
  result: PlotResult,
  trace: PlotTrace,
  over: PlotTrace,
  points: readonly number[],
): TopLevelSpec {
  const [x, y] = [over, trace].map(({ unit, values }) => axisUnit(unit, largestOf(values)));
  const stride = Math.max(1, Math.ceil(trace.time.length / mostSamples));
  const values = points.flatMap((point) => {
    const curve: object[] = [];
    for (let k = 0, at = 0; k < trace.time.length; k += stride) {
      while (at + 1 < over.time.length && over.time[at + 1]! <= trace.time[k]!) at++;
      curve.push({
        k,
        x: over.values[at * result.points + point]! * x!.scale,
        y: trace.values[k * result.points + point]! * y!.scale,
        point: pointLabel(result, point),
      });
    }
    return curve;
  });
  const axis = (field: string, title: string): object => ({
    field,
    type: 'quantitative',
    scale: { zero: false },
    axis: { title, tickCount: 8 },
  });
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: theme,
    title: { text: `${result.title}: ${trace.name} over ${over.name}` },
    width: 760,
    height: 560,
    data: { values },
    mark: { type: 'line', strokeWidth: 1.3 },
    encoding: {
      x: axis('x', axisTitle(over.name, x!)),
      y: axis('y', axisTitle(trace.name, y!)),
      order: { field: 'k', type: 'quantitative' },
      color: pointColour(points),
    },
  };
}
