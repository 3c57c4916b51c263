/**
 * A graph under construction: every value that is added is simplified first (constant folding, identities, hash-consing),
 * by what the table of operations knows. Substitution and symbolic derivatives live in `substitute.ts` and `tangent.ts`.
 */
import { type Attributes, Graph, type Naming, type ValueId, type ValueType } from '../ops/graph.ts';
import { isLeaf, operation, reachable } from '../ops/index.ts';

/** How often the result of a simplification is simplified again; identities shrink, so this is never reached by a sound table. */
const deepest = 40;

export class Workspace {
  readonly graph: Graph;
  private depth = 0;
  constructor(graph: Graph = new Graph()) {
    this.graph = graph;
  }

  /** Adds an operation on values of this graph, simplified. */
  apply(op: string, args: readonly ValueId[], attributes: Attributes = {}, naming: Naming = {}): ValueId {
    if (isLeaf(op)) return this.graph.add(op, args, 'real', attributes, naming);
    const entry = operation(op);
    const before = this.graph.values.length;
    const simpler = entry.simplify?.(this.graph, args, attributes) ?? null;
    const result = simpler === null ? this.graph.add(op, args, entry.type, attributes) : this.settle(simpler, before);
    return isLeaf(this.graph.get(result).op) ? result : this.graph.name(result, naming);
  }
  constant(value: number): ValueId {
    return this.graph.constant(value);
  }
  boolean(value: boolean): ValueId {
    return this.graph.boolean(value);
  }
  leaf(op: string, index: number, naming: Naming = {}, type: ValueType = 'real'): ValueId {
    return this.graph.add(op, [], type, { index }, naming);
  }
  add = (a: ValueId, b: ValueId): ValueId => this.apply('add', [a, b]);
  subtract = (a: ValueId, b: ValueId): ValueId => this.apply('subtract', [a, b]);
  multiply = (a: ValueId, b: ValueId): ValueId => this.apply('multiply', [a, b]);
  divide = (a: ValueId, b: ValueId): ValueId => this.apply('divide', [a, b]);
  select = (c: ValueId, a: ValueId, b: ValueId): ValueId => this.apply('select', [c, a, b]);
  less = (a: ValueId, b: ValueId): ValueId => this.apply('less', [a, b]);
  and = (a: ValueId, b: ValueId): ValueId => this.apply('and', [a, b]);
  not = (a: ValueId): ValueId => this.apply('not', [a]);
  sum(terms: readonly ValueId[]): ValueId {
    return terms.reduce((total, term) => this.add(total, term), this.constant(0));
  }
  negate = (a: ValueId): ValueId => this.apply('negate', [a]);
  isZero(id: ValueId): boolean {
    return this.graph.constantOf(id) === 0;
  }

  /** Simplifies what an identity or a derivative has just built from simple values: everything at or after `from`. */
  settle(id: ValueId, from: number): ValueId {
    if (id < from || this.depth >= deepest) return id;
    this.depth++;
    const done = new Map<ValueId, ValueId>();
    for (const each of reachable(this.graph, [id], from)) {
      const value = this.graph.get(each);
      const args = value.args.map((arg) => done.get(arg) ?? arg);
      done.set(each, isLeaf(value.op) ? each : this.apply(value.op, args, value.attributes, value));
    }
    this.depth--;
    return done.get(id)!;
  }
}
