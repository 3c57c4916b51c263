/** The beginning of an experiment, for looks that must not take as long as the whole. */
import type { StepNetwork } from '../step/form.ts';

/** As many whole steps of the experiment as make no more than `most` steps of instances, all parts together. */
export function beginning(network: StepNetwork, most: number): StepNetwork {
  const instances = network.reduce((sum, { population }) => sum + population.instances, 0);
  return network.map((step) => {
    const whole = Math.max(1, Math.floor(most / instances / step.passes)) * step.passes;
    return step.steps <= whole ? step : { ...step, steps: whole };
  });
}
