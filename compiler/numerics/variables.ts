/** Which values of a graph are functions of one other value, and which of those functions are worth a table. */
import type { Graph, ValueId } from '../ops/index.ts';
import { isFusable, wantsTable } from './traits.ts';

/**
 * Classifies values as they are asked for; the graph may grow meanwhile. The variable of a value is the value farthest upstream
 * that all its paths go through: itself when it is none's function, null for constants.
 */
export class Variables {
  private readonly graph: Graph;
  private readonly hard: ReadonlySet<ValueId>;
  private readonly variable: (ValueId | null)[] = [];
  private readonly wants: boolean[] = [];

  /** `hard`: values that stay operations of their own. */
  constructor(graph: Graph, hard: ReadonlySet<ValueId>) {
    this.graph = graph;
    this.hard = hard;
  }
  of(id: ValueId): ValueId | null {
    for (let i = this.variable.length; i <= id; i++) this.classify(i as ValueId);
    return this.variable[id]!;
  }
  /** Whether the value is a function of another one, with something inside that has no hardware or dear hardware. */
  isFunction(id: ValueId): boolean {
    return this.of(id) !== id && this.wants[id]!;
  }
  private classify(id: ValueId): void {
    const { op, args, type } = this.graph.get(id);
    this.wants.push(false);
    if (op === 'constant') {
      this.variable.push(null);
      return;
    }
    const alone = this.hard.has(id) || args.length === 0 || type !== 'real' || !isFusable(op);
    const variables = new Set(args.map((arg) => this.variable[arg]!).filter((v) => v !== null));
    const [only] = variables;
    if (alone || variables.size !== 1 || only === undefined) {
      this.variable.push(id);
      return;
    }
    this.variable.push(only);
    const inner = args.some((arg) => this.variable[arg] === only && this.wants[arg]!);
    const byConstant = op === 'divide' && this.variable[args[1]!] === null;
    this.wants[id] = inner || (wantsTable(op) && !byConstant);
  }
}
