/**
 * A traced step as lane code. Choices stay choices, except that what only a rare side needs is put into a branch when it costs
 * more than the test whether any lane needs it.
 */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { ValueId } from '../../compiler/ops/index.ts';
import type { ProgramNode, NodeId as RegionNode } from '../float64/program.ts';
import { arrange, type Region, type Unit } from '../float64/regions.ts';
import { LaneCode, type LaneId, magic } from '../lanes/code.ts';
import { type LaneLeaf, type LaneProgram, outputsOf } from './lane-form.ts';
import { leafFraction, type Scales, splitOf } from './lane-scales.ts';
import { lowerTable } from './lane-tables.ts';
import { isConstant, isTruth, type Node, type NodeId, type Words } from './node.ts';
import type { Program } from './program.ts';
import { seldomChanged } from './seldom.ts';

/** Rough cost of nodes, in instructions. */
const costs: Readonly<Partial<Record<Node['kind'], number>>> = {
  polynomial: 40,
  divideEven: 8,
  divideFloor: 10,
  load: 8,
  constant: 0,
  leaf: 0,
  assume: 0,
  shiftLeft: 0,
};
/** Cost from which what a rare side needs is put into a branch. */
const dear = 30;

/** One program written as lane code; `raisedBy`: how much higher than the state its column is. */
export class Lowering {
  private readonly code = new LaneCode();
  private readonly fixed: FixedForm;
  private readonly program: Program;
  private readonly scales: Scales;
  private readonly made = new Map<NodeId, LaneId>();
  private readonly leaves: LaneLeaf[] = [];
  private readonly raisedBy: ReadonlyMap<number, number>;
  /** Such nodes cost nothing in most steps. */
  private readonly seldom: ReadonlySet<NodeId>;
  private readonly flags: { raised: LaneId; bit: number }[] = [];
  private readonly floats = new Map<Words, Map<number, Float64Array<ArrayBuffer>>>();

  constructor(fixed: FixedForm, program: Program, scales: Scales, raisedBy: ReadonlyMap<number, number>) {
    this.raisedBy = raisedBy;
    this.seldom = seldomChanged(program);
    this.fixed = fixed;
    this.program = program;
    this.scales = scales;
  }
  run(): LaneProgram {
    const { program, fixed } = this;
    for (const id of program.live) {
      const node = this.node(id);
      if (node.kind !== 'leaf') continue;
      this.made.set(id, this.leaf({ kind: node.leaf!, index: node.bits, fraction: leafFraction(fixed, node) }));
    }
    this.region(
      arrange(
        { nodes: program.nodes.map((node, id) => regionNode(node, program.uses[id]! > 0)) },
        program.roots as readonly number[] as RegionNode[],
      ),
      null,
    );
    for (const { holds, flag } of program.asserts)
      this.flags.push({ raised: this.code.not(this.truth(holds)), bit: flag });
    for (const { when, flag } of program.raises) this.flags.push({ raised: this.truth(when), bit: flag });
    const lowered: LaneProgram = {
      code: this.code,
      leaves: this.leaves,
      columns: program.next.map((id, s) => ({
        next: this.nextState(id, s),
        raisedBy: this.raisedBy.get(s) ?? 0,
        isMask: false,
      })),
      events: program.events.map(({ fired, fraction }) => ({
        fired: this.truth(fired),
        fraction: fraction === null ? null : this.real(fraction, 0),
      })),
      sources: program.sources.map((id, d) => this.real(id, -fixed.delayLines[d]!.format.fraction)),
      flags: this.flags,
      deriveInitial: null,
    };
    this.code.prune(outputsOf(lowered));
    return lowered;
  }
  private leaf(leaf: LaneLeaf): LaneId {
    const input = this.code.input(this.leaves.push(leaf) - 1);
    const by = leaf.kind === 'state' ? (this.raisedBy.get(leaf.index) ?? 0) : 0;
    return this.code.lowered(input, by);
  }
  /** null where a state keeps its value. */
  private nextState(id: NodeId, s: number): LaneId | null {
    const { leaf, bits } = this.node(id);
    if (leaf === 'state' && bits === s) return null;
    const real = this.real(id, -this.fixed.states[s]!.format.fraction);
    return this.code.add(real, this.code.constant(this.raisedBy.get(s) ?? 0));
  }
  private node(id: NodeId): Node {
    return this.program.nodes[id]!;
  }

  /** `guard`: mask of the lanes that need the region; null: all. */
  private region(region: Region, guard: LaneId | null): void {
    for (const unit of region.units) {
      if (unit.condition === null) this.plain(unit.members[0]! as number as NodeId);
      else this.choices(unit, this.truth(unit.condition as number as NodeId), guard);
    }
  }
  private choices(unit: Unit, condition: LaneId, guard: LaneId | null): void {
    const ids = unit.members as readonly number[] as NodeId[];
    const sides = [
      { region: unit.whenTrue, mask: condition, argument: 1 },
      {
        region: unit.whenFalse,
        mask: this.isEmpty(unit.whenFalse) ? condition : this.code.not(condition),
        argument: 2,
      },
    ];
    const [rare] = sides
      .map((side) => ({ ...side, cost: this.cost(side.region) }))
      .filter(({ cost }) => cost >= dear)
      .sort((one, two) => two.cost - one.cost);
    for (const side of sides)
      if (side.argument !== rare?.argument) this.region(side.region, this.both(guard, side.mask));
    if (!rare) {
      for (const id of ids) this.made.set(id, this.chosen(id, condition));
      return;
    }
    const outside = ids.map((id) => this.side(id, 3 - rare.argument));
    const joined = this.code.branch(this.both(guard, rare.mask), () => {
      this.region(rare.region, null);
      return ids.map((id, i) => [this.side(id, rare.argument), outside[i]!] as const);
    });
    // outside of the guard nobody looks at them
    ids.forEach((id, i) => {
      this.made.set(id, joined[i]!);
    });
  }
  /** What a choice is where its condition holds (argument 1) or does not (2); `and` is a choice of its second condition. */
  private side(id: NodeId, argument: number): LaneId {
    const { kind, args } = this.node(id);
    if (kind !== 'and') return this.real(args[argument]!, this.scales.get(id)!);
    return argument === 1 ? this.truth(args[1]!) : this.code.constant(0);
  }
  private both(guard: LaneId | null, mask: LaneId): LaneId {
    return guard === null ? mask : this.code.and(guard, mask);
  }
  private isEmpty(region: Region): boolean {
    return region.units.length === 0;
  }
  /** What a region costs when its dear parts are not run. */
  private cost(region: Region): number {
    return region.units.reduce((sum, unit) => {
      if (unit.members.every((id) => this.seldom.has(id as number as NodeId))) return sum;
      if (unit.condition === null) return sum + (costs[this.node(unit.members[0]! as number as NodeId).kind] ?? 3);
      const [a, b] = [this.cost(unit.whenTrue), this.cost(unit.whenFalse)];
      return sum + 2 * unit.members.length + Math.min(a, b) + (Math.max(a, b) >= dear ? 4 : Math.max(a, b));
    }, 0);
  }

  /** A truth value: a mask. */
  private truth(id: NodeId): LaneId {
    const node = this.node(id);
    if (isTruth(node)) return this.made.get(id)!;
    if (isConstant(node))
      return this.code.compare('equal', this.code.constant(Number(node.number)), this.code.constant(1));
    return this.code.not(this.code.compare('equal', this.made.get(id)!, this.code.constant(0)));
  }
  /** A number scaled by 2^scale. */
  private real(id: NodeId, scale: number): LaneId {
    const node = this.node(id);
    if (isConstant(node)) return this.code.constant(Number(node.number) * 2 ** scale);
    if (isTruth(node))
      return this.code.choose(this.made.get(id)!, this.code.constant(2 ** scale), this.code.constant(0));
    return this.code.scale(this.made.get(id)!, scale - this.scales.get(id)!);
  }
  private plain(id: NodeId): void {
    const node = this.node(id);
    if (isConstant(node) || node.kind === 'leaf' || this.isWide(id)) return;
    this.made.set(id, isTruth(node) ? this.mask(node) : this.number(id, node));
  }
  private mask(node: Node): LaneId {
    const { code } = this;
    const [a, b] = node.args as readonly [NodeId, NodeId];
    if (node.kind === 'not') return code.not(this.truth(a));
    if (node.kind === 'and') return code.and(this.truth(a), this.truth(b));
    if (node.kind === 'or') return code.or(this.truth(a), this.truth(b));
    const scale = this.scaleOf(a) ?? this.scaleOf(b) ?? 0;
    return code.compare(node.kind === 'less' ? 'less' : 'equal', this.real(a, scale), this.real(b, scale));
  }
  private scaleOf(id: NodeId): number | undefined {
    return isTruth(this.node(id)) ? undefined : this.scales.get(id);
  }
  private chosen(id: NodeId, condition: LaneId): LaneId {
    const { args, kind } = this.node(id);
    if (kind === 'and') return this.code.and(condition, this.truth(args[1]!));
    const scale = this.scales.get(id)!;
    const [a, b] = [this.real(args[1]!, scale), this.real(args[2]!, scale)];
    return this.extreme(args as readonly [NodeId, NodeId, NodeId], a, b) ?? this.code.choose(condition, a, b);
  }
  /** The smaller or larger of two numbers, or the size of one, where a choice is that. */
  private extreme([condition, a, b]: readonly [NodeId, NodeId, NodeId], x: LaneId, y: LaneId): LaneId | null {
    const test = this.node(condition);
    if (test.kind !== 'less') return null;
    const [left, right] = test.args as readonly [NodeId, NodeId];
    if (left === a && right === b) return this.code.extreme('minimum', x, y);
    if (left === b && right === a) return this.code.extreme('maximum', x, y);
    const isZero = (id: NodeId): boolean => isConstant(this.node(id)) && this.node(id).number === 0n;
    const { kind, args } = this.node(a);
    const isNegated = kind === 'subtract' && isZero(args[0]!) && args[1] === b;
    return isNegated && left === b && isZero(right) ? this.code.unary('absolute', y) : null;
  }
  private number(id: NodeId, node: Node): LaneId {
    const { code } = this;
    const scale = this.scales.get(id)!;
    const unit = 2 ** scale;
    const [a, b] = node.args as readonly [NodeId, NodeId];
    switch (node.kind) {
      case 'add':
        return code.add(this.real(a, scale), this.real(b, scale));
      case 'subtract':
        return code.subtract(this.real(a, scale), this.real(b, scale));
      case 'multiply':
        return this.product(a, b, scale);
      case 'shiftLeft':
      case 'assume':
        return this.real(a, scale - (node.kind === 'shiftLeft' ? -node.bits : 0));
      case 'roundEven':
        if (this.isWide(a)) return this.wideProduct(node, scale);
        return code.round(this.real(a, scale - node.bits), unit);
      case 'shiftRight':
        return this.floor(this.node(a), this.real(a, scale - node.bits), scale - node.bits, node.bits);
      case 'mask':
        return this.lowBits(node, a, scale);
      case 'divideEven':
        return code.round(this.quotient(a, b, scale), unit);
      case 'divideFloor':
        return code.scale(code.unary('floor', this.quotient(a, b, 0)), scale);
      case 'select':
        return this.chosen(id, this.truth(a));
      case 'clamp':
        return this.clamp(node, this.saturatedQuotient(node, scale) ?? this.real(a, scale), unit);
      case 'load': {
        const words = this.wordsOf(node.memory!, scale);
        const place = { raised: code.whole(this.real(a, 0), 1), unit: 1, zero: 0, shift: 0 };
        return code.gather(words, code.row(place, words, 1), 0);
      }
      case 'polynomial': {
        const codeScale = this.scaleOf(a) ?? 0;
        return lowerTable(code, node.table!, this.real(a, codeScale), codeScale, scale);
      }
      default:
        throw new Error(`no lane code for a node of kind '${node.kind}'`);
    }
  }
  private isWide(id: NodeId): boolean {
    const { kind, low, high } = this.node(id);
    return kind === 'multiply' && (low < -(1n << 53n) || high >= 1n << 53n);
  }
  /**
   * A product of more than 53 bits, rounded to even: one factor in two parts. The larger product is, or is rounded to, an even
   * multiple, so that ties of the rest fall as those of the whole.
   */
  private wideProduct(rounded: Node, scale: number): LaneId {
    const { code } = this;
    const { parted, whole, cut, isEven } = splitOf(this.program, rounded)!;
    const unit = 2 ** scale;
    const [x, y] = [this.scaleOf(whole), this.scaleOf(parted)];
    const own = scale - rounded.bits;
    const first = x ?? own - (y ?? 0);
    const [left, right] = [this.real(whole, first), this.real(parted, own - first)];
    const high = code.round(right, 2 ** (own - first + cut));
    const low = code.multiply(left, code.subtract(right, high));
    const large = code.multiply(left, high);
    if (isEven) return code.lowered(code.add(code.whole(low, unit), large), magic * unit);
    const even = code.round(large, 2 * unit);
    return code.add(even, code.round(code.add(code.subtract(large, even), low), unit));
  }
  private product(a: NodeId, b: NodeId, scale: number): LaneId {
    const [x, y] = [this.scaleOf(a), this.scaleOf(b)];
    const first = x ?? scale - (y ?? 0);
    return this.code.multiply(this.real(a, first), this.real(b, scale - first));
  }
  /** a / b scaled, not yet rounded; where b may be 0 the quotient is that by 1, so that nothing infinite goes on. */
  private quotient(a: NodeId, b: NodeId, scale: number): LaneId {
    const { code } = this;
    const below = this.scaleOf(b) ?? (this.scaleOf(a) ?? scale) - scale;
    const divisor = this.real(b, below);
    const { low, high } = this.node(b);
    const zero = code.constant(0);
    const safe =
      low > 0n || high < 0n
        ? divisor
        : code.choose(code.compare('equal', divisor, zero), code.constant(2 ** below), divisor);
    return code.divide(this.real(a, scale + below), safe);
  }
  /**
   * Where a clamp holds a quotient that a division by zero sends beyond its limits, the infinities of float64 do so by
   * themselves. 0/0 is not a number, of which `limit` makes the upper limit, as the operation wants it.
   */
  private saturatedQuotient({ limits, args }: Node, scale: number): LaneId | null {
    const { code } = this;
    const choice = this.node(args[0]!);
    if (choice.kind !== 'select') return null;
    const [test, whenZero, quotient] = choice.args.map((arg) => this.node(arg)) as [Node, Node, Node];
    if (quotient.kind !== 'divideEven' || test.kind !== 'equal' || whenZero.kind !== 'select') return null;
    const [a, b] = quotient.args as readonly [NodeId, NodeId];
    const isZero = (id: NodeId): boolean => this.node(id).kind === 'constant' && this.node(id).number === 0n;
    if (!(test.args.some(isZero) && test.args.includes(b))) return null;
    const [sign, low, high] = whenZero.args.map((arg) => this.node(arg)) as [Node, Node, Node];
    const byNumerator = sign.kind === 'less' && this.isScaled(sign.args[0]!, a) && isZero(sign.args[1]!);
    if (!byNumerator || low.kind !== 'constant' || high.kind !== 'constant') return null;
    if (low.number >= limits!.low || high.number <= limits!.high) return null;
    const below = this.scaleOf(b)!;
    // + 0: a divisor that is a negative zero would turn the sign
    const divisor = code.add(this.real(b, below), code.constant(0));
    return code.round(code.divide(this.real(a, scale + below), divisor), 2 ** scale);
  }
  /** Whether two nodes have the same sign: one is the other shifted. */
  private isScaled(a: NodeId, b: NodeId): boolean {
    const base = (id: NodeId): NodeId => {
      const { kind, args } = this.node(id);
      return kind === 'shiftLeft' || kind === 'assume' ? base(args[0]!) : id;
    };
    return base(a) === base(b);
  }
  /** floor(n / 2^bits) of x = n * 2^scale. */
  private floor({ low, high }: Node, x: LaneId, scale: number, bits: number): LaneId {
    const { code } = this;
    const unit = 2 ** (scale + bits);
    const limit = 1n << 50n;
    const isShort = low > -limit && high < limit && bits < 50;
    if (isShort) return code.round(code.subtract(x, code.constant(unit / 2 - 2 ** scale / 2)), unit);
    return code.scale(code.unary('floor', code.scale(x, -scale - bits)), scale + bits);
  }
  private lowBits(node: Node, a: NodeId, scale: number): LaneId {
    const bits = node.number.toString(2).length;
    if (node.number === 0n) return this.code.constant(0);
    const x = this.real(a, scale);
    return this.code.subtract(x, this.floor(this.node(a), x, scale, bits));
  }
  private clamp(node: Node, x: LaneId, unit: number): LaneId {
    const { code } = this;
    const { low, high } = node.limits!;
    const argument = this.node(node.args[0]!);
    let y = x;
    // from above first: what is not a number becomes the upper limit
    if (argument.high > high) y = code.limit('minimum', Number(high) * unit, y);
    if (argument.low < low) y = code.limit('maximum', Number(low) * unit, y);
    return y;
  }
  private wordsOf(words: Words, scale: number): Float64Array<ArrayBuffer> {
    const known = this.floats.get(words) ?? new Map<number, Float64Array<ArrayBuffer>>();
    this.floats.set(words, known);
    const found = known.get(scale) ?? Float64Array.from(words as readonly bigint[], (w) => Number(w) * 2 ** scale);
    known.set(scale, found);
    return found;
  }
}
/** What the arrangement must know of a node. */
function regionNode(node: Node, isLive: boolean): ProgramNode {
  if (!isLive) return { kind: 'text', text: '' };
  const [condition, whenTrue, whenFalse] = node.args as readonly number[] as RegionNode[];
  // what only the second of two conditions needs is needed only where the first holds
  if (node.kind === 'and')
    return { kind: 'choice', value: null, condition: condition!, whenTrue: whenTrue!, whenFalse: condition! };
  if (node.kind === 'select')
    return { kind: 'choice', value: null, condition: condition!, whenTrue: whenTrue!, whenFalse: whenFalse! };
  return { kind: 'operation', value: 0 as ValueId, args: node.args as readonly number[] as RegionNode[] };
}
