/** float64, JavaScript text, intervals, derivatives of every operation. */
import { describe, expect, it } from 'vitest';
import {
  type Attributes,
  apply,
  type DataTable,
  differentiate,
  enclose,
  Graph,
  type Interval,
  javascriptFunctions,
  type Operation,
  operation,
  operations,
  type ValueId,
} from '../../compiler/ops/index.ts';
import { drawFrom } from '../support/random-fixed.ts';

const table: DataTable = { name: 'data', x: Float64Array.of(-2, -0.5, 1, 3.5), y: Float64Array.of(1, -1, 0.25, 4) };
const curve: DataTable = { ...table, slope: Float64Array.of(-3, 0.5, 0, 2) };
/** Where an operation is tried: arguments, and attributes. */
interface Trial {
  readonly low: number;
  readonly high: number;
  readonly attributes: Attributes;
}
const everywhere: Trial = { low: -4, high: 4, attributes: {} };
const trials: Readonly<Record<string, readonly Trial[]>> = {
  ln: [{ ...everywhere, low: 0.01 }],
  sqrt: [{ ...everywhere, low: 0.01 }],
  asin: [{ ...everywhere, low: -0.99, high: 0.99 }],
  acos: [{ ...everywhere, low: -0.99, high: 0.99 }],
  power: [
    ...[-3, -2, -1, 0, 1, 2, 3, 5].map((exponent) => ({ ...everywhere, attributes: { exponent } })),
    ...[-1.5, -0.5, 0.5, 1 / 3, 2.2].map((exponent) => ({ ...everywhere, low: 0.02, attributes: { exponent } })),
  ],
  lookup: [table, curve].map((data) => ({ ...everywhere, attributes: { table: data } })),
  lookupSlope: [table, curve].map((data) => ({ ...everywhere, attributes: { table: data } })),
  poisson: [{ ...everywhere, attributes: { value: 7 } }],
  and: [{ low: 0, high: 1, attributes: {} }],
  or: [{ low: 0, high: 1, attributes: {} }],
  not: [{ low: 0, high: 1, attributes: {} }],
};
const isLogic = (name: string): boolean => ['and', 'or', 'not'].includes(name);
const entries = [...operations.values()].filter((o) => o.name !== 'polynomial');
const cases = entries.flatMap((o) =>
  (trials[o.name] ?? [everywhere]).map((trial) => ({
    name: o.name,
    exponent: trial.attributes.exponent ?? '',
    entry: o,
    trial,
  })),
);
const draw = drawFrom(77);
const uniform = (low: number, high: number): number => low + (draw.whole(0, 2 ** 30) / 2 ** 30) * (high - low);
function argumentsOf({ entry, trial }: { readonly entry: Operation; readonly trial: Trial }): number[] {
  return Array.from({ length: entry.arity }, (_, i) => {
    if (isLogic(entry.name) || (entry.name === 'select' && i === 0)) return draw.whole(0, 1);
    // + 0: intervals take every zero as +0
    return draw.whole(0, 9) === 0 ? Math.round(uniform(trial.low, trial.high)) + 0 : uniform(trial.low, trial.high);
  });
}

describe('the real side of the table', () => {
  it.each(cases)('$name $exponent: the JavaScript text has the value of float64, bit for bit', ({ entry, trial }) => {
    const names = ['a', 'b', 'c'].slice(0, entry.arity);
    const text = entry.javascript(names, trial.attributes, 'tables[0]');
    const f = new Function('functions', 'tables', ...names, `return ${text};`);
    for (let k = 0; k < 2000; k++) {
      const args = k < 3 ? Array.from({ length: entry.arity }, () => [0, -0, 1][k]!) : argumentsOf({ entry, trial });
      const [got, want] = [
        f(javascriptFunctions, [trial.attributes.table], ...args),
        entry.float64(args, trial.attributes),
      ];
      if (!Object.is(got, want)) expect({ text, args, got }).toEqual(want);
    }
  });
  it.each(cases)('$name $exponent: the interval holds every value inside', ({ entry, trial }) => {
    for (let k = 0; k < 400; k++) {
      const [one, other] = [argumentsOf({ entry, trial }), argumentsOf({ entry, trial })];
      const intervals = one.map(
        (x, i): Interval =>
          k % 5 === 0 ? { low: x, high: x } : { low: Math.min(x, other[i]!), high: Math.max(x, other[i]!) },
      );
      const enclosure = entry.interval(intervals, trial.attributes);
      for (let j = 0; j < 12; j++) {
        const args = intervals.map(({ low, high }) =>
          Number.isInteger(low) && Number.isInteger(high) && j % 2 === 0
            ? [low, high][draw.whole(0, 1)]!
            : uniform(low, high),
        );
        const y = entry.float64(
          entry.type === 'bool' || entry.name === 'select'
            ? args.map((x, i) => (isLogic(entry.name) || (i === 0 && entry.name === 'select') ? Math.round(x) : x))
            : args,
          trial.attributes,
        );
        if (Number.isNaN(y)) expect(enclosure).toBeNull();
        else if (!enclosure || !(enclosure.low <= y && y <= enclosure.high))
          expect({ args, y, intervals, enclosure }).toBe('enclosed');
      }
    }
  });
  it.each(cases.filter(({ entry }) => entry.type === 'real'))(
    '$name $exponent: partial derivatives agree with differences and with the symbolic ones',
    ({ entry, trial }) => {
      const graph = new Graph();
      const leaves = Array.from({ length: entry.arity }, (_, i) =>
        graph.add('state', [], entry.name === 'select' && i === 0 ? 'bool' : 'real', { index: i }),
      );
      const symbolic = leaves.map((_, i) => entry.derivative?.(graph, leaves, trial.attributes, i) ?? null);
      let compared = 0;
      for (let k = 0; k < 200; k++) {
        const args = argumentsOf({ entry, trial });
        const y = entry.float64(args, trial.attributes);
        const partials = entry.partials(args, y, trial.attributes);
        args.forEach((x, i) => {
          if (entry.name === 'select' && i === 0) return;
          const h = 1e-5;
          const f = (d: number): number =>
            entry.float64(
              args.map((a, j) => (j === i ? x + d : a)),
              trial.attributes,
            );
          const [left, right] = [(y - f(-h)) / h, (f(h) - y) / h];
          if (!(Math.abs(left - right) < 1e-2 * (1 + Math.abs(left))) || Math.abs(left) > 1e4) return; // a corner, a jump or a pole
          compared++;
          const middle = (f(h) - f(-h)) / (2 * h);
          expect(Math.abs(partials[i]! - middle)).toBeLessThan(1e-4 * (1 + Math.abs(middle)));
          if (symbolic[i] === null) return;
          const exact = evaluate(graph, symbolic[i]!, args);
          expect(Math.abs(exact - partials[i]!)).toBeLessThan(1e-9 * (1 + Math.abs(exact)));
        });
      }
      expect(compared).toBeGreaterThan(50);
    },
  );
  it('has a symbolic derivative wherever a network may need one', () => {
    const without = entries.filter((o) => o.type === 'real' && o.arity > 0 && !o.derivative).map((o) => o.name);
    expect(without).toEqual([]);
    const graph = new Graph();
    const x = graph.add('state', [], 'real', { index: 0 });
    const missing = entries
      .filter((o) => o.arity === 1 && o.derivative?.(graph, [x], { exponent: 2, table }, 0) === null)
      .map((o) => o.name);
    expect(missing).toEqual(['phi2']);
  });
});

/** Value of a graph by walking it. */
function evaluate(graph: Graph, id: ValueId, states: readonly number[]): number {
  const { op, args, attributes } = graph.get(id);
  if (op === 'constant') return attributes.value!;
  if (op === 'state') return states[attributes.index!]!;
  return operation(op).float64(
    args.map((a) => evaluate(graph, a, states)),
    attributes,
  );
}

describe('rewriting', () => {
  const build = () => {
    const graph = new Graph();
    const leaf = (index: number): ValueId => graph.add('state', [], 'real', { index });
    return {
      graph,
      x: leaf(0),
      y: leaf(1),
      c: (v: number) => graph.constant(v),
      f: (op: string, ...args: ValueId[]) => apply(graph, op, args),
    };
  };
  it('knows the identities of arithmetic', () => {
    const { graph, x, y, c, f } = build();
    expect(f('add', x, c(0))).toBe(x);
    expect(f('multiply', c(1), x)).toBe(x);
    expect(graph.constantOf(f('multiply', x, c(0)))).toBe(0);
    expect(f('negate', f('negate', x))).toBe(x);
    expect(f('subtract', x, f('negate', y))).toBe(f('add', x, y));
    expect(f('multiply', c(2), f('multiply', c(3), x))).toBe(f('multiply', c(6), x));
    expect(f('divide', x, c(4))).toBe(f('multiply', c(0.25), x));
    expect(f('add', y, x)).toBe(f('add', x, y));
    expect(f('minimum', x, x)).toBe(x);
    expect(graph.constantOf(f('subtract', x, x))).toBe(0);
    expect(apply(graph, 'power', [x], { exponent: 2 })).toBe(f('multiply', x, x));
    expect(f('exp', f('ln', x))).toBe(x);
    expect(f('multiply', c(0.25), f('divide', x, c(0.25)))).toBe(x);
  });
  it('knows the identities of decisions', () => {
    const { graph, x, y, c, f } = build();
    const test = f('less', x, y);
    expect(f('select', graph.boolean(true), x, y)).toBe(x);
    expect(f('select', test, x, x)).toBe(x);
    expect(f('select', f('not', test), x, y)).toBe(f('select', test, y, x));
    expect(f('not', f('not', f('equal', x, y)))).toBe(f('equal', x, y));
    expect(f('and', test, graph.boolean(false))).toBe(graph.boolean(false));
    expect(f('less', c(1), c(2))).toBe(graph.boolean(true));
    expect(graph.get(f('less', c(1), c(2))).type).toBe('bool');
    expect(f('less', c(1), c(2))).not.toBe(c(1));
  });
  it('never changes the value of random expressions by more than rounding', () => {
    const ops = [
      'add',
      'subtract',
      'multiply',
      'divide',
      'negate',
      'minimum',
      'maximum',
      'absolute',
      'select',
      'tanh',
      'sin',
    ];
    for (let round = 0; round < 300; round++) {
      const graph = new Graph();
      const plain: ValueId[] = [0, 1].map((index) => graph.add('state', [], 'real', { index }));
      const simple = [...plain];
      for (const value of [0, 1, -1, 2, 0.3]) {
        plain.push(graph.constant(value));
        simple.push(graph.constant(value));
      }
      for (let k = 0; k < 12; k++) {
        const op = draw.pick(ops);
        const pick = (): number => draw.whole(0, plain.length - 1);
        const at = Array.from({ length: operation(op).arity }, pick);
        const both = [plain, simple].map((list, which) => {
          const args = at.map((i) => list[i]!);
          const add = (name: string, list: readonly ValueId[]): ValueId =>
            which ? apply(graph, name, list) : graph.add(name, list, operation(name).type);
          if (op === 'select') args[0] = add('less', [args[0]!, args[1]!]);
          return add(op, args);
        });
        plain.push(both[0]!);
        simple.push(both[1]!);
      }
      const states = [uniform(0.5, 2), uniform(-2, -0.5)];
      plain.forEach((id, i) => {
        const [want, got] = [evaluate(graph, id, states), evaluate(graph, simple[i]!, states)];
        if (!Number.isFinite(want) || Math.abs(want) > 1e6 || hasCancellation(graph, id, states)) return;
        expect(Math.abs(got - want)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(want)));
      });
    }
  });
  it('differentiates whole expressions', () => {
    const { graph, x, y, c, f } = build();
    const value = f('multiply', f('exp', f('multiply', c(-2), x)), f('sin', f('multiply', x, y)));
    const slope = differentiate(graph, value, x)!;
    const [a, b] = [0.7, 1.3];
    const want = Math.exp(-2 * a) * (b * Math.cos(a * b) - 2 * Math.sin(a * b));
    expect(evaluate(graph, slope, [a, b])).toBeCloseTo(want, 12);
    expect(graph.constantOf(differentiate(graph, f('floor', y), x)!)).toBe(0);
  });
  it('knows that a square is not negative', () => {
    const { graph, x, y, f } = build();
    const known = (): Interval => ({ low: -1, high: 2 });
    expect(enclose(graph, f('multiply', x, x), known)!.low).toBe(0);
    expect(enclose(graph, f('multiply', x, y), known)!.low).toBeLessThanOrEqual(-2);
  });
});
/** Whether a division by something tiny, an infinite or NaN step, or a near tie inside makes a comparison meaningless. */
function hasCancellation(graph: Graph, id: ValueId, states: readonly number[]): boolean {
  const { op, args } = graph.get(id);
  const values = args.map((a) => evaluate(graph, a, states));
  if (values.some((v) => !Number.isFinite(v))) return true;
  if (op === 'divide' && Math.abs(values[1]!) < 1e-6) return true;
  if (op === 'less' && Math.abs(values[0]! - values[1]!) < 1e-9) return true;
  return args.some((a) => hasCancellation(graph, a, states));
}
