/** Float64 runs beside the reference: how far float64 parts from itself is no error of fixed point. */
import type { Tie } from '../../compiler/numerics/evidence.ts';
import type { FixedForm, Nudge } from '../../compiler/numerics/form.ts';
import { type Format, integerRange, realOf } from '../../compiler/ops/format.ts';
import type { Graph, ValueId } from '../../compiler/ops/graph.ts';
import { operations } from '../../compiler/ops/index.ts';
import { evaluateAll, inputLayout, type Leaves } from '../float64/index.ts';
import { Float64Network } from '../network/index.ts';
import type { Frame } from '../run.ts';
import type { Followed } from './kept-reference.ts';
import { fullRange } from './local-error.ts';

/** How far the twin's states are moved at the start, in parts of their size. */
const disturbance = 1e-12;
/**
 * A float64 run that starts beside another by next to nothing: in its continuous states, and where there are none (a clocked circuit), in the
 * memories with a fraction. Beside continuous states memories stay what they are: they count and decide.
 */
export function twinOf(fixed: readonly FixedForm[], beside = fixed[0]!.beside ?? disturbance): Float64Network {
  const network = fixed.map(({ step }) => step);
  const clocked = !network.some(({ population }) => population.cell.states.some(({ kind }) => kind === 'continuous'));
  return new Float64Network(network, {
    disturb: ({ part, population }, state) => {
      const { kind } = population.cell.states[state]!;
      const fraction = clocked && kind === 'memory' && fixed[part]!.states[state]!.format.fraction > 0;
      return kind === 'continuous' || fraction ? beside : 0;
    },
  });
}

/** A run that is moved a little in every step, and what its last step was made from. */
export interface NudgedRun extends Followed {
  /** Of an instance: its leaves, and those of the run that is not moved, given the states of both before the step; null where other parts give some of them. */
  leaves(
    at: { readonly part: number; readonly instance: number },
    states: Float64Array,
    unmoved: Float64Array,
  ): Sides | null;
}
/** From the smallest number of a format to the largest. */
function formatSpan(format: Format): number {
  const { low, high } = integerRange(format);
  return realOf(high - low, format);
}
interface Sides {
  readonly moved: Leaves;
  readonly unmoved: Leaves;
}
/**
 * A run whose continuous states are moved in every step by a part of their full range, and its stimuli too where that is asked for: what a block sets
 * anew does not forget it.
 */
export function nudgedTwin(fixed: readonly FixedForm[], { by, stimuli }: Nudge): NudgedRun {
  const inputMoves = fixed.map(({ inputs }) => inputs.map(({ format }) => by * formatSpan(format)));
  // what is carried between steps would not know of it
  const run = new Float64Network(
    fixed.map(({ step }) => step),
    { carry: false, ...(stimuli ? { moveInputs: ({ part }, input) => inputMoves[part]![input]! } : {}) },
  );
  const moved = fixed.map(({ step, states }, part) => ({
    states: run.parts[part]!.arrays.from,
    by: states.map((state, j) => (step.population.cell.states[j]!.kind === 'continuous' ? by * fullRange(state) : 0)),
  }));
  return {
    frames: run.frames,
    advance() {
      if (!run.advance()) return false;
      for (const { states, by } of moved)
        for (let j = 0; j < by.length; j++) {
          const amount = by[j]!;
          if (amount !== 0) for (let at = j; at < states.length; at += by.length) states[at]! += amount;
        }
      return true;
    },
    leaves({ part, instance }, states, unmoved) {
      const { step, arrays } = run.parts[part]!;
      const { cell } = step.population;
      // what stands in a delay line is another step's by now, and what other parts give is not kept
      if (cell.delayLines.length > 0 || cell.inputs.some(({ from }) => from)) return null;
      const layout = inputLayout(cell);
      const inputs = Float64Array.from(cell.inputs, ({ perInstance }, i) =>
        perInstance ? arrays.each[instance * layout.each + layout.place[i]!]! : arrays.shared[layout.place[i]!]!,
      );
      const given = {
        params: Float64Array.from(cell.params, ({ values }) => values[values.length > 1 ? instance : 0]!),
        delayed: new Float64Array(0),
        draws: Float64Array.from(cell.draws, (_, i) => arrays.each[instance * layout.each + layout.draw + i]!),
      };
      const own = (all: Float64Array): Float64Array =>
        all.slice(instance * cell.states.length, (instance + 1) * cell.states.length);
      return {
        moved: { ...given, inputs, states: own(states) },
        unmoved: {
          ...given,
          inputs: stimuli ? inputs.map((value, i) => value - inputMoves[part]![i]!) : inputs,
          states: own(unmoved),
        },
      };
    },
  };
}
/** The twin that a run is held to: one with a nudge where numerics chose so, else one that starts beside. */
export function heldTwin(fixed: readonly FixedForm[]): Followed {
  const { nudge } = fixed[0]!;
  return nudge === undefined ? twinOf(fixed) : nudgedTwin(fixed, nudge);
}

/** The first decision that falls otherwise in one of two runs: an event that one has and the other has not, or a memory that they set apart. */
export interface Parting extends Pick<Tie, 'part' | 'shows' | 'instance' | 'step' | 'decision'> {
  /** How far the continuous states of the instance were apart at the end of the step before, in parts of full range. */
  readonly apart: number;
}
type Place = Pick<Tie, 'instance' | 'shows'>;
/** Memories that are farther apart, in parts of full range, were set by another decision. */
const otherwise = 1e-3;
/** Looks for the first decision in which a nudged run leaves the reference; both are followed together. */
export class PartingMeter {
  found: Parting | null = null;
  private readonly fixed: readonly FixedForm[];
  private readonly twin: NudgedRun;
  private readonly memories: readonly (readonly { readonly state: number; readonly most: number }[])[];
  private readonly before: readonly { readonly reference: Float64Array; readonly other: Float64Array }[];
  constructor(fixed: readonly FixedForm[], reference: readonly Frame[], twin: NudgedRun) {
    this.fixed = fixed;
    this.twin = twin;
    this.memories = fixed.map(({ step, states }) =>
      states.flatMap((one, state) =>
        step.population.cell.states[state]!.kind === 'memory' && fullRange(one) > 0
          ? [{ state, most: otherwise * fullRange(one) }]
          : [],
      ),
    );
    this.before = fixed.map((_, part) => ({
      reference: reference[part]!.states.slice(),
      other: twin.frames[part]!.states.slice(),
    }));
  }
  frames(reference: readonly Frame[]): void {
    if (this.found !== null) return;
    for (const { part, states, fired, step } of reference) {
      const other = this.twin.frames[part]!;
      const { events } = this.fixed[part]!.step.population.cell;
      const place = fired.findIndex((one, i) => one !== other.fired[i]);
      const at =
        place >= 0
          ? { instance: Math.floor(place / events.length), shows: { event: place % events.length } }
          : this.setApart(part, states, other.states);
      if (at !== null) {
        this.found = this.parting(part, at, step);
        return;
      }
    }
    for (const [part, { reference: kept, other: keptOther }] of this.before.entries()) {
      kept.set(reference[part]!.states);
      keptOther.set(this.twin.frames[part]!.states);
    }
  }
  /** The first memory that both runs have set apart. */
  private setApart(part: number, reference: Float64Array, other: Float64Array): Place | null {
    const count = this.fixed[part]!.states.length;
    for (const { state, most } of this.memories[part]!)
      for (let at = state; at < reference.length; at += count)
        if (Math.abs(reference[at]! - other[at]!) > most)
          return { instance: Math.floor(at / count), shows: { memory: state } };
    return null;
  }
  private parting(part: number, { instance, shows }: Place, step: number): Parting {
    const { states, graph } = this.fixed[part]!.step.population.cell;
    const { reference, other } = this.before[part]!;
    let apart = 0;
    for (const [j, state] of this.fixed[part]!.states.entries()) {
      const range = fullRange(state);
      const i = instance * states.length + j;
      if (states[j]!.kind === 'continuous' && range > 0)
        apart = Math.max(apart, Math.abs(reference[i]! - other[i]!) / range);
    }
    const sides = this.twin.leaves({ part, instance }, other, reference);
    return { part, shows, instance, step, apart, decision: sides && turned(graph, sides) };
  }
}
/** The first comparison of two values that falls otherwise; its sides in the run that is not moved. */
function turned(graph: Graph, { moved, unmoved }: Sides): Tie['decision'] {
  const [values, others] = [evaluateAll(graph, unmoved), evaluateAll(graph, moved)];
  const value = graph.values.findIndex(
    ({ op, args }, i) => operations.get(op)?.jumps && args.length === 2 && values[i] !== others[i],
  );
  if (value < 0) return null;
  const [a, b] = graph.values[value]!.args;
  return { value: value as ValueId, sides: [values[a!]!, values[b!]!] };
}
