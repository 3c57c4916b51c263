/** The places of a plan where numbers are rounded: results, arguments that are narrowed or constant, tables. */
import type { FixedState } from './form.ts';
import { isRead } from './given.ts';
import { fractionNodes, type NodeId, type Plan, type PlanNode } from './plan.ts';
import { isExact, isWhole } from './traits.ts';

export type SiteKind = 'result' | 'state' | 'argument' | 'constant' | 'fit';
export interface Site {
  readonly kind: SiteKind;
  readonly node: NodeId;
  /** Place of the argument; -1 for results and tables. */
  readonly argument: number;
  /** Share of the error budget, by what a bit costs there. */
  readonly weight: number;
}
export interface Sites {
  readonly all: readonly Site[];
  /** Site of a node's result, -1: none. */
  readonly result: Int32Array;
  /** Site of the table fit, -1: none. */
  readonly fit: Int32Array;
  /** [node][argument] -> site, -1: none. */
  readonly argument: readonly Int32Array[];
  /** State whose format a node's result has; -1: free. Delay line d: `states + d`. */
  readonly owner: Int32Array;
  readonly fractions: ReadonlySet<NodeId>;
}
export type StateFormats = readonly Pick<FixedState, 'format' | 'said'>[];

/** Multiplicands and table inputs are worth more bits of slack than sums, tables most: a bit there costs memory or a multiplier. */
const weights: Readonly<Record<SiteKind, number>> = { result: 1, state: 4, argument: 2, constant: 0.5, fit: 3 };

/** log2 |value| of a constant argument that is a power of two, else null: multiplying by it costs nothing. */
export function powerOfTwo(plan: Plan, id: NodeId): number | null {
  const node = plan.nodes[id]!;
  if (node.op !== 'constant' || !node.attributes.value) return null;
  const exponent = Math.log2(Math.abs(node.attributes.value));
  return Number.isInteger(exponent) && 2 ** exponent === Math.abs(node.attributes.value) ? exponent : null;
}
export function isScaling(plan: Plan, node: PlanNode): boolean {
  return node.op === 'multiply' && node.args.some((arg) => powerOfTwo(plan, arg) !== null);
}

/** Behind a sum there are the datapaths of all its terms; a state of another part is read as it is. */
function inputWeight({ step }: Plan, input: number): number {
  if (isRead(step, input)) return 0;
  return step.population.cell.inputs[input]!.from ? 4 * weights.result : weights.result;
}
export function findSites(plan: Plan): Sites {
  const count = plan.nodes.length;
  const all: Site[] = [];
  const add = (kind: SiteKind, node: number, argument = -1, weight = weights[kind]): number =>
    all.push({ kind, node: node as NodeId, argument, weight }) - 1;
  const owner = findOwners(plan);
  const fractions = fractionNodes(plan);
  const result = new Int32Array(count).fill(-1);
  const fit = new Int32Array(count).fill(-1);
  const argument = plan.nodes.map((node) => new Int32Array(node.args.length).fill(-1));
  plan.nodes.forEach((node, id) => {
    const rounds = !isExact(node.op) && !isWhole(node.op) && !isScaling(plan, node);
    if (node.op === 'param') result[id] = add('result', id);
    if (node.op === 'input') result[id] = add('result', id, -1, inputWeight(plan, node.attributes.index!));
    if (node.args.length === 0) return;
    if (node.type === 'real' && !fractions.has(id as NodeId)) {
      if (owner[id]! >= 0) result[id] = add('state', id);
      else if (rounds) result[id] = add('result', id);
    }
    if (node.f) fit[id] = add('fit', id);
    node.args.forEach((arg, i) => {
      const { op, type } = plan.nodes[arg]!;
      if (type === 'bool') return;
      if (op === 'constant') {
        if (powerOfTwo(plan, arg) === null || !isScaling(plan, node)) argument[id]![i] = add('constant', id, i);
      } else if (rounds && node.type === 'real') argument[id]![i] = add('argument', id, i);
    });
  });
  return { all, result, fit, argument, owner, fractions };
}
/** A value that becomes a state (or enters a delay line) has the state's format itself, so that all users see what is stored. */
function findOwners(plan: Plan): Int32Array {
  const owner = new Int32Array(plan.nodes.length).fill(-1);
  const claim = (id: NodeId, who: number): void => {
    const { args, type } = plan.nodes[id]!;
    if (args.length > 0 && type === 'real' && owner[id] === -1) owner[id] = who;
  };
  const { states } = plan.step.population.cell;
  plan.next.forEach((id, state) => {
    // random bits are added to the value before it is rounded: it keeps its own bits
    if (states[state]!.rounding !== 'stochastic') claim(id, state);
  });
  for (const [line, id] of plan.delays.entries()) claim(id, plan.next.length + line);
  return owner;
}
