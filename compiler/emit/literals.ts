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
