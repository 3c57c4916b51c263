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
 * Words of a memory made of many small fields, put together without big integers: a million of them take a second less.
 * Fields do not overlap; values are below 2^32.
 */
export class NarrowWords {
  private readonly width: number;
  private readonly limbs: Float64Array;
  private readonly lines: string[] = [];

  constructor(width: number) {
    this.width = width;
    this.limbs = new Float64Array(Math.ceil(width / limbBits));
  }
  /** Puts a field into the word to come. */
  put(offset: number, value: number): void {
    const limb = Math.floor(offset / limbBits);
    const shift = offset % limbBits;
    const room = 2 ** (limbBits - shift);
    const low = value % room;
    this.limbs[limb]! += low * 2 ** shift;
    if (value >= room) this.limbs[limb + 1]! += (value - low) / room;
  }
  /** The word is complete. */
  end(): void {
    const { limbs, width } = this;
    let line = '';
    for (let k = limbs.length - 1; k >= 0; k--) {
      const bits = Math.min(limbBits, width - k * limbBits);
      line += limbs[k]!.toString(16).padStart(Math.ceil(bits / 4), '0');
      limbs[k] = 0;
    }
    this.lines.push(line);
  }
  get text(): string {
    return `${this.lines.join('\n')}\n`;
  }
}
/** Whole hexadecimal digits, exact in float64. */
const limbBits = 48;

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
