/**
 * needs  two truth values
 * keeps  caution: true only when they can be shown never to hold together
 * cost   cubic in the comparisons they are made of
 *
 * Comparisons become edges `a <= b` or `a < b` between values, numbers that are given are ordered among each other; two
 * conditions exclude each other when all their comparisons together make a circle with a `<` in it.
 */

import type { ValueId } from '../ops/graph.ts';
import { closure, leavesOf } from '../ops/index.ts';
import type { Draft } from './draft.ts';

/** Comparisons and other truth values that hold together. */
type Conjunction = readonly { readonly value: ValueId; readonly holds: boolean }[];
const mostAlternatives = 64;

export function excludeEachOther(draft: Draft, a: ValueId, b: ValueId): boolean {
  const together = combine(alternatives(draft, a, true), alternatives(draft, b, true));
  return together?.every((each) => contradicts(draft, each)) ?? false;
}

/** The ways in which a truth value comes about; null: too many. */
function alternatives(draft: Draft, value: ValueId, holds: boolean): Conjunction[] | null {
  const { op, args } = draft.space.graph.get(value);
  if (op === 'not') return alternatives(draft, args[0]!, !holds);
  if (op !== 'and' && op !== 'or') return [[{ value, holds }]];
  const [left, right] = args.map((arg) => alternatives(draft, arg, holds));
  if ((op === 'and') === holds) return combine(left!, right!);
  return left && right && left.length + right.length <= mostAlternatives ? [...left, ...right] : null;
}
function combine(left: Conjunction[] | null, right: Conjunction[] | null): Conjunction[] | null {
  if (!left || !right || left.length * right.length > mostAlternatives) return null;
  return left.flatMap((l) => right.map((r) => [...l, ...r]));
}

function contradicts(draft: Draft, all: Conjunction): boolean {
  const { graph } = draft.space;
  if (all.some(({ value, holds }) => all.some((other) => other.value === value && other.holds !== holds))) return true;
  if (all.some(({ value, holds }) => graph.constantOf(value) === (holds ? 0 : 1))) return true;
  const order = new Order();
  const apart: [ValueId, ValueId][] = [];
  for (const { value, holds } of all) {
    const { op, args } = graph.get(value);
    const [a, b] = args as [ValueId, ValueId];
    if (op === 'less') holds ? order.add(a, b, true) : order.add(b, a, false);
    if (op === 'lessEqual') holds ? order.add(a, b, false) : order.add(b, a, true);
    if (op === 'equal' && holds)
      for (const [x, y] of [
        [a, b],
        [b, a],
      ] as const)
        order.add(x, y, false);
    if (op === 'equal' && !holds) apart.push([a, b]);
  }
  orderGiven(draft, order);
  return order.circular() || apart.some(([a, b]) => order.same(a, b));
}
/** Orders the constants and the numbers that differ between instances, where all instances agree on the order. */
function orderGiven(draft: Draft, order: Order): void {
  const given = order.values().flatMap((value) => {
    const leaves = leavesOf(draft.space.graph, [value]);
    return leaves.every((leaf) => draft.space.graph.get(leaf).op === 'param')
      ? [{ value, numbers: draft.numbers(value) }]
      : [];
  });
  for (const a of given)
    for (const b of given) {
      const pairs = Array.from(
        { length: Math.max(a.numbers.length, b.numbers.length) },
        (_, i) => [a.numbers[i % a.numbers.length]!, b.numbers[i % b.numbers.length]!] as const,
      );
      if (a.value !== b.value && pairs.every(([x, y]) => x <= y))
        order.add(
          a.value,
          b.value,
          pairs.every(([x, y]) => x < y),
        );
    }
}
/** `a <= b` and `a < b` among values. */
class Order {
  private readonly edges: { from: ValueId; to: ValueId; strict: boolean }[] = [];
  add(from: ValueId, to: ValueId, strict: boolean): void {
    this.edges.push({ from, to, strict });
  }
  values(): ValueId[] {
    return [...new Set(this.edges.flatMap(({ from, to }) => [from, to]))];
  }
  circular(): boolean {
    return this.edges.some(({ from, to, strict }) => strict && this.reaches(to, from));
  }
  same(a: ValueId, b: ValueId): boolean {
    return this.reaches(a, b) && this.reaches(b, a);
  }
  private reaches(from: ValueId, to: ValueId): boolean {
    return closure([from], (at) => this.edges.flatMap((edge) => (edge.from === at ? [edge.to] : []))).has(to);
  }
}
