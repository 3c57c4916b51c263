/** What numerics asks of the simulators while it chooses word lengths: fixed against float64, without RTL. */
import {
  anew,
  type NetworkTrial,
  type Remember,
  type Trial,
  type TrialResult,
} from '../../compiler/numerics/evidence.ts';
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { Float64Network, runFixedNetwork } from '../network/index.ts';
import type { RunObserver } from '../run.ts';
import { drawsDecide } from './distribution.ts';
import { KeptReference } from './kept-reference.ts';
import { NetworkErrorMeter } from './local-error.ts';
import { Together } from './together.ts';
import { isLookedAt, NetworkTrajectory } from './trajectory.ts';

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

/** How far the twin's states are moved at the start, in parts of their size. */
const disturbance = 1e-12;
/**
 * A float64 run that starts beside another by next to nothing: in its continuous states, and where there are none (a clocked circuit), in the
 * memories with a fraction. Beside continuous states memories stay what they are: they count and decide.
 */
export function twinOf(fixed: readonly FixedForm[], beside = fixed[0]!.beside ?? disturbance): Float64Network {
  const network = fixed.map(({ step }) => step);
  const clocked = !network.some(({ population }) => population.cell.states.some(({ kind }) => kind === 'continuous'));
  return new Float64Network(network, {
    disturb: ({ part, population }, state) => {
      const { kind } = population.cell.states[state]!;
      const fraction = clocked && kind === 'memory' && fixed[part]!.states[state]!.format.fraction > 0;
      return kind === 'continuous' || fraction ? beside : 0;
    },
  });
}

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
    if (!met) floor ??= remember('floor', fixed, () => floorOf(fixed, along));
    const amplified = (beside: number): number =>
      remember(`beside ${beside}`, fixed, () => floorOf(fixed, along, beside));
    return judged.map(
      (own, part): TrialResult => ({
        ...own,
        ...(met ? {} : { floor: floor!, amplified }),
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
/** How far two float64 runs drift apart that start beside each other. */
function floorOf(fixed: readonly FixedForm[], kept: KeptReference, beside = disturbance): number {
  const { steps } = fixed[0]!.step;
  const trajectory = new NetworkTrajectory(fixed);
  const [reference, twin] = [kept.begin(), twinOf(fixed, beside)];
  for (let k = 0; k < steps && reference.advance() && twin.advance(); k++)
    trajectory.frames(reference.frames, twin.frames);
  return trajectory.worst().value;
}
