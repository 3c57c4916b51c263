/** Numbers as Verilog and memory files write them. */

function hex(value: bigint, width: number): string {
  return BigInt.asUintN(width, value)
    .toString(16)
    .padStart(Math.ceil(width / 4), '0');
}
/** A sized literal, two's complement where negative: `24'hfffff0`. */
export function literal(value: bigint, width: number): string {
  return `${width}'h${hex(value, width)}`;
}
/** Text for `$readmemh`: one word a line. */
export function memoryText(words: readonly bigint[], width: number): string {
  return `${words.map((word) => hex(word, width)).join('\n')}\n`;
}
/**
 * Words of a memory made of many small fields, put together without big integers and written as bytes: there may be millions.
 * Fields do not overlap; values are below 2^32.
 */
export class NarrowWords {
  private readonly digits: number;
  private readonly limbs: Uint32Array;
  /** One word a line so far. */
  private bytes: Uint8Array;
  private length = 0;

  /** @param count  words that there will be, about */
  constructor(width: number, count = 0) {
    this.digits = Math.ceil(width / 4);
    this.bytes = new Uint8Array(count * (this.digits + 1));
    this.limbs = new Uint32Array(Math.ceil(width / 32) + 1);
  }
  /** Puts a field into the word to come. */
  put(offset: number, value: number): void {
    const limb = offset >>> 5;
    const shift = offset & 31;
    this.limbs[limb]! |= value << shift;
    if (shift > 0) this.limbs[limb + 1]! |= value >>> (32 - shift);
  }
  /** The same of an integer of any width, in two's complement. */
  putInteger({ offset, width }: { readonly offset: number; readonly width: number }, integer: bigint): void {
    let rest = BigInt.asUintN(width, integer);
    if (width <= 32) {
      this.put(offset, Number(rest));
      return;
    }
    for (let at = offset; rest > 0n; at += 32, rest >>= 32n) this.put(at, Number(rest & 0xffffffffn));
  }
  /** The word is complete. */
  end(): void {
    const { limbs, digits } = this;
    if (this.length + digits + 1 > this.bytes.length) this.grow();
    const { bytes } = this;
    for (let digit = digits - 1; digit >= 0; digit--)
      bytes[this.length++] = hexDigits[(limbs[digit >>> 3]! >>> (4 * (digit & 7))) & 15]!;
    bytes[this.length++] = newLine;
    limbs.fill(0);
  }
  private grow(): void {
    const longer = new Uint8Array(2 * this.bytes.length + this.digits + 1);
    longer.set(this.bytes);
    this.bytes = longer;
  }
  get text(): string {
    return new TextDecoder().decode(this.bytes.subarray(0, this.length));
  }
}
const hexDigits = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const newLine = 10;

/** Bits that number `count` things, at least one. */
export function addressWidth(count: number): number {
  return Math.max(1, Math.ceil(Math.log2(count)));
}
/** Fields side by side as one integer, the first at the low end. */
export function packWord(
  fields: readonly { readonly offset: number; readonly width: number }[],
  integers: readonly bigint[],
): bigint {
  return fields.reduce(
    (word, field, i) => word | (BigInt.asUintN(field.width, integers[i]!) << BigInt(field.offset)),
    0n,
  );
}
