/**
 * Pass `simplify-cost`. Turns the step graph into an equal one that is cheaper in hardware. Needs: ideal sums and products
 * (nothing is rounded yet). Keeps: the meaning, up to float64 rounding; a map back to the values of the step.
 * Cost: linear in the graph.
 *
 * Every real value is seen as constant + sum of coefficient * (product of factors / product of divisors). Constant factors
 * meet in one coefficient, which goes to where it costs nothing (into a function that becomes a table) or is shared by
 * terms of the same size; division by what is never zero becomes a product with a reciprocal, a function of one variable.
 */
import { apply, Graph, type Interval, reachable, type Value, type ValueId } from '../ops/index.ts';
import type { StepCell } from '../step/form.ts';
import { encloseCell, valueFrom } from './enclosures.ts';
import { canJoin, isKnownChoice } from './known-factors.ts';
import { Signs } from './signs.ts';
import { atomic, equalSums, isAtom, oneTerm, type Product, plus, type Sum, same, times } from './terms.ts';
import { wantsTable } from './traits.ts';
import { Variables } from './variables.ts';
import { isWave, turn, withinTurn } from './whole-turns.ts';
import { SumWriter } from './write-sums.ts';

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
/** Outputs of a cell that become hardware. */
function hardwareRoots(cell: StepCell): ValueId[] {
  const events = cell.events.flatMap((e) => (e.fraction === null ? [e.fired] : [e.fired, e.fraction]));
  return [...cell.next, ...events, ...cell.asserts.map((a) => a.holds), ...cell.delayLines.map((d) => d.source)];
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
  private readonly signs = new Signs(this.target, (id) => this.range(id)?.low ?? -Infinity);
  private readonly shared = new Set<ValueId>();
  /** New values that are outputs of edges, and what they are made of. */
  private readonly outputs = new Map<ValueId, Sum>();
  /** Quotients that stay divisions. */
  readonly hard = new Set<ValueId>();
  private readonly sumWriter: SumWriter;

  constructor(cell: StepCell, divisors: ReadonlySet<ValueId>, withoutTurns: boolean) {
    this.cell = cell;
    this.withoutTurns = withoutTurns;
    this.divisors = divisors;
    this.states = encloseCell(cell).states;
    this.source = cell.graph;
    this.sumWriter = new SumWriter({
      target: this.target,
      variables: new Variables(this.target, this.hard),
      shared: this.shared,
      hard: this.hard,
      maybeZero: (divisor) => this.maybeZero(divisor),
      timesDivided: (divisor) => this.divisorUses.get(this.from.get(divisor)!) ?? 0,
      place: (divisor) => this.quotientPlaces.get(divisor) ?? null,
    });
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
      this.withoutTurns && isWave(op)
        ? [this.oneTurn(args[0]!)]
        : args.map((arg) => (wantsTable(op) && !isWave(op) ? this.tableArgument(arg) : this.materialise(arg)));
    return args.length === 0
      ? this.target.add(op, renewed, type, attributes, { name, origin })
      : apply(this.target, op, renewed, attributes, { name, origin });
  }
  /** The argument of a table that nobody else uses. */
  private tableArgument(old: ValueId): ValueId {
    const scaled = this.made.has(old) ? null : this.sumWriter.writeScaled(this.sums.get(old)!);
    return scaled === null ? this.materialise(old) : this.settle(old, scaled);
  }
  private oneTurn(old: ValueId): ValueId {
    const angle = this.materialise(old);
    const turns = (): ValueId => this.sumWriter.write(times(this.sums.get(old)!, 1 / turn));
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
    return this.settle(old, this.sumWriter.write(this.sums.get(old)!, { name, origin }));
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
    const spread = this.spread(first, b, second) ?? this.spread(second, a, first);
    if (spread) return spread;
    const [x, y] = [this.single(a), this.single(b)];
    return oneTerm({
      coefficient: x.coefficient * y.coefficient,
      above: [...x.above, ...y.above],
      below: [...x.below, ...y.below],
    });
  }
  /** A known choice times a sum whose terms have known factors of their own is a sum with as many products. */
  private spread(choice: Sum, old: ValueId, sum: Sum): Sum | null {
    const [only] = choice.terms;
    if (only === undefined || choice.terms.length > 1 || choice.constant !== 0 || !isAtom(only)) return null;
    const [factor] = only.above;
    if (!isKnownChoice(this.target, factor!) || this.made.has(old) || (this.uses.get(old) ?? 0) > 1) return null;
    const scales = ({ coefficient, above }: Product): boolean =>
      !same(coefficient) || above.some((id) => isKnownChoice(this.target, id) && canJoin(this.target, id, factor!));
    if (sum.terms.length < 2 - Number(sum.constant !== 0) || !sum.terms.every(scales)) return null;
    const terms = sum.terms.map((t) => ({
      ...t,
      coefficient: t.coefficient * only.coefficient,
      above: [...t.above, factor!],
    }));
    const own =
      sum.constant === 0 ? [] : [{ coefficient: sum.constant * only.coefficient, above: [factor!], below: [] }];
    return { constant: 0, terms: [...terms, ...own] };
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
  private maybeZero(id: ValueId): boolean {
    const old = this.from.get(id);
    if (old !== undefined && this.divisors.has(old)) return false;
    const range = this.range(id);
    if (range !== null && (range.low > 0 || range.high < 0)) return false;
    return !this.signs.isPositive(id);
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
