/** Everything that needs no numbers: syntax, names, units, shapes, networks. */
import { type Compilation, type CompileOptions, compile, type Evaluators } from '../../compiler/pipeline.ts';
import type { FileAccess, SourceFile } from '../../dsl/index.ts';

/** For compilations that stop before the numbers. */
export const noEvaluators: Evaluators = {
  evidence: () => {
    throw new Error('a check asked for a simulation');
  },
  trial: null,
  network: null,
};

/** Goes as far as the step functions, where the last faults of a network show. */
export function check(source: SourceFile, files: FileAccess, options: CompileOptions = {}): Compilation {
  return compile(source, files, { ...options, until: 'step' }, noEvaluators);
}
