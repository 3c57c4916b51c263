/**
 * The engine of events, and that of delays: edges that do nothing but hand on a pulse of their source. The sources whose pulse is there are kept in a list, and only
 * their edges are worked out, one a clock and lane, before the clocks of the step go on: the clocks of a step are those of a step in which
 * nothing fires, and the edges of the sources that fired (of the lane that has most).
 */
import type { FixedForm, FixedId } from '../numerics/form.ts';
import { accumulators, networkInputs } from './couplings.ts';
import { sharedDelay } from './delay.ts';
import { fold } from './fold.ts';
import type { Gate, Steps } from './form.ts';
import { isFunction } from './window.ts';
import { delayedInput } from './words.ts';

/** A pulse has so few values that each can be looked at. */
const mostPulseValues = 16n;

/** The state without which the edges of a part add nothing, now or a delay later, if it is a pulse; else null. */
export function gateOf(fixed: FixedForm, forms: readonly FixedForm[]): Gate | null {
  const { edges, part, population } = fixed.step;
  if ((edges ?? null) === null || population.instances === 0) return null;
  // what they add goes to the second end, the last one
  if (edges!.more.length > 0 || accumulators(forms, part).some(({ end }) => end !== 1)) return null;
  const delay = isFunction(fixed) ? null : sharedDelay(fixed);
  if (delay === null && !isFunction(fixed)) return null;
  const source = forms[edges!.ends[0]]!;
  for (const { input, leaf } of openersOf(fixed, delay)) {
    const from = networkInputs(fixed).find((own) => own.input === input)!.from;
    if (from.kind === 'read' && from.end === 0 && isQuietWithout(fixed, leaf) && isPulse(source, from.state))
      return { population: edges!.ends[0], state: from.state, delay };
  }
  return null;
}
interface Leaf {
  readonly op: 'input' | 'delayed';
  readonly index: number;
}
/** Leaves that may open edges, each with the input that it is or was. */
function openersOf(fixed: FixedForm, delay: Steps | null): { readonly input: number; readonly leaf: Leaf }[] {
  if (delay === null) return networkInputs(fixed).map(({ input }) => ({ input, leaf: { op: 'input', index: input } }));
  return fixed.delayLines.flatMap(({ source, initial }, index) => {
    const input = initial.some((integer) => integer !== 0n) ? null : delayedInput(fixed, source);
    return input === null ? [] : [{ input, leaf: { op: 'delayed' as const, index } }];
  });
}
/** Whether all outputs are 0 and nothing saturates while this leaf is 0, whatever the others are. */
function isQuietWithout(fixed: FixedForm, { op, index }: Leaf): boolean {
  const { integers, clipped } = fold(fixed, new Map(leavesOf(fixed, op, index).map((id) => [id, 0n])));
  return (
    fixed.states.every(({ next }) => integers[next] === 0n) &&
    fixed.values.every(({ flagged }, id) => !flagged || (integers[id] !== null && !clipped.has(id as FixedId)))
  );
}
/**
 * Whether a state is 0 in the beginning, and goes back to 0 in every step in which no event occurs and no other pulse is there: a pulse in the
 * step after an event, and what follows it a step later.
 */
function isPulse(fixed: FixedForm, state: number): boolean {
  const pulses = new Set<number>();
  for (let before = -1; before < pulses.size && !pulses.has(state); ) {
    before = pulses.size;
    for (const s of fixed.states.keys()) if (!pulses.has(s) && isPulseBehind(fixed, s, pulses)) pulses.add(s);
  }
  return pulses.has(state);
}
/** The same where others are known to be pulses. */
function isPulseBehind(fixed: FixedForm, state: number, pulses: ReadonlySet<number>): boolean {
  const { format, range, initial, next } = fixed.states[state]!;
  if (initial.some((integer) => integer !== 0n) || format.fraction < 0) return false;
  const scale = 2 ** format.fraction;
  const [low, high] = [BigInt(Math.floor(range.low * scale)), BigInt(Math.ceil(range.high * scale))];
  if (high - low > mostPulseValues) return false;
  const silent = [
    ...fixed.events.map(({ fired }) => fired),
    ...[...pulses].flatMap((other) => leavesOf(fixed, 'state', other)),
  ].map((id): [FixedId, bigint] => [id, 0n]);
  const own = leavesOf(fixed, 'state', state);
  for (let value = low; value <= high; value++) {
    const { integers } = fold(fixed, new Map([...silent, ...own.map((id): [FixedId, bigint] => [id, value])]));
    if (integers[next] !== 0n) return false;
  }
  return true;
}
function leavesOf({ values }: FixedForm, op: Leaf['op'] | 'state', index: number): FixedId[] {
  return values.flatMap((value, id) => (value.op === op && value.attributes.index === index ? [id as FixedId] : []));
}
