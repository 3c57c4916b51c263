import { describe, expect, it } from 'vitest';
import { bodyOf, experimentOf, expressionOf, sketch } from './support.ts';

describe('an expression', () => {
  it.each([
    ['a + b * c', '(a + (b * c))'],
    ['a - b - c', '((a - b) - c)'],
    ['a / b * c', '((a / b) * c)'],
    ['-a^2', '(- (a ^ 2))'],
    ['a^b^c', '(a ^ (b ^ c))'],
    ['a^-1 * b', '((a ^ (- 1)) * b)'],
    ['not a and b or c', '(((not a) and b) or c)'],
    ['a < b + 1 and c != d', '((a < (b + 1)) and (c != d))'],
    ['if a > 0 then b else if c then d else e', '(if (a > 0) b (if c d e))'],
    ["phi'' + phi' * 2", "(phi'' + (phi' * 2))"],
    ['cell[0, i].out.s^2', '(cell[0,i].out.s ^ 2)'],
    ['pulse(0 V, 1 V, delay: 1 us, width: w)', 'pulse(0<V>,1<V>,delay:1<us>,width:w)'],
    ['(0.05, 0, 1)', '<0.05,0,1>'],
    ['stimulus("digit.csv", 10.5 V .. 12.2 V)', 'stimulus("digit.csv",(10.5<V> .. 12.2<V>))'],
    ['9 V .. 15 V by 0.5 V', '(9<V> .. 15<V> by 0.5<V>)'],
    ['1e-6', '1e-6'],
    ['-x - -y', '((- x) - (- y))'],
  ])('%s', (text, tree) => {
    expect(sketch(expressionOf(text))).toBe(tree);
  });

  it('goes on over the end of a line that an operator continues', () => {
    expect(sketch(expressionOf('a +\n b'))).toBe('(a + b)');
    expect(sketch(expressionOf('a\n - b'))).toBe('(a - b)');
  });
});

describe('a unit', () => {
  it.each([
    ['5.35882879 mΩ', '5.35882879<mΩ>'],
    ['1kΩ', '1<kΩ>'],
    ['1e3 ohm', '1e3<ohm>'],
    ['1eV', '1<eV>'],
    ['0.252796285 /K', '0.252796285</K>'],
    ['4.11 uW/K', '4.11<uW/K>'],
    ['1e6 A/m^2', '1e6<A/m^2>'],
    ['3 V/m^(1/2)', '3<V/m^(1/2)>'],
    ['2 emu/cm3', '2<emu/cm3>'],
    ['3 V·s', '3<V·s>'],
    ['3 kg*m2/s3', '3<kg*m2/s3>'],
    ['0.1 %', '0.1<%>'],
    ['3 V - x', '(3<V> - x)'],
    ['12 V / R', '(12<V> / R)'],
    ['2 * pi', '(2 * pi)'],
    ['1 / K', '(1 / K)'],
    ['1/K', '(1 / K)'],
    ['5 /s * x', '(5</s> * x)'],
    ['3 V^2', '3<V^2>'],
    ['3 V * K', '(3<V> * K)'],
    ['V * 2 * T', '((V * 2) * T)'],
    ['f(3 V)(', null],
  ])('in %s', (text, tree) => {
    if (tree === null) expect(() => expressionOf(text)).toThrow();
    else expect(sketch(expressionOf(text))).toBe(tree);
  });

  it.each([
    ['\u2126', '\u03A9'],
    ['\u00B5s', '\u03BCs'],
  ])('%s and %s are both letters of a unit', (a, b) => {
    expect(sketch(expressionOf(`1 ${a}`))).toBe(`1<${a}>`);
    expect(sketch(expressionOf(`1 ${b}`))).toBe(`1<${b}>`);
  });

  it('ends where the next statement begins', () => {
    const body = bodyOf("let a = 3 V x' = 2 y' = 1 K RL: resistor(a, b) let b = 4 I(p, n) <+ 5 A\nlet c = 6");
    expect(body.map((s) => s.kind)).toEqual(['let', 'rate', 'rate', 'instance', 'let', 'contribution', 'let']);
    const settings = experimentOf('stop = 1 us dt = 1 ns n = 3 in = 12 V seed = 4');
    expect(settings.map((s) => (s.kind === 'setting' ? `${s.name.text}=${sketch(s.value)}` : s.kind))).toEqual([
      'stop=1<us>',
      'dt=1<ns>',
      'n=3',
      'in=12<V>',
      'seed=4',
    ]);
  });

  it('stands on the line of its number', () => {
    const [first, second] = experimentOf('n = 3\nV = 4');
    expect(first).toMatchObject({ name: { text: 'n' }, value: { unit: null } });
    expect(second).toMatchObject({ name: { text: 'V' } });
  });

  it('gives its factors with exact powers and places', () => {
    const text = '3 V/m^(1/2)';
    const e = expressionOf(text);
    if (e.kind !== 'number' || e.unit === null) throw new Error('no unit');
    expect(e.unit.factors.map((f) => [f.symbol.text, f.numerator, f.denominator])).toEqual([
      ['V', 1, 1],
      ['m', -1, 2],
    ]);
    const source = `device D {\nlet y = ${text}\n}`;
    expect(e.unit.factors.map((f) => source.slice(f.symbol.span.start, f.symbol.span.end))).toEqual(['V', 'm']);
  });

  it.each([
    ['cm3', [['cm', 3, 1]]],
    ['m²', [['m', 2, 1]]],
    ['s⁻¹', [['s', -1, 1]]],
    [
      'J/kg/K',
      [
        ['J', 1, 1],
        ['kg', -1, 1],
        ['K', -1, 1],
      ],
    ],
    ['m^-2', [['m', -2, 1]]],
  ])('%s', (text, factors) => {
    const e = expressionOf(`1 ${text}`);
    if (e.kind !== 'number' || e.unit === null) throw new Error('no unit');
    expect(e.unit.factors.map((f) => [f.symbol.text, f.numerator, f.denominator])).toEqual(factors);
  });
});
