/**
 * turns  the leaves of a network into what a step can read: `datum` into a param, `gathered` and `remote` into inputs that the
 *        network fills in, outputs of edges into states
 * needs  all parts of the experiment; what an edge reads must be solved in the part at its end
 * keeps  the meaning of `docs/arrays.md`: edges read the end of the last step, sums are held over a step
 * cost   instances and edges, for the numbers at t = 0
 */
import { type Edges, instancesAt, type PartModel } from '../model/form.ts';
import type { ValueId } from '../ops/graph.ts';
import { perInstance } from './bind-settings.ts';
import type { Draft } from './draft.ts';
import type { NetworkInput } from './form.ts';

type Terms = Extract<NetworkInput, { kind: 'sum' }>['terms'];

/** What an edge reads of the part at one of its ends: a number, or a state times a factor. */
export type Shown =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'state'; readonly state: number; readonly factor: number };

/** The other parts, as far as they are built; a part asks them while its values are lowered. */
export interface Neighbours {
  draftOf(part: number): Draft | null;
  /** What the remote with this number reads. */
  show(remote: number): Shown;
  /** The state of that part that holds the rate, in the last step, of what the remote reads; null: there is none. */
  rate(remote: number): number | null;
}

/** The number of each instance; every point of the sweeps has the same. */
export function lowerDatum(draft: Draft, index: number): ValueId {
  const { name, unit, values } = draft.cell.data[index]!;
  const all = new Float64Array(draft.binding.instances);
  for (let at = 0; at < all.length; at += values.length) all.set(values, at);
  return draft.setting(perInstance(all), name, unit);
}

/** The sum of what edges add to an instance. */
export function lowerGathered(draft: Draft, index: number): ValueId {
  const { parts } = draft.experiment;
  const { name, unit, terms } = draft.cell.gathers[index]!;
  const made: Terms = terms.map(({ part, output }) => ({
    part,
    state: outputState(parts[part]!, output),
    end: parts[part]!.cell.outputs[output]!.end,
  }));
  const from = { kind: 'sum', terms: made, most: mostTerms(parts, made, draft.binding.size) } as const;
  return draft.networkInput(`sum ${index}`, { name: sumName(name), unit, from }, () => sumAtStart(draft, made));
}

/** Of the input; nodes and the potentials that are read of them have names without it. */
export function sumName(gathered: string): string {
  return `${gathered}.sum`;
}

/** What an edge reads of one of its ends. */
export function lowerRemote(draft: Draft, index: number, type: 'real' | 'bool'): ValueId {
  const { space, neighbours } = draft;
  const { name, end } = draft.cell.remotes[index]!;
  const shown = neighbours.show(index);
  if (shown.kind === 'constant')
    return type === 'bool' ? space.boolean(shown.value !== 0) : space.constant(shown.value);
  const read = readState(draft, end, shown.state, name);
  if (type === 'bool') return space.less(space.constant(0.5), read);
  return space.multiply(space.constant(shown.factor), read);
}
/** A state of the part at one end of the edge. */
function readState(draft: Draft, end: number, state: number, name: string): ValueId {
  const { neighbours, binding, experiment } = draft;
  const edges = edgesOf(experiment.parts[binding.part]!);
  const other = neighbours.draftOf(edges.ends[end]!)!;
  const { unit } = other.states[state]!;
  return draft.networkInput(`read ${end} ${state}`, { name, unit, from: { kind: 'read', end, state } }, () =>
    readAtStart(other, state, instancesAt(edges, end), binding.points),
  );
}

/** The rate, in the last step, of what an edge reads by the input `leaf`; null: the part at that end does not hold it. */
export function lowerRemoteRate(draft: Draft, leaf: ValueId): ValueId | null {
  const { neighbours, cell, inputs, space } = draft;
  const { from, name } = inputs[space.graph.get(leaf).attributes.index!]!;
  if (from?.kind !== 'read') return null;
  for (const [index, { end }] of cell.remotes.entries()) {
    if (end !== from.end) continue;
    const shown = neighbours.show(index);
    const state = shown.kind === 'state' && shown.state === from.state ? neighbours.rate(index) : null;
    if (state !== null) return readState(draft, end, state, `${name}'`);
  }
  return null;
}

/** Adds a state for each output of an edge; `outputState` says which. */
export function declareOutputs(draft: Draft): void {
  for (const { name, unit, origin } of draft.cell.outputs)
    draft.state({
      name: freeName(draft, `${name}.adds`),
      unit,
      kind: 'output',
      angle: false,
      range: null,
      format: null,
      rounding: null,
      initial: new Float64Array([0]),
      origin,
    });
}
/** States of the cell come first, then its outputs, then what the network adds. */
export function outputState({ cell }: PartModel, output: number): number {
  return cell.states.length + output;
}
export function freeName(cell: { readonly states: readonly { readonly name: string }[] }, wanted: string): string {
  const taken = (name: string): boolean => cell.states.some((state) => state.name === name);
  let free = wanted;
  for (let n = 2; taken(free); n++) free = `${wanted}_${n}`;
  return free;
}

/** Edges of a coupling. */
function edgesOf({ edges, name }: PartModel): Edges {
  if (edges === null) throw new Error(`${name} has no edges, and something reads their ends`);
  return edges;
}
const endsOf = (part: PartModel, end: number): Uint32Array => instancesAt(edgesOf(part), end);

function mostTerms(parts: readonly PartModel[], terms: Terms, size: number): number {
  const count = new Uint32Array(size);
  for (const { part, end } of terms) {
    const ends = endsOf(parts[part]!, end);
    for (let e = 0; e < ends.length; e++) count[ends[e]!]!++;
  }
  return count.reduce((most, n) => Math.max(most, n), 0);
}
function sumAtStart({ experiment, binding, neighbours }: Draft, terms: Terms): Float64Array {
  const sums = new Float64Array(binding.instances);
  for (const { part, state, end } of terms) {
    const initial = neighbours.draftOf(part)?.states[state]?.initial ?? Float64Array.of(0);
    const ends = endsOf(experiment.parts[part]!, end);
    for (let point = 0; point < binding.points; point++)
      for (let e = 0; e < ends.length; e++)
        sums[point * binding.size + ends[e]!]! += initial[initial.length > 1 ? point * ends.length + e : 0]!;
  }
  return sums;
}
function readAtStart(other: Draft, state: number, ends: Uint32Array, points: number): Float64Array {
  const { initial } = other.states[state]!;
  if (initial.length === 1) return initial;
  const numbers = new Float64Array(points * ends.length);
  for (let point = 0; point < points; point++)
    for (let e = 0; e < ends.length; e++)
      numbers[point * ends.length + e] = initial[point * other.binding.size + ends[e]!]!;
  return numbers;
}
