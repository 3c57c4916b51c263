/**
 * turns  the balance of a node that is solved by relaxation into the rate of a state: each step is one damped Jacobi sweep,
 *        V += damping * (sum of the flows into the node) / (sum of the conductances at it); where a device of the circuit bends
 *        with V its conductance is the slope of its flow at V, which makes the sweep a step of Newton's method
 * needs  equations in unknown potentials; what edges add to the node as a sum
 * keeps  Kirchhoff's law where nothing moves any more, whatever damping and dt are; every other node as it is
 * cost   a state for each node, a division where a conductance at it changes with V or in the run, else a number for each instance
 */
import type { SolveModel } from '../../model/form.ts';
import type { ValueId } from '../../ops/graph.ts';
import { leavesOf, reachable } from '../../ops/index.ts';
import { perInstance } from '../bind-settings.ts';
import type { Draft } from '../draft.ts';
import { tangent } from '../tangent.ts';
import * as diagnose from './diagnose.ts';
import { gathersOf, slopesOfAll } from './edge-slopes.ts';
import type { Equation } from './equations.ts';

/** The equations, those of relaxed nodes with a storage that makes a step one sweep; errors are reported. */
export function relaxNodes(draft: Draft, equations: readonly Equation[]): Equation[] {
  const solves = draft.cell.solves ?? [];
  return equations.map((equation) => {
    const solve =
      equation.kind === 'node' ? solves.find(({ nodes }) => nodes.some((n) => n === equation.index)) : undefined;
    if (solve?.method === 'direct') refuseCoupled(draft, equation, solve);
    return solve?.method === 'relaxation' ? relaxed(draft, equation, solve) : equation;
  });
}

function relaxed(draft: Draft, equation: Equation, { damping, origin }: SolveModel): Equation {
  const { space } = draft;
  if (isStored(draft, equation)) return equation;
  const leaf = draft.unknown({ kind: 'potential', node: equation.index, component: equation.component });
  const own = tangent(space, equation.value, new Map([[leaf, space.constant(1)]]));
  if (own.broken !== null) {
    diagnose.notLinear(draft, equation, leaf, [leaf]);
    return equation;
  }
  const edges = conductanceOfEdges(draft, equation);
  if (edges === null) return equation;
  const total = space.add(own.value, edges);
  const movesIn = leavesOf(space.graph, [total]).some((id) => space.graph.get(id).op !== 'param');
  if (!movesIn && draft.numbers(total).some((number) => !(number > 0))) {
    const instance = draft.numbers(total).findIndex((number) => !(number > 0));
    draft.report('E0301', `nothing ties ${equation.text} to a given potential: the node floats`, equation.span, {
      label: draft.binding.size > 1 ? `at instance ${instance % draft.binding.size}` : 'any potential would do',
      related: [{ span: origin, text: 'solved here' }],
      help: 'a conductance above 0, of the node itself or of what couples it, is what a sweep divides by',
    });
    return equation;
  }
  draft.relaxed.add(equation.index);
  const storage = space.multiply(total, space.constant(draft.dt / damping));
  const rate = space.graph.add('rate', [leaf], 'real', {});
  return { ...equation, value: space.add(equation.value, space.multiply(storage, rate)) };
}
/** A capacitance hangs on the node. */
function isStored({ space }: Draft, { value }: Equation): boolean {
  return reachable(space.graph, [value]).some((id) => space.graph.get(id).op === 'rate');
}
/** A matrix of all instances and all points would be another machine: sums over edges come a step later. */
function refuseCoupled(draft: Draft, equation: Equation, { origin }: SolveModel): void {
  if (gathersOf(draft, equation).length === 0 || isStored(draft, equation)) return;
  draft.report(
    'E0295',
    `${equation.text} is joined to other instances by a coupling, and \`by direct\` solves inside of one`,
    origin,
    {
      related: [{ span: equation.span, text: 'the node' }],
      help: '`solve ... by relaxation { sweeps = 32 }` joins instances of arrays; so does a small capacitance at the node',
    },
  );
}
/** What the devices of couplings conduct at the node. */
function conductanceOfEdges(draft: Draft, equation: Equation): ValueId | null {
  const { index, text, span } = equation;
  const { cell, space } = draft;
  const gathers = gathersOf(draft, equation);
  const total = slopesOfAll(draft, index, gathers, 'potential');
  if (!(total instanceof Float64Array)) {
    draft.report('E0295', `what couplings conduct at ${text} changes in the run`, total.origin, {
      label: `${total.name} has no constant slope`,
      related: [{ span, text: 'this node is solved by relaxation' }],
      help: 'put what changes into the circuit that the array is made of (there it may), or give the node a small capacitance',
    });
    return null;
  }
  const { discipline, name } = cell.nodes[index]!;
  const unit = {
    text: `${discipline.flowUnit.text}/${discipline.potentialUnit.text}`,
    scale: discipline.flowUnit.scale / discipline.potentialUnit.scale,
  };
  return gathers.length === 0 ? space.constant(0) : draft.setting(perInstance(total), `${name}.edges`, unit);
}
