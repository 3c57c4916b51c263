/** The figures of the examples with arrays that are marked "reference" or "analytic" are what separate loops and formulas give. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkout } from '../support/tools.ts';
import { lifNetwork, meanField, mixed, sheet, sheetStart } from './networks.ts';
import { neuristors, ringOfSwitches } from './references.ts';

const file = (name: string): string => readFileSync(join(checkout, 'examples', name), 'utf8');
/** The `expect` lines of an example that name a figure: what stands before it, the figure. */
function figure(name: string, line: string): number {
  const [, value] =
    new RegExp(`expect ${line.replace(/[.*+?()[\]]/g, '\\$&')} (?:~|==) ([\\d.]+)`).exec(file(name)) ?? [];
  if (value === undefined) throw new Error(`${name} has no figure of ${line}`);
  return Number(value);
}
/** The figure of a line that ends in `at ...`. */
function figureAt(name: string, line: string, place: string): number {
  const pattern = new RegExp(`expect +${line} (?:~|==) ([\\d.]+).* at ${place.replace(/[.]/g, '\\.')}(?: |$)`, 'm');
  const [, value] = pattern.exec(file(name)) ?? [];
  if (value === undefined) throw new Error(`${name} has no figure of ${line} at ${place}`);
  return Number(value);
}
const numbers = (name: string): number[] => file(name).trim().split(/[,\n]/).map(Number); // biome-ignore format: one line
const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;
/** Events a second, from the first to the last after a time. */
function rate(times: readonly number[], after: number): number {
  const late = times.filter((t) => t >= after);
  return (late.length - 1) / (late.at(-1)! - late[0]!);
}
const Ge = 0.20558726e-3;

describe('heat_chain.qnm', () => {
  const chain = (kappa: number, from: readonly [number, number], start: number): number[][] =>
    neuristors({
      drive: new Array<number>(20).fill(9.5),
      conductance: kappa * Ge,
      kick: (t) => (t >= start && t < start + 200e-9 ? 5e-3 : 0),
      dt: 10e-9,
      stop: start + 6e-6,
      from,
    });
  const delay = (spikes: number[][]): number => ((spikes[15]![0]! - spikes[4]![0]!) / 11) * 1e9;

  it.each([0.2, 0.5])('the wave at kappa = %f', (kappa) => {
    const spikes = chain(kappa, [7, 332], 1e-6);
    expect(spikes.map((times) => times.length)).toEqual(new Array(20).fill(1));
    expect(figureAt('heat_chain.qnm', 'delay', `kappa = ${kappa}`)).toBeCloseTo(delay(spikes), 2);
  });
  it('the loop gives the delays that another program gave from a cold start', () => {
    expect(delay(chain(0.2, [0, 325], 20e-6)) / 238.853).toBeCloseTo(1, 3);
    expect(delay(chain(0.5, [0, 325], 20e-6)) / 130.201).toBeCloseTo(1, 3);
  });
  it('the cascade', () => {
    const run = { drive: [12, 9.5], conductance: 0.1 * Ge, dt: 10e-9, stop: 60e-6, from: [7, 332] as const };
    const [first, second] = neuristors(run).map((times) => rate(times, 20e-6));
    expect(figure('heat_chain.qnm', 'fa') / first!).toBeCloseTo(1, 6);
    expect(figure('heat_chain.qnm', 'fb') / second!).toBeCloseTo(1, 6);
    expect(first! / second!).toBeCloseTo(2, 2);
  });
});

describe('coupled_neuristors.qnm', () => {
  it.each([20, 40, 80])('at %i pF', (cc) => {
    const run = { drive: [12, 13], conductance: 0, coupling: cc * 1e-12, dt: 10e-9, stop: 150e-6 };
    const [first, second] = neuristors(run).map((times) => rate(times, 30e-6));
    expect(figureAt('coupled_neuristors.qnm', 'fa', `Cc = ${cc} pF`) / first!).toBeCloseTo(1, 6);
    if (cc > 20) expect(second! / first!).toBeCloseTo(1, 3);
    else expect(figureAt('coupled_neuristors.qnm', 'ratio', `Cc = ${cc} pF`)).toBeCloseTo(second! / first!, 5);
  });
});

describe('crossbar.qnm', () => {
  const n = 64;
  const G = (i: number, j: number): number => 1 + ((7 * i + 3 * j) % 11);
  const rows = Array.from({ length: n }, (_, i) => i);
  it('its files hold the conductances, the voltages and the exact product', () => {
    expect(numbers('crossbar.csv')).toEqual(rows.flatMap((i) => rows.map((j) => G(i, j))));
    expect(numbers('crossbar_input.csv')).toEqual(rows.map((i) => i + 1));
    const product = rows.map((j) => rows.reduce((sum, i) => sum + G(i, j) * (i + 1), 0));
    expect(numbers('crossbar_product.csv')).toEqual(product);
    expect(['first', 'middle', 'last'].map((name) => figure('crossbar.qnm', name.padEnd(6)))).toEqual(
      [0, 32, 63].map((j) => product[j]! / 100),
    );
  });
});

describe('lif_network.qnm', () => {
  it('the loop over two other draws of it', () => {
    const found = [1, 2].map((seed) => lifNetwork(1000, 0.01, 0.5, seed));
    expect(Math.abs(found[0]! / found[1]! - 1)).toBeLessThan(0.01);
    expect(figure('lif_network.qnm', 'f')).toBeCloseTo(mean(found), 1);
  });
  it('the mean field', () => {
    expect(file('lif_network.qnm')).toContain(`expect f ~ ${meanField(10, 0.5).toFixed(2)} Hz`);
    // without noise and inputs it is the period of lif.qnm, tau ln(drive / (drive - theta))
    expect(meanField(0, 0, 0.02)).toBeCloseTo(1000 / (20 * Math.log(3)), 2);
  });
});

describe('fitzhugh_nagumo_sheet.qnm', () => {
  const n = 40;
  it.each(['v', 'w'] as const)('the file of %s', (name) => {
    const wanted = Array.from({ length: n * n }, (_, q) => sheetStart[name](Math.floor(q / n), q % n, n));
    expect(numbers(`fitzhugh_nagumo_sheet_${name}.csv`)).toEqual(wanted);
  });
  it('the spiral', () => {
    const fronts = sheet(n, 0.3, 0.1, 250).map((times) => times.filter((t) => t >= 100));
    expect(figure('fitzhugh_nagumo_sheet.qnm', 'n')).toBe(fronts.flat().length);
    expect(figure('fitzhugh_nagumo_sheet.qnm', 'T')).toBeCloseTo(1 / rate(fronts[5 * n + 5]!, 100), 4);
  });
});

describe('mixed_populations.qnm', () => {
  const R = numbers('mixed_populations.csv').map((x) => x * 1e3);
  const run = { R, start: numbers('mixed_populations_start.csv'), dt: 50e-9, stop: 1e-3 };
  it.each([0, 5, 10])('at %i uA', (microamperes) => {
    const { fires, spikes } = mixed({ ...run, J: -microamperes * 1e-6 });
    const settled = 200e-6;
    const place = `J = ${microamperes} uA`;
    const reference = mean(fires.map((times) => rate(times, settled)));
    const pattern = new RegExp(`expect f ~ ([\\d.]+) Hz.* at ${place} on float64`);
    expect(Number(pattern.exec(file('mixed_populations.qnm'))![1])).toBeCloseTo(reference, 3);
    expect(figureAt('mixed_populations.qnm', 'spikes', place)).toBe(spikes.flat().filter((t) => t >= settled).length);
  });
  it('the period of one alone', () => {
    const parallel = (a: number, b: number): number => (a * b) / (a + b);
    const alone = R.map((Rs) => {
      const [charged, drained] = [200e3, 1e3].map((r) => (5 * r) / (r + Rs)) as [number, number];
      const rise = parallel(200e3, Rs) * 1e-9 * Math.log((charged - 1) / (charged - 3));
      const fall = parallel(1e3, Rs) * 1e-9 * Math.log((3 - drained) / (1 - drained));
      return 1 / (rise + fall);
    });
    expect(figureAt('mixed_populations.qnm', 'f', 'J = 0 uA')).toBeCloseTo(mean(alone), 2);
  });
});

describe('library/oscillator_ring.qnm', () => {
  it.each([0.05, 0.1, 0.2])('three in a ring with %s of their capacitance', (coupling) => {
    const tops = ringOfSwitches(coupling, [0.25, 0.45, 0.7], 150);
    const period = 1 / rate(tops[0]!, 100);
    expect(period).toBeCloseTo(figureAt('library/oscillator_ring.qnm', 'turn', `Cc = ${coupling} nF`), 6);
    const late = tops.map((times) => times.filter((t) => t >= 100)[5]!);
    for (const other of [1, 2])
      expect(Math.cos((2 * Math.PI * (late[other]! - late[0]!)) / period)).toBeCloseTo(-0.5, 3);
  });
});
