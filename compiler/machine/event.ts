/**
 * The event engine: edges that do nothing but hand on a pulse of their source. The sources whose pulse is there are kept in a list, and only
 * their edges are worked out, one a clock and lane, before the clocks of the step go on: the clocks of a step are those of a step in which
 * nothing fires, and the edges of the sources that fired (of the lane that has most).
 */
import type { FixedForm, FixedId } from '../numerics/form.ts';
import { accumulators, networkInputs } from './couplings.ts';
import { fold } from './fold.ts';
import { isFunction } from './window.ts';

/** What opens the edges of a part: a state of the population at their first end. */
export interface Gate {
  readonly population: number;
  readonly state: number;
}
/** A pulse has so few values that each can be looked at. */
const mostPulseValues = 16n;

/** The state without which the edges of a part add nothing, if it is a pulse; else null. */
export function gateOf(fixed: FixedForm, forms: readonly FixedForm[]): Gate | null {
  const { edges, part, population } = fixed.step;
  if ((edges ?? null) === null || population.instances === 0 || !isFunction(fixed)) return null;
  // what they add goes to the second end, the last one
  if (edges!.more.length > 0 || accumulators(forms, part).some(({ end }) => end !== 1)) return null;
  const source = forms[edges!.ends[0]]!;
  for (const { input, from } of networkInputs(fixed))
    if (from.kind === 'read' && from.end === 0 && isQuietWithout(fixed, input) && isPulse(source, from.state))
      return { population: edges!.ends[0], state: from.state };
  return null;
}
/** Whether all outputs are 0 and nothing saturates while this input is 0, whatever the others are. */
function isQuietWithout(fixed: FixedForm, input: number): boolean {
  const { integers, clipped } = fold(fixed, new Map(leavesOf(fixed, 'input', input).map((id) => [id, 0n])));
  return (
    fixed.states.every(({ next }) => integers[next] === 0n) &&
    fixed.values.every(({ flagged }, id) => !flagged || (integers[id] !== null && !clipped.has(id as FixedId)))
  );
}
/** Whether a state is 0 in the beginning, and goes back to 0 in every step in which no event occurs. */
function isPulse(fixed: FixedForm, state: number): boolean {
  const { format, range, initial, next } = fixed.states[state]!;
  if (initial.some((integer) => integer !== 0n) || format.fraction < 0) return false;
  const scale = 2 ** format.fraction;
  const [low, high] = [BigInt(Math.floor(range.low * scale)), BigInt(Math.ceil(range.high * scale))];
  if (high - low > mostPulseValues) return false;
  const silent = fixed.events.map(({ fired }): [FixedId, bigint] => [fired, 0n]);
  const own = leavesOf(fixed, 'state', state);
  for (let value = low; value <= high; value++) {
    const { integers } = fold(fixed, new Map([...silent, ...own.map((id): [FixedId, bigint] => [id, value])]));
    if (integers[next] !== 0n) return false;
  }
  return true;
}
function leavesOf({ values }: FixedForm, op: 'input' | 'state', index: number): FixedId[] {
  return values.flatMap((value, id) => (value.op === op && value.attributes.index === index ? [id as FixedId] : []));
}
