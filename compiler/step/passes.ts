/**
 * turns  a step of a solver with several stages into as many passes of the engine, where instances are coupled: edges and sums must see
 *        the states of every stage. A pass is one step of the engine; the pass is counted in a hidden state, the states of the stage are
 *        hidden states beside those of t_k, and what the step began with is kept until the last pass, which alone moves states,
 *        memories and delays of blocks, and has events. So no simulator and no hardware knows of stages.
 * needs  a solver with stages; the cell's states declared
 * keeps  the meaning of `docs/step.md`: one draw for all stages, memories and remote events as they were at t_k
 * cost   a hidden state for each continuous state (`rk4`: two), for each draw, and for each sum that an event compares with itself
 */
import type { ValueId } from '../ops/graph.ts';
import type { Delays } from './delays.ts';
import type { DetectedEvents } from './detect-events.ts';
import type { Draft } from './draft.ts';
import type { StepInput } from './form.ts';
import { freeName } from './network-leaves.ts';

type Time = 0 | 0.5 | 1;
const schedules: Readonly<Record<string, readonly Time[]>> = { heun: [0, 1], rk4: [0, 0.5, 0.5, 1] };
const plain = { text: '', scale: 1 } as const;

/** Times of the stages of a solver that needs passes in a network; null: its step looks at the network once. */
export function stageTimes(solver: string): readonly Time[] | null {
  return schedules[solver] ?? null;
}

/** The passes of one part. */
export class Passes {
  readonly times: readonly Time[];
  private readonly draft: Draft;
  /** Of the state that counts the passes; null: nothing needs it yet. */
  private counter: number | null = null;
  /** The state of the stage, and the increment gathered so far, of each continuous state. */
  private readonly stages = new Map<number, number>();
  private readonly sums = new Map<number, number>();
  private readonly held = new Map<string, number>();
  private readonly next = new Map<number, ValueId>();

  constructor(draft: Draft, times: readonly Time[]) {
    this.draft = draft;
    this.times = times;
    const { space } = draft;
    const { states, events, asserts, draws } = draft.cell;
    if ([states, events, asserts, draws].some(({ length }) => length > 0)) this.pass();
    this.stageStates();
    for (const [index, { once }] of draws.entries()) if (!once) this.draw(space.leaf('draw', index), index);
  }
  /** Gives every continuous state a stage that has none yet: those of the cell, and what the network stores (voltages of capacitors). */
  stageStates(): void {
    for (const [index, { kind, name, unit, initial, angle }] of [...this.draft.states.entries()]) {
      if (kind !== 'continuous' || this.stages.has(index)) continue;
      this.stages.set(index, this.hidden(`${name}_stage`, unit, initial, angle));
      if (this.count > 2) this.sums.set(index, this.hidden(`${name}_change`, unit, Float64Array.of(0)));
    }
    if (this.stages.size > 0) this.pass();
  }
  get count(): number {
    return this.times.length;
  }
  get isFirst(): ValueId {
    return this.is(0);
  }
  get isLast(): ValueId {
    return this.is(this.count - 1);
  }
  /** The state that holds what a state of the cell is in the stage that comes; of other states itself. */
  stageOf(state: number): number {
    return this.stages.get(state) ?? state;
  }
  /** The value of a pass, one for each; equal ones are one. */
  choose(values: readonly ValueId[]): ValueId {
    const { space } = this.draft;
    const different = [...new Set(values)];
    const [rest, ...others] = different.sort((a, b) => times(values, b) - times(values, a));
    return others.reduce((chosen, value) => {
      const passes = values.flatMap((each, pass) => (each === value ? [this.is(pass)] : []));
      return space.select(
        passes.reduce((a, b) => space.apply('or', [a, b])),
        value,
        chosen,
      );
    }, rest!);
  }
  /** The input at another time of the step, seen from a pass; what the network gives is what the stage has. */
  inputAt(index: number, time: Time, pass: number): ValueId {
    const { draft } = this;
    const input = draft.inputs[index]!;
    if (input.from) {
      const leaf = draft.space.leaf('input', index, { name: input.name });
      return time === 0 && pass > 0 ? this.hold(`input ${index}`, input.name, input.unit, leaf, input.start!()) : leaf;
    }
    return input.at === 0 ? this.stimulusAt(draft.sourceOf(index), time, pass) : draft.space.leaf('input', index);
  }
  /** A stimulus at a time of the step, seen from a pass. */
  stimulusAt(source: number, time: Time, pass: number): ValueId {
    return this.draft.input(source, time * this.count - pass);
  }
  /** The delayed value, seen from a pass: the line moves in every pass. */
  delayedAt(delays: Delays, delay: number, time: Time, pass: number): ValueId {
    const { space } = this.draft;
    if (time !== 0.5) return delays.passesAgo(delay, pass - time * this.count);
    const both = [0, 1].map((end) => this.delayedAt(delays, delay, end as Time, pass));
    return space.multiply(space.constant(0.5), space.add(both[0]!, both[1]!));
  }
  /** What was drawn in the first pass. */
  draw(leaf: ValueId, index: number): ValueId {
    const name = `draw_${index}`;
    return this.draft.space.select(this.isFirst, leaf, this.hold(name, name, plain, leaf, Float64Array.of(0)));
  }
  /**
   * Values of the continuous states at t_(k+1), right in the last pass; `rates` at the stage of the pass, `finish` for what is done to
   * them at the end of a step (angles, directions).
   */
  advance(
    states: readonly number[],
    rates: readonly ValueId[],
    scale: (rate: ValueId) => ValueId,
  ): Map<number, ValueId> {
    const { draft } = this;
    const { space } = draft;
    const advanced = new Map<number, ValueId>();
    const half = (value: ValueId): ValueId => space.multiply(space.constant(0.5), value);
    for (const [i, state] of states.entries()) {
      const now = draft.stateLeaf(state);
      const stage = draft.stateLeaf(this.stageOf(state));
      const change = scale(rates[i]!);
      const wrapped = (value: ValueId): ValueId => (draft.states[state]!.angle ? space.apply('wrap', [value]) : value);
      if (this.count === 2) {
        const total = half(space.add(wrapped(space.subtract(stage, now)), change));
        advanced.set(state, space.add(now, total));
        this.next.set(this.stageOf(state), wrapped(space.add(now, change)));
        continue;
      }
      const sum = this.sums.get(state)!;
      const before = space.select(this.isFirst, space.constant(0), draft.stateLeaf(sum));
      const sixth = space.multiply(space.constant(1 / 6), change);
      const outer = space.apply('or', [this.isFirst, this.isLast]);
      const weighted = space.select(outer, sixth, space.add(sixth, sixth));
      const gathered = space.add(before, weighted);
      this.next.set(sum, gathered);
      advanced.set(state, space.add(now, gathered));
      this.next.set(this.stageOf(state), wrapped(space.add(now, space.select(this.is(2), change, half(change)))));
    }
    return advanced;
  }
  /**
   * Completes what the step makes of the states, in place: the last pass moves them, after it the stage is what they are then.
   * `shown`: what edges read, once the stages are there.
   */
  settle(next: ValueId[], shown: () => Iterable<readonly [number, ValueId]>): void {
    const { draft } = this;
    const { space } = draft;
    for (const [state, stage] of this.stages)
      this.next.set(stage, space.select(this.isLast, next[state]!, this.next.get(stage)!));
    for (const [state, { kind }] of draft.states.entries())
      if (kind !== 'output') next[state] = this.next.get(state) ?? this.atLast(next[state]!, draft.stateLeaf(state));
    for (const [state, value] of shown()) next[state] = value;
  }
  /** Events happen at the end of the last pass. */
  lastEvents(detected: DetectedEvents): DetectedEvents {
    const { space } = this.draft;
    const events = detected.events.map(({ fired, fraction, ...event }) => {
      const last = space.and(this.isLast, fired);
      space.graph.name(last, event);
      return { ...event, fired: last, fraction: fraction && space.select(this.isLast, fraction, space.constant(0)) };
    });
    return { ...detected, events };
  }
  /** A value of the last pass; in the others what is there already. */
  atLast(value: ValueId, before: ValueId): ValueId {
    return this.draft.space.select(this.isLast, value, before);
  }
  private is(pass: number): ValueId {
    const { space } = this.draft;
    return space.apply('equal', [this.pass(), space.constant(pass)]);
  }
  /** The number of the pass that runs. */
  private pass(): ValueId {
    const { draft } = this;
    const { space } = draft;
    if (this.counter === null) {
      this.counter = this.hidden('pass', plain, Float64Array.of(0));
      const more = space.add(draft.stateLeaf(this.counter), space.constant(1));
      this.next.set(this.counter, space.select(this.isLast, space.constant(0), more));
    }
    return draft.stateLeaf(this.counter);
  }
  /** What a value was in the first pass, read in later ones. */
  private hold(key: string, name: string, unit: StepInput['unit'], value: ValueId, initial: Float64Array): ValueId {
    const { draft } = this;
    let state = this.held.get(key);
    if (state === undefined) {
      state = this.hidden(`${name}_held`, unit, initial);
      this.held.set(key, state);
      this.next.set(state, draft.space.select(this.isFirst, value, draft.stateLeaf(state)));
    }
    return draft.stateLeaf(state);
  }
  private hidden(name: string, unit: StepInput['unit'], initial: Float64Array, angle = false): number {
    const { draft } = this;
    const { origin } = draft.part;
    const fixed = { kind: 'hidden', range: null, format: null, rounding: null } as const;
    return draft.state({ ...fixed, angle, name: freeName(draft, name), unit, initial, origin });
  }
}
const times = (values: readonly ValueId[], value: ValueId): number => values.filter((each) => each === value).length;
