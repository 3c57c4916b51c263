/** Sines of many turns: no table is that wide, and one turn is all that they need. */
import { apply, type Graph, type Interval, type ValueId } from '../ops/index.ts';

/** Radians of a turn. */
export const turn = 2 * Math.PI;
const waves: ReadonlySet<string> = new Set(['sin', 'cos', 'tan']);

/** Whether an operation is the same one turn on. */
export function isWave(op: string): boolean {
  return waves.has(op);
}
/** `angle` (rad) less its whole turns, in -pi .. pi; itself where it cannot have any. `turns` is the same angle in turns. */
export function withinTurn(graph: Graph, angle: ValueId, range: Interval | null, turns: () => ValueId): ValueId {
  if (range !== null && range.low >= -turn && range.high <= turn) return angle;
  return apply(graph, 'multiply', [graph.constant(turn), apply(graph, 'wrap', [turns()])]);
}
