/** A fused sub-expression as a function of one real variable: its value as generated code, its slope by the chain rule. */
import { type Graph, javascriptFunctions, operation, type ValueId } from '../../ops/index.ts';

export interface OneVariable {
  /** As a reader would write it, with the name of the variable. */
  readonly of: string;
  /** The same with `x` as variable and every constant in full: equal keys are equal functions. */
  readonly key: string;
  value(x: number): number;
  slope(x: number): number;
}

/** The function that the graph value `root` is of `variable`; every path from `root` to a leaf other than a constant meets it. */
export function oneVariable(graph: Graph, root: ValueId, variable: ValueId, name: string): OneVariable {
  const inside = cone(graph, root, variable);
  const position = new Map(inside.map((id, i) => [id, i]));
  return {
    of: text(graph, inside, variable, name, (value) => String(Number(value.toPrecision(6)))),
    key: text(graph, inside, variable, 'x', String) + tableKey(graph, inside),
    value: compiled(graph, inside, variable, position),
    slope: (x) => slopeAt(graph, inside, variable, position, x),
  };
}

/** Values between `variable` and `root`, arguments first, both included. */
function cone(graph: Graph, root: ValueId, variable: ValueId): ValueId[] {
  const seen = new Set<ValueId>([variable]);
  const open = [root];
  while (open.length > 0) {
    const id = open.pop()!;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...graph.get(id).args);
  }
  return [...seen].sort((a, b) => a - b);
}
function text(
  graph: Graph,
  inside: ValueId[],
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
  return tables.map((table) => ` with ${table.x.join(',')};${table.y.join(',')}`).join('');
}
function literal(value: number): string {
  if (Object.is(value, -0)) return '(-0)';
  return value < 0 ? `(${value})` : String(value);
}
function compiled(
  graph: Graph,
  inside: ValueId[],
  variable: ValueId,
  position: Map<ValueId, number>,
): (x: number) => number {
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
function slopeAt(
  graph: Graph,
  inside: ValueId[],
  variable: ValueId,
  position: Map<ValueId, number>,
  x: number,
): number {
  const values = new Float64Array(inside.length);
  const slopes = new Float64Array(inside.length);
  inside.forEach((id, i) => {
    const { op, args, attributes } = graph.get(id);
    if (id === variable) [values[i], slopes[i]] = [x, 1];
    else if (op === 'constant') values[i] = attributes.value!;
    else {
      const numbers = args.map((arg) => values[position.get(arg)!]!);
      values[i] = operation(op).float64(numbers, attributes);
      const partials = operation(op).partials(numbers, values[i]!, attributes);
      args.forEach((arg, k) => {
        const inner = slopes[position.get(arg)!]!;
        if (inner !== 0) slopes[i]! += partials[k]! * inner;
      });
    }
  });
  return slopes[inside.length - 1]!;
}
