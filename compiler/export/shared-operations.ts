/** Operations that ngspice and Verilog-A write alike. */
import type { Attributes } from '../ops/graph.ts';

export type Text = (args: readonly string[], attributes: Attributes) => string;

const infix =
  (operator: string): Text =>
  ([a, b]) =>
    `(${a} ${operator} ${b})`;
export const call =
  (name: string): Text =>
  (args) =>
    `${name}(${args.join(', ')})`;

export const sharedOperations: Readonly<Record<string, Text>> = {
  add: infix('+'),
  subtract: infix('-'),
  multiply: infix('*'),
  divide: infix('/'),
  negate: ([a]) => `(-${a})`,
  minimum: call('min'),
  maximum: call('max'),
  absolute: call('abs'),
  floor: call('floor'),
  wrap: ([a]) => `(${a} - floor(${a} + 0.5))`,
  select: ([c, a, b]) => `(${c} ? ${a} : ${b})`,
  less: infix('<'),
  lessEqual: infix('<='),
  equal: infix('=='),
  and: infix('&&'),
  or: infix('||'),
  exp: call('exp'),
  ln: call('ln'),
  sqrt: call('sqrt'),
  tanh: call('tanh'),
  sinh: call('sinh'),
  cosh: call('cosh'),
  sin: call('sin'),
  cos: call('cos'),
  tan: call('tan'),
  asin: call('asin'),
  acos: call('acos'),
  atan: call('atan'),
};
