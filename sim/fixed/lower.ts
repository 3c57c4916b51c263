/** From the traced program of a fixed form to lane code. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { LaneId } from '../lanes/code.ts';
import { keepDerived } from './lane-derived.ts';
import type { LaneProgram } from './lane-form.ts';
import { Lowering } from './lane-program.ts';
import { findScales } from './lane-scales.ts';
import type { Program } from './program.ts';
import { refine } from './refine.ts';

export interface LaneOptions {
  /** Columns hold the states as they are. */
  readonly plain: boolean;
  /** See `refine`. */
  readonly guardEvents: boolean;
  /** By how much the columns of the states are to be raised; left out: as it is best. */
  readonly raised?: ReadonlyMap<number, number>;
}
/** null where float64 numbers are too short for some integer. */
export function lowerToLanes(
  fixed: FixedForm,
  traced: Program,
  { plain, guardEvents, raised: wanted }: LaneOptions,
): LaneProgram | null {
  const program = refine(traced, guardEvents);
  const scales = findScales(fixed, program);
  if (!scales) return null;
  if (wanted) return keepDerived(new Lowering(fixed, program, scales, wanted).run());
  const level = new Lowering(fixed, program, scales, new Map()).run();
  const raised = plain ? level : new Lowering(fixed, program, scales, raisedStates(fixed, level)).run();
  return keepDerived(raised);
}
/** By how much the columns of a program's states are raised. */
export function raisedColumns({ columns }: LaneProgram): ReadonlyMap<number, number> {
  return new Map(columns.flatMap(({ raisedBy }, s) => (raisedBy === 0 ? [] : [[s, raisedBy] as const])));
}
/** States that come out of their step higher than they are, and by how much: kept so, they need not be lowered and raised again. */
function raisedStates(fixed: FixedForm, { code, columns, leaves }: LaneProgram): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  columns.forEach(({ next }, s) => {
    if (next === null) return;
    const { op, args } = code.get(next);
    const isOwn = (id: LaneId): boolean => {
      const node = code.get(id);
      return node.op === 'input' && leaves[node.value]!.kind === 'state' && leaves[node.value]!.index === s;
    };
    // chosen or kept
    const other = op === 'choose' && args.slice(1).some(isOwn) ? args.slice(1).find((arg) => !isOwn(arg)) : undefined;
    const raised = code.raisedOf(other ?? next);
    const { fraction, width } = fixed.states[s]!.format;
    // what the state may begin with must be exact too
    const fitsIn = (unit: number): boolean => unit <= 2 ** -fraction && 2 ** (width - fraction) <= 2 ** 50 * unit;
    if (raised && raised.unit > 0 && fitsIn(raised.unit)) found.set(s, raised.by);
  });
  return found;
}
