import { fixedSide, fold, infix } from './entry.ts';
import { argument, finish } from './exact.ts';
import type { Graph, ValueId } from './graph.ts';
import { multiplyIntervals } from './interval.ts';
import type { Operation } from './operation.ts';

/** a * b. Fixed: the exact product, rounded once. */
export const multiply: Operation = {
  name: 'multiply',
  description: 'product',
  arity: 2,
  type: 'real',
  print: infix('*'),
  float64: ([a, b]) => a! * b!,
  javascript: ([a, b]) => `(${a} * ${b})`,
  interval: ([a, b]) => multiplyIntervals(a!, b!),
  partials: ([a, b]) => [b!, a!],
  simplify: (graph, args, attributes) =>
    fold(graph, multiply, args, attributes) ?? simplifyMultiply(graph, args[0]!, args[1]!),
  derivative: (_graph, [a, b], _attributes, i) => (i === 0 ? b! : a!),
  fixed: fixedSide('multiply', (builder, site, args) => {
    const [a, b] = [argument(site, args, 0), argument(site, args, 1)];
    return finish(
      builder,
      { integer: builder.multiply(a.integer, b.integer), fraction: a.fraction + b.fraction },
      site,
    );
  }),
};

/**
 * Products: 1 vanishes, 0 wins (so NaN and infinities of the other factor are dropped), -1 negates, constants go first and
 * merge, signs move outwards, the older value goes first.
 */
function simplifyMultiply(graph: Graph, a: ValueId, b: ValueId): ValueId | null {
  const second = graph.constantOf(b);
  if (second !== undefined) return scale(graph, second, a) ?? graph.add('multiply', [b, a], 'real');
  const first = graph.constantOf(a);
  if (first !== undefined) return scale(graph, first, b);
  const [left, right] = [graph.get(a), graph.get(b)];
  if (left.op === 'negate' && right.op === 'negate')
    return graph.add('multiply', [left.args[0]!, right.args[0]!], 'real');
  return a > b ? graph.add('multiply', [b, a], 'real') : null;
}
/** constant * x in a simpler form, or null. */
function scale(graph: Graph, constant: number, x: ValueId): ValueId | null {
  if (constant === 0) return graph.constant(0);
  if (constant === 1) return x;
  if (constant === -1) return graph.add('negate', [x], 'real');
  const { op, args } = graph.get(x);
  if (op === 'negate') return graph.add('multiply', [graph.constant(-constant), args[0]!], 'real');
  const inner = op === 'multiply' ? graph.constantOf(args[0]!) : undefined;
  if (inner === undefined) return null;
  const product = constant * inner;
  if (product === 1) return args[1]!;
  return isNormal(product) ? graph.add('multiply', [graph.constant(product), args[1]!], 'real') : null;
}
/** Neither infinite nor so small that digits are lost. */
export function isNormal(x: number): boolean {
  return Number.isFinite(x) && Math.abs(x) > 2.3e-308;
}
