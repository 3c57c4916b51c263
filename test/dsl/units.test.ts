import Quantities from 'js-quantities';
import { describe, expect, it } from 'vitest';
import {
  baseUnitText,
  describeDimension,
  dimension,
  divideDimensions,
  findUnit,
  formatQuantity,
  inSI,
  multiplyDimensions,
  none,
  powerOfDimension,
  sameDimension,
  UnitTable,
  unitHelp,
  unitText,
} from '../../dsl/index.ts';
import { expressionOf } from './support.ts';

function unitOf(text: string) {
  const e = expressionOf(`1 ${text}`);
  if (e.kind !== 'number' || e.unit === null) throw new Error(`no unit in ${text}`);
  return new UnitTable().resolve(e.unit);
}
/** A unit as js-quantities writes it: one slash, everything below behind it; kelvin there is `tempK`. */
function theirs(text: string): string {
  const [above, ...below] = text.split('/');
  return below.length === 0 ? above! : `${above === '' ? '1' : above}/${below.join('*')}`;
}

describe('the table of units', () => {
  it.each([
    'm',
    'km',
    'cm',
    'nm',
    'g',
    'kg',
    's',
    'ms',
    'A',
    'mA',
    'mol',
    'Hz',
    'MHz',
    'N',
    'Pa',
    'bar',
    'J',
    'pJ',
    'eV',
    'meV',
    'W',
    'mW',
    'C',
    'V',
    'F',
    'pF',
    'ohm',
    'kohm',
    'S',
    'Wb',
    'T',
    'mT',
    'H',
    'Oe',
    'kOe',
    'G',
    'Mx',
    'min',
    'h',
    'day',
    'erg',
    'dyn',
    'V/m',
    'W/m2',
    'A/m2',
    'kg*m2/s3/A',
  ])('%s agrees with js-quantities', (text) => {
    const unit = unitOf(text);
    if ('unknown' in unit) throw new Error(`unknown ${unit.unknown.text}`);
    const judge = Quantities(`1 ${theirs(text)}`);
    expect(unit.scale / judge.toBase().scalar).toBeCloseTo(1, 7);
    expect(judge.isCompatible(Quantities(`1 ${theirs(baseUnitText(unit.dimension))}`))).toBe(true);
  });

  it.each([
    ['mW/K', 1e-3],
    ['pJ/K', 1e-12],
    ['emu/cm3', 1e3],
    ['%', 1e-2],
    ['µs', 1e-6],
    ['\u03BCs', 1e-6],
    ['us', 1e-6],
    ['kΩ', 1e3],
    ['M\u2126', 1e6],
    ['uA/cm^2', 1e-2],
    ['deg', Math.PI / 180],
    ['turn', 2 * Math.PI],
    ['Å', 1e-10],
    ['as', 1e-18],
    ['cd', 1],
  ])('one %s is %d in SI', (text, scale) => {
    const unit = unitOf(text);
    expect('scale' in unit && unit.scale).toBeCloseTo(scale, 14);
    expect('scale' in unit && Math.abs(unit.scale / scale - 1)).toBeLessThan(1e-14);
  });

  it('reads decimals to the nearest float64', () => {
    for (const [value, symbol, si] of [
      [10, 'ns', 1e-8],
      [145.34619293, 'pF', 145.34619293e-12],
      [10, 'mK', 0.01],
      [50, 'MHz', 5e7],
      [1.5, 'mA', 1.5e-3],
    ] as const) {
      expect(inSI(value, findUnit(symbol)!.scale)).toBe(si);
    }
  });

  it('names the symbol that is not known, and says how to mend it', () => {
    expect(unitOf('mW/Kelvin')).toMatchObject({ unknown: { text: 'Kelvin' } });
    expect(unitHelp('Kelvin')).toBe('kelvin is written `K`');
    expect(unitHelp('°C')).toContain('298.15 K');
    expect(unitHelp('Voltz')).toBeUndefined();
    expect(unitHelp('khz')).toBe('did you mean `kHz`?');
    expect(findUnit('°C')).toBeUndefined();
    expect(findUnit('dB')).toBeUndefined();
    expect(findUnit('kmin')).toBeUndefined();
  });

  it('takes units that a file declares', () => {
    const table = new UnitTable().with({ symbol: 'spin', dimension: none, scale: 0.5, prefixable: true });
    expect(table.find('kspin')).toMatchObject({ scale: 500 });
    expect(new UnitTable().find('spin')).toBeUndefined();
  });
});

describe('dimensions', () => {
  const volt = findUnit('V')!.dimension;
  it('of three thirds are one', () => {
    const third = powerOfDimension(volt, 1 / 3);
    expect(multiplyDimensions(third, multiplyDimensions(third, third))).toEqual(volt);
    expect(sameDimension(powerOfDimension(powerOfDimension(volt, 1 / 7), 7), volt)).toBe(true);
  });
  it('multiply and divide as physics does', () => {
    const ampere = findUnit('A')!.dimension;
    expect(divideDimensions(volt, ampere)).toEqual(findUnit('Ω')!.dimension);
    expect(multiplyDimensions(volt, ampere)).toEqual(findUnit('W')!.dimension);
  });
  it.each([
    ['V', 'a voltage (V)'],
    ['A', 'a current (A)'],
    ['W', 'a power (W)'],
    ['Ω', 'a resistance (Ω)'],
    ['Hz', 'a rate (Hz)'],
    ['%', 'a plain number'],
    ['W/K', 'a thermal conductance (W/K)'],
    ['A/m', 'a magnetisation (A/m)'],
    ['/K', 'an inverse temperature (/K)'],
    ['V*K', 'a quantity in V*K'],
    ['V*Ω', 'a quantity in V*Ω'],
    ['V^2/T', 'a quantity in V2/T'],
    ['m2*K/s', 'a quantity in m2*K/s'],
    ['V/m^(1/2)', 'a quantity in m^(3/2)*kg/s3/A'],
    ['V/m^0.5', 'a quantity in m^(3/2)*kg/s3/A'],
    ['V*m^-0.5', 'a quantity in m^(3/2)*kg/s3/A'],
    ['m^2.25', 'a quantity in m^(9/4)'],
  ])('of %s is %s', (text, words) => {
    const unit = unitOf(text);
    expect('dimension' in unit && describeDimension(unit.dimension)).toBe(words);
  });
  it('are said in the unit that was typed', () => {
    expect(describeDimension(volt, 'mV')).toBe('a voltage (mV)');
  });
  it('have a unit text that names the same dimension', () => {
    for (const text of [
      'V',
      'Ω*m',
      'J*s',
      'A*m2',
      'm2',
      '/K',
      'V*K',
      'V^2/T',
      'V*Ω',
      'A^2/K',
      '1/V/s',
      'W/m2/K4',
      'kg*m^(1/3)',
    ]) {
      const unit = unitOf(text);
      if ('unknown' in unit) throw new Error(text);
      expect(unitOf(unitText(unit.dimension))).toMatchObject({ dimension: unit.dimension });
    }
  });
});

describe('formatQuantity', () => {
  const of = (symbol: string) => findUnit(symbol)!.dimension;
  it.each([
    [1.74e-6, 's', '1.74 µs'],
    [242720, 'Hz', '242.72 kHz'],
    [325, 'K', '325 K'],
    [12000, 'Ω', '12 kΩ'],
    [0, 'V', '0 V'],
    [1e-3, 'V', '1 mV'],
    [999.9999999, 'V', '1 kV'],
    [-2.5e-9, 'A', '-2.5 nA'],
    [1.4534619293e-10, 'F', '145.346 pF'],
    [5000, 'K', '5000 K'],
    [7200, 's', '7200 s'],
    [0.25, '%', '0.25'],
    [3e-25, 'J', '3e-25 J'],
  ])('%d %s is %s', (value, symbol, text) => {
    expect(formatQuantity(value, of(symbol))).toBe(text);
  });
  it('puts the prefix on the first symbol of a compound unit', () => {
    expect(formatQuantity(2.0558726e-4, dimension({ m: 2, kg: 1, s: -3, K: -1 }))).toBe('205.587 µW/K');
    expect(formatQuantity(0.252796285, dimension({ K: -1 }))).toBe('0.252796 /K');
  });
});
