/** What numerics asks of the simulators while it chooses word lengths: fixed against float64, without RTL. */
import type { Trial, TrialResult } from '../../compiler/numerics/evidence.ts';
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { runFixed } from '../fixed/index.ts';
import { Float64Run } from '../float64/index.ts';
import type { Frame, RunObserver } from '../run.ts';
import { fullRange, LocalErrorMeter } from './local-error.ts';
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
