/**
 * The expression graph that forms 2 and 3 share: a DAG of operations over the reals, hash-consed, in topological order
 * by construction (an argument is always older than its user). All quantities are SI; booleans are 0 or 1.
 */
import type { Span } from '../../dsl/index.ts';

export type ValueId = number & { readonly brand: 'ValueId' };
export type ValueType = 'real' | 'bool';

/** A data table of one variable, from a CSV file; `x` strictly increasing, SI. Cubics between the points, lines without slopes. */
export interface DataTable {
  readonly name: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** d y / d x at each point. */
  readonly slope?: Float64Array;
  /** Of the time: it changes at the boundaries of steps only, and is the same all through a step. */
  readonly held?: true;
}
/** Static data of an operation: the number of a constant, the index of a leaf, the exponent of a power, the table of a look-up. */
export interface Attributes {
  readonly value?: number;
  readonly index?: number;
  /** Vector component 0..2 of a vector-valued leaf. */
  readonly component?: number;
  readonly exponent?: number;
  readonly table?: DataTable;
  readonly text?: string;
}
/** Origin of a value: its place in the `.qnm` file. */
export interface Value {
  readonly op: string;
  readonly args: readonly ValueId[];
  readonly attributes: Attributes;
  readonly type: ValueType;
  /** Name in the `.qnm` (hierarchical, `X.Tp`) when it has one; becomes the Verilog name. */
  readonly name: string | null;
  readonly origin: Span | null;
}
export interface Naming {
  readonly name?: string | null;
  readonly origin?: Span | null;
}

/** Leaves of the graph: everything else is an entry of the table of operations (`compiler/ops/index.ts`). */
const leafOps: ReadonlySet<string> = new Set([
  'constant', // attributes.value
  'state', // index into states (continuous states and memories alike)
  'param', // index into params
  'input', // index into inputs
  'delayed', // index into delay lines
  'time', // seconds since the start; only in stimuli
  'draw', // index into draws
  // form 2 only; the step passes replace them:
  'potential', // index into nodes (and component): V(p), T(body), m(b)
  'nodeFlow', // index into nodes: the sum of all contributions to an owned or signal node: B(body), P(in)
  'branchFlow', // index into branches: I(p, n), I(X)
  'rate', // args: [x]: d x/d t, of a state or of a potential expression (ddt)
  'event', // index into events: 1 when it occurs in this step
  'datum', // index into data: a number of the instance
  'gathered', // index into gathers: what the couplings of the instance add up to at t_k
  'remote', // index into remotes: what an edge reads of one of its ends at t_k
  // only while the step passes are at work:
  'unknown', // index into the unknowns of a network
  'inputRate', // index into inputs: d/dt of one
]);
/** Whether a value is read rather than computed. `rate` is a leaf with an argument, which says of what it is the rate. */
export function isLeaf(op: string): boolean {
  return leafOps.has(op);
}

/** A mutable, append-only graph. Passes that rewrite make a new one (`rebuild`). */
export class Graph {
  readonly values: Value[] = [];
  private readonly known = new Map<string, ValueId>();
  private readonly tableIds = new Map<DataTable, number>();

  /** Adds (or finds) a value. The first name and origin given to a value stay. */
  add(
    op: string,
    args: readonly ValueId[],
    type: ValueType,
    attributes: Attributes = {},
    naming: Naming = {},
  ): ValueId {
    const key = this.key(op, args, type, attributes);
    const found = this.known.get(key);
    if (found !== undefined) return this.name(found, naming);
    const id = this.values.length as ValueId;
    this.values.push({ op, args, attributes, type, name: naming.name ?? null, origin: naming.origin ?? null });
    this.known.set(key, id);
    return id;
  }
  constant(value: number, naming: Naming = {}): ValueId {
    return this.add('constant', [], 'real', { value }, naming);
  }
  /** The constant truth values; distinct from the real constants 1 and 0. */
  boolean(value: boolean, naming: Naming = {}): ValueId {
    return this.add('constant', [], 'bool', { value: value ? 1 : 0 }, naming);
  }
  /** Gives a name and an origin to a value that has none yet. */
  name(id: ValueId, naming: Naming): ValueId {
    const old = this.values[id]!;
    if ((old.name === null && naming.name) || (old.origin === null && naming.origin))
      this.values[id] = { ...old, name: old.name ?? naming.name ?? null, origin: old.origin ?? naming.origin ?? null };
    return id;
  }
  get(id: ValueId): Value {
    return this.values[id]!;
  }
  /** The number of a constant value, else undefined. */
  constantOf(id: ValueId): number | undefined {
    const value = this.get(id);
    return value.op === 'constant' ? value.attributes.value : undefined;
  }
  private key(op: string, args: readonly ValueId[], type: ValueType, a: Attributes): string {
    const table = a.table ? this.tableId(a.table) : '';
    const value = a.value === undefined ? '' : Object.is(a.value, -0) ? '-0' : String(a.value);
    return `${op}:${type}(${args.join(',')})${value};${a.index ?? ''};${a.component ?? ''};${a.exponent ?? ''};${table};${a.text ?? ''}`;
  }
  private tableId(table: DataTable): number {
    const known = this.tableIds.get(table) ?? this.tableIds.size;
    this.tableIds.set(table, known);
    return known;
  }
}
