/** What a run measured, for the terminal: a table of the measures over the sweep, then every `expect` line. */
import type { StepForm } from '../../compiler/step/form.ts';
import { judgeExpects, type Measurement, sweepValue } from '../../sim/measure/index.ts';
import type { ModelName } from '../library/run-model.ts';
import { alignTable } from '../terminal.ts';
import { figure } from './numbers.ts';

/** Points of a sweep that are shown; all of them stand in measures.csv. */
const shown = 20;

/** One line for each point, in the units of the file; nothing without measures. */
function measureTable(step: Pick<StepForm, 'experiment'>, measurement: Measurement): string[] {
  const { sweeps, measures } = step.experiment;
  if (measures.length === 0) return [];
  const head = [...sweeps, ...measures].map(({ name, unit }) => (unit.text === '' ? name : `${name} (${unit.text})`));
  const points = Array.from({ length: Math.min(measurement.points, shown) }, (_, point) => [
    ...sweeps.map(({ name, unit }) => figure(sweepValue(step, name, point) * unit.scale)),
    ...measures.map(({ value, unit }) => figure(measurement.value(value, point) * unit.scale)),
  ]);
  const more = measurement.points - points.length;
  const table = alignTable(
    [head, ...points],
    head.map(() => true),
  );
  return more > 0 ? [...table, `... and ${more} more points, in measures.csv`] : table;
}

/** Whether the verdict on a line hangs on values that were seen now and then only. */
export type Unsure = (expect: StepForm['experiment']['expects'][number]) => boolean;

/** `ok` and `FAIL` with what was found at the worst point; `seen` where that is no verdict. */
function expectLines(
  step: Pick<StepForm, 'experiment'>,
  measurement: Measurement,
  model: ModelName,
  unsure: Unsure,
): string[] {
  const verdicts = judgeExpects(step, measurement, model);
  return alignTable(
    verdicts.flatMap((verdict, k) => {
      if (verdict === null) return [];
      const { pass, text, value, unit, source } = verdict;
      const word = unsure(step.experiment.expects[k]!) ? 'seen' : pass ? 'ok' : 'FAIL';
      return [[word, text, `${figure(value * unit.scale)} ${unit.text}`.trimEnd(), source === '' ? '' : `(${source})`]];
    }),
  );
}

export function measuredLines(
  step: Pick<StepForm, 'experiment'>,
  measurement: Measurement,
  model: ModelName,
  unsure: Unsure = () => false,
) {
  return [...measureTable(step, measurement), ...expectLines(step, measurement, model, unsure)];
}
