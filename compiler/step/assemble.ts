/** Puts the pieces that the passes made together as form 3. */
import type { ValueId } from '../ops/graph.ts';
import type { Delays } from './delays.ts';
import type { DetectedEvents } from './detect-events.ts';
import type { Draft } from './draft.ts';
import type { DirectionRates, StepCell, StepForm } from './form.ts';
import { stepDraws } from './noise.ts';
import type { Observation } from './observe.ts';

export interface Pieces {
  readonly next: readonly ValueId[];
  readonly detected: DetectedEvents;
  readonly observations: readonly Observation[];
  readonly delays: Delays;
  readonly directions: DirectionRates | null;
}
export function assemble(
  draft: Draft,
  file: string,
  { next, detected, observations, delays, directions }: Pieces,
): StepForm {
  const { cell, experiment, space, stimuli, states, params, inputs, binding } = draft;
  const { name, shape, edges } = draft.part;
  const passes = draft.passes?.count ?? 1;
  const asserts = cell.asserts.map(({ condition, message, origin }) => ({
    holds: draft.passes?.atLast(detected.atEnd(condition), space.boolean(true)) ?? detected.atEnd(condition),
    message,
    origin,
  }));
  const delayLines = delays.lines();
  const made: StepCell = {
    name: cell.name,
    graph: space.graph,
    states,
    params,
    inputs: inputs.map(({ start: _, ...input }) => input),
    delayLines,
    draws: stepDraws(draft),
    next,
    events: detected.events,
    asserts,
    observations,
    ...(directions && { directions }),
    ...(draft.redrawn.length > 0 && { redrawn: draft.redrawn }),
  };
  return {
    file,
    experiment,
    circuit: experiment.circuit,
    dt: experiment.dt / passes,
    steps: Math.round(experiment.stop / experiment.dt) * passes,
    passes,
    solver: experiment.solver,
    stimuli: stimuli.graph,
    population: {
      name,
      shape: shape.length === 0 ? [binding.points] : shape,
      instances: binding.instances,
      size: binding.size,
      cell: made,
    },
    part: binding.part,
    edges,
  };
}
