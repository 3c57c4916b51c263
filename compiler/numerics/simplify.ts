/**
 * Pass `simplify-cost`. Turns the step graph into an equal one that is cheaper in hardware. Needs: ideal sums and products
 * (nothing is rounded yet). Keeps: the meaning, up to float64 rounding; a map back to the values of the step.
 * Cost: linear in the graph.
 *
 * Every real value is seen as constant + sum of coefficient * (product of factors / product of divisors). Constant factors
 * meet in one coefficient, which goes to where it costs nothing (into a function that becomes a table) or is shared by
 * terms of the same size; division by what is never zero becomes a product with a reciprocal, a function of one variable.
 */
import { apply, Graph, type Interval, type Value, type ValueId } from '../ops/index.ts';
import type { StepCell } from '../step/form.ts';
import { encloseCell, valueFrom } from './enclosures.ts';
import { hardwareRoots, reachable } from './reachable.ts';
import {
  atomic,
  equalSums,
  isAtom,
  type KnownProduct,
  merged,
  oneTerm,
  type Product,
  plus,
  type Sum,
  same,
  times,
  withKnown,
} from './terms.ts';
import { Variables } from './variables.ts';
import { isWave, turn, withinTurn } from './whole-turns.ts';

export interface Simplified {
  readonly cell: StepCell;
  /** Value of the step that a new value equals, where there is one. */
  readonly from: ReadonlyMap<ValueId, ValueId>;
  /** New values that are divisions by what may be zero, and no part of a table. */
  readonly hard: ReadonlySet<ValueId>;
}
/**
 * `divisors`: values of the cell that are known not to be zero, for reasons that intervals do not see. `withoutTurns`: sines of what
 * may be more than a turn lose the whole turns first, so that their tables are one turn wide.
 */
export function simplifyCost(
  cell: StepCell,
  divisors: ReadonlySet<ValueId> = new Set(),
  withoutTurns = false,
): Simplified {
  const rewriter = new Rewriter(cell, divisors, withoutTurns);
  const map = rewriter.run();
  const simplified: StepCell = {
    ...cell,
    graph: rewriter.target,
    next: cell.next.map((id, state) => (cell.states[state]!.kind === 'output' ? rewriter.output(id) : map(id))),
    events: cell.events.map((e) => ({
      ...e,
      fired: map(e.fired),
      fraction: e.fraction === null ? null : map(e.fraction),
    })),
    asserts: cell.asserts.map((a) => ({ ...a, holds: map(a.holds) })),
    delayLines: cell.delayLines.map((d) => ({ ...d, source: map(d.source) })),
    observations: [],
  };
  return { cell: simplified, from: rewriter.from, hard: rewriter.hard };
}

/** So many operations are about as long as a division. */
const deep = 4;

/** A term of a sum that is already a value. */
interface Part {
  readonly id: ValueId;
  readonly negative: boolean;
}

class Rewriter {
  readonly target = new Graph();
  readonly from = new Map<ValueId, ValueId>();
  private readonly cell: StepCell;
  private readonly source: Graph;
  private readonly divisors: ReadonlySet<ValueId>;
  private readonly withoutTurns: boolean;
  private readonly states: readonly Interval[];
  private readonly uses = new Map<ValueId, number>();
  private readonly divisorUses = new Map<ValueId, number>();
  /** Where the file divides by a value, for messages about it. */
  private readonly quotientPlaces = new Map<ValueId, Value['origin']>();
  private readonly sums = new Map<ValueId, Sum>();
  private readonly made = new Map<ValueId, ValueId>();
  private readonly ranges: (Interval | null)[] = [];
  /** Products already computed, to be found inside larger ones. */
  private readonly products: KnownProduct[] = [];
  private readonly shared = new Set<ValueId>();
  /** New values that are outputs of edges, and what they are made of. */
  private readonly outputs = new Map<ValueId, Sum>();
  /** Quotients that stay divisions. */
  readonly hard = new Set<ValueId>();
  private readonly depths: number[] = [];
  private readonly variables = new Variables(this.target, this.hard);

  constructor(cell: StepCell, divisors: ReadonlySet<ValueId>, withoutTurns: boolean) {
    this.cell = cell;
    this.withoutTurns = withoutTurns;
    this.divisors = divisors;
    this.states = encloseCell(cell).states;
    this.source = cell.graph;
  }
  run(): (old: ValueId) => ValueId {
    const roots = hardwareRoots(this.cell);
    const live = reachable(this.source, roots);
    const count = (id: ValueId): unknown => this.uses.set(id, (this.uses.get(id) ?? 0) + 1);
    for (const id of live) this.source.get(id).args.forEach(count);
    roots.forEach(count);
    for (const id of live) {
      const { op, args } = this.source.get(id);
      if (op === 'divide') this.divisorUses.set(args[1]!, (this.divisorUses.get(args[1]!) ?? 0) + 1);
    }
    for (const id of live) this.visit(id);
    return (old) => this.materialise(old);
  }
  /**
   * What an edge gives to one end is often the opposite of what it gives to the other: then it is that negated, not worked out
   * again, and nothing is lost or made between the ends.
   */
  output(old: ValueId): ValueId {
    const known = this.made.get(old);
    if (known !== undefined) return known;
    const opposite = times(this.sums.get(old)!, -1);
    const [twin] = [...this.outputs].find(([, sum]) => equalSums(sum, opposite)) ?? [];
    if (twin === undefined) {
      const [sum, id] = [this.sums.get(old)!, this.materialise(old)];
      this.outputs.set(id, sum);
      return id;
    }
    const { name, origin } = this.source.get(old);
    const id = this.target.add('negate', [twin], 'real', {}, { name, origin });
    this.hard.add(id);
    return this.settle(old, id);
  }
  private visit(id: ValueId): void {
    const value = this.source.get(id);
    const sum = value.type === 'real' ? this.asSum(value) : null;
    if (sum === null) {
      this.settle(id, this.rebuild(value));
      return;
    }
    this.sums.set(id, sum);
    const plain =
      sum.terms.length === 0 ||
      (sum.constant === 0 && sum.terms.length === 1 && isAtom(sum.terms[0]!) && same(sum.terms[0]!.coefficient));
    // what is used more than once is computed once
    if (!plain && (this.uses.get(id) ?? 0) > 1) this.materialise(id);
  }
  private rebuild(value: Value): ValueId {
    const { op, args, attributes, type, name, origin } = value;
    const renewed =
      this.withoutTurns && isWave(op) ? [this.oneTurn(args[0]!)] : args.map((arg) => this.materialise(arg));
    return args.length === 0
      ? this.target.add(op, renewed, type, attributes, { name, origin })
      : apply(this.target, op, renewed, attributes, { name, origin });
  }
  private oneTurn(old: ValueId): ValueId {
    const angle = this.materialise(old);
    const turns = (): ValueId => this.emit(times(this.sums.get(old)!, 1 / turn), { name: null, origin: null });
    return withinTurn(this.target, angle, this.range(angle), turns);
  }
  private settle(old: ValueId, id: ValueId): ValueId {
    const { name, origin, type } = this.source.get(old);
    if (this.target.constantOf(id) === undefined) {
      this.target.name(id, { name, origin });
      if (!this.from.has(id)) this.from.set(id, old);
      if ((this.uses.get(old) ?? 0) > 1) this.shared.add(id);
    }
    this.made.set(old, id);
    const constant = this.target.constantOf(id);
    if (type === 'real') this.sums.set(old, constant === undefined ? atomic(id) : { constant, terms: [] });
    return id;
  }
  /** The new value equal to an old one. */
  private materialise(old: ValueId): ValueId {
    const known = this.made.get(old);
    if (known !== undefined) return known;
    const { name, origin } = this.source.get(old);
    return this.settle(old, this.emit(this.sums.get(old)!, { name, origin }));
  }

  // ---- what a value is made of
  private asSum({ op, args, attributes, origin }: Value): Sum | null {
    const sum = (i: number): Sum => this.sums.get(args[i]!)!;
    if (op === 'constant') return { constant: attributes.value!, terms: [] };
    if (op === 'add') return plus(sum(0), sum(1));
    if (op === 'subtract') return plus(sum(0), times(sum(1), -1));
    if (op === 'negate') return times(sum(0), -1);
    if (op === 'multiply') return this.productOf(args[0]!, args[1]!);
    if (op === 'reciprocal') return this.quotientOf({ constant: 1, terms: [] }, args[0]!, origin);
    if (op === 'divide') return this.quotientOf(sum(0), args[1]!, origin, args[0]!);
    return null;
  }
  private productOf(a: ValueId, b: ValueId): Sum {
    const [first, second] = [this.sums.get(a)!, this.sums.get(b)!];
    if (first.terms.length === 0) return times(second, first.constant);
    if (second.terms.length === 0) return times(first, second.constant);
    const [x, y] = [this.single(a), this.single(b)];
    return oneTerm({
      coefficient: x.coefficient * y.coefficient,
      above: [...x.above, ...y.above],
      below: [...x.below, ...y.below],
    });
  }
  private quotientOf(numerator: Sum, divisor: ValueId, origin: Value['origin'], dividend?: ValueId): Sum {
    const below = this.sums.get(divisor)!;
    if (below.terms.length === 0 && below.constant !== 0) return times(numerator, 1 / below.constant);
    const x =
      dividend === undefined || numerator.terms.length === 0
        ? { coefficient: numerator.constant, above: [], below: [] }
        : this.single(dividend);
    const y = this.single(divisor);
    for (const id of y.above) if (!this.quotientPlaces.has(id)) this.quotientPlaces.set(id, origin);
    return oneTerm({
      coefficient: x.coefficient / y.coefficient,
      above: [...x.above, ...y.below],
      below: [...x.below, ...y.above],
    });
  }
  /** The value as one product: what it already is, or itself as only factor. */
  private single(old: ValueId): Product {
    const sum = this.sums.get(old)!;
    const [only] = sum.terms;
    if (sum.constant === 0 && sum.terms.length === 1 && only !== undefined && only.coefficient !== 0) return only;
    return { coefficient: 1, above: [this.materialise(old)], below: [] };
  }

  // ---- back to operations
  private emit(sum: Sum, naming: { name: string | null; origin: Value['origin'] }): ValueId {
    const states: Product[] = [];
    const groups = new Map<number, Product[]>();
    for (const term of merged(sum.terms)) {
      const own = same(term.coefficient) && isAtom(term) && this.target.get(term.above[0]!).args.length === 0;
      if (own) states.push(term);
      else groups.set(Math.abs(term.coefficient), [...(groups.get(Math.abs(term.coefficient)) ?? []), term]);
    }
    let parts: Part[] = [];
    for (const [size, terms] of groups) parts.push(this.emitGroup(size, terms));
    if (sum.constant !== 0 || sum.terms.length === 0)
      parts.push({ id: this.target.constant(Math.abs(sum.constant)), negative: sum.constant < 0 });
    parts = this.sumFunctions(parts);
    // the small increments meet first, the state comes last
    parts = [...parts.filter((p) => !p.negative), ...parts.filter((p) => p.negative)];
    parts.push(...states.map((s) => ({ id: s.above[0]!, negative: s.coefficient < 0 })));
    return this.addUp(parts, naming);
  }
  /** Adds up terms that are functions of one variable: they become one table. */
  private sumFunctions(parts: readonly Part[]): Part[] {
    const byVariable = new Map<ValueId | null, Part[]>();
    const rest: Part[] = [];
    for (const part of parts) {
      const constant = this.target.constantOf(part.id) !== undefined;
      if (!constant && this.variables.isFunction(part.id) && !this.shared.has(part.id)) {
        const variable = this.variables.of(part.id);
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
              { name: null, origin: null },
            );
      rest.push({ id, negative: flipped });
    }
    return rest;
  }
  private addUp(parts: readonly Part[], naming: { name: string | null; origin: Value['origin'] }): ValueId {
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
  /** Terms whose coefficients have one size share its product. */
  private emitGroup(size: number, terms: readonly Product[]): Part {
    if (terms.length === 1)
      return { id: this.emitProduct({ ...terms[0]!, coefficient: size }), negative: terms[0]!.coefficient < 0 };
    const positive = terms.filter((t) => t.coefficient > 0);
    const negative = terms.filter((t) => t.coefficient < 0);
    const parts = [...positive, ...negative].map((t) => ({
      id: this.emitProduct({ ...t, coefficient: 1 }),
      negative: t.coefficient < 0,
    }));
    const flipped = positive.length === 0;
    const inner = this.addUp(flipped ? parts.map((p) => ({ ...p, negative: false })) : parts, {
      name: null,
      origin: null,
    });
    const id = size === 1 ? inner : apply(this.target, 'multiply', [this.target.constant(size), inner]);
    return { id, negative: flipped };
  }
  private emitProduct({ coefficient, above, below }: Product): ValueId {
    const factors = withKnown(
      this.products,
      [...above].sort((a, b) => a - b),
      [...below].sort((a, b) => a - b),
    );
    let rest = coefficient;
    const scaled = [...factors.above];
    const divisors: ValueId[] = [];
    for (const divisor of factors.below) {
      if (this.maybeZero(divisor)) divisors.push(divisor);
      else if (rest !== 1 && this.timesDivided(divisor) <= 1) {
        scaled.push(apply(this.target, 'divide', [this.target.constant(rest), divisor], {}, this.place(divisor)));
        rest = 1;
      } else {
        const inverse = apply(this.target, 'reciprocal', [divisor], {}, this.place(divisor));
        if (this.timesDivided(divisor) > 1) this.shared.add(inverse);
        scaled.push(inverse);
      }
    }
    this.joinFunctions(scaled);
    const free = scaled.findIndex((id) => this.variables.isFunction(id) && !this.shared.has(id));
    if (rest !== 1 && free >= 0) {
      scaled[free] = apply(this.target, 'multiply', [this.target.constant(rest), scaled[free]!]);
      rest = 1;
    }
    let id = scaled.length === 0 ? this.target.constant(rest) : this.multiplyAll(scaled);
    if (rest !== 1 && scaled.length > 0) id = apply(this.target, 'multiply', [this.target.constant(rest), id]);
    for (const divisor of divisors) id = this.quotient(id, divisor);
    if (coefficient === 1 && above.length + below.length > 1) this.products.push({ above, below, id });
    return id;
  }
  /**
   * A division by what may be zero. A divisor that is there when the step begins, below something that takes long to come, is
   * inverted meanwhile: a product is sooner done, and all quotients share the one division.
   */
  private quotient(id: ValueId, divisor: ValueId): ValueId {
    const early = this.target.get(divisor).op === 'state' && this.depth(id) >= deep;
    if (!early) return apply(this.target, 'divide', [id, divisor], {}, this.place(divisor));
    const inverse = this.target.add('divide', [this.target.constant(1), divisor], 'real', {}, this.place(divisor));
    this.hard.add(inverse);
    return apply(this.target, 'multiply', [id, inverse]);
  }
  private place(divisor: ValueId): { readonly origin: Value['origin'] } {
    return { origin: this.quotientPlaces.get(divisor) ?? null };
  }
  /** Operations between the leaves and a value. */
  private depth(id: ValueId): number {
    for (let i = this.depths.length; i <= id; i++) {
      const { args } = this.target.get(i as ValueId);
      this.depths.push(args.reduce((most, arg) => Math.max(most, this.depths[arg]! + 1), 0));
    }
    return this.depths[id]!;
  }
  private timesDivided(divisor: ValueId): number {
    const old = this.from.get(divisor);
    return old === undefined ? 0 : (this.divisorUses.get(old) ?? 0);
  }
  private multiplyAll(factors: readonly ValueId[]): ValueId {
    return factors.reduce((product, factor) => apply(this.target, 'multiply', [product, factor]));
  }
  /** Multiplies factors that are functions of one variable with each other: they become one table. */
  private joinFunctions(factors: ValueId[]): void {
    for (let i = 0; i < factors.length; i++) {
      if (!this.variables.isFunction(factors[i]!)) continue;
      for (let k = factors.length - 1; k > i; k--) {
        if (
          this.variables.of(factors[k]!) !== this.variables.of(factors[i]!) ||
          !this.variables.isFunction(factors[k]!)
        )
          continue;
        factors[i] = apply(this.target, 'multiply', [factors[i]!, factors[k]!]);
        factors.splice(k, 1);
      }
    }
  }
  private maybeZero(id: ValueId): boolean {
    const old = this.from.get(id);
    if (old !== undefined && this.divisors.has(old)) return false;
    const range = this.range(id);
    return range === null || (range.low <= 0 && range.high >= 0);
  }
  /** Enclosure that holds in every run. */
  private range(id: ValueId): Interval | null {
    for (let i = this.ranges.length; i <= id; i++) this.ranges.push(this.rangeOf(i as ValueId));
    return this.ranges[id]!;
  }
  private rangeOf(id: ValueId): Interval | null {
    return valueFrom(this.cell, this.states, this.ranges, id, this.target);
  }
}
