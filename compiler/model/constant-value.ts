/** Numbers that are known while the model is built: constants, parameters at their values, and what follows from them. */

import type { Graph, ValueId } from '../ops/graph.ts';
import { isLeaf, leavesOf, operation } from '../ops/index.ts';
import type { DrawModel, ParamModel } from './form.ts';

/** The number of a value with every parameter at its own value; undefined when it depends on anything else. */
export function constantValue(graph: Graph, id: ValueId, params: readonly ParamModel[]): number | undefined {
  const known = new Map<ValueId, number | undefined>();
  const of = (value: ValueId): number | undefined => {
    if (known.has(value)) return known.get(value);
    const { op, args, attributes } = graph.get(value);
    let result: number | undefined;
    // a parameter without a default is no number yet
    if (op === 'constant') result = Number.isNaN(attributes.value) ? undefined : attributes.value;
    else if (op === 'param') result = params[attributes.index!] && of(params[attributes.index!]!.value);
    else if (!isLeaf(op)) {
      const numbers = args.map(of);
      if (numbers.every((n) => n !== undefined)) result = operation(op).float64(numbers, attributes);
    }
    known.set(value, result);
    return result;
  };
  return of(id);
}

/** Whether a value depends on constants and parameters alone, and on draws that are made once, or read from a file. */
export function isFixedInTime(graph: Graph, id: ValueId, draws: readonly DrawModel[] = []): boolean {
  return leavesOf(graph, [id]).every((leaf) => {
    const { op, attributes } = graph.get(leaf);
    return op === 'param' || op === 'datum' || (op === 'draw' && draws[attributes.index!]?.once === true);
  });
}
