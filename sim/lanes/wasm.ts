/**
 * WebAssembly of lane code: two lanes of float64 in a vector, and several vectors side by side, so that the processor has other
 * work while a long chain of one vector waits.
 */
import type { FunctionBody, VectorOpcodeName } from '../fixed/wasm-bytes.ts';
import { type LaneCode, type LaneId, type LaneMemory, rowShape } from './code.ts';

/** Lanes of a vector. */
export const lanes = 2;
export interface LaneWriter {
  /** Writes statements of the code. */
  write(body: readonly LaneId[]): void;
  /** Writes a branch. */
  branch(id: LaneId, effects: BranchWriter): void;
  /** From here on it is written about these vectors. */
  select(vectors: readonly number[]): void;
  /** From here on a value of a vector is in this local. */
  bind(id: LaneId, vector: number, local: number): void;
  /** Pushes a value of a vector that has been written or bound: v128. */
  push(id: LaneId, vector: number): void;
}
/** What is done inside of a branch besides its body. */
export interface BranchWriter {
  before(): void;
  after(mask: LaneId): void;
  /** Joined values that nobody looks at. */
  readonly skipped: ReadonlySet<LaneId>;
}
const noEffects: BranchWriter = { before() {}, after() {}, skipped: new Set() };
/**
 * `inputs`: v128 locals of each input, one per vector. `memories`: byte address of each constant memory. `constants`: v128 locals of numbers.
 * `seenAt`: byte place of 16 bytes through which the bits of a vector are seen: what takes lanes out of it shares the few ports of the
 * processor with all arithmetic, loads and stores have their own. No two threads may have the same.
 */
export function laneWriter(
  code: LaneCode,
  body: FunctionBody,
  inputs: readonly (readonly number[])[],
  memories: ReadonlyMap<LaneMemory, number>,
  constants: ReadonlyMap<number, number>,
  vectors: number,
  seenAt: number,
): LaneWriter {
  return new Writer(code, body, inputs, memories, constants, vectors, seenAt);
}
const direct: Readonly<Record<string, VectorOpcodeName>> = {
  add: 'f64x2_add',
  subtract: 'f64x2_sub',
  multiply: 'f64x2_mul',
  divide: 'f64x2_div',
  'square root': 'f64x2_sqrt',
  absolute: 'f64x2_abs',
  floor: 'f64x2_floor',
  minimum: 'f64x2_pmin',
  maximum: 'f64x2_pmax',
  less: 'f64x2_lt',
  lessEqual: 'f64x2_le',
  equal: 'f64x2_eq',
  notEqual: 'f64x2_ne',
  and: 'v128_and',
  or: 'v128_or',
  not: 'v128_not',
};

class Writer implements LaneWriter {
  /** v128 locals, one per vector. */
  private readonly locals = new Map<LaneId, number[]>();
  /** i32 locals of an address, one per lane of every vector. */
  private readonly addresses = new Map<LaneId, (readonly number[])[]>();
  private readonly code: LaneCode;
  private readonly seenAt: number;
  private readonly body: FunctionBody;
  private readonly inputs: readonly (readonly number[])[];
  private readonly memories: ReadonlyMap<LaneMemory, number>;
  private vectors: readonly number[];
  private readonly constants: ReadonlyMap<number, number>;
  /** Of numbers of a row that are gathered together: the second by the first. */
  private readonly beside: ReadonlyMap<LaneId, LaneId>;
  private readonly given: ReadonlySet<LaneId>;

  constructor(
    code: LaneCode,
    body: FunctionBody,
    inputs: readonly (readonly number[])[],
    memories: ReadonlyMap<LaneMemory, number>,
    constants: ReadonlyMap<number, number>,
    vectors: number,
    seenAt: number,
  ) {
    this.seenAt = seenAt;
    this.code = code;
    this.body = body;
    this.inputs = inputs;
    this.memories = memories;
    this.constants = constants;
    this.vectors = Array.from({ length: vectors }, (_, v) => v);
    this.beside = new Map([code.body, ...code.nodes.map((node) => node.body)].flatMap((list) => pairsOf(code, list)));
    this.given = new Set(this.beside.values());
  }
  push(id: LaneId, vector: number): void {
    const node = this.code.get(id);
    const locals = this.locals.get(id);
    if (node.op === 'constant') this.constant(node.value);
    else if (node.op === 'input') this.body.get(this.inputs[node.value]![vector]!);
    else if (locals !== undefined) this.body.get(locals[vector]!);
    else throw new Error(`lane code ${id} (${node.op}) is used before it is written`);
  }
  private constant(value: number): void {
    const local = this.constants.get(value);
    if (local === undefined) this.body.f64x2(value);
    else this.body.get(local);
  }
  bind(id: LaneId, vector: number, local: number): void {
    const locals = this.locals.get(id) ?? [];
    locals[vector] = local;
    this.locals.set(id, locals);
  }
  select(vectors: readonly number[]): void {
    this.vectors = vectors;
  }
  write(body: readonly LaneId[]): void {
    for (const id of body) this.node(id);
  }
  /** Writes a node for every vector: `push` leaves it on the stack. */
  private each(id: LaneId, push: (vector: number) => void): void {
    for (const vector of this.vectors) {
      push(vector);
      const local = this.body.local('v128');
      this.body.set(local);
      this.bind(id, vector, local);
    }
  }
  private node(id: LaneId): void {
    const { op, args } = this.code.get(id);
    if (this.given.has(id)) return;
    const plain = direct[op];
    if (plain !== undefined)
      this.each(id, (vector) => {
        for (const arg of args) this.push(arg, vector);
        this.body.vector(plain);
      });
    else if (op === 'choose') this.choose(id, args as [LaneId, LaneId, LaneId]);
    else if (op === 'row' || op === 'rowOf') this.address(id);
    else if (op === 'gather') this.gather(id, this.beside.get(id) ?? null);
    else if (op === 'branch') this.branch(id, noEffects);
    else if (op !== 'constant' && op !== 'input') throw new Error(`no WebAssembly for lane code '${op}'`);
  }
  private isZero(id: LaneId): boolean {
    const { op, value } = this.code.get(id);
    return op === 'constant' && Object.is(value, 0);
  }
  private choose(id: LaneId, [mask, a, b]: readonly [LaneId, LaneId, LaneId]): void {
    const operands = this.isZero(b) ? [a] : this.isZero(a) ? [b] : [a, b];
    const opcode = this.isZero(b) ? 'v128_and' : this.isZero(a) ? 'v128_andnot' : 'v128_bitselect';
    this.each(id, (vector) => {
      for (const operand of [...operands, mask]) this.push(operand, vector);
      this.body.vector(opcode);
    });
  }
  /** What both lanes have in common is done before they are taken apart. */
  private address(id: LaneId): void {
    const { op, args, value, memory } = this.code.get(id);
    const base = this.memories.get(this.rowsOf(id))!;
    const { zero, shift } = rowShape(this.code, this.code.get(id));
    const found = this.addresses.get(id) ?? [];
    for (const vector of this.vectors) {
      this.body.i32(0);
      this.push(args[0]!, vector);
      if (zero !== 0) this.body.i32x4(zero).vector('i32x4_sub');
      if (shift !== 0) this.body.i32(shift).vector('i32x4_shr_u');
      if (op === 'rowOf') this.body.i32(2).vector('i32x4_shl');
      this.body.vectorMemory('v128_store', this.seenAt);
      found[vector] = [0, 1].map((lane) => {
        const local = this.body.local('i32');
        this.body.i32(0).memory('i32_load', this.seenAt + 8 * lane);
        if (op === 'rowOf') this.body.memory('i32_load', this.memories.get(memory!)!);
        // the base is added here, so that few different offsets remain for the loads; places are addresses
        if (op === 'row') this.body.i32(8 * value).op('i32_mul').i32(base).op('i32_add'); // biome-ignore format: one address
        this.body.set(local);
        return local;
      });
    }
    this.addresses.set(id, found);
  }
  /** The memory whose rows are taken: that of whoever gathers from them. */
  private rowsOf(row: LaneId): LaneMemory {
    return this.code.nodes.find(({ op, args }) => op === 'gather' && args[0] === row)!.memory!;
  }
  private gather(id: LaneId, beside: LaneId | null): void {
    const { args, value } = this.code.get(id);
    const offset = 8 * value;
    const addresses = this.addresses.get(args[0]!)!;
    if (beside !== null) {
      for (const vector of this.vectors) this.gatherBoth([id, beside], addresses[vector]!, vector, offset);
      return;
    }
    this.each(id, (vector) => {
      const [first, second] = addresses[vector]! as [number, number];
      this.body.get(second).get(first).vectorMemory('v128_load64_zero', offset);
      this.body.vectorMemory('v128_load64_lane', offset, 1);
    });
  }
  /** Two numbers that lie side by side: whole rows are loaded, and their halves put together. */
  private gatherBoth(ids: readonly LaneId[], addresses: readonly number[], vector: number, offset: number): void {
    const pairs = addresses.map((address) => {
      const local = this.body.local('v128');
      this.body.get(address).vectorMemory('v128_load', offset).set(local);
      return local;
    });
    ids.forEach((id, half) => {
      for (const pair of pairs) this.body.get(pair);
      const local = this.body.local('v128');
      this.body.halves(half === 0 ? 0 : 1).set(local);
      this.bind(id, vector, local);
    });
  }
  /** Whether any lane of any vector is true. */
  private pushAny(mask: LaneId): void {
    this.vectors.forEach((vector, k) => {
      this.push(mask, vector);
      if (k > 0) this.body.vector('v128_or');
    });
    // a mask is all ones in its lanes
    this.body.vector('i64x2_bitmask');
  }
  branch(id: LaneId, effects: BranchWriter): void {
    const { args, body } = this.code.get(id);
    const [mask, ...all] = args as [LaneId, ...LaneId[]];
    const joined = all.filter((j) => !effects.skipped.has(j));
    for (const j of joined) this.each(j, (vector) => this.push(this.code.get(j).args[2]!, vector));
    this.pushAny(mask);
    this.body.open('if');
    effects.before();
    this.write(body);
    effects.after(mask);
    for (const j of joined)
      for (const vector of this.vectors) {
        const target = this.locals.get(j)![vector]!;
        this.push(this.code.get(j).args[1]!, vector);
        this.body.get(target);
        this.push(mask, vector);
        this.body.vector('v128_bitselect').set(target);
      }
    this.body.op('end');
  }
}
/** Gathers of one list of statements that take numbers 2k and 2k + 1 of the same row, the first of them first. */
function pairsOf(code: LaneCode, body: readonly LaneId[]): (readonly [LaneId, LaneId])[] {
  const gathers = body.filter((id) => code.get(id).op === 'gather');
  return gathers.flatMap((id, place) => {
    const { args, value } = code.get(id);
    const isNext = (other: LaneId): boolean =>
      code.get(other).args[0] === args[0] && code.get(other).value === value + 1;
    const next = value % 2 === 0 ? gathers.slice(place).find(isNext) : undefined;
    return next === undefined ? [] : [[id, next] as const];
  });
}
