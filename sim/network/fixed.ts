/**
 * Bit-exact runs of a network: couplings make their step from the states at t_k, then populations add up what ends at them and
 * make theirs. Sums are exact, so nothing depends on the order of the edges or on the engines.
 */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { type FixedOptions, FixedRun, type FixedSummary, type FlagReport, isLong, runFixed } from '../fixed/index.ts';
import { networkEngines } from '../fixed/lane-network.ts';
import { type Frame, type RunObserver, stepsPerWord } from '../run.ts';
import { feedsOf } from './fixed-inputs.ts';
import { type FixedTeam, fixedTeam } from './fixed-threads.ts';
import type { OfPart } from './float64-network.ts';
import { pullsOf } from './pulls.ts';
import type { Team } from './team.ts';
import { orderOf } from './wiring.ts';

export interface FixedNetworkOptions extends Omit<FixedOptions, 'onEvent' | 'feed'> {
  /** Every event: of each step those of couplings first, then those of populations; of a part by instance and event. */
  readonly onEvent?: (part: number, step: number, instance: number, event: number, fraction: number) => void;
  /** Threads that make the steps together; the results are the same. */
  readonly team?: Team | null;
}
export interface FixedNetworkSummary extends Omit<FixedSummary, 'engine' | 'flags'> {
  /** By part. */
  readonly parts: readonly FixedSummary[];
  readonly flags: readonly OfPart<FlagReport>[];
}

/** A network that is advanced by its user. */
export class FixedNetworkRun {
  /** By part. */
  readonly runs: readonly FixedRun[];
  /** By part: values at the end of the last step made, the same objects in every step. */
  readonly frames: readonly Frame[];
  private readonly order: readonly FixedRun[];
  private readonly team: FixedTeam | null;

  constructor(
    fixed: readonly FixedForm[],
    options: Pick<FixedNetworkOptions, 'engine' | 'onEvent' | 'directTables' | 'team'> = {},
  ) {
    const { onEvent, team, ...others } = options;
    const runs: FixedRun[] = [];
    const network = fixed.map(({ step }) => step);
    const assume = options.directTables ?? fixed.some((form) => isLong(form, 'assume'));
    this.team = team ? fixedTeam(fixed, team, assume) : null;
    const together = this.team?.made ?? networkEngines(fixed, pullsOf(network), options.engine ?? 'auto', assume);
    const feeds = together ? null : feedsOf(fixed, runs);
    for (const [part, form] of fixed.entries()) {
      const events = onEvent && { onEvent: onEvent.bind(null, part) };
      const made = together && { made: together[part]! };
      runs.push(new FixedRun(form, { ...others, ...events, ...made, feed: feeds?.[part] ?? null }));
    }
    this.runs = runs;
    this.frames = runs.map(({ frame }) => frame);
    this.order = orderOf(network).map((part) => runs[part]!);
  }
  /** Steps made so far. */
  get done(): number {
    return this.runs[0]!.done;
  }
  /** Makes `count` steps. */
  advance(count = 1): void {
    for (let k = 0; k < count; k++) for (const run of this.order) run.advance(1);
  }
  /** Whether threads make the steps together: they were asked for, and the form is one for them. */
  get isDivided(): boolean {
    return this.team !== null;
  }
  /** Lets the threads go; without threads nothing is to be done. */
  end(): void {
    this.team?.end();
  }
  summary(seconds: number): FixedNetworkSummary {
    return networkSummary(
      this.runs.map(({ fixed }) => fixed),
      this.runs.map((run) => run.summary(seconds)),
      seconds,
    );
  }
}
/** Steps of devices are those of populations: edges are their coupling. */
function networkSummary(
  fixed: readonly FixedForm[],
  parts: readonly FixedSummary[],
  seconds: number,
): FixedNetworkSummary {
  const cells = parts.filter((_, part) => fixed[part]!.step.edges === null);
  return {
    parts,
    steps: parts[0]!.steps,
    deviceSteps: cells.reduce((sum, { deviceSteps }) => sum + deviceSteps, 0),
    seconds,
    flags: parts.flatMap(({ flags }, part) => flags.map((flag) => ({ ...flag, part }))),
  };
}

/** Runs the whole experiment bit-exactly; the observer sees the frames of all parts, by number, after each step. */
export function runFixedNetwork(
  fixed: readonly FixedForm[],
  observer: RunObserver | null,
  options: FixedNetworkOptions = {},
): FixedNetworkSummary {
  const began = performance.now();
  if (fixed.length === 1 && !options.team) {
    const { onEvent, team: _, ...others } = options;
    const summary = runFixed(fixed[0]!, observer, { ...others, ...(onEvent && { onEvent: onEvent.bind(null, 0) }) });
    return networkSummary(fixed, [summary], summary.seconds);
  }
  const run = new FixedNetworkRun(fixed, options);
  try {
    toTheEnd(run, fixed, observer, options);
    return run.summary((performance.now() - began) / 1000);
  } finally {
    run.end();
  }
}
function toTheEnd(
  run: FixedNetworkRun,
  fixed: readonly FixedForm[],
  observer: RunObserver | null,
  { steps, everySteps, progress }: FixedNetworkOptions,
): void {
  const total = steps ?? fixed[0]!.step.steps;
  const word = stepsPerWord(fixed.reduce((sum, { step }) => sum + step.population.instances, 0));
  const stride = observer ? (everySteps ?? 1) : Math.min(stretch, word);
  let said = 0;
  while (run.done < total) {
    run.advance(Math.min(stride, total - run.done));
    if (observer) for (const frame of run.frames) observer.frame(frame);
    if (progress && run.done - said >= word) {
      said = run.done;
      if (!progress(run.done, total)) break;
    }
  }
}
/** Steps at a time when nobody looks at them one by one. */
const stretch = 64;
