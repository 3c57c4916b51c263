/** `sweep in = 9 V .. 15 V by 0.5 V`, `sweep in = (9 V, 10 V)` or `[9 V, 10 V]`: the points of a population. */
import type { Syntax } from '../../../dsl/index.ts';
import type { ValueId } from '../../ops/graph.ts';
import { evaluateReal } from '../expressions.ts';
import { FileEnvironment } from '../file-environment.ts';
import { wantSame } from '../operators.ts';
import type { Quantity } from '../quantity.ts';
import { printUnitOf } from '../units.ts';
import type { ExperimentDraft } from './draft.ts';

const mostPoints = 1 << 20;

/** Reads every `sweep` of the experiment into the draft. */
export function readSweeps(draft: ExperimentDraft): void {
  const { reporter } = draft.context;
  let instances = 1;
  for (const statement of draft.statements('sweep')) {
    const before = draft.sweeps.find((s) => s.name === statement.name.text);
    if (before)
      reporter.report('E0621', statement.name.span, `\`${statement.name.text}\` is swept twice`, {
        related: [{ span: before.origin, text: 'first here' }],
      });
    const points = before ? null : pointsOf(statement, draft);
    if (!points) continue;
    instances *= points.values.length;
    if (instances > mostPoints) {
      reporter.report(
        'E0605',
        statement.values.span,
        `the sweeps make ${instances} points together, and ${mostPoints} is the most`,
        { help: 'take a larger step' },
      );
      return;
    }
    const { values } = statement;
    const first = values.kind === 'range' ? values.low : (items(values)[0] ?? values);
    draft.sweeps.push({
      name: statement.name.text,
      dimension: points.like.dimension,
      unit: printUnitOf(first, points.like.dimension, draft.scope, draft.context),
      values: points.values,
      origin: statement.name.span,
      used: false,
    });
  }
}

/** Points written one by one, in either kind of brackets. */
function items(values: Syntax.Expression): readonly Syntax.Expression[] {
  return values.kind === 'vector' || values.kind === 'list' ? values.items : [values];
}
interface Points {
  readonly like: Quantity<ValueId>;
  readonly values: Float64Array;
}
function pointsOf(statement: Syntax.SweepStatement, draft: ExperimentDraft): Points | null {
  const { values } = statement;
  if (values.kind === 'range') return rangePoints(values, draft);
  const points = constants(items(values), draft);
  return points && { like: points.like, values: Float64Array.from(points.numbers) };
}

function rangePoints(range: Extract<Syntax.Expression, { kind: 'range' }>, draft: ExperimentDraft): Points | null {
  const { reporter } = draft.context;
  if (!range.step)
    return reporter.report('E0605', range.span, 'this sweep does not say its step', {
      help: 'write `LOW .. HIGH by STEP`',
    });
  const ends = constants([range.low, range.high, range.step], draft);
  if (!ends) return null;
  const [low, high, step] = ends.numbers as [number, number, number];
  if (!(step > 0)) return reporter.report('E0605', range.step.span, 'the step of a sweep must be larger than zero');
  if (high < low)
    return reporter.report('E0605', range.span, 'this sweep has no points: its end lies below its beginning', {
      help: 'points run side by side, so their order means nothing: write the lower end first',
    });
  const steps = Math.floor((high - low) / step + 1e-9);
  if (steps + 1 > mostPoints)
    return reporter.report('E0605', range.span, `this sweep has ${steps + 1} points, and ${mostPoints} is the most`, {
      help: 'take a larger step',
    });
  // Where the step divides the range, the points divide it too, so that the last one is `high` exactly.
  const exact = Math.abs(low + steps * step - high) <= 1e-9 * step;
  const value = (i: number): number => (exact && steps > 0 ? low + ((high - low) * i) / steps : low + i * step);
  return { like: ends.like, values: Float64Array.from({ length: steps + 1 }, (_, i) => value(i)) };
}

/** Numbers of one kind that are known before the run. */
function constants(
  items: readonly Syntax.Expression[],
  draft: ExperimentDraft,
): { like: Quantity<ValueId>; numbers: number[] } | null {
  const env = new FileEnvironment(draft.context, draft.builder, draft.scope);
  const quantities = items.map((item) => evaluateReal(item, env));
  const [first] = quantities;
  if (!first || quantities.some((q) => q === null)) return null;
  const operands = quantities.map((quantity, i) => ({ quantity: quantity!, expression: items[i]! }));
  // every wrong point at once
  const same = operands.slice(1).map((operand) => wantSame(env, operands[0]!, operand, 'a point beside'));
  if (same.includes(false)) return null;
  const numbers = operands.map(
    ({ quantity, expression }) =>
      env.builder.constantOf(quantity.parts[0]!) ??
      draft.context.reporter.report('E0605', expression.span, 'a point of a sweep is a number known before the run'),
  );
  return numbers.some((n) => n === null) ? null : { like: first, numbers: numbers as number[] };
}
