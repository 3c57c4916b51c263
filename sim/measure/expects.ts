/** Judging the `expect` lines of an experiment on what a run gave. */
import type { ExpectModel, PrintUnit } from '../../compiler/model/form.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import type { Span } from '../../dsl/index.ts';
import { type Measurement, sweepValue } from './measurement.ts';

export type JudgedModel = ExpectModel['on'][number];
/** Verdict on one line for one model: the worst of the points that it selects. */
export interface ExpectVerdict {
  readonly text: string;
  readonly source: string;
  readonly origin: Span;
  readonly unit: PrintUnit;
  /** SI, at the worst point. */
  readonly value: number;
  readonly wanted: number;
  /** Number of the worst point; -1 when no point was selected. */
  readonly instance: number;
  readonly points: number;
  readonly pass: boolean;
}

/** Verdicts on all `expect` lines, in order; null where a line is not meant for this model. */
export function judgeExpects(
  step: Pick<StepForm, 'experiment'>,
  measurement: Measurement,
  model: JudgedModel,
): (ExpectVerdict | null)[] {
  return step.experiment.expects.map((expect) =>
    expect.on.length > 0 && !expect.on.includes(model) ? null : judge(step, measurement, expect),
  );
}

function judge(step: Pick<StepForm, 'experiment'>, measurement: Measurement, expect: ExpectModel): ExpectVerdict {
  const points = Array.from({ length: measurement.points }, (_, i) => i).filter((i) =>
    selects(step, measurement, expect, i),
  );
  const { text, source, origin, unit } = expect;
  let worst = { value: Number.NaN, wanted: Number.NaN, instance: -1, excess: Number.NEGATIVE_INFINITY };
  for (const instance of points) {
    const [value, wanted] = [measurement.value(expect.left, instance), measurement.value(expect.right, instance)];
    const excess = excessOf(expect, value, wanted);
    if (excess > worst.excess) worst = { value, wanted, instance, excess };
  }
  const { value, wanted, instance } = worst;
  return {
    text,
    source,
    origin,
    unit,
    value,
    wanted,
    instance,
    points: points.length,
    pass: points.length > 0 && worst.excess <= 0,
  };
}
function selects(
  step: Pick<StepForm, 'experiment'>,
  measurement: Measurement,
  expect: ExpectModel,
  instance: number,
): boolean {
  const matches = expect.at.every(({ name, value }) => {
    const here = sweepValue(step, name, instance);
    return Math.abs(here - value) <= 1e-9 * Math.max(Math.abs(here), Math.abs(value));
  });
  return matches && (expect.where === null || measurement.value(expect.where, instance) !== 0);
}

/** How far a relation is missed; 0 or less: it holds. Infinite when a side is not a number. */
function excessOf(expect: ExpectModel, value: number, wanted: number): number {
  if (Number.isNaN(value) || Number.isNaN(wanted)) return Number.POSITIVE_INFINITY;
  const { relation, tolerance } = expect;
  const fallback = relation === '~' ? 1e-9 * Math.abs(wanted) : 0;
  const allowed =
    tolerance === null
      ? fallback
      : tolerance.kind === 'relative'
        ? tolerance.value * Math.abs(wanted)
        : tolerance.value;
  const apart = value === wanted ? 0 : Math.abs(value - wanted);
  switch (relation) {
    case '~':
    case '==':
      return apart - allowed;
    case '!=':
      return apart > allowed ? 0 : Number.POSITIVE_INFINITY;
    case '<':
      return strict(value < wanted + allowed, value - wanted - allowed);
    case '<=':
      return value - wanted - allowed;
    case '>':
      return strict(value > wanted - allowed, wanted - allowed - value);
    case '>=':
      return wanted - allowed - value;
    default:
      return relation satisfies never;
  }
}
function strict(holds: boolean, excess: number): number {
  return holds ? excess : Math.max(excess, Number.MIN_VALUE);
}
