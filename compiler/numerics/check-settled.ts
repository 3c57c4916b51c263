/** Pass `check-settled`. Says where the sweeps of a relaxation leave more than the tolerance of what they have to come to. */
import type { DiagnosticSink } from '../../dsl/index.ts';
import type { StepNetwork } from '../step/form.ts';
import { report, seconds, shortNumber } from './complain.ts';
import type { Unsettled } from './evidence.ts';

/** Reports W0407. */
export function checkSettled(network: StepNetwork, found: Unsettled, tolerance: number, sink: DiagnosticSink): void {
  if (found.apart <= tolerance) return;
  const { cell, instances } = network[found.part]!.population;
  const { name, origin } = cell.states[found.state]!;
  const where = instances > 1 ? ` of instance ${found.instance}` : '';
  report(sink, 'W0407', origin, `the sweeps leave ${name} ${shortNumber(100 * found.apart)} % from where it settles`, {
    label: `at ${seconds(found.time)}${where}; asked ${shortNumber(100 * tolerance)} %`,
    help: 'more `sweeps` in each dt, a drive that changes more slowly, or a tolerance that allows it: it is no error of the fixed-point numbers, and `verify` does not count it',
  });
}
