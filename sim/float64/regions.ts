/**
 * Where each node of a program is evaluated: at top level, or inside the branches of an `if`.
 * Choices with the same condition share one `if`. A node lies in the innermost branch that holds all its users, so what only
 * one side of a choice needs costs nothing when the other side is taken.
 */
import { argumentsOf, type NodeId, type Program } from './program.ts';

/** One node, or several choices on one condition that become one `if`. */
export interface Unit {
  readonly members: readonly NodeId[];
  /** null: a plain node. */
  readonly condition: NodeId | null;
  readonly whenTrue: Region;
  readonly whenFalse: Region;
}
export interface Region {
  readonly parent: Region | null;
  readonly depth: number;
  /** In the order of evaluation. */
  readonly units: Unit[];
}

/** Just the nodes: other programs than those of float64 are arranged too. */
export type ProgramNodes = Pick<Program, 'nodes'>;
/** The units that must be ready before a unit. */
type Dependencies = Map<NodeId, readonly NodeId[]>;

/** Arranges what the roots need; the result is the top level. */
export function arrange(program: ProgramNodes, roots: readonly NodeId[]): Region {
  const leader = groupChoices(program);
  const members = new Map<NodeId, NodeId[]>();
  program.nodes.forEach((_, i) => {
    const id = i as NodeId;
    const list = members.get(leader[id]!) ?? [];
    list.push(id);
    members.set(leader[id]!, list);
  });
  const order = sortUnits(program, leader, members);
  return place(program, roots, leader, members, order);
}

/** leader[node]: the node that stands for its unit. */
function groupChoices(program: ProgramNodes): NodeId[] {
  const leader = program.nodes.map((_, i) => i as NodeId);
  const unitMembers = new Map<NodeId, NodeId[]>();
  const first = new Map<NodeId, NodeId[]>();
  program.nodes.forEach((node, i) => {
    if (node.kind !== 'choice') return;
    const id = i as NodeId;
    const candidates = first.get(node.condition) ?? [];
    const joined = candidates.find((group) => !reaches(program, leader, unitMembers, id, group));
    if (joined !== undefined) {
      leader[id] = joined;
      unitMembers.get(joined)!.push(id);
      return;
    }
    unitMembers.set(id, [id]);
    first.set(node.condition, [...candidates, id]);
  });
  return leader;
}
/** Whether a node needs (through whatever units) a member of the group: then it cannot be part of it. */
function reaches(
  program: ProgramNodes,
  leader: readonly NodeId[],
  members: ReadonlyMap<NodeId, NodeId[]>,
  from: NodeId,
  group: NodeId,
): boolean {
  const seen = new Set<NodeId>();
  const stack = [...argumentsOf(program.nodes[from]!)];
  while (stack.length > 0) {
    const unit = leader[stack.pop()!]!;
    if (unit === group) return true;
    if (seen.has(unit)) continue;
    seen.add(unit);
    for (const member of members.get(unit) ?? [unit]) stack.push(...argumentsOf(program.nodes[member]!));
  }
  return false;
}

function sortUnits(program: ProgramNodes, leader: readonly NodeId[], members: ReadonlyMap<NodeId, NodeId[]>): NodeId[] {
  const needs: Dependencies = new Map();
  for (const [unit, list] of members)
    needs.set(unit, [...new Set(list.flatMap((m) => argumentsOf(program.nodes[m]!).map((a) => leader[a]!)))]);
  const order: NodeId[] = [];
  const done = new Set<NodeId>();
  for (const start of members.keys()) {
    const stack: { unit: NodeId; next: number }[] = [{ unit: start, next: 0 }];
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const dependency = done.has(top.unit) ? undefined : needs.get(top.unit)![top.next++];
      if (dependency !== undefined) {
        if (!done.has(dependency)) stack.push({ unit: dependency, next: 0 });
        continue;
      }
      stack.pop();
      if (done.has(top.unit)) continue;
      done.add(top.unit);
      order.push(top.unit);
    }
  }
  return order;
}

/** Users first: each unit goes to the innermost region that holds all its uses. */
function place(
  program: ProgramNodes,
  roots: readonly NodeId[],
  leader: readonly NodeId[],
  members: ReadonlyMap<NodeId, NodeId[]>,
  order: readonly NodeId[],
): Region {
  const top: Region = { parent: null, depth: 0, units: [] };
  const site = new Map<NodeId, Region>();
  const use = (node: NodeId, region: Region): void => {
    const unit = leader[node]!;
    const old = site.get(unit);
    site.set(unit, old ? common(old, region) : region);
  };
  for (const root of roots) use(root, top);
  for (const id of [...order].reverse()) {
    const region = site.get(id);
    if (!region) continue; // nobody needs it
    const unit = makeUnit(program, members.get(id)!, region);
    region.units.push(unit);
    for (const member of unit.members) {
      const node = program.nodes[member]!;
      if (node.kind === 'choice') {
        use(node.condition, region);
        use(node.whenTrue, unit.whenTrue);
        use(node.whenFalse, unit.whenFalse);
      } else for (const arg of argumentsOf(node)) use(arg, region);
    }
  }
  reverseAll(top);
  return top;
}
function makeUnit(program: ProgramNodes, members: readonly NodeId[], region: Region): Unit {
  const node = program.nodes[members[0]!]!;
  const branch = (): Region => ({ parent: region, depth: region.depth + 1, units: [] });
  return {
    members,
    condition: node.kind === 'choice' ? node.condition : null,
    whenTrue: branch(),
    whenFalse: branch(),
  };
}
function common(a: Region, b: Region): Region {
  let [x, y] = [a, b];
  while (x !== y) {
    if (x.depth >= y.depth) x = x.parent!;
    else y = y.parent!;
  }
  return x;
}
function reverseAll(region: Region): void {
  region.units.reverse();
  for (const unit of region.units) {
    reverseAll(unit.whenTrue);
    reverseAll(unit.whenFalse);
  }
}
