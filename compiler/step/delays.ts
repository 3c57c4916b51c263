/**
 * turns  `delay(x, d)` into delay lines of whole steps, as many for all instances or for each its own
 * needs  the solved network
 * keeps  the order of the cell's delays: line i is delay i at t_k; lines for other times of the step follow
 * cost   delays
 */

import type { Span } from '../../dsl/index.ts';
import type { Value, ValueId } from '../ops/graph.ts';
import type { Draft } from './draft.ts';
import type { DelayLine } from './form.ts';
import { delaySteps } from './whole-steps.ts';

export interface Delays {
  /** The delayed value at t_k + at * dt. */
  at(delay: number, at: 0 | 0.5 | 1): ValueId;
  /** Of a step made in passes: the delayed value at t_k (but `more` passes earlier), in the pass that is `more` behind the first. */
  passesAgo(delay: number, more: number): ValueId;
  lines(): DelayLine[];
}

/** Of one delay line over all instances; the memory of any hardware ends long before. */
const mostWords = 2 ** 22;

/** `source` gives the value that a delay delays, at t_k. */
export function makeDelays(
  draft: Draft,
  lower: (value: ValueId) => ValueId,
  source: (delay: number) => ValueId,
): Delays {
  const { space, cell } = draft;
  const passes = draft.passes?.count ?? 1;
  const asked = cell.delays.map((delay) => delaySteps(draft, lower(delay.time), delay.origin));
  const steps = asked.map((each) => each.reduce((a, b) => Math.max(a, b)));
  cell.delays.forEach(({ origin }, i) => {
    const words = steps[i]! * draft.binding.instances;
    if (words * passes <= mostWords) return;
    draft.report('E0319', `this delay takes ${words} words of memory, ${mostWords} are the most`, origin, {
      label: `${steps[i]} steps of dt, in each of ${draft.binding.instances} instances`,
      help: 'take a longer dt, a shorter delay or fewer points of a sweep',
    });
    asked[i] = Float64Array.of(1);
    steps[i] = 1;
  });
  refuseEvents(draft, lower);
  for (const i of steps.keys()) steps[i]! *= passes;
  const own = asked.map((each) => Uint32Array.from(each, (n) => n * passes));
  /** Of each instance, `less` steps fewer. */
  const ownOf = (delay: number, less: number): Uint32Array | null =>
    own[delay]!.length === 1 ? null : own[delay]!.map((each) => Math.max(1, each - less));
  const lines = steps.map((n, delay) => ({ delay, steps: n }));
  const leaf = (delay: number, n: number): ValueId => {
    let index = lines.findIndex(
      (line, i) => line.delay === delay && line.steps === n && i < steps.length === (n === steps[delay]),
    );
    if (index < 0) {
      index = lines.push({ delay, steps: n }) - 1;
      // what is of this moment is in no memory
      if (own[delay]!.some((each) => each <= steps[delay]! - n)) refuseShort(draft, cell.delays[delay]!.origin);
    }
    return space.leaf('delayed', index);
  };
  const at = (delay: number, time: 0 | 0.5 | 1): ValueId => {
    if (draft.passes !== null) return draft.passes.delayedAt(delays, delay, time, passes - 1);
    const n = steps[delay]!;
    if (time === 0) return leaf(delay, n);
    if (time === 1) return n === 1 ? source(delay) : leaf(delay, n - 1);
    return space.multiply(space.constant(0.5), space.add(at(delay, 0), at(delay, 1)));
  };
  const finish = (): DelayLine[] => {
    const names = cell.delays.map((_, i) => `delay${i}`);
    const initial = initialValues(
      draft,
      cell.delays.map((_, i) => source(i)),
      lines,
    );
    return lines.map((line) => {
      const each = ownOf(line.delay, steps[line.delay]! - line.steps);
      return {
        name: `${names[line.delay]}_${line.steps}`,
        source: source(line.delay),
        steps: line.steps,
        ...(each && { own: each }),
        initial: initial[line.delay]!,
      };
    });
  };
  const passesAgo = (delay: number, more: number): ValueId => {
    const n = steps[delay]! + more;
    return n === 0 ? source(delay) : leaf(delay, n);
  };
  const delays: Delays = { at, passesAgo, lines: finish };
  return delays;
}
/** A line takes in what is there at the beginning of a step, and an event is known at its end. */
function refuseEvents(draft: Draft, lower: (value: ValueId) => ValueId): void {
  for (const { source, origin } of draft.cell.delays) {
    const event = draft.eventIn(lower(source));
    if (event === null) continue;
    draft.report(
      'E0315',
      `what is delayed reads the event ${draft.cell.events[event]!.name}, which is only known at the end of the step`,
      origin,
      {
        related: [{ span: draft.cell.events[event]!.origin, text: 'the event' }],
        help: 'keep what the event does in a memory (`on ... { }`), and delay that',
      },
    );
  }
}
function refuseShort(draft: Draft, origin: Span): void {
  draft.report('E0314', 'a delay that differs between instances is read at the end of a step', origin, {
    label: 'of some instance it is a single step',
    help: 'let every one of them be at least two steps of dt where events and blocks read it',
  });
}
/** Before the start a delay gives the initial value of what it delays; delays of delays settle in as many rounds. */
function initialValues(draft: Draft, sources: readonly ValueId[], lines: readonly { delay: number }[]): Float64Array[] {
  let values: Float64Array[] = sources.map(() => new Float64Array([0]));
  for (let round = 0; round <= sources.length; round++) {
    const before = values;
    const delayed = (leaf: Value): Float64Array | null =>
      leaf.op === 'delayed' ? before[lines[leaf.attributes.index!]!.delay]! : null;
    values = sources.map((source) => draft.numbers(source, delayed));
  }
  return values;
}
/** Numbers of a value at t = 0 before there are lines: what is delayed has not changed before, delays of delays included. */
export function numbersAtStart(draft: Draft, at: (value: ValueId) => ValueId, value: ValueId, depth = 0): Float64Array {
  const { delays } = draft.cell;
  return draft.numbers(value, ({ op, attributes }) =>
    op === 'delayed' && depth <= delays.length
      ? numbersAtStart(draft, at, at(delays[attributes.index!]!.source), depth + 1)
      : null,
  );
}
