/** Error against cost: the predicted error of each state, relative to the build, over the estimated LUTs. */
import type { TopLevelSpec } from 'vega-lite';
import type { BudgetReport } from '../../compiler/numerics/index.ts';
import { palette, theme } from './theme.ts';

export function budgetPlot({ curve, states }: BudgetReport): TopLevelSpec {
  const built = curve.find((point) => point.factor === 1)!;
  const moving = states.flatMap((state, i) => (built.predictedErrors[i]! > 0 ? [{ name: state.name, i }] : []));
  const points = curve.flatMap((point) =>
    moving.map(({ name, i }) => ({
      lut: point.cost.lut,
      error: point.predictedErrors[i]! / built.predictedErrors[i]!,
      state: name,
    })),
  );
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: theme,
    title: { text: 'Error against cost', subtitle: 'predicted error of a step, as built = 1' },
    width: 900,
    height: 360,
    data: { values: points.filter((point) => point.error > 0) },
    mark: { type: 'line', point: { size: 70, filled: true } },
    encoding: {
      x: {
        field: 'lut',
        type: 'quantitative',
        scale: { zero: false, padding: 12 },
        axis: { title: 'LUT4, estimated' },
      },
      y: { field: 'error', type: 'quantitative', scale: { type: 'log' }, axis: { title: 'error / as built' } },
      order: { field: 'lut' },
      color: {
        field: 'state',
        type: 'nominal',
        scale: { range: palette },
        legend: { title: null, orient: 'right' },
      },
    },
  };
}
