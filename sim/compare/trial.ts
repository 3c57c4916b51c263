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
import { NetworkErrorMeter } from './local-error.ts';
import { Together } from './together.ts';
import { NetworkTrajectory } from './trajectory.ts';

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
/** The same, where runs are kept. */
export function trialWith(remember: Remember): NetworkTrial {
  let floor: number | null = null;
  return (fixed) => {
    const results = remember('trial', fixed, () => runBeside(fixed));
    if (results.every(({ trajectoryError }) => trajectoryError <= fixed[0]!.tolerance)) return results;
    floor ??= remember('floor', fixed, () => floorOf(fixed));
    const amplified = (beside: number): number => remember(`beside ${beside}`, fixed, () => floorOf(fixed, beside));
    return results.map((result) => ({ ...result, floor: floor!, amplified }));
  };
}
function runBeside(fixed: readonly FixedForm[]): TrialResult[] {
  const network = fixed.map(({ step }) => step);
  const local = new NetworkErrorMeter(fixed);
  const reference = new Float64Network(network);
  const trajectory = new NetworkTrajectory(fixed);
  const together = new Together(fixed.length, (frames) => {
    if (reference.advance()) trajectory.frames(reference.frames, frames);
  });
  fixedRunner(fixed, {
    frame(frame) {
      local.frame(frame);
      together.frame(frame);
    },
  });
  return trajectory.parts.map((meter, part): TrialResult => {
    const { value, measure } = meter.result();
    const { states, decidedApart, deviceSteps } = local.parts[part]!.result();
    const localError = Float64Array.from(states, ({ worst }) => worst);
    const chance = drawsDecide(network[part]!) ? decisions * (decidedApart / deviceSteps) : 0;
    return chance > value
      ? { localError, trajectoryError: chance, measure: 'share of decisions' }
      : { localError, trajectoryError: value, measure };
  });
}
/** How far two float64 runs drift apart that start beside each other. */
function floorOf(fixed: readonly FixedForm[], beside = disturbance): number {
  const network = fixed.map(({ step }) => step);
  const trajectory = new NetworkTrajectory(fixed);
  const [reference, twin] = [new Float64Network(network), twinOf(fixed, beside)];
  for (let k = 0; k < network[0]!.steps && reference.advance() && twin.advance(); k++)
    trajectory.frames(reference.frames, twin.frames);
  return trajectory.worst().value;
}
