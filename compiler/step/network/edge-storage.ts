/**
 * turns  capacitances that couplings hang on a node of an array into storage of the node: C V' = i + sum of K (V'_other - V') becomes
 *        (C + sum of K) V' = i + sum of K V'_other, with the rates of the others as they were in the last step
 * needs  equations in unknown potentials; a solver that looks at the network once a step; capacitances that do not change in the run
 * keeps  charge over steps: what a rate lags behind is made up for by the next steps (a Jacobi sweep in each of them)
 * cost   a hidden state for each such node, its rate in the last step; a number for each instance
 */
import type { GatherModel } from '../../model/form.ts';
import type { ValueId } from '../../ops/graph.ts';
import { leavesOf, reachable } from '../../ops/index.ts';
import { perInstance } from '../bind-settings.ts';
import type { Draft } from '../draft.ts';
import { freeName } from '../network-leaves.ts';
import { tangent } from '../tangent.ts';
import { gathersOf, slopesOfAll } from './edge-slopes.ts';
import type { Equation } from './equations.ts';

/** The equations, those of nodes that couplings hang capacitances on with all of it as their own; errors are reported. */
export function storeEdges(draft: Draft, equations: readonly Equation[]): Equation[] {
  return equations.map((equation) => (equation.kind === 'node' ? stored(draft, equation, equations) : equation));
}

function stored(draft: Draft, equation: Equation, equations: readonly Equation[]): Equation {
  const { space, cell } = draft;
  const { index, component, text, span } = equation;
  const gathers = gathersOf(draft, equation).filter((each) => storesIn(draft, each));
  const total = slopesOfAll(draft, index, gathers, 'rate');
  if (!(total instanceof Float64Array)) {
    draft.report('E0310', `what couplings store at ${text} changes in the run`, total.origin, {
      label: `${total.name} has no constant capacitance`,
      related: [{ span, text: 'this node' }],
      help: 'put what changes into the circuit that the array is made of, or join what it couples in one circuit',
    });
    return equation;
  }
  if (total.every((capacitance) => capacitance === 0)) return equation;
  const leaf = draft.unknown({ kind: 'potential', node: index, component });
  if (!mayStore(draft, equation, equations, total)) return equation;
  const { name, discipline, origin } = cell.nodes[index]!;
  const { text: word, scale } = discipline.potentialUnit;
  const last = draft.state({
    ...{ kind: 'hidden', angle: false, range: null, format: null, rounding: null },
    name: freeName(draft, `${name}_rate`),
    unit: { text: `${word}/s`, scale },
    initial: Float64Array.of(0),
    origin,
  });
  draft.lastRates.push({ node: index, component, state: last });
  const unit = { text: `${discipline.flowUnit.text}s/${word}`, scale: discipline.flowUnit.scale / scale };
  const capacitance = draft.setting(perInstance(total), `${name}.edges`, unit);
  const change = space.subtract(space.graph.add('rate', [leaf], 'real', {}), draft.stateLeaf(last));
  return { ...equation, value: space.add(equation.value, space.multiply(capacitance, change)) };
}

/** Whether a coupling that adds to the sum reads d/dt of anything. */
function storesIn({ experiment }: Draft, { terms }: GatherModel): boolean {
  return terms.some(({ part, output }) => {
    const { graph, outputs } = experiment.parts[part]!.cell;
    return reachable(graph, [outputs[output]!.value]).some((id) => graph.get(id).op === 'rate');
  });
}

/** Whether the sweeps that follow each other can settle: reports what stands in their way. */
function mayStore(draft: Draft, equation: Equation, equations: readonly Equation[], total: Float64Array): boolean {
  const { space } = draft;
  const { text, span } = equation;
  const related = [{ span, text: 'a coupling hangs a capacitance on this node' }];
  if (draft.passes !== null) {
    draft.report(
      'E0310',
      `d/dt of ${text} is wanted at both ends of a coupling in every stage of \`${draft.experiment.solver}\``,
      draft.experiment.origin,
      {
        related,
        help: 'with `solver = euler` or `exponential` the rate at the other end is that of the last step; or join what it couples in one circuit',
      },
    );
    return false;
  }
  const own = storedWith(draft, equation, equations);
  const constant = leavesOf(space.graph, [own]).every((id) => space.graph.get(id).op === 'param');
  const numbers = constant ? draft.numbers(own) : Float64Array.of(1);
  const bare = total.findIndex((_, i) => !(numbers[i % numbers.length]! > 0));
  if (bare < 0) return true;
  draft.report('E0310', `${text} has no storage of its own beside that of couplings`, span, {
    label: draft.binding.size > 1 ? `at instance ${bare % draft.binding.size}` : 'd/dt of it is that of the other ends',
    help: 'a capacitance (or heat capacity ...) from the node to a given potential: what couplings add to it settles from step to step',
  });
  return false;
}

/** The capacitance to given potentials of a node and of all nodes that capacitances join to it: what floats with it stores nothing. */
function storedWith(draft: Draft, equation: Equation, equations: readonly Equation[]): ValueId {
  const { space } = draft;
  const potentialOf = ({ index, component }: Equation) => draft.unknown({ kind: 'potential', node: index, component });
  const balances = new Map(
    equations.flatMap((each) => (each.kind === 'node' ? [[potentialOf(each), each] as const] : [])),
  );
  const values = equations.map(({ value }) => value);
  const rates = reachable(space.graph, values).filter((id) => space.graph.get(id).op === 'rate');
  const argument = (rate: ValueId): ValueId => space.graph.get(rate).args[0]!;
  const along = (of: ValueId, leaves: Iterable<ValueId>): ValueId =>
    tangent(space, of, new Map([...leaves].map((leaf) => [leaf, space.constant(1)]))).value;
  const family = new Set([potentialOf(equation)]);
  const joined = rates.map((rate) =>
    leavesOf(space.graph, [argument(rate)]).filter(
      (id) => balances.has(id) && !space.isZero(along(argument(rate), [id])),
    ),
  );
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const leaves of joined)
      if (leaves.some((leaf) => family.has(leaf))) for (const leaf of leaves) family.add(leaf);
  }
  const moves = new Map(rates.map((rate) => [rate, along(argument(rate), family)]));
  return space.sum([...family].map((leaf) => tangent(space, balances.get(leaf)!.value, moves).value));
}

/** The state that holds what the rate of a potential was in the last step; null: no coupling hangs a capacitance on it. */
export function lastRateOf({ cell, lastRates }: Draft, value: ValueId): number | null {
  const { op, attributes } = cell.graph.get(value);
  if (op !== 'potential') return null;
  const component = attributes.component ?? 0;
  return lastRates.find((each) => each.node === attributes.index && each.component === component)?.state ?? null;
}
