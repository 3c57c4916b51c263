/**
 * turns  events of the cell into truth values of the step and times inside it
 * needs  values at t_k, and at t_(k+1) before any block
 * keeps  rising: x_k < th_k and x_(k+1) >= th_(k+1); falling: > and <=; a condition is looked at at t_(k+1)
 * cost   events
 */

import type { EventModel } from '../model/form.ts';
import type { ValueId } from '../ops/graph.ts';
import type { Delays } from './delays.ts';
import type { Draft } from './draft.ts';
import type { StepEvent } from './form.ts';
import { valuesAt } from './moments.ts';
import type { SolvedNetwork } from './network/solve-network.ts';
import { refuseDraws } from './noise.ts';
import type { Substitution } from './substitute.ts';

export interface DetectedEvents {
  readonly events: StepEvent[];
  /** A value of the cell's graph at t_(k+1), before any block; events as they occurred in this step. */
  readonly atEnd: Substitution;
}

export function detectEvents(
  draft: Draft,
  network: SolvedNetwork,
  delays: Delays,
  advanced: ReadonlyMap<number, ValueId>,
): DetectedEvents {
  const before = valuesAt(draft, delays, { time: 0, states: new Map(), pass: 'last' });
  const made = new Map<number, StepEvent>();
  const open = new Set<number>();
  const event = (index: number): ValueId => {
    const known = made.get(index);
    if (known) return known.fired;
    const model = draft.cell.events[index]!;
    if (open.has(index)) {
      draft.report('E0307', `the event ${model.name} waits for itself`, model.origin, {
        help: 'an event may listen to other events only',
      });
      return draft.space.boolean(false);
    }
    open.add(index);
    const detected = detect(draft, model, (value) => before(network.at(value)), atEnd);
    open.delete(index);
    draft.space.graph.name(detected.fired, { name: model.name, origin: model.origin });
    made.set(index, detected);
    return detected.fired;
  };
  // a new substitution each time: events may be met while others are still being made
  const atEnd: Substitution = (value) =>
    valuesAt(draft, delays, { time: 1, states: advanced, event, pass: 'last' })(network.at(value));
  for (const index of draft.cell.events.keys()) event(index);
  return { events: [...draft.cell.events.keys()].map((index) => made.get(index)!), atEnd };
}

function detect(draft: Draft, model: EventModel, before: Substitution, atEnd: Substitution): StepEvent {
  const { name, origin } = model;
  if (model.kind === 'condition') return { name, origin, fired: atEnd(model.condition), fraction: null };
  const { space } = draft;
  for (const value of [model.value, model.threshold]) {
    refuseDraws(draft, before(value), name, origin);
    const inner = draft.eventIn(before(value));
    if (inner !== null)
      draft.report(
        'E0315',
        `${name} watches a quantity that depends on the event ${draft.cell.events[inner]!.name}`,
        origin,
      );
  }
  const [x0, x1] = [before(model.value), atEnd(model.value)];
  const [th0, th1] = [before(model.threshold), atEnd(model.threshold)];
  const rising = space.and(space.less(x0, th0), space.apply('lessEqual', [th1, x1]));
  const falling = space.and(space.less(th0, x0), space.apply('lessEqual', [x1, th1]));
  const fired =
    model.direction === 'rising'
      ? rising
      : model.direction === 'falling'
        ? falling
        : space.apply('or', [rising, falling]);
  const travelled =
    th0 === th1 ? space.subtract(x1, x0) : space.subtract(space.subtract(x1, th1), space.subtract(x0, th0));
  // what only blocks change stands still between the two moments: it crosses nothing
  if (space.graph.constantOf(travelled) === 0) {
    const memory = draft.memoryIn([x0, th0]);
    if (memory !== null)
      draft.report('W0304', `the event ${name} never occurs: only blocks change \`${memory}\``, origin, {
        label: 'crossings are looked for in what rates do within a step',
        help: `write a condition, with a memory for what was before: \`event ${name} when was < 0 and ${memory} >= 0\``,
      });
    return { name, origin, fired: space.boolean(false), fraction: space.constant(0) };
  }
  const fraction = space.select(fired, space.divide(space.subtract(th0, x0), travelled), space.constant(0));
  return { name, origin, fired, fraction };
}
