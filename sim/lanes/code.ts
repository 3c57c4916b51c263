/**
 * Straight-line float64 code for one or several instances side by side ("lanes"), of which WebAssembly and JavaScript are
 * written. Reals are float64 numbers, masks are truth values of every lane, addresses are byte places in constant memories.
 */
export type LaneId = number & { readonly brand: 'Lane' };

export type LaneOp =
  | 'constant' // value
  | 'input' // value: number of the input, which the frame around loads
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'square root'
  | 'absolute'
  | 'floor'
  /** b < a ? b : a, and a < b ? b : a: a where b is not a number. */
  | 'minimum'
  | 'maximum'
  | 'less'
  | 'lessEqual'
  | 'equal'
  | 'notEqual'
  | 'and'
  | 'or'
  | 'not'
  /** args[0] ? args[1] : args[2] */
  | 'choose'
  /**
   * Place of a row of `memory` with `value` numbers per row: that of `rowNumber`, of args[0], a number raised to between 2^52
   * and 2^53 units, and the constants args[1], its unit; args[2], what is taken away from its low 32 bits; args[3], by how much
   * they are then shifted.
   */
  | 'row'
  /** The same, where the row is looked up: its place in bytes is a word of `memory`. */
  | 'rowOf'
  /** Number `value` of the row at args[0]. */
  | 'gather'
  /** Runs `body` where a lane of args[0] is true. */
  | 'branch'
  /** After a branch: args[0] ? args[1] (of its body) : args[2]. */
  | 'joined';

export interface LaneNode {
  readonly op: LaneOp;
  readonly args: readonly LaneId[];
  readonly value: number;
  readonly memory: LaneMemory | null;
  readonly body: readonly LaneId[];
}
/** Constant numbers in rows, or byte places of rows in another memory. */
export type LaneMemory = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

const masks: ReadonlySet<LaneOp> = new Set(['less', 'lessEqual', 'equal', 'notEqual', 'and', 'or', 'not']);
/** Whether a node is a truth value. */
export function isMask(node: LaneNode): boolean {
  return masks.has(node.op);
}
const commuting: ReadonlySet<LaneOp> = new Set(['add', 'multiply', 'equal', 'and', 'or']);

/** Where a row is found. */
export interface RowPlace {
  /** A whole number of units, raised to between 2^52 and 2^53 of them: its low 32 bits are those of its float64. */
  readonly raised: LaneId;
  readonly unit: number;
  /** The row number is `(low bits - zero) >>> shift`, in 32 bits. */
  readonly zero: number;
  readonly shift: number;
}
/** Adding and taking away `magic * unit` rounds to a multiple of a power of two, ties to even: exact below 2^51 units. */
export const magic = 1.5 * 2 ** 52;

/** A number is `from - by`. `unit`: `from` is a multiple of it between 2^52 and 2^53 units; 0: that is not known. */
export interface Raised {
  readonly from: LaneId;
  readonly by: number;
  readonly unit: number;
}
interface RaisedPair extends Raised {
  readonly a: LaneId;
  readonly b: LaneId;
}
interface Scope {
  readonly known: Map<string, LaneId>;
  readonly body: LaneId[];
}
/** Builds code; equal nodes in reach are the same node. */
export class LaneCode {
  readonly nodes: LaneNode[] = [];
  private readonly scopes: Scope[] = [{ known: new Map(), body: [] }];
  /** Numbers that only take away what a rounding has added: that is exact, so it may as well be taken away later, or never. */
  private readonly raised = new Map<LaneId, Raised>();
  private readonly memoryNumbers = new Map<LaneMemory, number>();

  /** Statements at the top, in order. */
  get body(): readonly LaneId[] {
    return this.scopes[0]!.body;
  }
  get memories(): readonly LaneMemory[] {
    return [...this.memoryNumbers.keys()];
  }
  get(id: LaneId): LaneNode {
    return this.nodes[id]!;
  }
  private make(op: LaneOp, args: readonly LaneId[], value = 0, memory: LaneMemory | null = null): LaneId {
    const ordered = commuting.has(op) && args[0]! > args[1]! ? [args[1]!, args[0]!] : args;
    const key = `${op} ${ordered.join()} ${Object.is(value, -0) ? '-0' : value} ${memory ? this.numberOf(memory) : ''}`;
    for (const { known } of this.scopes) {
      const found = known.get(key);
      if (found !== undefined) return found;
    }
    const id = this.push({ op, args: ordered, value, memory, body: [] });
    this.scopes.at(-1)!.known.set(key, id);
    return id;
  }
  /** A node of other code with arguments of this. */
  repeat({ op, value, memory }: LaneNode, args: readonly LaneId[]): LaneId {
    return this.make(op, args, value, memory);
  }
  private push(node: LaneNode): LaneId {
    const id = (this.nodes.push(node) - 1) as LaneId;
    if (node.op !== 'joined') this.scopes.at(-1)!.body.push(id);
    return id;
  }
  private numberOf(memory: LaneMemory): number {
    const known = this.memoryNumbers.get(memory) ?? this.memoryNumbers.size;
    this.memoryNumbers.set(memory, known);
    return known;
  }
  constant(value: number): LaneId {
    return this.make('constant', [], value);
  }
  input(index: number): LaneId {
    return this.make('input', [], index);
  }
  add(a: LaneId, b: LaneId): LaneId {
    const c = this.constantOf(b) ?? this.constantOf(a);
    if (c === undefined) return this.make('add', [a, b]);
    return this.addConstant(this.constantOf(b) === undefined ? b : a, c);
  }
  private addConstant(a: LaneId, c: number): LaneId {
    if (c === 0) return a;
    const raised = this.raised.get(a);
    if (raised === undefined) return this.make('add', [a, this.constant(c)]);
    const folded = this.foldIntoRounding(raised, c);
    if (folded !== null) return folded;
    const sum = exactSum(c, -raised.by);
    if (sum === null) return this.make('add', [a, this.constant(c)]);
    const id = sum === 0 ? raised.from : this.make('add', [raised.from, this.constant(sum)]);
    if (sum !== 0 && id !== a) this.raised.set(id, { ...raised, by: -sum, unit: near(raised, c) ? raised.unit : 0 });
    return id;
  }
  /** A rounded number plus an even number of its units: the rounding may as well add them, its ties stay where they are. */
  private foldIntoRounding(raised: Raised, c: number): LaneId | null {
    const { from, by, unit } = raised;
    const { op, args } = this.get(from);
    const rounds = op === 'add' && by === magic * unit && args.some((arg) => this.constantOf(arg) === by);
    if (c === 0 || !rounds || c % (2 * unit) !== 0 || !near(raised, c)) return null;
    const rounded = args.find((arg) => this.constantOf(arg) !== by)!;
    return this.lowered(this.make('add', [rounded, this.constant(by + c)]), by, unit);
  }
  subtract(a: LaneId, b: LaneId): LaneId {
    const c = this.constantOf(b);
    if (c !== undefined && c !== 0 && this.raised.has(a)) return this.addConstant(a, -c);
    const [left, right] = [this.raised.get(a), this.raised.get(b)];
    // multiples of one unit between the same powers of two
    if (left && right && left.unit > 0 && left.unit === right.unit)
      return this.lowered(this.make('subtract', [left.from, right.from]), left.by - right.by, 0);
    return this.make('subtract', [a, b]);
  }
  private constantOf(id: LaneId): number | undefined {
    const { op, value } = this.get(id);
    return op === 'constant' ? value : undefined;
  }
  /** How a number is made of one that is higher, if it is. */
  raisedOf(id: LaneId): Raised | null {
    return this.raised.get(id) ?? null;
  }
  multiply(a: LaneId, b: LaneId): LaneId {
    return this.make('multiply', [a, b]);
  }
  /** a * 2^bits. */
  scale(a: LaneId, bits: number): LaneId {
    return bits === 0 ? a : this.multiply(a, this.constant(2 ** bits));
  }
  unary(op: 'square root' | 'absolute' | 'floor', a: LaneId): LaneId {
    return this.make(op, [a]);
  }
  divide(a: LaneId, b: LaneId): LaneId {
    return this.make('divide', [a, b]);
  }
  compare(op: 'less' | 'lessEqual' | 'equal' | 'notEqual', a: LaneId, b: LaneId): LaneId {
    const pair = this.raisedPair(a, b);
    return pair ? this.make(op, [pair.a, pair.b]) : this.make(op, [a, b]);
  }
  /** The smaller or larger of two numbers that are neither infinite nor missing. */
  extreme(op: 'minimum' | 'maximum', a: LaneId, b: LaneId): LaneId {
    const c = this.constantOf(a) ?? this.constantOf(b);
    if (c !== undefined) return this.limit(op, c, this.constantOf(a) === undefined ? a : b);
    return this.make(op, [a, b]);
  }
  /** `minimum` or `maximum` of a constant and x. */
  limit(op: 'minimum' | 'maximum', constant: number, x: LaneId): LaneId {
    const pair = this.raisedPair(this.constant(constant), x);
    return pair
      ? this.lowered(this.make(op, [pair.a, pair.b]), pair.by, pair.unit)
      : this.make(op, [this.constant(constant), x]);
  }
  /** Both raised by the same number; one may be a constant that stays exact when raised. */
  private raisedPair(a: LaneId, b: LaneId): RaisedPair | null {
    const [left, right] = [this.raisedOf(a), this.raisedOf(b)];
    if (left && right) {
      const unit = left.unit === right.unit ? left.unit : 0;
      return left.by === right.by ? { ...left, a: left.from, b: right.from, unit } : null;
    }
    const raised = left ?? right;
    const c = this.constantOf(left ? b : a);
    const sum = raised && c !== undefined ? exactSum(c, raised.by) : null;
    if (!raised || c === undefined || sum === null) return null;
    const isMultiple = raised.unit > 0 && c % raised.unit === 0 && near(raised, -c);
    const constant = this.constant(sum);
    const sides = left ? { a: left.from, b: constant } : { a: constant, b: raised.from };
    return { ...raised, ...sides, unit: isMultiple ? raised.unit : 0 };
  }
  /** a - by, which is exact and may be taken away later. */
  lowered(a: LaneId, by: number, unit = by / magic): LaneId {
    if (by === 0) return a;
    const id = this.make('subtract', [a, this.constant(by)]);
    this.raised.set(id, { from: a, by, unit: isPowerOfTwo(unit) ? unit : 0 });
    return id;
  }
  and(a: LaneId, b: LaneId): LaneId {
    return a === b ? a : this.make('and', [a, b]);
  }
  or(a: LaneId, b: LaneId): LaneId {
    return a === b ? a : this.make('or', [a, b]);
  }
  not(a: LaneId): LaneId {
    const { op, args } = this.get(a);
    if (op === 'equal') return this.make('notEqual', args);
    const [left, right] = args as readonly [LaneId, LaneId];
    // of numbers that are not missing
    if (op === 'less') return this.make('lessEqual', [right, left]);
    if (op === 'lessEqual') return this.make('less', [right, left]);
    return op === 'not' ? args[0]! : this.make('not', [a]);
  }
  choose(mask: LaneId, a: LaneId, b: LaneId): LaneId {
    const { op, args } = this.get(mask);
    if (op === 'not') return this.choose(args[0]!, b, a);
    if (a === b) return a;
    const pair = this.raisedPair(a, b);
    return pair
      ? this.lowered(this.make('choose', [mask, pair.a, pair.b]), pair.by, pair.unit)
      : this.make('choose', [mask, a, b]);
  }
  /** To the nearest multiple of a power of two, ties to even. */
  round(a: LaneId, unit: number): LaneId {
    return this.lowered(this.whole(a, unit), magic * unit);
  }
  /** The same, still raised by `magic * unit`. */
  whole(a: LaneId, unit: number): LaneId {
    const { op, args } = this.get(a);
    const by = magic * unit;
    // a sum with a number that is raised already: that, not lowered, plus the other
    if (op === 'add' && !this.raised.has(a))
      for (const [p, q] of [args, [args[1]!, args[0]!]] as [LaneId, LaneId][])
        if (this.raised.get(q)?.by === by && this.constantOf(p) === undefined)
          return this.make('add', [this.raised.get(q)!.from, p]);
    return this.add(a, this.constant(by));
  }
  row(place: RowPlace, rows: Float64Array<ArrayBuffer>, length: number): LaneId {
    return this.make('row', this.placeOf(place), length, rows);
  }
  /** The row at the byte place `memory[number]`. */
  rowOf(memory: Int32Array<ArrayBuffer>, place: RowPlace): LaneId {
    return this.make('rowOf', this.placeOf(place), 0, memory);
  }
  private placeOf({ raised, unit, zero, shift }: RowPlace): readonly LaneId[] {
    return [raised, this.constant(unit), this.constant(zero), this.constant(shift)];
  }
  gather(memory: Float64Array<ArrayBuffer>, row: LaneId, place: number): LaneId {
    return this.make('gather', [row], place, memory);
  }
  /** Takes out what the roots do not need. Nothing can be added afterwards. */
  prune(roots: readonly LaneId[]): void {
    const needed = new Uint8Array(this.nodes.length);
    for (const root of roots) needed[root] = 1;
    for (let id = this.nodes.length - 1; id >= 0; id--) {
      const { op, args } = this.nodes[id]!;
      // a branch is needed where something joined after it is
      if (op === 'branch' && args.some((arg, k) => k > 0 && needed[arg])) needed[id] = 1;
      if (needed[id]) for (const arg of op === 'branch' ? args.slice(0, 1) : args) needed[arg] = 1;
    }
    const kept = (body: readonly LaneId[]): LaneId[] => body.filter((id) => needed[id]);
    this.nodes.forEach((node, id) => {
      if (node.op !== 'branch') return;
      this.nodes[id] = { ...node, args: [node.args[0]!, ...kept(node.args.slice(1))], body: kept(node.body) };
    });
    const top = this.scopes[0]!.body;
    top.splice(0, top.length, ...kept(top));
  }
  /** Code that runs only where some lane of the mask is true; gives pairs (inside, outside) joined after it. */
  branch(mask: LaneId, inside: () => readonly (readonly [inside: LaneId, outside: LaneId])[]): LaneId[] {
    this.scopes.push({ known: new Map(), body: [] });
    const pairs = inside();
    const { body } = this.scopes.pop()!;
    const joined = pairs.map(([a, b]) =>
      this.push({ op: 'joined', args: [mask, a, b], value: 0, memory: null, body: [] }),
    );
    this.push({ op: 'branch', args: [mask, ...joined], value: 0, memory: null, body });
    return joined;
  }
}

/** How the number of a row is made of the low 32 bits. */
export function rowShape(code: LaneCode, { args }: LaneNode): Omit<RowPlace, 'raised'> {
  const [unit, zero, shift] = args.slice(1).map((arg) => code.get(arg).value) as [number, number, number];
  return { unit, zero, shift };
}
/** Whether a raised number stays between the same powers of two when c is added. */
function near({ by, unit }: Raised, c: number): boolean {
  return unit > 0 && Math.abs(by - c - magic * unit) <= 2 ** 50 * unit;
}
function isPowerOfTwo(x: number): boolean {
  return x > 0 && Number.isInteger(Math.log2(x)) && 2 ** Math.log2(x) === x;
}
/** a + b where float64 holds it exactly. */
function exactSum(a: number, b: number): number | null {
  const sum = a + b;
  const part = sum - a;
  return a - (sum - part) === 0 && b - part === 0 ? sum : null;
}
