import { atom, fixedSide, fold } from './entry.ts';
import { argument, finish } from './exact.ts';
import type { Graph, ValueId } from './graph.ts';
import { negateInterval } from './interval.ts';
import type { Operation } from './operation.ts';

/** -a. Fixed: exact, so the lowest integer of a signed format saturates. */
export const negate: Operation = {
  name: 'negate',
  description: 'negative',
  arity: 1,
  type: 'real',
  print: ([a]) => `-${atom(a!)}`,
  float64: ([a]) => -a!,
  javascript: ([a]) => `(-${a})`,
  interval: ([a]) => negateInterval(a!),
  partials: () => [-1],
  simplify: (graph, args, attributes) => fold(graph, negate, args, attributes) ?? simplifyNegate(graph, args[0]!),
  derivative: (graph) => graph.constant(-1),
  fixed: fixedSide('negate', (builder, site, args) => {
    const { integer, fraction } = argument(site, args, 0);
    return finish(builder, { integer: builder.subtract(builder.constant(0n), integer), fraction }, site);
  }),
};

/** --x is x, -(a - b) is b - a, -(c x) is (-c) x. */
function simplifyNegate(graph: Graph, x: ValueId): ValueId | null {
  const { op, args } = graph.get(x);
  const [a, b] = args;
  if (op === 'negate') return a!;
  if (op === 'subtract') return graph.add('subtract', [b!, a!], 'real');
  const scale = op === 'multiply' ? graph.constantOf(a!) : undefined;
  return scale === undefined ? null : graph.add('multiply', [graph.constant(-scale), b!], 'real');
}
