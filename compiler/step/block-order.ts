/**
 * turns  blocks `every P update = coloured` of one cell into an order: those that read what another of them assigns never run in the same step;
 *        also blocks without a word that draw numbers and read each other, as one without a word is coloured in an array
 * needs  values at t_(k+1), in which the network of the cell is solved: what a block reads shows there
 * keeps  the law of units that stand one by one in a circuit and are joined by devices: two bits and a bond are as right as an array of them
 * cost   blocks times the values that they read
 */

import type { BlockModel } from '../model/form.ts';
import { reachable } from '../ops/index.ts';
import { adjacency, colour } from './colours.ts';
import type { Draft } from './draft.ts';
import type { Substitution } from './substitute.ts';
import { draws, orderOfBlock } from './update-order.ts';

/** The turn of a block among those of its cell. */
export interface BlockOrder {
  readonly count: number;
  readonly of: ReadonlyMap<BlockModel, number>;
}

/** Blocks whose order is said; `sequential` ones have a turn each, behind the others. */
export function orderBlocks(draft: Draft, atEnd: Substitution): BlockOrder {
  const { part, space } = draft;
  const said = (block: BlockModel): boolean =>
    block.kind === 'every' && block.update !== undefined && orderOfBlock(block, part) !== 'parallel';
  const wordless = (block: BlockModel): boolean =>
    block.kind === 'every' && block.update === undefined && draws(block, part);
  const later = draft.cell.blocks.filter((block) => said(block) && block.update === 'sequential');
  const drawn = draft.cell.blocks.filter(wordless);
  const worded = draft.cell.blocks.filter((block) => said(block) && block.update !== 'sequential');
  if (later.length + worded.length + drawn.length < 2) return { count: 1, of: new Map() };
  const candidates = [...worded, ...drawn];
  const assigns = candidates.map(({ assignments }) => new Set<number>(assignments.map(({ state }) => state)));
  const reads = candidates.map(({ assignments }) => {
    const values = assignments.map(({ value }) => atEnd(value));
    const states = reachable(space.graph, values).map((id) => space.graph.get(id));
    return states.flatMap(({ op, attributes }) => (op === 'state' ? [attributes.index!] : []));
  });
  const follows = (a: number, b: number): boolean => reads[a]!.some((state) => assigns[b]!.has(state));
  // one that draws and reads another is a random input that is passed on; two that read each other are a sampler
  const places = [...candidates.keys()].filter(
    (a) => a < worded.length || candidates.some((_, b) => a !== b && follows(a, b) && follows(b, a)),
  );
  const coloured = places.map((place) => candidates[place]!);
  if (coloured.length + later.length < 2) return { count: 1, of: new Map() };
  const pairs = places.flatMap((a, i) => places.flatMap((b, k) => (a !== b && follows(a, b) ? [[i, k]] : [])));
  const ends = [0, 1].map((end) => Uint32Array.from(pairs, (pair) => pair[end]!));
  const turns = colour(coloured.length, adjacency(coloured.length, ends[0]!, ends[1]!));
  const behind = turns.reduce((most, turn) => Math.max(most, turn + 1), 0);
  const of = new Map([
    ...coloured.map((block, i): [BlockModel, number] => [block, turns[i]!]),
    ...later.map((block, i): [BlockModel, number] => [block, behind + i]),
  ]);
  return { count: behind + later.length, of };
}
