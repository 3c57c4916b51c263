/** WebAssembly code for the nodes of a program: integers as i64, truth values as i32. */

import { dividesInFloat64, magic } from './javascript-values.ts';
import { isConstant, isTruth, type Node, type NodeId, type Words } from './node.ts';
import type { Program } from './program.ts';
import type { FunctionBody, OpcodeName } from './wasm-bytes.ts';
import { isWide, roundEvenOf, wideCut, writeWideFloor, writeWideRound } from './wasm-wide.ts';

export interface ValueContext {
  readonly program: Program;
  readonly body: FunctionBody;
  /** Local of each leaf that the frame around has loaded. */
  readonly leaves: ReadonlyMap<NodeId, number>;
  /** Byte address of each constant memory. */
  readonly memories: ReadonlyMap<Words, number>;
  /** i32 local that collects the flags of the instance. */
  readonly flags: number;
}
/** Pushes integers (i64) or truth values (i32) of nodes whose statements were written. */
export interface ValueWriter {
  integer(id: NodeId): void;
  truth(id: NodeId): void;
}

/** Bytes of a word of a constant memory. */
export function wordBytes(memory: Words): 4 | 8 {
  if (memory instanceof Int32Array) return 4;
  return memory.every((w) => w >= -(1n << 31n) && w < 1n << 31n) ? 4 : 8;
}

/** Writes statements for all live nodes; values used once are written where they are used. */
export function writeValues(context: ValueContext): ValueWriter {
  const { program, body } = context;
  const locals = new Map<NodeId, number>(context.leaves);
  const writer: ValueWriter = {
    integer(id) {
      const node = program.nodes[id]!;
      const local = locals.get(id);
      if (isConstant(node)) body.i64(node.number);
      else if (local === undefined) writeNode(context, writer, node);
      else body.get(local);
      if (isTruth(node)) body.op('i64_extend_i32_u');
    },
    truth(id) {
      const node = program.nodes[id]!;
      if (!isTruth(node)) {
        writer.integer(id);
        body.op('i32_wrap_i64');
        return;
      }
      const local = locals.get(id);
      if (local === undefined) writeNode(context, writer, node);
      else body.get(local);
    },
  };
  for (const id of program.live) {
    const node = program.nodes[id]!;
    if (isConstant(node) || locals.has(id)) continue;
    if (node.kind === 'assume') {
      aliasLocal(program, locals, id, node);
      if (locals.has(id)) continue;
    }
    // a wide product is never made as one number
    if ((program.uses[id]! === 1 && node.kind !== 'clamp') || isWide(node)) continue;
    const local = body.local(isTruth(node) ? 'i32' : 'i64');
    if (node.kind === 'clamp') writeClamp(context, writer, node, local);
    else {
      writeNode(context, writer, node);
      body.set(local);
    }
    locals.set(id, local);
  }
  return writer;
}
function aliasLocal(program: Program, locals: Map<NodeId, number>, id: NodeId, node: Node): void {
  const inner = locals.get(node.args[0]!);
  if (inner !== undefined && !isTruth(program.nodes[node.args[0]!]!)) locals.set(id, inner);
}

type Writer = (context: ValueContext, write: ValueWriter, node: Node) => void;
const both =
  (name: OpcodeName): Writer =>
  (context, write, { args }) => {
    write.integer(args[0]!);
    write.integer(args[1]!);
    context.body.op(name);
  };
const gate =
  (name: 'i32_and' | 'i32_or'): Writer =>
  (context, write, { args }) => {
    write.truth(args[0]!);
    write.truth(args[1]!);
    context.body.op(name);
  };
const writers: Readonly<Partial<Record<Node['kind'], Writer>>> = {
  add: both('i64_add'),
  subtract: both('i64_sub'),
  multiply: both('i64_mul'),
  less: both('i64_lt_s'),
  equal: both('i64_eq'),
  shiftLeftBy: both('i64_shl'),
  shiftRightBy: both('i64_shr_s'),
  shiftLeft: (context, write, { args, bits }) => {
    write.integer(args[0]!);
    context.body.i64(BigInt(bits)).op('i64_shl');
  },
  shiftRight: writeShiftRight,
  and: gate('i32_and'),
  or: gate('i32_or'),
  not: (context, write, { args }) => {
    write.truth(args[0]!);
    context.body.op('i32_eqz');
  },
  mask: (context, write, { args, number }) => {
    write.integer(args[0]!);
    context.body.i64(number).op('i64_and');
  },
  select: (context, write, { args }) => {
    write.integer(args[1]!);
    write.integer(args[2]!);
    write.truth(args[0]!);
    context.body.op('select');
  },
  assume: (_context, write, { args }) => write.integer(args[0]!),
  roundEven: writeRoundEven,
  divideFloor: writeDivide,
  divideEven: writeDivide,
  load: writeLoad,
};
function writeNode(context: ValueContext, write: ValueWriter, node: Node): void {
  const writer = writers[node.kind];
  if (!writer) throw new Error(`no WebAssembly for a node of kind '${node.kind}'`);
  writer(context, write, node);
}

/** Pushes an argument and keeps it in a local for a second look. */
function argumentLocal(context: ValueContext, write: ValueWriter, id: NodeId): number {
  const { body } = context;
  const local = body.local('i64');
  write.integer(id);
  body.set(local);
  return local;
}
function writeRoundEven(context: ValueContext, write: ValueWriter, node: Node): void {
  const { program, body } = context;
  const argument = program.nodes[node.args[0]!]!;
  const factors = (): [number, number] =>
    argument.args.map((arg) => argumentLocal(context, write, arg)) as [number, number];
  if (isWide(argument)) writeWideRound(body, factors(), node.bits, wideCut(program, node));
  else roundEvenOf(body, argumentLocal(context, write, node.args[0]!), node.bits);
}
function writeShiftRight(context: ValueContext, write: ValueWriter, { args, bits }: Node): void {
  const { program, body } = context;
  const argument = program.nodes[args[0]!]!;
  if (isWide(argument)) {
    const [a, b] = argument.args.map((arg) => argumentLocal(context, write, arg)) as [number, number];
    writeWideFloor(body, [a, b], bits);
    return;
  }
  write.integer(args[0]!);
  body.i64(BigInt(bits)).op('i64_shr_s');
}
/** In float64 where that is exact: the low bits of quotient + 1.5 * 2^52 are the rounded quotient. */
function writeDivide(context: ValueContext, write: ValueWriter, node: Node): void {
  const { program, body } = context;
  const [a, b] = node.args as readonly [NodeId, NodeId];
  if (!dividesInFloat64(program.nodes[a]!, program.nodes[b]!)) {
    writeLongDivide(context, write, node);
    return;
  }
  write.integer(a);
  body.op('f64_convert_i64_s');
  write.integer(b);
  body.op('f64_convert_i64_s', 'f64_div');
  if (node.kind === 'divideFloor') body.op('f64_floor');
  body.f64(magic).op('f64_add', 'i64_reinterpret_f64').i64(magicBits).op('i64_sub');
}
const magicBits = new BigInt64Array(Float64Array.of(magic).buffer)[0]!;

/** In 64-bit integers, with the divisor made positive: quotient towards zero, brought down to the floor, then rounded. */
function writeLongDivide(context: ValueContext, write: ValueWriter, { kind, args }: Node): void {
  const { body } = context;
  const [a, b] = [argumentLocal(context, write, args[0]!), argumentLocal(context, write, args[1]!)];
  const [quotient, rest, sign] = [body.local('i64'), body.local('i64'), body.local('i64')];
  const flip = (local: number): FunctionBody =>
    body.get(local).get(sign).op('i64_xor').get(sign).op('i64_sub').set(local);
  body.get(b).get(b).op('i64_eqz', 'i64_extend_i32_u', 'i64_add').set(b);
  body.get(b).i64(63n).op('i64_shr_s').set(sign);
  flip(a);
  flip(b);
  body.get(a).get(b).op('i64_div_s').set(quotient);
  body.get(a).get(quotient).get(b).op('i64_mul', 'i64_sub').set(rest);
  // all ones where the remainder is negative
  body.get(rest).i64(63n).op('i64_shr_s').set(sign);
  body.get(quotient).get(sign).op('i64_add').set(quotient);
  body.get(rest).get(b).get(sign).op('i64_and', 'i64_add').set(rest);
  body.get(quotient);
  if (kind === 'divideFloor') return;
  // up where twice the remainder is above the divisor, or equal to it with an odd quotient
  body.get(rest).get(b).get(rest).op('i64_sub').get(quotient).i64(1n).op('i64_and', 'i64_sub');
  body.op('i64_gt_s', 'i64_extend_i32_u', 'i64_add');
}
function writeLoad(context: ValueContext, write: ValueWriter, { args, memory }: Node): void {
  const { body } = context;
  const bytes = wordBytes(memory!);
  write.integer(args[0]!);
  body
    .op('i32_wrap_i64')
    .i32(bytes === 4 ? 2 : 3)
    .op('i32_shl');
  body.memory(bytes === 4 ? 'i64_load32_s' : 'i64_load', context.memories.get(memory!)!);
}
/**
 * One comparison finds whether a value is outside; the clipping itself and the flag are in a branch, because a design that
 * works rarely clips: the limits of the physics are written with minimum and maximum.
 */
function writeClamp(context: ValueContext, write: ValueWriter, node: Node, local: number): void {
  const { body, program } = context;
  const argument = program.nodes[node.args[0]!]!;
  const { low, high } = node.limits!;
  write.integer(node.args[0]!);
  body.set(local);
  if (argument.low >= low) body.get(local).i64(high).op('i64_gt_s');
  else if (argument.high <= high) body.get(local).i64(low).op('i64_lt_s');
  else
    body
      .get(local)
      .i64(low)
      .op('i64_sub')
      .i64(high - low)
      .op('i64_gt_u');
  body.open('if');
  if (argument.low < low) clip(body, local, low, 'i64_lt_s');
  if (argument.high > high) clip(body, local, high, 'i64_gt_s');
  if (node.flag !== null)
    body
      .get(context.flags)
      .i32(1 << node.flag)
      .op('i32_or')
      .set(context.flags);
  body.op('end');
}
function clip(body: FunctionBody, local: number, limit: bigint, beyond: 'i64_lt_s' | 'i64_gt_s'): void {
  body.i64(limit).get(local).get(local).i64(limit).op(beyond, 'select').set(local);
}
