/**
 * turns  equations with `rate` leaves into the choice of states: the potentials (and flows through inductors) whose rates
 *        the network knows
 * needs  equations in unknown potentials and flows
 * keeps  charge: nodes joined by capacitances but by none to a given potential hold one potential less than they are many;
 *        the differences to the last of them are the states, its own potential stays an unknown
 * cost   rates x unknowns
 */

import { partName } from '../../model/form.ts';
import type { ValueId } from '../../ops/graph.ts';
import { leavesOf, reachable } from '../../ops/index.ts';
import type { Draft, Unknown } from '../draft.ts';
import { tangent } from '../tangent.ts';
import type { Equation } from './equations.ts';
import { Groups } from './ideal-sources.ts';
import type { LoweredValues } from './lower-values.ts';

/** What stands for an unknown leaf once the states are chosen. */
export type Storage = ReadonlyMap<ValueId, ValueId>;

/** Adds the states of the network to the draft. */
export function chooseStorage(lowered: LoweredValues, equations: readonly Equation[]): Storage {
  const { draft } = lowered;
  const { space } = draft;
  const args = ratesIn(draft, equations);
  const stored = new Set<ValueId>();
  const groups = new Groups(space.graph.values.length);
  /** The arguments by the unknowns that they contain. */
  const holding = new Map<ValueId, ValueId[]>();
  for (const arg of args) {
    const inside = unknownLeaves(draft, arg);
    for (const leaf of inside) holding.set(leaf, [...(holding.get(leaf) ?? []), arg]);
    const moving = inside.filter((leaf) => !space.isZero(slope(draft, arg, [leaf])));
    for (const leaf of moving) {
      stored.add(leaf);
      if (kindOf(draft, leaf) === kindOf(draft, moving[0]!)) groups.join(leaf, moving[0]!);
    }
  }
  const storage = new Map<ValueId, ValueId>();
  const families: ValueId[][] = [];
  for (const leaf of [...stored].sort((a, b) => a - b)) {
    const family = families.find((f) => groups.together(f[0]!, leaf));
    if (family) family.push(leaf);
    else families.push([leaf]);
  }
  for (const family of families) {
    const own = new Set(family.flatMap((leaf) => holding.get(leaf) ?? []));
    store(lowered, family, [...own], storage);
  }
  return storage;
}
/** The arguments of all `rate` leaves that equations contain. */
function ratesIn(draft: Draft, equations: readonly Equation[]): ValueId[] {
  const { graph } = draft.space;
  const roots = equations.map((equation) => equation.value);
  return reachable(graph, roots)
    .filter((id) => graph.get(id).op === 'rate')
    .map((id) => graph.get(id).args[0]!);
}
function unknownLeaves(draft: Draft, of: ValueId): ValueId[] {
  return leavesOf(draft.space.graph, [of]).filter((id) => draft.space.graph.get(id).op === 'unknown');
}
function slope(draft: Draft, of: ValueId, along: readonly ValueId[]): ValueId {
  const one = draft.space.constant(1);
  return tangent(draft.space, of, new Map(along.map((leaf) => [leaf, one]))).value;
}
function unknownOf(draft: Draft, leaf: ValueId): Unknown {
  return draft.unknowns[draft.space.graph.get(leaf).attributes.index!]!;
}
const kindOf = (draft: Draft, leaf: ValueId): string => unknownOf(draft, leaf).kind;

function store(
  lowered: LoweredValues,
  family: readonly ValueId[],
  rates: readonly ValueId[],
  storage: Map<ValueId, ValueId>,
): void {
  const { draft } = lowered;
  const { space } = draft;
  const floating =
    kindOf(draft, family[0]!) === 'potential' && rates.every((arg) => space.isZero(slope(draft, arg, family)));
  if (!floating) {
    for (const leaf of family) storage.set(leaf, addState(lowered, unknownOf(draft, leaf), null));
    return;
  }
  const base = family.at(-1)!;
  for (const leaf of family.slice(0, -1))
    storage.set(leaf, space.add(addState(lowered, unknownOf(draft, leaf), unknownOf(draft, base)), base));
}
function addState(lowered: LoweredValues, unknown: Unknown, base: Unknown | null): ValueId {
  const { draft } = lowered;
  const { cell } = draft;
  if (unknown.kind === 'flow') {
    const { name, from, target } = cell.branches[unknown.branch]!;
    const unit = cell.nodes[from]!.discipline.flowUnit;
    const label = name.replace(/\(.*$/, '') + suffix(unknown.component, cell.nodes[from]!.discipline.components);
    return push(draft, label, unit, new Float64Array([0]), target);
  }
  const node = nodeOf(unknown);
  const own = initialOf(lowered, node);
  const tail = suffix(unknown.kind === 'potential' ? unknown.component : 0, cell.nodes[node]!.discipline.components);
  if (base === null) {
    const name = cell.nodes[node]!.name + tail;
    const { discipline, origin } = cell.nodes[node]!;
    return push(draft, name, discipline.potentialUnit, own, origin, draft.relaxed.has(node));
  }
  const other = initialOf(lowered, nodeOf(base));
  const initial = new Float64Array(Math.max(own.length, other.length)).map(
    (_, i) => own[i % own.length]! - other[i % other.length]!,
  );
  const name = `${cell.nodes[node]!.discipline.potential}_${cell.nodes[node]!.name}_${cell.nodes[nodeOf(base)]!.name}${tail}`;
  return push(draft, name, cell.nodes[node]!.discipline.potentialUnit, initial, cell.nodes[node]!.origin);
}
function nodeOf(unknown: Unknown): number {
  return unknown.kind === 'potential' ? unknown.node : 0;
}
const suffix = (component: number, components: number): string => partName(component, components);
function initialOf(lowered: LoweredValues, node: number): Float64Array {
  const { initial } = lowered.draft.cell.nodes[node]!;
  return initial === null ? new Float64Array([0]) : lowered.draft.numbers(lowered.lower(initial));
}
function push(
  draft: Draft,
  name: string,
  unit: Draft['states'][number]['unit'],
  initial: Float64Array,
  origin: Draft['states'][number]['origin'],
  relaxed = false,
): ValueId {
  const taken = draft.states.filter((state) => state.name === name).length;
  const unique = taken === 0 ? name : `${name}_${taken + 1}`;
  return draft.stateLeaf(
    draft.state({
      name: unique,
      unit,
      kind: 'continuous',
      angle: false,
      range: null,
      format: null,
      rounding: null,
      initial,
      ...(relaxed && { relaxed }),
      origin,
    }),
  );
}
