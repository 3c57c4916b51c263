/**
 * Dimensions: products of rational powers of the SI base units m, kg, s, A, K, mol, cd.
 *
 * An exponent is the float64 nearest to a rational whose denominator divides `LATTICE`. Every operation rounds to that lattice, so
 * equal dimensions have equal numbers: three thirds are one.
 */

/** Exponents of m, kg, s, A, K, mol, cd. */
export type Dimension = readonly number[];

/** Divisible by 1 to 10: halves, thirds ... tenths and their sums are exact. */
const LATTICE = 2520;
const BASE_SYMBOLS = ['m', 'kg', 's', 'A', 'K', 'mol', 'cd'] as const;

function snap(exponent: number): number {
  return Math.round(exponent * LATTICE) / LATTICE || 0;
}

/** The dimension of a plain number. */
export const none: Dimension = [0, 0, 0, 0, 0, 0, 0];

/** A dimension from named exponents: `dimension({ m: 2, kg: 1, s: -3 })` is that of a power. */
export function dimension(exponents: Readonly<Partial<Record<(typeof BASE_SYMBOLS)[number], number>>>): Dimension {
  return BASE_SYMBOLS.map((symbol) => snap(exponents[symbol] ?? 0));
}
export function multiplyDimensions(a: Dimension, b: Dimension): Dimension {
  return a.map((exponent, i) => snap(exponent + b[i]!));
}
export function divideDimensions(a: Dimension, b: Dimension): Dimension {
  return a.map((exponent, i) => snap(exponent - b[i]!));
}
export function powerOfDimension(a: Dimension, power: number): Dimension {
  return a.map((exponent) => snap(exponent * power));
}
export function sameDimension(a: Dimension, b: Dimension): boolean {
  return a.every((exponent, i) => snap(exponent) === snap(b[i]!));
}
export function isPlain(a: Dimension): boolean {
  return sameDimension(a, none);
}

/** `2`, `^(1/2)`: an exponent as it is written behind a symbol; '' for 1. */
function powerText(exponent: number): string {
  for (let denominator = 1; denominator <= 10; denominator++) {
    const numerator = Math.round(exponent * denominator);
    if (snap(numerator / denominator) !== exponent) continue;
    if (denominator > 1) return `^(${numerator}/${denominator})`;
    return numerator === 1 ? '' : String(numerator);
  }
  return `^(${Math.round(exponent * LATTICE)}/${LATTICE})`;
}

/** A dimension spelled in SI base units as the language writes them: `kg*m2/s3/A`; `1` for a plain number. */
export function baseUnitText(a: Dimension): string {
  const factor = (exponent: number, i: number): string => BASE_SYMBOLS[i]! + powerText(Math.abs(exponent));
  const above = a.map((e, i) => (e > 0 ? factor(e, i) : '')).filter((text) => text !== '');
  const below = a.map((e, i) => (e < 0 ? `/${factor(e, i)}` : '')).filter((text) => text !== '');
  if (above.length === 0 && below.length > 0) return below.join('');
  return `${above.join('*') || '1'}${below.join('')}`;
}
