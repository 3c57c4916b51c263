/**
 * What an edge sees of the instances at its ends, `a` and `b` (and `c` and on). A node of an end is a port of the edge whose potential is a
 * `remote` leaf; parameters, states, `let`s and flows are `remote` leaves; an event is one that occurs a step later.
 */
import type { Span, Syntax } from '../../../dsl/index.ts';
import type { ValueId } from '../../ops/graph.ts';
import type { CellBuilder } from '../cell-builder.ts';
import { isFixedInTime } from '../constant-value.ts';
import { type EventId, endNames, type NodeId, type PrintUnit, partName, type RemoteModel } from '../form.ts';
import type { Entry, Instance } from '../instance.ts';
import { bool, type Quantity } from '../quantity.ts';
import { printUnit } from '../units.ts';
import { isPlaced, valuesOfInstances } from './positions.ts';

/** The instance of a population (or a node of it) that stands at one end of every edge. */
export interface End {
  /** From 0. */
  readonly end: number;
  /** Number of the population among the parts. */
  readonly part: number;
  readonly cell: CellBuilder;
  /** What `a` or `b` names: an instance, or a node of an array of nodes. */
  readonly of: Instance | NodeId;
  readonly edge: EdgeEnds;
}
/** A node of the edge that stands for one of an end. */
export interface EndNode {
  readonly end: End;
  readonly node: NodeId;
}

export class EdgeEnds {
  /** By node of the edge. */
  readonly nodes = new Map<NodeId, EndNode>();
  /** Instances at each end, by edge; empty until the topology is read. */
  lists: readonly Uint32Array[] = [];
  private readonly cell: CellBuilder;
  private readonly known = new Map<string, NodeId | EventId | ValueId>();

  constructor(cell: CellBuilder) {
    this.cell = cell;
  }
  private memo<T extends NodeId | EventId | ValueId>(key: string, make: () => T): T {
    const found = this.known.get(key) ?? make();
    this.known.set(key, found);
    return found as T;
  }
  /** The node of the edge that stands for `node` of an end. */
  nodeOf(end: End, node: NodeId, span: Span): NodeId {
    const far = end.cell.nodes[node]!;
    if (far.role === 'reference') return this.cell.reference(far.name, far.resolved);
    return this.memo(`n${end.end},${node}`, () => {
      const letter = endNames[end.end]!;
      const name = typeof end.of === 'number' ? letter : `${letter}.${shortName(far.name, end.of)}`;
      const id = this.cell.node(name, far.resolved, 'port', span);
      this.nodes.set(id, { end, node });
      const isSignal = far.discipline.nature === 'signal';
      const read = (flow: boolean, component: number): ValueId =>
        this.remote(
          end,
          { kind: 'value', value: flow ? end.cell.nodeFlow(node, component) : end.cell.potential(node, component) },
          `${name}${partName(component, far.discipline.components)}`,
          flow && !isSignal ? far.discipline.flowUnit : far.discipline.potentialUnit,
          span,
        );
      const made = this.cell.nodes[id]!;
      made.far = { potential: (c) => read(isSignal, c), flow: (c) => read(true, c) };
      if (far.discipline.nature === 'conserved') made.value = [made.far.potential(0)];
      return id;
    });
  }
  /** A quantity of an end as the edge reads it. */
  quantityOf(end: End, q: Quantity<ValueId>, name: string, span: Span): Quantity<ValueId> {
    const unit = printUnit(null, q.dimension);
    const ofPlaces = isPlaced(q, end.cell);
    const parts = q.parts.map((value, i) => {
      const constant = end.cell.graph.constantOf(value);
      if (constant !== undefined) return q.shape === 'bool' ? value : this.cell.graph.constant(constant);
      const text = `${name}${partName(i, q.parts.length)}`;
      if (ofPlaces) return this.ofEdge(end, value, text, unit, span);
      if (q.shape !== 'bool') return this.remote(end, { kind: 'value', value }, text, unit, span);
      const { graph } = end.cell;
      const number = graph.add('select', [value, graph.constant(1), graph.constant(0)], 'real');
      return this.asCondition(this.remote(end, { kind: 'value', value: number }, text, unit, span));
    });
    return { ...q, parts };
  }
  /** Whether an event of an end occurred in the step that ended at t_k. */
  occurred(end: End, event: EventId, name: string, span: Span): Quantity<ValueId> {
    const unit = printUnit(null, null);
    return bool(this.asCondition(this.remote(end, { kind: 'event', event }, name, unit, span)));
  }
  /** The event of the edge that an event of an end makes occur. */
  eventOf(end: End, event: EventId, name: string, span: Span): EventId {
    return this.memo(`e${end.end},${event}`, () => {
      const id = this.cell.event();
      const condition = this.occurred(end, event, name, span).parts[0]!;
      this.cell.events[id] = { name, origin: span, kind: 'condition', condition };
      return id;
    });
  }
  /** What is known of an instance before the run is a number of the edge. */
  private ofEdge(end: End, value: ValueId, name: string, unit: PrintUnit, origin: Span): ValueId {
    return this.memo(`d${end.end},${value}`, () => {
      const all = valuesOfInstances(value, end.cell);
      const values = Float64Array.from(this.lists[end.end]!, (instance) => all[instance]!);
      return this.cell.datum({ name, unit, values, origin });
    });
  }
  private asCondition(value: ValueId): ValueId {
    return this.cell.graph.add('less', [this.cell.graph.constant(0.5), value], 'bool');
  }
  private remote(end: End, of: RemoteModel['of'], name: string, unit: PrintUnit, origin: Span): ValueId {
    const key = `r${end.end},${of.kind === 'value' ? `v${of.value}` : `e${of.event}`}`;
    return this.memo(key, () => {
      const index = this.cell.remotes.push({ name, unit, end: end.end, of, origin }) - 1;
      if (of.kind === 'value' && isFixedInTime(end.cell.graph, of.value, end.cell.draws))
        this.cell.fixedRemotes.add(index);
      return this.cell.graph.add('remote', [], 'real', { index }, { name, origin });
    });
  }
}

/** Without the name of the instance that `a` stands for. */
function shortName(name: string, { prefix }: Instance): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** What `a`, `b`, `a.X` or `b.X.Y` names; undefined when the expression names nothing of an end. */
export function findEnd(
  expression: Syntax.Expression,
  from: Instance,
): { readonly end: End; readonly of: Instance | NodeId } | undefined {
  if (expression.kind === 'name') {
    const entry = from.entries.get(expression.name.text);
    return entry?.kind === 'end' ? { end: entry.end, of: entry.end.of } : undefined;
  }
  if (expression.kind !== 'member') return undefined;
  const base = findEnd(expression.base, from);
  if (!base || typeof base.of === 'number') return undefined;
  const entry = base.of.entries.get(expression.member.text);
  return entry?.kind === 'instance' && entry.instance ? { end: base.end, of: entry.instance } : undefined;
}

/** The entry that `a.name` names, with its end. */
export function findAtEnd(
  expression: Syntax.Expression,
  from: Instance,
): { readonly end: End; readonly inner: Instance; readonly entry: Entry | undefined } | undefined {
  if (expression.kind !== 'member') return undefined;
  const base = findEnd(expression.base, from);
  if (!base || typeof base.of === 'number') return undefined;
  return { end: base.end, inner: base.of, entry: base.of.entries.get(expression.member.text) };
}
