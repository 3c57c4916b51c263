/** Which values of a graph are needed. */
import type { Graph, ValueId } from '../ops/index.ts';
import type { StepCell } from '../step/form.ts';

/** Values that the roots need, arguments first. */
export function reachable(graph: Graph, roots: readonly ValueId[]): ValueId[] {
  const seen = new Set<ValueId>();
  const open = [...roots];
  while (open.length > 0) {
    const id = open.pop()!;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...graph.get(id).args);
  }
  return [...seen].sort((a, b) => a - b);
}

/** Outputs of a cell that become hardware. */
export function hardwareRoots(cell: StepCell): ValueId[] {
  const events = cell.events.flatMap((e) => (e.fraction === null ? [e.fired] : [e.fired, e.fraction]));
  return [...cell.next, ...events, ...cell.asserts.map((a) => a.holds), ...cell.delayLines.map((d) => d.source)];
}
