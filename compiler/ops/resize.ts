import { fixedSide } from './entry.ts';
import { argument, finish } from './exact.ts';
import type { Operation } from './operation.ts';

/** The same number in another format. Only in the fixed form: a real value has no format. */
export const resize: Operation = {
  name: 'resize',
  description: 'change of format',
  arity: 1,
  type: 'real',
  print: ([a]) => `resize(${a})`,
  float64: ([a]) => a!,
  javascript: ([a]) => `${a}`,
  interval: ([a]) => a!,
  partials: () => [1],
  simplify: (_graph, [a]) => a!,
  derivative: (graph) => graph.constant(1),
  fixed: fixedSide('resize', (builder, site, args) => finish(builder, argument(site, args, 0), site)),
};
