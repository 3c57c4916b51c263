/**
 * turns  values of t_k that the step before has at hand when it ends into hidden states, so that an expensive expression
 *        (a resistance with its memory, say) is worked out once a step instead of at both ends of it
 * needs  form 3 after `distribute-choices`
 * keeps  float64 results up to rounding: a hidden state is the same expression, of the states after the step, after the
 *        blocks; where a block has run the expression is simplified for what that block assigned
 * cost   candidates x graph, a few times; only what makes the whole step cheaper (`CostMeter`) is carried
 */
import type { ValueId } from '../ops/graph.ts';
import { isLeaf, leavesOf, operation, reachable } from '../ops/index.ts';
import { assume } from './choices.ts';
import { redistribution } from './distribute-choices.ts';
import { numbersOf } from './evaluate.ts';
import type { StepCell, StepForm, StepState } from './form.ts';
import { freeName } from './network-leaves.ts';
import type { Pass } from './pass.ts';
import { mapRoots, rootsOf, withCell } from './rewrite-cell.ts';
import { CostMeter, expensive, hardwareRoots, stateCost } from './step-cost.ts';
import { replaceValues, substitution } from './substitute.ts';
import { Workspace } from './workspace.ts';

/** At most so many values are carried, and so many conditions told apart in one of them. */
const most = { values: 4, conditions: 3 } as const;
/** A hidden state must save this part of the step's cost, or it is not worth its memory word. */
const worthwhile = 0.03;

export const carryValues: Pass = {
  name: 'carry-values',
  description: 'keep what the end of a step knows for the beginning of the next',
  run(form) {
    let current = form;
    for (let i = 0; i < most.values; i++) {
      const better = carryOne(current);
      if (better === null) return current;
      current = better;
    }
    return current;
  },
};

/** The form with the one more carried value that saves most; null when none saves enough. */
function carryOne(form: StepForm): StepForm | null {
  const { cell } = form.population;
  const space = new Workspace();
  const here = mapRoots(
    cell,
    space.graph,
    substitution(cell.graph, space, () => null),
  );
  const meter = new CostMeter(space.graph);
  const leaf = space.leaf('state', cell.states.length);
  const roots = hardwareRoots(here);
  let limit = meter.cost(roots) * (1 - worthwhile) - stateCost;
  const settle = redistribution(space.graph, space, space.graph.values.length);
  let best: { readonly value: ValueId; readonly after: ValueId } | null = null;
  // what a value saves at most, before anything is built: the others need not be looked at
  const promising = candidates(here)
    .map((value) => ({ value, least: meter.cost(roots, value) }))
    .filter(({ least }) => least < limit)
    .sort((a, b) => a.least - b.least);
  for (const { value, least } of promising) {
    if (least >= limit) break;
    const after = settle(afterStep(space, value, here.next));
    const cost = meter.cost(replaceValues(space, [...roots, after], new Map([[value, leaf]])));
    if (cost < limit) [limit, best] = [cost, { value, after }];
  }
  return best === null ? null : withCarried(form, here, space, best.value, best.after);
}
/** Values of states and params at t_k that need expensive operations: of those that need the same ones, the first and the last. */
function candidates(cell: StepCell): ValueId[] {
  const { graph } = cell;
  const dear = new Map<ValueId, ReadonlySet<ValueId>>();
  const ofStates = new Set<ValueId>();
  const groups = new Map<string, ValueId[]>();
  for (const id of reachable(graph, hardwareRoots(cell))) {
    const { op, args, type } = graph.get(id);
    if (isLeaf(op)) {
      if (op === 'constant' || op === 'state' || op === 'param') ofStates.add(id);
      continue;
    }
    if (!args.every((arg) => ofStates.has(arg))) continue;
    ofStates.add(id);
    const needs = new Set(args.flatMap((arg) => [...(dear.get(arg) ?? [])]));
    if (expensive(op)) needs.add(id);
    dear.set(id, needs);
    if (needs.size === 0 || type !== 'real' || !readsState(cell, id)) continue;
    const key = [...needs].sort((a, b) => a - b).join();
    groups.set(key, [...(groups.get(key) ?? []).slice(0, 1), id]);
  }
  const guarded = onlyArms(cell);
  return [...groups.values()].flat().filter((id) => !guarded.has(id));
}
/** Values that only serve as a branch of a choice: what the choice guards them from (a division by 0) would be stored. */
function onlyArms(cell: StepCell): Set<ValueId> {
  const { graph } = cell;
  const arms = new Set<ValueId>();
  const open = new Set<ValueId>();
  for (const id of reachable(graph, hardwareRoots(cell))) {
    const { op, args } = graph.get(id);
    const chooses = !isLeaf(op) && operation(op).chooses === true;
    for (const [i, arg] of args.entries()) (chooses && i > 0 ? arms : open).add(arg);
  }
  return new Set([...arms].filter((id) => !open.has(id)));
}

function readsState({ graph }: StepCell, id: ValueId): boolean {
  return leavesOf(graph, [id]).some((leaf) => graph.get(leaf).op === 'state');
}
function withCarried(form: StepForm, here: StepCell, space: Workspace, value: ValueId, after: ValueId): StepForm {
  const { cell } = form.population;
  const { name, origin } = space.graph.get(value);
  const state: StepState = {
    name: freeName(cell, name === null ? 'carried' : `${name}_carried`),
    unit: { text: '', scale: 1 },
    kind: 'hidden',
    carried: true,
    angle: false,
    range: null,
    format: null,
    rounding: null,
    initial: atStart(form, here, value),
    origin: origin ?? cell.states[0]!.origin,
  };
  const leaf = space.graph.name(space.leaf('state', cell.states.length), { name: state.name, origin: state.origin });
  const roots = rootsOf(here);
  const swapped = replaceValues(space, [...roots, after], new Map([[value, leaf]]));
  const places = new Map(roots.map((root, i) => [root, swapped[i]!]));
  const made = mapRoots(here, space.graph, (root) => places.get(root)!);
  const next = [...made.next, swapped.at(-1)!];
  return withCell(form, { ...made, observations: here.observations, states: [...cell.states, state], next });
}
/** A value for the states after the step; what blocks do is told apart by their conditions. */
function afterStep(space: Workspace, value: ValueId, next: readonly ValueId[]): ValueId {
  const { graph } = space;
  const leaves = leavesOf(graph, [value]).filter((leaf) => graph.get(leaf).op === 'state');
  const branch = (values: readonly ValueId[], conditions: number): ValueId => {
    const choice = values.map((each) => graph.get(each)).find(({ op }) => !isLeaf(op) && operation(op).chooses);
    if (choice === undefined || conditions === 0) {
      const moved = new Map(leaves.map((leaf, i) => [leaf, values[i]!]));
      return substitution(graph, space, (_, id) => moved.get(id) ?? null, { named: false })(value);
    }
    const condition = choice.args[0]!;
    const [yes, no] = [true, false].map((holds) => branch(assume(space, values, condition, holds), conditions - 1));
    return space.select(condition, yes!, no!);
  };
  return branch(
    leaves.map((leaf) => next[graph.get(leaf).attributes.index!]!),
    most.conditions,
  );
}
function atStart(form: StepForm, cell: StepCell, value: ValueId): Float64Array {
  const numbers = numbersOf(cell.graph, value, form.population.instances, ({ op, attributes }) =>
    op === 'state' ? cell.states[attributes.index!]!.initial : cell.params[attributes.index!]!.values,
  );
  return numbers.every((n) => n === numbers[0]) ? numbers.slice(0, 1) : numbers;
}
