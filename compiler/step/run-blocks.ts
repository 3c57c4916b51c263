/**
 * turns  `on` and `every` blocks into the values of memories and reset states after the step
 * needs  values at t_(k+1) before any block: all right-hand sides and conditions see those
 * keeps  independence of order: a variable that two blocks can assign in one step needs a priority, the larger one wins
 * cost   assignments; pairs of blocks that share a variable
 */

import type { BlockModel } from '../model/form.ts';
import type { ValueId } from '../ops/graph.ts';
import { perInstance } from './bind-settings.ts';
import { type BlockOrder, orderBlocks } from './block-order.ts';
import type { Draft } from './draft.ts';
import { excludeEachOther } from './exclusive.ts';
import type { Substitution } from './substitute.ts';
import { type Colours, draws, orderOfBlock } from './update-order.ts';
import { wholeSteps } from './whole-steps.ts';

interface Assignment {
  readonly block: BlockModel;
  readonly runs: ValueId;
  readonly value: ValueId;
  readonly origin: BlockModel['origin'];
}

/** The states after the step, by index; hidden counters of `every` blocks are added to the draft. */
export function runBlocks(draft: Draft, atEnd: Substitution, advanced: ReadonlyMap<number, ValueId>): ValueId[] {
  const { space, cell } = draft;
  const counters = new Map<number, { state: number; runs: ValueId }>();
  const assigned = new Map<number, Assignment[]>();
  const order = orderBlocks(draft, atEnd);
  for (const block of cell.blocks) {
    const runs = block.condition === null ? everyPeriod(draft, block, atEnd, counters, order) : atEnd(block.condition);
    if (draft.space.graph.constantOf(runs) === 0) continue;
    for (const { state, value, origin } of block.assignments) {
      const list = assigned.get(state) ?? assigned.set(state, []).get(state)!;
      list.push({ block, runs, value: stored(draft, state, atEnd(value)), origin });
    }
  }
  const next = [...draft.states.keys()].map((state) => {
    const rest = advanced.get(state) ?? draft.stateLeaf(state);
    const list = assigned.get(state) ?? [];
    reportConflicts(draft, state, list);
    const inOrder = list.toSorted((a, b) => priority(a) - priority(b));
    return inOrder.reduce((value, { runs, value: set }) => space.select(runs, set, value), rest);
  });
  for (const { state, runs } of counters.values()) {
    const counter = draft.stateLeaf(state);
    next[state] = space.select(runs, space.constant(0), space.add(counter, space.constant(1)));
  }
  return next;
}
const priority = ({ block }: Assignment): number => block.priority ?? -Infinity;
/** An angle is kept in -1/2..1/2 turn also when it is assigned. */
function stored(draft: Draft, state: number, value: ValueId): ValueId {
  return draft.states[state]!.angle ? draft.space.apply('wrap', [value]) : value;
}

/**
 * True in the last step of every period, so that the block runs at t = P, 2P, ...; of a block with an order, in the step of the
 * instance's colour: those of the last colour at P, 2P, ..., the others before, spread over the period.
 */
function everyPeriod(
  draft: Draft,
  block: BlockModel,
  atEnd: Substitution,
  counters: Map<number, { state: number; runs: ValueId }>,
  order: BlockOrder,
): ValueId {
  const { space } = draft;
  const steps = wholeSteps(draft, atEnd(block.period!), 'period', block.origin);
  const ordered = turnsOf(draft, block, order);
  if (draws(block, draft.part)) draft.redrawn.push(steps);
  if (ordered !== null) draft.finer = Math.max(draft.finer, Math.ceil(ordered.count / steps));
  if (steps === 1) return space.boolean(true);
  const { state, runs } = counterOf(draft, block, steps, counters);
  if (ordered === null || ordered.count === 1) return runs;
  const name = order.count === 1 ? `turn_${steps}` : `turn_${steps}_${order.of.get(block) ?? 0}`;
  return space.apply('equal', [draft.stateLeaf(state), stepOfColour(draft, ordered, steps, name)]);
}
/** Turns of the instances for a block: their colours, and within each of those its turn among the blocks of the cell; null: all at once. */
function turnsOf({ colours, part }: Draft, block: BlockModel, { count, of }: BlockOrder): Colours | null {
  const turn = of.get(block);
  const alone = orderOfBlock(block, part) === 'parallel';
  if (turn === undefined && alone) return null;
  if (turn === undefined || count === 1) return alone ? null : colours;
  const instances = alone || colours === null ? { count: 1, of: new Uint32Array(1) } : colours;
  return { count: instances.count * count, of: instances.of.map((each) => each * count + turn) };
}
/** The number, in its period, of the step at whose end an instance makes its update. */
function stepOfColour(draft: Draft, { count, of }: Colours, steps: number, name: string): ValueId {
  const numbers = Float64Array.from(
    { length: draft.binding.instances },
    (_, i) => Math.floor(((of[i % of.length]! + 1) * steps) / count) - 1,
  );
  return draft.setting(perInstance(numbers), name, { text: '1', scale: 1 });
}
function counterOf(
  draft: Draft,
  block: BlockModel,
  steps: number,
  counters: Map<number, { state: number; runs: ValueId }>,
): { state: number; runs: ValueId } {
  const known = counters.get(steps);
  if (known) return known;
  const state = draft.state({
    name: `every_${steps}`,
    unit: { text: '1', scale: 1 },
    kind: 'hidden',
    angle: false,
    range: { low: 0, high: steps - 1 },
    format: null,
    rounding: null,
    initial: new Float64Array([0]),
    origin: block.origin,
  });
  const runs = draft.space.apply('equal', [draft.stateLeaf(state), draft.space.constant(steps - 1)]);
  const made = { state, runs };
  counters.set(steps, made);
  return made;
}

function reportConflicts(draft: Draft, state: number, list: readonly Assignment[]): void {
  for (const [i, one] of list.entries()) {
    for (const other of list.slice(i + 1)) {
      if (priority(one) !== priority(other)) continue;
      const same = one.block === other.block;
      if (!same && excludeEachOther(draft, one.runs, other.runs)) continue;
      const { name } = draft.states[state]!;
      draft.report(
        'E0312',
        same
          ? `${name} is assigned twice in one block`
          : `${name} is assigned by two blocks that can run in the same step`,
        other.origin,
        {
          label: 'one of the two',
          related: [{ span: one.origin, text: 'the other one' }],
          help: same
            ? 'all right-hand sides see the values before the block: keep one assignment'
            : 'say which wins with `priority 1` on a block (the larger number wins), or make their conditions exclude each other',
        },
      );
      return;
    }
  }
}
