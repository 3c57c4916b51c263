/** What one evaluation of a step costs, as far as it can be told before word lengths are chosen. */

import { ecp5 } from '../ops/families.ts';
import type { Graph, ValueId, ValueType } from '../ops/graph.ts';
import { booleanFormat, type Format, operation, plainSite } from '../ops/index.ts';
import type { StepCell } from './form.ts';
import { rootsOf } from './rewrite-cell.ts';
import { isLeaf, reachable } from './workspace.ts';

/** A usual word: the formats are not known yet. */
const word: Format = { signed: true, width: 24, fraction: 16 };
/** In LUT4: a table of one variable with its block RAM and multiplier; a DSP block. */
const tableCost = 900;
const dspCost = 150;
/** Above this an operation is worth keeping the result of. */
const expensiveFrom = 500;

/** The roots that hardware works out; the host works out observations. */
export function hardwareRoots(cell: StepCell): ValueId[] {
  return rootsOf({ ...cell, observations: [] });
}
/** Sums the cost of what `roots` need; remembers the cost of each value of the graph. */
export function costMeter(graph: Graph): (roots: readonly ValueId[]) => number {
  const known: number[] = [];
  const cost = (id: ValueId): number => {
    const { op, args } = graph.get(id);
    known[id] ??= isLeaf(op)
      ? 0
      : costOf(
          op,
          args.map((arg) => graph.get(arg).type),
        );
    return known[id];
  };
  return (roots) => reachable(graph, roots).reduce((sum, id) => sum + cost(id), 0);
}
/** A state word is stored and carried through the pipeline. */
export const stateCost = word.width;
export function expensive(op: string): boolean {
  const { arity } = operation(op);
  return (
    costOf(
      op,
      Array.from({ length: arity }, () => 'real' as const),
    ) >= expensiveFrom
  );
}
function costOf(op: string, args: readonly ValueType[]): number {
  const { fixed, type } = operation(op);
  if (fixed === null) return tableCost;
  const formatOf = (of: ValueType): Format => (of === 'bool' ? booleanFormat : word);
  const { lut, ff, dsp } = fixed.cost(plainSite(args.map(formatOf), formatOf(type)), ecp5);
  return lut + 0.25 * ff + dspCost * dsp;
}
