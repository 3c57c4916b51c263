/**
 * turns  what the devices of couplings let flow into a node of an array into a number for each instance: how much less flows in
 *        when its own potential rises (the sum of their conductances), or rises faster (of their capacitances)
 * needs  edges whose slope does not change in the run
 * keeps  nothing of the drafts that it makes
 * cost   edges
 */
import { DiagnosticSink, type Span } from '../../../dsl/index.ts';
import { type Experiment, type GatherModel, instancesAt, type PartModel } from '../../model/form.ts';
import type { ValueId } from '../../ops/graph.ts';
import { leavesOf } from '../../ops/index.ts';
import { type Binding, bindSettings } from '../bind-settings.ts';
import { Draft } from '../draft.ts';
import type { Neighbours, Shown } from '../network-leaves.ts';
import { tangent } from '../tangent.ts';
import type { Equation } from './equations.ts';
import { expander } from './expand-rates.ts';
import { LoweredValues } from './lower-values.ts';

/** Where the slope of an edge depends on what moves. */
export interface Changing {
  readonly name: string;
  readonly origin: Span;
}
const noSources = { placed: new Map(), equations: [] } as const;
const nobody: Neighbours = { draftOf: () => null, show: () => ({ kind: 'constant', value: 0 }), rate: () => null };

/** The sums over edges that enter a balance. */
export function gathersOf({ cell }: Draft, { branches }: Equation): GatherModel[] {
  const leaves = branches
    .flatMap((branch) => cell.branches[branch]!.value)
    .flatMap((value) => leavesOf(cell.graph, [value]))
    .filter((leaf) => cell.graph.get(leaf).op === 'gathered');
  return [...new Set(leaves)].map((leaf) => cell.gathers[cell.graph.get(leaf).attributes.index!]!);
}
/** `edgeSlopes` of several sums together. */
export function slopesOfAll(
  { experiment, binding }: Draft,
  node: number,
  gathers: readonly GatherModel[],
  by: 'potential' | 'rate',
): Float64Array | Changing {
  const total = new Float64Array(binding.instances);
  for (const gather of gathers) {
    const slopes = edgeSlopes(experiment, binding, node, gather, by);
    if (!(slopes instanceof Float64Array)) return slopes;
    for (const [i, slope] of slopes.entries()) total[i]! += slope;
  }
  return total;
}
/** -d(sum)/d(potential of `node`, or its rate), SI, one number for each instance of `binding` (all points of the sweeps). */
function edgeSlopes(
  experiment: Experiment,
  binding: Binding,
  node: number,
  { terms }: Pick<GatherModel, 'terms'>,
  by: 'potential' | 'rate',
): Float64Array | Changing {
  const slopes = new Float64Array(binding.instances);
  for (const { part, output } of terms) {
    const coupling = experiment.parts[part]!;
    const slope = slopeOf(experiment, part, output, node, by);
    if (!(slope instanceof Float64Array)) return slope;
    const ends = instancesAt(coupling.edges!, coupling.cell.outputs[output]!.end);
    for (let point = 0; point < binding.points; point++)
      for (let e = 0; e < ends.length; e++)
        slopes[point * binding.size + ends[e]!]! -= slope[slope.length > 1 ? point * ends.length + e : 0]!;
  }
  return slopes;
}

/** Of one output of a coupling, one number or one for each edge. */
function slopeOf(
  experiment: Experiment,
  part: number,
  output: number,
  node: number,
  by: 'potential' | 'rate',
): Float64Array | Changing {
  const { cell, edges } = experiment.parts[part]!;
  const { end, value, name, origin } = cell.outputs[output]!;
  const own = cell.remotes.findIndex(
    (each) => each.end === end && isPotential(experiment.parts[edges!.ends[end]!]!, each, node),
  );
  if (own < 0) return Float64Array.of(0);
  const draft = new Draft(experiment, bindSettings(experiment, part), new DiagnosticSink(), endsOf(experiment, part));
  const lowered = new LoweredValues(draft, noSources);
  const expand = expander(draft, new Map(), new Map(), () => undefined);
  const remote = cell.graph.add('remote', [], 'real', { index: own });
  const leaf = expand(lowered.lower(by === 'rate' ? cell.graph.add('rate', [remote], 'real', {}) : remote));
  const slope = tangent(draft.space, expand(lowered.lower(value)), new Map([[leaf, draft.space.constant(1)]]));
  const moves = leavesOf(draft.space.graph, [slope.value]).some((id) => !isConstant(draft, id, experiment));
  return moves || slope.broken !== null || slope.kink !== null ? { name, origin } : draft.numbers(slope.value);
}
function isPotential({ cell }: PartModel, { of }: PartModel['cell']['remotes'][number], node: number): boolean {
  const value = of.kind === 'value' ? cell.graph.get(of.value) : null;
  return value?.op === 'potential' && value.attributes.index === node;
}
/** Whether a leaf of an edge is the same in the whole run: a parameter, of the edge or of one of its ends. */
function isConstant(draft: Draft, id: ValueId, experiment: Experiment): boolean {
  const { op, attributes } = draft.space.graph.get(id);
  if (op === 'param') return true;
  const from = op === 'input' ? draft.inputs[attributes.index!]!.from : undefined;
  if (from?.kind !== 'read') return false;
  // the state that is read has the number of the remote, those behind are rates (`endsOf`)
  const read = draft.cell.remotes[from.state];
  if (read === undefined) return false;
  return read.of.kind === 'value' && isParameter(experiment.parts[draft.part.edges!.ends[read.end]!]!, read.of.value);
}
/** Whether a value of a part is the same in the whole run. */
function isParameter({ cell: { graph, draws } }: PartModel, value: ValueId): boolean {
  return leavesOf(graph, [value]).every((leaf) => {
    const { op, attributes } = graph.get(leaf);
    const once = op === 'draw' && draws[attributes.index!]?.once === true;
    return once || op === 'param' || op === 'datum';
  });
}
const idle = { kind: 'hidden', angle: false, range: null, format: null, rounding: null } as const;
/** What an edge reads, with its numbers at t = 0: of its ends there are drafts that hold a state for each remote, with its number. */
function endsOf(experiment: Experiment, part: number): Neighbours {
  const { cell, edges } = experiment.parts[part]!;
  const drafts = new Map<number, Draft>();
  for (const end of edges!.ends) {
    if (drafts.has(end)) continue;
    const draft = new Draft(experiment, bindSettings(experiment, end), new DiagnosticSink(), nobody);
    const lowered = new LoweredValues(draft, noSources);
    for (const { of, end: at, name, unit, origin } of cell.remotes) {
      // numbers of what moves are asked for by nobody, and need a draft that is solved
      const here = edges!.ends[at] === end && of.kind === 'value' && isParameter(experiment.parts[end]!, of.value);
      const initial = here ? draft.numbers(lowered.lower(of.value)) : Float64Array.of(0);
      draft.state({ ...idle, name, unit, initial, origin });
    }
    for (const { name, unit, origin } of cell.remotes)
      draft.state({ ...idle, name: `${name}'`, unit, initial: Float64Array.of(0), origin });
    drafts.set(end, draft);
  }
  const show = (state: number): Shown => ({ kind: 'state', state, factor: 1 });
  const rate = (remote: number): number => cell.remotes.length + remote;
  return { draftOf: (other) => drafts.get(other) ?? null, show, rate };
}
