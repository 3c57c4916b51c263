/** Units on axes: the user's own, or a base unit with the engineering prefix that keeps the numbers between 1 and 1000. */
import type { PlotUnit } from './result.ts';

const prefixes: readonly (readonly [number, string])[] = [
  [1e-15, 'f'],
  [1e-12, 'p'],
  [1e-9, 'n'],
  [1e-6, 'µ'],
  [1e-3, 'm'],
  [1, ''],
  [1e3, 'k'],
  [1e6, 'M'],
  [1e9, 'G'],
  [1e12, 'T'],
];
/** Units that take a prefix. Kilogram, degree, per cent and compound units do not. */
const prefixable = new Set([
  's',
  'V',
  'A',
  'W',
  'J',
  'C',
  'F',
  'H',
  'Ω',
  'ohm',
  'S',
  'Hz',
  'm',
  'K',
  'T',
  'Wb',
  'N',
  'Pa',
  'eV',
]);

/**
 * The unit in which values up to `largest` (SI) are shown.
 * @returns text of the axis title and the factor from SI to it
 */
export function axisUnit(unit: PlotUnit, largest: number): PlotUnit {
  if (unit.scale !== 1 || !prefixable.has(unit.text) || !(largest > 0) || !Number.isFinite(largest)) return unit;
  let chosen = prefixes[0]!;
  for (const prefix of prefixes) if (largest >= prefix[0] * 0.9999) chosen = prefix;
  return { text: chosen[1] + unit.text, scale: 1 / chosen[0] };
}

/** Title of an axis: `out (V)`; a number without a unit has no brackets. */
export function axisTitle(name: string, unit: PlotUnit): string {
  return unit.text === '' || unit.text === '1' ? name : `${name} (${unit.text})`;
}

/** Largest magnitude among finite values. */
export function largestOf(values: Iterable<number>): number {
  let largest = 0;
  for (const value of values) if (Number.isFinite(value) && Math.abs(value) > largest) largest = Math.abs(value);
  return largest;
}

/** A number with as many digits as a label needs. */
export function label(value: number): string {
  return String(Number(value.toPrecision(6)));
}
