/**
 * How ngspice 39 writes each operation of the table in a behavioural source. An operation without an entry cannot be in a
 * deck; a test compares this list with the table.
 */
import type { Attributes, DataTable } from '../ops/graph.ts';
import { lookupValue } from '../ops/lookup.ts';

type Text = (args: readonly string[], attributes: Attributes) => string;

const infix =
  (operator: string): Text =>
  ([a, b]) =>
    `(${a} ${operator} ${b})`;
const call =
  (name: string): Text =>
  (args) =>
    `${name}(${args.join(', ')})`;

export const spiceOperations: Readonly<Record<string, Text>> = {
  add: infix('+'),
  subtract: infix('-'),
  multiply: infix('*'),
  divide: infix('/'),
  negate: ([a]) => `(-${a})`,
  reciprocal: ([a]) => `(1/${a})`,
  minimum: call('min'),
  maximum: call('max'),
  absolute: call('abs'),
  sign: call('sgn'),
  floor: call('floor'),
  wrap: ([a]) => `(${a} - floor(${a} + 0.5))`,
  select: ([c, a, b]) => `(${c} ? ${a} : ${b})`,
  less: infix('<'),
  lessEqual: infix('<='),
  equal: infix('=='),
  and: infix('&&'),
  or: infix('||'),
  not: ([a]) => `(${a} == 0)`,
  exp: call('exp'),
  ln: call('ln'),
  sqrt: call('sqrt'),
  // a**b of ngspice takes |a|; a whole exponent is written out by `polynomialPower`
  power: ([a], { exponent }) => power(a!, exponent!),
  expm1: ([a]) => `(exp(${a}) - 1)`,
  phi1: ([a]) => `(abs(${a}) < 1e-6 ? 1 + ${a}/2 : (exp(${a}) - 1)/${a})`,
  softplus: ([a]) => `(max(${a}, 0) + ln(1 + exp(-abs(${a}))))`,
  logistic: ([a]) => `(0.5 + 0.5*tanh(0.5*${a}))`,
  tanh: call('tanh'),
  sinh: call('sinh'),
  cosh: call('cosh'),
  sin: call('sin'),
  cos: call('cos'),
  tan: call('tan'),
  asin: call('asin'),
  acos: call('acos'),
  atan: call('atan'),
  lookup: ([a], { table }) => `pwl(${a}, ${pointsOf(table!).join(', ')})`,
};

/** Whole powers as products, so that negative numbers keep their sign; others by exp and ln, for positive numbers. */
function power(a: string, exponent: number): string {
  if (Number.isInteger(exponent) && Math.abs(exponent) <= 8) {
    const product = `(${Array.from({ length: Math.abs(exponent) }, () => a).join('*') || '1'})`;
    return exponent < 0 ? `(1/${product})` : product;
  }
  return `pwr(${a}, ${exponent})`;
}

/** The points of a table; where cubics join them, some more on each. */
function pointsOf(table: DataTable): string[] {
  const parts = table.slope === undefined ? 1 : 16;
  const { x } = table;
  return Array.from({ length: (x.length - 1) * parts + 1 }, (_, i) => {
    const [k, part] = [Math.min(Math.floor(i / parts), x.length - 2), i % parts];
    const at = i === (x.length - 1) * parts ? x[x.length - 1]! : x[k]! + ((x[k + 1]! - x[k]!) * part) / parts;
    return `${at},${lookupValue(table, at)}`;
  });
}
