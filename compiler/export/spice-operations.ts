/**
 * How ngspice 39 writes each operation of the table in a behavioural source. An operation without an entry cannot be in a
 * deck; a test compares this list with the table.
 */
import type { DataTable } from '../ops/graph.ts';
import { lookupValue } from '../ops/lookup.ts';
import { call, sharedOperations, type Text } from './shared-operations.ts';

export const spiceOperations: Readonly<Record<string, Text>> = {
  ...sharedOperations,
  reciprocal: ([a]) => `(1/${a})`,
  sign: call('sgn'),
  not: ([a]) => `(${a} == 0)`,
  // a**b of ngspice takes |a|; a whole exponent is written out by `polynomialPower`
  power: ([a], { exponent }) => power(a!, exponent!),
  expm1: ([a]) => `(exp(${a}) - 1)`,
  phi1: ([a]) => `(abs(${a}) < 1e-6 ? 1 + ${a}/2 : (exp(${a}) - 1)/${a})`,
  softplus: ([a]) => `(max(${a}, 0) + ln(1 + exp(-abs(${a}))))`,
  logistic: ([a]) => `(0.5 + 0.5*tanh(0.5*${a}))`,
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
