/** Builds small models by hand, so that the step is tested without the parser. */

import type {
  BlockModel, Branch, Cell, CellNode, DisciplineModel, EventModel, Experiment, ModelForm, NodeId, PartModel, Solver, StateId, StateModel,
} from '../../compiler/model/form.ts'; // biome-ignore format: one list
import { Graph, type ValueId } from '../../compiler/ops/graph.ts';
import { apply } from '../../compiler/ops/index.ts';
import {
  buildStep,
  type StepForm,
  type StepNetwork,
  validateNetwork,
  validateStep,
} from '../../compiler/step/index.ts';
import { DiagnosticSink, type Span } from '../../dsl/index.ts';

const unit = (text: string) => ({ text, scale: 1 });
const discipline = (name: string, nature: DisciplineModel['nature'], potential: string, flow: string, units: [string, string]): DisciplineModel => ({
  name, nature, potential, flow, components: 1, potentialUnit: unit(units[0]), flowUnit: unit(units[1]),
}); // biome-ignore format: fields of one record
export const electrical = discipline('electrical', 'conserved', 'V', 'I', ['V', 'A']);
export const thermal = discipline('thermal', 'conserved', 'T', 'Q', ['K', 'W']);
export const neural = discipline('neural', 'owned', 's', 'x', ['1', '1']);
export const optical = discipline('optical', 'signal', 'P', 'P', ['W', 'W']);

let places = 0;
/** A span that differs from all others, so that a test can tell which one a diagnostic names. */
export function place(): Span {
  places += 2;
  return { file: 'hand.qnm', start: places, end: places + 1 };
}

export class ModelBuilder {
  readonly graph = new Graph();
  readonly stimuli = new Graph();
  readonly nodes: CellNode[] = [];
  readonly branches: Branch[] = [];
  readonly states: StateModel[] = [];
  readonly params: {
    name: string;
    unit: { text: string; scale: number };
    value: ValueId;
    host: boolean;
    origin: Span;
  }[] = [];
  readonly inputs: Cell['inputs'][number][] = [];
  readonly events: EventModel[] = [];
  readonly blocks: BlockModel[] = [];
  readonly delays: Cell['delays'][number][] = [];
  readonly asserts: Cell['asserts'][number][] = [];
  readonly settings: Experiment['settings'][number][] = [];
  readonly sweeps: Experiment['sweeps'][number][] = [];
  readonly records: Experiment['records'][number][] = [];
  readonly measures: Experiment['measures'][number][] = [];
  readonly draws: Cell['draws'][number][] = [];
  readonly data: Cell['data'][number][] = [];
  readonly gathers: Cell['gathers'][number][] = [];
  readonly remotes: Cell['remotes'][number][] = [];
  readonly outputs: Cell['outputs'][number][] = [];
  readonly ground = this.node('gnd', electrical, { role: 'reference' });

  c = (value: number): ValueId => this.graph.constant(value);
  op = (name: string, ...args: ValueId[]): ValueId => apply(this.graph, name, args);
  add = (a: ValueId, b: ValueId): ValueId => this.op('add', a, b);
  sub = (a: ValueId, b: ValueId): ValueId => this.op('subtract', a, b);
  mul = (a: ValueId, b: ValueId): ValueId => this.op('multiply', a, b);
  div = (a: ValueId, b: ValueId): ValueId => this.op('divide', a, b);
  ddt = (x: ValueId): ValueId => this.graph.add('rate', [x], 'real');
  leaf = (op: string, index: number, type: 'real' | 'bool' = 'real'): ValueId =>
    this.graph.add(op, [], type, { index });

  node(
    name: string,
    of: DisciplineModel,
    more: { role?: CellNode['role']; value?: number; initial?: number } = {},
  ): number {
    const value = more.value === undefined ? null : [this.c(more.value)];
    const initial = more.initial === undefined ? null : this.c(more.initial);
    return (
      this.nodes.push({ name, discipline: of, role: more.role ?? 'internal', initial, value, origin: place() }) - 1
    );
  }
  /** A port that the experiment sets with `value`, of the graph of stimuli. */
  port(name: string, of: DisciplineModel, value: ValueId | null): number {
    const node = this.node(name, of, { role: 'port' });
    const index = this.inputs.push({ name, unit: of.potentialUnit, node: node as NodeId, origin: place() }) - 1;
    if (value !== null) this.set('input', index, value);
    return node;
  }
  set(kind: 'input' | 'param', index: number, value: ValueId): void {
    this.settings.push({ target: { part: 0, kind, index }, value, origin: place() });
  }
  stimulus = (value: number): ValueId => this.stimuli.constant(value);
  sweep(name: string, values: number[]): ValueId {
    const index = this.sweeps.push({ name, unit: unit(''), values: Float64Array.from(values), origin: place() }) - 1;
    return this.stimuli.add('param', [], 'real', { index });
  }
  param(name: string, value: number, host = false): { index: number; leaf: ValueId } {
    const index = this.params.push({ name, unit: unit(''), value: this.c(value), host, origin: place() }) - 1;
    return { index, leaf: this.leaf('param', index) };
  }
  v = (node: number): ValueId => this.leaf('potential', node);
  across = (from: number, to: number): ValueId =>
    to === this.ground ? this.v(from) : this.sub(this.v(from), this.v(to));
  branch(name: string, kind: Branch['kind'], from: number, to: number | null, value: ValueId): number {
    const access = `${name}.I`;
    return (
      this.branches.push({
        name: access,
        instance: name,
        kind,
        from: from as NodeId,
        to: to as NodeId | null,
        value: [value],
        origin: place(),
        target: place(),
      }) - 1
    );
  }
  resistor = (name: string, from: number, to: number, ohms: number): number =>
    this.resistance(name, from, to, this.c(ohms));
  resistance = (name: string, from: number, to: number, ohms: ValueId): number =>
    this.branch(name, 'flow', from, to, this.div(this.across(from, to), ohms));
  capacitor = (name: string, from: number, to: number, farads: number): number =>
    this.branch(name, 'flow', from, to, this.mul(this.c(farads), this.ddt(this.across(from, to))));
  source = (name: string, from: number, to: number, volts: number): number =>
    this.branch(name, 'potential', from, to, this.c(volts));

  state(name: string, initial: number, more: Partial<StateModel> = {}): { index: number; leaf: ValueId } {
    const index = this.states.push({
      name, kind: 'state', unit: unit('1'), angle: false, initial: this.c(initial), range: null, format: null, rounding: null,
      rate: null, direction: null, origin: place(), ...more,
    }) - 1; // biome-ignore format: fields of one record
    return { index, leaf: this.leaf('state', index) };
  }
  memory = (name: string, initial: number): { index: number; leaf: ValueId } =>
    this.state(name, initial, { kind: 'memory' });
  rate(state: { index: number }, value: ValueId): void {
    this.states[state.index] = { ...this.states[state.index]!, rate: value };
  }
  crossing(name: string, direction: 'rising' | 'falling' | 'either', value: ValueId, threshold: ValueId): ValueId {
    const index = this.events.push({ name, origin: place(), kind: 'crossing', direction, value, threshold }) - 1;
    return this.leaf('event', index, 'bool');
  }
  on(condition: ValueId, assign: [{ index: number }, ValueId][], priority: number | null = null): void {
    this.blocks.push({
      kind: 'on',
      condition,
      period: null,
      priority,
      assignments: this.assignments(assign),
      origin: place(),
    });
  }
  every(period: number, assign: [{ index: number }, ValueId][], priority: number | null = null): void {
    this.blocks.push({
      kind: 'every',
      condition: null,
      period: this.c(period),
      priority,
      assignments: this.assignments(assign),
      origin: place(),
    });
  }
  private assignments(assign: [{ index: number }, ValueId][]): BlockModel['assignments'] {
    return assign.map(([state, value]) => ({ state: state.index as StateId, value, origin: place() }));
  }
  delay(source: ValueId, time: number): ValueId {
    const index = this.delays.push({ source, time: this.c(time), origin: place() }) - 1;
    return this.leaf('delayed', index);
  }
  datum(name: string, values: readonly number[]): ValueId {
    const index = this.data.push({ name, unit: unit(''), values: Float64Array.from(values), origin: place() }) - 1;
    return this.leaf('datum', index);
  }
  /** What couplings (parts and their outputs) add up to. */
  gathered(name: string, terms: Cell['gathers'][number]['terms']): ValueId {
    return this.leaf('gathered', this.gathers.push({ name, unit: unit(''), terms, origin: place() }) - 1);
  }
  /** A value (of the end's graph) or an event that an edge reads of one of its ends. */
  remote(name: string, end: 0 | 1, of: Cell['remotes'][number]['of'] | ValueId): ValueId {
    const what = typeof of === 'object' ? of : ({ kind: 'value', value: of } as const);
    const index = this.remotes.push({ name, unit: unit(''), end, of: what, origin: place() }) - 1;
    return this.leaf('remote', index, what.kind === 'event' ? 'bool' : 'real');
  }
  output(name: string, end: 0 | 1, value: ValueId): number {
    return this.outputs.push({ name, unit: unit(''), end, value, origin: place() }) - 1;
  }
  record(name: string, value: ValueId): void {
    this.records.push({ name, unit: unit(''), part: 0, instances: null, value, event: null, every: null });
  }
  cell(name = 'Hand'): Cell {
    const { graph, params, nodes, branches, states, inputs, events, blocks, delays, asserts } = this;
    return {
      name,
      graph,
      params,
      nodes,
      branches,
      states,
      inputs,
      events,
      blocks,
      delays,
      asserts,
      draws: this.draws,
      data: this.data,
      gathers: this.gathers,
      remotes: this.remotes,
      outputs: this.outputs,
    };
  }
  model(run: { dt: number; stop: number; solver?: Solver }): ModelForm {
    const cell = this.cell();
    const experiment: Experiment = {
      name: 'Run', circuit: 'Hand', parts: [{ name: 'Hand', shape: [], cell, edges: null, origin: place() }], dt: run.dt, stop: run.stop, solver: run.solver ?? 'euler', tolerance: 1e-3, seed: 1, settle: 0, stimuliGraph: this.stimuli,
      settings: this.settings,
      sweeps: this.sweeps, records: this.records, measures: this.measures, expects: [], plots: [],
      target: { board: null, clock: null, lanes: null, minimalRate: null }, origin: place(),
    }; // biome-ignore format: fields of one record
    return { file: 'hand.qnm', cells: [cell], experiments: [experiment] };
  }
  build(
    run: { dt: number; stop: number; solver?: Solver },
    without: readonly string[] = [],
  ): { form: StepForm | null; sink: DiagnosticSink } {
    const sink = new DiagnosticSink();
    const model = this.model(run);
    const form = buildStep(model, model.experiments[0]!, sink, { without })?.[0] ?? null;
    const wrong = form === null ? [] : validateStep(form);
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
    return { form, sink };
  }
}

/** Parts of a network built by hand: what `builder` says, many times. */
export interface HandPart {
  readonly name: string;
  readonly shape: readonly number[];
  readonly builder: ModelBuilder;
  readonly edges?: {
    readonly ends: readonly [number, number];
    readonly pairs: readonly (readonly [number, number])[];
  };
}
/** An experiment of several parts; sweeps, records and measures are those of the first, settings those of each. */
export function networkOf(
  parts: readonly HandPart[],
  run: { dt: number; stop: number; solver?: Solver },
  more: Partial<Experiment> = {},
): Experiment {
  const { experiments } = parts[0]!.builder.model(run);
  const made: PartModel[] = parts.map(({ name, shape, builder, edges }) => ({
    name,
    shape,
    cell: builder.cell(name),
    edges: edges
      ? {
          text: 'hand',
          ends: edges.ends,
          from: Uint32Array.from(edges.pairs, ([a]) => a),
          to: Uint32Array.from(edges.pairs, ([, b]) => b),
          more: [],
          regular: null,
          origin: place(),
        }
      : null,
    origin: place(),
  }));
  const settings = parts.flatMap(({ builder }, part) =>
    builder.settings.map(({ target, value, origin }) => ({ target: { ...target, part }, value, origin })),
  );
  return { ...experiments[0]!, parts: made, settings, ...more };
}
/** The step functions of such an experiment; null after an error. */
export function buildNetwork(
  experiment: Experiment,
  without: readonly string[] = [],
): { network: StepNetwork | null; sink: DiagnosticSink } {
  const sink = new DiagnosticSink();
  const network = buildStep({ file: 'hand.qnm', cells: [], experiments: [experiment] }, experiment, sink, { without });
  const wrong = network === null ? [] : validateNetwork(network);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return { network, sink };
}
