/** The plainest machine for exact integers: BigInt. It is the oracle that the fast engines of `sim/fixed` are compared with. */
import type { IntegerBuilder, IntegerMemory } from './operation.ts';

/** Called with the value before and after whenever `saturate` changed it. */
export type SaturationObserver = (before: bigint, after: bigint) => void;

export function bigintBuilder(onSaturation: SaturationObserver = () => {}): IntegerBuilder<bigint> {
  return {
    constant: (value) => value,
    add: (a, b) => a + b,
    subtract: (a, b) => a - b,
    multiply: (a, b) => a * b,
    divideFloor,
    shiftLeft: (a, bits) => a << BigInt(bits),
    shiftRight: (a, bits) => a >> BigInt(bits),
    shiftRightBy: (a, bits) => a >> bits,
    shiftLeftBy: (a, bits) => a << bits,
    bitAnd: (a, mask) => a & mask,
    less: (a, b) => (a < b ? 1n : 0n),
    equal: (a, b) => (a === b ? 1n : 0n),
    select: (condition, whenTrue, whenFalse) => (condition !== 0n ? whenTrue : whenFalse),
    clamp,
    saturate: (a, low, high) => {
      const clipped = clamp(a, low, high);
      if (clipped !== a) onSaturation(a, clipped);
      return clipped;
    },
    load: (memory: IntegerMemory, index) => memory.words[Number(index)]!,
  };
}

function clamp(a: bigint, low: bigint, high: bigint): bigint {
  return a < low ? low : a > high ? high : a;
}
function divideFloor(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return quotient * b !== a && a < 0n !== b < 0n ? quotient - 1n : quotient;
}
