/**
 * turns  the conserved network into equations that must be 0: Kirchhoff's law at every internal node, and the laws of the
 *        sources that stay equations
 * needs  lowered branch values
 * keeps  for each equation what it says and where it is written, for messages
 * cost   branches
 */
import type { Span } from '../../../dsl/index.ts';
import type { ValueId } from '../../ops/graph.ts';
import { isConserved, type SourceForest } from './ideal-sources.ts';
import type { LoweredValues } from './lower-values.ts';

export interface Equation {
  readonly kind: 'node' | 'source' | 'state';
  /** Index of the node, branch or state. */
  readonly index: number;
  readonly component: number;
  /** Must be 0. */
  readonly value: ValueId;
  /** Terms of a node: the branches that leave and enter it. */
  readonly branches: readonly number[];
  readonly text: string;
  readonly span: Span;
}

export function writeEquations(lowered: LoweredValues, forest: SourceForest): Equation[] {
  const { cell } = lowered.draft;
  const equations: Equation[] = [];
  for (const [index, node] of cell.nodes.entries()) {
    if (node.discipline.nature !== 'conserved' || node.role !== 'internal') continue;
    for (let component = 0; component < node.discipline.components; component++)
      equations.push(balance(lowered, index, component));
  }
  for (const index of forest.equations) {
    const { value, name, target } = cell.branches[index]!;
    for (let component = 0; component < value.length; component++)
      equations.push({
        kind: 'source',
        index,
        component,
        value: sourceLaw(lowered, index, component),
        branches: [index],
        text: name,
        span: target,
      });
  }
  return equations;
}
/** Flows that leave a node less those that enter it. */
function balance(lowered: LoweredValues, index: number, component: number): Equation {
  const { cell, space } = lowered.draft;
  const leaving: ValueId[] = [];
  const entering: ValueId[] = [];
  const branches: number[] = [];
  for (const [i, branch] of cell.branches.entries()) {
    if (!isConserved(cell, branch) || branch.from === branch.to || (branch.from !== index && branch.to !== index))
      continue;
    branches.push(i);
    (branch.from === index ? leaving : entering).push(lowered.flow(i, component));
  }
  const { name, origin } = cell.nodes[index]!;
  const value = space.subtract(space.sum(leaving), space.sum(entering));
  return { kind: 'node', index, component, value, branches, text: name, span: origin };
}
function sourceLaw(lowered: LoweredValues, index: number, component: number): ValueId {
  const { space, cell } = lowered.draft;
  const { from, to } = cell.branches[index]!;
  const across = space.subtract(
    lowered.potential(from, component),
    to === null ? space.constant(0) : lowered.potential(to, component),
  );
  return space.subtract(across, lowered.value(index, component));
}
