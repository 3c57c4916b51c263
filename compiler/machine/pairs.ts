/** The matrix engine: edges whose ends need no memory, because they are every pair in order and can be counted (`rtl/qnm_pairs.v`). */
import type { FixedForm } from '../numerics/form.ts';
import type { MachineForm, PairOrder } from './form.ts';

const orders: readonly PairOrder[] = ['all', 'behind', 'others'];

/**
 * In which order of pairs the edges of a part stand, one lane behind the other; null: in none that can be counted.
 * @param ends  the machines at both ends, where there are any
 */
export function pairOrder(edges: MachineForm, ends: readonly MachineForm[]): PairOrder | null {
  if (ends.length < 2 || edges.fixed.step.edges!.more.length > 0) return null;
  const { lanes, fixed } = edges;
  const [from, to] = ends.map(({ fixed: end }) => end.step.population.size) as [number, number];
  // the lane of an instance is taken from the low bits of its number
  if (ends.some((end) => !Number.isInteger(Math.log2(end.lanes)))) return null;
  const alike = ends[0]!.part === ends[1]!.part;
  const found = orders.find((order) => (order === 'all' || alike) && standIn(order, fixed, from, to)) ?? null;
  // rows of several edges pass at most one first end
  return found === null || (found === 'all' ? lanes <= to : lanes === 1) ? found : null;
}
function standIn(order: PairOrder, { step }: FixedForm, froms: number, tos: number): boolean {
  const { from, to } = step.edges!;
  let edge = 0;
  for (let a = 0; a < froms; a++)
    for (let b = order === 'behind' ? a + 1 : 0; b < tos; b++) {
      if (order === 'others' && a === b) continue;
      if (edge >= from.length || from[edge] !== a || to[edge] !== b) return false;
      edge++;
    }
  return edge === from.length;
}
