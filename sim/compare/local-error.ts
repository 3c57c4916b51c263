/** The error that one step makes: float64 from the fixed-point states at t_k against the fixed-point states at t_(k+1). */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { realOf } from '../../compiler/ops/format.ts';
import { closeCall, type FillInputs, LocalStep, type StepOutcome } from '../float64/index.ts';
import { orderOf, transfersOf } from '../network/index.ts';
import type { Frame, RunObserver } from '../run.ts';
import { decisionBounds } from './decisions.ts';
import { Together } from './together.ts';

export interface StateError {
  readonly name: string;
  readonly unit: { readonly text: string; readonly scale: number };
  /** SI; the full range that parts are taken of. */
  readonly range: number;
  readonly predicted: number;
  readonly worst: number;
  readonly rms: number;
  readonly at: { readonly step: number; readonly instance: number };
}
export interface LocalErrors {
  readonly states: readonly StateError[];
  /** In parts of full range, the largest over the states. */
  readonly predicted: number;
  readonly worst: number;
  readonly rms: number;
  /** Steps of an instance with a decision closer than its bound, and those where float64 decided apart. */
  readonly closeCalls: number;
  readonly decidedApart: number;
  readonly deviceSteps: number;
  /** The first step whose error no legitimate decision explains. */
  readonly exceeded: null | {
    readonly step: number;
    readonly instance: number;
    /** State, or an event that float64 does not see. */
    readonly name: string;
    readonly error: number;
    readonly predicted: number;
  };
}
/** How often a step within its bounds is looked at twice for the worst error. */
const mostLooks = 20_000;
/** Searches for another outcome that found none, of an instance and of all, before a run is taken for hopelessly wrong and only plain errors count. */
const mostVain = { instance: 32, all: 2048 } as const;
/** float64 itself rounds: part of a value that is no error of fixed point. */
const rounding = 2 ** -48;

export function fullRange(state: FixedForm['states'][number]): number {
  return state.range.high - state.range.low;
}
/** Of a value that always is the same, what its error is a part of. */
function sizeOf({ range }: FixedForm['states'][number]): number {
  return Math.max(Math.abs(range.low), Math.abs(range.high));
}
/** Difference of two values of a state; of an angle (turns) the short way round. */
export function apart(angle: boolean, a: number, b: number): number {
  const difference = a - b;
  return Math.abs(angle ? difference - Math.round(difference) : difference);
}

/** Watches the fixed-point run. */
export class LocalErrorMeter implements RunObserver {
  private readonly fixed: FixedForm;
  private readonly local: LocalStep;
  private readonly count: number;
  private readonly events: number;
  private readonly angles: readonly boolean[];
  private readonly bounds: Float64Array;
  private readonly worst: Float64Array;
  private readonly worstAt: Float64Array;
  private readonly squares: Float64Array;
  private states: Float64Array = new Float64Array(0);
  private steps = 0;
  private looks = 0;
  private readonly vain: Uint16Array;
  private readonly chosen: Uint32Array;
  private readonly marked: Uint8Array;
  private vainAll = 0;
  private closeCalls = 0;
  private decidedApart = 0;
  private exceeded: LocalErrors['exceeded'] = null;

  /** `fill`: of a part of a network, what other parts give to the float64 step. */
  constructor(fixed: FixedForm, fill: FillInputs | null = null) {
    const { cell, instances } = fixed.step.population;
    this.fixed = fixed;
    this.local = new LocalStep(fixed.step, decisionBounds(fixed), fill);
    this.count = cell.states.length;
    this.events = cell.events.length;
    this.angles = cell.states.map((state) => state.angle);
    this.bounds = Float64Array.from(fixed.states, (state) => state.localError);
    this.worst = new Float64Array(this.count);
    this.worstAt = new Float64Array(this.count);
    this.squares = new Float64Array(this.count);
    this.vain = new Uint16Array(instances);
    this.chosen = new Uint32Array(instances);
    this.marked = new Uint8Array(instances);
    for (let i = 0; i < instances; i++)
      for (const [j, { initial, format }] of fixed.states.entries())
        this.local.states[i * this.count + j] = realOf(initial[initial.length > 1 ? i : 0]!, format);
  }
  /** Fixed-point states before the next step, [instance][state]. */
  get before(): Float64Array {
    return this.local.states;
  }
  /** What the last float64 step gave, close decisions as they fell in fixed point. */
  get after(): Float64Array {
    return this.local.next;
  }
  frame(frame: Frame): void {
    const { local } = this;
    const { instances } = this.fixed.step.population;
    this.states = frame.states; // a frame may work its states out at every look
    local.advance(frame.step);
    for (let i = 0; i < instances; i++) if (local.close[i]! >= closeCall) this.closeCalls++;
    // most steps bring nothing worse than what was seen before: no instance is looked at by itself
    const looked = this.unusual(frame);
    for (let n = 0; n < looked; n++) {
      const i = this.chosen[n]!;
      const plain = this.judge(frame, i);
      // a new worst error is looked at twice: with a close decision, the nearer outcome counts
      if (plain === 'wrong' || (plain === 'worst' && local.close[i]! > 0))
        local.next.set(this.search(frame, i, plain === 'wrong'), i * this.count);
      this.enter(frame, i);
    }
    this.addSquares();
    this.steps++;
    local.states.set(this.states);
  }
  /** Numbers of the instances with an error beyond the worst so far, or with other events: into `chosen`, in order. */
  private unusual(frame: Frame): number {
    const { count, events, worst, angles, states, chosen, marked } = this;
    const { next, fired } = this.local;
    const instances = chosen.length;
    let any = false;
    for (let j = 0; j < count; j++) {
      const [angle, most] = [angles[j]!, worst[j]!];
      for (let i = 0, at = j; i < instances; i++, at += count) {
        const got = states[at]!;
        const wanted = next[at]!;
        if (got === wanted || (angle ? apart(true, got, wanted) : Math.abs(got - wanted)) <= most) continue;
        marked[i] = 1;
        any = true;
      }
    }
    for (let e = 0; e < instances * events; e++) {
      if (frame.fired[e] === fired[e]) continue;
      marked[Math.floor(e / events)] = 1;
      any = true;
    }
    if (!any) return 0;
    let n = 0;
    for (let i = 0; i < instances; i++) if (marked[i]) chosen[n++] = i;
    marked.fill(0);
    return n;
  }
  private addSquares(): void {
    const { count, squares, angles, states } = this;
    const { next } = this.local;
    for (let j = 0; j < count; j++) {
      const angle = angles[j]!;
      let sum = squares[j]!;
      for (let at = j; at < next.length; at += count) {
        const got = states[at]!;
        const wanted = next[at]!;
        if (got === wanted) continue;
        const error = angle ? apart(true, got, wanted) : Math.abs(got - wanted);
        sum += error * error;
      }
      squares[j] = sum;
    }
  }
  /** Whether the plain float64 step lies within the bounds with the same events, and whether it is the worst so far. */
  private judge(frame: Frame, i: number): 'plain' | 'worst' | 'wrong' {
    const { local, count, bounds, worst, angles } = this;
    const { states } = this;
    const { next } = local;
    let verdict: 'plain' | 'worst' = 'plain';
    for (let j = 0, at = i * count; j < count; j++, at++) {
      const got = states[at]!;
      const wanted = next[at]!;
      if (got === wanted) continue;
      const error = apart(angles[j]!, got, wanted);
      if (error <= worst[j]!) continue;
      verdict = 'worst';
      if (!(error <= bounds[j]! + rounding * Math.abs(wanted))) return 'wrong';
    }
    const events = this.events;
    for (let e = i * events; e < (i + 1) * events; e++) if (frame.fired[e] !== local.fired[e]) return 'wrong';
    return verdict;
  }
  /** The nearest legitimate outcome; notes when even that does not explain the step. */
  private search(frame: Frame, i: number, unexplained: boolean): Float64Array {
    const { local, count } = this;
    const plain = { next: local.next.slice(i * count, (i + 1) * count), fired: this.firedOf(local.fired, i) };
    const vain = this.vain[i]! >= mostVain.instance || this.vainAll >= mostVain.all;
    if (unexplained ? vain : this.looks++ >= mostLooks) {
      if (unexplained) this.note(frame, i, plain);
      return plain.next;
    }
    const found = local.nearest(i, (outcome) => this.distance(frame, i, outcome));
    if (found.distance > 1) {
      this.note(frame, i, found.outcome);
      this.vain[i]!++;
      this.vainAll++;
    } else if (found.turned) {
      this.decidedApart++;
      if (local.close[i]! < closeCall) this.closeCalls++; // equal in float64, apart in fixed point: it was close after all
    }
    return found.outcome.next;
  }
  private firedOf(fired: Uint8Array, i: number): Uint8Array {
    return fired.slice(i * this.events, (i + 1) * this.events);
  }
  /** Largest error in parts of its bound; an event that is not the same counts as far away. */
  private distance(frame: Frame, i: number, outcome: StepOutcome): number {
    let far = 0;
    for (const [j, wanted] of outcome.next.entries()) {
      const error = apart(this.angles[j]!, this.states[i * this.count + j]!, wanted);
      const allowed = this.bounds[j]! + rounding * Math.abs(wanted);
      const part = error === 0 ? 0 : allowed === 0 ? Number.POSITIVE_INFINITY : error / allowed;
      far = Math.max(far, Number.isNaN(part) ? Number.POSITIVE_INFINITY : part);
    }
    const fired = this.firedOf(frame.fired, i);
    return outcome.fired.some((x, e) => x !== fired[e]) ? Math.max(far, 1e6) : far;
  }
  private note(frame: Frame, i: number, outcome: StepOutcome): void {
    if (this.exceeded !== null) return;
    const { cell } = this.fixed.step.population;
    const over = (j: number): number => apart(this.angles[j]!, this.states[i * this.count + j]!, outcome.next[j]!);
    const j = cell.states.findIndex((_, s) => !(over(s) <= this.bounds[s]! + rounding * Math.abs(outcome.next[s]!)));
    const event = cell.events[this.firedOf(frame.fired, i).findIndex((x, e) => x !== outcome.fired[e])];
    const where = { step: frame.step, instance: i };
    this.exceeded =
      j >= 0 || event === undefined
        ? {
            ...where,
            name: cell.states[j]?.name ?? '',
            error: over(Math.max(j, 0)),
            predicted: this.bounds[Math.max(j, 0)]!,
          }
        : { ...where, name: event.name, error: 1, predicted: 0 };
  }
  private enter(frame: Frame, i: number): void {
    const { count, worst, angles, states } = this;
    const { next } = this.local;
    for (let j = 0; j < count; j++) {
      const got = states[i * count + j]!;
      const wanted = next[i * count + j]!;
      if (got === wanted) continue;
      const error = apart(angles[j]!, got, wanted);
      if (error <= worst[j]!) continue;
      this.worst[j] = error;
      this.worstAt[j] = frame.step * this.fixed.step.population.instances + i;
    }
  }
  /** What was seen so far. */
  result(): LocalErrors {
    const { cell, instances } = this.fixed.step.population;
    const deviceSteps = this.steps * instances;
    const states = cell.states.map(({ name, unit }, j) => ({
      name,
      unit,
      range: fullRange(this.fixed.states[j]!) || sizeOf(this.fixed.states[j]!),
      predicted: this.bounds[j]!,
      worst: this.worst[j]!,
      rms: deviceSteps === 0 ? 0 : Math.sqrt(this.squares[j]! / deviceSteps),
      at: { step: Math.floor(this.worstAt[j]! / instances), instance: this.worstAt[j]! % instances },
    }));
    const part = (of: (s: StateError) => number): number =>
      states.reduce(
        // what always is the same has no range, and no error
        (most, s) => Math.max(most, s.range > 0 ? of(s) / s.range : s.worst > 0 ? Number.POSITIVE_INFINITY : 0),
        0,
      );
    return {
      states,
      predicted: part((s) => s.predicted),
      worst: part((s) => s.worst),
      rms: part((s) => s.rms),
      closeCalls: this.closeCalls,
      decidedApart: this.decidedApart,
      deviceSteps,
      exceeded: this.exceeded,
    };
  }
}

/**
 * The same of a network: a step of all parts from equal states of all parts. Edges make their float64 step first; populations add up
 * what those gave.
 */
export class NetworkErrorMeter implements RunObserver {
  /** By part. */
  readonly parts: readonly LocalErrorMeter[];
  private readonly together: Together;

  constructor(fixed: readonly FixedForm[]) {
    const network = fixed.map(({ step }) => step);
    const meters: LocalErrorMeter[] = [];
    const fills = transfersOf(network, (part) => meters[part]![network[part]!.edges === null ? 'before' : 'after']);
    for (const [part, form] of fixed.entries()) meters.push(new LocalErrorMeter(form, fills[part]));
    this.parts = meters;
    const order = orderOf(network);
    this.together = new Together(fixed.length, (frames) => {
      for (let n = 0; n < order.length; n++) meters[order[n]!]!.frame(frames[order[n]!]!);
    });
  }
  frame(frame: Frame): void {
    this.together.frame(frame);
  }
}
