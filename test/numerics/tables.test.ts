import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { fitTable, newTableCache, type OneVariable, oneVariable } from '../../compiler/numerics/index.ts';
import { tableCost } from '../../compiler/numerics/table/cost.ts';
import {
  apply,
  evaluateTable,
  type Format,
  Graph,
  type PolynomialTable,
  tableEvaluator,
} from '../../compiler/ops/index.ts';

const real = (key: string, value: (x: number) => number): OneVariable => ({
  of: key,
  key,
  value,
  gap: () => null,
  slope: () => Number.NaN,
});

/** Largest |table - f| over every input code, with the evaluator of the table of operations. */
function worstOn(table: PolynomialTable, f: (x: number) => number): number {
  const evaluate = tableEvaluator(table);
  let worst = 0;
  for (let code = Number(table.lowCode); code <= Number(table.highCode); code++)
    worst = Math.max(worst, Math.abs(evaluate(code) * 2 ** -table.workFraction - f(code * 2 ** -table.input.fraction)));
  return worst;
}
const input = (width: number, fraction: number): Format => ({ signed: true, width, fraction });

interface Case {
  readonly name: string;
  readonly f: (x: number) => number;
  readonly exact: (x: Decimal) => Decimal;
  readonly low: number;
  readonly high: number;
  readonly fraction: number;
  readonly errors: readonly number[];
}
const cases: readonly Case[] = [
  { name: 'exp(5220 / T)', f: (x) => 0.005 * Math.exp(5220 / x), exact: (x) => new Decimal(5220).div(x).exp().mul(0.005), low: 305, high: 370, fraction: 8, errors: [100, 1, 0.05] },
  { name: 'tanh', f: Math.tanh, exact: (x) => x.tanh(), low: -6, high: 6, fraction: 11, errors: [1e-2, 1e-4, 1e-6] },
  { name: '1 / x', f: (x) => 1 / x, exact: (x) => new Decimal(1).div(x), low: 0.125, high: 8, fraction: 13, errors: [1e-2, 1e-4] },
  { name: 'sqrt', f: Math.sqrt, exact: (x) => x.sqrt(), low: 0, high: 4, fraction: 12, errors: [1e-2, 1e-4] },
]; // biome-ignore format: a table

describe('a table of one variable', () => {
  for (const { name, f, exact, low, high, fraction, errors } of cases)
    it.each(errors)(`follows ${name} within %d on every input code, and knows how closely`, (error) => {
      const request = {
        name: 't',
        f: real(name, f),
        input: input(24, fraction),
        lowCode: low * 2 ** fraction,
        highCode: high * 2 ** fraction,
        error,
      };
      const table = fitTable(request, newTableCache())!;
      expect(table.error).toBeLessThanOrEqual(error);
      expect(table.inputsChecked).toBe(request.highCode - request.lowCode + 1);
      expect(worstOn(table, f)).toBeLessThanOrEqual(table.error);
      // the figure is not a mere bound: some code comes close to it
      expect(worstOn(table, f)).toBeGreaterThan(0.99 * table.error);
      for (let code = request.lowCode; code <= request.highCode; code += 997) {
        const truth = exact(new Decimal(code).div(2 ** fraction));
        const got = new Decimal(evaluateTable(table, code)).div(2 ** table.workFraction);
        expect(got.minus(truth).abs().toNumber()).toBeLessThanOrEqual(table.error * (1 + 1e-9) + 1e-12);
      }
    });

  it('costs more for less error', () => {
    const costs = [1e-2, 1e-3, 1e-4, 1e-5].map((error) => {
      const table = fitTable(
        { name: 't', f: real('sin', Math.sin), input: input(16, 12), lowCode: -16384, highCode: 16384, error },
        newTableCache(),
      )!;
      return tableCost(table);
    });
    expect(costs).toEqual([...costs].sort((a, b) => a - b));
    expect(new Set(costs).size).toBe(4);
  });

  it('cuts finely only where the function bends', () => {
    const f = real('1/(x+0.02)', (x) => 1 / (x + 0.02));
    const table = fitTable(
      { name: 't', f, input: input(18, 14), lowCode: 0, highCode: 16384, error: 1e-2 },
      newTableCache(),
    )!;
    expect(table.fineBits.length).toBeGreaterThan(1);
    expect(table.fineBits[0]!).toBeGreaterThan(table.fineBits[table.fineBits.length - 1]!);
  });

  it('meets the knots of measured data', () => {
    const graph = new Graph();
    const x = graph.add('state', [], 'real', { index: 0 });
    const data = { name: 'R', x: Float64Array.of(0, 0.3, 0.35, 1), y: Float64Array.of(1, 1.2, 5, 5.1) };
    const f = oneVariable(graph, apply(graph, 'lookup', [x], { table: data }), x, 'x');
    const table = fitTable(
      { name: 't', f, input: input(14, 12), lowCode: 0, highCode: 4096, error: 1e-3 },
      newTableCache(),
    )!;
    const straight = (at: number): number => {
      const k = at < 0.3 ? 0 : at < 0.35 ? 1 : 2;
      return data.y[k]! + ((at - data.x[k]!) / (data.x[k + 1]! - data.x[k]!)) * (data.y[k + 1]! - data.y[k]!);
    };
    expect(worstOn(table, straight)).toBeLessThanOrEqual(1e-3);
  });

  it.each([
    [2 ** 33, 30, 1e-9],
    [2 ** 40, 38, 1e-12],
    [2 ** 45, 44, 1e-14],
  ])('covers %d codes, each a number that float64 tells from its neighbours', (codes, fraction, error) => {
    const f = (x: number): number => Math.exp(-x);
    const request = { name: 't', f: real('exp', f), input: input(48, fraction), lowCode: -7, highCode: codes, error };
    const table = fitTable(request, newTableCache())!;
    expect(table.error).toBeLessThanOrEqual(error);
    const evaluate = tableEvaluator(table);
    for (let i = 0, code = -7; i < 2000; i++, code = Math.abs(code * 48271 + 11 + i) % codes) {
      const off = evaluate(code) * 2 ** -table.workFraction - f(code * 2 ** -fraction);
      expect(Math.abs(off)).toBeLessThanOrEqual(table.error + 2 ** -52);
    }
  });

  it('covers inputs of more than 2^20 codes with a bound that holds between the codes looked at', () => {
    const f = real('tanh', Math.tanh);
    const table = fitTable(
      { name: 't', f, input: input(25, 20), lowCode: -(2 ** 20), highCode: 2 ** 20 + 7, error: 1e-5 },
      newTableCache(),
    )!;
    expect(table.inputsChecked).toBeLessThan(2 ** 21);
    expect(worstOn(table, Math.tanh)).toBeLessThanOrEqual(table.error);
  });

  it('is looked at closely in segments that are much shorter than others: 1 / x over two decades within 2.4e-15', () => {
    const [fraction, error] = [29, 2.4e-15];
    const low = 1286 * 2 ** fraction;
    const high = 58160 * 2 ** fraction;
    const request = {
      name: 't',
      f: real('1/x', (x) => 1 / x),
      input: input(46, fraction),
      lowCode: low,
      highCode: high,
      error,
    };
    const table = fitTable(request, newTableCache())!;
    expect(table.error).toBeLessThanOrEqual(error);
    for (let i = 0; i < 4000; i++) {
      // even in the logarithm: most where it bends most
      const code = Math.round(low * (high / low) ** (i / 4000));
      const truth = new Decimal(2).pow(fraction).div(code);
      const got = new Decimal(evaluateTable(table, code)).div(new Decimal(2).pow(table.workFraction));
      expect(got.minus(truth).abs().toNumber()).toBeLessThanOrEqual(table.error);
    }
  });

  it('does not exist for a function that swings too often to be followed', () => {
    const f = real('fast', (x) => Math.sin(1e5 * x));
    const request = { name: 't', f, input: input(20, 16), lowCode: 0, highCode: 65536, error: 1e-6 };
    expect(fitTable(request, newTableCache())).toBeNull();
  });
});
