/**
 * Turns integer meanings into nodes: an `IntegerBuilder` that computes nothing but remembers, hash-consed, with bounds.
 * Everything that bounds or constants decide is decided here once, so each engine writes code only for the rest.
 */
import {
  divideRounded,
  type IntegerBuilder,
  type IntegerMemory,
  type PolynomialTable,
  type Rounding,
} from '../../compiler/ops/index.ts';
import { choiceBounds, cut, ends, hullOf, maskBounds, productBounds, quotientBounds, roundEven } from './bounds.ts';
import {
  type Bounds,
  isConstant,
  isTruth,
  type LeafKind,
  type Node,
  type NodeId,
  type NodeKind,
  type Words,
} from './node.ts';
import { tableBounds } from './table-bounds.ts';
import { intoChoice, limitOf, mergeChoices, signOperand } from './trace-rules.ts';

const truth: Bounds = { low: 0n, high: 1n };
const plain = { number: 0n, bits: 0, leaf: null, limits: null, flag: null, memory: null, table: null } as const;

export class Trace implements IntegerBuilder<NodeId> {
  readonly nodes: Node[] = [];
  /** Flag bit of the value that is being traced. */
  flag: number | null = null;
  /** Whether tables stay whole: nodes of kind `polynomial`. */
  private readonly wholeTables: boolean;
  private readonly known = new Map<string, NodeId>();
  private readonly memories = new Map<Words, number>();
  private readonly tables = new Map<PolynomialTable, number>();

  constructor(wholeTables = false) {
    this.wholeTables = wholeTables;
  }

  private make(kind: NodeKind, args: readonly NodeId[], { low, high }: Bounds, rest: Partial<Node> = plain): NodeId {
    const { number, bits, leaf, limits, flag, memory, table } = rest === plain ? plain : { ...plain, ...rest };
    if (low === high && kind !== 'constant' && flag === null) return this.constant(low);
    const node: Node = { number, bits, leaf, limits, flag, memory, table, kind, args, low, high };
    const key = this.key(node);
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const id = (this.nodes.push(node) - 1) as NodeId;
    this.known.set(key, id);
    return id;
  }
  /** Only what is not as in a plain node: the letters keep the rest apart. */
  private key({ kind, args, number, bits, leaf, limits, flag, memory, table, low, high }: Node): string {
    let key = args.length === 0 ? kind : `${kind} ${args.length === 1 ? args[0] : args.join()}`;
    if (number !== 0n) key += `n${number}`;
    if (bits !== 0) key += `b${bits}`;
    if (leaf !== null) key += `l${leaf}`;
    if (limits !== null) key += `c${limits.low}..${limits.high}`;
    if (flag !== null) key += `f${flag}`;
    if (memory !== null) key += `m${numberOf(this.memories, memory)}`;
    if (table !== null) key += `t${numberOf(this.tables, table)}`;
    if (kind === 'assume') key += `a${low}..${high}`;
    return key;
  }
  get(id: NodeId): Node {
    return this.nodes[id]!;
  }
  private number(id: NodeId): bigint | null {
    const node = this.get(id);
    return isConstant(node) ? node.number : null;
  }

  leaf(leaf: LeafKind, index: number, bounds: Bounds): NodeId {
    return this.make('leaf', [], bounds, { leaf, bits: index });
  }
  /** The same integer in bounds that numerics has proved. */
  assume(a: NodeId, bounds: Bounds): NodeId {
    const node = this.get(a);
    const narrowed = cut(node, bounds.low, bounds.high);
    return narrowed.low === node.low && narrowed.high === node.high ? a : this.make('assume', [a], narrowed);
  }
  constant(value: bigint): NodeId {
    return this.make('constant', [], { low: value, high: value }, { number: value });
  }
  add(a: NodeId, b: NodeId): NodeId {
    const [x, y] = [this.get(a), this.get(b)];
    if (isConstant(x)) return isConstant(y) ? this.constant(x.number + y.number) : this.addConstant(b, x.number);
    if (isConstant(y)) return this.addConstant(a, y.number);
    return this.make('add', a < b ? [a, b] : [b, a], { low: x.low + y.low, high: x.high + y.high });
  }
  private addConstant(a: NodeId, number: bigint): NodeId {
    if (number === 0n) return a;
    const node = this.get(a);
    const inner = node.kind === 'add' ? this.number(node.args[1]!) : null;
    if (inner !== null) return this.add(node.args[0]!, this.constant(inner + number));
    return this.make('add', [a, this.constant(number)], { low: node.low + number, high: node.high + number });
  }
  subtract(a: NodeId, b: NodeId): NodeId {
    if (a === b) return this.constant(0n);
    const [x, y] = [this.get(a), this.get(b)];
    if (isConstant(y)) return this.addConstant(a, -y.number);
    if (isConstant(x) && x.number === 1n && isTruth(y)) return this.not(b);
    const signed = signOperand(this, x, y);
    if (signed !== null) return this.clamp(signed, -1n, 1n);
    return this.make('subtract', [a, b], { low: x.low - y.high, high: x.high - y.low });
  }
  not(a: NodeId): NodeId {
    const node = this.get(a);
    return node.kind === 'not' ? node.args[0]! : this.make('not', [a], truth);
  }
  multiply(a: NodeId, b: NodeId): NodeId {
    const [x, y] = [this.get(a), this.get(b)];
    if (isConstant(y) && !isConstant(x)) return this.multiply(b, a);
    if (isConstant(x)) {
      if (x.number === 1n) return b;
      const bits = powerOfTwo(x.number);
      if (bits !== null) return this.shiftLeft(b, bits);
    }
    const args = isConstant(x) ? [b, a] : a < b ? [a, b] : [b, a];
    return this.make('multiply', args, productBounds(x, y, a === b));
  }
  divide(a: NodeId, b: NodeId, rounding: Rounding): NodeId {
    const [x, y] = [this.get(a), this.get(b)];
    if (isConstant(y) && y.number === 1n) return a;
    if (isConstant(x) && isConstant(y)) return this.constant(divideRounded(x.number, y.number, rounding));
    const kind = rounding === 'floor' ? 'divideFloor' : 'divideEven';
    return this.make(kind, [a, b], quotientBounds(x, y));
  }
  shiftLeft(a: NodeId, bits: number): NodeId {
    if (bits === 0) return a;
    const node = this.get(a);
    if (node.kind === 'shiftLeft') return this.shiftLeft(node.args[0]!, node.bits + bits);
    return this.make('shiftLeft', [a], { low: node.low << BigInt(bits), high: node.high << BigInt(bits) }, { bits });
  }
  shiftRight(a: NodeId, bits: number): NodeId {
    if (bits === 0) return a;
    const node = this.get(a);
    const rounded = this.roundedOperand(node, bits);
    if (rounded !== null) return this.round(rounded, bits);
    if (node.kind === 'shiftRight') return this.shiftRight(node.args[0]!, node.bits + bits);
    if (node.kind === 'shiftLeft') return this.shift(node.args[0]!, node.bits - bits);
    return this.make('shiftRight', [a], { low: node.low >> BigInt(bits), high: node.high >> BigInt(bits) }, { bits });
  }
  private shift(a: NodeId, left: number): NodeId {
    return left >= 0 ? this.shiftLeft(a, left) : this.shiftRight(a, -left);
  }
  /** x where the node is x + (half - 1) + (x >> bits & 1): its shift right by `bits` rounds x to even. */
  private roundedOperand(node: Node, bits: number): NodeId | null {
    if (node.kind !== 'add') return null;
    const half = (1n << BigInt(bits - 1)) - 1n;
    for (const [odd, raised] of [
      [node.args[0]!, node.args[1]!],
      [node.args[1]!, node.args[0]!],
    ] as const) {
      if (this.get(odd).kind !== 'mask' && this.get(odd).kind !== 'shiftRight') continue;
      // adding the constant first may have merged it with a constant inside: take it back to find x
      const x = this.add(raised, this.constant(-half));
      if (this.bitAnd(this.shiftRight(x, bits), 1n) === odd) return x;
    }
    return null;
  }
  /** a / 2^bits to the nearest integer, ties to even. */
  round(a: NodeId, bits: number): NodeId {
    const node = this.get(a);
    if (node.kind === 'shiftLeft') {
      return node.bits >= bits
        ? this.shiftLeft(node.args[0]!, node.bits - bits)
        : this.round(node.args[0]!, bits - node.bits);
    }
    const kept = (side: NodeId): boolean => this.keepsWord(side, bits);
    const moved = intoChoice(this, a, kept, (side) => this.round(side, bits));
    if (moved !== null) return moved;
    return this.make('roundEven', [a], { low: roundEven(node.low, bits), high: roundEven(node.high, bits) }, { bits });
  }
  /** Whether a node is a word of a column, shifted left by so many bits at least. */
  private keepsWord(id: NodeId, bits: number): boolean {
    const node = this.get(id);
    return node.kind === 'shiftLeft' && node.bits >= bits && this.get(node.args[0]!).kind === 'leaf';
  }
  shiftLeftBy(a: NodeId, bits: NodeId, most: number): NodeId {
    const by = this.number(bits);
    if (by !== null) return this.shiftLeft(a, Number(by));
    const node = this.get(a);
    const shift = this.get(bits).high;
    const [low, high] = [node.low < 0n ? node.low << shift : node.low, node.high > 0n ? node.high << shift : node.high];
    return this.make('shiftLeftBy', [a, bits], { low, high }, { bits: most });
  }
  shiftRightBy(a: NodeId, bits: NodeId, most: number): NodeId {
    const by = this.number(bits);
    if (by !== null) return this.shiftRight(a, Number(by));
    const node = this.get(a);
    const [least, largest] = [this.get(bits).low, this.get(bits).high];
    const low = node.low >> (node.low < 0n ? least : largest);
    const high = node.high >> (node.high > 0n ? least : largest);
    return this.make('shiftRightBy', [a, bits], { low, high }, { bits: most });
  }
  bitAnd(a: NodeId, mask: bigint): NodeId {
    const node = this.get(a);
    if (isConstant(node)) return this.constant(node.number & mask);
    const full = (mask & (mask + 1n)) === 0n;
    if (full && node.low >= 0n && node.high <= mask) return a;
    if (full && node.kind === 'shiftLeft' && mask < 1n << BigInt(node.bits)) return this.constant(0n);
    return this.make('mask', [a], maskBounds(node, mask), { number: mask });
  }
  less(a: NodeId, b: NodeId): NodeId {
    const [x, y] = [this.get(a), this.get(b)];
    if (x.high < y.low) return this.constant(1n);
    if (x.low >= y.high) return this.constant(0n);
    if (x.kind === 'shiftLeft' && isConstant(y))
      return this.less(x.args[0]!, this.constant(-(-y.number >> BigInt(x.bits))));
    if (y.kind === 'shiftLeft' && isConstant(x))
      return this.less(this.constant(x.number >> BigInt(y.bits)), y.args[0]!);
    return this.make('less', [a, b], truth);
  }
  equal(a: NodeId, b: NodeId): NodeId {
    const [x, y] = [this.get(a), this.get(b)];
    if (a === b) return this.constant(1n);
    if (x.high < y.low || y.high < x.low) return this.constant(0n);
    return this.make('equal', a < b ? [a, b] : [b, a], truth);
  }
  select(condition: NodeId, whenTrue: NodeId, whenFalse: NodeId): NodeId {
    const c = this.get(condition);
    if (isConstant(c)) return c.number !== 0n ? whenTrue : whenFalse;
    if (whenTrue === whenFalse) return whenTrue;
    if (c.kind === 'not') return this.select(c.args[0]!, whenFalse, whenTrue);
    const [a, b] = [this.get(whenTrue), this.get(whenFalse)];
    if (isTruth(c)) {
      const [one, zero] = [this.number(whenTrue), this.number(whenFalse)];
      if (one === 1n && zero === 0n) return condition;
      if (one === 0n && zero === 1n) return this.not(condition);
      if (isTruth(a) && zero === 0n) return this.and(condition, whenTrue);
      if (isTruth(b) && one === 1n) return this.or(condition, whenFalse);
    }
    const limited = limitOf(this, c, whenTrue, whenFalse);
    if (limited !== null) return this.clip(limited.of, limited, null);
    const merged = mergeChoices(this, condition, whenTrue, whenFalse);
    if (merged !== null) return merged;
    const args = [condition, whenTrue, whenFalse] as const;
    return this.make('select', args, choiceBounds(c, a, b, args, this.nodes));
  }
  /** The value where a condition holds, and 0 where not; never merged with choices inside of it. */
  guarded(condition: NodeId, value: NodeId): NodeId {
    return this.make('select', [condition, value, this.constant(0n)], hullOf(this.get(value), { low: 0n, high: 0n }));
  }
  /** Of truth values; `b` is looked at only where `a` holds. */
  and(a: NodeId, b: NodeId): NodeId {
    if (a === b) return a;
    const [x, y] = [this.get(a), this.get(b)];
    if (isConstant(x)) return x.number === 0n ? a : b;
    if (isConstant(y)) return y.number === 0n ? b : a;
    return this.make('and', [a, b], truth);
  }
  or(a: NodeId, b: NodeId): NodeId {
    if (a === b) return a;
    const [x, y] = [this.get(a), this.get(b)];
    if (isConstant(x)) return x.number === 0n ? b : a;
    if (isConstant(y)) return y.number === 0n ? a : b;
    return this.make('or', [a, b], truth);
  }
  clamp(a: NodeId, low: bigint, high: bigint): NodeId {
    return this.clip(a, { low, high }, null);
  }
  saturate(a: NodeId, low: bigint, high: bigint): NodeId {
    return this.clip(a, { low, high }, this.flag);
  }
  private clip(a: NodeId, limits: Bounds, flag: number | null): NodeId {
    const node = this.get(a);
    if (node.low >= limits.low && node.high <= limits.high) return a;
    const inner = node.kind === 'clamp' && node.flag === null ? node.limits! : null;
    // one clamp does the work of two whose limits overlap
    if (flag === null && inner && inner.low <= limits.high && limits.low <= inner.high)
      return this.clip(node.args[0]!, cut(inner, limits.low, limits.high), null);
    const kept = (side: NodeId): boolean => this.get(side).kind === 'leaf' || this.mergesWith(side, limits);
    const moved = flag === null ? intoChoice(this, a, kept, (side) => this.clip(side, limits, null)) : null;
    if (moved !== null) return moved;
    return this.make('clamp', [a], cut(node, limits.low, limits.high), { limits, flag });
  }
  /** Whether a node is a clamp that can do the work of another one too. */
  private mergesWith(id: NodeId, limits: Bounds): boolean {
    const { kind, flag, limits: own } = this.get(id);
    return kind === 'clamp' && flag === null && own!.low <= limits.high && limits.low <= own!.high;
  }
  load(memory: IntegerMemory, index: NodeId): NodeId {
    return this.loadWord(memory.words, index);
  }
  polynomial(table: PolynomialTable, code: NodeId): NodeId | null {
    if (!this.wholeTables) return null;
    return this.make('polynomial', [this.clamp(code, table.lowCode, table.highCode)], tableBounds(table), { table });
  }
  /** `words[index]`, with the bounds of the words that the index can reach. */
  loadWord(words: Words, index: NodeId): NodeId {
    const at = this.get(index);
    // the bounds of an index may be coarser than the table that it stays in
    const [first, last] = [Math.max(Number(at.low), 0), Math.min(Number(at.high), words.length - 1)];
    return this.make('load', [index], wordBounds(words, first, last), { memory: words });
  }
}

function wordBounds(words: Words, first: number, last: number): Bounds {
  if (!(words instanceof Int32Array)) return ends(words.slice(first, last + 1));
  let [low, high] = [words[first]!, words[first]!];
  for (let i = first; i <= last; i++) {
    low = Math.min(low, words[i]!);
    high = Math.max(high, words[i]!);
  }
  return { low: BigInt(low), high: BigInt(high) };
}
/** Counts things in the order in which they come. */
function numberOf<T>(numbers: Map<T, number>, thing: T): number {
  const known = numbers.get(thing) ?? numbers.size;
  numbers.set(thing, known);
  return known;
}
function powerOfTwo(x: bigint): number | null {
  if (x <= 0n || (x & (x - 1n)) !== 0n) return null;
  return x.toString(2).length - 1;
}
