/** Ranges `low .. high` that are known while the model is built. */
import { type Span, type Syntax, unitText } from '../../dsl/index.ts';
import type { ValueId } from '../ops/graph.ts';
import { constantValue, isFixedInTime } from './constant-value.ts';
import { evaluateReal } from './expressions.ts';
import type { Instance } from './instance.ts';
import { wantSame } from './operators.ts';
import type { Quantity } from './quantity.ts';

export interface RangeSI {
  /** Infinite: not known before an experiment says it, or another number in each instance. */
  readonly low: number;
  readonly high: number;
  /** Its ends as values of the cell, where they depend on parameters: an experiment may set those. */
  readonly ends?: readonly [ValueId, ValueId];
  readonly origin: Span;
}

/** The range of a quantity like `like`; null when it is wrong, which has been reported. */
export function rangeOf(
  expression: Syntax.Expression,
  like: Quantity<ValueId>,
  instance: Instance,
  what: string,
): RangeSI | null {
  const { reporter } = instance.context;
  if (expression.kind !== 'range' || expression.step)
    return reporter.report('E0231', expression.span, `${what} is written \`LOW .. HIGH\``, {
      help: 'for example `in 0 .. 1` or `in -1 V .. 16 V`',
    });
  const values: ValueId[] = [];
  const ends = [expression.low, expression.high].map((end, i) => {
    const q = evaluateReal(end, instance);
    const same =
      q &&
      wantSame(
        instance,
        { quantity: { ...like, shape: 'real' }, expression: expression },
        { quantity: q, expression: end },
        'a limit of',
      );
    if (!q || !same) return null;
    const number = constantValue(instance.cell.graph, q.parts[0]!, instance.cell.params);
    values.push(q.parts[0]!);
    if (number !== undefined) return number;
    if (isFixedInTime(instance.cell.graph, q.parts[0]!)) return i === 0 ? -Infinity : Infinity;
    return reporter.report('E0221', end.span, 'a limit must be known before the run', { label: 'changes with time' });
  });
  const [low, high] = ends;
  if (low === null || high === null || low === undefined || high === undefined) return null;
  const known = values.every((value) => instance.cell.graph.constantOf(value) !== undefined);
  if (low < high) return { low, high, ...(known ? {} : { ends: [values[0]!, values[1]!] }), origin: expression.span };
  return reporter.report('E0231', expression.span, `${what} is empty: its lower limit is not below its upper one`);
}

export function rangeText(range: RangeSI, like: Pick<Quantity<unknown>, 'dimension'>): string {
  const unit = unitText(like.dimension);
  const text = (n: number): string => `${Number(n.toPrecision(9))}${unit === '' ? '' : ` ${unit}`}`;
  return `${text(range.low)} .. ${text(range.high)}`;
}
