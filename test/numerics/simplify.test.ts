/** `simplify-cost` against the step that it came from: the same values, by fewer multipliers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simplifyCost } from '../../compiler/numerics/simplify.ts';
import { Graph, type ValueId } from '../../compiler/ops/index.ts';
import { evaluator } from '../../compiler/step/evaluate.ts';
import type { StepCell } from '../../compiler/step/form.ts';
import { state, stepForm, words } from '../sim/step-forms.ts';

type Words = ReturnType<typeof words>;
type Expression = (w: Words) => ValueId;
const range = { low: 0.5, high: 2 };

function cellOf(next: Expression): StepCell {
  const graph = new Graph();
  const w = words(graph);
  const states = ['x', 'y', 'z'].map((name) => state(name, 1, { range }));
  return stepForm({ graph, states, next: [next(w), w.state(1), w.state(2)], dt: 1, steps: 1 }).population.cell;
}
/** Next value of the first state. */
function nextOf(cell: StepCell, states: readonly number[]): number {
  return evaluator(cell.graph, [cell.next[0]!])((leaf) => states[leaf.attributes.index!]!)[0]!;
}
/** Products of the first state's next value, apart from those with a power of two. */
function multipliers({ graph, next }: StepCell): number {
  const seen = new Set<ValueId>();
  const open = [next[0]!];
  while (open.length > 0) {
    const id = open.pop()!;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...graph.get(id).args);
  }
  const isShift = (id: ValueId): boolean => Number.isInteger(Math.log2(Math.abs(graph.constantOf(id) ?? Number.NaN)));
  return [...seen].map((id) => graph.get(id)).filter(({ op, args }) => op === 'multiply' && !args.some(isShift)).length;
}

/** 1 < z: a or b. */
const chosen = (w: Words, a: number, b: number, by = 2): ValueId =>
  w.f('select', w.f('less', w.c(1), w.state(by)), w.c(a), w.c(b));

describe('simplify-cost', () => {
  it('works out a switched rate with one product for each state in it', () => {
    const cell = cellOf((w) => {
      const rate = w.sub(w.mul(w.c(2.2), w.sub(w.c(3), w.state(0))), w.mul(chosen(w, 0.7, 0.07), w.state(1)));
      return w.add(w.state(0), w.mul(chosen(w, 0.3, 0.1), w.mul(w.c(1e-3), rate)));
    });
    const simple = simplifyCost(cell).cell;
    expect([multipliers(cell), multipliers(simple)]).toEqual([4, 2]);
    for (const z of [0.5, 2]) expect(nextOf(simple, [0.8, 1.3, z])).toBeCloseTo(nextOf(cell, [0.8, 1.3, z]), 14);
  });
  it('leaves what scales the argument of a table to the table', () => {
    const cell = cellOf((w) => w.f('tanh', w.mul(w.c(0.3), w.sub(w.state(0), w.mul(w.state(1), w.state(2))))));
    const { graph, next } = simplifyCost(cell).cell;
    const [scaled] = graph.get(next[0]!).args;
    // 0.3 * (x - y z), not 0.3 x - 0.3 y z
    expect(
      graph
        .get(scaled!)
        .args.map((arg) => graph.get(arg).op)
        .sort(),
    ).toEqual(['constant', 'subtract']);
  });
  it('chooses between shifted values where a factor is 0 or a power of two', () => {
    const { graph, next } = simplifyCost(cellOf((w) => w.mul(w.state(0), chosen(w, 0, 4)))).cell;
    expect(graph.get(next[0]!).op).toBe('select');
  });
  it('multiplies a constant with what is there early', () => {
    const cell = cellOf((w) => {
      const late = w.f('exp', w.state(1));
      return w.add(
        w.mul(w.c(3.3), w.mul(late, w.mul(w.state(0), w.state(2)))),
        w.mul(w.c(0.1), w.f('sin', late)),
        late,
      );
    });
    const { graph } = simplifyCost(cell).cell;
    const withConstant = [...graph.values].filter(
      ({ op, args }) => op === 'multiply' && args.some((arg) => graph.constantOf(arg) === 3.3),
    );
    expect(withConstant.flatMap(({ args }) => args.map((arg) => graph.get(arg).op)).sort()).toEqual([
      'constant',
      'state',
    ]);
  });
  it('makes a product of a division by what is above zero in any case', () => {
    const graph = new Graph();
    const w = words(graph);
    // of any size: no interval keeps exp(x) away from 0
    const states = ['x', 'y'].map((name) => state(name, 1));
    const sums: Expression[] = [
      (w) => w.f('exp', w.state(0)),
      (w) => w.f('select', w.f('less', w.c(1), w.state(0)), w.c(2), w.mul(w.c(20), w.f('exp', w.state(0)))),
      (w) => w.mul(w.f('exp', w.state(0)), w.f('softplus', w.state(0))),
    ];
    const maybeZero = (w: Words): ValueId => w.sub(w.f('exp', w.state(0)), w.c(1));
    const operations = [...sums, maybeZero].map((divisor) => {
      const next = [w.f('divide', w.state(1), divisor(w)), w.state(1)];
      const { cell } = simplifyCost(stepForm({ graph, states, next, dt: 1, steps: 1 }).population.cell);
      return cell.graph.get(cell.next[0]!).op;
    });
    expect(operations).toEqual(['multiply', 'multiply', 'multiply', 'divide']);
  });
  it('keeps the values of random sums and products of choices', () => {
    const { any } = fc.letrec<{ leaf: Expression; choice: Expression; node: Expression; any: Expression }>((tie) => ({
      leaf: fc.oneof(
        fc.integer({ min: 0, max: 2 }).map((i) => (w: Words) => w.state(i)),
        fc.constantFrom(-2, -0.5, 0, 0.3, 1, 4, 7).map((v) => (w: Words) => w.c(v)),
      ),
      choice: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom(0, 0.3, 2), fc.constantFrom(-1, 0.7, 5)).map(
        ([by, a, b]) =>
          (w: Words) =>
            chosen(w, a, b, by),
      ),
      node: fc.tuple(fc.constantFrom('add', 'sub', 'mul', 'tanh'), tie('any'), tie('any')).map(
        ([op, a, b]) =>
          (w: Words) =>
            op === 'tanh' ? w.f('tanh', a(w)) : w[op](a(w), b(w)),
      ),
      any: fc.oneof({ maxDepth: 6, depthSize: 'small' }, tie('leaf'), tie('choice'), tie('node'), tie('node')),
    }));
    const number = fc.double({ min: range.low, max: range.high, noNaN: true });
    fc.assert(
      fc.property(any, fc.tuple(number, number, number), (next, at) => {
        const cell = cellOf(next);
        const wanted = nextOf(cell, at);
        fc.pre(Math.abs(wanted) < 1e4);
        expect(nextOf(simplifyCost(cell).cell, at)).toBeCloseTo(wanted, 8);
      }),
      { numRuns: 1000, seed: 7 },
    );
  });
});
