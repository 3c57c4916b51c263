/**
 * Pass `check-divisors`. A quotient of two values is a divider, which has a result for every divisor: x / 0 is the end of the range, with
 * the flag. That is seldom meant: a divisor that passes through 0 in the run, or may in another one, is reported.
 */
import type { DiagnosticSink } from '../../dsl/index.ts';
import { report, shortNumber } from './complain.ts';
import { type NodeId, nodeText, type Plan } from './plan.ts';
import { conditional, type Ranges } from './ranges.ts';

/**
 * A choice that wants the quotient in some steps only (`if x > 0.1 then y / x else 0`) is taken for the guard that it nearly always
 * is. `max`, `min` and sums of squares keep 0 away by their ranges.
 */
export function checkDivisors(plan: Plan, ranges: Ranges, sink: DiagnosticSink): void {
  const chosen = new Set(conditional(plan));
  const reported = new Set<NodeId>();
  plan.nodes.forEach((node, i) => {
    const divisor = node.op === 'divide' ? node.args[1]! : null;
    if (divisor === null || plan.nodes[divisor]!.op === 'constant' || reported.has(divisor) || chosen.has(i as NodeId))
      return;
    const { low, high } = ranges.relied[divisor]!;
    if (!hasZero({ low, high })) return;
    reported.add(divisor);
    const named = plan.nodes[divisor]!.name;
    report(sink, 'W0403', node.origin, `a division by ${named === null ? 'what' : `${named}, which`} may be 0`, {
      label: `${named ?? nodeText(plan, divisor)} may lie in ${shortNumber(low)} .. ${shortNumber(high)}`,
      help: 'keep it away from 0 with max, min or clamp, declare ranges that do, or divide only behind an `if` that compares the divisor with a number',
    });
  });
}
const hasZero = ({ low, high }: { readonly low: number; readonly high: number }): boolean => low <= 0 && high >= 0;
