/**
 * Values that are above zero because of what they are made of. Intervals are closed: that of `exp(x)` begins at 0, as if what is divided by it might
 * be divided by 0; but its reciprocal is as good a function as itself.
 */
import type { Graph, ValueId } from '../ops/index.ts';

/** Above zero whatever the argument is. */
const alwaysPositive: ReadonlySet<string> = new Set(['exp', 'logistic', 'softplus', 'phi1']);
/** Above zero where all arguments are. */
const keepsPositive: ReadonlySet<string> = new Set([
  'add',
  'multiply',
  'divide',
  'minimum',
  'sqrt',
  'reciprocal',
  'power',
]);

/** Classifies values as they are asked for; the graph may grow meanwhile. */
export class Signs {
  private readonly graph: Graph;
  private readonly low: (id: ValueId) => number;
  private readonly known = new Map<ValueId, boolean>();

  /** `low` bounds a value from below. */
  constructor(graph: Graph, low: (id: ValueId) => number) {
    this.graph = graph;
    this.low = low;
  }
  /** Whether a value is above zero in every run. */
  isPositive(id: ValueId): boolean {
    const known = this.known.get(id) ?? (this.low(id) > 0 || this.isMadeSo(id));
    this.known.set(id, known);
    return known;
  }
  private isMadeSo(id: ValueId): boolean {
    const { op, args } = this.graph.get(id);
    const positive = (arg: ValueId): boolean => this.isPositive(arg);
    if (alwaysPositive.has(op)) return true;
    if (op === 'select') return args.slice(1).every(positive);
    if (op === 'maximum') return args.some(positive);
    return keepsPositive.has(op) && args.every(positive);
  }
}
