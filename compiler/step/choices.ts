/**
 * turns  f(if c then a else b) into if c then f(a) else f(b), where that leaves numbers known beforehand in both branches
 * needs  a value that depends on states through its conditions only
 * keeps  exactness
 * cost   two to the number of conditions, which is limited (`mostConditions`)
 */
import type { ValueId } from '../ops/graph.ts';
import { isLeaf, operation } from '../ops/index.ts';
import { replaceValues } from './substitute.ts';
import type { Workspace } from './workspace.ts';

const mostConditions = 4;

/** The values if a condition is known; where it says that two values are equal, the older one stands for both. */
export function assume(space: Workspace, values: readonly ValueId[], condition: ValueId, holds: boolean): ValueId[] {
  const known = new Map([[condition, space.boolean(holds)]]);
  const { op, args } = space.graph.get(condition);
  if (op === 'equal' && holds && args.every((arg) => space.graph.constantOf(arg) === undefined)) {
    const [older, younger] = [...args].sort((a, b) => a - b);
    known.set(younger!, older!);
  }
  return replaceValues(space, values, known);
}

/** f(value); a value that is a choice among given numbers becomes a choice among results. */
export function distribute(space: Workspace, value: ValueId, f: (value: ValueId) => ValueId): ValueId {
  const { conditions, given } = insides(space, value);
  const [condition] = conditions;
  if (!given || condition === undefined || conditions.length > mostConditions) return f(value);
  const branch = (holds: boolean): ValueId => distribute(space, assume(space, [value], condition, holds)[0]!, f);
  return space.select(condition, branch(true), branch(false));
}
/** Whether a value depends on anything but known numbers through its conditions only, and has some. */
export function isKnownChoice(space: Workspace, value: ValueId): boolean {
  const { conditions, given } = insides(space, value);
  return given && conditions.length > 0 && conditions.length <= mostConditions;
}
/** The conditions that choose inside a value, and whether everything else in it is known beforehand. */
function insides(space: Workspace, value: ValueId): { readonly conditions: ValueId[]; readonly given: boolean } {
  const conditions = new Set<ValueId>();
  const seen = new Set<ValueId>();
  const open = [value];
  while (open.length > 0) {
    const id = open.pop()!;
    if (seen.has(id)) continue;
    seen.add(id);
    const { op, args } = space.graph.get(id);
    if (isLeaf(op)) {
      if (op !== 'constant' && op !== 'param') return { conditions: [], given: false };
    } else if (operation(op).chooses) {
      conditions.add(args[0]!);
      open.push(args[1]!, args[2]!);
    } else open.push(...args);
  }
  return { conditions: [...conditions], given: true };
}
