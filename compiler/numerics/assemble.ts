/** Pass `assemble`. Turns a plan with formats into form 4: constants as integers, narrowed arguments as `resize` values, no value unused. */
import {
  booleanFormat,
  closure,
  type DrawSite,
  type Format,
  formatText,
  integerRange,
  oldestFirst,
  type PolynomialTable,
  roundingSites,
} from '../ops/index.ts';
import type { StepState } from '../step/form.ts';
import type { Bounds } from './bounds.ts';
import type { FixedForm, FixedId, FixedState, FixedValue } from './form.ts';
import type { Formats, Shape } from './formats.ts';
import type { Given } from './given.ts';
import type { NodeId, Plan } from './plan.ts';
import type { Ranges } from './ranges.ts';
import type { Sites } from './sites.ts';
import type { Target } from './targets.ts';
import { fractionFormat, rangeOf } from './widths.ts';

export interface Assembly {
  readonly plan: Plan;
  readonly ranges: Ranges;
  readonly sites: Sites;
  readonly formats: Formats;
  readonly targets: readonly Target[];
  readonly bounds: Bounds;
  readonly given: Given;
  readonly tolerance: number;
}

/** Rounding sites of one part of a network. */
const sitesOfPart = 256;

/** What rounding to a format may add: nothing where all fraction bits of `from` are kept (null: any number of them). */
function roundingError(from: Format | null, to: Format, rounding: Shape['rounding']): number {
  if (from !== null && from.fraction <= to.fraction) return 0;
  return 2 ** -(to.fraction + (rounding === 'floor' ? 0 : 1));
}

/** Nearest integer of a real number, ties to even, kept inside the format. */
export function integerOf(value: number, format: Format): bigint {
  const scaled = value * 2 ** format.fraction;
  const below = Math.floor(scaled);
  const rest = scaled - below;
  const up = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  const integer = BigInt(up ? below + 1 : below);
  const { low, high } = integerRange(format);
  return integer < low ? low : integer > high ? high : integer;
}

/** The same of many numbers. */
function integersOf(values: Float64Array, format: Format): bigint[] {
  const { low, high } = integerRange(format);
  if (format.width > exactWidth) return Array.from(values, (value) => integerOf(value, format));
  const [least, most, scale] = [Number(low), Number(high), 2 ** format.fraction];
  const integers = new Array<bigint>(values.length);
  for (let i = 0; i < values.length; i++) {
    const scaled = values[i]! * scale;
    const below = Math.floor(scaled);
    const rest = scaled - below;
    const integer = rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
    integers[i] = BigInt(Math.min(most, Math.max(least, integer)));
  }
  return integers;
}
/** Up to here a float64 holds the ends of a range exactly. */
const exactWidth = 53;

export interface Assembled {
  readonly fixed: FixedForm;
  /** The node that each value of `fixed` was made for: a narrowed argument or a constant for its first user. */
  readonly nodeOf: readonly NodeId[];
}
export function assemble(assembly: Assembly): Assembled {
  const assembler = new Assembler(assembly);
  const fixed = assembler.run();
  return { fixed, nodeOf: assembler.nodeOf };
}

class Assembler {
  private readonly a: Assembly;
  private values: FixedValue[] = [];
  /** Parallel to `values`. */
  nodeOf: NodeId[] = [];
  private current: NodeId = 0 as NodeId;
  private readonly made = new Map<string, FixedId>();
  private readonly ofNode: (FixedId | null)[] = [];
  private readonly draws: DrawSite[];

  constructor(assembly: Assembly) {
    this.a = assembly;
    this.draws = [...assembly.plan.original.population.cell.draws];
  }
  run(): FixedForm {
    const { plan, formats, tolerance } = this.a;
    for (const id of plan.nodes.keys()) this.ofNode.push(this.addNode(id as NodeId));
    const { cell } = plan.original.population;
    const next = plan.next.map((node, i) => {
      const { format, rounding, stochastic } = formats.states[i]!;
      return (stochastic ? this.dithered(node, i, format) : null) ?? this.inFormat(node, format, rounding);
    });
    const sources = plan.delays.map((node, i) => this.inFormat(node, formats.delays[i]!, 'nearestEven'));
    const events = plan.events.map(({ fired, fraction }) => ({
      fired: this.whole(fired),
      fraction: fraction === null ? null : this.whole(fraction, fractionFormat),
    }));
    const asserts = plan.asserts.map((node) => this.whole(node));
    const used = this.prune([
      ...next,
      ...sources,
      ...events.flatMap((e) => (e.fraction === null ? [e.fired] : [e.fired, e.fraction])),
      ...asserts,
    ]);
    return {
      step: plan.original,
      tolerance,
      values: this.values,
      states: cell.states.map((state, i) => this.state(state, i, used(next[i]!))),
      params: cell.params.map((param, i) => {
        const format = this.leafFormat('param', i);
        return { name: param.name, format, integers: integersOf(param.values, format) };
      }),
      inputs: cell.inputs.map((input, i) => ({ name: input.name, format: this.leafFormat('input', i) })),
      delayLines: cell.delayLines.map((line, i) => {
        const format = formats.delays[i]!;
        return {
          name: line.name,
          format,
          steps: line.steps,
          ...(line.own && { own: line.own }),
          source: used(sources[i]!),
          initial: integersOf(line.initial, format),
        };
      }),
      draws: this.draws,
      events: events.map((e, i) => ({
        name: cell.events[i]!.name,
        fired: used(e.fired),
        fraction: e.fraction === null ? null : used(e.fraction),
      })),
      asserts: asserts.map((id, i) => ({ holds: used(id), message: cell.asserts[i]!.message })),
      tables: this.tables(),
    };
  }
  private state(state: StepState, index: number, next: FixedId): FixedState {
    const { formats, targets, bounds, ranges, plan } = this.a;
    const { format, rounding, said } = formats.states[index]!;
    const target = targets.findIndex((t) => t.kind === 'state' && t.index === index);
    const leaf = plan.nodes.findIndex((n) => n.op === 'state' && n.attributes.index === index);
    const range = state.range ?? (leaf < 0 ? ranges.relied[plan.next[index]!]! : ranges.relied[leaf]!);
    // a next value made for another format is rounded once more
    const value = this.values[next]!;
    const rounded = value.step === null && value.args.length > 0;
    const source = value.op === 'resize' ? this.values[value.args[0]!]!.format : null;
    const extra = rounded ? roundingError(source, format, rounding) : 0;
    return {
      name: state.name,
      format,
      said,
      range: { low: range.low, high: range.high },
      initial: integersOf(state.initial, format),
      next,
      localError: (target < 0 ? 0 : bounds.targets[target]!) + extra,
    };
  }
  private leafFormat(op: string, index: number): Format {
    const given = op === 'input' ? this.a.given.inputs.get(index) : undefined;
    if (given) return given.format;
    const id = this.a.plan.nodes.findIndex((n) => n.op === op && n.attributes.index === index);
    // never read: the narrowest word
    return id < 0 ? { signed: true, width: 2, fraction: 0 } : this.a.formats.nodes[id]!.format;
  }
  private tables(): PolynomialTable[] {
    return [...new Set(this.values.flatMap((v) => v.table ?? []))];
  }

  // ---- values
  private add(value: FixedValue): FixedId {
    this.nodeOf.push(this.current);
    return (this.values.push(value) - 1) as FixedId;
  }
  private once(key: string, make: () => FixedValue): FixedId {
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const id = this.add(make());
    this.made.set(key, id);
    return id;
  }
  private addNode(id: NodeId): FixedId | null {
    const { plan, formats, ranges, bounds } = this.a;
    const node = plan.nodes[id]!;
    if (node.op === 'constant') return null;
    this.current = id;
    const { format, rounding, overflow } = formats.nodes[id]!;
    // a sum comes as it is, exact, and saturates once for all who use it
    const given = node.op === 'input' ? this.leafFormat('input', node.attributes.index!) : format;
    const whole = formatText(given) === formatText(format) ? null : this.sum(id, given);
    return this.add({
      op: whole === null ? node.op : 'resize',
      args: whole === null ? node.args.map((arg, i) => this.argument(id, arg, i)) : [whole],
      attributes: whole === null ? node.attributes : {},
      format,
      rounding,
      overflow,
      flagged: overflow === 'saturate' && !ranges.clipped.has(id) && !this.a.sites.fractions.has(id),
      integer: null,
      table: formats.tables[id] ?? null,
      type: node.type,
      name: node.name,
      origin: node.origin,
      step: node.step,
      range: ranges.relied[id]!,
      error: bounds.nodes[id]!,
    });
  }
  private sum(id: NodeId, format: Format): FixedId {
    const { plan, ranges, bounds } = this.a;
    const { attributes, origin } = plan.nodes[id]!;
    return this.add({
      op: 'input',
      args: [],
      attributes,
      format,
      rounding: 'nearestEven',
      overflow: 'proved',
      flagged: false,
      integer: null,
      table: null,
      type: 'real',
      name: null,
      origin,
      step: null,
      range: ranges.relied[id]!,
      error: bounds.nodes[id]!,
    });
  }
  private argument(id: NodeId, arg: NodeId, i: number): FixedId {
    const { plan, formats, sites } = this.a;
    const shape = formats.args[id]![i]!;
    if (plan.nodes[arg]!.op === 'constant') return this.constant(arg, shape?.format ?? booleanFormat);
    if (!shape) return this.ofNode[arg]!;
    const site = sites.argument[id]![i]!;
    return this.resized(arg, shape, formats.errors[site]!);
  }
  private constant(arg: NodeId, format: Format): FixedId {
    const node = this.a.plan.nodes[arg]!;
    const value = node.attributes.value!;
    const integer = integerOf(value, format);
    const real = Number(integer) * 2 ** -format.fraction;
    return this.once(`constant ${formatText(format)} ${integer} ${node.type}`, () => ({
      op: 'constant',
      args: [],
      attributes: { value },
      format,
      rounding: 'nearestEven',
      overflow: 'proved',
      flagged: false,
      integer,
      table: null,
      type: node.type,
      name: node.name,
      origin: node.origin,
      step: node.step,
      range: { low: value, high: value },
      error: Math.abs(real - value),
    }));
  }
  private resized(arg: NodeId, { format, rounding, overflow }: Shape, error: number): FixedId {
    const { plan, ranges, bounds } = this.a;
    return this.once(`resize ${arg} ${formatText(format)} ${rounding}`, () => ({
      op: 'resize',
      args: [this.ofNode[arg]!],
      attributes: {},
      format,
      rounding,
      overflow,
      flagged: false,
      integer: null,
      table: null,
      type: 'real',
      name: null,
      origin: plan.nodes[arg]!.origin,
      step: null,
      range: ranges.relied[arg]!,
      error: bounds.nodes[arg]! + error,
    }));
  }
  /**
   * The value of a node rounded stochastically: floor(x + u), u uniform on as many bits as are dropped, 32 at most. The mean of
   * the result is x (up to 2^-32 of a unit where more are dropped). null when no bit is dropped.
   */
  private dithered(node: NodeId, state: number, format: Format): FixedId | null {
    const { plan } = this.a;
    if (plan.nodes[node]!.op === 'constant') return null;
    this.current = node;
    const id = this.ofNode[node]!;
    const value = this.values[id]!;
    const bits = Math.min(32, value.format.fraction - format.fraction);
    if (bits <= 0) return null;
    const unit = 2 ** -format.fraction;
    const own: Format = { signed: false, width: bits, fraction: format.fraction + bits };
    const site = roundingSites + sitesOfPart * plan.original.part + state;
    const index = this.draws.push({ kind: 'bits', site, format: own }) - 1;
    const plain = { flagged: false, integer: null, table: null, type: 'real', name: null, step: null } as const;
    const { origin } = value;
    const exact = { rounding: 'nearestEven', overflow: 'proved', origin } as const;
    const range = { low: 0, high: unit };
    const u = this.add({
      ...plain,
      ...exact,
      op: 'draw',
      args: [],
      attributes: { index },
      format: own,
      range,
      error: 0,
    });
    const inside = rangeOf(format);
    const given = rangeOf(value.format);
    const angle = plan.original.population.cell.states[state]!.angle;
    const proved = given.low >= inside.low && given.high + unit <= inside.high;
    const overflow = angle ? 'wrap' : proved ? 'proved' : 'saturate';
    return this.add({
      ...plain,
      op: 'add',
      args: [id, u],
      attributes: {},
      format,
      rounding: 'floor',
      overflow,
      flagged: overflow === 'saturate',
      origin,
      range: value.range,
      error: value.error + unit,
    });
  }
  /** The value of a node in a given format: as it is, or resized. */
  private inFormat(node: NodeId, format: Format, rounding: Shape['rounding']): FixedId {
    this.current = node;
    if (this.a.plan.nodes[node]!.op === 'constant') return this.constant(node, format);
    const own = this.values[this.ofNode[node]!]!.format;
    if (formatText(own) === formatText(format)) return this.ofNode[node]!;
    const inside = rangeOf(format);
    const given = rangeOf(own);
    const proved = given.low >= inside.low && given.high <= inside.high;
    const id = this.resized(
      node,
      { format, rounding, overflow: proved ? 'proved' : 'saturate' },
      roundingError(own, format, rounding),
    );
    if (!proved) this.values[id] = { ...this.values[id]!, flagged: true };
    return id;
  }
  private whole(node: NodeId, format: Format = booleanFormat): FixedId {
    this.current = node;
    return this.a.plan.nodes[node]!.op === 'constant' ? this.constant(node, format) : this.ofNode[node]!;
  }
  /** Drops what the outputs do not need; gives the new place of an old value. */
  private prune(roots: readonly FixedId[]): (old: FixedId) => FixedId {
    const needed = oldestFirst(closure(roots, (id) => this.values[id]!.args));
    const place = new Map(needed.map((id, i) => [id, i as FixedId]));
    this.nodeOf = [...place.keys()].map((id) => this.nodeOf[id]!);
    this.values = [...place.keys()].map((id) => ({
      ...this.values[id]!,
      args: this.values[id]!.args.map((arg) => place.get(arg)!),
    }));
    return (old) => place.get(old)!;
  }
}
