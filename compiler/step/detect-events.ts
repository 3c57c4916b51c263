/**
 * turns  events of the cell into truth values of the step and times inside it
 * needs  values at t_k, and at t_(k+1) before any block
 * keeps  rising: x_k < th_k and x_(k+1) >= th_(k+1); falling: > and <=; a condition is looked at at t_(k+1). What other parts of a
 *        network give is held over a step and jumps between two: on which side of its threshold such a quantity was when the step
 *        before ended is kept in a hidden state
 * cost   events
 */

import type { EventModel } from '../model/form.ts';
import type { ValueId } from '../ops/graph.ts';
import { leavesOf } from '../ops/index.ts';
import { type Delays, numbersAtStart } from './delays.ts';
import type { Draft } from './draft.ts';
import type { StepEvent } from './form.ts';
import { valuesAt } from './moments.ts';
import type { SolvedNetwork } from './network/solve-network.ts';
import { freeName } from './network-leaves.ts';
import { refuseDraws } from './noise.ts';
import type { Substitution } from './substitute.ts';

export interface DetectedEvents {
  readonly events: StepEvent[];
  /** A value of the cell's graph at t_(k+1), before any block; events as they occurred in this step. */
  readonly atEnd: Substitution;
  /** Hidden states that hold the side (-1, 0, 1) of a quantity, worked out after all blocks. */
  readonly sides: readonly Side[];
}
interface Side {
  readonly state: number;
  readonly model: Extract<EventModel, { kind: 'crossing' }>;
}

export function detectEvents(
  draft: Draft,
  network: SolvedNetwork,
  delays: Delays,
  advanced: ReadonlyMap<number, ValueId>,
): DetectedEvents {
  const before = valuesAt(draft, delays, { time: 0, states: new Map(), pass: 'last' });
  const made = new Map<number, StepEvent>();
  const sides: Side[] = [];
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
    const side = (crossing: Side['model'], apart: ValueId): ValueId | null => {
      if (!isGiven(draft, [network.at(crossing.value), network.at(crossing.threshold)])) return null;
      const state = sideState(draft, crossing, numbersAtStart(draft, network.at, apart));
      sides.push({ state, model: crossing });
      return draft.stateLeaf(state);
    };
    const detected = detect(draft, model, (value) => before(network.at(value)), atEnd, side);
    open.delete(index);
    draft.space.graph.name(detected.fired, { name: model.name, origin: model.origin });
    made.set(index, detected);
    return detected.fired;
  };
  // a new substitution each time: events may be met while others are still being made
  const atEnd: Substitution = (value) =>
    valuesAt(draft, delays, { time: 1, states: advanced, event, pass: 'last' })(network.at(value));
  for (const index of draft.cell.events.keys()) event(index);
  return { events: [...draft.cell.events.keys()].map((index) => made.get(index)!), atEnd, sides };
}

/** What the hidden states hold after the step. `next`: all states after the blocks. */
export function sidesAfter(
  draft: Draft,
  network: SolvedNetwork,
  delays: Delays,
  { sides, events }: DetectedEvents,
  next: readonly ValueId[],
): Map<number, ValueId> {
  const { space } = draft;
  const after = valuesAt(draft, delays, {
    time: 1,
    states: new Map(next.entries()),
    event: (index) => events[index]!.fired,
    pass: 'last',
  });
  return new Map(
    sides.map(({ state, model }) => {
      const [x, threshold] = [after(network.at(model.value)), after(network.at(model.threshold))];
      const [below, above] = [space.less(x, threshold), space.less(threshold, x)];
      const side = space.select(above, space.constant(1), space.constant(0));
      return [state, space.select(below, space.constant(-1), side)];
    }),
  );
}
function sideState(draft: Draft, { name, origin }: Side['model'], apart: Float64Array): number {
  return draft.state({
    name: freeName(draft, `${name}_side`),
    unit: { text: '1', scale: 1 },
    kind: 'hidden',
    angle: false,
    range: { low: -1, high: 1 },
    format: null,
    rounding: null,
    initial: apart.map(Math.sign),
    origin,
  });
}
/** Whether a value takes something from other parts of the network. */
function isGiven(draft: Draft, values: readonly ValueId[]): boolean {
  const { graph } = draft.space;
  return leavesOf(graph, [...values]).some((id) => {
    const { op, attributes } = graph.get(id);
    return op === 'input' && draft.inputs[attributes.index!]!.from !== undefined;
  });
}

function detect(
  draft: Draft,
  model: EventModel,
  before: Substitution,
  atEnd: Substitution,
  sideOf: (model: Side['model'], apart: ValueId) => ValueId | null,
): StepEvent {
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
  const side = sideOf(model, space.subtract(x0, th0));
  const given = side !== null;
  const is = (where: number): ValueId => space.apply('equal', [side!, space.constant(where)]);
  const below = given ? is(-1) : space.less(x0, th0);
  const above = given ? is(1) : space.less(th0, x0);
  const rising = space.and(below, space.apply('lessEqual', [th1, x1]));
  const falling = space.and(above, space.apply('lessEqual', [x1, th1]));
  const fired =
    model.direction === 'rising'
      ? rising
      : model.direction === 'falling'
        ? falling
        : space.apply('or', [rising, falling]);
  const travelled =
    th0 === th1 ? space.subtract(x1, x0) : space.subtract(space.subtract(x1, th1), space.subtract(x0, th0));
  // what only blocks change stands still between the two moments: it crosses nothing
  if (space.graph.constantOf(travelled) === 0 && !given) {
    const memory = draft.memoryIn([x0, th0]);
    if (memory !== null)
      draft.report('W0304', `the event ${name} never occurs: only blocks change \`${memory}\``, origin, {
        label: 'crossings are looked for in what rates do within a step',
        help: `write a condition, with a memory for what was before: \`event ${name} when was < 0 and ${memory} >= 0\``,
      });
    return { name, origin, fired: space.boolean(false), fraction: space.constant(0) };
  }
  const fraction = space.select(fired, space.divide(space.subtract(th0, x0), travelled), space.constant(0));
  if (!given) return { name, origin, fired, fraction };
  // where it was beyond the threshold at t_k already, it is what was given that jumped
  const [lower, upper] = [space.less(x0, th0), space.less(th0, x0)];
  const moved =
    model.direction === 'rising'
      ? lower
      : model.direction === 'falling'
        ? upper
        : space.apply('or', [space.and(below, lower), space.and(above, upper)]);
  const jumped = space.graph.constantOf(travelled) === 0;
  return {
    name,
    origin,
    fired,
    fraction: jumped ? space.constant(0) : space.select(moved, fraction, space.constant(0)),
  };
}
