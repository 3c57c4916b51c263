/**
 * The datapath before it has formats: the values of the simplified step that become hardware, functions of one variable
 * fused into one node each. Nodes are in topological order.
 */

import type { Span } from '../../dsl/index.ts';
import { type Attributes, operation, type ValueId, type ValueType } from '../ops/index.ts';
import type { StepForm } from '../step/form.ts';
import type { OneVariable } from './table/one-variable.ts';

export type NodeId = number & { readonly brand: 'PlanNode' };

export interface PlanNode {
  /** Leaf, operation with hardware, or `polynomial` (then `f` is the function). */
  readonly op: string;
  readonly args: readonly NodeId[];
  readonly attributes: Attributes;
  readonly type: ValueType;
  readonly name: string | null;
  readonly origin: Span | null;
  readonly f: OneVariable | null;
  /** Value of the simplified graph, for its evidence; null for what only exists here. */
  readonly value: ValueId | null;
  /** Value of the step graph. */
  readonly step: ValueId | null;
}
export interface Plan {
  /** The step as given and the simplified one that `value` refers to. */
  readonly original: StepForm;
  readonly step: StepForm;
  readonly nodes: readonly PlanNode[];
  readonly next: readonly NodeId[];
  readonly delays: readonly NodeId[];
  readonly events: readonly { readonly fired: NodeId; readonly fraction: NodeId | null }[];
  readonly asserts: readonly NodeId[];
}

/** Nodes that are a part of dt: the fraction itself and what it is chosen from. All have the format u8.8. */
export function fractionNodes(plan: Plan): ReadonlySet<NodeId> {
  const found = new Set<NodeId>();
  const open = plan.events.flatMap((e) => e.fraction ?? []);
  while (open.length > 0) {
    const id = open.pop()!;
    const { op, args } = plan.nodes[id]!;
    if (found.has(id) || op === 'constant') continue;
    found.add(id);
    if (op === 'select') open.push(args[1]!, args[2]!);
    if (op === 'minimum' || op === 'maximum') open.push(args[0]!, args[1]!);
  }
  return found;
}
/** Users of every node, in order; a user appears once for each argument place. */
export function usersOf(plan: Plan): readonly NodeId[][] {
  const users: NodeId[][] = plan.nodes.map(() => []);
  plan.nodes.forEach((node, id) => {
    for (const arg of node.args) users[arg]!.push(id as NodeId);
  });
  return users;
}
/** Name for messages: the name in the file, or what it computes. */
export function nodeText(plan: Plan, id: NodeId, depth = 2): string {
  const { name, f, op, args, attributes } = plan.nodes[id]!;
  if (name !== null) return name;
  if (f !== null) return f.of;
  if (op === 'constant') return String(Number(attributes.value!.toPrecision(4)));
  if (args.length === 0) return op;
  // deeper down only that there is something
  const texts = args.map((arg) =>
    depth === 0 && plan.nodes[arg]!.name === null ? '..' : nodeText(plan, arg, depth - 1),
  );
  return operation(op).print(texts, attributes);
}
/** Whether it is an input that is a state of another part. */
export function isRead(plan: Plan, { op, attributes }: PlanNode): boolean {
  return op === 'input' && plan.step.population.cell.inputs[attributes.index!]!.from?.kind === 'read';
}
/** What a step gives: next states, sources of delays, asserts, events and their times. */
export function outputsOf(plan: Plan): ReadonlySet<NodeId> {
  return new Set([
    ...plan.next,
    ...plan.delays,
    ...plan.asserts,
    ...plan.events.flatMap((e) => [e.fired, ...(e.fraction === null ? [] : [e.fraction])]),
  ]);
}
