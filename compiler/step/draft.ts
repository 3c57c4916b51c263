/** The cell of form 3 while the passes of this folder build it: its graph and its tables of states, params and inputs. */

import type { DiagnosticSink, Span } from '../../dsl/index.ts';
import type { Cell, Experiment, PartModel, PrintUnit } from '../model/form.ts';
import type { Value, ValueId } from '../ops/graph.ts';
import { leavesOf, reachable } from '../ops/index.ts';
import type { Binding, Setting } from './bind-settings.ts';
import { numbersOf } from './evaluate.ts';
import type { StepInput, StepParam, StepState } from './form.ts';
import type { Neighbours } from './network-leaves.ts';
import type { Passes } from './passes.ts';
import { type Substitution, substitution } from './substitute.ts';
import { tangent } from './tangent.ts';
import type { Colours } from './update-order.ts';
import { Workspace } from './workspace.ts';

export type DraftState = Omit<StepState, 'initial'> & { initial: Float64Array };
/** What the network does not know before it is solved. */
export type Unknown =
  | { readonly kind: 'potential'; readonly node: number; readonly component: number }
  | { readonly kind: 'flow'; readonly branch: number; readonly component: number }
  | { readonly kind: 'rate'; readonly state: number };
/** Something the experiment sets that changes with time. */
export interface Stimulus {
  readonly name: string;
  readonly unit: PrintUnit;
  /** In `Draft.stimuli`. */
  readonly value: ValueId;
  readonly perInstance: boolean;
}

/** `start`: what a number from another part of the network is at t = 0. */
export type DraftInput = StepInput & { readonly start?: () => Float64Array };

export class Draft {
  readonly cell: Cell;
  readonly experiment: Experiment;
  readonly binding: Binding;
  readonly sink: DiagnosticSink;
  readonly neighbours: Neighbours;
  readonly space = new Workspace();
  readonly stimuli = new Workspace();
  readonly states: DraftState[] = [];
  readonly params: StepParam[] = [];
  readonly inputs: DraftInput[] = [];
  readonly sources: Stimulus[] = [];
  readonly unknowns: Unknown[] = [];
  /** Parallel to the cell's delays: the number of steps of each. */
  readonly delaySteps: number[] = [];
  /** Colours of the instances, where blocks update in an order. */
  readonly colours: Colours | null;
  /** How many times finer dt must be for every colour to have a step of its own in each period. */
  finer = 1;
  /** Of every block `every P` that draws numbers: steps of its period. */
  readonly redrawn: number[] = [];
  /** Nodes that are found by relaxation. */
  readonly relaxed = new Set<number>();
  /** States that hold what the rate of a potential was in the last step. */
  readonly lastRates: { readonly node: number; readonly component: number; readonly state: number }[] = [];
  /** Of a step that is made in several. */
  passes: Passes | null = null;
  private readonly toStimuli: Substitution;
  private readonly inputPlaces = new Map<string, number>();
  private readonly unknownPlaces = new Map<string, number>();

  /** Of the part that `binding` names. */
  constructor(
    experiment: Experiment,
    binding: Binding,
    sink: DiagnosticSink,
    neighbours: Neighbours,
    colours: Colours | null = null,
  ) {
    this.neighbours = neighbours;
    this.colours = colours;
    this.cell = experiment.parts[binding.part]!.cell;
    this.experiment = experiment;
    this.binding = binding;
    this.sink = sink;
    this.toStimuli = substitution(experiment.stimuliGraph, this.stimuli, (leaf) => this.stimulusLeaf(leaf));
  }
  get part(): PartModel {
    return this.experiment.parts[this.binding.part]!;
  }
  get dt(): number {
    return this.experiment.dt;
  }

  /** A leaf for a number that differs between instances. `host` params stay writable and are kept as they are. */
  param(name: string, unit: PrintUnit, values: Float64Array, host = false): ValueId {
    let index = this.params.findIndex((p) => p.name === name && p.values.every((v, i) => v === values[i]));
    if (index < 0) index = this.params.push({ name, unit, values, ...(host ? { host: true as const } : {}) }) - 1;
    return this.space.leaf('param', index, { name });
  }
  /** What a param or an input of the cell is at t_k. */
  setting(setting: Setting, name: string, unit: PrintUnit, host = false): ValueId {
    if (setting.kind === 'stimulus') return this.input(this.source(name, unit, this.toStimuli(setting.value)), 0);
    if (setting.kind === 'instance') return this.param(name, unit, setting.values, host);
    if (host) return this.param(name, unit, new Float64Array(this.binding.instances).fill(setting.value), true);
    return this.space.constant(setting.value);
  }
  source(name: string, unit: PrintUnit, value: ValueId): number {
    const known = this.sources.findIndex((s) => s.value === value);
    if (known >= 0) return known;
    const perInstance = leavesOf(this.stimuli.graph, [value]).some((id) => this.stimuli.graph.get(id).op === 'param');
    return this.sources.push({ name, unit, value, perInstance }) - 1;
  }
  /** The leaf of a stimulus sampled at t_k + at * dt; one that is held over steps is sampled in the middle of them. */
  input(source: number, at: StepInput['at']): ValueId {
    return this.sampledInput(source, this.isHeld(this.sources[source]!.value) ? 0.5 : at);
  }
  /** What the host sees of an input after a step. */
  observedInput(input: number): ValueId {
    return this.inputs[input]!.at === 0.5
      ? this.sampledInput(this.sourceOf(input), 0)
      : this.space.leaf('input', input, { name: this.inputs[input]!.name });
  }
  private isHeld(value: ValueId): boolean {
    const { graph } = this.stimuli;
    return reachable(graph, [value]).some((id) => graph.get(id).attributes.table?.held === true);
  }
  private sampledInput(source: number, at: StepInput['at']): ValueId {
    const key = `${source}@${at}`;
    let index = this.inputPlaces.get(key);
    if (index === undefined) {
      const { name, unit, value, perInstance } = this.sources[source]!;
      index = this.inputs.push({ name, unit, at, value, perInstance }) - 1;
      this.inputPlaces.set(key, index);
    }
    return this.space.leaf('input', index, { name: at === 0 ? this.sources[source]!.name : null });
  }
  /** The leaf of a number that another part of the network gives; the same one for the same `key`. */
  networkInput(key: string, input: Pick<StepInput, 'name' | 'unit' | 'from'>, start: () => Float64Array): ValueId {
    let index = this.inputPlaces.get(key);
    if (index === undefined) {
      const value = this.stimuli.constant(0);
      index = this.inputs.push({ ...input, at: 0, value, perInstance: true, start }) - 1;
      this.inputPlaces.set(key, index);
    }
    return this.space.leaf('input', index, { name: input.name });
  }
  /** The stimulus that an input leaf samples; -1: it is a number from another part of the network. */
  sourceOf(input: number): number {
    const { value, from } = this.inputs[input]!;
    return from ? -1 : this.sources.findIndex((s) => s.value === value);
  }
  /** The same stimulus at another time of the step; leaves that are not `at: 0` stay, and what the network gives is held. */
  inputAt(input: number, at: StepInput['at']): ValueId {
    return this.inputs[input]!.at === 0 && !this.inputs[input]!.from
      ? this.input(this.sourceOf(input), at)
      : this.space.leaf('input', input);
  }
  /** d/dt of a stimulus at t_k, for what the host observes. */
  inputSlope(source: number): ValueId {
    const { name, unit, value } = this.sources[source]!;
    const time = leavesOf(this.stimuli.graph, [value]).find((id) => this.stimuli.graph.get(id).op === 'time')!;
    const slope = tangent(this.stimuli, value, new Map([[time, this.stimuli.constant(1)]]));
    return this.input(this.source(`${name}'`, { text: `${unit.text}/s`, scale: unit.scale }, slope.value), 0);
  }
  private stimulusLeaf(leaf: Value): ValueId | null {
    if (leaf.op !== 'param') return null;
    const sweep = this.experiment.sweeps[leaf.attributes.index!]!;
    const param = this.param(sweep.name, sweep.unit, this.binding.sweeps[leaf.attributes.index!]!);
    return this.stimuli.leaf('param', this.space.graph.get(param).attributes.index!, { name: sweep.name });
  }

  state(state: DraftState): number {
    return this.states.push(state) - 1;
  }
  stateLeaf(index: number): ValueId {
    return this.space.leaf('state', index, { name: this.states[index]!.name, origin: this.states[index]!.origin });
  }
  unknown(unknown: Unknown): ValueId {
    const key = JSON.stringify(unknown);
    let index = this.unknownPlaces.get(key);
    if (index === undefined) {
      index = this.unknowns.push(unknown) - 1;
      this.unknownPlaces.set(key, index);
    }
    return this.space.leaf('unknown', index);
  }
  /** Values of an expression at t = 0: one number, or one per instance. `other` gives the numbers of further leaves. */
  numbers(value: ValueId, other: (leaf: Value) => Float64Array | null = () => null): Float64Array {
    const { instances } = this.binding;
    return numbersOf(this.space.graph, value, instances, (leaf) => other(leaf) ?? this.atStart(leaf));
  }
  /** The numbers of a leaf at t = 0; the mean of what is drawn; 0 for leaves that have none yet. */
  private atStart(leaf: Value): Float64Array {
    const index = leaf.attributes.index!;
    if (leaf.op === 'param') return this.params[index]!.values;
    if (leaf.op === 'state') return this.states[index]!.initial;
    if (leaf.op === 'draw') return Float64Array.of(this.cell.draws[index]!.kind === 'uniform' ? 0.5 : 0);
    if (leaf.op !== 'input') return Float64Array.of(0);
    const { value, at, start } = this.inputs[index]!;
    if (start) return start();
    return numbersOf(this.stimuli.graph, value, this.binding.instances, (s) =>
      s.op === 'time' ? Float64Array.of(at * this.dt) : this.params[s.attributes.index!]!.values,
    );
  }
  /** The index of an event that a value depends on; null: of none. */
  eventIn(value: ValueId): number | null {
    const leaf = leavesOf(this.space.graph, [value]).find((id) => this.space.graph.get(id).op === 'event');
    return leaf === undefined ? null : this.space.graph.get(leaf).attributes.index!;
  }
  /** The name of a memory that values depend on; null: of none. */
  memoryIn(values: readonly ValueId[]): string | null {
    const { graph } = this.space;
    for (const id of leavesOf(graph, [...values])) {
      const { op, attributes } = graph.get(id);
      const state = op === 'state' ? this.cell.states[attributes.index!] : undefined;
      if (state?.kind === 'memory') return state.name;
    }
    return null;
  }
  report(
    code: string,
    message: string,
    span: Span,
    more: { label?: string; help?: string; related?: { span: Span; text: string }[] } = {},
  ): void {
    const severity = code.startsWith('W') ? 'warning' : code.startsWith('I') ? 'info' : 'error';
    this.sink.report({ code, severity, message, span, ...more });
  }
}
