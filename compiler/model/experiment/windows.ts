/** When a measure looks: `at TIME`, `at end of PHASE over last N` (or `over last TIME`: of each), `over last TIME` of the run, `after TIME`. */
import { formatQuantity, type Span, type Syntax, sameDimension } from '../../../dsl/index.ts';
import { evaluateReal } from '../expressions.ts';
import { FileEnvironment } from '../file-environment.ts';
import type { MeasureExpression, MeasureWindow } from '../form.ts';
import { second } from '../quantity.ts';
import { didYouMean } from '../reporter.ts';
import type { ExperimentDraft } from './draft.ts';

type Qualifier = Syntax.MeasureStatement['qualifiers'][number];

/** When the run ends, and from when on measures look at it, s. */
export interface Observed {
  readonly stop: number;
  readonly settle: number;
}
/** Undefined: the whole run; null after a message. */
export function windowOf(
  qualifiers: readonly Qualifier[],
  draft: ExperimentDraft,
  observed: Observed,
): MeasureWindow | undefined | null {
  if (qualifiers.length === 0) return undefined;
  const { reporter } = draft.context;
  const { stop } = observed;
  let steps: readonly number[] | null = null;
  let from = 0;
  let stretch = 0;
  let last: number | null = null;
  const atMoments = qualifiers.some(({ keyword }) => keyword === 'at');
  for (const qualifier of qualifiers) {
    const { keyword, value, span } = qualifier;
    const inner = value?.kind === 'call' && ['end', 'last'].includes(value.callee.text) ? value.args[0]!.value : value;
    if (keyword === 'at' && value?.kind === 'call' && value.callee.text === 'end' && inner?.kind === 'name') {
      const ends = draft.schedule?.ends() ?? new Map<string, readonly number[]>();
      steps = ends.get(inner.name.text) ?? null;
      if (steps === null)
        return reporter.report('E0293', inner.span, `the experiment has no phase \`${inner.name.text}\``, {
          help: didYouMean(inner.name.text, [...ends.keys()]) ?? 'phases are written `phase free for 40 us { ... }`',
        });
      continue;
    }
    const number = keyword === 'where' ? null : numberOf(inner, draft);
    if (number?.time && keyword === 'at') {
      steps = momentOf(number.value, span, observed, draft);
      if (steps === null) return null;
    } else if (number?.time && keyword === 'after') from = number.value;
    else if (number?.time && atMoments) stretch = number.value;
    else if (number?.time) from = stop - number.value;
    else if (number && keyword === 'over' && Number.isInteger(number.value) && number.value > 0) last = number.value;
    else
      return reporter.report('E0293', span, 'a measure cannot look at this part of a run', {
        help: 'write `at 3 ms`, `at end of PHASE`, `at end of PHASE over last 4` (of these ends), `at end of PHASE over last 1 ms` (of each), `over last 1 ms` or `after 1 ms`',
      });
  }
  if (last !== null && steps === null)
    return reporter.report('E0293', qualifiers[0]!.span, 'the last of what?', {
      help: 'a number counts the ends of a phase, `at end of free over last 4`; a time is written with its unit',
    });
  const ends = steps === null || last === null ? steps : steps.slice(-last);
  const lastEnd = ends === null ? stop : (ends.at(-1)! + 1) * draft.dt!;
  if (from > lastEnd || from >= stop)
    return reporter.report('E0293', qualifiers.at(-1)!.span, 'nothing is left to look at then', {
      help: `${ends === null ? 'the run' : 'the last of these phases'} ends at ${formatQuantity(lastEnd, second)}`,
    });
  return { steps: ends, stretch, from };
}
/** The step that ends at a time. */
function momentOf(time: number, span: Span, { stop, settle }: Observed, draft: ExperimentDraft): [number] | null {
  const dt = draft.dt ?? 0;
  const first = Math.max(dt, settle);
  if (time >= first - dt / 2 && time <= stop + dt / 2) return [Math.round(time / dt) - 1];
  const looks = `${formatQuantity(first, second)}${settle > dt ? ', its `settle`,' : ''} to ${formatQuantity(stop, second)}`;
  return draft.context.reporter.report('E0293', span, 'measures do not see this moment', {
    help: `they look at the ends of steps from ${looks}`,
  });
}
function numberOf(value: Syntax.Expression | null | undefined, draft: ExperimentDraft) {
  const env = new FileEnvironment(draft.context, draft.builder, draft.scope);
  const q = value ? evaluateReal(value, env) : null;
  const number = q && env.builder.constantOf(q.parts[0]!);
  return q && typeof number === 'number' ? { value: number, time: sameDimension(q.dimension, second) } : null;
}

/** The same measure, of a part of the run. */
export function within(expression: MeasureExpression, window: MeasureWindow): MeasureExpression {
  if (expression.kind === 'reduce') return { ...expression, window };
  return expression.kind === 'operation'
    ? { ...expression, args: expression.args.map((arg) => within(arg, window)) }
    : expression;
}
