/** A fused sub-expression as a function of one real variable: its value as generated code, its slope by the chain rule. */
import type { Span } from '../../../dsl/index.ts';
import { closure, type Graph, javascriptFunctions, oldestFirst, operation, type ValueId } from '../../ops/index.ts';
import { divisorOf } from '../traits.ts';
import { limitAt, withLimits } from './limit.ts';

export interface OneVariable {
  /** As a reader would write it, with the name of the variable. */
  readonly of: string;
  /** The same with `x` as variable and every constant in full: equal keys are equal functions. */
  readonly key: string;
  value(x: number): number;
  slope(x: number): number;
  /** Where on low .. high the function has no finite value, and which part of it is to blame; null where none was found. */
  gap(low: number, high: number): Gap | null;
}
export interface Gap {
  readonly at: number;
  /** The innermost expression without a value there, as a reader would write it. */
  readonly of: string;
  readonly origin: Span | null;
}

/** The function that the graph value `root` is of `variable`; every path from `root` to a leaf other than a constant meets it. */
export function oneVariable(graph: Graph, root: ValueId, variable: ValueId, name: string): OneVariable {
  const inside = cone(graph, root, variable);
  return {
    of: text(graph, inside, variable, name, shown),
    key: text(graph, inside, variable, 'x', String) + tableKey(graph, inside),
    value: withLimits(compiled(graph, inside, variable)),
    slope: withLimits(slopeOf(graph, inside, variable)),
    gap: (low, high) => findGap(graph, inside, variable, name, low, high),
  };
}

/** Values between `variable` and `root`, arguments first, both included. */
function cone(graph: Graph, root: ValueId, variable: ValueId): ValueId[] {
  return oldestFirst(closure([variable, root], (id) => (id === variable ? [] : graph.get(id).args)));
}
const gapSteps = 1024;
/** A pole passes every bound; a quotient whose numerator is 0 there too does not. */
const poleSize = 1e4;
/** So far from a zero of the divisor, in parts of the grid, a quotient is looked at. */
const besideZero = 1e-6;
/**
 * On a fine grid: an argument without a finite value; or, between two of them, a zero of a divisor near which the quotient
 * passes every bound, found by bisection.
 */
function findGap(
  graph: Graph,
  inside: readonly ValueId[],
  variable: ValueId,
  name: string,
  low: number,
  high: number,
): Gap | null {
  const values = valuesOf(graph, inside, variable);
  const position = new Map(inside.map((id, i) => [id, i]));
  const gap = (place: number, at: number): Gap => ({
    at,
    of: text(graph, cone(graph, inside[place]!, variable), variable, name, shown),
    origin: inside.slice(place).flatMap((i) => graph.get(i).origin ?? [])[0] ?? null,
  });
  const quotients = inside.flatMap((id, place) => {
    const { op, args } = graph.get(id);
    const divisor = divisorOf(op, args);
    return divisor === null || graph.constantOf(divisor) !== undefined ? [] : [{ place, by: position.get(divisor)! }];
  });
  let before: { readonly x: number; readonly at: Float64Array } | null = null;
  for (let i = 0; i <= gapSteps; i++) {
    const x = low + ((high - low) * i) / gapSteps;
    const at = values(x).slice();
    const culprit = at.findIndex(
      (value, place) => !Number.isFinite(value) && limitAt((t) => values(t)[place]!, x) === null,
    );
    if (culprit >= 0) return gap(culprit, x);
    for (const { place, by } of quotients) {
      if (before === null || at[by]! * before.at[by]! >= 0) continue;
      const zero = bisect((t) => values(t)[by]!, before.x, x);
      // beside the zero, where rounding does not hide that the numerator goes to 0 as well
      const size = Math.abs(values(zero + besideZero * (x - before.x))[place]!);
      const beside = Math.max(Math.abs(at[place]!), Math.abs(before.at[place]!));
      if (!(size <= poleSize * beside)) return gap(place, zero);
    }
    if (at.every((value) => Number.isFinite(value))) before = { x, at };
  }
  return null;
}
/** A point next to a change of sign between `low` and `high`. */
function bisect(f: (x: number) => number, low: number, high: number): number {
  const rising = f(low) < 0;
  let [a, b] = [low, high];
  for (let round = 0; round < 60; round++) {
    const middle = (a + b) / 2;
    if (f(middle) < 0 === rising) a = middle;
    else b = middle;
  }
  return b;
}
/** What is worked out of the variable, arguments first: where it stands and from where it takes its arguments. */
function linksOf(graph: Graph, inside: readonly ValueId[], variable: ValueId) {
  const position = new Map(inside.map((id, i) => [id, i]));
  return inside.flatMap((id, place) => {
    const { op, args, attributes } = graph.get(id);
    if (id === variable || op === 'constant') return [];
    const { float64, partials } = operation(op);
    const places = args.map((arg) => position.get(arg)!);
    return { place, places, numbers: new Array<number>(args.length).fill(0), float64, partials, attributes };
  });
}
function constantsOf(graph: Graph, inside: readonly ValueId[]): Float64Array {
  return Float64Array.from(inside, (id) => graph.constantOf(id) ?? 0);
}
/** Values of all that is inside; the same array each time. */
function valuesOf(graph: Graph, inside: readonly ValueId[], variable: ValueId): (x: number) => Float64Array {
  const values = constantsOf(graph, inside);
  const links = linksOf(graph, inside, variable);
  const start = inside.indexOf(variable);
  return (x) => {
    values[start] = x;
    for (const { place, places, numbers, float64, attributes } of links) {
      for (let k = 0; k < places.length; k++) numbers[k] = values[places[k]!]!;
      values[place] = float64(numbers, attributes);
    }
    return values;
  };
}
const shown = (value: number): string => String(Number(value.toPrecision(6)));
function text(
  graph: Graph,
  inside: readonly ValueId[],
  variable: ValueId,
  name: string,
  number: (value: number) => string,
): string {
  const texts = new Map<ValueId, string>();
  for (const id of inside) {
    const { op, args, attributes } = graph.get(id);
    if (id === variable) texts.set(id, name);
    else if (op === 'constant') texts.set(id, number(attributes.value!));
    else
      texts.set(
        id,
        operation(op).print(
          args.map((arg) => texts.get(arg)!),
          attributes,
        ),
      );
  }
  return texts.get(inside[inside.length - 1]!)!;
}
/** Data tables are part of what the function is. */
function tableKey(graph: Graph, inside: ValueId[]): string {
  const tables = inside.flatMap((id) => graph.get(id).attributes.table ?? []);
  return tables
    .map((table) => ` with ${table.x.join(',')};${table.y.join(',')};${table.slope?.join(',') ?? ''}`)
    .join('');
}
function literal(value: number): string {
  if (Object.is(value, -0)) return '(-0)';
  return value < 0 ? `(${value})` : String(value);
}
function compiled(graph: Graph, inside: readonly ValueId[], variable: ValueId): (x: number) => number {
  const position = new Map(inside.map((id, i) => [id, i]));
  const lines: string[] = [];
  const tables: unknown[] = [];
  const word = (id: ValueId): string => {
    const { op, attributes } = graph.get(id);
    return id === variable ? 'x' : op === 'constant' ? literal(attributes.value!) : `v${position.get(id)}`;
  };
  for (const id of inside) {
    const { op, args, attributes } = graph.get(id);
    if (id === variable || op === 'constant') continue;
    if (attributes.table) tables.push(attributes.table);
    lines.push(
      `const ${word(id)} = ${operation(op).javascript(args.map(word), attributes, `tables[${tables.length - 1}]`)};`,
    );
  }
  const body = `"use strict"; return (x) => { ${lines.join(' ')} return ${word(inside[inside.length - 1]!)}; };`;
  return new Function('functions', 'tables', body)(javascriptFunctions, tables) as (x: number) => number;
}
/** Values and slopes of all that is inside, arguments first, by the chain rule. */
function slopeOf(graph: Graph, inside: readonly ValueId[], variable: ValueId): (x: number) => number {
  const values = constantsOf(graph, inside);
  const slopes = new Float64Array(inside.length);
  const links = linksOf(graph, inside, variable);
  const start = inside.indexOf(variable);
  slopes[start] = 1;
  return (x) => {
    values[start] = x;
    for (const { place, places, numbers, float64, partials, attributes } of links) {
      for (let k = 0; k < places.length; k++) numbers[k] = values[places[k]!]!;
      const value = float64(numbers, attributes);
      const partial = partials(numbers, value, attributes);
      let slope = 0;
      for (let k = 0; k < places.length; k++) {
        const inner = slopes[places[k]!]!;
        if (inner !== 0) slope += partial[k]! * inner;
      }
      values[place] = value;
      slopes[place] = slope;
    }
    return slopes[inside.length - 1]!;
  };
}
