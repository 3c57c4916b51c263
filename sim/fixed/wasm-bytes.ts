/**
 * The part of the WebAssembly binary format that we write.
 * Source: WebAssembly Core Specification 1.0, chapter 5 (binary format); opcode names are those of the text format.
 */
export const opcode = {
  block: 0x02, loop: 0x03, if: 0x04, end: 0x0b, br: 0x0c, br_if: 0x0d,
  select: 0x1b, local_get: 0x20, local_set: 0x21, local_tee: 0x22,
  i32_load: 0x28, i64_load: 0x29, f64_load: 0x2b, i64_load32_s: 0x34, i64_load32_u: 0x35, i32_load16_u: 0x2f,
  i32_store: 0x36, i64_store: 0x37, f64_store: 0x39,
  i32_const: 0x41, i64_const: 0x42, f64_const: 0x44,
  i32_eqz: 0x45, i32_ge_s: 0x4e, i32_gt_u: 0x4b, i32_lt_s: 0x48,
  i64_eqz: 0x50, i64_eq: 0x51, i64_ne: 0x52, i64_lt_s: 0x53, i64_gt_s: 0x55, i64_gt_u: 0x56,
  i32_add: 0x6a, i32_sub: 0x6b, i32_mul: 0x6c, i32_rem_u: 0x70, i32_and: 0x71, i32_or: 0x72, i32_shl: 0x74, i32_shr_u: 0x76,
  i64_add: 0x7c, i64_sub: 0x7d, i64_mul: 0x7e, i64_div_s: 0x7f, i64_and: 0x83, i64_or: 0x84,
  i64_shl: 0x86, i64_shr_s: 0x87, i64_shr_u: 0x88, i64_xor: 0x85, f64_floor: 0x9c, f64_add: 0xa0, f64_mul: 0xa2, f64_div: 0xa3, i64_reinterpret_f64: 0xbd,
  i32_wrap_i64: 0xa7, i64_extend_i32_s: 0xac, i64_extend_i32_u: 0xad, i64_trunc_f64_s: 0xb0, f64_convert_i64_s: 0xb9,
} as const; // biome-ignore format: families of opcodes

/** Opcodes of two float64 lanes, after the prefix 0xfd. Source: WebAssembly Core Specification 2.0, chapter 5. */
export const vectorOpcode = {
  v128_load: 0, v128_load64_splat: 10, v128_store: 11, i8x16_shuffle: 13, f64x2_splat: 20, i32x4_extract_lane: 27, i64x2_extract_lane: 29,
  f64x2_extract_lane: 33, f64x2_replace_lane: 34,
  f64x2_eq: 71, f64x2_ne: 72, f64x2_lt: 73, f64x2_gt: 74, f64x2_le: 75,
  v128_not: 77, v128_and: 78, v128_andnot: 79, v128_or: 80, v128_bitselect: 82, v128_any_true: 83, i64x2_bitmask: 196,
  i32x4_shl: 171, i32x4_shr_u: 173, i32x4_sub: 177, v128_load64_lane: 87, v128_load64_zero: 93, f64x2_floor: 117, f64x2_abs: 236, f64x2_sqrt: 239,
  f64x2_add: 240, f64x2_sub: 241, f64x2_mul: 242, f64x2_div: 243, f64x2_pmin: 246, f64x2_pmax: 247,
} as const; // biome-ignore format: families of opcodes
const vectorPrefix = 0xfd;

export type VectorOpcodeName = keyof typeof vectorOpcode;
export type OpcodeName = keyof typeof opcode;

export const valueType = { i32: 0x7f, i64: 0x7e, f64: 0x7c, v128: 0x7b } as const;
export type ValueTypeName = keyof typeof valueType;
const emptyBlock = 0x40;

/** Bytes that grow. Numbers in LEB128 as the format wants them. */
export class Bytes {
  private readonly parts: number[] = [];

  byte(...values: readonly number[]): this {
    this.parts.push(...values);
    return this;
  }
  unsigned(value: number): this {
    let rest = value;
    while (rest >= 0x80) {
      this.parts.push((rest & 0x7f) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.parts.push(rest);
    return this;
  }
  signed(value: bigint): this {
    let rest = value;
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      const done = (rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0);
      this.parts.push(done ? low : low | 0x80);
      if (done) return this;
    }
  }
  float(value: number): this {
    return this.byte(...new Uint8Array(Float64Array.of(value).buffer));
  }
  name(text: string): this {
    const bytes = [...text].map((c) => c.charCodeAt(0));
    return this.unsigned(bytes.length).byte(...bytes);
  }
  append(bytes: Bytes): this {
    for (const part of bytes.parts) this.parts.push(part);
    return this;
  }
  /** Length, then the bytes. */
  sized(bytes: Bytes): this {
    return this.unsigned(bytes.parts.length).append(bytes);
  }
  toArray(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.parts);
  }
}

/** The body of one function: instructions in order, locals as they are asked for. */
export class FunctionBody {
  readonly code = new Bytes();
  private readonly locals: ValueTypeName[] = [];
  private readonly parameters: number;

  constructor(parameters: number) {
    this.parameters = parameters;
  }
  local(type: ValueTypeName): number {
    return this.parameters + this.locals.push(type) - 1;
  }
  op(...names: readonly OpcodeName[]): this {
    for (const name of names) this.code.byte(opcode[name]);
    return this;
  }
  vector(...names: readonly VectorOpcodeName[]): this {
    for (const name of names) this.code.byte(vectorPrefix).unsigned(vectorOpcode[name]);
    return this;
  }
  lane(name: VectorOpcodeName, lane: number): this {
    this.vector(name).code.byte(lane);
    return this;
  }
  /** The same number in both lanes. */
  f64x2(value: number): this {
    this.code.byte(vectorPrefix).unsigned(12).float(value).float(value);
    return this;
  }
  /** The same word in all four lanes. */
  i32x4(value: number): this {
    const word = [value, value >> 8, value >> 16, value >> 24].map((part) => part & 0xff);
    this.code
      .byte(vectorPrefix)
      .unsigned(12)
      .byte(...word, ...word, ...word, ...word);
    return this;
  }
  /** Of two vectors the lower (0) or upper (1) halves. */
  halves(half: 0 | 1): this {
    const from = (start: number): number[] => Array.from({ length: 8 }, (_, k) => start + k);
    this.vector('i8x16_shuffle').code.byte(...from(8 * half), ...from(16 + 8 * half));
    return this;
  }
  /** A vector load or store at address + offset; `lane` for those of one lane. */
  vectorMemory(name: VectorOpcodeName, offset: number, lane: number | null = null): this {
    this.vector(name).code.unsigned(0).unsigned(offset);
    if (lane !== null) this.code.byte(lane);
    return this;
  }
  get(local: number): this {
    this.code.byte(opcode.local_get).unsigned(local);
    return this;
  }
  set(local: number): this {
    this.code.byte(opcode.local_set).unsigned(local);
    return this;
  }
  i32(value: number): this {
    this.code.byte(opcode.i32_const).signed(BigInt(value));
    return this;
  }
  i64(value: bigint): this {
    this.code.byte(opcode.i64_const).signed(BigInt.asIntN(64, value));
    return this;
  }
  f64(value: number): this {
    this.code.byte(opcode.f64_const).float(value);
    return this;
  }
  /** A load or store at address + offset; alignment is a hint and left at that of bytes. */
  memory(name: OpcodeName, offset: number): this {
    this.code.byte(opcode[name]).unsigned(0).unsigned(offset);
    return this;
  }
  open(kind: 'block' | 'loop' | 'if'): this {
    this.code.byte(opcode[kind], emptyBlock);
    return this;
  }
  branch(kind: 'br' | 'br_if', depth: number): this {
    this.code.byte(opcode[kind]).unsigned(depth);
    return this;
  }
  bytes(): Bytes {
    const groups = new Bytes().unsigned(this.locals.length);
    for (const type of this.locals) groups.unsigned(1).byte(valueType[type]);
    return groups.append(this.code).byte(opcode.end);
  }
}

export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly ValueTypeName[];
  readonly results: readonly ValueTypeName[];
  readonly body: FunctionBody;
}
/**
 * A module with one memory of `pages` pages, exported as `memory`, and exported functions. `imported`: the memory is
 * `shared.memory` of whoever makes an instance.
 */
export function encodeModule(
  functions: readonly WasmFunction[],
  pages: number,
  imported: boolean | 'shared' = false,
): Uint8Array<ArrayBuffer> {
  const section = (id: number, items: readonly Bytes[]): Bytes => {
    const content = new Bytes().unsigned(items.length);
    for (const item of items) content.append(item);
    return new Bytes().byte(id).sized(content);
  };
  const types = (names: readonly ValueTypeName[]): Bytes =>
    new Bytes().unsigned(names.length).byte(...names.map((n) => valueType[n]));
  const signatures = functions.map((f) => new Bytes().byte(0x60).append(types(f.parameters)).append(types(f.results)));
  const exported = functions.map((f, i) => new Bytes().name(f.name).byte(0x00).unsigned(i));
  return new Bytes()
    .byte(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00)
    .append(section(1, signatures))
    .append(imported ? section(2, [importedMemory(pages, imported === 'shared')]) : new Bytes())
    .append(
      section(
        3,
        functions.map((_, i) => new Bytes().unsigned(i)),
      ),
    )
    .append(imported ? new Bytes() : section(5, [new Bytes().byte(0x00).unsigned(pages)]))
    .append(section(7, [new Bytes().name('memory').byte(0x02).unsigned(0), ...exported]))
    .append(
      section(
        10,
        functions.map((f) => new Bytes().sized(f.body.bytes())),
      ),
    )
    .toArray();
}
/** `shared`: with other threads; then as long as a memory may be. */
function importedMemory(pages: number, shared: boolean): Bytes {
  const named = new Bytes().name('shared').name('memory');
  return shared ? named.byte(0x02, 0x03).unsigned(pages).unsigned(65536) : named.byte(0x02, 0x00).unsigned(pages);
}
