/** Whole experiments in float64, by one thread or by several. */
import type { StepNetwork } from '../../compiler/step/form.ts';
import { runFloat64 } from '../float64/index.ts';
import { type RunObserver, stepsPerWord } from '../run.ts';
import {
  Float64Network,
  type NetworkOptions,
  type NetworkRun,
  type NetworkSummary,
  networkSummary,
} from './float64-network.ts';
import { Float64Threads } from './float64-threads.ts';
import type { Team } from './team.ts';

/** Runs the whole experiment in float64; after each step the observer sees the frames of all parts, in order. */
export function runFloat64Network(
  network: StepNetwork,
  observer: RunObserver | null,
  options: NetworkOptions = {},
): NetworkSummary {
  const [only, ...others] = network;
  if (options.team) return runTogether(network, observer, options, options.team);
  if (others.length === 0) {
    const summary = runFloat64(only!, observer, options);
    return networkSummary(network, [summary], summary.seconds);
  }
  const began = performance.now();
  const run = new Float64Network(network, options);
  toTheEnd(run, network, observer, options);
  return run.summary((performance.now() - began) / 1000);
}
function runTogether(network: StepNetwork, observer: RunObserver | null, options: NetworkOptions, team: Team) {
  const began = performance.now();
  const run = new Float64Threads(network, team, options);
  try {
    toTheEnd(run, network, observer, options);
    return run.summary((performance.now() - began) / 1000);
  } finally {
    run.end();
  }
}
function toTheEnd(
  run: NetworkRun,
  network: StepNetwork,
  observer: RunObserver | null,
  { progress }: NetworkOptions,
): void {
  const { steps } = network[0]!;
  const watched = observer !== null || network.some(({ population }) => population.cell.asserts.length > 0);
  const word = stepsPerWord(instancesOf(network));
  for (let k = 0, said = 0; k < steps; k = run.done) {
    const sound = run.advance(watched ? 1 : Math.min(unwatched, steps - k));
    if (observer) run.show(observer);
    if (!sound) break;
    if (progress && run.done - said >= word) {
      said = run.done;
      if (!progress(said, steps)) break;
    }
  }
}
/** Of all parts. */
function instancesOf(network: StepNetwork): number {
  return network.reduce((sum, { population }) => sum + population.instances, 0);
}
/** Steps at a time when nobody looks at them one by one. */
const unwatched = 64;
