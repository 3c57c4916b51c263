/**
 * Products of `simplify-cost` as operations. Known choices meet the coefficient and each other before the run, functions of one
 * variable become one table, division by what is never zero is a product with a reciprocal, and of the rest what is there early
 * is multiplied early.
 */
import { apply, type Graph, type Value, type ValueId } from '../ops/index.ts';
import { canJoin, isKnownChoice, isShift, multiplyChoice, multiplyKnown, shiftScale } from './known-factors.ts';
import { type KnownProduct, type Product, withKnown } from './terms.ts';
import { wantsTable } from './traits.ts';
import type { Variables } from './variables.ts';

/** What is known of the values that products are made of. */
export interface Knowledge {
  readonly target: Graph;
  readonly variables: Variables;
  /** Values used more than once: computed once, no part of a larger table. */
  readonly shared: Set<ValueId>;
  /** Values that stay operations of their own. */
  readonly hard: Set<ValueId>;
  maybeZero(divisor: ValueId): boolean;
  /** How often the step divides by a value. */
  timesDivided(divisor: ValueId): number;
  /** Where the file divides by it, for messages. */
  place(divisor: ValueId): Value['origin'];
}

/** About how long an operation takes, in additions. */
const weight = (op: string): number => (wantsTable(op) ? 8 : op === 'multiply' ? 2 : 1);
/** So many operations leave time for a division before them. */
const late = 4;

export class ProductWriter {
  private readonly known: Knowledge;
  private readonly target: Graph;
  /** Products already computed, to be found inside larger ones. */
  private readonly products: KnownProduct[] = [];
  private readonly depths: number[] = [];
  private readonly counts: number[] = [];

  constructor(known: Knowledge) {
    this.known = known;
    this.target = known.target;
  }
  /** How late a value comes, in additions. */
  depth(id: ValueId): number {
    for (let i = this.depths.length; i <= id; i++) {
      const { op, args } = this.target.get(i as ValueId);
      this.depths.push(args.length === 0 ? 0 : Math.max(...args.map((arg) => this.depths[arg]!)) + weight(op));
    }
    return this.depths[id]!;
  }
  /** Operations between the leaves and a value. */
  private operations(id: ValueId): number {
    for (let i = this.counts.length; i <= id; i++) {
      const { args } = this.target.get(i as ValueId);
      this.counts.push(args.reduce((most, arg) => Math.max(most, this.counts[arg]! + 1), 0));
    }
    return this.counts[id]!;
  }
  /** Whether a coefficient costs nothing in this product. */
  absorbs({ above }: Product): boolean {
    return above.some((id) => isKnownChoice(this.target, id));
  }
  /**
   * What a product must be divided by to need no multiplier, where that is possible, and how late its factor comes: it has one that
   * varies, and choices of which only zero and powers of two are left.
   */
  sizeWithout({ coefficient, above, below }: Product): { readonly size: number; readonly depth: number } | null {
    const choices = above.filter((id) => isKnownChoice(this.target, id));
    const [factor, ...others] = above.filter((id) => !choices.includes(id));
    if (factor === undefined || others.length > 0 || below.length > 0) return null;
    const [choice, ...apart] = this.joined(choices);
    const scale = choice === undefined ? 1 : apart.length > 0 ? null : shiftScale(this.target, choice);
    return scale === null ? null : { size: scale * Math.abs(coefficient), depth: this.depth(factor) };
  }
  write({ coefficient, above, below }: Product): ValueId {
    const ascending = (ids: readonly ValueId[]): ValueId[] => [...ids].sort((a, b) => a - b);
    const factors = withKnown(this.products, ascending(above), ascending(below));
    let rest = coefficient;
    const scaled = [...factors.above];
    const divisors: ValueId[] = [];
    for (const divisor of factors.below) {
      if (this.known.maybeZero(divisor)) divisors.push(divisor);
      else if (rest !== 1 && this.known.timesDivided(divisor) <= 1) {
        scaled.push(this.divide(this.target.constant(rest), divisor));
        rest = 1;
      } else {
        const inverse = apply(this.target, 'reciprocal', [divisor], {}, { origin: this.known.place(divisor) });
        if (this.known.timesDivided(divisor) > 1) this.known.shared.add(inverse);
        scaled.push(inverse);
      }
    }
    rest = this.joinKnown(scaled, rest);
    this.joinFunctions(scaled);
    const free = scaled.findIndex((id) => this.known.variables.isFunction(id) && !this.known.shared.has(id));
    if (rest !== 1 && free >= 0) {
      scaled[free] = this.multiply(this.target.constant(rest), scaled[free]!);
      rest = 1;
    }
    let id = this.multiplyAll(scaled, rest);
    for (const divisor of divisors) id = this.quotient(id, divisor);
    if (coefficient === 1 && above.length + below.length > 1) this.products.push({ above, below, id });
    return id;
  }
  multiply(a: ValueId, b: ValueId): ValueId {
    return apply(this.target, 'multiply', [a, b]);
  }
  private divide(numerator: ValueId, divisor: ValueId): ValueId {
    return apply(this.target, 'divide', [numerator, divisor], {}, { origin: this.known.place(divisor) });
  }
  /**
   * The two earliest factors are multiplied first, and so on; the constant is one of them where that spares time, else it comes
   * last, where its product may be shared. Choices among shifts come after all.
   */
  private multiplyAll(factors: readonly ValueId[], coefficient: number): ValueId {
    const constant = this.target.constant(coefficient);
    const shifts = factors.filter((id) => isShift(this.target, id));
    const open = this.byDepth(factors.filter((id) => !shifts.includes(id)));
    const [first] = open;
    if (first === undefined) return shifts.reduce((a, b) => this.multiply(a, b), constant);
    const waits = open.length > 2 || this.depth(first) + weight('multiply') <= this.depth(open.at(-1)!);
    const early = coefficient !== 1 && open.length > 1 && waits;
    if (early) open.splice(0, 1, this.multiply(constant, first));
    let left = this.byDepth(open);
    while (left.length > 1) left = this.byDepth([...left.slice(2), this.multiply(left[0]!, left[1]!)]);
    const product = early || coefficient === 1 ? left[0]! : this.multiply(constant, left[0]!);
    return shifts.reduce((x, shift) => multiplyChoice(this.target, shift, x), product);
  }
  private byDepth(ids: readonly ValueId[]): ValueId[] {
    return [...ids].sort((a, b) => this.depth(a) - this.depth(b));
  }
  /** Multiplies known choices with each other and with the coefficient. @returns the coefficient that is left */
  private joinKnown(factors: ValueId[], coefficient: number): number {
    const [first, ...apart] = this.joined(factors.filter((id) => isKnownChoice(this.target, id)));
    if (first === undefined) return coefficient;
    const others = factors.filter((id) => !isKnownChoice(this.target, id));
    factors.splice(
      0,
      factors.length,
      multiplyKnown(this.target, first, this.target.constant(coefficient)),
      ...apart,
      ...others,
    );
    return 1;
  }
  /** Known choices, multiplied where the product has few enough conditions. */
  private joined(choices: readonly ValueId[]): ValueId[] {
    return choices.reduce<ValueId[]>(([first, ...apart], choice) => {
      if (first === undefined) return [choice];
      return canJoin(this.target, first, choice)
        ? [multiplyKnown(this.target, first, choice), ...apart]
        : [first, ...apart, choice];
    }, []);
  }
  /**
   * A division by what may be zero. A divisor that is there when the step begins, below something that takes long to come, is
   * inverted meanwhile: a product is sooner done, and all quotients share the one division. (A function of the divisor itself is one
   * table with the quotient, which may be finite where the divisor is zero.)
   */
  private quotient(id: ValueId, divisor: ValueId): ValueId {
    const early =
      this.target.get(divisor).op === 'state' && this.known.variables.of(id) !== divisor && this.operations(id) >= late;
    if (!early) return this.divide(id, divisor);
    const origin = this.known.place(divisor);
    const inverse = this.target.add('divide', [this.target.constant(1), divisor], 'real', {}, { origin });
    this.known.hard.add(inverse);
    return this.multiply(id, inverse);
  }
  /** Multiplies factors that are functions of one variable with each other: they become one table. */
  private joinFunctions(factors: ValueId[]): void {
    const { variables } = this.known;
    for (let i = 0; i < factors.length; i++) {
      if (!variables.isFunction(factors[i]!)) continue;
      for (let k = factors.length - 1; k > i; k--) {
        if (variables.of(factors[k]!) !== variables.of(factors[i]!) || !variables.isFunction(factors[k]!)) continue;
        factors[i] = this.multiply(factors[i]!, factors[k]!);
        factors.splice(k, 1);
      }
    }
  }
}
