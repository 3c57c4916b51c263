/**
 * turns  Kirchhoff's laws and implicit rates into values of states, params and inputs: every rate, potential and flow
 * needs  lowered equations; linear in what is not stored
 * keeps  exactness: no iteration, no approximation
 * cost   blocks of coupled unknowns, cubic each; their size is limited (`largestBlock`)
 */

import type { ValueId } from '../../ops/graph.ts';
import { leavesOf, reachable } from '../../ops/index.ts';
import type { Draft } from '../draft.ts';
import { replaceValues, type Substitution, substitution } from '../substitute.ts';
import * as diagnose from './diagnose.ts';
import { solveDirectly } from './direct.ts';
import { storeEdges } from './edge-storage.ts';
import { eliminate, linearise } from './eliminate.ts';
import { type Equation, writeEquations } from './equations.ts';
import { expander } from './expand-rates.ts';
import { reportFloating, reportZeroStorage } from './floating.ts';
import { placeSources } from './ideal-sources.ts';
import { LoweredValues } from './lower-values.ts';
import { type Block, closedBlocks, orderBlocks } from './order-blocks.ts';
import { relaxNodes } from './relax.ts';
import { chooseStorage, type Storage } from './storage.ts';

/** Largest block of coupled unknowns: with coefficients that change in a run, with constant ones, and where the file says `by direct`. */
export const largestBlock = { changing: 8, constant: 32, direct: 512 } as const;

export interface SolvedNetwork {
  /** A value of the cell's graph as a function of states, params and inputs at t_k. */
  readonly at: Substitution;
  /** d/dt of a continuous state. */
  readonly rate: (state: number) => ValueId;
  /** d/dt of the potential of a node that is stored. */
  readonly potentialRate: (node: number, component: number) => ValueId;
}

/** Adds the states of the network to the draft and solves it; reports and returns null when it cannot be solved. */
export function solveNetwork(draft: Draft): SolvedNetwork | null {
  const forest = placeSources(draft);
  const lowered = new LoweredValues(draft, forest);
  const written = relaxNodes(draft, storeEdges(draft, writeEquations(lowered, forest)));
  reportZeroStorage(lowered);
  if (draft.sink.hasErrors) return null;
  reportFloating(lowered, written);
  if (draft.sink.hasErrors) return null;
  const solved = new Map<ValueId, ValueId>();
  const left = solveInstant(draft, written, solved);
  if (left === null) return null;
  const storage = chooseStorage(lowered, left);
  const system = closeSystem(lowered, storage, left, solved);
  if (draft.sink.hasErrors || !solveBlocks(draft, system, solved)) return null;
  return reader(lowered, storage, solved);
}

/**
 * Solves what equations without any d/dt determine by themselves (the output of an ideal amplifier, say): such a potential
 * is no state even where a capacitance hangs on it. Returns the equations that are left.
 */
function solveInstant(draft: Draft, written: readonly Equation[], solved: Map<ValueId, ValueId>): Equation[] | null {
  const { space } = draft;
  const hasRate = (equation: Equation): boolean =>
    reachable(space.graph, [equation.value]).some((id) => space.graph.get(id).op === 'rate');
  const instant = written.filter((equation) => !hasRate(equation));
  const unknowns = unknownsIn(
    draft,
    instant.map((equation) => equation.value),
  );
  const contains = containment(draft, instant, unknowns);
  const used = new Set<Equation>();
  for (const block of closedBlocks(contains, orderBlocks(contains, unknowns.length))) {
    if (!solveBlock(draft, instant, unknowns, block, solved)) return null;
    for (const e of block.equations) used.add(instant[e]!);
  }
  const known = substitution(space.graph, space, (leaf, id) =>
    leaf.op === 'unknown' ? (solved.get(id) ?? null) : null,
  );
  return written
    .filter((equation) => !used.has(equation))
    .map((equation) => ({ ...equation, value: known(equation.value) }));
}
function containment(draft: Draft, system: readonly Equation[], unknowns: readonly ValueId[]): number[][] {
  const place = new Map(unknowns.map((leaf, i) => [leaf, i]));
  return system.map((equation) => unknownsIn(draft, [equation.value]).map((leaf) => place.get(leaf)!));
}

/** Expands d/dt, and adds an equation for every state whose rate another equation reads. */
function closeSystem(
  lowered: LoweredValues,
  storage: Storage,
  written: readonly Equation[],
  solved: ReadonlyMap<ValueId, ValueId>,
): Equation[] {
  const { draft } = lowered;
  const { space } = draft;
  const complain = (equation: Pick<Equation, 'text' | 'span'>) => (leaf: ValueId) =>
    diagnose.noRate(draft, leaf, equation);
  const expand = (equation: Equation): Equation => ({
    ...equation,
    value: expander(draft, storage, solved, complain(equation))(equation.value),
  });
  const system = written.map(expand);
  const has = new Set<number>();
  const add = (state: number): void => {
    const rate = draft.cell.states[state]?.rate ?? null;
    if (rate === null || has.has(state)) return;
    has.add(state);
    const { name, origin } = draft.cell.states[state]!;
    const value = space.subtract(draft.unknown({ kind: 'rate', state }), lowered.lower(rate));
    system.push(
      expand({ kind: 'state', index: state, component: 0, value, branches: [], text: `${name}'`, span: origin }),
    );
  };
  for (const [state, { rate }] of draft.cell.states.entries()) {
    if (rate === null) continue;
    const expanded = expander(draft, storage, solved, () => undefined)(lowered.lower(rate));
    if (ratesIn(draft, [expanded]).length > 0) add(state);
  }
  for (let i = 0; i < system.length; i++) for (const state of ratesIn(draft, [system[i]!.value])) add(state);
  return system;
}
function ratesIn(draft: Draft, values: readonly ValueId[]): number[] {
  return unknownsIn(draft, values).flatMap((leaf) => {
    const unknown = draft.unknowns[draft.space.graph.get(leaf).attributes.index!]!;
    return unknown.kind === 'rate' ? [unknown.state] : [];
  });
}
function unknownsIn(draft: Draft, values: readonly ValueId[]): ValueId[] {
  return leavesOf(draft.space.graph, values).filter((id) => draft.space.graph.get(id).op === 'unknown');
}

function solveBlocks(draft: Draft, system: readonly Equation[], solved: Map<ValueId, ValueId>): boolean {
  const unknowns = unknownsIn(
    draft,
    system.map((equation) => equation.value),
  );
  const contains = containment(draft, system, unknowns);
  const { blocks, undetermined, surplus } = orderBlocks(contains, unknowns.length);
  if (undetermined.length > 0 || surplus.some((e) => !draft.space.isZero(system[e]!.value))) {
    diagnose.singular(
      draft,
      undetermined.map((u) => unknowns[u]!),
      surplus.map((e) => system[e]!),
    );
    return false;
  }
  return blocks.every((block) => solveBlock(draft, system, unknowns, block, solved));
}
function solveBlock(
  draft: Draft,
  system: readonly Equation[],
  unknowns: readonly ValueId[],
  block: Block,
  solved: Map<ValueId, ValueId>,
): boolean {
  const { space } = draft;
  const equations = block.equations.map((e) => system[e]!);
  const own = block.unknowns.map((u) => unknowns[u]!);
  const values = replaceValues(
    space,
    equations.map((equation) => equation.value),
    solved,
  );
  const linear = linearise(space, values, own);
  if ('equation' in linear) {
    diagnose.notLinear(draft, equations[linear.equation]!, own[linear.unknown]!, own);
    return false;
  }
  const changing = leavesOf(space.graph, linear.matrix.flat()).some((leaf) => space.graph.get(leaf).op !== 'param');
  const directly = saidDirect(draft, own);
  const limit = changing ? largestBlock.changing : directly ? largestBlock.direct : largestBlock.constant;
  if (own.length > limit) {
    diagnose.tooLarge(draft, equations, own, { limit, changing });
    return false;
  }
  const results =
    directly && !changing
      ? solveDirectly(draft, linear)
      : eliminate(space, linear, (e, u) => isOwn(draft, equations[e]!, own[u]!));
  if (results === null) {
    diagnose.singular(draft, own, equations);
    return false;
  }
  for (const [i, leaf] of own.entries()) solved.set(leaf, results[i]!);
  return true;
}

/** Whether the file says `solve ... by direct` of one of the nodes of a block. */
function saidDirect({ cell, space, unknowns }: Draft, block: readonly ValueId[]): boolean {
  const direct = cell.solves?.filter(({ method }) => method === 'direct') ?? [];
  return block.some((leaf) => {
    const unknown = unknowns[space.graph.get(leaf).attributes.index!]!;
    return unknown.kind === 'potential' && direct.some(({ nodes }) => nodes.some((node) => node === unknown.node));
  });
}
function isOwn(draft: Draft, { kind, index, component }: Equation, leaf: ValueId): boolean {
  const unknown = draft.unknowns[draft.space.graph.get(leaf).attributes.index!]!;
  if (kind === 'state') return unknown.kind === 'rate' && unknown.state === index;
  return kind === 'node' && unknown.kind === 'potential' && unknown.node === index && unknown.component === component;
}

function reader(lowered: LoweredValues, storage: Storage, solved: Map<ValueId, ValueId>): SolvedNetwork {
  const { draft } = lowered;
  const resolve = (value: ValueId, span = draft.experiment.origin): ValueId => {
    const noRate = (leaf: ValueId): void => diagnose.noRate(draft, leaf, { text: 'this value', span });
    let result = expander(draft, storage, solved, noRate)(value);
    // rates of states that no equation of the network reads are found when somebody asks for them
    for (let again = true; again; ) {
      const open = unknownsIn(draft, [result]);
      for (const leaf of open) solved.set(leaf, found(leaf));
      again = open.length > 0;
      if (again) result = replaceValues(draft.space, [result], solved)[0]!;
    }
    return result;
  };
  const found = (leaf: ValueId): ValueId => {
    const unknown = draft.unknowns[draft.space.graph.get(leaf).attributes.index!]!;
    if (unknown.kind === 'rate') return rate(unknown.state);
    diagnose.singular(draft, [leaf], []); // a node into which nothing flows that depends on any potential
    return draft.space.constant(0);
  };
  const rate = (state: number): ValueId => {
    const known = solved.get(draft.unknown({ kind: 'rate', state }));
    return known ?? resolve(lowered.lower(draft.cell.states[state]!.rate!), draft.cell.states[state]!.origin);
  };
  const at: Substitution = (value) =>
    resolve(lowered.lower(value), draft.cell.graph.get(value).origin ?? draft.experiment.origin);
  const potentialRate = (node: number, component: number): ValueId =>
    resolve(draft.space.graph.add('rate', [lowered.potential(node, component)], 'real', {}));
  return { at, rate, potentialRate };
}
