/**
 * What holds in every run, whatever the one looked at has shown: interval arithmetic from declared ranges and parameters, and for
 * states without a declared range by induction over the step (what is assigned to them is all that they can hold).
 */
import { enclose, type Interval, reachable, type ValueId } from '../ops/index.ts';
import { hull, spanOf } from '../ops/interval.ts';
import type { StepCell } from '../step/form.ts';

const everything: Interval = { low: -Infinity, high: Infinity };
/** A state may depend on others without a range, those on more: so many links are followed. */
const mostRounds = 4;

export interface Enclosures {
  /** By state; unlimited where induction finds no limit. */
  readonly states: readonly Interval[];
  /** By value of the cell's graph; null where a function is undefined somewhere. */
  readonly values: readonly (Interval | null)[];
}

export function encloseCell(cell: StepCell): Enclosures {
  const live = reachable(cell.graph, cell.next);
  const declared = cell.states.map((state) => (state.angle ? { low: -0.5, high: 0.5 } : state.range));
  let states: readonly Interval[] = declared.map((range) => range ?? everything);
  for (let round = 0; round < mostRounds; round++) {
    // a function that is undefined somewhere may be anything there: what is made of it (a square, say) still has its limits
    const values = valuesFrom(cell, states, live, everything);
    const better = states.map((old, i) => declared[i] ?? meet(old, reached(cell, i, values)));
    const settled = better.every((range, i) => range.low === states[i]!.low && range.high === states[i]!.high);
    states = better;
    if (settled) break;
  }
  return { states, values: valuesFrom(cell, states, [...cell.graph.values.keys()] as ValueId[]) };
}
/** What a state holds after a step, and before the first. */
function reached(cell: StepCell, state: number, values: readonly (Interval | null)[]): Interval {
  return hull(values[cell.next[state]!]!, spanOf(cell.states[state]!.initial));
}
function meet(a: Interval, b: Interval): Interval {
  const low = Math.max(a.low, b.low);
  return { low, high: Math.max(low, Math.min(a.high, b.high)) };
}
function valuesFrom(
  cell: StepCell,
  states: readonly Interval[],
  ids: readonly ValueId[],
  undefinedAs: Interval | null = null,
): (Interval | null)[] {
  const known: (Interval | null)[] = cell.graph.values.map(() => null);
  for (const id of ids) known[id] = valueFrom(cell, states, known, id) ?? undefinedAs;
  return known;
}
/** Enclosure of one value from those of its arguments. */
export function valueFrom(
  cell: StepCell,
  states: readonly Interval[],
  known: readonly (Interval | null)[],
  id: ValueId,
  graph = cell.graph,
): Interval | null {
  const { op, args, attributes, type } = graph.get(id);
  if (op === 'constant') return { low: attributes.value!, high: attributes.value! };
  if (type === 'bool') return { low: 0, high: 1 };
  if (op === 'state') return states[attributes.index!]!;
  if (op === 'param') {
    const { values, host } = cell.params[attributes.index!]!;
    if (host) return everything;
    return spanOf(values);
  }
  if (args.length === 0) return everything;
  if (args.some((arg) => known[arg] === null)) return null;
  return enclose(graph, id, (arg) => known[arg]!);
}
