import { fixedSide } from './entry.ts';
import { align, argument, finish } from './exact.ts';
import type { Graph, ValueId } from './graph.ts';
import { hull } from './interval.ts';
import type { Operation } from './operation.ts';

/** c ? a : b. Fixed: the chosen number, rounded once. */
export const select: Operation = {
  name: 'select',
  description: 'choice',
  arity: 3,
  type: 'real',
  chooses: true,
  print: ([c, a, b]) => `if ${c} then ${a} else ${b}`,
  float64: ([c, a, b]) => (c !== 0 ? a! : b!),
  javascript: ([c, a, b]) => `(${c} ? ${a} : ${b})`,
  interval: ([c, a, b]) => (c!.low > 0 ? a! : c!.high < 1 ? b! : hull(a!, b!)),
  partials: ([c]) => (c !== 0 ? [0, 1, 0] : [0, 0, 1]),
  simplify: (graph, [c, a, b]) => simplifySelect(graph, c!, a!, b!),
  derivative: (graph, [c], _attributes, i) => {
    if (i === 0) return graph.constant(0);
    return graph.add('select', [c!, graph.constant(i === 1 ? 1 : 0), graph.constant(i === 1 ? 0 : 1)], 'real');
  },
  fixed: fixedSide('select', (builder, site, args) => {
    const { a, b, fraction } = align(builder, argument(site, args, 1), argument(site, args, 2));
    return finish(builder, { integer: builder.select(args[0]!, a, b), fraction }, site);
  }),
};

/** Constant condition, equal branches, negated condition, the same condition asked again inside a branch. */
function simplifySelect(graph: Graph, c: ValueId, a: ValueId, b: ValueId): ValueId | null {
  const condition = graph.constantOf(c);
  if (condition !== undefined) return condition !== 0 ? a : b;
  if (a === b) return a;
  const test = graph.get(c);
  if (test.op === 'not') return graph.add('select', [test.args[0]!, b, a], 'real');
  const inside = (id: ValueId, which: 1 | 2): ValueId => {
    const { op, args } = graph.get(id);
    return op === 'select' && args[0] === c ? args[which]! : id;
  };
  const [whenTrue, whenFalse] = [inside(a, 1), inside(b, 2)];
  return whenTrue === a && whenFalse === b ? null : graph.add('select', [c, whenTrue, whenFalse], 'real');
}
