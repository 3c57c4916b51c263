/** How Verilog-A (LRM 2023, 4.3: mathematical functions) writes each operation of the table. A test compares this list with the table. */
import { call, sharedOperations, type Text } from './shared-operations.ts';

/** Operations on numbers; comparisons and logic give what `if` and `?:` take. */
export const verilogaOperations: Readonly<Record<string, Text>> = {
  ...sharedOperations,
  reciprocal: ([a]) => `(1.0 / ${a})`,
  sign: ([a]) => `(${a} > 0.0 ? 1.0 : (${a} < 0.0 ? -1.0 : 0.0))`,
  not: ([a]) => `(!${a})`,
  power: ([a], { exponent }) => `pow(${a}, ${verilogaNumber(exponent!)})`,
  expm1: ([a]) => `(exp(${a}) - 1.0)`,
  phi1: ([a]) => `(abs(${a}) < 1e-6 ? 1.0 + ${a} / 2.0 : (exp(${a}) - 1.0) / ${a})`,
  softplus: ([a]) => `(max(${a}, 0.0) + ln(1.0 + exp(-abs(${a}))))`,
  logistic: ([a]) => `(0.5 + 0.5 * tanh(0.5 * ${a}))`,
  atan2: call('atan2'),
};

/** A real number, all digits: a whole number gets `.0`, so that no division is one of integers. */
export function verilogaNumber(x: number): string {
  const text = /[.e]/.test(String(x)) ? String(x) : `${x}.0`;
  return x < 0 ? `(${text})` : text;
}
