/**
 * turns  1 / (if c then a else b) and the like, with a and b known beforehand, into a choice between known results
 * needs  form 3; before `hoist-params`, which works out what differs between instances
 * keeps  float64 results up to rounding: a division by such a choice becomes a product with its reciprocal
 * cost   values x conditions; at most `mostConditions` of them in one value
 */
import type { Graph, ValueId } from '../ops/graph.ts';
import { isLeaf, operation, reachable } from '../ops/index.ts';
import { distribute, isKnownChoice } from './choices.ts';
import type { StepForm } from './form.ts';
import type { Pass } from './pass.ts';
import { mapRoots, withCell } from './rewrite-cell.ts';
import { Workspace } from './workspace.ts';

export const distributeChoices: Pass = {
  name: 'distribute-choices',
  description: 'choose between known results rather than compute from a choice',
  run,
};

function run(form: StepForm): StepForm {
  const { cell } = form.population;
  const space = new Workspace();
  const settled = redistribution(cell.graph, space);
  return withCell(form, mapRoots(cell, space.graph, settled));
}
/**
 * A function that rewrites values of `from` into `space`, choices among known numbers distributed. Values older than `since`
 * stay what they are (then `from` is the graph of `space`).
 */
export function redistribution(from: Graph, space: Workspace, since = 0): (id: ValueId) => ValueId {
  const done = new Map<ValueId, ValueId>();
  return (root) => {
    for (const id of reachable(from, [root], since)) {
      if (done.has(id)) continue;
      const value = from.get(id);
      const args = value.args.map((arg) => done.get(arg) ?? arg);
      if (isLeaf(value.op)) done.set(id, space.graph.add(value.op, args, value.type, value.attributes, value));
      else done.set(id, space.graph.name(rebuilt(space, value.op, args, value.attributes), value));
    }
    return done.get(root) ?? root;
  };
}
function rebuilt(
  space: Workspace,
  op: string,
  args: readonly ValueId[],
  attributes: Parameters<Workspace['apply']>[2],
): ValueId {
  if (op === 'divide' && isKnownChoice(space, args[1]!)) {
    if (mayBeZero(space, args[1]!)) return space.apply(op, args, attributes);
    const reciprocal = distribute(space, args[1]!, (b) => space.apply('reciprocal', [b]));
    return space.multiply(args[0]!, reciprocal);
  }
  const made = space.apply(op, args, attributes);
  const { op: result, type } = space.graph.get(made);
  if (isLeaf(result) || type === 'bool' || operation(result).chooses || !isKnownChoice(space, made)) return made;
  return distribute(space, made, (value) => value);
}
/** A choice with 0 among its constants: its reciprocal would hold a number that no format has. */
function mayBeZero(space: Workspace, id: ValueId): boolean {
  const { op, args } = space.graph.get(id);
  if (!isLeaf(op) && operation(op).chooses) return mayBeZero(space, args[1]!) || mayBeZero(space, args[2]!);
  return space.graph.constantOf(id) === 0;
}
