/**
 * turns  a cell into the same cell without values, params, inputs and delay lines that nothing needs
 * needs  form 3
 * keeps  states, events, observations, and the order of everything
 * cost   linear in the graph
 */

import { Graph, type ValueId } from '../ops/graph.ts';
import { leavesOf, reachable } from '../ops/index.ts';
import type { StepCell, StepForm } from './form.ts';
import type { Pass } from './pass.ts';
import { mapRoots, rootsOf } from './rewrite-cell.ts';

export const prune: Pass = { name: 'prune', description: 'drop what nothing needs', run };

function run(form: StepForm): StepForm {
  const cell = withLiveLines(form.population.cell);
  const roots = rootsOf(cell);
  const used = (op: string, graph: Graph, from: readonly ValueId[]): Set<number> =>
    new Set(
      leavesOf(graph, from)
        .filter((id) => graph.get(id).op === op)
        .map((id) => graph.get(id).attributes.index!),
    );
  const inputs = [...used('input', cell.graph, roots)].sort((a, b) => a - b);
  const stimuli = inputs.map((i) => cell.inputs[i]!.value);
  const params = [...new Set([...used('param', cell.graph, roots), ...used('param', form.stimuli, stimuli)])].sort(
    (a, b) => a - b,
  );
  const draws = [...used('draw', cell.graph, roots)].sort((a, b) => a - b);
  const renumbered: Renumbering = { input: places(inputs), param: places(params), draw: places(draws) };
  const graph = new Graph();
  const map = copy(cell.graph, graph, roots, renumbered);
  const stimulusGraph = new Graph();
  const mapStimulus = copy(form.stimuli, stimulusGraph, stimuli, renumbered);
  const pruned: StepCell = {
    ...mapRoots(cell, graph, map),
    params: params.map((i) => cell.params[i]!),
    draws: draws.map((i) => cell.draws[i]!),
    inputs: inputs.map((i) => ({ ...cell.inputs[i]!, value: mapStimulus(cell.inputs[i]!.value) })),
  };
  return { ...form, stimuli: stimulusGraph, population: { ...form.population, cell: pruned } };
}
type Renumbering = Readonly<Record<string, ReadonlyMap<number, number>>>;
const places = (kept: readonly number[]): ReadonlyMap<number, number> => new Map(kept.map((old, i) => [old, i]));

function copy(from: Graph, into: Graph, roots: readonly ValueId[], renumbered: Renumbering): (id: ValueId) => ValueId {
  const done = new Map<ValueId, ValueId>();
  for (const id of reachable(from, roots)) {
    const { op, args, type, attributes, name, origin } = from.get(id);
    const index = attributes.index === undefined ? undefined : renumbered[op]?.get(attributes.index);
    const own = index === undefined ? attributes : { ...attributes, index };
    done.set(
      id,
      into.add(
        op,
        args.map((arg) => done.get(arg)!),
        type,
        own,
        { name, origin },
      ),
    );
  }
  return (id) => done.get(id)!;
}
/** Keeps the delay lines that something reads, also through other lines. */
function withLiveLines(cell: StepCell): StepCell {
  const { delayLines, graph } = cell;
  const live = new Set<number>();
  const visit = (roots: readonly ValueId[]): void => {
    for (const id of leavesOf(graph, roots)) {
      const { op, attributes } = graph.get(id);
      if (op !== 'delayed' || live.has(attributes.index!)) continue;
      live.add(attributes.index!);
      visit([delayLines[attributes.index!]!.source]);
    }
  };
  visit(rootsOf({ ...cell, delayLines: [] }));
  const kept = [...live].sort((a, b) => a - b);
  const lines = { ...cell, delayLines: kept.map((i) => delayLines[i]!) };
  const next = new Graph();
  return mapRoots(lines, next, copy(graph, next, rootsOf(lines), { delayed: places(kept) }));
}
