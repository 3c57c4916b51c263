/** How Verilog-A (LRM 2023, 4.3: mathematical functions) writes each operation of the table. A test compares this list with the table. */
import type { Attributes } from '../ops/graph.ts';

type Text = (args: readonly string[], attributes: Attributes) => string;

const infix =
  (operator: string): Text =>
  ([a, b]) =>
    `(${a} ${operator} ${b})`;
const call =
  (name: string): Text =>
  (args) =>
    `${name}(${args.join(', ')})`;

/** Operations on numbers; comparisons and logic give what `if` and `?:` take. */
export const verilogaOperations: Readonly<Record<string, Text>> = {
  add: infix('+'),
  subtract: infix('-'),
  multiply: infix('*'),
  divide: infix('/'),
  negate: ([a]) => `(-${a})`,
  reciprocal: ([a]) => `(1.0 / ${a})`,
  minimum: call('min'),
  maximum: call('max'),
  absolute: call('abs'),
  sign: ([a]) => `(${a} > 0.0 ? 1.0 : (${a} < 0.0 ? -1.0 : 0.0))`,
  floor: call('floor'),
  wrap: ([a]) => `(${a} - floor(${a} + 0.5))`,
  select: ([c, a, b]) => `(${c} ? ${a} : ${b})`,
  less: infix('<'),
  lessEqual: infix('<='),
  equal: infix('=='),
  and: infix('&&'),
  or: infix('||'),
  not: ([a]) => `(!${a})`,
  exp: call('exp'),
  ln: call('ln'),
  sqrt: call('sqrt'),
  power: ([a], { exponent }) => `pow(${a}, ${verilogaNumber(exponent!)})`,
  expm1: ([a]) => `(exp(${a}) - 1.0)`,
  phi1: ([a]) => `(abs(${a}) < 1e-6 ? 1.0 + ${a} / 2.0 : (exp(${a}) - 1.0) / ${a})`,
  softplus: ([a]) => `(max(${a}, 0.0) + ln(1.0 + exp(-abs(${a}))))`,
  logistic: ([a]) => `(0.5 + 0.5 * tanh(0.5 * ${a}))`,
  tanh: call('tanh'),
  sinh: call('sinh'),
  cosh: call('cosh'),
  sin: call('sin'),
  cos: call('cos'),
  tan: call('tan'),
  asin: call('asin'),
  acos: call('acos'),
  atan: call('atan'),
  atan2: call('atan2'),
};

/** A real number, all digits: a whole number gets `.0`, so that no division is one of integers. */
export function verilogaNumber(x: number): string {
  const text = /[.e]/.test(String(x)) ? String(x) : `${x}.0`;
  return x < 0 ? `(${text})` : text;
}
