/** Expressions of a graph as text: named values by their name, leaves in the reader's words, the rest as it is computed. */
import type { Graph, ValueId } from '../ops/graph.ts';
import { operation, reachable } from '../ops/index.ts';

/** How a leaf is written. */
export type LeafPrinter = (id: ValueId) => string;

export function numberText(value: number): string {
  return String(Number(value.toPrecision(12)));
}

export interface ExpressionPrinter {
  /** A value where it is used: its name when it has one. */
  use(id: ValueId): string;
  /** What a value is, spelled out one level below its own name. */
  define(id: ValueId): string;
}

export function expressionPrinter(graph: Graph, leaf: LeafPrinter): ExpressionPrinter {
  const written = new Map<ValueId, string>();
  const define = (id: ValueId): string => {
    const known = written.get(id);
    if (known !== undefined) return known;
    const { op, args, attributes, type } = graph.get(id);
    const text =
      op === 'constant'
        ? type === 'bool'
          ? attributes.value === 0
            ? 'false'
            : 'true'
          : numberText(attributes.value!)
        : op === 'rate'
          ? `ddt(${use(args[0]!)})`
          : args.length === 0
            ? leaf(id)
            : operation(op).print(args.map(use), attributes);
    written.set(id, text);
    return text;
  };
  const use = (id: ValueId): string => {
    const { name, args } = graph.get(id);
    return name !== null && args.length > 0 ? name : define(id);
  };
  return { use, define };
}

/** The named values below some roots, oldest first: what must be written down to read them. */
export function namedBelow(graph: Graph, roots: readonly ValueId[]): ValueId[] {
  return reachable(graph, roots).filter((id) => graph.get(id).name !== null && graph.get(id).args.length > 0);
}
