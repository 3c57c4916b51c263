/**
 * Pass `choose-formats`. From the error allowed at every site, the format of every value and the tables; and from those the error
 * that each site really makes. A format that the user said stands.
 */
import type { DiagnosticSink } from '../../dsl/index.ts';
import {
  booleanFormat,
  drawRange,
  type Format,
  type Interval,
  type Overflow,
  operation,
  type PolynomialTable,
  type Rounding,
} from '../ops/index.ts';
import { type Budget, isWholeParam } from './budget.ts';
import { brief, report, shortNumber, wholeTurns } from './complain.ts';
import { type Given, givenShape } from './given.ts';
import { isRead, type NodeId, nodeText, type Plan, type PlanNode } from './plan.ts';
import { type Ranges, stateRange } from './ranges.ts';
import { isScaling, powerOfTwo, type Sites } from './sites.ts';
import { type FittedTable, fitWithRegions, type TableCache, tableRange } from './table/fit.ts';
import type { Target } from './targets.ts';
import { isExact, isWhole } from './traits.ts';
import { fits, formatFor, fractionFor, fractionFormat, quantum, rangeOf, widestFormat } from './widths.ts';

/** A format with what happens at its ends. */
export interface Shape {
  readonly format: Format;
  readonly rounding: Rounding;
  readonly overflow: Overflow;
}
export interface StateShape {
  readonly format: Format;
  readonly rounding: Rounding;
  /** Random bits are added before the floor. */
  readonly stochastic: boolean;
  readonly said: boolean;
}
export interface Formats {
  /** By node; constants have none (each use has its own). */
  readonly nodes: readonly (Shape | null)[];
  /** [node][argument]: narrower or constant argument; null: the argument as it is. */
  readonly args: readonly (readonly (Shape | null)[])[];
  readonly tables: readonly (PolynomialTable | null)[];
  readonly fits: readonly (FittedTable | null)[];
  readonly states: readonly StateShape[];
  readonly delays: readonly Format[];
  /** Largest error of every site. */
  readonly errors: Float64Array;
}
export interface FormatsInput {
  readonly plan: Plan;
  readonly ranges: Ranges;
  readonly sites: Sites;
  readonly targets: readonly Target[];
  readonly wholeStates: ReadonlySet<number>;
  readonly given: Given;
  readonly cache: TableCache;
  readonly sink: DiagnosticSink;
}

/** Input codes of a table: each is a number that float64 tells from its neighbours, and so are the places between them. */
const mostCodes = 2 ** 48;

export function chooseFormats(input: FormatsInput, budget: Budget): Formats | null {
  return new Chooser(input, budget).run();
}
/** Format of every state: of the budget alone, so known before the formats of the values. */
export function stateShapes(input: FormatsInput, budget: Budget): StateShape[] {
  return input.plan.step.population.cell.states.map((_, i) => stateShape(input, budget, i));
}
function stateShape(input: FormatsInput, budget: Budget, index: number): StateShape {
  const { plan, sites, ranges, wholeStates, given } = input;
  const state = plan.step.population.cell.states[index]!;
  const stochastic = state.rounding === 'stochastic';
  const rounding = state.rounding === 'stochastic' ? 'floor' : (state.rounding ?? 'nearestEven');
  if (state.format) return { format: state.format, rounding, stochastic, said: true };
  const node = plan.next[index]!;
  const own = sites.owner[node] === index ? sites.result[node]! : -1;
  const allowed = own >= 0 ? budget.sites[own]! : allowedFor(input, budget, 'state', index, node);
  const fraction = given.fractions.get(index) ?? (wholeStates.has(index) ? 0 : fractionFor(allowed, rounding));
  const turns = { signed: true, width: Math.max(2, fraction), fraction: Math.max(2, fraction) };
  const format = state.angle ? turns : formatFor(stateRange(plan, ranges, index), fraction);
  return { format, rounding, stochastic, said: false };
}
function allowedFor(
  { targets, ranges }: FormatsInput,
  budget: Budget,
  kind: Target['kind'],
  index: number,
  node: NodeId,
): number {
  const t = targets.findIndex((target) => target.kind === kind && target.index === index);
  const { low, high } = ranges.relied[node]!;
  const allowed = t < 0 ? Infinity : budget.targets[t]! / 2;
  return Math.min(allowed, Math.max(high - low, Math.abs(high), 2 ** -40) / 4);
}

class Chooser {
  private readonly input: FormatsInput;
  private readonly budget: Budget;
  private readonly nodes: (Shape | null)[] = [];
  private readonly args: (Shape | null)[][] = [];
  private readonly fits: (FittedTable | null)[] = [];
  /** What the integers of a node can stand for. */
  private readonly reach: Interval[] = [];
  private readonly errors: Float64Array;
  private readonly groups = new Map<string, TableGroup>();
  private states: StateShape[] = [];
  private delays: Format[] = [];
  private failed = false;

  constructor(input: FormatsInput, budget: Budget) {
    this.input = input;
    this.budget = budget;
    this.errors = new Float64Array(input.sites.all.length);
  }
  run(): Formats | null {
    const { plan } = this.input;
    this.states = stateShapes(this.input, this.budget);
    this.delays = plan.delays.map((node, i) => {
      const given = isRead(plan, plan.nodes[node]!) && this.givenTo(plan.nodes[node]!);
      if (given) return given.format; // that of the other part
      const allowed = allowedFor(this.input, this.budget, 'delay', i, node);
      return formatFor(this.input.ranges.relied[node]!, fractionFor(allowed, 'nearestEven'));
    });
    this.groupTables();
    plan.nodes.forEach((node, id) => {
      this.chooseNode(node, id as NodeId);
      const shape = this.nodes[id]!;
      if (shape && shape.format.width > widestFormat) this.tooWide(id as NodeId, shape.format);
    });
    const { nodes, args, fits, states, delays, errors } = this;
    return this.failed
      ? null
      : { nodes, args, tables: fits.map((fit) => fit?.table ?? null), fits, states, delays, errors };
  }
  private tooWide(id: NodeId, format: Format): void {
    const { plan, ranges, sink } = this.input;
    if (this.failed) return;
    this.failed = true;
    const { low, high } = ranges.relied[id]!;
    report(
      sink,
      'E0403',
      plan.nodes[id]!.origin,
      `${nodeText(plan, id)} would need ${format.width} bits, ${widestFormat} are the limit`,
      {
        label: `range ${low.toPrecision(3)} .. ${high.toPrecision(3)}, resolution ${quantum(format).toPrecision(3)}`,
        help: 'ask for a coarser tolerance, declare narrower ranges, or, where nothing says that it is too long already, take a larger dt',
      },
    );
  }

  // ---- tables: equal functions share one
  private groupTables(): void {
    const { plan, ranges, sites } = this.input;
    plan.nodes.forEach((node, id) => {
      if (!node.f) return;
      const { low, high } = ranges.domains.get(id as NodeId)!;
      const fraction = fractionFor(this.budget.sites[sites.argument[id]![0]!]!, 'nearestEven');
      const error = this.budget.sites[sites.fit[id]!]!;
      const old = this.groups.get(node.f.key);
      this.groups.set(node.f.key, {
        low: Math.min(low, old?.low ?? low),
        high: Math.max(high, old?.high ?? high),
        fraction: Math.max(fraction, old?.fraction ?? fraction),
        error: Math.min(error, old?.error ?? error),
        name: old?.name ?? node.name ?? `f${this.groups.size}`,
        fit: null,
      });
    });
  }
  private tableOf(node: PlanNode, id: NodeId): FittedTable | null {
    const group = this.groups.get(node.f!.key)!;
    if (group.fit) return group.fit;
    const format = formatFor(group, group.fraction);
    const unit = quantum(format);
    let [lowCode, highCode] = [Math.floor(group.low / unit), Math.ceil(group.high / unit)];
    if (!Number.isFinite(node.f!.value(lowCode * unit))) lowCode++;
    if (!Number.isFinite(node.f!.value(highCode * unit))) highCode--;
    const name = `${group.name}_table`;
    const small = highCode - lowCode < mostCodes && format.width <= 52;
    group.fit = small
      ? fitWithRegions({ name, f: node.f!, input: format, lowCode, highCode, error: group.error }, this.input.cache)
      : null;
    if (!group.fit) this.noTable(node, id, group.error, small ? null : format);
    return group.fit;
  }
  /** `tooFine`: the format of an argument that has more codes than a table may have. */
  private noTable(node: PlanNode, id: NodeId, error: number, tooFine: Format | null): void {
    if (this.failed) return;
    this.failed = true;
    const { plan, ranges, sink } = this.input;
    const { low, high } = ranges.domains.get(id)!;
    const x = plan.nodes[node.args[0]!]!.name ?? 'its argument x';
    const bits = tooFine ? `; x would need ${tooFine.width} bits, more than tables take` : '';
    report(sink, 'E0404', node.origin, `no table of reasonable size follows ${brief(node.f!.of)} closely enough`, {
      label: `wanted within ${shortNumber(error)} for ${x} in ${shortNumber(low)} .. ${shortNumber(high)}${bits}`,
      help: `ask for a coarser tolerance, or narrow the range of ${x} to where the function is needed${wholeTurns(node.f!.of)}`,
    });
  }

  // ---- nodes, arguments first
  private chooseNode(node: PlanNode, id: NodeId): void {
    this.args.push(node.args.map((arg, i) => this.chooseArgument(node, id, arg, i)));
    const fit = node.f ? this.tableOf(node, id) : null;
    this.fits.push(fit);
    const table = fit?.table ?? null;
    const bound = this.exactBound(node, id, table);
    if (node.op === 'constant') {
      this.nodes.push(null);
      this.reach.push(bound);
      return;
    }
    const shape = this.shapeOf(node, id, bound, table);
    this.nodes.push(shape);
    this.reach.push(reachable(shape, bound));
    this.noteError(node, id, shape.format, shape.rounding, table);
  }
  /** Enclosure of the exact result on all integers that the arguments may hold. */
  private exactBound(node: PlanNode, id: NodeId, table: PolynomialTable | null): Interval {
    if (node.op === 'constant') return { low: node.attributes.value!, high: node.attributes.value! };
    if (node.type === 'bool') return { low: 0, high: 1 };
    if (table) return tableRange(table);
    if (node.op === 'draw') return drawRange[this.drawOf(node).kind];
    if (node.args.length === 0) return { low: -Infinity, high: Infinity };
    const bounds = node.args.map((arg, i) => this.argumentReach(id, arg, i));
    if (node.op === 'multiply' && node.args[0] === node.args[1] && sameFormat(this.args[id]![0], this.args[id]![1])) {
      const most = Math.max(bounds[0]!.low ** 2, bounds[0]!.high ** 2);
      return { low: 0, high: most };
    }
    return operation(node.op).interval(bounds, node.attributes) ?? { low: -Infinity, high: Infinity };
  }
  private argumentReach(id: NodeId, arg: NodeId, i: number): Interval {
    const shape = this.args[id]![i];
    return shape ? reachable(shape, this.reach[arg]!) : this.reach[arg]!;
  }
  private argumentFormat(id: NodeId, i: number): Format | null {
    return this.args[id]![i]?.format ?? this.nodes[this.input.plan.nodes[id]!.args[i]!]?.format ?? null;
  }
  private shapeOf(node: PlanNode, id: NodeId, bound: Interval, table: PolynomialTable | null): Shape {
    const { sites, ranges } = this.input;
    if (node.type === 'bool') return { format: booleanFormat, rounding: 'nearestEven', overflow: 'proved' };
    if (sites.fractions.has(id))
      return {
        format: fractionFormat,
        rounding: 'floor',
        overflow: fits(bound, fractionFormat) ? 'proved' : 'saturate',
      };
    if (node.op === 'state') return { ...this.states[node.attributes.index!]!, overflow: 'proved' };
    if (node.op === 'delayed')
      return { format: this.delays[node.attributes.index!]!, rounding: 'nearestEven', overflow: 'proved' };
    if (node.op === 'draw') return { format: this.drawOf(node).format, rounding: 'nearestEven', overflow: 'proved' };
    const owner = sites.owner[id]!;
    if (owner >= 0) return this.ownedShape(node, owner, bound);
    const relied = ranges.relied[id]!;
    const given = this.givenTo(node)?.format;
    if (given) return givenShape(given, formatFor(relied, given.fraction));
    const fraction = this.resultFraction(node, id, table);
    const format = formatFor(relied, fraction);
    if (node.args.length === 0) return { format, rounding: 'nearestEven', overflow: 'proved' };
    if (fits(bound, format)) return { format, rounding: 'nearestEven', overflow: 'proved' };
    // a bit or two are cheaper than saturation logic
    const roomy = { ...format, width: format.width + (isExact(node.op) ? 2 : 1) };
    const enough = [1, 2]
      .map((n) => ({ ...format, width: format.width + n }))
      .find((f) => f.width <= roomy.width && fits(bound, f));
    return { format: enough ?? format, rounding: 'nearestEven', overflow: enough ? 'proved' : 'saturate' };
  }
  private holdsWhole({ op, attributes }: PlanNode): boolean {
    return isWhole(op) || (op === 'param' && isWholeParam(this.input.plan, attributes.index!));
  }
  private givenTo(node: PlanNode) {
    return node.op === 'input' ? this.input.given.inputs.get(node.attributes.index!) : undefined;
  }
  private drawOf(node: PlanNode) {
    return this.input.plan.step.population.cell.draws[node.attributes.index!]!;
  }
  private ownedShape(node: PlanNode, owner: number, bound: Interval): Shape {
    const { cell } = this.input.plan.step.population;
    if (owner >= this.states.length) {
      const format = this.delays[owner - this.states.length]!;
      return { format, rounding: 'nearestEven', overflow: fits(bound, format) ? 'proved' : 'saturate' };
    }
    const { format, rounding } = this.states[owner]!;
    const wraps = cell.states[owner]!.angle && node.op === 'wrap';
    return { format, rounding, overflow: wraps ? 'wrap' : fits(bound, format) ? 'proved' : 'saturate' };
  }
  private resultFraction(node: PlanNode, id: NodeId, table: PolynomialTable | null): number {
    const { sites } = this.input;
    if (this.holdsWhole(node)) return 0;
    const fractions = node.args.map((_, i) => this.argumentFormat(id, i)).map((format) => format?.fraction ?? 0);
    const reals = fractions.filter((_, i) => this.input.plan.nodes[node.args[i]!]!.type === 'real');
    if (isExact(node.op)) return Math.max(...reals);
    const all = fractions.reduce((sum, f) => sum + f, 0);
    if (sites.result[id]! < 0) return all;
    const wanted = fractionFor(this.budget.sites[sites.result[id]!]!, 'nearestEven');
    if (table) return Math.min(wanted, table.workFraction);
    return node.op === 'multiply' ? Math.min(wanted, all) : wanted;
  }
  private chooseArgument(node: PlanNode, id: NodeId, arg: NodeId, i: number): Shape | null {
    const { plan, ranges, sites } = this.input;
    const site = sites.argument[id]![i]!;
    const source = plan.nodes[arg]!;
    if (source.op === 'constant' && source.type === 'real') return this.constantShape(node, id, arg, site);
    if (site < 0) return null;
    const given = this.nodes[arg]!.format;
    const group = node.f ? this.groups.get(node.f.key)! : null;
    const wanted = group ? group.fraction : fractionFor(this.budget.sites[site]!, 'nearestEven');
    if (!group && given.fraction <= wanted) return null;
    const format = group ? formatFor(group, wanted) : formatFor(ranges.relied[arg]!, wanted);
    this.errors[site] = given.fraction > wanted ? 2 ** -(wanted + 1) : 0;
    if (sameFormats(format, given)) return null;
    return { format, rounding: 'nearestEven', overflow: fits(this.reach[arg]!, format) ? 'proved' : 'saturate' };
  }
  private constantShape(node: PlanNode, id: NodeId, arg: NodeId, site: number): Shape {
    const value = this.input.plan.nodes[arg]!.attributes.value!;
    const exponent = isScaling(this.input.plan, node) ? powerOfTwo(this.input.plan, arg) : null;
    let fraction =
      exponent !== null
        ? -exponent
        : value === 0 || site < 0
          ? 0
          : fractionFor(this.budget.sites[site]!, 'nearestEven');
    // beside a number that it is compared with or added to, as fine as that
    if (exponent === null && value !== 0 && (isExact(node.op) || node.type === 'bool'))
      fraction = Math.max(fraction, this.besideFraction(node, id));
    // drop trailing zeros
    let integer = Math.round(value * 2 ** fraction);
    while (integer !== 0 && integer % 2 === 0) [integer, fraction] = [integer / 2, fraction - 1];
    if (integer === 0) fraction = 0;
    const kept = integer * 2 ** -fraction;
    if (site >= 0) this.errors[site] = Math.abs(value - kept);
    return { format: formatFor({ low: kept, high: kept }, fraction), rounding: 'nearestEven', overflow: 'proved' };
  }
  /** Fraction bits of the other real arguments, and of the state that the result becomes. */
  private besideFraction(node: PlanNode, id: NodeId): number {
    const owner = this.input.sites.owner[id]!;
    const own = owner >= 0 && owner < this.states.length ? [this.states[owner]!.format.fraction] : [];
    const others = node.args.flatMap((arg) =>
      this.input.plan.nodes[arg]!.type === 'real' ? (this.nodes[arg]?.format.fraction ?? []) : [],
    );
    return Math.max(-64, ...own, ...others);
  }
  private noteError(
    node: PlanNode,
    id: NodeId,
    format: Format,
    rounding: Rounding,
    table: PolynomialTable | null,
  ): void {
    const { sites, ranges } = this.input;
    if (sites.fit[id]! >= 0 && table) this.errors[sites.fit[id]!] = table.error + (ranges.tail.get(id) ?? 0);
    const site = sites.result[id]!;
    if (site < 0) return;
    const given = this.givenTo(node);
    if (given) {
      this.errors[site] = given.error;
      return;
    }
    const exactFraction = this.exactFraction(node, id, table);
    const lost = exactFraction > format.fraction;
    this.errors[site] = lost ? quantum(format) / (rounding === 'floor' ? 1 : 2) : 0;
  }
  private exactFraction(node: PlanNode, id: NodeId, table: PolynomialTable | null): number {
    if (table) return table.workFraction;
    if (this.holdsWhole(node)) return 0;
    const fractions = node.args.flatMap((arg, i) =>
      this.input.plan.nodes[arg]!.type === 'real' ? (this.argumentFormat(id, i)?.fraction ?? 0) : [],
    );
    if (isExact(node.op)) return Math.max(...fractions);
    return node.op === 'multiply' ? fractions.reduce((sum, f) => sum + f, 0) : Infinity;
  }
}
interface TableGroup {
  readonly low: number;
  readonly high: number;
  readonly fraction: number;
  readonly error: number;
  readonly name: string;
  fit: FittedTable | null;
}
/** What a value of this shape can be, given the exact results that reach it. */
function reachable(shape: Shape, bound: Interval): Interval {
  const own = rangeOf(shape.format);
  const half = quantum(shape.format);
  if (shape.overflow === 'wrap') return own;
  return {
    low: Math.min(Math.max(own.low, bound.low - half), own.high),
    high: Math.max(Math.min(own.high, bound.high + half), own.low),
  };
}
function sameFormats(a: Format, b: Format): boolean {
  return a.width === b.width && a.fraction === b.fraction && a.signed === b.signed;
}
function sameFormat(a: Shape | null | undefined, b: Shape | null | undefined): boolean {
  return !a || !b ? a === b : sameFormats(a.format, b.format);
}
