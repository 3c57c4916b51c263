/**
 * turns  values of a graph into the same values with other leaves, simplified on the way
 * needs  a replacement for each leaf that changes; `null` keeps the leaf
 * keeps  names and origins of inner values
 * cost   linear in the values reached; results are remembered for the life of the substitution
 */

import type { Graph, Value, ValueId } from '../ops/graph.ts';
import { isLeaf, reachable } from '../ops/index.ts';
import type { Workspace } from './workspace.ts';

export type LeafRule = (leaf: Value, id: ValueId) => ValueId | null;
export type Substitution = (id: ValueId) => ValueId;

/**
 * A function that rewrites values of `from` into values of `into`. A leaf for which `rule` gives null is copied.
 * `named: false` drops names: the copies of a value at other times than t_k must not carry its name.
 */
export function substitution(
  from: Graph,
  into: Workspace,
  rule: LeafRule,
  options: { readonly named: boolean } = { named: true },
): Substitution {
  const done = new Map<ValueId, ValueId>();
  return (root) => {
    const known = done.get(root);
    if (known !== undefined) return known;
    for (const id of reachable(from, [root])) {
      if (done.has(id)) continue;
      const value = from.get(id);
      const args = value.args.map((arg) => done.get(arg)!);
      if (isLeaf(value.op)) done.set(id, rule({ ...value, args }, id) ?? copyLeaf(into, value, args));
      else done.set(id, into.apply(value.op, args, value.attributes, options.named ? value : { origin: value.origin }));
    }
    return done.get(root)!;
  };
}
function copyLeaf(into: Workspace, leaf: Value, args: readonly ValueId[]): ValueId {
  return into.graph.add(leaf.op, args, leaf.type, leaf.attributes, leaf);
}

/** Substitutes within one graph: whole values, not only leaves. */
export function replaceValues(
  space: Workspace,
  roots: readonly ValueId[],
  replacements: ReadonlyMap<ValueId, ValueId>,
): ValueId[] {
  const done = new Map<ValueId, ValueId>(replacements);
  const { graph } = space;
  // arguments are older than users: what is older than every replaced value cannot change
  const from = Math.min(...replacements.keys());
  for (const id of reachable(graph, roots, from)) {
    if (done.has(id)) continue;
    const value = graph.get(id);
    if (isLeaf(value.op) || !value.args.some((arg) => (done.get(arg) ?? arg) !== arg)) continue;
    const args = value.args.map((arg) => done.get(arg) ?? arg);
    done.set(id, space.apply(value.op, args, value.attributes, value));
  }
  return roots.map((root) => done.get(root) ?? root);
}
