/** Sums of products, as `simplify-cost` sees every real value: constant + sum of coefficient * (factors / divisors). */
import type { ValueId } from '../ops/index.ts';

export interface Product {
  readonly coefficient: number;
  readonly above: readonly ValueId[];
  readonly below: readonly ValueId[];
}
export interface Sum {
  readonly constant: number;
  readonly terms: readonly Product[];
}

export const same = (coefficient: number): boolean => coefficient === 1 || coefficient === -1;

export function atomic(id: ValueId): Sum {
  return oneTerm({ coefficient: 1, above: [id], below: [] });
}
export function oneTerm(term: Product): Sum {
  return { constant: 0, terms: [term] };
}
export function isAtom(term: Product): boolean {
  return term.above.length === 1 && term.below.length === 0;
}
export function plus(a: Sum, b: Sum): Sum {
  return { constant: a.constant + b.constant, terms: [...a.terms, ...b.terms] };
}
export function times(sum: Sum, factor: number): Sum {
  if (factor === 0) return { constant: 0, terms: [] };
  return {
    constant: sum.constant * factor,
    terms: sum.terms.map((t) => ({ ...t, coefficient: t.coefficient * factor })),
  };
}
/** Whether two sums are the same, term by term in any order. */
export function equalSums(a: Sum, b: Sum): boolean {
  const keys = ({ terms }: Sum): string[] =>
    terms.map((t) => `${t.coefficient} ${[...t.above].sort().join('*')}/${[...t.below].sort().join('*')}`).sort();
  return a.constant === b.constant && a.terms.length === b.terms.length && keys(a).join(' + ') === keys(b).join(' + ');
}
/** Adds up equal products; but a state itself stays apart from its increments (1 - small would need all its bits). */
export function merged(terms: readonly Product[]): Product[] {
  const byKey = new Map<string, Product>();
  for (const term of terms) {
    const key = `${[...term.above].sort().join('*')}/${[...term.below].sort().join('*')}${same(term.coefficient) ? '' : '~'}`;
    const old = byKey.get(key);
    byKey.set(key, old ? { ...old, coefficient: old.coefficient + term.coefficient } : term);
  }
  return [...byKey.values()].filter((t) => t.coefficient !== 0);
}
/** `all` without the members of `part` (each once); null when some are missing. */
function without(all: readonly ValueId[], part: readonly ValueId[]): ValueId[] | null {
  const rest = [...all];
  for (const id of part) {
    const at = rest.indexOf(id);
    if (at < 0) return null;
    rest.splice(at, 1);
  }
  return rest;
}

/** A product of factors over divisors that is a value already. */
export interface KnownProduct {
  readonly above: readonly ValueId[];
  readonly below: readonly ValueId[];
  readonly id: ValueId;
}
/** Replaces a part of a product that has been computed already. */
export function withKnown(
  products: readonly KnownProduct[],
  above: readonly ValueId[],
  below: readonly ValueId[],
): { readonly above: readonly ValueId[]; readonly below: readonly ValueId[] } {
  for (const known of products) {
    if (known.above.length + known.below.length >= above.length + below.length) continue;
    const restAbove = without(above, known.above);
    const restBelow = without(below, known.below);
    if (restAbove && restBelow) return { above: [...restAbove, known.id], below: restBelow };
  }
  return { above, below };
}
