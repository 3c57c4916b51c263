/**
 * turns  nothing: looks for constants that have no value, such as a division by a resistance of 0
 * needs  form 3 with its constants folded: what could not be folded is an operation of constants
 * cost   linear in the graph
 */
import type { Span } from '../../dsl/index.ts';
import type { Graph, ValueId } from '../ops/graph.ts';
import { operation, reachable } from '../ops/index.ts';
import { paramsThatAre } from './blame.ts';
import type { Draft } from './draft.ts';
import type { StepForm } from './form.ts';
import { rootsOf } from './rewrite-cell.ts';

/** Reports E0318 for operations of constants, and of numbers that differ between instances, without a finite value. */
export function checkConstants(draft: Draft, { population }: StepForm): void {
  const { graph, params } = population.cell;
  const order = reachable(graph, rootsOf(population.cell));
  const known = new Map<ValueId, Float64Array>();
  for (const id of order) {
    const { op, args, attributes } = graph.get(id);
    if (op === 'constant') known.set(id, Float64Array.of(attributes.value!));
    else if (op === 'param') known.set(id, params[attributes.index!]!.values);
    else if (op === 'divide' && known.get(args[1]!)?.includes(0)) report(draft, graph, order, id, [Number.NaN, 0]);
    else if (args.length > 0 && args.every((arg) => known.has(arg))) {
      const given = args.map((arg) => known.get(arg)!);
      const count = Math.max(...given.map((values) => values.length));
      const numbers = new Array<number>(given.length).fill(0);
      const at = (i: number): number[] => {
        for (let k = 0; k < given.length; k++) numbers[k] = given[k]![given[k]!.length > 1 ? i : 0]!;
        return numbers;
      };
      const { float64 } = operation(op);
      const made = new Float64Array(count);
      let bad = -1;
      for (let i = 0; i < count; i++) {
        made[i] = float64(at(i), attributes);
        if (bad < 0 && !Number.isFinite(made[i])) bad = i;
      }
      if (bad < 0) known.set(id, made);
      else report(draft, graph, order, id, at(bad));
    }
  }
}
function report(draft: Draft, graph: Graph, order: readonly ValueId[], id: ValueId, args: readonly number[]): void {
  const { op, attributes } = graph.get(id);
  const what =
    (op === 'reciprocal' || op === 'divide') && args.at(-1) === 0
      ? 'a division by 0'
      : `${operation(op).print(
          args.map((arg) => String(Number(arg.toPrecision(6)))),
          attributes,
        )} has no finite value`;
  draft.report('E0318', what, originOf(graph, order, id) ?? draft.experiment.origin, {
    related: paramsThatAre(draft, args.at(-1)!),
    help: 'a constant without a value would make everything that depends on it worthless: give another value, or leave the part out',
  });
}
/** The place of a value, or of the nearest that is made from it. */
function originOf(graph: Graph, order: readonly ValueId[], id: ValueId): Span | null {
  let found = new Set([id]);
  for (let round = 0; round < 6; round++) {
    for (const each of found) {
      const { origin } = graph.get(each);
      if (origin) return origin;
    }
    found = new Set(order.filter((user) => graph.get(user).args.some((arg) => found.has(arg))));
  }
  return null;
}
