/** What an expression denotes while the model is built: a dimension, a shape, and the values that compute it. */
import type { Span } from '../../dsl/index.ts';
import { type Dimension, describeDimension, dimension, none } from '../../dsl/index.ts';
import type { Attributes, Graph, Naming, ValueId, ValueType } from '../ops/graph.ts';

/** Dimensions of a time and of a rate. */
export const second: Dimension = dimension({ s: 1 });
export const hertz: Dimension = dimension({ s: -1 });

export type Shape = 'real' | 'bool' | 'vector' | 'complex';

/** `parts`: one value, three for a vector, real and imaginary part for a complex number. `unit`: the unit as typed by the reader where one can be named. */
export interface Quantity<T> {
  readonly shape: Shape;
  readonly dimension: Dimension;
  readonly parts: readonly T[];
  readonly unit: string | null;
}

/** Makes values: in a graph (models, stimuli) or as an expression tree (measures). */
export interface Builder<T> {
  constant(value: number): T;
  boolean(value: boolean): T;
  operation(op: string, args: readonly T[], type: ValueType, attributes?: Attributes, naming?: Naming): T;
  /** The number of a value that is known now, else undefined. */
  constantOf(value: T): number | undefined;
  /** Says where in the file a value is written, for messages about it; the first place stays. */
  place?(value: T, span: Span): void;
}

export function graphBuilder(graph: Graph): Builder<ValueId> {
  return {
    constant: (value) => graph.constant(value),
    boolean: (value) => graph.boolean(value),
    operation: (op, args, type, attributes, naming) => graph.add(op, args, type, attributes ?? {}, naming ?? {}),
    constantOf: (value) => graph.constantOf(value),
    place: (value, span) => {
      if (graph.get(value).args.length > 0) graph.name(value, { origin: span });
    },
  };
}

export function real<T>(part: T, dimension: Dimension = none, unit: string | null = null): Quantity<T> {
  return { shape: 'real', dimension, parts: [part], unit };
}
export function bool<T>(part: T): Quantity<T> {
  return { shape: 'bool', dimension: none, parts: [part], unit: null };
}
export function vector<T>(parts: readonly T[], dimension: Dimension = none, unit: string | null = null): Quantity<T> {
  return { shape: 'vector', dimension, parts, unit };
}

export function complex<T>(parts: readonly T[], dimension: Dimension = none, unit: string | null = null): Quantity<T> {
  return { shape: 'complex', dimension, parts, unit };
}

/** How many values a quantity of this shape has. */
export function partsOf(shape: Shape): 1 | 2 | 3 {
  return shape === 'vector' ? 3 : shape === 'complex' ? 2 : 1;
}
/** The shape that has so many values. */
export function shapeOf(parts: number): Exclude<Shape, 'bool'> {
  return parts === 3 ? 'vector' : parts === 2 ? 'complex' : 'real';
}
/** "a current (A)", "a condition", "a vector in T". */
export function describe<T>(q: Quantity<T>): string {
  if (q.shape === 'bool') return 'a condition (true or false)';
  const text = describeDimension(q.dimension, q.unit);
  if (q.shape === 'complex') return `a complex number, each part ${text}`;
  return q.shape === 'vector' ? `a vector, each component ${text}` : text;
}
