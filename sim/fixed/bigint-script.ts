/** Writes integer meanings as BigInt JavaScript, operation by operation, with nothing optimised: the text of the oracle. */
import type { IntegerBuilder, IntegerMemory, Rounding } from '../../compiler/ops/index.ts';

/** Arguments and results are names or literals. Statements collect in `lines`, memories in `memories`. */
export class BigintScript implements IntegerBuilder<string> {
  readonly lines: string[] = [];
  readonly memories: IntegerMemory[] = [];
  /** Statement run where the value being written saturates. */
  onSaturation = '';
  private count = 0;

  private let(text: string): string {
    const name = `t${this.count++}`;
    this.lines.push(`let ${name} = ${text};`);
    return name;
  }
  constant(value: bigint): string {
    return value < 0n ? `(${value}n)` : `${value}n`;
  }
  add(a: string, b: string): string {
    return this.let(`${a} + ${b}`);
  }
  subtract(a: string, b: string): string {
    return this.let(`${a} - ${b}`);
  }
  multiply(a: string, b: string): string {
    return this.let(`${a} * ${b}`);
  }
  divide(a: string, b: string, rounding: Rounding): string {
    return this.let(`divideRounded(${a}, ${b}, '${rounding}')`);
  }
  shiftLeft(a: string, bits: number): string {
    return this.let(`${a} << ${bits}n`);
  }
  shiftRight(a: string, bits: number): string {
    return this.let(`${a} >> ${bits}n`);
  }
  shiftRightBy(a: string, bits: string): string {
    return this.let(`${a} >> ${bits}`);
  }
  shiftLeftBy(a: string, bits: string): string {
    return this.let(`${a} << ${bits}`);
  }
  bitAnd(a: string, mask: bigint): string {
    return this.let(`${a} & ${mask}n`);
  }
  less(a: string, b: string): string {
    return this.let(`${a} < ${b} ? 1n : 0n`);
  }
  equal(a: string, b: string): string {
    return this.let(`${a} === ${b} ? 1n : 0n`);
  }
  select(condition: string, whenTrue: string, whenFalse: string): string {
    return this.let(`${condition} !== 0n ? ${whenTrue} : ${whenFalse}`);
  }
  clamp(a: string, low: bigint, high: bigint): string {
    return this.clip(a, low, high, '');
  }
  saturate(a: string, low: bigint, high: bigint): string {
    return this.clip(a, low, high, this.onSaturation);
  }
  private clip(a: string, low: bigint, high: bigint, note: string): string {
    const name = this.let(a);
    this.lines.push(
      `if (${name} < ${low}n) { ${name} = ${low}n; ${note} } else if (${name} > ${high}n) { ${name} = ${high}n; ${note} }`,
    );
    return name;
  }
  load(memory: IntegerMemory, index: string): string {
    const known = this.memories.indexOf(memory);
    const at = known >= 0 ? known : this.memories.push(memory) - 1;
    return this.let(`memories[${at}][Number(${index})]`);
  }
}
