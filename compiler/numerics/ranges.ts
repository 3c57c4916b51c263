/**
 * Pass `choose-ranges`. Gives every node of a plan the range it may rely on: a declared range wins; else interval arithmetic on the
 * ranges of the arguments and on what holds in every run (`enclosures.ts`), narrowed to what the float64 run has shown plus a
 * margin. Then backwards: where a table is flat beyond some input, its argument need not go farther (it may saturate there
 * without harm).
 */
import type { DiagnosticSink } from '../../dsl/index.ts';
import { drawRange, type Interval, operation } from '../ops/index.ts';
import { spanOf } from '../ops/interval.ts';
import { report, seconds, shortNumber } from './complain.ts';
import { type Enclosures, encloseCell } from './enclosures.ts';
import type { Evidence } from './evidence.ts';
import { guardedDomains } from './guards.ts';
import { leeways } from './leeway.ts';
import { isRead, type NodeId, nodeText, type Plan, type PlanNode } from './plan.ts';
import { curvedPart } from './tails.ts';
import type { Trace } from './trace.ts';

/** Room on each side of what was seen, as a part of the span seen. */
const margin = 0.125;

/** The largest size of a divisor is so many times the smallest that counts. */
const smallestDivisor = 4096;
const everything: Interval = { low: -Infinity, high: Infinity };

export interface Ranges {
  /** Relied on, by node. */
  readonly relied: readonly Interval[];
  /** Seen in the run (points only where the simulator has no value), without margin. */
  readonly seen: readonly Interval[];
  /** Nodes that may saturate without a flag: nothing beyond their range is told apart, or a choice drops them. */
  readonly clipped: ReadonlySet<NodeId>;
  /** Arguments for which each table must be right. */
  readonly domains: ReadonlyMap<NodeId, Interval>;
  /** Nodes of which only the rounding of float64 was seen: their range is that of the arithmetic. */
  readonly noisy: ReadonlySet<NodeId>;
  /** Largest |increment| that the tails of a table may hide, by table node. */
  readonly tail: ReadonlyMap<NodeId, number>;
}

/** `given`: what inputs from other parts of a network may be: states that are read, sums. */
export function chooseRanges(
  plan: Plan,
  evidence: Evidence,
  trace: Trace,
  tolerance: number,
  sink: DiagnosticSink,
  given: ReadonlyMap<number, Interval> = new Map(),
): Ranges | null {
  const seen = plan.nodes.map((node, id) => seenRange(node, evidence, trace.values[id]!));
  const tail = new Map<NodeId, number>();
  const guards = guardedDomains(plan);
  const domains = new Map<NodeId, Interval>();
  const leeway = leeways(plan, trace, tolerance);
  const enclosures = encloseCell(plan.step.population.cell);
  const demand = demandedRanges(plan, seen, guards, tolerance, tail);
  const relied: Interval[] = [];
  const drawn = drawnNodes(plan);
  const clipped = new Set<NodeId>(conditional(plan));
  const noisy = new Set<NodeId>();
  let failed = false;
  plan.nodes.forEach((node, i) => {
    const id = i as NodeId;
    if (node.f) domains.set(id, domainOf(relied[node.args[0]!]!, guards.get(id)!));
    const known = givenRange(plan, node, given);
    if (isNoise(plan, id, relied, seen, noisy)) noisy.add(id);
    const looked = noisy.has(id) ? everything : loosened(seen[i]!, leeway[i]!);
    const range = known ?? reliedRange(plan, id, relied, domains, enclosures, looked, demand[i]!, drawn, sink);
    if (range === null) failed = true;
    relied.push(range ?? { low: 0, high: 1 });
    const wanted = demand[i]!;
    if (Number.isFinite(wanted.low) || Number.isFinite(wanted.high)) clipped.add(id);
  });
  reportContradictions(plan, seen, evidence, sink);
  return failed ? null : { relied, seen, clipped, domains, noisy, tail };
}

/** What an input from another part may be; what is read there, also a delay before. */
function givenRange(plan: Plan, node: PlanNode, given: ReadonlyMap<number, Interval>): Interval | undefined {
  const index = node.attributes.index!;
  if (node.op === 'input') return given.get(index);
  const source = node.op === 'delayed' ? plan.nodes[plan.delays[index]!]! : null;
  const range = source !== null && isRead(plan, source) ? given.get(source.attributes.index!) : undefined;
  if (range === undefined) return undefined;
  const initial = spanOf(plan.step.population.cell.delayLines[index]!.initial);
  return { low: Math.min(range.low, initial.low), high: Math.max(range.high, initial.high) };
}
/** What a state may hold: its declared range, or what is assigned to it. */
export function stateRange(plan: Plan, { relied }: Pick<Ranges, 'relied'>, index: number): Interval {
  const state = plan.step.population.cell.states[index]!;
  if (state.range) return state.range;
  const leaf = plan.nodes.findIndex((n) => n.op === 'state' && n.attributes.index === index);
  const parts = [spanOf(state.initial), relied[plan.next[index]!]!, ...(leaf < 0 ? [] : [relied[leaf]!])];
  return { low: Math.min(...parts.map((p) => p.low)), high: Math.max(...parts.map((p) => p.high)) };
}
/** Draws and sums of couplings, and what is worked out from them and given numbers alone: the run shows a sample of it, its range is known. */
function drawnNodes(plan: Plan): ReadonlySet<NodeId> {
  const given = new Set<NodeId>();
  const drawn = new Set<NodeId>();
  const { inputs } = plan.step.population.cell;
  plan.nodes.forEach(({ op, args, attributes }, i) => {
    const id = i as NodeId;
    const sample = op === 'draw' || (op === 'input' && inputs[attributes.index!]!.from?.kind === 'sum');
    const leaf = sample || op === 'constant' || op === 'param';
    if (!leaf && (args.length === 0 || !args.every((arg) => given.has(arg)))) return;
    given.add(id);
    if (sample || args.some((arg) => drawn.has(arg))) drawn.add(id);
  });
  return drawn;
}
/** Smaller than this part of what it is made of is what the rounding of float64 leaves where terms cancel. */
const roundingOfFloat64 = 2 ** -44;
/**
 * Whether what was seen of a value is rounding of float64 (a state that symmetry keeps at 0, say): no measure of what integers, which round
 * elsewhere, make of it. A declared state that stood still, a sum whose terms cancel, and products of such.
 */
function isNoise(
  plan: Plan,
  id: NodeId,
  relied: readonly Interval[],
  seen: readonly Interval[],
  noisy: ReadonlySet<NodeId>,
): boolean {
  const node = plan.nodes[id]!;
  const { op, args } = node;
  const most = sizeOf(seen[id]!);
  if (!(most > 0)) return false;
  if (op === 'state') {
    const range = declaredRange(plan, node);
    return range !== null && most < roundingOfFloat64 * sizeOf(range);
  }
  if (op === 'add' || op === 'subtract')
    return (
      args.every((arg) => noisy.has(arg)) || most < roundingOfFloat64 * Math.max(...args.map((a) => sizeOf(relied[a]!)))
    );
  return (op === 'multiply' || op === 'negate') && args.some((arg) => noisy.has(arg));
}
const sizeOf = ({ low, high }: Interval): number => Math.max(Math.abs(low), Math.abs(high));

/** Nodes that only choices use: out of range where they are not chosen. */
export function conditional(plan: Plan): NodeId[] {
  const always = new Set<NodeId>([...plan.next, ...plan.delays, ...plan.asserts, ...plan.events.map((e) => e.fired)]);
  for (let id = plan.nodes.length - 1; id >= 0; id--) {
    if (!always.has(id as NodeId)) continue;
    const { op, args } = plan.nodes[id]!;
    for (const arg of op === 'select' ? args.slice(0, 1) : args) always.add(arg);
  }
  return plan.nodes.flatMap((_, id) => (always.has(id as NodeId) ? [] : [id as NodeId]));
}

function seenRange(node: PlanNode, evidence: Evidence, values: Float64Array): Interval {
  let low = Infinity;
  let high = -Infinity;
  if (node.value !== null && node.value < evidence.low.length)
    [low, high] = [evidence.low[node.value]!, evidence.high[node.value]!];
  if (low <= high && Number.isFinite(high - low)) return { low, high };
  [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high };
}
/** What was seen; where it was less than what it may be beside that, the latter on both sides. */
function loosened({ low, high }: Interval, leeway: number): Interval {
  return low <= high && leeway > high - low ? { low: low - leeway, high: high + leeway } : { low, high };
}
export function widened({ low, high }: Interval): Interval {
  if (!(low <= high)) return { low: -Infinity, high: Infinity };
  const span = high > low ? high - low : Math.abs(high);
  return { low: low - margin * span, high: high + margin * span };
}
function intersect(a: Interval, b: Interval): Interval {
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.high, b.high);
  // float64 rounding may part what should touch
  return low <= high ? { low, high } : { low: Math.min(low, high), high: Math.max(low, high) };
}

function reliedRange(
  plan: Plan,
  id: NodeId,
  relied: readonly Interval[],
  domains: ReadonlyMap<NodeId, Interval>,
  enclosures: Enclosures,
  seen: Interval,
  demand: Interval,
  drawn: ReadonlySet<NodeId>,
  sink: DiagnosticSink,
): Interval | null {
  const node = plan.nodes[id]!;
  const own = node.args.length === 0 ? leafRange(plan, node, seen) : operationRange(plan, node, id, relied, domains);
  if (own === null || (!Number.isFinite(own.low + own.high) && !(seen.low <= seen.high) && !isBounded(demand))) {
    if (node.f && own === null) return undefinedFunction(plan, id, domains.get(id)!, sink);
    if (!(seen.low <= seen.high) && !isBounded(demand)) return unbounded(plan, id, sink);
  }
  const declared = node.op === 'state' && declaredRange(plan, node) !== null;
  const inverse = node.op === 'divide' && plan.nodes[node.args[0]!]!.op === 'constant';
  const always = (node.value === null ? null : enclosures.values[node.value]) ?? everything;
  const bound = intersect(own ?? everything, always);
  // where intervals know no end (a quotient of draws), what was seen is better than nothing
  const known = drawn.has(id) && isBounded(bound);
  const narrowed =
    declared || node.type === 'bool' || node.op === 'constant' || node.op === 'param' || known || inverse
      ? bound
      : intersect(bound, widened(seen));
  const result =
    isBounded(demand) || Number.isFinite(demand.low) || Number.isFinite(demand.high)
      ? clip(narrowed, demand)
      : narrowed;
  if (!Number.isFinite(result.low) || !Number.isFinite(result.high)) return unbounded(plan, id, sink);
  return result;
}
/** The part of a range that a guard leaves; the end of the guard nearest to it where it leaves none. */
function domainOf(range: Interval, guard: Interval): Interval {
  if (guard.low > range.high && guard.low <= guard.high) return { low: guard.low, high: guard.low };
  if (guard.high < range.low && guard.low <= guard.high) return { low: guard.high, high: guard.high };
  const low = Math.min(Math.max(range.low, guard.low), range.high);
  return { low, high: Math.max(Math.min(range.high, guard.high), low) };
}
function clip(range: Interval, demand: Interval): Interval {
  const low = Math.min(Math.max(range.low, demand.low), demand.high);
  const high = Math.max(Math.min(range.high, demand.high), demand.low);
  return { low, high };
}
const isBounded = (range: Interval): boolean => Number.isFinite(range.low) && Number.isFinite(range.high);

function declaredRange(plan: Plan, node: PlanNode): Interval | null {
  const state = plan.step.population.cell.states[node.attributes.index!]!;
  return state.angle ? { low: -0.5, high: 0.5 } : state.range;
}
function leafRange(plan: Plan, node: PlanNode, seen: Interval): Interval {
  const { params } = plan.step.population.cell;
  if (node.op === 'constant') return { low: node.attributes.value!, high: node.attributes.value! };
  if (node.op === 'state') return declaredRange(plan, node) ?? widened(seen);
  if (node.op === 'draw') return drawRange[plan.step.population.cell.draws[node.attributes.index!]!.kind];
  if (node.op === 'param') return spanOf(params[node.attributes.index!]!.values);
  return widened(seen);
}
function operationRange(
  plan: Plan,
  node: PlanNode,
  id: NodeId,
  relied: readonly Interval[],
  domains: ReadonlyMap<NodeId, Interval>,
): Interval | null {
  if (node.type === 'bool') return { low: 0, high: 1 };
  if (node.f) return functionRange(node, domains.get(id)!);
  if (node.op === 'divide' && plan.nodes[node.args[0]!]!.op === 'constant') return inverseRange(node, relied);
  if (node.op === 'multiply' && node.args[0] === node.args[1]) {
    const { low, high } = relied[node.args[0]!]!;
    const largest = Math.max(low * low, high * high);
    return { low: low <= 0 && high >= 0 ? 0 : Math.min(low * low, high * high), high: largest };
  }
  return operation(node.op).interval(
    node.args.map((arg) => relied[arg]!),
    node.attributes,
  );
}
/** Constant / divisor; a divisor that passes through 0 is told apart from 0 down to a small part of its range. */
function inverseRange({ args }: PlanNode, relied: readonly Interval[]): Interval {
  const [dividend, divisor] = args.map((arg) => relied[arg]!) as [Interval, Interval];
  if (divisor.low > 0 || divisor.high < 0) return operation('divide').interval([dividend, divisor], {})!;
  const most = (Math.abs(dividend.low) * smallestDivisor) / Math.max(-divisor.low, divisor.high);
  return { low: divisor.low < 0 ? -most : 0, high: divisor.high > 0 ? most : 0 };
}
/** Image of the function on its domain, on a fine grid; the table's own bounds are exact and come later. */
function functionRange(node: PlanNode, { low, high }: Interval): Interval | null {
  let [least, most] = [Infinity, -Infinity];
  const steps = 1024;
  for (let i = 0; i <= steps; i++) {
    const y = node.f!.value(low + ((high - low) * i) / steps);
    if (!Number.isFinite(y)) return null;
    least = Math.min(least, y);
    most = Math.max(most, y);
  }
  if (node.f!.gap(low, high) !== null) return null;
  const room = (most - least) / 256;
  return { low: least - room, high: most + room };
}

/** What the users of each node can tell apart; unlimited where a user needs all of it. */
function demandedRanges(
  plan: Plan,
  seen: readonly Interval[],
  guards: ReadonlyMap<NodeId, Interval>,
  tolerance: number,
  tail: Map<NodeId, number>,
): Interval[] {
  const demand: (Interval | null)[] = plan.nodes.map(() => null);
  const ask = (id: NodeId, range: Interval): void => {
    const old = demand[id];
    demand[id] = old ? { low: Math.min(old.low, range.low), high: Math.max(old.high, range.high) } : range;
  };
  for (const id of [...plan.next, ...plan.delays, ...plan.asserts]) ask(id, everything);
  for (const { fired, fraction } of plan.events) {
    ask(fired, everything);
    // where an event fires, its time inside the step is a part of the step; elsewhere nobody reads it
    if (fraction !== null) ask(fraction, { low: 0, high: 1 });
  }
  for (let id = plan.nodes.length - 1; id >= 0; id--) {
    const node = plan.nodes[id]!;
    const own = demand[id] ?? everything;
    if (node.f) {
      const part = curvedPart(node.f, domainOf(seen[node.args[0]!]!, guards.get(id as NodeId)!), tolerance, margin);
      tail.set(id as NodeId, part.hidden);
      ask(node.args[0]!, part.domain);
    } else if (node.op === 'select') {
      ask(node.args[0]!, everything);
      ask(node.args[1]!, own);
      ask(node.args[2]!, own);
    } else if (node.op === 'negate') ask(node.args[0]!, { low: -own.high, high: -own.low });
    else for (const arg of node.args) ask(arg, everything);
  }
  // constants and leaves have the ranges they have
  return plan.nodes.map((node, id) =>
    node.args.length === 0 || node.type === 'bool' ? everything : (demand[id] ?? everything),
  );
}

function unbounded(plan: Plan, id: NodeId, sink: DiagnosticSink): null {
  report(sink, 'E0401', plan.nodes[id]!.origin, `nothing bounds ${nodeText(plan, id)}`, {
    label: 'neither a declared range nor the run says how large this gets',
    help: 'declare the range of the states it depends on (`state x in -1 .. 1`), or clamp it',
  });
  return null;
}
function undefinedFunction(plan: Plan, id: NodeId, { low, high }: Interval, sink: DiagnosticSink): null {
  const node = plan.nodes[id]!;
  const gap = node.f!.gap(low, high);
  const x = plan.nodes[node.args[0]!]!.name;
  const input = x ?? 'the argument';
  const where = shortNumber(gap?.at ?? low);
  const bySlope =
    plan.step.solver === 'exponential'
      ? '; `exponential` takes the slopes of the rates too, which may be infinite where the rates are not: `heun` needs none'
      : '';
  report(
    sink,
    'E0402',
    gap?.origin ?? node.origin,
    `${gap?.of ?? node.f!.of} has no finite value at ${x ?? 'x'} = ${where}`,
    {
      label: `${input} may lie in ${shortNumber(low)} .. ${shortNumber(high)}`,
      help: `declare a range for ${input} without ${where}, keep it away with max, min or clamp, or ask for the value behind an \`if\` that compares ${input} with a number${bySlope}`,
    },
  );
  return null;
}

/** A declared range that the run leaves: the range wins, and is reported. */
function reportContradictions(plan: Plan, seen: readonly Interval[], evidence: Evidence, sink: DiagnosticSink): void {
  const { states } = plan.step.population.cell;
  const reported = new Set<number>();
  const check = (index: number, { low, high }: Interval): void => {
    const state = states[index]!;
    if (state.range === null || state.angle || reported.has(index)) return;
    const slack = 1e-9 * (state.range.high - state.range.low);
    const below = low < state.range.low - slack;
    if (!below && !(high > state.range.high + slack)) return;
    reported.add(index);
    const value = below ? low : high;
    const point = evidence.points.find(
      (p) => p.states[index]! < state.range!.low || p.states[index]! > state.range!.high,
    );
    const when = point ? ` at t = ${seconds(point.step * plan.step.dt)}, instance ${point.instance}` : '';
    const { scale } = state.unit;
    const text = state.unit.text === '' ? '' : ` ${state.unit.text}`;
    report(
      sink,
      'W0401',
      state.origin,
      `${state.name} leaves its declared range in the run: ${shortNumber(value * scale)}${text}${when}`,
      {
        label: `declared in ${shortNumber(state.range.low * scale)} .. ${shortNumber(state.range.high * scale)}${text}`,
        help: 'the declared range wins: hardware saturates where the format ends, at the next power of two; widen the range if the value is physics',
      },
    );
  };
  plan.nodes.forEach((node, id) => {
    if (node.op === 'state') check(node.attributes.index!, seen[id]!);
  });
  for (const [index, id] of plan.next.entries()) check(index, seen[id]!);
}
