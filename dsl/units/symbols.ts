/**
 * Unit symbols. SI Brochure (BIPM, 9th edition), tables 2, 4, 5, 7 and 8; CGS-EMU magnetic units as in R. B. Goldfarb and
 * F. R. Fickett, "Units for Magnetic Properties", NBS Special Publication 696 (1985).
 */
import { type Dimension, dimension, none } from './dimension.ts';

/** One symbol: its dimension, the SI value of one, whether `m`, `k`, `µ` ... may stand before it. */
export interface UnitSymbol {
  readonly symbol: string;
  readonly dimension: Dimension;
  readonly scale: number;
  readonly prefixable: boolean;
}

const length = dimension({ m: 1 });
const time = dimension({ s: 1 });
const resistance = dimension({ m: 2, kg: 1, s: -3, A: -2 });
const energy = dimension({ m: 2, kg: 1, s: -2 });
const pressure = dimension({ m: -1, kg: 1, s: -2 });
const fluxDensity = dimension({ kg: 1, s: -2, A: -1 });
const flux = dimension({ m: 2, kg: 1, s: -2, A: -1 });

type Row = readonly [symbol: string, dimension: Dimension, scale: number];

const PREFIXABLE: readonly Row[] = [
  ['m', length, 1],
  ['g', dimension({ kg: 1 }), 1e-3],
  ['s', time, 1],
  ['A', dimension({ A: 1 }), 1],
  ['K', dimension({ K: 1 }), 1],
  ['mol', dimension({ mol: 1 }), 1],
  ['cd', dimension({ cd: 1 }), 1],
  ['Hz', dimension({ s: -1 }), 1],
  ['Bq', dimension({ s: -1 }), 1],
  ['N', dimension({ m: 1, kg: 1, s: -2 }), 1],
  ['Pa', pressure, 1],
  ['bar', pressure, 1e5],
  ['J', energy, 1],
  ['eV', energy, 1.602176634e-19],
  ['W', dimension({ m: 2, kg: 1, s: -3 }), 1],
  ['C', dimension({ s: 1, A: 1 }), 1],
  ['V', dimension({ m: 2, kg: 1, s: -3, A: -1 }), 1],
  ['F', dimension({ m: -2, kg: -1, s: 4, A: 2 }), 1],
  ['Ω', resistance, 1],
  ['ohm', resistance, 1],
  ['S', dimension({ m: -2, kg: -1, s: 3, A: 2 }), 1],
  ['Wb', flux, 1],
  ['T', fluxDensity, 1],
  ['H', dimension({ m: 2, kg: 1, s: -2, A: -2 }), 1],
  ['lm', dimension({ cd: 1 }), 1],
  ['lx', dimension({ m: -2, cd: 1 }), 1],
  ['rad', none, 1],
  ['sr', none, 1],
  ['G', fluxDensity, 1e-4],
  ['Oe', dimension({ m: -1, A: 1 }), 1e3 / (4 * Math.PI)],
  ['Mx', flux, 1e-8],
  ['emu', dimension({ m: 2, A: 1 }), 1e-3],
];

const PLAIN: readonly Row[] = [
  ['%', none, 1e-2],
  ['ppm', none, 1e-6],
  ['deg', none, Math.PI / 180],
  ['°', none, Math.PI / 180],
  ['turn', none, 2 * Math.PI],
  ['min', time, 60],
  ['h', time, 3600],
  ['day', time, 86400],
  ['Å', length, 1e-10],
  ['erg', energy, 1e-7],
  ['dyn', dimension({ m: 1, kg: 1, s: -2 }), 1e-5],
];

/** Every symbol the language knows by itself. */
export const unitSymbolTable: readonly UnitSymbol[] = [
  ...PREFIXABLE.map(([symbol, of, scale]) => ({ symbol, dimension: of, scale, prefixable: true })),
  ...PLAIN.map(([symbol, of, scale]) => ({ symbol, dimension: of, scale, prefixable: false })),
];

/** Prefix and the power of ten it stands for. */
export const prefixes: ReadonlyMap<string, number> = new Map([
  ['a', -18],
  ['f', -15],
  ['p', -12],
  ['n', -9],
  ['µ', -6],
  ['u', -6],
  ['m', -3],
  ['c', -2],
  ['d', -1],
  ['h', 2],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);

/** What people write that is not a unit here, and what to write instead. */
export const refusedUnits: ReadonlyMap<string, string> = new Map([
  ...['°C', 'degC', 'celsius', 'Celsius'].map(
    (symbol) => [symbol, 'temperatures are in kelvin, which has no offset: 25 °C is `298.15 K`'] as const,
  ),
  ...['°F', 'degF'].map(
    (symbol) => [symbol, 'temperatures are in kelvin, which has no offset: 77 °F is `298.15 K`'] as const,
  ),
  ...['dB', 'dBm', 'dBV'].map(
    (symbol) => [symbol, 'decibels are logarithms of ratios: write the ratio, -3 dB in power is `0.501`'] as const,
  ),
  ...['sec', 'secs', 'second', 'seconds'].map((symbol) => [symbol, 'seconds are written `s`'] as const),
  ...['Ohm', 'Ohms', 'ohms'].map((symbol) => [symbol, 'ohms are written `ohm` or `Ω`'] as const),
  ['Kelvin', 'kelvin is written `K`'],
  ['L', 'litres are written in `cm3`: 1 L is `1000 cm3`'],
  ['hz', 'hertz is written `Hz`'],
  ['pi', 'to multiply by pi write `* pi`'],
]);
