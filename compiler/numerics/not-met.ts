/** Why the trials of every candidate missed the tolerance, as far as it can be told: what the file itself fixes comes first. */
import type { DiagnosticSink } from '../../dsl/index.ts';
import { formatText } from '../ops/index.ts';
import type { StepForm } from '../step/form.ts';
import { type Budget, firstScale } from './budget.ts';
import { report, shortNumber } from './complain.ts';
import type { TrialResult } from './evidence.ts';
import type { FormatsInput } from './formats.ts';
import { formatFor, fractionFor } from './widths.ts';

export interface LastTrial {
  readonly budgetScale: number;
  readonly trajectoryError: number;
  readonly measure: string;
}

/** Reports E0406. `parts`: of the network, with the budget of the first candidate, before any tightening. */
export function reportNotMet(
  parts: readonly { readonly input: FormatsInput; readonly budget: Budget }[],
  tolerance: number,
  last: LastTrial,
  sink: DiagnosticSink,
): void {
  const { experiment } = parts[0]!.input.plan.step;
  const causes = parts.flatMap(({ input, budget }) => {
    const { states } = input.plan.step.population.cell;
    const fixed = states.flatMap((_, i) => coarseFormat(input, budget, i) ?? []);
    return [...fixed, ...states.flatMap((_, i) => clippedState(input, i) ?? [])];
  });
  const bits = shortNumber(-Math.log2(last.budgetScale / firstScale));
  report(sink, 'E0406', experiment.origin, `the tolerance of ${shortNumber(100 * tolerance)} % is not met`, {
    label: `${last.measure}: ${shortNumber(100 * last.trajectoryError)} % after ${bits} more bits than estimated`,
    help:
      causes.length > 0
        ? causes.join('; ')
        : 'the circuit itself may amplify small differences (chaos, an event that just happens or just does not): compare shorter runs or statistics, or say a coarser tolerance',
  });
}
/** Which trial a run is held to, and how far beside float64 starts that parts as far from itself. */
export interface Held {
  readonly trial: number;
  readonly beside: number;
}
/** How far beside, in parts of the tolerance. */
const besides = [1 / 1000, 1 / 300, 1 / 100];
/**
 * The coarsest trial that stays as near to float64 as float64 stays to itself when it starts a small part of the tolerance beside, where that is
 * farther than the tolerance: then the circuit drives any difference apart, no word length helps, and it is said (W0405). Null where it does not.
 */
export function drivenApart(
  trials: readonly TrialResult[],
  { experiment }: StepForm,
  tolerance: number,
  sink: DiagnosticSink,
): Held | null {
  for (const part of besides) {
    const beside = part * tolerance;
    const apart = trials[0]?.amplified?.(beside) ?? 0;
    const trial = apart > tolerance ? trials.findIndex(({ trajectoryError }) => trajectoryError <= apart) : -1;
    if (trial < 0) continue;
    report(sink, 'W0405', experiment.origin, 'this circuit drives small differences apart', {
      label: `float64 itself: ${shortNumber(100 * apart)} % when it starts ${shortNumber(1e6 * beside)} ppm beside`,
      help: 'each step keeps its bound, and the run is held to that figure instead of the tolerance: compare rates, means and distributions, or a run so short that it has not parted yet',
    });
    return { trial, beside };
  }
  return null;
}
/** A format of the file with fewer fraction bits than the tolerance asks. */
function coarseFormat({ plan, ranges, sites }: FormatsInput, budget: Budget, index: number): string | null {
  const { name, format, rounding, range } = plan.step.population.cell.states[index]!;
  const node = plan.next[index]!;
  const site = sites.owner[node] === index ? sites.result[node]! : -1;
  if (format === null || site < 0) return null;
  const rounded = rounding === 'floor' || rounding === 'stochastic' ? 'floor' : 'nearestEven';
  const fraction = fractionFor(budget.sites[site]!, rounded);
  if (fraction <= format.fraction) return null;
  const wanted = formatFor(range ?? ranges.relied[node]!, fraction);
  return `the format ${formatText(format)} of ${name} is too coarse: this tolerance wants about ${formatText(wanted)}`;
}
/** A declared range that the run leaves: the hardware stops there and float64 does not. */
function clippedState({ plan, ranges }: FormatsInput, index: number): string | null {
  const { name, range, angle } = plan.step.population.cell.states[index]!;
  const { low, high } = ranges.seen[plan.next[index]!]!;
  if (range === null || angle) return null;
  const slack = 1e-9 * (range.high - range.low);
  const leaves = low < range.low - slack || high > range.high + slack;
  return leaves ? `${name} saturates at the end of its declared range: widen it` : null;
}
