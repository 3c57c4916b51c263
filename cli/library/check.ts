/** Everything that needs no numbers: syntax, names, units, shapes, networks. */
import { type Compilation, type CompileOptions, compile, type Evaluators } from '../../compiler/pipeline.ts';
import type { FileAccess, SourceFile } from '../../dsl/index.ts';
import { gatherNetworkEvidence, settledApart } from '../../sim/network/index.ts';

/** For compilations that stop before the numbers. */
export const noEvaluators: Evaluators = {
  evidence: () => {
    throw new Error('a check asked for a simulation');
  },
  trial: null,
  network: null,
};

/**
 * Steps of instances that a run may take which only looks whether a solver's steps are stable and turn unit vectors at the right rate: a second at most. One
 * oscillator of 16 GHz at dt = 0.5 ps turns 4000 times in them.
 */
export const rehearsedSteps = 2 ** 19;

/**
 * Goes as far as the step functions, where the last faults of a network show.
 * @param options `rehearsed`: also looks at what the solver does, by a run of so many steps of instances
 */
export function check(source: SourceFile, files: FileAccess, options: CompileOptions = {}): Compilation {
  return compile(source, files, { ...options, until: 'step' }, rehearsing(options));
}
function rehearsing({ rehearsed }: CompileOptions): Evaluators {
  if (!rehearsed) return noEvaluators;
  return { ...noEvaluators, network: { evidence: gatherNetworkEvidence, trial: null, settled: settledApart } };
}
