import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { PolynomialTable } from '../../compiler/ops/index.ts';
import { type EngineKind, FixedRun } from '../../sim/fixed/index.ts';
import { FixedBuilder, format, leakyIntegrator } from '../support/fixed-builder.ts';
import { drawFrom, randomForm, randomForms } from '../support/random-fixed.ts';

/** Everything that an engine shows, as text, one line a look. */
function history(fixed: FixedForm, engine: EngineKind, looks: readonly number[], directTables = false): string[] {
  const events: string[] = [];
  const run = new FixedRun(fixed, { engine, directTables, onEvent: (...event) => events.push(event.join()) });
  return looks.map((steps) => {
    run.advance(steps);
    const { frame } = run;
    const seen = [
      frame.step,
      `x ${frame.integers!.join()}`,
      `r ${frame.states.join()}`,
      `e ${frame.fired.join()} ${frame.fractions.join()}`,
      `f ${frame.flags.join()}`,
      `all ${events.join(' ')}`,
    ];
    events.length = 0;
    return seen.join('; ');
  });
}
function tryHistory(
  fixed: FixedForm,
  engine: EngineKind,
  looks: readonly number[],
  directTables: boolean,
): string[] | null {
  try {
    return history(fixed, engine, looks, directTables);
  } catch (error) {
    if (String(error).includes('not exact')) return null;
    throw error;
  }
}

describe('the four engines', () => {
  const looks = [1, 1, 1, 7, 1, 100, 1, 1500];
  it.each([
    ['one instance', 1, {}],
    ['five instances', 5, {}],
    ['a shared stimulus', 3, { input: true }],
    ['a stimulus per instance', 3, { input: true, perInstance: true }],
  ] as const)('agree bit for bit on a leaky integrator with %s', (_name, instances, options) => {
    const fixed = leakyIntegrator(instances, options);
    const oracle = history(fixed, 'bigint', looks);
    expect(oracle.join()).toContain('all');
    expect(history(fixed, 'vector', looks)).toEqual(oracle);
    expect(history(fixed, 'wasm', looks)).toEqual(oracle);
    expect(history(fixed, 'javascript', looks)).toEqual(oracle);
  });

  it('agree on quotients of numbers too long for float64, of either sign', () => {
    const draw = drawFrom(77);
    const b = new FixedBuilder(200);
    const many = (f: string): bigint[] => Array.from({ length: 200 }, () => draw.integer(format(f)));
    const [x, y] = [b.state('x', 's40.10', many('s40.10')), b.state('y', 's30.12', many('s30.12'))];
    b.state('even', 's58.20', [0n]);
    b.state('down', 's58.20', [0n]);
    const nearest = b.op('divide', [x, y], 's58.20', { rounding: 'nearestEven', flagged: true });
    b.setNext(x, y, nearest, b.op('divide', [x, y], 's58.20', { rounding: 'floor' }));
    const fixed = b.build();
    expect(history(fixed, 'wasm', [1])).toEqual(history(fixed, 'bigint', [1]));
  });

  it.each([8, 14, 20, 26, 34])('agree bit for bit on random graphs of formats up to %i bits', (width) => {
    const compared = { vector: 0, wasm: 0, javascript: 0 };
    fc.assert(
      fc.property(randomForms(width), (parameters) => {
        const fixed = randomForm(parameters);
        const oracle = history(fixed, 'bigint', [1, 1, 1, 9]);
        for (const engine of ['vector', 'wasm', 'javascript'] as const) {
          const seen = tryHistory(fixed, engine, [1, 1, 1, 9], parameters.seed % 4 === 0);
          if (seen) compared[engine]++;
          if (seen) expect(seen).toEqual(oracle);
        }
      }),
      { numRuns: 80, seed: 20240 + width },
    );
    expect(compared.vector).toBeGreaterThan(width <= 26 ? 66 : 40);
    expect(compared.wasm).toBeGreaterThan(width <= 14 ? 40 : 10);
    expect(compared.javascript).toBeGreaterThan(width <= 14 ? 26 : width <= 26 ? 3 : 1);
  });

  it('round products of more than 53 bits as the oracle does, ties included', () => {
    const draw = drawFrom(11);
    const [left, right] = [format('s25.18'), format('s33.23')];
    const random = Array.from({ length: 300 }, () => [draw.integer(left), draw.integer(right)] as const);
    // odd multiples of half a unit of the result, which is 2^40; both parts of the second factor take part
    const odd = (x: bigint, bits: bigint): bigint => ((x >> bits) << bits) | (1n << bits);
    const ties = Array.from(
      { length: 300 },
      () => [odd(draw.integer(left), 14n), odd(draw.integer(right), 25n)] as const,
    );
    const factors = [...random, ...ties];
    const builder = new FixedBuilder(factors.length);
    const z = builder.state('z', 's40.1', [0n]);
    const a = builder.param(
      'a',
      's25.18',
      factors.map(([x]) => x),
    );
    const b = builder.param(
      'b',
      's33.23',
      factors.map(([, y]) => y),
    );
    expect(z).toBe(0);
    builder.setNext(builder.op('multiply', [a, b], 's40.1'));
    const fixed = builder.build();
    const oracle = history(fixed, 'bigint', [2]);
    expect(history(fixed, 'vector', [2])).toEqual(oracle);
    expect(history(fixed, 'javascript', [2])).toEqual(oracle);
  });

  // the unit of the result is 2^bits of the product; from 64 on, all that stays is of its upper half
  it.each([
    ['s37.18', 's36.23', 's42.9', 32],
    ['s52.49', 's44.40', 's52.45', 44],
    ['s40.20', 's40.20', 's63.23', 17],
    ['s60.40', 's60.40', 's60.17', 63],
    ['s60.40', 's60.40', 's58.16', 64],
    ['s60.40', 's60.40', 's57.15', 65],
    ['s63.45', 's62.45', 's37.2', 88],
  ])('round and cut products of %s and %s to %s as the oracle does, ties included', (one, other, result, bits) => {
    const draw = drawFrom(12);
    const [left, right] = [format(one), format(other)];
    const random = Array.from({ length: 300 }, () => [draw.integer(left), draw.integer(right)] as const);
    // odd multiples of half a unit of the result
    const odd = (x: bigint, zeros: number): bigint => ((x >> BigInt(zeros)) << BigInt(zeros)) | (1n << BigInt(zeros));
    const first = bits >> 1;
    const ties = Array.from({ length: 300 }, () => [odd(draw.integer(left), first), odd(draw.integer(right), bits - 1 - first)] as const); // biome-ignore format: one line
    const ends = [left, right].map(({ width }) => [-(1n << BigInt(width - 1)), (1n << BigInt(width - 1)) - 1n, -1n, 0n, 1n]); // biome-ignore format: one line
    const corners = ends[0]!.flatMap((a) => ends[1]!.map((b) => [a, b] as const));
    const factors = [...random, ...ties, ...corners];
    const builder = new FixedBuilder(factors.length);
    builder.state('nearest', result, [0n]);
    builder.state('floor', result, [0n]);
    const a = builder.param('a', one, factors.map(([x]) => x)); // biome-ignore format: one line
    const b = builder.param('b', other, factors.map(([, y]) => y)); // biome-ignore format: one line
    builder.setNext(
      builder.op('multiply', [a, b], result),
      builder.op('multiply', [a, b], result, { rounding: 'floor' }),
    );
    const fixed = builder.build();
    const oracle = history(fixed, 'bigint', [2]);
    expect(new Set(oracle[0]!.match(/-?\d+/g)).size).toBeGreaterThan(600);
    expect(history(fixed, 'wasm', [2])).toEqual(oracle);
  });

  // 48 instances are a block, over which the vector engine runs a long step in segments
  it.each([
    [1, 40],
    [2, 40],
    [3, 40],
    [7, 40],
    [48, 60],
    [50, 90],
    [101, 120],
  ])('agree bit for bit with %i instances of %i operations', (instances, size) => {
    let compared = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const fixed = randomForm({ seed, size, instances, width: 18 });
      const oracle = history(fixed, 'bigint', [1, 3]);
      for (const engine of ['vector', 'wasm', 'javascript'] as const) {
        const seen = tryHistory(fixed, engine, [1, 3], false);
        if (seen) expect(seen).toEqual(oracle);
        if (seen && engine === 'vector') compared++;
      }
    }
    expect(compared).toBeGreaterThan(8);
  });

  it('rule events out by the code of a table without losing one', () => {
    const draw = drawFrom(5);
    const count = 400;
    const memory = (name: string, words: readonly number[]) => ({
      name,
      words: words.map(BigInt),
      width: 12,
      signed: true,
    });
    const b = new FixedBuilder(count);
    const inputs = { x: format('u12.8'), v: format('s8.4') };
    const x = b.param(
      'x',
      'u12.8',
      Array.from({ length: count }, () => draw.integer(inputs.x)),
    );
    const v = b.param(
      'v',
      's8.4',
      Array.from({ length: count }, () => draw.integer(inputs.v)),
    );
    const table: PolynomialTable = {
      name: 'falling', degree: 1, input: inputs.x, lowCode: 0n, highCode: 4095n, coarseShift: 12, fineBits: [3], firstSegment: [0],
      localBits: 5, workFraction: 8, error: 0, inputsChecked: 0, of: 'x',
      coefficients: [memory('c0', [900, 700, 500, 350, 240, 160, 100, 50]), memory('c1', [-200, -200, -150, -110, -80, -60, -50, -40])],
    }; // biome-ignore format: one table
    const g = b.op('polynomial', [x], 's12.8', { table });
    const product = b.op('multiply', [v, g], 's20.8');
    b.state('p', 's20.8', [0n]);
    b.setNext(product);
    b.event('above', b.bool('lessEqual', [b.constant(2000n, 's20.8'), product]), null);
    const fixed = b.build();
    const oracle = history(fixed, 'bigint', [1]);
    expect(oracle.join().match(/0,\d+,0,0/g)!.length).toBeGreaterThan(20);
    expect(history(fixed, 'javascript', [1])).toEqual(oracle);
    expect(history(fixed, 'vector', [1])).toEqual(oracle);
  });
});
