/** A step in lane code, with what it takes from and leaves in the columns of a population. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { LaneCode, LaneId } from '../lanes/code.ts';
import { initialInteger } from './engine.ts';
import type { LeafKind } from './node.ts';
import { paramInteger } from './program.ts';

export interface LaneLeaf {
  /** `state`: a column. */
  readonly kind: LeafKind;
  readonly index: number;
  readonly fraction: number;
}
/** What an instance keeps from step to step: its states, then numbers worked out of states that seldom change. */
export interface Column {
  /** The number after the step; null where it stays as it is. */
  readonly next: LaneId | null;
  /** The column holds a real number and so much more. */
  readonly raisedBy: number;
  /** Whether it holds truth values. */
  readonly isMask: boolean;
}
export interface LaneProgram {
  readonly code: LaneCode;
  /** In the order of `LaneCode.input`, each scaled by its format. */
  readonly leaves: readonly LaneLeaf[];
  /** The states first. */
  readonly columns: readonly Column[];
  readonly events: readonly { readonly fired: LaneId; readonly fraction: LaneId | null }[];
  readonly sources: readonly LaneId[];
  /** What raises a flag where it is true. */
  readonly flags: readonly { readonly raised: LaneId; readonly bit: number }[];
  /** Initial values of the columns behind the states, from those of the leaves. */
  readonly deriveInitial: ((leaves: readonly number[]) => readonly number[]) | null;
}
/** Everything that leaves the step. */
export function outputsOf(program: LaneProgram): LaneId[] {
  const { columns, events, sources, flags } = program;
  return [
    ...columns.flatMap(({ next }) => (next === null ? [] : [next])),
    ...events.flatMap(({ fired, fraction }) => (fraction === null ? [fired] : [fired, fraction])),
    ...sources,
    ...flags.map((f) => f.raised),
  ];
}
/** Initial content of the column of a state. */
export function initialOf(fixed: FixedForm, program: LaneProgram, state: number, instance: number): number {
  const { fraction } = fixed.states[state]!.format;
  return Number(initialInteger(fixed, state, instance)) * 2 ** -fraction + program.columns[state]!.raisedBy;
}
/** Contents of the columns behind the states, from those of the states of an instance. */
export function derivedOf(
  fixed: FixedForm,
  program: LaneProgram,
  states: readonly number[],
  instance: number,
): readonly number[] {
  if (!program.deriveInitial) return [];
  const leaf = ({ kind, index }: LaneLeaf): number => {
    if (kind === 'param') return paramReal(fixed, index, instance);
    return kind === 'state' ? (states[index] ?? Number.NaN) : Number.NaN;
  };
  return program.deriveInitial(program.leaves.map(leaf));
}
export function paramReal(fixed: FixedForm, param: number, instance: number): number {
  return Number(paramInteger(fixed, param, instance)) * 2 ** -fixed.params[param]!.format.fraction;
}
