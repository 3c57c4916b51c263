/** How far the states of a run go, where nothing else of it is asked. */
import type { Evidence } from '../../compiler/numerics/evidence.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { Float64Run } from './run.ts';

/** Ranges of the states of a part, from what they are after each step. */
export class StateSpans {
  private readonly step: StepForm;
  private readonly low: Float64Array;
  private readonly high: Float64Array;

  constructor(step: StepForm) {
    const { length } = step.population.cell.states;
    this.step = step;
    this.low = new Float64Array(length).fill(Number.POSITIVE_INFINITY);
    this.high = new Float64Array(length).fill(Number.NEGATIVE_INFINITY);
  }
  /** `states`: [instance][state] after a step. */
  see(states: Float64Array): void {
    const { low, high } = this;
    const count = low.length;
    for (let state = 0; state < count; state++) {
      let least = low[state]!;
      let most = high[state]!;
      for (let at = state; at < states.length; at += count) {
        const x = states[at]!;
        if (x < least) least = x;
        if (x > most) most = x;
      }
      low[state] = least;
      high[state] = most;
    }
  }
  /** Ranges of the next states after so many steps; of everything else nothing is known. */
  finish(steps: number): Evidence {
    const { cell, instances } = this.step.population;
    const byValue = (of: Float64Array, none: number): Float64Array => {
      const values = new Float64Array(cell.graph.values.length).fill(none);
      for (const [state, value] of cell.next.entries()) values[value] = of[state]!;
      return values;
    };
    return {
      low: byValue(this.low, Number.POSITIVE_INFINITY),
      high: byValue(this.high, Number.NEGATIVE_INFINITY),
      points: [],
      deviceSteps: steps * instances,
    };
  }
}
/** Of a part that stands alone: runs its experiment. */
export function followStates(step: StepForm): Evidence {
  const run = new Float64Run(step);
  const spans = new StateSpans(step);
  for (let sound = true; sound && run.done < step.steps; ) {
    sound = run.advance();
    spans.see(run.frame.states);
  }
  return spans.finish(run.done);
}
