/**
 * turns  the orders of `every` blocks (`update = coloured`) into a colour for each instance of each population
 * needs  all parts of the experiment: who is coupled with whom
 * keeps  units that read each other apart. Populations that are joined by couplings share their colours, so the layers of a
 *        machine of two layers are two colours; `sequential` instances that are joined, directly or through others, have a colour each
 * cost   instances and edges
 *
 * Gibbs sampling is right when every unit is drawn from its neighbours as they are, and units that do not read each other may be drawn
 * at once: S. Geman, D. Geman, IEEE PAMI 6, 721 (1984); by colours J. Gonzalez et al., AISTATS, PMLR 15, 324 (2011).
 */

import {
  type BlockModel,
  type Cell,
  type Edges,
  type Experiment,
  endLists,
  type PartModel,
  type UpdateOrder,
} from '../model/form.ts';
import { leavesOf } from '../ops/index.ts';
import { adjacency, colour, pieces } from './colours.ts';

/** When the instances of a population make their updates: colour c of a period of K steps at the end of step floor((c + 1) K / colours). */
export interface Colours {
  readonly count: number;
  /** By number within the array. */
  readonly of: Uint32Array;
}

/** Colours of every population that has blocks with an order; null for all other parts. */
export function colourParts({ parts }: Experiment): (Colours | null)[] {
  const orders = parts.map((part) => orderOfPart(part, parts));
  const sizes = parts.map(({ shape }, i) => (orders[i] === 'parallel' ? 0 : shape.reduce((a, b) => a * b, 1)));
  const first = sizes.map((_, i) => sizes.slice(0, i).reduce((a, b) => a + b, 0));
  const families = joined(parts, orders);
  const colours = parts.map((): Colours | null => null);
  for (const family of new Set(families.filter((_, i) => orders[i] !== 'parallel'))) {
    const members = [...parts.keys()].filter((i) => families[i] === family && orders[i] !== 'parallel');
    const made = colourFamily(parts, { members, orders, sizes, first });
    for (const [part, each] of made) colours[part] = each;
  }
  return colours;
}

/** What a block does: said, or coloured where it draws numbers and reads what couplings add. */
export function orderOfBlock(block: BlockModel, { cell, edges }: PartModel): UpdateOrder {
  if (block.kind !== 'every' || edges !== null) return 'parallel';
  if (block.update) return block.update;
  const leaves = leavesOfBlock(block, cell);
  const reads = leaves.some(
    ({ op, attributes }) => ['nodeFlow', 'potential'].includes(op) && isSummed(cell, attributes.index!, op),
  );
  return reads && draws(block, { cell }) ? 'coloured' : 'parallel';
}
/** Whether what a block does hangs on numbers that are drawn anew each time. */
export function draws(block: BlockModel, { cell }: Pick<PartModel, 'cell'>): boolean {
  return leavesOfBlock(block, cell).some(({ op, attributes }) => op === 'draw' && !cell.draws[attributes.index!]!.once);
}
const leavesOfBlock = ({ assignments }: BlockModel, { graph }: Cell) =>
  assignments.flatMap(({ value }) => leavesOf(graph, [value]).map((id) => graph.get(id)));
/** Whether what is read of a node is at once what couplings add to it: the flow of an owned node, the value of a signal. */
function isSummed(cell: Cell, node: number, op: string): boolean {
  const nature = op === 'nodeFlow' ? 'owned' : 'signal';
  return (
    cell.nodes[node]!.discipline.nature === nature &&
    cell.branches.some(
      ({ kind, from, value }) =>
        kind === 'add' && from === node && value.some((part) => cell.graph.get(part).op === 'gathered'),
    )
  );
}
function orderOfPart(part: PartModel, parts: readonly PartModel[]): UpdateOrder {
  const coupled = parts.some(({ edges }) => edges?.ends.includes(parts.indexOf(part)));
  const orders = part.cell.blocks.map((block) => orderOfBlock(block, part));
  if (!coupled && !orders.includes('sequential')) return 'parallel';
  return orders.find((order) => order === 'sequential') ?? orders.find((order) => order === 'coloured') ?? 'parallel';
}

/** A number for each part that is the same for parts that couplings join. */
function joined(parts: readonly PartModel[], orders: readonly UpdateOrder[]): number[] {
  const families = [...parts.keys()];
  for (const { edges } of parts) {
    if (edges === null || edges.ends.some((end) => orders[end] === 'parallel')) continue;
    const [first, ...others] = edges.ends.map((end) => families[end]!);
    for (const i of families.keys()) if (others.includes(families[i]!)) families[i] = first!;
  }
  return families;
}

/** Units at one end of edges: numbers within the family are `base` more. */
interface Units {
  readonly base: number;
  readonly list: Uint32Array;
}
/** All ends of an edge are joined with each other: every pair of ends is a list of pairs. */
function pairsOf(edges: Edges, place: (part: number) => number): [Units, Units][] {
  const ends = endLists(edges).map((list, end): Units => ({ base: place(edges.ends[end]!), list }));
  return ends.flatMap((a, i) => ends.slice(i + 1).map((b): [Units, Units] => [a, b]));
}
interface Family {
  readonly members: readonly number[];
  readonly orders: readonly UpdateOrder[];
  readonly sizes: readonly number[];
  readonly first: readonly number[];
}
function colourFamily(parts: readonly PartModel[], { members, orders, sizes, first }: Family): [number, Colours][] {
  const base = first[members[0]!]!;
  const place = (part: number): number => first[part]! - base;
  const units = members.reduce((end, part) => Math.max(end, place(part) + sizes[part]!), 0);
  const inside = parts.filter(({ edges }) => edges?.ends.every((end) => members.includes(end)));
  const pairs = inside.flatMap(({ edges }) => pairsOf(edges!, place));
  const total = pairs.reduce((sum, pair) => sum + pair[0].list.length, 0);
  const [from, to] = [new Uint32Array(total), new Uint32Array(total)];
  let at = 0;
  for (const [a, b] of pairs)
    for (let e = 0; e < a.list.length; e++, at++) {
      from[at] = a.base + a.list[e]!;
      to[at] = b.base + b.list[e]!;
    }
  const graph = adjacency(units, from, to);
  const colours = colour(units, graph);
  // what runs one after the other comes behind all colours
  let count = 0;
  for (const part of members)
    if (orders[part] !== 'sequential')
      for (let i = 0; i < sizes[part]!; i++) count = Math.max(count, colours[place(part) + i]! + 1);
  // one after the other among those that couplings join, directly or through others: copies of a network do not wait for each other
  const piece = pieces(units, graph);
  const next = new Map<number, number>();
  const coloured = count;
  for (const part of members)
    if (orders[part] === 'sequential')
      for (let i = place(part); i < place(part) + sizes[part]!; i++) {
        colours[i] = next.get(piece[i]!) ?? coloured;
        next.set(piece[i]!, colours[i]! + 1);
        count = Math.max(count, colours[i]! + 1);
      }
  return members.map((part) => [part, { count, of: colours.slice(place(part), place(part) + sizes[part]!) }]);
}
