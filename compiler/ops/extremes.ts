import { call, fixedSide, fold } from './entry.ts';
import { align, argument, finish } from './exact.ts';
import type { Graph, ValueId } from './graph.ts';
import type { IntegerBuilder, Interval, Operation } from './operation.ts';

/** min(a, b). Fixed: the smaller of the two numbers, whatever their formats, rounded once. */
export const minimum: Operation = extreme({
  name: 'minimum',
  word: 'min',
  choose: Math.min,
  takesFirst: (builder, a, b) => builder.less(a, b),
});
/** max(a, b). Fixed: the larger of the two numbers, whatever their formats, rounded once. */
export const maximum: Operation = extreme({
  name: 'maximum',
  word: 'max',
  choose: Math.max,
  takesFirst: (builder, a, b) => builder.less(b, a),
});

interface Extreme {
  readonly name: string;
  readonly word: 'min' | 'max';
  choose(a: number, b: number): number;
  takesFirst<T>(builder: IntegerBuilder<T>, a: T, b: T): T;
}
function extreme(e: Extreme): Operation {
  const operation: Operation = {
    name: e.name,
    description: e.name,
    arity: 2,
    type: 'real',
    print: call(e.word),
    float64: ([a, b]) => e.choose(a!, b!),
    javascript: ([a, b]) => `Math.${e.word}(${a}, ${b})`,
    interval: ([a, b]) => bothEnds(e, a!, b!),
    partials: ([a, b]) => (e.choose(a!, b!) === a ? [1, 0] : [0, 1]),
    simplify: (graph, args, attributes) =>
      fold(graph, operation, args, attributes) ?? simplifyExtreme(graph, e, args[0]!, args[1]!),
    derivative: (graph, [a, b], _attributes, i) => {
      const first =
        e.word === 'min' ? graph.add('lessEqual', [a!, b!], 'bool') : graph.add('lessEqual', [b!, a!], 'bool');
      return graph.add('select', [first, graph.constant(i === 0 ? 1 : 0), graph.constant(i === 0 ? 0 : 1)], 'real');
    },
    fixed: fixedSide(e.name, (builder, site, args) => {
      const { a, b, fraction } = align(builder, argument(site, args, 0), argument(site, args, 1));
      return finish(builder, { integer: builder.select(e.takesFirst(builder, a, b), a, b), fraction }, site);
    }),
  };
  return operation;
}
function bothEnds(e: Extreme, a: Interval, b: Interval): Interval {
  return { low: e.choose(a.low, b.low), high: e.choose(a.high, b.high) };
}
/** min(x, x) is x; nested constants merge; the older value first, a constant last. */
function simplifyExtreme(graph: Graph, e: Extreme, a: ValueId, b: ValueId): ValueId | null {
  if (a === b) return a;
  if (graph.constantOf(a) !== undefined) return graph.add(e.name, [b, a], 'real');
  const constant = graph.constantOf(b);
  if (constant === undefined) return a > b ? graph.add(e.name, [b, a], 'real') : null;
  const inner = graph.get(a);
  const old = inner.op === e.name ? graph.constantOf(inner.args[1]!) : undefined;
  return old === undefined
    ? null
    : graph.add(e.name, [inner.args[0]!, graph.constant(e.choose(old, constant))], 'real');
}
