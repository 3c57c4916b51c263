/**
 * A traced program written once more, when all of it is known: flags become conditions beside the values, and choices between
 * numbers that are compared anyway say nothing where those are equal.
 */
import { necessaryFor } from './necessary.ts';
import { isConstant, isTruth, type Node, type NodeId } from './node.ts';
import { findLive, type Program, type Raise, rootList } from './program.ts';
import { Trace } from './trace.ts';

/**
 * The same program for engines that hold flags apart: it has `raises` in place of `flagged`. `guardEvents`: whether a test before
 * an event that may save working it out is worth while (it is not where a wrong guess of the processor costs more).
 */
export function refine(program: Program, guardEvents: boolean): Program {
  return new Refiner(program, guardEvents).run();
}

class Refiner {
  private readonly program: Program;
  private readonly guardEvents: boolean;
  private readonly trace = new Trace(true);
  private readonly made = new Map<NodeId, NodeId>();
  private readonly raises: Raise[] = [];
  /** Comparisons for equality, by what they compare. */
  private readonly equals = new Map<string, NodeId>();

  constructor(program: Program, guardEvents: boolean) {
    this.program = program;
    this.guardEvents = guardEvents;
    for (const id of program.live) {
      const { kind, args } = program.nodes[id]!;
      if (kind === 'equal') this.equals.set(pairKey(args[0]!, args[1]!), id);
    }
  }
  run(): Program {
    const { program, trace } = this;
    for (const id of program.live) this.made.set(id, this.write(program.nodes[id]!));
    const to = (id: NodeId): NodeId => this.made.get(id)!;
    const roots = {
      next: program.next.map(to),
      events: program.events.map(({ fired, fraction }) =>
        this.event(to(fired), fraction === null ? null : to(fraction)),
      ),
      asserts: program.asserts.map(({ holds, flag }) => ({ holds: to(holds), flag })),
      sources: program.sources.map(to),
      flagged: [],
      raises: this.raises,
    };
    const fractions = new Map(
      [...program.fractions].flatMap(([id, fraction]) => (this.made.has(id) ? [[to(id), fraction] as const] : [])),
    );
    const list = rootList(roots);
    return { nodes: trace.nodes, fractions, ...roots, roots: list, ...findLive(trace.nodes, list) };
  }
  /** Where something cheap rules an event out, neither it nor its fraction (which nobody looks at then) is worked out. */
  private event(fired: NodeId, fraction: NodeId | null): Program['events'][number] {
    const { trace } = this;
    const { kind, args } = trace.get(fired);
    const [first, test] = kind === 'and' ? (args as readonly [NodeId, NodeId]) : [trace.constant(1n), fired];
    const necessary = this.guardEvents ? necessaryFor(trace, test) : null;
    if (necessary === null) return { fired, fraction };
    const guard = trace.and(first, necessary);
    const inner = fraction === null ? null : trace.get(fraction);
    const [condition, whenTrue, whenFalse] = (inner?.args ?? []) as readonly [NodeId, NodeId, NodeId];
    // where the guard holds the event is its second condition
    const isOwn = inner?.kind === 'select' && condition === fired;
    const value = isOwn ? trace.select(test, whenTrue, whenFalse) : fraction;
    return {
      fired: trace.and(guard, test),
      fraction: value === null ? null : trace.guarded(guard, value),
    };
  }
  private write(node: Node): NodeId {
    const { trace } = this;
    const [a, b, c] = node.args.map((arg) => this.made.get(arg)!) as [NodeId, NodeId, NodeId];
    switch (node.kind) {
      case 'constant':
        return trace.constant(node.number);
      case 'leaf':
        return trace.leaf(node.leaf!, node.bits, node);
      case 'add':
      case 'subtract':
      case 'multiply':
      case 'less':
      case 'and':
      case 'or':
      case 'equal':
        return trace[node.kind](a, b);
      case 'divideFloor':
      case 'divideEven':
        return trace.divide(a, b, node.kind === 'divideFloor' ? 'floor' : 'nearestEven');
      case 'shiftLeft':
      case 'shiftRight':
        return trace[node.kind](a, node.bits);
      case 'roundEven':
        return trace.round(a, node.bits);
      case 'shiftLeftBy':
      case 'shiftRightBy':
        return trace[node.kind](a, b, node.bits);
      case 'mask':
        return trace.bitAnd(a, node.number);
      case 'not':
        return trace.not(a);
      case 'select':
        return this.choice(node, a, b, c);
      case 'clamp':
        return this.clamp(node, a);
      case 'assume':
        return trace.assume(a, node);
      case 'load':
        return trace.loadWord(node.memory!, a);
      case 'polynomial':
        return trace.polynomial(node.table!, a)!;
      default:
        return node.kind satisfies never;
    }
  }
  /** Where the two sides are equal, either will do. */
  private choice({ args }: Node, condition: NodeId, whenTrue: NodeId, whenFalse: NodeId): NodeId {
    const { trace } = this;
    const equal = this.equals.get(pairKey(args[1]!, args[2]!));
    if (equal === undefined || !isTruth(trace.get(condition))) return trace.select(condition, whenTrue, whenFalse);
    const differ = trace.not(trace.equal(whenTrue, whenFalse));
    return trace.select(trace.and(condition, differ), whenTrue, whenFalse);
  }
  private clamp({ limits, flag }: Node, a: NodeId): NodeId {
    if (flag === null) return this.trace.clamp(a, limits!.low, limits!.high);
    return this.flagged(a, limits!, flag, null);
  }
  /** A clamp whose flag is raised where `guard` holds; in a choice one side of which needs no clamp, the work goes to the other. */
  private flagged(a: NodeId, limits: { low: bigint; high: bigint }, flag: number, guard: NodeId | null): NodeId {
    const { trace } = this;
    const { kind, args, low, high } = trace.get(a);
    if (low >= limits.low && high <= limits.high) return a;
    const [condition, x, y] = args as readonly [NodeId, NodeId, NodeId];
    if (kind === 'select' && isTruth(trace.get(condition))) {
      const under = (test: NodeId): NodeId => (guard === null ? test : trace.and(guard, test));
      if (trace.get(y).kind === 'leaf')
        return trace.select(condition, this.flagged(x, limits, flag, under(condition)), this.flagged(y, limits, flag, under(trace.not(condition)))); // biome-ignore format: both sides
    }
    const clamped = trace.clamp(a, limits.low, limits.high);
    const raised = trace.not(trace.equal(a, clamped));
    const when = guard === null ? raised : trace.and(guard, raised);
    if (!isConstant(trace.get(when)) || trace.get(when).number !== 0n) this.raises.push({ when, flag });
    return clamped;
  }
}
function pairKey(a: NodeId, b: NodeId): string {
  return a < b ? `${a},${b}` : `${b},${a}`;
}
