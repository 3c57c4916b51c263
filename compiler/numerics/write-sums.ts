/** Sums of `simplify-cost` as operations: small increments meet first, the state comes last, functions of one variable are one table. */
import { apply, type Graph, type Value, type ValueId } from '../ops/index.ts';
import { isAtom, merged, type Product, type Sum, same, times } from './terms.ts';
import { type Knowledge, ProductWriter } from './write-products.ts';

interface Naming {
  readonly name: string | null;
  readonly origin: Value['origin'];
}
const unnamed: Naming = { name: null, origin: null };

/** A term of a sum that is already a value. */
interface Part {
  readonly id: ValueId;
  readonly negative: boolean;
}

export class SumWriter {
  private readonly known: Knowledge;
  private readonly target: Graph;
  private readonly products: ProductWriter;

  constructor(known: Knowledge) {
    this.known = known;
    this.target = known.target;
    this.products = new ProductWriter(known);
  }
  write(sum: Sum, naming: Naming = unnamed): ValueId {
    const states: Product[] = [];
    const groups = new Map<number | Product, Product[]>();
    for (const term of merged(sum.terms)) {
      const own = same(term.coefficient) && isAtom(term) && this.target.get(term.above[0]!).args.length === 0;
      // coefficients of one size share a product, unless it costs nothing
      const group = this.products.absorbs(term) ? term : Math.abs(term.coefficient);
      if (own) states.push(term);
      else groups.set(group, [...(groups.get(group) ?? []), term]);
    }
    let parts: Part[] = [...groups.values()].map((terms) => this.group(terms));
    if (sum.constant !== 0 || sum.terms.length === 0)
      parts.push({ id: this.target.constant(Math.abs(sum.constant)), negative: sum.constant < 0 });
    parts = this.sumFunctions(parts);
    parts = [...parts.filter((p) => !p.negative), ...parts.filter((p) => p.negative)];
    parts.push(...states.map((s) => ({ id: s.above[0]!, negative: s.coefficient < 0 })));
    return this.addUp(parts, naming);
  }
  /**
   * The sum as coefficient * sum for a table, which has the coefficient for nothing: that of the term that comes last, and would
   * wait for its product with it. Null where nothing is gained.
   */
  writeScaled(sum: Sum): ValueId | null {
    const terms = merged(sum.terms);
    const sizes = terms.flatMap((term) => this.products.sizeWithout(term) ?? []);
    if (terms.length < 2 || sizes.length === 0) return null;
    const { size } = sizes.reduce((a, b) => (b.depth > a.depth ? b : a));
    return size === 1 ? null : this.products.multiply(this.target.constant(size), this.write(times(sum, 1 / size)));
  }
  /** Adds up terms that are functions of one variable: they become one table. */
  private sumFunctions(parts: readonly Part[]): Part[] {
    const { variables, shared } = this.known;
    const byVariable = new Map<ValueId | null, Part[]>();
    const rest: Part[] = [];
    for (const part of parts) {
      const constant = this.target.constantOf(part.id) !== undefined;
      if (!constant && variables.isFunction(part.id) && !shared.has(part.id)) {
        const variable = variables.of(part.id);
        byVariable.set(variable, [...(byVariable.get(variable) ?? []), part]);
      } else rest.push(part);
    }
    for (const terms of byVariable.values()) {
      const flipped = terms.every((t) => t.negative);
      const id =
        terms.length === 1
          ? terms[0]!.id
          : this.addUp(
              terms.map((t) => ({ ...t, negative: t.negative && !flipped })),
              unnamed,
            );
      rest.push({ id, negative: flipped });
    }
    return rest;
  }
  private addUp(parts: readonly Part[], naming: Naming): ValueId {
    const { origin } = naming;
    let total = parts[0]!;
    for (const part of parts.slice(1)) {
      const join = (op: string, a: ValueId, b: ValueId): ValueId => apply(this.target, op, [a, b], {}, { origin });
      if (total.negative && !part.negative) total = { id: join('subtract', part.id, total.id), negative: false };
      else if (total.negative) total = { id: join('add', total.id, part.id), negative: true };
      else total = { id: join(part.negative ? 'subtract' : 'add', total.id, part.id), negative: false };
    }
    return total.negative ? apply(this.target, 'negate', [total.id], {}, naming) : total.id;
  }
  /** Terms whose coefficients have one size. */
  private group(terms: readonly Product[]): Part {
    const size = Math.abs(terms[0]!.coefficient);
    if (terms.length === 1)
      return { id: this.products.write({ ...terms[0]!, coefficient: size }), negative: terms[0]!.coefficient < 0 };
    const positive = terms.filter((t) => t.coefficient > 0);
    const negative = terms.filter((t) => t.coefficient < 0);
    const parts = [...positive, ...negative].map((t) => ({
      id: this.products.write({ ...t, coefficient: 1 }),
      negative: t.coefficient < 0,
    }));
    const flipped = positive.length === 0;
    const inner = this.addUp(flipped ? parts.map((p) => ({ ...p, negative: false })) : parts, unnamed);
    const id = size === 1 ? inner : this.products.multiply(this.target.constant(size), inner);
    return { id, negative: flipped };
  }
}
