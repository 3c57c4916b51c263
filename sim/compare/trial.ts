/** What numerics asks of the simulators while it chooses word lengths: fixed against float64, without RTL. */
import type { NetworkTrial, Trial, TrialResult } from '../../compiler/numerics/evidence.ts';
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { StepForm, StepNetwork } from '../../compiler/step/form.ts';
import { runFixed } from '../fixed/index.ts';
import { Float64Run } from '../float64/index.ts';
import { Float64Network, runFixedNetwork } from '../network/index.ts';
import type { Frame, RunObserver } from '../run.ts';
import { fullRange, LocalErrorMeter, NetworkErrorMeter } from './local-error.ts';
import { Together } from './together.ts';
import { TrajectoryMeter } from './trajectory.ts';

/** Runs the fixed form of an experiment bit-exactly and hands every frame to the observer. */
export type FixedRunner = (fixed: FixedForm, observer: RunObserver) => void;
export const fixedRunner: FixedRunner = (fixed, observer) => {
  runFixed(fixed, observer);
};

/** A trial of fixed forms of this step form. */
export function trialOf(step: StepForm, runner: FixedRunner = fixedRunner): Trial {
  return (fixed): TrialResult => {
    const local = new LocalErrorMeter(fixed);
    const reference = new Float64Run(step);
    const trajectory = new TrajectoryMeter(step, fixed.states.map(fullRange));
    runner(fixed, {
      frame(frame: Frame) {
        local.frame(frame);
        if (reference.advance()) trajectory.frames(reference.frame, frame);
      },
    });
    const { value, measure } = trajectory.result();
    return {
      localError: Float64Array.from(local.result().states, (state) => state.worst),
      trajectoryError: value,
      measure,
    };
  };
}

/** A trial of fixed forms of all parts of this network. */
export function networkTrialOf(network: StepNetwork): NetworkTrial {
  return (fixed): TrialResult[] => {
    const local = new NetworkErrorMeter(fixed);
    const reference = new Float64Network(network);
    const trajectories = network.map((step, part) => new TrajectoryMeter(step, fixed[part]!.states.map(fullRange)));
    const together = new Together(fixed.length, (frames) => {
      if (!reference.advance()) return;
      for (const [part, meter] of trajectories.entries()) meter.frames(reference.parts[part]!.frame, frames[part]!);
    });
    runFixedNetwork(fixed, {
      frame(frame) {
        local.frame(frame);
        together.frame(frame);
      },
    });
    return trajectories.map((meter, part): TrialResult => {
      const { value, measure } = meter.result();
      const { states } = local.parts[part]!.result();
      return { localError: Float64Array.from(states, ({ worst }) => worst), trajectoryError: value, measure };
    });
  };
}
