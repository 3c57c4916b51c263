/**
 * turns  the states and memories of the cell into states of the step, with their initial values
 * needs  initial values that depend on params and on earlier states only
 * keeps  their order: state i of the cell is state i of the step; a `direction` starts with length 1
 * cost   states x instances
 */
import type { Draft } from './draft.ts';
import { LoweredValues } from './network/lower-values.ts';
import { quantityText } from './quantity-text.ts';

export function declareStates(draft: Draft): void {
  const { states } = draft.cell;
  for (const state of states)
    draft.state({
      name: state.name,
      unit: state.unit,
      kind: state.kind === 'memory' ? 'memory' : 'continuous',
      angle: state.angle,
      range: state.range && { low: state.range.low, high: state.range.high },
      format: state.format,
      rounding: state.rounding,
      ...(state.stored && { stored: state.stored }),
      initial: new Float64Array([0]),
      origin: state.origin,
    });
  const lowered = new LoweredValues(draft, { placed: new Map(), equations: [] });
  for (const [i, state] of states.entries()) {
    draft.states[i]!.initial = draft.numbers(lowered.lower(state.initial));
    if (state.range?.ends) {
      const [low, high] = state.range.ends.map((end) => draft.numbers(lowered.lower(end)));
      // one format for all instances
      const range = { low: lowest(low!), high: -lowest(high!.map((x) => -x)) };
      draft.states[i] = { ...draft.states[i]!, range };
      if (!(range.low < range.high)) {
        emptyRange(draft, i, range);
        continue;
      }
    }
    checkBeginning(draft, i);
  }
  for (const first of directions(draft)) normalise(draft, first);
}
const lowest = (numbers: Float64Array): number => numbers.reduce((a, b) => Math.min(a, b));
/** The ends depend on parameters, and cross with what the experiment gives them. */
function emptyRange(draft: Draft, index: number, { low, high }: { readonly low: number; readonly high: number }): void {
  const { name, unit, range } = draft.cell.states[index]!;
  const ends = `${quantityText(low, unit)} .. ${quantityText(high, unit)}`;
  draft.report('E0231', `the range of \`${name}\` is empty here: ${ends}`, range!.origin, {
    help: 'its ends depend on parameters: look at what the experiment and the circuit give them',
  });
}
/** The model has checked constants; a beginning that is swept is known here only. */
function checkBeginning(draft: Draft, index: number): void {
  const { name, unit, origin } = draft.cell.states[index]!;
  const { range } = draft.states[index]!;
  const outside = range && draft.states[index]!.initial.find((value) => value < range.low || value > range.high);
  if (!range || outside === undefined || outside === null) return;
  draft.report('E0220', `\`${name}\` begins outside of its range`, origin, {
    label: `at ${quantityText(outside, unit)}`,
    related: [{ span: draft.cell.states[index]!.range!.origin, text: 'allowed' }],
    help: 'a range is a promise about every value, the first one of every swept point too',
  });
}
/** Index of the first component of every unit vector. */
export function directions(draft: Draft): number[] {
  return [...new Set(draft.cell.states.flatMap((state) => (state.direction === null ? [] : [state.direction])))];
}
function normalise(draft: Draft, first: number): void {
  const parts = [0, 1, 2].map((i) => draft.states[first + i]!);
  const length = Math.max(...parts.map((part) => part.initial.length));
  const all = parts.map((part) => Float64Array.from({ length }, (_, i) => part.initial[i % part.initial.length]!));
  for (let i = 0; i < length; i++) {
    const norm = Math.hypot(all[0]![i]!, all[1]![i]!, all[2]![i]!);
    if (norm > 0) for (const numbers of all) numbers[i] = numbers[i]! / norm;
  }
  for (const [i, part] of parts.entries()) part.initial = all[i]!;
}
