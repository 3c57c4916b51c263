/**
 * needs  the network's equations before any is solved
 * keeps  the draft as it is: reports nodes that nothing ties to a given potential, and capacitances that are 0
 * cost   nodes x equations
 */

import type { ValueId } from '../../ops/graph.ts';
import { leavesOf, reachable } from '../../ops/index.ts';
import { paramsThatAre } from '../blame.ts';
import type { Draft } from '../draft.ts';
import { tangent } from '../tangent.ts';
import type { Equation } from './equations.ts';
import { Groups, isConserved, isKnown } from './ideal-sources.ts';
import type { LoweredValues } from './lower-values.ts';

/** Reports every group of nodes whose common potential changes nothing. */
export function reportFloating(lowered: LoweredValues, equations: readonly Equation[]): void {
  const { draft } = lowered;
  for (const nodes of groupsOfNodes(draft)) {
    const leaves = nodes.flatMap((node) => {
      const components = draft.cell.nodes[node]!.discipline.components;
      return Array.from({ length: components }, (_, c) => unknownsIn(draft, lowered.potential(node, c))).flat();
    });
    if (leaves.length === 0 || equations.some((equation) => moves(draft, equation.value, leaves))) continue;
    reportGroup(draft, nodes);
  }
}
function groupsOfNodes(draft: Draft): number[][] {
  const { cell } = draft;
  const groups = new Groups(cell.nodes.length);
  for (const branch of cell.branches)
    if (isConserved(cell, branch) && branch.to !== null && !isKnown(cell, branch.from) && !isKnown(cell, branch.to))
      groups.join(branch.from, branch.to);
  const internal = [...cell.nodes.keys()].filter(
    (node) => cell.nodes[node]!.discipline.nature === 'conserved' && !isKnown(cell, node),
  );
  const found: number[][] = [];
  for (const node of internal) {
    const group = found.find((each) => groups.together(each[0]!, node));
    if (group) group.push(node);
    else found.push([node]);
  }
  return found;
}
function unknownsIn(draft: Draft, value: ValueId): ValueId[] {
  return leavesOf(draft.space.graph, [value]).filter((id) => draft.space.graph.get(id).op === 'unknown');
}
/** Whether a value changes when all `leaves` move together; d/dt of what moves counts. */
function moves(draft: Draft, value: ValueId, leaves: readonly ValueId[]): boolean {
  const { space } = draft;
  const together = new Map(leaves.map((leaf) => [leaf, space.constant(1)]));
  const rates = reachable(space.graph, [value]).filter((id) => space.graph.get(id).op === 'rate');
  return [value, ...rates.map((rate) => space.graph.get(rate).args[0]!)].some((each) => {
    const slope = tangent(space, each, together);
    return slope.broken !== null || slope.kink !== null || !space.isZero(slope.value);
  });
}
function reportGroup(draft: Draft, nodes: readonly number[]): void {
  const { cell } = draft;
  const first = cell.nodes[nodes[0]!]!;
  const names = nodes.map((node) => cell.nodes[node]!.name);
  const attached = cell.branches.filter(
    (branch) => nodes.includes(branch.from) || (branch.to !== null && nodes.includes(branch.to)),
  );
  if (attached.length === 0) {
    draft.report('E0301', `nothing is connected to the node ${names.join(', ')}`, first.origin, {
      help: 'connect it, or take it out',
    });
    return;
  }
  const message = `nothing ties ${names.join(', ')} to a given potential: ${names.length === 1 ? 'the node floats' : 'the nodes float together'}`;
  draft.report('E0301', message, first.origin, {
    label: 'any potential would do',
    related: attached
      .slice(0, 3)
      .map((branch) => ({ span: branch.origin, text: `${branch.name} does not depend on it` })),
    help: attached.some((branch) => isGathered(draft, branch.value))
      ? `what couplings add holds over a step, so it cannot settle a potential at once: write \`solve NAME by relaxation { sweeps = 32 }\` with the name of the array, or give ${names.length === 1 ? 'the node' : 'each node'} a small storage (what is settled does not depend on it), see docs/step.md, "Resistive grids"`
      : `connect one of them to a reference or a fixed node, through a resistance, a capacitance or a source (here ${first.discipline.name})`,
  });
}
/** Whether a value is a sum over the edges of couplings. */
function isGathered(draft: Draft, value: readonly ValueId[]): boolean {
  const { graph } = draft.cell;
  return value.some((each) => reachable(graph, [each]).some((id) => graph.get(id).op === 'gathered'));
}

/** Reports `C * ddt(V)` with a C that is 0, for all instances or for one of them; on an edge it is one like others. */
export function reportZeroStorage(lowered: LoweredValues): void {
  const { draft } = lowered;
  if (draft.part.edges !== null) return;
  const { cell, space } = draft;
  for (const [i, branch] of cell.branches.entries()) {
    if (branch.kind !== 'flow' || !isConserved(cell, branch)) continue;
    const written = reachable(cell.graph, branch.value).filter((id) => cell.graph.get(id).op === 'rate');
    if (written.length === 0) continue;
    const all = branch.value
      .flatMap((_, c) => reachable(space.graph, [lowered.value(i, c)]))
      .filter((id) => space.graph.get(id).op === 'rate');
    const inner = new Set(all.flatMap((rate) => reachable(space.graph, [space.graph.get(rate).args[0]!])));
    const left = all.filter((rate) => !inner.has(rate));
    const factors = left.map((rate) => tangent(space, lowered.value(i, 0), new Map([[rate, space.constant(1)]])).value);
    if (left.length > 0 && !factors.some((factor) => zeroSomewhere(draft, factor))) continue;
    const where = left.length > 0 ? ' for one of the swept points' : '';
    draft.report('E0305', `the storage of ${branch.name} is 0${where}`, branch.origin, {
      label: 'd/dt is multiplied by 0 here',
      related: paramsThatAre(draft, 0, `${branch.instance}.`),
      help: 'give it a value above 0, or leave the device out: a node without storage is eliminated',
    });
  }
}
function zeroSomewhere(draft: Draft, factor: ValueId): boolean {
  const { graph } = draft.space;
  const leaves = leavesOf(graph, [factor]).map((id) => graph.get(id).op);
  return leaves.every((op) => op === 'param') && draft.numbers(factor).includes(0);
}
