/** What the three engines have in common: a population in memory that advances by whole steps. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { Pull } from '../float64/index.ts';
import { inputLayout } from '../float64/kernel.ts';

/** `vector`: WebAssembly on two float64 lanes; `wasm`: WebAssembly on 64-bit integers. */
export type EngineKind = 'bigint' | 'javascript' | 'wasm' | 'vector';

/** Most steps between two looks at the population; the length of the stimulus buffers. */
export interface EngineSize {
  readonly instances: number;
  readonly chunk: number;
  /** Stimulus words per step, and per step and instance. */
  readonly shared: number;
  readonly each: number;
  /** Whether states are read by others where they lie, as real numbers. */
  readonly plain: boolean;
  /** Place of each input in its group; whether it is one per instance. */
  readonly places: readonly { readonly perInstance: boolean; readonly place: number }[];
  /** Integers of inputs that float64 does not hold, in the places of `each` of one step; null: there are none. */
  readonly wide: BigInt64Array | null;
  /** Inputs that are taken from the states of other parts, whose engines share one memory. */
  readonly pulls: readonly Pull[];
}
/** Most steps of one call of an engine, and most stimulus words that it holds. */
export const mostSteps = 1024;
const mostWords = 1 << 20;

/** `network`: a part of a network; null: an experiment of its own. `wide`: see `EngineSize`. */
export function engineSize(
  fixed: FixedForm,
  network: { readonly pulls: readonly Pull[]; readonly wide: boolean } | null,
): EngineSize {
  const { cell, instances } = fixed.step.population;
  const layout = inputLayout(cell, fixed.draws.length);
  const places = [
    ...cell.inputs.map((input, i) => ({ perInstance: input.perInstance, place: layout.place[i]! })),
    ...fixed.draws.map((_, d) => ({ perInstance: true, place: layout.draw + d })),
  ];
  const pulls = network?.pulls ?? [];
  // what is pulled stands nowhere else
  const each = pulls.length > 0 && layout.each === pulls.length ? 0 : layout.each;
  const words = Math.max(1, layout.shared + each * instances);
  return {
    instances,
    chunk: network ? 1 : Math.max(1, Math.min(mostSteps, Math.floor(mostWords / words))),
    shared: layout.shared,
    each,
    plain: network !== null,
    places,
    wide: network?.wide ? new BigInt64Array(layout.each * instances) : null,
    pulls,
  };
}
/** Numbers in one event record: step inside the advance, instance, event, fraction in 1/256 of dt. */
export const recordLength = 4;

export interface Engine {
  readonly kind: EngineKind;
  /** Stimulus integers of a chunk: [step][place] and [step][instance][place]. */
  readonly shared: Float64Array;
  readonly each: Float64Array;
  /** Events of the last advance, in order of step, instance, event: `recordLength` numbers each. */
  readonly records: Int32Array;
  /** Flags raised since they were last cleared, per instance. */
  readonly flags: Uint32Array;
  /** Not 0 when some flag was raised since this was last set to 0; only where the engine tells. */
  readonly raised?: Int32Array;
  /** Makes up to `count` steps, the first of which has number `first`; fewer when the records are full. */
  advance(first: number, count: number): { readonly steps: number; readonly events: number };
  /** [instance][state] after the last step; valid until the next advance. */
  integers(): BigInt64Array;
  /** The same as real numbers. */
  reals(): Float64Array;
  /** Real numbers of a state, [instance], as they are at any time; only where the engine keeps them so. */
  column?(state: number): Float64Array<ArrayBuffer>;
}
/** For a population without instances. */
export function emptyEngine(): Engine {
  const none = new Float64Array(0);
  return {
    kind: 'javascript',
    shared: none,
    each: none,
    records: new Int32Array(0),
    flags: new Uint32Array(0),
    advance: (_first, count) => ({ steps: count, events: 0 }),
    integers: () => new BigInt64Array(0),
    reals: () => none,
  };
}

/** Records that fit: at least two full steps. */
export function recordCapacity(fixed: FixedForm, size: EngineSize): number {
  return Math.max(2 * size.instances * Math.max(1, fixed.events.length), 4096);
}
/** What an integer of a state is worth. */
export function stateScales(fixed: FixedForm): Float64Array {
  return Float64Array.from(fixed.states, (state) => 2 ** -state.format.fraction);
}
export function initialInteger(fixed: FixedForm, state: number, instance: number): bigint {
  const { initial } = fixed.states[state]!;
  return initial[initial.length === 1 ? 0 : instance]!;
}
/** Whether some delay differs between instances: a vector of instances then reads words that do not lie side by side. */
export function hasOwnDelays({ delayLines }: FixedForm): boolean {
  return delayLines.some(({ own }) => own !== undefined);
}
export function delayedInitial(fixed: FixedForm, line: number, instance: number): bigint {
  const { initial } = fixed.delayLines[line]!;
  return initial[initial.length === 1 ? 0 : instance]!;
}
