import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseClock, parseTolerance } from '../../cli/commands/options.ts';
import { systemErrorText } from '../../cli/exit.ts';
import { safeName } from '../../cli/library/build.ts';
import { engineering, grouped, missed, part, quantity, seconds } from '../../cli/report/numbers.ts';
import { alignTable, timeText } from '../../cli/terminal.ts';
import { ResultFolder, writeWhole } from '../../cli/write-whole.ts';

describe('options', () => {
  it.each([
    ['0.1%', 0.001],
    ['1 %', 0.01],
    ['0.001', 0.001],
    ['1e-4', 1e-4],
  ])('tolerance %s is %f', (text, value) => expect(parseTolerance(text)).toBeCloseTo(value, 15));
  it.each(['0', '-1%', '100%', 'x', '', '1e-3 %%', 'NaN'])('tolerance %j is refused', (text) => {
    expect(() => parseTolerance(text)).toThrow(/between 0 and 1/);
  });
  it.each([
    ['50MHz', 50e6],
    ['50 MHz', 50e6],
    ['100e6', 1e8],
    ['12.5 M', 12.5e6],
  ])('clock %s is %f Hz', (text, value) => expect(parseClock(text)).toBe(value));
  it.each(['0', '-5MHz', '5m', 'fast', '1e400'])('clock %j is refused', (text) => {
    expect(() => parseClock(text)).toThrow(/frequency/);
  });
});

describe('numbers for people', () => {
  it.each([
    [0.2, '1 s'],
    [99.5, '100 s'],
    [101, '2 min'],
    [5941, '1 h 40 min'],
    [7800, '2 h 10 min'],
  ])('%d s are %s', (left, text) => expect(timeText(left)).toBe(text));
  it.each([
    [0.0000289, 'V', 1, '28.9 µV'],
    [0.000495, 'K', 1, '495 µK'],
    [0.00000142, '', 1, '1.42e-6'],
    [0.374, '', 1, '0.374'],
    [0.0000005, 'mA', 1e3, '5.00e-4 mA'],
    [12.34, 'kg', 1, '12.3 kg'],
    [0, 'V', 1, '0 V'],
  ])('%d %s', (value, text, scale, shown) => expect(quantity(value, { text, scale })).toBe(shown));
  it('a figure that missed shows by what', () => {
    expect(missed(1.00000012, 1)).toBe('1.00000012');
    expect(missed(326.7321, 300)).toBe('326.732');
    expect(missed(7, 8)).toBe('7');
  });
  it.each([
    [engineering(1.31e-6, 's'), '1.31 µs'],
    [engineering(100e6, 'Hz'), '100 MHz'],
    [engineering(999.9e3, 'Hz'), '1000 kHz'],
    [engineering(0, 'V'), '0 V'],
    [part(0.001), '0.1 %'],
    [part(3e-7), '0.3 ppm'],
    [part(0), '0'],
    [part(null), '-'],
    [grouped(1234567), '1,234,567'],
    [seconds(0.0123), '12 ms'],
    [seconds(12.345), '12 s'],
  ])('%s', (text, wanted) => expect(text).toBe(wanted));

  it('tables align by what shows, not by colour codes', () => {
    expect(
      alignTable(
        [
          ['\x1b[32mok\x1b[0m', 'a'],
          ['long', 'b'],
        ],
        [false, false],
      ),
    ).toEqual(['\x1b[32mok\x1b[0m    a', 'long  b']);
  });
});

describe('names of folders', () => {
  it.each([
    ['RateCurve', 'RateCurve'],
    ['CON', 'CON_'],
    ['nul.x', 'nul.x_'],
    ['..', '_'],
    ['Ωmega/x', '_mega_x'],
  ])('%s becomes %s', (name, wanted) => expect(safeName(name)).toBe(wanted));
});

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qnm-write-'));
  it('are written whole, over what was there', () => {
    writeWhole(join(folder, 'a/b.txt'), 'one');
    writeWhole(join(folder, 'a/b.txt'), 'two');
    expect(readFileSync(join(folder, 'a/b.txt'), 'utf8')).toBe('two');
    expect(readdirSync(join(folder, 'a'))).toEqual(['b.txt']);
  });
  it('leave nothing behind when writing fails', () => {
    writeFileSync(join(folder, 'plain'), '');
    expect(() => writeWhole(join(folder, 'plain/x.txt'), 'x')).toThrow();
    expect(() => writeWhole(join(folder, 'a'), 'x')).toThrow();
    expect(readdirSync(folder).sort()).toEqual(['a', 'plain']);
  });
  it('never leave the result folder', () => {
    expect(() => new ResultFolder(folder).write('../out.txt', 'x')).toThrow(/leaves/);
    expect(() => new ResultFolder(folder).write('/tmp/out.txt', 'x')).toThrow(/leaves/);
  });
  it('that cannot be written are explained in words', () => {
    const error = (code: string) => Object.assign(new Error('x'), { code, path: '/out' });
    expect(systemErrorText(error('ENOSPC'))).toBe('no space left on the disk while writing /out');
    expect(systemErrorText(error('EACCES'))).toBe('no permission to use /out');
    expect(systemErrorText(new Error('a defect'))).toBeNull();
  });
  it('cleans up', () => rmSync(folder, { recursive: true }));
});
