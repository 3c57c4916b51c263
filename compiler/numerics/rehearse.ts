/**
 * Pass `rehearse`. Where no formats are wanted, a short float64 run shows all the same whether steps are stable (`stability.ts`), and whether the solver turns
 * unit vectors as fast as the equations do (`rotations.ts`): the same places, the same figures and words as on the way to formats.
 */
import { DiagnosticSink } from '../../dsl/index.ts';
import type { StepNetwork } from '../step/form.ts';
import { beginning } from './beginning.ts';
import { located } from './complain.ts';
import type { NetworkEvidenceSource } from './evidence.ts';
import { checkRotations, type LengthError, lengthErrors } from './rotations.ts';
import { checkStep } from './stability.ts';

/** Steps of instances that show whether steps are stable; turning is slower. */
const mostForStability = 2 ** 16;
/** What is looked at are points: no range of any value is asked for. */
const noValues: ReadonlySet<never> = new Set<never>();

/**
 * Reports W0402, E0409 and W0404 into the sink.
 * @param most steps of instances that the run may take; of a longer experiment the beginning is run
 */
export function rehearse(
  network: StepNetwork,
  tolerance: number,
  evidence: NetworkEvidenceSource,
  most: number,
  sink: DiagnosticSink,
): void {
  const begun = beginning(network, turns(network) ? most : Math.min(most, mostForStability));
  const seen = evidence(
    begun,
    begun.map(() => noValues),
  );
  const own = new DiagnosticSink();
  for (const [part, step] of begun.entries())
    if (checkRotations(step, seen[part]!, tolerance, own))
      checkStep(step, seen[part]!.points, step.steps === network[part]!.steps, own);
  located(own, sink, network[0]!.experiment.origin);
}
/**
 * What becomes of the length of unit vectors, by part; null for parts without any.
 * @param most as in `rehearse`
 */
export function unitLengths(
  network: StepNetwork,
  evidence: NetworkEvidenceSource,
  most: number,
): readonly (LengthError | null)[] {
  if (!turns(network)) return network.map(() => null);
  const begun = beginning(network, most);
  const seen = evidence(
    begun,
    begun.map(() => noValues),
  );
  return begun.map((step, part) => lengthErrors(step, seen[part]!));
}
function turns(network: StepNetwork): boolean {
  return network.some(({ population }) => population.cell.directions !== undefined);
}
