/** Dimensions and quantities in the reader's words: "a current (A)", "1.74 µs". */
import {
  baseUnitText,
  type Dimension,
  dimension,
  isPlain,
  multiplyDimensions,
  powerOfDimension,
  sameDimension,
} from './dimension.ts';

interface QuantityName {
  readonly dimension: Dimension;
  /** "a current" */
  readonly words: string;
  /** The SI unit as the language writes it. */
  readonly unit: string;
}
function quantity(words: string, unit: string, exponents: Parameters<typeof dimension>[0]): QuantityName {
  return { words, unit, dimension: dimension(exponents) };
}

/** The quantities that have a common name; a dimension stands here once, under the name most readers expect. */
const QUANTITIES: readonly QuantityName[] = [
  quantity('a length', 'm', { m: 1 }),
  quantity('an area', 'm2', { m: 2 }),
  quantity('a volume', 'm3', { m: 3 }),
  quantity('an inverse length', '/m', { m: -1 }),
  quantity('a mass', 'kg', { kg: 1 }),
  quantity('a time', 's', { s: 1 }),
  quantity('a rate', 'Hz', { s: -1 }),
  quantity('a rate per time', 'Hz/s', { s: -2 }),
  quantity('a speed', 'm/s', { m: 1, s: -1 }),
  quantity('an acceleration', 'm/s2', { m: 1, s: -2 }),
  quantity('a force', 'N', { m: 1, kg: 1, s: -2 }),
  quantity('a pressure', 'Pa', { m: -1, kg: 1, s: -2 }),
  quantity('an energy', 'J', { m: 2, kg: 1, s: -2 }),
  quantity('a power', 'W', { m: 2, kg: 1, s: -3 }),
  quantity('an action', 'J*s', { m: 2, kg: 1, s: -1 }),
  quantity('a current', 'A', { A: 1 }),
  quantity('a current per time', 'A/s', { A: 1, s: -1 }),
  quantity('a current density', 'A/m2', { A: 1, m: -2 }),
  quantity('a charge', 'C', { s: 1, A: 1 }),
  quantity('a charge per area', 'C/m2', { s: 1, A: 1, m: -2 }),
  quantity('a charge density', 'C/m3', { s: 1, A: 1, m: -3 }),
  quantity('a voltage', 'V', { m: 2, kg: 1, s: -3, A: -1 }),
  quantity('a voltage per time', 'V/s', { m: 2, kg: 1, s: -4, A: -1 }),
  quantity('an electric field', 'V/m', { m: 1, kg: 1, s: -3, A: -1 }),
  quantity('a resistance', 'Ω', { m: 2, kg: 1, s: -3, A: -2 }),
  quantity('a resistivity', 'Ω*m', { m: 3, kg: 1, s: -3, A: -2 }),
  quantity('a conductance', 'S', { m: -2, kg: -1, s: 3, A: 2 }),
  quantity('a conductivity', 'S/m', { m: -3, kg: -1, s: 3, A: 2 }),
  quantity('a capacitance', 'F', { m: -2, kg: -1, s: 4, A: 2 }),
  quantity('a permittivity', 'F/m', { m: -3, kg: -1, s: 4, A: 2 }),
  quantity('an inductance', 'H', { m: 2, kg: 1, s: -2, A: -2 }),
  quantity('a magnetic flux', 'Wb', { m: 2, kg: 1, s: -2, A: -1 }),
  quantity('a magnetic flux density', 'T', { kg: 1, s: -2, A: -1 }),
  quantity('a magnetisation', 'A/m', { m: -1, A: 1 }),
  quantity('a magnetic moment', 'A*m2', { m: 2, A: 1 }),
  quantity('a temperature', 'K', { K: 1 }),
  quantity('a temperature per time', 'K/s', { K: 1, s: -1 }),
  quantity('an inverse temperature', '/K', { K: -1 }),
  quantity('a heat capacity', 'J/K', { m: 2, kg: 1, s: -2, K: -1 }),
  quantity('a thermal conductance', 'W/K', { m: 2, kg: 1, s: -3, K: -1 }),
  quantity('a thermal resistance', 'K/W', { m: -2, kg: -1, s: 3, K: 1 }),
  quantity('an amount of substance', 'mol', { mol: 1 }),
  quantity('a luminous intensity', 'cd', { cd: 1 }),
];

function nameOf(of: Dimension): QuantityName | undefined {
  return QUANTITIES.find((known) => sameDimension(known.dimension, of));
}

/** The unit of a quantity that is called by its name: `V` for `voltage`. */
export function unitOfQuantity(word: string): string | undefined {
  const wanted = word.toLowerCase().replaceAll('_', ' ');
  return QUANTITIES.find(({ words }) => words.slice(words.indexOf(' ') + 1) === wanted)?.unit;
}

/** Units that people think in, to say a dimension without a name as a product of two: `V*Ω` rather than `m4*kg2/s6/A3`. */
const FACTORS = ['V', 'A', 'Ω', 'K', 'W', 's', 'm', 'T', 'J', 'N', 'F', 'C', 'kg'].map((unit) => ({
  unit,
  dimension: QUANTITIES.find((known) => known.unit === unit)!.dimension,
}));
/** Pairs of powers, the simplest first; a quotient begins with what stands above. */
const POWERS = [[1, 1], [1, -1], [2, -1], [1, -2], [2, 1], [1, 2], [2, -2], [-1, -1], [-2, -1]] as const; // biome-ignore format: a table

function productText(of: Dimension): string {
  const base = baseUnitText(of);
  if (base.split(/[*/]/).length < 3) return base;
  const power = (unit: string, n: number): string => (Math.abs(n) === 1 ? unit : `${unit}${Math.abs(n)}`);
  for (const [p, q] of POWERS)
    for (const a of FACTORS)
      for (const b of FACTORS) {
        if (a === b) continue;
        const made = multiplyDimensions(powerOfDimension(a.dimension, p), powerOfDimension(b.dimension, q));
        if (!sameDimension(made, of)) continue;
        const [above, below] = [power(a.unit, p), power(b.unit, q)];
        return p < 0 ? `/${above}/${below}` : `${above}${q < 0 ? '/' : '*'}${below}`;
      }
  return base;
}

/** The SI unit of a dimension as the language writes it; '' for a plain number. */
export function unitText(of: Dimension): string {
  return isPlain(of) ? '' : (nameOf(of)?.unit ?? productText(of));
}
/** "a current", "a plain number", "a quantity in kg*m2/s". */
export function dimensionWord(of: Dimension): string {
  return isPlain(of) ? 'a plain number' : (nameOf(of)?.words ?? `a quantity in ${productText(of)}`);
}
/** "a current (A)"; `unit` is what the reader typed, where that is known. */
export function describeDimension(of: Dimension, unit: string | null = null): string {
  if (isPlain(of)) return unit === null || unit === '' || unit === '1' ? 'a plain number' : `a plain number (${unit})`;
  const known = nameOf(of);
  return known === undefined ? `a quantity in ${unit ?? productText(of)}` : `${known.words} (${unit ?? known.unit})`;
}

const STEPS: readonly (readonly [number, string])[] = [
  [12, 'T'],
  [9, 'G'],
  [6, 'M'],
  [3, 'k'],
  [0, ''],
  [-3, 'm'],
  [-6, 'µ'],
  [-9, 'n'],
  [-12, 'p'],
  [-15, 'f'],
  [-18, 'a'],
];
/** Units whose first symbol is never given a prefix that makes it larger: nobody writes kK or ks. */
const NEVER_LARGER = new Set(['K', 's', 'kg', 'm2', 'm3', 'K/s', 'K/W']);
const NEVER_PREFIXED = /^(kg|m[23]|\/|1)/;

/** A number without needless digits: `1.74`, `1.2e-21`. */
function shortNumber(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}

/**
 * An SI value with the unit a person would choose: `formatQuantity(1.74e-6, time)` is "1.74 µs".
 * @param digits significant digits kept
 */
export function formatQuantity(value: number, of: Dimension, digits = 6): string {
  const unit = unitText(of);
  if (unit === '') return shortNumber(value, digits);
  if (!Number.isFinite(value) || value === 0 || NEVER_PREFIXED.test(unit)) {
    return unit.startsWith('/') ? `${shortNumber(value, digits)} ${unit}` : `${shortNumber(value, digits)} ${unit}`;
  }
  const magnitude = Math.log10(Math.abs(Number(value.toPrecision(digits))));
  const steps = NEVER_LARGER.has(unit) ? STEPS.filter(([power]) => power <= 0) : STEPS;
  const [power, prefix] = steps.find(([step]) => magnitude >= step - 1e-12) ?? [0, ''];
  return `${shortNumber(power < 0 ? value * 10 ** -power : value / 10 ** power, digits)} ${prefix}${unit}`;
}
