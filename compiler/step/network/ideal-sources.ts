/**
 * turns  ideal sources (`V(p, n) <+ e`) into a forest that expresses one node's potential by another's
 * needs  conserved branches; a source whose value reads its own flow (an inductor, a source with resistance), or that would
 *        make a potential depend on itself, stays an equation
 * keeps  Kirchhoff: the flow through every source remains an unknown
 * cost   branches x nodes
 */

import type { Branch, Cell } from '../../model/form.ts';
import type { ValueId } from '../../ops/graph.ts';
import { closure, leavesOf } from '../../ops/index.ts';
import type { Draft } from '../draft.ts';

/** potential(node) = potential(parent) + sign * value of the branch; `parent` null: potential 0. */
export interface Placed {
  readonly parent: number | null;
  readonly branch: number;
  readonly sign: 1 | -1;
}
export interface SourceForest {
  readonly placed: ReadonlyMap<number, Placed>;
  /** Indices of sources that stay equations. */
  readonly equations: readonly number[];
}

/** Whether the potential of a node is given before any equation is solved. */
export function isKnown(cell: Cell, node: number | null): boolean {
  if (node === null) return true;
  const { role, discipline } = cell.nodes[node]!;
  return discipline.nature === 'conserved' && role !== 'internal';
}
export function isConserved(cell: Cell, branch: Branch): boolean {
  return cell.nodes[branch.from]!.discipline.nature === 'conserved';
}

export function placeSources(draft: Draft): SourceForest {
  const { cell } = draft;
  const edges: Edge[] = [];
  const equations: number[] = [];
  const group = new Groups(cell.nodes.length);
  for (const [i, branch] of cell.branches.entries()) {
    if (branch.kind !== 'potential' || !isConserved(cell, branch)) continue;
    const needs = potentialsRead(cell, branch.value, new Set([i]));
    const ends = [vertex(cell, branch.from), vertex(cell, branch.to)] as const;
    if (needs === 'own flow' || dependsOn(group, edges, needs, ends)) {
      equations.push(i);
    } else if (group.together(ends[0], ends[1])) {
      reportLoop(
        draft,
        i,
        edges.map((edge) => edge.branch),
      );
    } else {
      group.join(ends[0], ends[1]);
      edges.push({ branch: i, from: ends[0], to: ends[1], needs });
    }
  }
  return { placed: orient(cell, edges), equations };
}
/** A placed source; known nodes are null. `needs`: the unknown nodes that its value reads. */
interface Edge {
  readonly branch: number;
  readonly from: number | null;
  readonly to: number | null;
  readonly needs: ReadonlySet<number>;
}
/** Whether the potentials in `needs` would follow, through sources placed so far, from those of `ends`. */
function dependsOn(
  group: Groups,
  edges: readonly Edge[],
  needs: ReadonlySet<number>,
  ends: readonly (number | null)[],
): boolean {
  const touches = (node: number, some: readonly (number | null)[]): boolean =>
    some.some((end) => end !== null && group.together(end, node));
  const followed = closure(needs, (node) =>
    edges.flatMap((edge) => (touches(node, [edge.from, edge.to]) ? [...edge.needs] : [])),
  );
  return [...followed].some((node) => touches(node, ends));
}
const vertex = (cell: Cell, node: number | null): number | null => (isKnown(cell, node) ? null : node);

/** The unknown conserved nodes whose potentials a value reads, through the flows of other branches too. */
function potentialsRead(cell: Cell, roots: readonly ValueId[], through: Set<number>): Set<number> | 'own flow' {
  const own = Math.min(...through);
  const nodes = new Set<number>();
  const open = [...roots];
  while (open.length > 0) {
    for (const id of leavesOf(cell.graph, open.splice(0))) {
      const leaf = cell.graph.get(id);
      const index = leaf.attributes.index!;
      if (leaf.op === 'potential' && cell.nodes[index]!.discipline.nature === 'conserved' && !isKnown(cell, index))
        nodes.add(index);
      if (leaf.op === 'branchFlow' && index === own) return 'own flow';
      if (leaf.op !== 'branchFlow' || through.has(index)) continue;
      through.add(index);
      if (cell.branches[index]!.kind === 'flow') open.push(...cell.branches[index]!.value);
    }
  }
  return nodes;
}

/** Hangs every node of a tree of sources on the known potential in it, or else on its first node. */
function orient(cell: Cell, edges: readonly Edge[]): Map<number, Placed> {
  const placed = new Map<number, Placed>();
  const reached = new Set<number | null>();
  const walk = (start: number | null): void => {
    const open = [start];
    reached.add(start);
    while (open.length > 0) {
      const at = open.pop()!;
      for (const { branch, from, to } of edges) {
        if (from !== at && to !== at) continue;
        const next = from === at ? to : from;
        if (next === null || reached.has(next)) continue;
        reached.add(next);
        const { from: positive, to: negative } = cell.branches[branch]!;
        placed.set(
          next,
          next === positive ? { parent: negative, branch, sign: 1 } : { parent: positive, branch, sign: -1 },
        );
        open.push(next);
      }
    }
  };
  walk(null);
  for (const { from, to } of edges) for (const end of [from, to]) if (end !== null && !reached.has(end)) walk(end);
  return placed;
}

function reportLoop(draft: Draft, branch: number, others: readonly number[]): void {
  const { cell } = draft;
  const { from, to, target, name } = cell.branches[branch]!;
  const label = `sets ${potentialName(cell, from, to)}`;
  if (isKnown(cell, from) && isKnown(cell, to)) {
    const fixed = cell.nodes[isReference(cell, from) ? (to ?? from) : from]!;
    draft.report('E0304', `${name} drives ${fixed.name}, whose potential is already given`, target, {
      label,
      related: [{ span: fixed.origin, text: `${fixed.name} is given here` }],
      help: 'put a resistance in series with the source, or leave the node free',
    });
    return;
  }
  const related = others.map((i) => ({ span: cell.branches[i]!.target, text: `so does ${cell.branches[i]!.name}` }));
  draft.report('E0304', `${name} closes a loop of ideal sources: two of them set the same potential`, target, {
    label,
    related,
    help: 'a small series resistance in one of them breaks the loop',
  });
}
const isReference = (cell: Cell, node: number): boolean => cell.nodes[node]!.role === 'reference';
export function potentialName(cell: Cell, from: number, to: number | null): string {
  const { name, discipline } = cell.nodes[from]!;
  return `${discipline.potential}(${name}${to === null || isReference(cell, to) ? '' : `, ${cell.nodes[to]!.name}`})`;
}

/** Union-find over nodes; `null` stands for all given potentials together. */
export class Groups {
  private readonly up: number[];
  constructor(size: number) {
    this.up = Array.from({ length: size + 1 }, (_, i) => i);
  }
  private root(node: number | null): number {
    let at = node === null ? this.up.length - 1 : node;
    while (this.up[at] !== at) at = this.up[at]!;
    return at;
  }
  together(a: number | null, b: number | null): boolean {
    return this.root(a) === this.root(b);
  }
  join(a: number | null, b: number | null): void {
    this.up[this.root(a)] = this.root(b);
  }
}
