/**
 * Pass `bridge-holes`. Where a function is needed on both sides of a place but not there: `if abs(x) > 0.1 then 1 / x else 0` asks for the reciprocal
 * beyond 0.1 on either side. A choice whose condition compares the distance from a place with a constant cuts a hole into the domain of the table; a function
 * that has no value in it is bridged there by the cubic that meets it, with its slopes, at both ends. Others stay as they are.
 * Keeps: the values that any user looks at. Cost: linear.
 */
import type { Interval } from '../ops/index.ts';
import { type NodeId, outputsOf, type Plan, usersOf } from './plan.ts';
import type { OneVariable } from './table/one-variable.ts';

/** The plan with bridged functions. */
export function bridgeHoles(plan: Plan): Plan {
  if (!plan.nodes.some(({ op }) => op === 'absolute')) return plan;
  const users = usersOf(plan);
  const outputs = outputsOf(plan);
  const nodes = plan.nodes.map((node, id) => {
    if (node.f === null) return node;
    const hole = holeOf(plan, users, outputs, id as NodeId, node.args[0]!, new Map());
    if (hole === null || node.f.gap(hole.low, hole.high) === null) return node;
    const f = bridged(node.f, hole);
    return f === null ? node : { ...node, f };
  });
  return { ...plan, nodes };
}

/** Where nobody looks at a node: an open interval of `x`; null: everywhere somebody may. */
function holeOf(
  plan: Plan,
  users: readonly NodeId[][],
  outputs: ReadonlySet<NodeId>,
  id: NodeId,
  x: NodeId,
  known: Map<NodeId, Interval | null>,
): Interval | null {
  if (outputs.has(id) || users[id]!.length === 0) return null;
  const before = known.get(id);
  if (before !== undefined) return before;
  let hole: Interval | null = { low: -Infinity, high: Infinity };
  for (const user of users[id]!) {
    const { op, args } = plan.nodes[user]!;
    const arm = op === 'select' && args[0] !== id && args[1] !== args[2];
    const own = arm ? excluded(plan, args[0]!, x, args[1] === id) : null;
    const here = wider(own, holeOf(plan, users, outputs, user, x, known));
    hole = here && hole && common(hole, here);
  }
  known.set(id, hole);
  return hole;
}
function wider(a: Interval | null, b: Interval | null): Interval | null {
  if (a === null || b === null) return a ?? b;
  return b.high - b.low > a.high - a.low ? b : a;
}
function common(a: Interval, b: Interval): Interval | null {
  const [low, high] = [Math.max(a.low, b.low), Math.min(a.high, b.high)];
  return low < high ? { low, high } : null;
}
/** The values of `x` around a place for which a condition cannot have the given outcome. */
function excluded(plan: Plan, condition: NodeId, x: NodeId, outcome: boolean): Interval | null {
  const { op, args } = plan.nodes[condition]!;
  if (op === 'not') return excluded(plan, args[0]!, x, !outcome);
  if ((op === 'and' && outcome) || (op === 'or' && !outcome))
    return wider(excluded(plan, args[0]!, x, outcome), excluded(plan, args[1]!, x, outcome));
  if (op !== 'less' && op !== 'lessEqual') return null;
  // what is true of the larger operand: distance > number, or not (distance < number)
  const [distance, number] = outcome ? [args[1]!, args[0]!] : [args[0]!, args[1]!];
  const radius = plan.nodes[number]!.attributes.value;
  const { op: of, args: inner } = plan.nodes[distance]!;
  if (plan.nodes[number]!.op !== 'constant' || of !== 'absolute' || !(radius! > 0)) return null;
  const centre = centreOf(plan, inner[0]!, x);
  return centre === null ? null : { low: centre - radius!, high: centre + radius! };
}
/** The value of `x` at which a node that is `x` plus or minus a constant is 0; null for others. */
function centreOf(plan: Plan, node: NodeId, x: NodeId): number | null {
  if (node === x) return 0;
  const { op, args } = plan.nodes[node]!;
  if (op !== 'add' && op !== 'subtract') return null;
  const at = args.findIndex((arg) => plan.nodes[arg]!.op === 'constant');
  const other = args[1 - at];
  if (at < 0 || other === undefined) return null;
  const inner = centreOf(plan, other, x);
  const constant = plan.nodes[args[at]!]!.attributes.value!;
  if (inner === null) return null;
  return op === 'add' ? inner - constant : inner + constant;
}

/** `f`, and inside of the hole the cubic through its ends; null where it has no values there either. */
function bridged(f: OneVariable, { low, high }: Interval): OneVariable | null {
  const width = high - low;
  const ends = [f.value(low), f.value(high), f.slope(low) * width, f.slope(high) * width];
  if (!ends.every(Number.isFinite)) return null;
  const [a, b, da, db] = ends as [number, number, number, number];
  // Hermite's cubic in t = (x - low) / width: a + da t + c t^2 + d t^3
  const c = 3 * (b - a) - 2 * da - db;
  const d = 2 * (a - b) + da + db;
  const inside = (x: number): boolean => x > low && x < high;
  return {
    of: f.of,
    key: `${f.key} but for ${low} .. ${high}`,
    value: (x) => {
      if (!inside(x)) return f.value(x);
      const t = (x - low) / width;
      return a + t * (da + t * (c + t * d));
    },
    slope: (x) => {
      if (!inside(x)) return f.slope(x);
      const t = (x - low) / width;
      return (da + t * (2 * c + 3 * d * t)) / width;
    },
    gap: (from, to) => {
      const beside = [
        { low: from, high: Math.min(to, low) },
        { low: Math.max(from, high), high: to },
      ];
      for (const part of beside) {
        const found = part.low < part.high ? f.gap(part.low, part.high) : null;
        if (found !== null) return found;
      }
      return null;
    },
  };
}
