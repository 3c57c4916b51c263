/** What numerics asks of the simulators while it chooses word lengths: fixed against float64, without RTL. */
import {
  anew,
  type NetworkTrial,
  type Remember,
  type Tie,
  type Trial,
  type TrialResult,
} from '../../compiler/numerics/evidence.ts';
import type { FixedForm, Nudge } from '../../compiler/numerics/form.ts';
import { runFixedNetwork } from '../network/index.ts';
import type { RunObserver } from '../run.ts';
import { drawsDecide } from './distribution.ts';
import { type Followed, KeptReference } from './kept-reference.ts';
import { NetworkErrorMeter } from './local-error.ts';
import { Together } from './together.ts';
import { isLookedAt, NetworkTrajectory } from './trajectory.ts';
import { nudgedTwin, PartingMeter, twinOf } from './twins.ts';

/** Runs the fixed forms of the parts of an experiment bit-exactly and hands every frame to the observer. */
export type FixedRunner = (fixed: readonly FixedForm[], observer: RunObserver) => void;
export const fixedRunner: FixedRunner = (fixed, observer) => {
  runFixedNetwork(fixed, observer);
};

/**
 * What draws decide is compared by its distribution, and that shows a bias late: a chain forgets a wrong decision after some updates only.
 * Formats are chosen so that the share of wrong decisions is so many times below the tolerance.
 */
const decisions = 32;

/** A trial of fixed forms of a step form that stands alone. */
export function trialOf(): Trial {
  const trial = trialWith(anew);
  return (fixed) => trial([fixed])[0]!;
}
/** A trial of fixed forms of all parts of a network, against float64 runs of their steps. */
export function networkTrialOf(): NetworkTrial {
  return trialWith(anew);
}
/** The same, where what runs give is kept. */
export function trialWith(remember: Remember): NetworkTrial {
  let floor: number | null = null;
  let reference: KeptReference | null = null;
  let first = true;
  return (fixed) => {
    const network = fixed.map(({ step }) => step);
    const along = reference?.isOf(network) ? reference : new KeptReference(network, isLookedAt);
    reference = along;
    // the local errors of most candidates are asked for by nobody: then later ones are looked at when they are asked for
    const closely = first || network.some(drawsDecide);
    first = false;
    const outcome = remember('trial', [closely, fixed], () => runBeside(fixed, along, closely));
    const { apart, chances } = outcome;
    let known = outcome.localErrors;
    const localErrors = (): readonly Float64Array[] => {
      known ??= remember('local errors', fixed, () => localErrorsOf(fixed));
      return known;
    };
    const judged = apart.map((own, part) =>
      chances[part]! > own.trajectoryError ? { trajectoryError: chances[part]!, measure: 'share of decisions' } : own,
    );
    const met = judged.every(({ trajectoryError }) => trajectoryError <= fixed[0]!.tolerance);
    if (!met) floor ??= remember('floor', fixed, () => floorOf(fixed, along, twinOf(fixed)));
    const amplified = (beside: number): number =>
      remember(`beside ${beside}`, fixed, () => floorOf(fixed, along, twinOf(fixed, beside)));
    const ties = (): readonly Tie[] => remember('ties', fixed, () => tiesOf(fixed, along));
    const closest = (): Tie | null => remember('closest', fixed, () => closestOf(fixed, along));
    return judged.map(
      (own, part): TrialResult => ({
        ...own,
        ...(met ? {} : { floor: floor!, amplified, ties, closest }),
        get localError() {
          return localErrors()[part]!;
        },
      }),
    );
  };
}
/** Of a candidate, by part. */
interface Outcome {
  readonly apart: readonly Pick<TrialResult, 'trajectoryError' | 'measure'>[];
  /** Wrong decisions as what they are compared as, where draws decide. */
  readonly chances: readonly number[];
  /** Null where nobody looked. */
  readonly localErrors: readonly Float64Array[] | null;
}
function runBeside(fixed: readonly FixedForm[], kept: KeptReference, closely: boolean): Outcome {
  const local = closely ? new NetworkErrorMeter(fixed) : null;
  const reference = kept.begin();
  const trajectory = new NetworkTrajectory(fixed);
  const together = new Together(fixed.length, (frames) => {
    if (reference.advance()) trajectory.frames(reference.frames, frames);
  });
  fixedRunner(fixed, {
    frame(frame) {
      local?.frame(frame);
      together.frame(frame);
    },
  });
  return {
    apart: trajectory.parts.map((meter) => {
      const { value, measure } = meter.result();
      return { trajectoryError: value, measure };
    }),
    chances: fixed.map(({ step }, part) => {
      if (local === null || !drawsDecide(step)) return 0;
      const { decidedApart, deviceSteps } = local.parts[part]!.result();
      return decisions * (decidedApart / deviceSteps);
    }),
    localErrors: local && worstOf(local),
  };
}
function worstOf({ parts }: NetworkErrorMeter): Float64Array[] {
  return parts.map((part) => Float64Array.from(part.result().states, ({ worst }) => worst));
}
/** Of a candidate that was not looked at closely. */
function localErrorsOf(fixed: readonly FixedForm[]): Float64Array[] {
  const local = new NetworkErrorMeter(fixed);
  fixedRunner(fixed, local);
  return worstOf(local);
}
/** How far a float64 run drifts apart from the reference. */
function floorOf(fixed: readonly FixedForm[], kept: KeptReference, twin: Followed, seen?: PartingMeter): number {
  const { steps } = fixed[0]!.step;
  const trajectory = new NetworkTrajectory(fixed);
  const reference = kept.begin();
  for (let k = 0; k < steps && reference.advance() && twin.advance(); k++) {
    trajectory.frames(reference.frames, twin.frames);
    seen?.frames(reference.frames);
  }
  return trajectory.worst().value;
}
/** Parts of the full range by which a run is moved in every step: a thousand times what float64 rounds; and what is close besides. */
const hair = 1e-13;
const close = [1e-10, 1e-8, 1e-6];
/** Runs that were no farther apart, in nudges, when a decision of one is none of the other, were one run till then. */
const together = 1e4;
/** Decisions that the rounding of float64 itself makes: those of states before those of stimuli. */
function tiesOf(fixed: readonly FixedForm[], kept: KeptReference): Tie[] {
  const driven = fixed.some(({ step }) => step.population.cell.inputs.some(({ from }) => !from));
  const ties = (driven ? [false, true] : [false]).flatMap((stimuli) =>
    [hair, -hair].map((by) => tieOf(fixed, kept, { by, stimuli })),
  );
  return ties.filter((tie) => tie !== null);
}
/** The first decision that turns when states and stimuli are moved by little, with its sides. */
function closestOf(fixed: readonly FixedForm[], kept: KeptReference): Tie | null {
  for (const by of close.flatMap((part) => [part, -part])) {
    const tie = tieOf(fixed, kept, { by, stimuli: true });
    if (tie !== null && tie.decision !== null) return tie;
  }
  return null;
}
function tieOf(fixed: readonly FixedForm[], kept: KeptReference, nudge: Nudge): Tie | null {
  const twin = nudgedTwin(fixed, nudge);
  const seen = new PartingMeter(fixed, kept.begin().frames, twin);
  const apart = floorOf(fixed, kept, twin, seen);
  const { found } = seen;
  const known = found !== null && ('event' in found.shows || found.decision !== null);
  return known && found.apart <= together * Math.abs(nudge.by) ? { ...found, nudge, apart } : null;
}
