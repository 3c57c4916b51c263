/**
 * Steps are shorter where words stay far from the ends of their formats: nothing clips there. What the run that chose the formats
 * has seen, and some more, is assumed of the states; each step finds out for the next whether it holds (`lane-guard.ts`).
 */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { Pull } from '../float64/index.ts';
import { cut, ends, hullOf, larger, smaller } from './bounds.ts';
import type { Bounds } from './node.ts';
import { type Invariant, type Program, type TraceOptions, traceProgram } from './program.ts';

/** A state that may leave what is assumed of it; null: not at that end. */
export interface Check {
  readonly state: number;
  readonly low: bigint | null;
  readonly high: bigint | null;
}
/** A program that is right where the states are as assumed, its inputs from other parts too. */
export interface Assumed {
  readonly program: Program;
  readonly checks: readonly Check[];
  /** Parts of whose states something is assumed. */
  readonly others: readonly number[];
}
/** By how much of its length a range that was seen is made longer at each end. */
const margin = 0.125;

/** Where the words of the states are expected. */
export function assumedStates(fixed: FixedForm, { stored }: Invariant): readonly Bounds[] {
  return fixed.states.map(({ range, format, initial }, s) => {
    const { low, high } = stored.states[s]!;
    const more = margin * (range.high - range.low);
    const [from, to] = [(range.low - more) * 2 ** format.fraction, (range.high + more) * 2 ** format.fraction];
    if (!Number.isFinite(from) || !Number.isFinite(to)) return { low, high };
    const expected = cut({ low: BigInt(Math.floor(from)), high: BigInt(Math.ceil(to)) }, low, high);
    return hullOf(expected, ends(initial));
  });
}
/**
 * The same, longer where a state then stays inside by what a step makes of it: it need not be looked at. Not where that makes the
 * step longer.
 */
export function settledStates(
  fixed: FixedForm,
  options: TraceOptions,
  { stored }: Invariant,
  states: readonly Bounds[],
  inputs: AssumedInputs,
): readonly Bounds[] {
  const trace = (bounds: readonly Bounds[]): Program =>
    traceProgram(fixed, options, { ...stored, states: bounds, inputs: inputs.bounds });
  const nextOf = ({ nodes, next }: Program, state: number): Bounds => nodes[next[state]!]!;
  const first = trace(states);
  if (states.every((bounds, s) => isWithin(nextOf(first, s), bounds))) return states;
  const wider = states.map((bounds, s) => hullOf(bounds, nextOf(first, s)));
  const second = trace(wider);
  const settled = wider.map((bounds, s) => (isWithin(nextOf(second, s), bounds) ? bounds : states[s]!));
  return trace(settled).live.length <= first.live.length ? settled : states;
}
/** Bounds of the states of all parts, and of what passes between them, must be those of one `settledStates`. null: nothing gained. */
export function traceAssumed(
  fixed: FixedForm,
  options: TraceOptions,
  { program, stored }: Invariant,
  states: readonly Bounds[],
  inputs: AssumedInputs,
): Assumed | null {
  const assumed = traceProgram(fixed, options, { ...stored, states, inputs: inputs.bounds });
  const checks = states.flatMap(({ low, high }, state) => {
    const next = assumed.nodes[assumed.next[state]!]!;
    const check = { state, low: next.low < low ? low : null, high: next.high > high ? high : null };
    return check.low === null && check.high === null ? [] : [check];
  });
  const gained = program.live.length - assumed.live.length;
  return gained > checks.length ? { program: assumed, checks, others: inputs.others } : null;
}
export interface AssumedInputs {
  readonly bounds: ReadonlyMap<number, Bounds>;
  readonly others: readonly number[];
}
export const noInputs: AssumedInputs = { bounds: new Map(), others: [] };

/** Bounds of what a part takes from others, from those of their states. */
export function assumedInputs(
  fixed: readonly FixedForm[],
  part: number,
  pulls: readonly Pull[],
  states: readonly (readonly Bounds[])[],
): AssumedInputs {
  const others = new Set<number>();
  const bounds = new Map<number, Bounds>();
  for (const { input, sources } of pulls) {
    const { fraction } = fixed[part]!.inputs[input]!.format;
    let [low, high] = [0n, 0n];
    for (const { part: from, places, starts, each } of sources) {
      const count = fixed[from]!.states.length;
      const found = new Set<number>();
      for (const place of places) found.add(place % count);
      const taken = [...found];
      if (taken.length === 0) continue;
      others.add(from);
      const terms = taken.map((state) =>
        scaled(states[from]![state]!, fraction - fixed[from]!.states[state]!.format.fraction),
      );
      const [least, most] = starts ? countsOf(starts) : [each, each];
      const term = terms.reduce(hullOf);
      low += smaller(BigInt(least) * term.low, BigInt(most) * term.low);
      high += larger(BigInt(least) * term.high, BigInt(most) * term.high);
    }
    bounds.set(input, { low, high });
  }
  return { bounds, others: [...others] };
}
function isWithin(inner: Bounds, outer: Bounds): boolean {
  return inner.low >= outer.low && inner.high <= outer.high;
}
function countsOf(starts: Int32Array): readonly [least: number, most: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 1; i < starts.length; i++) {
    const count = starts[i]! - starts[i - 1]!;
    least = Math.min(least, count);
    most = Math.max(most, count);
  }
  return [least, most];
}
/** Words with so many more fraction bits. */
function scaled({ low, high }: Bounds, bits: number): Bounds {
  const by = BigInt(Math.abs(bits));
  return bits >= 0 ? { low: low << by, high: high << by } : { low: low >> by, high: -(-high >> by) };
}
