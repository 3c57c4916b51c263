/**
 * A graph made ready for generated code: only what the roots need, and choices whose branches are evaluated only when taken.
 * A program is a list of nodes, arguments first; it knows nothing of states, steps or instances (their leaves are texts).
 */
import type { Graph, ValueId } from '../../compiler/ops/graph.ts';
import { operations, reachable } from '../../compiler/ops/index.ts';

export type NodeId = number & { readonly brand: 'ProgramNode' };
export type ProgramNode =
  /** A name or a literal in scope everywhere. */
  | { readonly kind: 'leaf'; readonly text: string; readonly value: ValueId | null }
  /** A text that is evaluated where it is needed. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'operation'; readonly value: ValueId; readonly args: readonly NodeId[] }
  | {
      readonly kind: 'choice';
      readonly value: ValueId | null;
      readonly condition: NodeId;
      readonly whenTrue: NodeId;
      readonly whenFalse: NodeId;
    };

/** JavaScript literal with exactly this value; safe beside any operator. */
export function literal(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value < 0 || Object.is(value, -0) ? `(-${literal(-value)})` : String(value);
}

/** Text of a leaf of the graph (`state`, `param`, ...) in the code that is made. */
export type LeafText = (op: string, index: number, id: ValueId) => string;
/** Replaces the node of a value by another (a carried value); called once for each operation. */
export type Substitute = (program: Program, id: ValueId, node: NodeId) => NodeId;

export class Program {
  readonly nodes: ProgramNode[] = [];
  readonly graph: Graph;
  private readonly leafText: LeafText;
  private readonly substitute: Substitute | null;
  private readonly known = new Map<ValueId, NodeId>();

  constructor(graph: Graph, leafText: LeafText, substitute: Substitute | null = null) {
    this.graph = graph;
    this.leafText = leafText;
    this.substitute = substitute;
  }
  add(node: ProgramNode): NodeId {
    return (this.nodes.push(node) - 1) as NodeId;
  }
  leaf(text: string): NodeId {
    return this.add({ kind: 'leaf', text, value: null });
  }
  /** Adds everything that the values need, oldest first, and gives their nodes. */
  lower(roots: readonly ValueId[]): NodeId[] {
    for (const id of reachable(this.graph, roots)) if (!this.known.has(id)) this.known.set(id, this.lowerOne(id));
    return roots.map((id) => this.node(id));
  }
  node(id: ValueId): NodeId {
    return this.known.get(id)!;
  }
  private lowerOne(id: ValueId): NodeId {
    const value = this.graph.get(id);
    if (value.op === 'constant') return this.add({ kind: 'leaf', text: literal(value.attributes.value!), value: id });
    const entry = operations.get(value.op);
    if (!entry)
      return this.add({ kind: 'leaf', text: this.leafText(value.op, value.attributes.index ?? 0, id), value: id });
    const args = value.args.map((arg) => this.node(arg));
    const node = entry.chooses
      ? this.add({ kind: 'choice', value: id, condition: args[0]!, whenTrue: args[1]!, whenFalse: args[2]! })
      : this.add({ kind: 'operation', value: id, args });
    return this.substitute ? this.substitute(this, id, node) : node;
  }
}

/** Arguments of a node, whether needed always or in one branch only. */
export function argumentsOf(node: ProgramNode): readonly NodeId[] {
  if (node.kind === 'operation') return node.args;
  return node.kind === 'choice' ? [node.condition, node.whenTrue, node.whenFalse] : [];
}
