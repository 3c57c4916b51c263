/**
 * What one evaluation of a step costs, as far as it can be told before word lengths are chosen. An expression of one variable
 * becomes one table, however many functions it is made of; choices, extremes and comparisons stay operations.
 */
import { ecp5 } from '../ops/families.ts';
import type { Graph, ValueId, ValueType } from '../ops/graph.ts';
import { booleanFormat, type Format, isLeaf, operation, plainSite } from '../ops/index.ts';
import type { StepCell } from './form.ts';
import { rootsOf } from './rewrite-cell.ts';

/** A usual word: the formats are not known yet. */
const word: Format = { signed: true, width: 24, fraction: 16 };
/** In LUT4: a table of one variable with its block RAM and multiplier; a DSP block. */
const tableCost = 900;
const dspCost = 150;
/** Operations that a table of one variable takes in beside the functions that have no hardware of their own. */
const smooth: ReadonlySet<string> = new Set(['add', 'subtract', 'negate', 'multiply', 'divide']);
/** A state word is stored and carried through the pipeline. */
export const stateCost = word.width;

/** The roots that hardware works out; the host works out observations. */
export function hardwareRoots(cell: StepCell): ValueId[] {
  return rootsOf({ ...cell, observations: [] });
}
/** Whether an operation needs a table or a divider. */
export function expensive(op: string): boolean {
  return operation(op).fixed === null || op === 'divide';
}

/** Sums the cost of what roots need; the graph may grow between calls. */
export class CostMeter {
  private readonly graph: Graph;
  /** The value that each value is a function of: itself when of several, null when constant. */
  private readonly variables: (ValueId | null)[] = [];
  private readonly tabulated: boolean[] = [];
  private readonly known: number[] = [];

  constructor(graph: Graph) {
    this.graph = graph;
  }
  /** `given`: a value that is there already, and costs nothing with all that only it needs. */
  cost(roots: readonly ValueId[], given: ValueId | null = null): number {
    for (let id = this.variables.length; id < this.graph.values.length; id++) this.classify(id as ValueId);
    const seen = new Set<ValueId>(given === null ? [] : [given]);
    const open = [...roots];
    let total = 0;
    while (open.length > 0) {
      const id = open.pop()!;
      if (seen.has(id)) continue;
      seen.add(id);
      const variable = this.variables[id]!;
      const inTable = this.tabulated[id]! && variable !== id;
      total += inTable ? tableCost : this.ownCost(id);
      if (!inTable) open.push(...this.graph.get(id).args);
      else if (variable !== null) open.push(variable);
    }
    return total;
  }
  private classify(id: ValueId): void {
    const { op, args, type } = this.graph.get(id);
    const given = op === 'constant' || op === 'param';
    const variables = new Set(args.map((arg) => this.variables[arg]!).filter((variable) => variable !== null));
    const [only] = variables;
    const leaf = isLeaf(op);
    const fusable = !leaf && type === 'real' && (smooth.has(op) || operation(op).fixed === null);
    const isFunction = fusable && variables.size === 1;
    this.variables[id] = given ? null : isFunction ? only! : !leaf && variables.size === 0 ? null : id;
    const inner = args.some((arg) => this.tabulated[arg]! && this.variables[arg] === only);
    this.tabulated[id] = isFunction && (inner || (expensive(op) && this.variables[args.at(-1)!] !== null));
  }
  private ownCost(id: ValueId): number {
    const { op, args } = this.graph.get(id);
    if (isLeaf(op)) return 0;
    this.known[id] ??= operationCost(
      op,
      args.map((arg) => this.graph.get(arg).type),
    );
    return this.known[id];
  }
}
function operationCost(op: string, args: readonly ValueType[]): number {
  const { fixed, type } = operation(op);
  if (fixed === null) return tableCost;
  const formatOf = (of: ValueType): Format => (of === 'bool' ? booleanFormat : word);
  const { lut, ff, dsp } = fixed.cost(plainSite(args.map(formatOf), formatOf(type)), ecp5);
  return lut + 0.25 * ff + dspCost * dsp;
}
