/** An experiment with half of its dt, to be run beside it. */
import { sweepsIn } from '../../compiler/model/index.ts';
import { type CompiledExperiment, type CompileOptions, compile } from '../../compiler/pipeline.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';
import { isHalvable } from '../../sim/compare/index.ts';
import { evaluators } from './evaluators.ts';
import type { Loaded } from './load.ts';

/** Steps of devices up to which an experiment is run a second and third time unasked. */
const mostSteps = 2 ** 23;

/**
 * Its steps, compiled from the same source.
 * @param options  those of the experiment
 * @returns null where that says nothing (draws in each step, nothing that moves with time) or takes too long
 */
export function halvedOf(
  { experiment, parts }: CompiledExperiment,
  { source, files }: Pick<Loaded, 'source' | 'files'>,
  options: CompileOptions,
): StepNetwork | null {
  const network = parts.map(({ step }) => step);
  const devices = network.filter(({ edges }) => edges === null);
  const work = devices.reduce((sum, { population, steps }) => sum + population.instances * steps, 0);
  if (work > mostSteps || !isHalvable(network)) return null;
  // what a file says is the `dt` of all sweeps of a relaxation
  const set = [...(options.set ?? []), `dt=${(experiment.dt * sweepsIn(experiment.parts)) / 2} s`];
  const asked: CompileOptions = { ...options, experiment: experiment.name, set, until: 'step' };
  const halved = compile(source!, files, asked, evaluators).experiments[0]?.parts.map(({ step }) => step) ?? [];
  return halved.length === network.length ? halved : null;
}
