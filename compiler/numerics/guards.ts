/**
 * Where a function is needed at all: `if x > 1 then ln(x) else 0` asks for the logarithm above 1 only. A choice whose condition
 * compares the function's own argument with a constant narrows the domain of the table.
 */
import type { Interval } from '../ops/index.ts';
import { type NodeId, outputsOf, type Plan, usersOf } from './plan.ts';

const everything: Interval = { low: -Infinity, high: Infinity };
const nothing: Interval = { low: Infinity, high: -Infinity };

/** For each table: the arguments for which some user looks at its value. */
export function guardedDomains(plan: Plan): ReadonlyMap<NodeId, Interval> {
  const users = usersOf(plan);
  const outputs = outputsOf(plan);
  const domains = new Map<NodeId, Interval>();
  plan.nodes.forEach((node, id) => {
    if (node.f) domains.set(id as NodeId, needed(plan, users, outputs, id as NodeId, node.args[0]!, new Map()));
  });
  return domains;
}
function needed(
  plan: Plan,
  users: readonly NodeId[][],
  outputs: ReadonlySet<NodeId>,
  id: NodeId,
  x: NodeId,
  known: Map<NodeId, Interval>,
): Interval {
  if (outputs.has(id)) return everything;
  const before = known.get(id);
  if (before) return before;
  let range = nothing;
  for (const user of users[id]!) {
    const { op, args } = plan.nodes[user]!;
    const above = needed(plan, users, outputs, user, x, known);
    const arm = op === 'select' && args[0] !== id && args[1] !== args[2];
    const here = arm ? meet(above, where(plan, args[0]!, x, args[1] === id)) : above;
    range = { low: Math.min(range.low, here.low), high: Math.max(range.high, here.high) };
  }
  known.set(id, range);
  return range;
}
function meet(a: Interval, b: Interval): Interval {
  return { low: Math.max(a.low, b.low), high: Math.min(a.high, b.high) };
}
/** The values of `x` for which a condition can have the given outcome. */
function where(plan: Plan, condition: NodeId, x: NodeId, outcome: boolean): Interval {
  const { op, args } = plan.nodes[condition]!;
  if (op === 'not') return where(plan, args[0]!, x, !outcome);
  if ((op === 'and' && outcome) || (op === 'or' && !outcome))
    return meet(where(plan, args[0]!, x, outcome), where(plan, args[1]!, x, outcome));
  if (op !== 'less' && op !== 'lessEqual') return everything;
  const [left, right] = args.map((arg) => plan.nodes[arg]!);
  if (args[0] === x && right!.op === 'constant')
    return outcome
      ? { low: -Infinity, high: right!.attributes.value! }
      : { low: right!.attributes.value!, high: Infinity };
  if (args[1] === x && left!.op === 'constant')
    return outcome
      ? { low: left!.attributes.value!, high: Infinity }
      : { low: -Infinity, high: left!.attributes.value! };
  return everything;
}
