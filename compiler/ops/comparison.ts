import { fixedSide, fold, infix } from './entry.ts';
import { align, argument } from './exact.ts';
import type { Graph, ValueId } from './graph.ts';
import type { IntegerBuilder, Interval, Operation } from './operation.ts';

interface Comparison {
  readonly name: string;
  readonly description: string;
  readonly operator: string;
  readonly javascript: string;
  holds(a: number, b: number): boolean;
  /** Its value when both sides are the same. */
  readonly reflexive: boolean;
  /** true or false when it is decided on whole intervals. */
  decide(a: Interval, b: Interval): boolean | null;
  integer<T>(builder: IntegerBuilder<T>, a: T, b: T): T;
  readonly symmetric: boolean;
}

/** a < b. Fixed: exact, whatever the two formats. NaN compares false. */
export const less = comparison({
  name: 'less',
  description: 'less than',
  operator: '<',
  javascript: '<',
  holds: (a, b) => a < b,
  reflexive: false,
  decide: (a, b) => (a.high < b.low ? true : a.low >= b.high ? false : null),
  integer: (builder, a, b) => builder.less(a, b),
  symmetric: false,
});
/** a <= b. Fixed: exact, whatever the two formats. NaN compares false. */
export const lessEqual = comparison({
  name: 'lessEqual',
  description: 'less than or equal',
  operator: '<=',
  javascript: '<=',
  holds: (a, b) => a <= b,
  reflexive: true,
  decide: (a, b) => (a.high <= b.low ? true : a.low > b.high ? false : null),
  integer: (builder, a, b) => builder.subtract(builder.constant(1n), builder.less(b, a)),
  symmetric: false,
});
/** a == b. Fixed: exact, whatever the two formats. NaN compares false. */
export const equal = comparison({
  name: 'equal',
  description: 'equal',
  operator: '==',
  javascript: '===',
  holds: (a, b) => a === b,
  reflexive: true,
  decide: (a, b) => {
    if (a.low === a.high && b.low === b.high) return a.low === b.low;
    return a.high < b.low || b.high < a.low ? false : null;
  },
  integer: (builder, a, b) => builder.equal(a, b),
  symmetric: true,
});

function comparison(c: Comparison): Operation {
  const operation: Operation = {
    name: c.name,
    description: c.description,
    arity: 2,
    type: 'bool',
    jumps: true,
    print: infix(c.operator),
    float64: ([a, b]) => (c.holds(a!, b!) ? 1 : 0),
    javascript: ([a, b]) => `(${a} ${c.javascript} ${b} ? 1 : 0)`,
    interval: ([a, b]) => {
      const decided = c.decide(a!, b!);
      return { low: decided === true ? 1 : 0, high: decided === false ? 0 : 1 };
    },
    partials: () => [0, 0],
    simplify: (graph, args, attributes) =>
      fold(graph, operation, args, attributes) ?? simplifyComparison(graph, c, args[0]!, args[1]!),
    derivative: (graph) => graph.constant(0),
    fixed: fixedSide(c.name, (builder, site, args) => {
      const { a, b } = align(builder, argument(site, args, 0), argument(site, args, 1));
      return c.integer(builder, a, b);
    }),
  };
  return operation;
}
function simplifyComparison(graph: Graph, c: Comparison, a: ValueId, b: ValueId): ValueId | null {
  if (a === b) return graph.boolean(c.reflexive);
  return c.symmetric && a > b ? graph.add(c.name, [b, a], 'bool') : null;
}
