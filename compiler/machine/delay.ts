/**
 * The engine of delays: edges that hand on a pulse of their source a while later. They are worked out when the source fires, as by the engine of
 * events, and what they add goes into the sums of the step in which it is due: a ring of sums, one for every step up to the longest delay.
 * So no edge remembers anything.
 */
import type { FixedForm, FixedId } from '../numerics/form.ts';
import type { Steps } from './form.ts';
import { delayedInput } from './words.ts';

/**
 * The delay of edges all of whose outputs are functions of what their source was the same number of steps before; null: they are not.
 * A flag that one raises comes as it enters, so many steps early.
 */
export function sharedDelay(fixed: FixedForm): Steps | null {
  const { delayLines, states, draws, events, asserts, step } = fixed;
  const [first] = delayLines;
  if (first === undefined || [draws, events, asserts].some((list) => list.length > 0)) return null;
  if (step.population.cell.states.some(({ kind }) => kind !== 'output')) return null;
  const delayed = delayLines.map(({ source }) => delayedInput(fixed, source));
  if (delayed.includes(null) || fixed.inputs.some((_, input) => !delayed.includes(input))) return null;
  const own = first.own ?? null;
  const alike = (line: FixedForm['delayLines'][number]): boolean =>
    line.steps === first.steps && (line.own ?? null)?.join() === own?.join();
  if (!delayLines.every(alike)) return null;
  return usesNow(
    fixed,
    states.map(({ next }) => next),
  )
    ? null
    : { most: first.steps, own };
}
/** Whether some of the values depend on inputs of the moment. */
function usesNow({ values }: FixedForm, roots: readonly FixedId[]): boolean {
  const seen = new Set<FixedId>();
  const visit = (id: FixedId): boolean => {
    if (seen.has(id)) return false;
    seen.add(id);
    const { op, args } = values[id]!;
    return op === 'input' || args.some(visit);
  };
  return roots.some(visit);
}
