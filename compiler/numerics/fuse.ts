/**
 * Pass `fuse-functions`. Turns the simplified step into a plan, in which every maximal expression of one variable that holds an
 * operation without hardware (exp, tanh, a data table, a division ...) is one `polynomial` node. Keeps: the values. Cost: linear.
 *
 * The variable of an expression is the value farthest upstream that all its paths go through. Exact sums of the variable
 * itself stay outside: `x + f(x)` needs few bits of f and all bits of x.
 */

import type { DiagnosticSink } from '../../dsl/index.ts';
import { apply, type Graph, operation, type ValueId } from '../ops/index.ts';
import type { StepForm } from '../step/form.ts';
import { report } from './complain.ts';
import type { NodeId, Plan, PlanNode } from './plan.ts';
import type { Simplified } from './simplify.ts';
import { oneVariable } from './table/one-variable.ts';
import { Variables } from './variables.ts';

/** Null after an error: a function of two variables that has neither hardware nor a table. */
export function fuseFunctions(
  original: StepForm,
  { cell: simplified, from, hard }: Simplified,
  sink: DiagnosticSink,
): Plan | null {
  const { graph } = simplified;
  const guarded = simplified.events.map((e) => ({
    ...e,
    fraction: e.fraction === null ? null : guardFraction(graph, e.fired, e.fraction),
  }));
  const cell = { ...simplified, events: guarded };
  const step: StepForm = { ...original, population: { ...original.population, cell } };
  const fuser = new Fuser(cell.graph, from, hard, sink);
  for (const { fraction } of cell.events) if (fraction !== null) fuser.keepQuotient(fraction);
  const next = cell.next.map((id) => fuser.node(id));
  const delays = cell.delayLines.map((d) => fuser.node(d.source));
  const events = cell.events.map((e) => ({
    fired: fuser.node(e.fired),
    fraction: e.fraction === null ? null : fuser.node(e.fraction),
  }));
  const asserts = cell.asserts.map((a) => fuser.node(a.holds));
  return fuser.failed ? null : { original, step, nodes: fuser.nodes, next, delays, events, asserts };
}
/** The fraction, 0 when the event did not occur. */
function guardFraction(graph: Graph, fired: ValueId, fraction: ValueId): ValueId {
  const { op, args } = graph.get(fraction);
  if (op === 'select' && args[0] === fired) return fraction;
  return apply(graph, 'select', [fired, fraction, graph.constant(0)]);
}

/** Operations through which a quotient becomes the fraction: a choice, clipping, a factor that both sides of the quotient had. */
const passesOn: ReadonlySet<string> = new Set(['select', 'minimum', 'maximum', 'multiply', 'negate']);

class Fuser {
  readonly nodes: PlanNode[] = [];
  failed = false;
  private readonly graph: Graph;
  private readonly from: ReadonlyMap<ValueId, ValueId>;
  private readonly sink: DiagnosticSink;
  private readonly variables: Variables;
  private readonly made = new Map<ValueId, NodeId>();
  private readonly quotients = new Set<ValueId>();

  constructor(graph: Graph, from: ReadonlyMap<ValueId, ValueId>, hard: ReadonlySet<ValueId>, sink: DiagnosticSink) {
    this.graph = graph;
    this.from = from;
    this.sink = sink;
    this.variables = new Variables(graph, hard);
  }
  /**
   * The time of a crossing stays a division: it is good between the ends of a step only, and near others, where nobody asks for
   * it, its quotient is 0 / 0.
   */
  keepQuotient(fraction: ValueId): void {
    const open = [fraction];
    while (open.length > 0) {
      const id = open.pop()!;
      const { op, args } = this.graph.get(id);
      if (!passesOn.has(op) && op !== 'divide') continue;
      this.quotients.add(id);
      if (op !== 'divide') open.push(...(op === 'select' ? args.slice(1) : args));
    }
  }
  /** The node of a value, with all that it needs. */
  node(id: ValueId): NodeId {
    const known = this.made.get(id);
    if (known !== undefined) return known;
    const node = this.isTable(id) ? this.table(id) : this.plain(id);
    this.nodes.push(node);
    const made = (this.nodes.length - 1) as NodeId;
    this.made.set(id, made);
    return made;
  }
  private isTable(id: ValueId): boolean {
    if (this.quotients.has(id) || !this.variables.isFunction(id)) return false;
    const { op, args } = this.graph.get(id);
    if (op !== 'add' && op !== 'subtract') return true;
    // one operand is the variable itself, or a polynomial of it
    return !args.some((arg) => this.variables.of(arg) !== null && !this.variables.isFunction(arg));
  }
  private table(id: ValueId): PlanNode {
    const variable = this.variables.of(id)!;
    const arg = this.node(variable);
    const { name, origin } = this.graph.get(id);
    const f = oneVariable(this.graph, id, variable, this.nodes[arg]!.name ?? 'x');
    return {
      op: 'polynomial',
      args: [arg],
      attributes: {},
      type: 'real',
      name,
      origin,
      f,
      value: id,
      step: this.from.get(id) ?? null,
    };
  }
  private plain(id: ValueId): PlanNode {
    const { op, args, attributes, type, name, origin } = this.graph.get(id);
    if (args.length > 0 && operation(op).fixed === null) {
      this.failed = true;
      report(this.sink, 'E0405', origin, `${operation(op).description} of two varying values has no hardware`, {
        label: operation(op).print(
          args.map((a) => this.graph.get(a).name ?? '..'),
          attributes,
        ),
        help: 'rewrite it with functions of one variable: x^y as exp(y * ln(x)), atan2(y, x) as atan(y / x) with a choice of quadrant',
      });
    }
    return {
      op,
      args: args.map((arg) => this.node(arg)),
      attributes,
      type,
      name,
      origin,
      f: null,
      value: id,
      step: this.from.get(id) ?? null,
    };
  }
}
