/**
 * The window engine: edges that remember nothing are worked out as their instance is issued, all edges of an instance at once, so that
 * a coupled population still issues one instance a clock and lane. Each instance has slots for the edges that leave it
 * (`down`) and for those that arrive (`up`); every edge is worked out at both of its ends, which saves sums and phases.
 */
import type { FixedForm } from '../numerics/form.ts';
import { networkInputs, readPorts } from './couplings.ts';

export interface WindowSlots {
  /** Edges in the slots of each instance of one point, -1 for none: [instance * down + slot]. */
  readonly down: number;
  readonly downEdges: Int32Array;
  readonly up: number;
  readonly upEdges: Int32Array;
}
/** More edges of an instance at one of its ends are left to other engines. */
export const mostSlots = 8;

/** Slots of the edges of a part that the window engine can make; else null. */
export function windowSlots(fixed: FixedForm, forms: readonly FixedForm[]): WindowSlots | null {
  const { edges, population } = fixed.step;
  if ((edges ?? null) === null || !isFunction(fixed)) return null;
  const [a, b] = edges!.ends;
  if (a !== b || edges!.more.length > 0 || population.instances === 0) return null;
  // a constant source at one instance: there is nothing of its neighbours to keep copies of
  if (readPorts(forms, fixed.step.part).length === 0) return null;
  const { size } = forms[a]!.step.population;
  const { from, to } = edges!;
  // edges are numbered as their instances are issued
  for (let e = 1; e < from.length; e++) if (from[e]! < from[e - 1]!) return null;
  const down = slotsOf(from, size);
  const up = slotsOf(to, size);
  if (down === null || up === null) return null;
  return { down: down.count, downEdges: down.edges, up: up.count, upEdges: up.edges };
}
/** Nothing but outputs, worked out from what is read and from parameters. */
export function isFunction(fixed: FixedForm): boolean {
  const { step, delayLines, draws, events, asserts, inputs } = fixed;
  const { states } = step.population.cell;
  const onlyReads = networkInputs(fixed).filter(({ from }) => from.kind === 'read').length === inputs.length;
  return (
    onlyReads &&
    states.every(({ kind }) => kind === 'output') &&
    [delayLines, draws, events, asserts].every((list) => list.length === 0)
  );
}
/** Edges by instance at one end, in their order. */
function slotsOf(ends: Uint32Array, size: number): { readonly count: number; readonly edges: Int32Array } | null {
  const used = new Uint32Array(size);
  let count = 0;
  for (let e = 0; e < ends.length; e++) {
    const now = ++used[ends[e]!]!;
    if (now > mostSlots) return null;
    if (now > count) count = now;
  }
  const edges = new Int32Array(size * count).fill(-1);
  used.fill(0);
  for (let e = 0; e < ends.length; e++) {
    const instance = ends[e]!;
    edges[instance * count + used[instance]!++] = e;
  }
  return { count, edges };
}

/** How many rows ahead of an instance its neighbours are at most. */
export function rowsAhead(fixed: FixedForm, forms: readonly FixedForm[], lanes: number): number {
  const { from, to, ends } = fixed.step.edges!;
  const { size, instances } = forms[ends[0]]!.step.population;
  let most = 0;
  for (let base = 0; base < instances; base += size) {
    for (let e = 0; e < from.length; e++) {
      const distance = Math.floor((base + from[e]!) / lanes) - Math.floor((base + to[e]!) / lanes);
      most = Math.max(most, Math.abs(distance));
    }
    // where rows begin with a point, all points are alike
    if (size % lanes === 0) break;
  }
  return most;
}
