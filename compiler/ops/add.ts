import { fixedSide, fold, infix } from './entry.ts';
import { align, argument, finish } from './exact.ts';
import type { Graph, ValueId } from './graph.ts';
import { addIntervals, negateInterval } from './interval.ts';
import type { Operation } from './operation.ts';

/** a + b. Fixed: the exact sum, rounded once. */
export const add: Operation = {
  name: 'add',
  description: 'sum',
  arity: 2,
  type: 'real',
  print: infix('+'),
  float64: ([a, b]) => a! + b!,
  javascript: ([a, b]) => `(${a} + ${b})`,
  interval: ([a, b]) => addIntervals(a!, b!),
  partials: () => [1, 1],
  simplify: (graph, args, attributes) => fold(graph, add, args, attributes) ?? simplifyAdd(graph, args[0]!, args[1]!),
  derivative: (graph) => graph.constant(1),
  fixed: fixedSide('add', (builder, site, args) => {
    const { a, b, fraction } = align(builder, argument(site, args, 0), argument(site, args, 1));
    return finish(builder, { integer: builder.add(a, b), fraction }, site);
  }),
};

/** a - b. Fixed: the exact difference, rounded once. */
export const subtract: Operation = {
  name: 'subtract',
  description: 'difference',
  arity: 2,
  type: 'real',
  print: infix('-'),
  float64: ([a, b]) => a! - b!,
  javascript: ([a, b]) => `(${a} - ${b})`,
  interval: ([a, b]) => addIntervals(a!, negateInterval(b!)),
  partials: () => [1, -1],
  simplify: (graph, args, attributes) =>
    fold(graph, subtract, args, attributes) ?? simplifySubtract(graph, args[0]!, args[1]!),
  derivative: (graph, _args, _attributes, i) => graph.constant(i === 0 ? 1 : -1),
  fixed: fixedSide('subtract', (builder, site, args) => {
    const { a, b, fraction } = align(builder, argument(site, args, 0), argument(site, args, 1));
    return finish(builder, { integer: builder.subtract(a, b), fraction }, site);
  }),
};

/** Sums: 0 vanishes, constants go last and merge, a negated term becomes a difference, the older value goes first. */
function simplifyAdd(graph: Graph, a: ValueId, b: ValueId): ValueId | null {
  const first = graph.constantOf(a);
  if (first !== undefined) return first === 0 ? b : graph.add('add', [b, a], 'real');
  const second = graph.constantOf(b);
  if (second === 0) return a;
  if (second !== undefined) return mergeConstant(graph, a, second);
  const [left, right] = [graph.get(a), graph.get(b)];
  if (right.op === 'negate') return graph.add('subtract', [a, right.args[0]!], 'real');
  if (left.op === 'negate') return graph.add('subtract', [b, left.args[0]!], 'real');
  if (a === b) return graph.add('multiply', [graph.constant(2), a], 'real');
  return a > b ? graph.add('add', [b, a], 'real') : null;
}
/** (x + c1) + c2 and (c1 - x) + c2. */
function mergeConstant(graph: Graph, a: ValueId, constant: number): ValueId | null {
  const { op, args } = graph.get(a);
  const [x, y] = args;
  if (op === 'add') {
    const inner = graph.constantOf(y!);
    if (inner !== undefined) return addConstant(graph, x!, inner + constant);
  }
  if (op === 'subtract') {
    const inner = graph.constantOf(x!);
    if (inner !== undefined && Number.isFinite(inner + constant))
      return graph.add('subtract', [graph.constant(inner + constant), y!], 'real');
  }
  return null;
}
function addConstant(graph: Graph, x: ValueId, constant: number): ValueId | null {
  if (!Number.isFinite(constant)) return null;
  return constant === 0 ? x : graph.add('add', [x, graph.constant(constant)], 'real');
}
function simplifySubtract(graph: Graph, a: ValueId, b: ValueId): ValueId | null {
  if (a === b) return graph.constant(0);
  const second = graph.constantOf(b);
  if (second !== undefined) return second === 0 ? a : graph.add('add', [a, graph.constant(-second)], 'real');
  if (graph.constantOf(a) === 0) return graph.add('negate', [b], 'real');
  const right = graph.get(b);
  return right.op === 'negate' ? graph.add('add', [a, right.args[0]!], 'real') : null;
}
