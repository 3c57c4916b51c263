/** Why the trials of every candidate missed the tolerance, as far as it can be told: what the file itself fixes comes first. */
import type { DiagnosticSink, Span } from '../../dsl/index.ts';
import { formatText } from '../ops/index.ts';
import type { StepForm } from '../step/form.ts';
import { type Budget, firstScale } from './budget.ts';
import { report, shortNumber } from './complain.ts';
import type { Tie, TrialResult } from './evidence.ts';
import type { Nudge } from './form.ts';
import type { FormatsInput } from './formats.ts';
import { formatFor, fractionFor } from './widths.ts';

export interface LastTrial {
  /** The decision of the run, if any, that hangs on next to nothing; looked for when it is asked for. */
  readonly closest: () => Tie | null;
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
  const closest = causes.length === 0 ? last.closest() : null;
  if (closest !== null) causes.push(closelyDecided(closest, parts[closest.part]!.input.plan.step));
  const bits = shortNumber(-Math.log2(last.budgetScale / firstScale));
  report(sink, 'E0406', experiment.origin, `the tolerance of ${shortNumber(100 * tolerance)} % is not met`, {
    label: `${last.measure}: ${shortNumber(100 * last.trajectoryError)} % after ${bits} more bits than estimated`,
    help:
      causes.length > 0
        ? [...new Set(causes)].join('; ')
        : 'the circuit itself may amplify small differences (chaos, an event that just happens or just does not): compare shorter runs or statistics, or say a coarser tolerance',
  });
}
/** Which trial a run is held to, and the float64 run that it is held to: how far beside it starts, or how it is nudged in every step. */
export interface Held {
  readonly trial: number;
  readonly to: { readonly beside: number } | { readonly nudge: Nudge };
}
/**
 * The coarsest trial that stays as near to float64 as float64 stays to itself when a hair more (or less) is added to its states (and its stimuli) in
 * every step, where that turns a decision: an event on the end of a step, a peak that just reaches a threshold. That is said (W0406). Null where none does.
 */
export function eventsTied(
  trials: readonly TrialResult[],
  network: readonly StepForm[],
  tolerance: number,
  sink: DiagnosticSink,
): Held | null {
  for (const tie of trials[0]?.ties?.() ?? []) {
    // as near to that run as the tolerance says
    const trial = trials.findIndex(({ trajectoryError }) => trajectoryError <= tie.apart + tolerance);
    if (trial < 0) continue;
    sayTied(tie, network[tie.part]!, sink);
    return { trial, to: { nudge: tie.nudge } };
  }
  return null;
}
function sayTied(tie: Tie, step: StepForm, sink: DiagnosticSink): void {
  const { name, origin } = shownBy(tie, step);
  const changes = `in float64 too, whose result it changes by ${shortNumber(100 * tie.apart)} %`;
  if (tie.decision === null || !tie.nudge.stimuli)
    report(sink, 'W0406', origin, `\`${name}\` falls on the end of a step: rounding decides in which it is seen`, {
      label: `at ${whenOf(tie, step)}, ${changes}`,
      help: 'let the threshold lie between two steps (half a step lower), keep what is beyond it (`x = x - 1` instead of `x = 0`), or choose a dt that does not divide the period',
    });
  else
    report(sink, 'W0406', origin, `\`${name}\` hangs on a comparison of equal numbers: rounding decides it`, {
      label: `${sidesOf(tie)} at ${whenOf(tie, step)}, ${changes}`,
      help: 'a peak that just reaches a threshold passes it or not as the last bit falls: make the peak a little higher or lower, or the threshold',
    });
}
function shownBy({ shows }: Tie, { population }: StepForm): { readonly name: string; readonly origin: Span } {
  const { events, states } = population.cell;
  return 'event' in shows ? events[shows.event]! : states[shows.memory]!;
}
function whenOf(tie: Tie, { dt, population }: StepForm): string {
  const where = population.instances > 1 ? ` of instance ${tie.instance}` : '';
  return `${shortNumber((tie.step + 1) * dt)} s${where}`;
}
function sidesOf({ decision }: Tie): string {
  return decision!.sides.map((side) => String(Number(side.toPrecision(12)))).join(' and ');
}
/** Why a run is not met and cannot be held, when a decision of it hangs on next to nothing. */
function closelyDecided(tie: Tie, step: StepForm): string {
  const [a, b] = tie.decision!.sides;
  const by = `${shortNumber(Math.abs(a - b))} (${sidesOf(tie)}, in SI units)`;
  return `\`${shownBy(tie, step).name}\` is decided by ${by} at ${whenOf(tie, step)}: move the threshold, or the peak that comes so near to it`;
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
