/**
 * turns  what edges read of a part into states of it: a state itself (or a multiple of it), or else a hidden state that the part
 *        works out at the end of a step, so that edges find it ready at t_k
 * needs  a solved network
 * keeps  the values of t_k: the hidden state of a potential is the potential at the end of the step, after all blocks; of an event, whether it
 *        occurred in the step
 * cost   what is read
 */

import type { Span } from '../../dsl/index.ts';
import type { RemoteModel } from '../model/form.ts';
import type { ValueId } from '../ops/graph.ts';
import { leavesOf } from '../ops/index.ts';
import { type Delays, numbersAtStart } from './delays.ts';
import type { DetectedEvents } from './detect-events.ts';
import type { Draft } from './draft.ts';
import { valuesAt } from './moments.ts';
import type { SolvedNetwork } from './network/solve-network.ts';
import { freeName, type Shown, sumName } from './network-leaves.ts';
import { refuseWhite } from './noise.ts';

/** A hidden state that edges read, and what it stands for. */
type Hidden = { readonly state: number } & (
  | { readonly kind: 'value'; readonly value: ValueId }
  | { readonly kind: 'event'; readonly event: number }
);

/** What one part shows to edges. */
export class ShownStates {
  private readonly draft: Draft;
  private readonly network: SolvedNetwork;
  private readonly hidden: Hidden[] = [];

  constructor(draft: Draft, network: SolvedNetwork) {
    this.draft = draft;
    this.network = network;
  }
  show(remote: RemoteModel): Shown {
    if (remote.of.kind === 'event') return this.event(remote.of.event, remote);
    const value = this.network.at(remote.of.value);
    const number = this.draft.space.graph.constantOf(value);
    if (number !== undefined) return { kind: 'constant', value: number };
    return this.asState(value) ?? this.hide(value, remote);
  }
  /** Values of the hidden states after the step, by state. `next`: those of all others. */
  after(next: readonly ValueId[], delays: Delays, detected: DetectedEvents): Map<number, ValueId> {
    const { draft } = this;
    const { space } = draft;
    const fired = (event: number): ValueId => detected.events[event]!.fired;
    const stage = (state: number): number => draft.passes?.stageOf(state) ?? state;
    const states = new Map(next.map((value, state) => [state, next[stage(state)] ?? value]));
    const atEnd = valuesAt(draft, delays, { time: 1, states, event: fired, pass: 'next' });
    const number = (value: ValueId): ValueId =>
      space.graph.get(value).type === 'bool' ? space.select(value, space.constant(1), space.constant(0)) : value;
    const occurred = (state: number, event: number): ValueId =>
      draft.passes?.atLast(number(fired(event)), draft.stateLeaf(state)) ?? number(fired(event));
    return new Map(
      this.hidden.map((each) => [
        each.state,
        each.kind === 'event' ? occurred(each.state, each.event) : number(atEnd(each.value)),
      ]),
    );
  }

  /** A state, or a multiple of one (an angle is stored in turns). */
  private asState(value: ValueId): Shown | null {
    const { graph } = this.draft.space;
    const { op, args, attributes } = graph.get(value);
    const seen = (state: number): number => this.draft.passes?.stageOf(state) ?? state;
    if (op === 'state') return { kind: 'state', state: seen(attributes.index!), factor: 1 };
    if (op !== 'multiply') return null;
    const [a, b] = args.map((arg) => graph.constantOf(arg));
    const [factor, rest] = a === undefined ? [b, args[0]!] : [a, args[1]!];
    const inner = graph.get(rest);
    return factor === undefined || inner.op !== 'state'
      ? null
      : { kind: 'state', state: seen(inner.attributes.index!), factor };
  }
  private hide(value: ValueId, { name, unit, origin }: RemoteModel): Shown {
    const { draft } = this;
    this.refuseSums(value, name, origin);
    refuseWhite(draft, value, `a coupling that reads ${name}`, origin);
    const known = this.hidden.find((each) => each.kind === 'value' && each.value === value);
    if (known) return { kind: 'state', state: known.state, factor: 1 };
    const own = draft.space.graph.get(value).name ?? name;
    const state = this.add(`${own}_shown`, unit, numbersAtStart(draft, this.network.at, value), origin);
    this.hidden.push({ kind: 'value', state, value });
    return { kind: 'state', state, factor: 1 };
  }
  private event(event: number, { unit, origin }: RemoteModel): Shown {
    const known = this.hidden.find((each) => each.kind === 'event' && each.event === event);
    if (known) return { kind: 'state', state: known.state, factor: 1 };
    const state = this.add(`${this.draft.cell.events[event]!.name}_shown`, unit, Float64Array.of(0), origin);
    this.hidden.push({ kind: 'event', state, event });
    return { kind: 'state', state, factor: 1 };
  }
  private add(name: string, unit: RemoteModel['unit'], initial: Float64Array, origin: Span): number {
    const fixed = { kind: 'hidden', angle: false, range: null, format: null, rounding: null } as const;
    return this.draft.state({ ...fixed, name: freeName(this.draft, name), unit, initial, origin });
  }
  /** What edges read must be known before they add anything. */
  private refuseSums(value: ValueId, name: string, origin: Span): void {
    const { draft } = this;
    const { graph } = draft.space;
    for (const leaf of leavesOf(graph, [value])) {
      const { op, attributes } = graph.get(leaf);
      const input = op === 'input' ? draft.inputs[attributes.index!]! : null;
      if (input?.from?.kind !== 'sum') continue;
      const { gathers, nodes } = draft.cell;
      const gathered = gathers.find((each) => sumName(each.name) === input.name);
      draft.report(
        'E0334',
        `\`${name}\` is read by a coupling and depends, at the same moment, on what couplings add`,
        origin,
        {
          related: gathered
            ? [{ span: gathered.origin, text: `what is added to \`${gathered.name}\` enters here` }]
            : [],
          help: nodes.some(({ discipline }) => discipline.nature === 'conserved')
            ? '`solve NAME by relaxation { sweeps = 32 }` with the name of the array, or a storage (a capacitance, a heat capacity) at the node that is coupled makes its potential known at the beginning of a step'
            : 'let a state follow the sum, and read that; devices of which one feeds the next at the same moment have a node of their own between them, not one of an array (`node mid: number`)',
        },
      );
      return;
    }
  }
}
