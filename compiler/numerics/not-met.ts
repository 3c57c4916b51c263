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
/** Which trial a run is held to, and the float64 run that it is held to: how far beside it starts, or how it is nudged in every step. */
export interface Held {
  readonly trial: number;
  readonly to: { readonly beside: number } | { readonly nudge: number };
}
/**
 * The coarsest trial that stays as near to float64 as float64 stays to itself when a hair more (or less) is added to its states in every step, where
 * that puts events into other steps which fall on the end of one. That is said (W0406). Null where none does.
 */
export function eventsTied(
  trials: readonly TrialResult[],
  network: readonly StepForm[],
  sink: DiagnosticSink,
): Held | null {
  for (const tie of trials[0]?.ties?.() ?? []) {
    const trial = trials.findIndex(({ trajectoryError }) => trajectoryError <= tie.apart);
    if (trial < 0) continue;
    const { population, dt } = network[tie.part]!;
    const { name, origin } = population.cell.events[tie.event]!;
    const at = shortNumber((tie.step + 1) * dt);
    const where = population.instances > 1 ? ` of instance ${tie.instance}` : '';
    report(sink, 'W0406', origin, `\`${name}\` falls on the end of a step: rounding decides in which it is seen`, {
      label: `at ${at} s${where}, in float64 too, whose result it changes by ${shortNumber(100 * tie.apart)} %`,
      help: 'let the threshold lie between two steps (half a step lower), keep what is beyond it (`x = x - 1` instead of `x = 0`), or choose a dt that does not divide the period',
    });
    return { trial, to: { nudge: tie.nudge } };
  }
  return null;
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
    return { trial, to: { beside } };
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
