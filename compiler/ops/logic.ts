import { fixedSide, fold, infix } from './entry.ts';
import type { Graph, ValueId } from './graph.ts';
import type { IntegerBuilder, Operation } from './operation.ts';

/** a and b, of booleans. */
export const and = junction({
  name: 'and',
  operator: '&',
  neutral: 1,
  integer: (builder, a, b) => builder.select(a, b, builder.constant(0n)),
});
/** a or b, of booleans. */
export const or = junction({
  name: 'or',
  operator: '|',
  neutral: 0,
  integer: (builder, a, b) => builder.select(a, builder.constant(1n), b),
});
/** not a, of a boolean. */
export const not: Operation = {
  name: 'not',
  description: 'not',
  arity: 1,
  type: 'bool',
  print: ([a]) => `not (${a})`,
  float64: ([a]) => (a! !== 0 ? 0 : 1),
  javascript: ([a]) => `(${a} !== 0 ? 0 : 1)`,
  interval: ([a]) => ({ low: 1 - a!.high, high: 1 - a!.low }),
  partials: () => [0],
  simplify: (graph, args, attributes) => fold(graph, not, args, attributes) ?? simplifyNot(graph, args[0]!),
  derivative: (graph) => graph.constant(0),
  fixed: fixedSide('not', (builder, _site, [a]) => builder.subtract(builder.constant(1n), a!)),
};

interface Junction {
  readonly name: 'and' | 'or';
  readonly operator: '&' | '|';
  /** The constant that leaves the other argument as it is; the opposite constant decides. */
  readonly neutral: 0 | 1;
  integer<T>(builder: IntegerBuilder<T>, a: T, b: T): T;
}
function junction(j: Junction): Operation {
  const operation: Operation = {
    name: j.name,
    description: j.name,
    arity: 2,
    type: 'bool',
    print: infix(j.name),
    float64: ([a, b]) => (j.neutral === 1 ? a! & b! : a! | b!),
    javascript: ([a, b]) => `(${a} ${j.operator} ${b})`,
    interval: ([a, b]) => {
      const combine = j.neutral === 1 ? Math.min : Math.max;
      return { low: combine(a!.low, b!.low), high: combine(a!.high, b!.high) };
    },
    partials: () => [0, 0],
    simplify: (graph, args, attributes) =>
      fold(graph, operation, args, attributes) ?? simplifyJunction(graph, j, args[0]!, args[1]!),
    derivative: (graph) => graph.constant(0),
    fixed: fixedSide(j.name, (builder, _site, [a, b]) => j.integer(builder, a!, b!)),
  };
  return operation;
}
function simplifyJunction(graph: Graph, j: Junction, a: ValueId, b: ValueId): ValueId | null {
  if (a === b) return a;
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const constant = graph.constantOf(one);
    if (constant !== undefined) return constant === j.neutral ? other : graph.boolean(j.neutral === 0);
    const value = graph.get(one);
    if (value.op === 'not' && value.args[0] === other) return graph.boolean(j.neutral === 0);
  }
  return a > b ? graph.add(j.name, [b, a], 'bool') : null;
}
/** not not x is x. A negated comparison stays as it is: the comparison can then be shared. */
function simplifyNot(graph: Graph, x: ValueId): ValueId | null {
  const { op, args } = graph.get(x);
  return op === 'not' ? args[0]! : null;
}
