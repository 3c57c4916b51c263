/** The plainest machine for exact integers: BigInt. It is the oracle that the fast engines of `sim/fixed` are compared with. */
import type { Rounding } from './format.ts';
import type { IntegerBuilder, IntegerMemory } from './operation.ts';

/** Called with the value before and after whenever `saturate` changed it. */
export type SaturationObserver = (before: bigint, after: bigint) => void;

export function bigintBuilder(onSaturation: SaturationObserver = () => {}): IntegerBuilder<bigint> {
  return {
    constant: (value) => value,
    add: (a, b) => a + b,
    subtract: (a, b) => a - b,
    multiply: (a, b) => a * b,
    divide: divideRounded,
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
/** a/b rounded; 0 when b is 0. */
export function divideRounded(a: bigint, b: bigint, rounding: Rounding): bigint {
  if (b === 0n) return 0n;
  const [numerator, divisor] = b < 0n ? [-a, -b] : [a, b];
  const towardsZero = numerator / divisor;
  const quotient = towardsZero * divisor > numerator ? towardsZero - 1n : towardsZero;
  if (rounding === 'floor') return quotient;
  const twice = 2n * (numerator - quotient * divisor);
  return twice > divisor || (twice === divisor && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}
