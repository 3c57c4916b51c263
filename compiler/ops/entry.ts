/** Short ways to write entries of the table: calls of one variable, printed texts, graph expressions, fixed sides. */
import type { Attributes, Graph, ValueId } from './graph.ts';
import { costOf, hardwareOf } from './hardware/index.ts';
import type { FixedOperation, Interval, Operation } from './operation.ts';

/** The text as it may stand beside an operator: in brackets unless it is a name, a number or a call. */
export function atom(text: string): string {
  return /^[\w.$'[\]]+$/.test(text) || /^[\w.]+\([^()]*\)$/.test(text) ? text : `(${text})`;
}
export const infix =
  (operator: string) =>
  (args: readonly string[]): string =>
    args.map(atom).join(` ${operator} `);
export const call =
  (name: string) =>
  (args: readonly string[]): string =>
    `${name}(${args.join(', ')})`;

/** Writes unsimplified real expressions into a graph. */
export function express(graph: Graph) {
  const real = (op: string, ...args: ValueId[]): ValueId => graph.add(op, args, 'real');
  return {
    real,
    bool: (op: string, ...args: ValueId[]): ValueId => graph.add(op, args, 'bool'),
    constant: (value: number): ValueId => graph.constant(value),
    add: (a: ValueId, b: ValueId): ValueId => real('add', a, b),
    subtract: (a: ValueId, b: ValueId): ValueId => real('subtract', a, b),
    multiply: (a: ValueId, b: ValueId): ValueId => real('multiply', a, b),
    divide: (a: ValueId, b: ValueId): ValueId => real('divide', a, b),
    negate: (a: ValueId): ValueId => real('negate', a),
    square: (a: ValueId): ValueId => real('multiply', a, a),
  };
}
export type Expression = ReturnType<typeof express>;

/** The constant that the operation gives on constant arguments; null when an argument is not constant or the result is not finite. */
export function fold(
  graph: Graph,
  operation: Pick<Operation, 'float64' | 'type'>,
  args: readonly ValueId[],
  attributes: Attributes,
): ValueId | null {
  const numbers: number[] = [];
  for (const arg of args) {
    const number = graph.constantOf(arg);
    if (number === undefined) return null;
    numbers.push(number);
  }
  const result = operation.float64(numbers, attributes);
  if (!Number.isFinite(result)) return null;
  return operation.type === 'bool' ? graph.boolean(result !== 0) : graph.constant(result);
}

/** A real function of one real variable that has no hardware of its own: numerics makes a table of it. */
export interface Elementary {
  readonly name: string;
  readonly description: string;
  float64(x: number): number;
  /** Name of the JavaScript function with that value, for example `Math.exp`. */
  readonly javascript: string;
  /** See `Operation.many`. */
  readonly many?: string;
  interval(x: Interval): Interval | null;
  slope(x: number, y: number): number;
  /** d y / d x; `y` is the value of the function itself. Absent: no symbolic derivative. */
  derivative?(e: Expression, x: ValueId, y: ValueId): ValueId;
  simplify?(graph: Graph, x: ValueId): ValueId | null;
}
export function elementary(f: Elementary): Operation {
  const operation: Operation = {
    name: f.name,
    description: f.description,
    arity: 1,
    type: 'real',
    print: call(f.name),
    float64: ([x]) => f.float64(x!),
    javascript: ([x]) => `${f.javascript}(${x})`,
    ...(f.many === undefined ? {} : { many: f.many }),
    interval: ([x]) => f.interval(x!),
    partials: ([x], y) => [f.slope(x!, y)],
    simplify: (graph, args, attributes) =>
      fold(graph, operation, args, attributes) ?? f.simplify?.(graph, args[0]!) ?? null,
    derivative: (graph, [x]) => f.derivative?.(express(graph), x!, graph.add(f.name, [x!], 'real')) ?? null,
    fixed: null,
  };
  return operation;
}

/** The fixed side of an operation; its hardware and cost are in `hardware/`. */
export function fixedSide(name: string, integer: FixedOperation['integer']): FixedOperation {
  return { integer, hardware: (site) => hardwareOf(name, site), cost: (site, family) => costOf(name, site, family) };
}
