/** A cell while it is being built: append-only tables beside one graph. */
import type { Span } from '../../dsl/index.ts';
import { Graph, type ValueId } from '../ops/graph.ts';
import type { ResolvedDiscipline } from './disciplines.ts';
import type {
  BlockModel,
  Branch,
  Cell,
  CellNode,
  DatumModel,
  DrawModel,
  EventId,
  EventModel,
  GatherModel,
  NodeId,
  OutputModel,
  ParamModel,
  PrintUnit,
  RemoteModel,
  SolveModel,
  StateId,
  StateModel,
} from './form.ts';
import type { ElementReads } from './network/elements.ts';
import { type Builder, graphBuilder } from './quantity.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface DraftNode extends Mutable<CellNode> {
  readonly resolved: ResolvedDiscipline;
  /** Where something drives or owns it, for "two owners". */
  owner: Span | null;
  /** Of a node at an end of an edge: what is read of it there. */
  far?: { potential(component: number): ValueId; flow(component: number): ValueId };
}

export class CellBuilder {
  readonly name: string;
  /** Of the array that the cell is repeated in; [] for one instance. */
  shape: readonly number[];
  readonly graph = new Graph();
  readonly builder: Builder<ValueId> = graphBuilder(this.graph);
  readonly params: ParamModel[] = [];
  readonly nodes: DraftNode[] = [];
  readonly branches: Mutable<Branch>[] = [];
  /** Parallel to `branches`: the instance in the circuit, or the contribution itself at the top. */
  readonly branchOrigins: Span[] = [];
  readonly states: Mutable<StateModel>[] = [];
  readonly inputs: Mutable<Cell['inputs'][number]>[] = [];
  readonly events: (EventModel | null)[] = [];
  readonly blocks: BlockModel[] = [];
  readonly delays: Cell['delays'][number][] = [];
  readonly asserts: Cell['asserts'][number][] = [];
  readonly draws: DrawModel[] = [];
  readonly data: DatumModel[] = [];
  /** Those that say where instances are placed, and what stands beside that in their file. */
  readonly placed = new Set<number>();
  readonly gathers: GatherModel[] = [];
  readonly remotes: RemoteModel[] = [];
  /** Those that do not change in a run: parameters of the ends. */
  readonly fixedRemotes = new Set<number>();
  readonly outputs: OutputModel[] = [];
  readonly solves: SolveModel[] = [];
  /** Whole turns of the angles that count, by the value that an angle reads as. */
  readonly turns = new Map<ValueId, ValueId>();
  /** Of a circuit with arrays: what reads one element of one. */
  elements: ElementReads | null = null;
  /** Whether draws that are met now are made once, before the run. */
  drawsOnce = false;

  constructor(name: string, shape: readonly number[] = []) {
    this.name = name;
    this.shape = shape;
  }

  node(name: string, resolved: ResolvedDiscipline, role: CellNode['role'], origin: Span): NodeId {
    const node: DraftNode = {
      name,
      discipline: resolved.model,
      resolved,
      role,
      initial: null,
      value: null,
      origin,
      owner: null,
    };
    return (this.nodes.push(node) - 1) as NodeId;
  }
  /** The one node of a reference name such as `gnd`, made at its first use. */
  reference(name: string, resolved: ResolvedDiscipline): NodeId {
    const known = this.nodes.findIndex((n) => n.role === 'reference' && n.name === name);
    if (known >= 0) return known as NodeId;
    return this.node(name, resolved, 'reference', resolved.origin);
  }
  param(param: ParamModel): ValueId {
    const index = this.params.push(param) - 1;
    return this.graph.add('param', [], 'real', { index }, { name: param.name, origin: param.origin });
  }
  input(name: string, unit: PrintUnit, node: NodeId, origin: Span): ValueId {
    const index = this.inputs.push({ name, unit, node, origin }) - 1;
    return this.graph.add('input', [], 'real', { index }, { name, origin });
  }
  /** 1 in the last step of a phase of the experiment; of this name the same one. */
  endOfPhase(phase: string, origin: Span): ValueId {
    const known = this.inputs.findIndex((input) => input.phase === phase);
    const name = `end_of_${phase}`;
    const index =
      known >= 0 ? known : this.inputs.push({ name, unit: { text: '1', scale: 1 }, node: null, phase, origin }) - 1;
    return this.graph.add('input', [], 'real', { index }, { name, origin });
  }
  state(state: StateModel): { id: StateId; leaf: ValueId } {
    const id = (this.states.push(state) - 1) as StateId;
    return { id, leaf: this.graph.add('state', [], 'real', { index: id }, { name: state.name, origin: state.origin }) };
  }
  draw(draw: DrawModel): ValueId {
    const index = this.draws.push(draw) - 1;
    return this.graph.add('draw', [], 'real', { index }, { origin: draw.origin });
  }
  datum(datum: DatumModel): ValueId {
    const index = this.data.push(datum) - 1;
    return this.graph.add('datum', [], 'real', { index }, { name: datum.name, origin: datum.origin });
  }
  /** The value of `make`, in which draws are made once (or, for what changes, once a step). */
  drawing<T>(once: boolean, make: () => T): T {
    const before = this.drawsOnce;
    this.drawsOnce = once;
    const made = make();
    this.drawsOnce = before;
    return made;
  }
  /** Takes a number for an event before its condition is known, so that events may be named in any order. */
  event(): EventId {
    return (this.events.push(null) - 1) as EventId;
  }
  eventLeaf(id: EventId): ValueId {
    return this.graph.add('event', [], 'bool', { index: id });
  }
  potential(node: NodeId, component: number): ValueId {
    const { role, discipline, far } = this.nodes[node]!;
    if (role === 'reference') return this.graph.constant(0);
    if (far) return far.potential(component);
    return this.graph.add(
      'potential',
      [],
      'real',
      discipline.components === 1 ? { index: node } : { index: node, component },
    );
  }
  nodeFlow(node: NodeId, component: number): ValueId {
    const { far } = this.nodes[node]!;
    if (far) return far.flow(component);
    const attributes = this.nodes[node]!.discipline.components === 1 ? { index: node } : { index: node, component };
    return this.graph.add('nodeFlow', [], 'real', attributes);
  }
  branchFlow(branch: number): ValueId {
    return this.graph.add('branchFlow', [], 'real', { index: branch });
  }
  /** The finished cell; the arrays stay shared, so that experiments may add observed values to the graph. */
  finish(): Cell {
    return {
      name: this.name,
      graph: this.graph,
      params: this.params,
      nodes: this.nodes.map(({ resolved: _resolved, owner: _owner, far: _far, ...node }) => node),
      branches: this.branches,
      states: this.states,
      inputs: this.inputs,
      events: this.events.filter((e) => e !== null),
      blocks: this.blocks,
      delays: this.delays,
      asserts: this.asserts,
      draws: this.draws,
      data: this.data,
      gathers: this.gathers,
      remotes: this.remotes,
      outputs: this.outputs,
      ...(this.solves.length > 0 && { solves: this.solves }),
    };
  }
}
