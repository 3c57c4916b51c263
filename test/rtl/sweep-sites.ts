/** Sites and vectors of the operation sweep: small formats on every input, working widths on corners and seeded random inputs. */
import { type Format, integerRange } from '../../compiler/ops/format.ts';
import type { FixedSite, IntegerMemory, PolynomialTable } from '../../compiler/ops/operation.ts';
import { format } from '../support/fixed-builder.ts';

/** xorshift32: the same sites and vectors on every machine. */
export class Random {
  private state: number;
  constructor(seed: number) {
    this.state = seed | 1;
  }
  bits(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return this.state >>> 0;
  }
  below(n: number): number {
    return this.bits() % n;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
  integer(f: Format): bigint {
    const raw = (BigInt(this.bits()) << 32n) | BigInt(this.bits());
    return f.signed ? BigInt.asIntN(f.width, raw) : BigInt.asUintN(f.width, raw);
  }
}

export interface SweepSite {
  readonly op: string;
  readonly site: FixedSite;
  /** Operand integers, in order. */
  readonly vectors: readonly (readonly bigint[])[];
}

const boolean = format('u1.0');
const smallFormats = [
  's1.0',
  'u1.0',
  's3.1',
  's4.2',
  'u4.1',
  's4.-1',
  'u3.5',
  's4.9',
  's2.-3',
  'u2.0',
  's4.4',
  'u4.4',
].map(format);
const smallResults = [
  's1.0',
  'u1.0',
  's3.0',
  's4.1',
  'u3.1',
  's5.3',
  's4.-2',
  'u4.6',
  's8.4',
  's6.-4',
  'u9.2',
  's12.8',
  's3.12',
].map(format);
const wideFormats = [
  's24.19',
  's18.14',
  'u18.18',
  's32.10',
  's27.30',
  'u24.12',
  's40.-4',
  's64.32',
  'u32.0',
  's48.40',
  's12.12',
  'u63.20',
].map(format);
const wideResults = [
  's24.19',
  's18.8',
  'u18.18',
  's32.20',
  's40.30',
  's64.32',
  'u24.10',
  's16.-6',
  'u40.44',
  's48.12',
].map(format);

/** Argument formats of each operation: how many numbers, after how many booleans. */
const shapes: Readonly<Record<string, { readonly booleans: number; readonly reals: number; readonly boolean?: true }>> =
  {
    add: { booleans: 0, reals: 2 },
    subtract: { booleans: 0, reals: 2 },
    multiply: { booleans: 0, reals: 2 },
    divide: { booleans: 0, reals: 2 },
    minimum: { booleans: 0, reals: 2 },
    maximum: { booleans: 0, reals: 2 },
    absolute: { booleans: 0, reals: 1 },
    negate: { booleans: 0, reals: 1 },
    sign: { booleans: 0, reals: 1 },
    floor: { booleans: 0, reals: 1 },
    resize: { booleans: 0, reals: 1 },
    wrap: { booleans: 0, reals: 1 },
    select: { booleans: 1, reals: 2 },
    less: { booleans: 0, reals: 2, boolean: true },
    lessEqual: { booleans: 0, reals: 2, boolean: true },
    equal: { booleans: 0, reals: 2, boolean: true },
    and: { booleans: 2, reals: 0, boolean: true },
    or: { booleans: 2, reals: 0, boolean: true },
    not: { booleans: 1, reals: 0, boolean: true },
  };
export const sweptOperations: readonly string[] = [...Object.keys(shapes), 'polynomial'];

function site(random: Random, args: readonly Format[], result: Format, op: string): FixedSite {
  const overflow = random.pick(
    op === 'divide' ? (['saturate', 'proved'] as const) : (['saturate', 'saturate', 'proved', 'wrap'] as const),
  );
  const rounding = random.pick(['nearestEven', 'nearestEven', 'floor'] as const);
  return { args, result, rounding, overflow, attributes: {}, table: null, constants: args.map(() => null) };
}
function all(f: Format): bigint[] {
  const { low, high } = integerRange(f);
  return Array.from({ length: Number(high - low) + 1 }, (_, i) => low + BigInt(i));
}
function product(columns: readonly (readonly bigint[])[]): bigint[][] {
  return columns.reduce<bigint[][]>((rows, column) => rows.flatMap((row) => column.map((x) => [...row, x])), [[]]);
}
/** Ends, their neighbours, powers of two and their neighbours, small numbers. */
function corners(f: Format): bigint[] {
  const { low, high } = integerRange(f);
  const half = 1n << BigInt(Math.max(0, f.width - 2));
  const candidates = [low, low + 1n, high, high - 1n, 0n, 1n, 2n, 3n, -1n, -2n, half, half - 1n, -half, -half - 1n];
  return [...new Set(candidates)].filter((x) => x >= low && x <= high);
}
function wideVectors(random: Random, args: readonly Format[], count: number): bigint[][] {
  const rows = product(args.map(corners));
  while (rows.length < count)
    rows.push(
      args.map((f) =>
        random.below(8) === 0 ? random.pick(corners(f)) : random.integer(f) >> BigInt(random.below(f.width)),
      ),
    );
  return rows.slice(0, Math.max(count, 200));
}

/** Some sites of every operation but tables. */
export function plainSites(seed: number, small: number, wide: number, vectors: number): SweepSite[] {
  const random = new Random(seed);
  return Object.entries(shapes).flatMap(([op, shape]) => {
    const make = (formats: readonly Format[], results: readonly Format[]): FixedSite => {
      const booleans = Array.from({ length: shape.booleans }, () => boolean);
      const reals = Array.from({ length: shape.reals }, () => random.pick(formats));
      return site(random, [...booleans, ...reals], shape.boolean ? boolean : random.pick(results), op);
    };
    const exhaustive = Array.from({ length: small }, () => {
      const s = make(smallFormats, smallResults);
      return { op, site: s, vectors: product(s.args.map(all)) };
    });
    if (shape.reals === 0) return exhaustive.slice(0, 2);
    const sampled = Array.from({ length: wide }, () => {
      const s = make(wideFormats, wideResults);
      return { op, site: s, vectors: wideVectors(random, s.args, vectors) };
    });
    return [...exhaustive, ...sampled];
  });
}

/** Products with constants, first or second, of few digits and of many: by adders where that is cheaper. */
export function constantSites(seed: number, small: number, wide: number, vectors: number): SweepSite[] {
  const random = new Random(seed);
  return Array.from({ length: small + wide }, (_, k) => {
    const few = k < small;
    const formats = few ? smallFormats : wideFormats;
    const args = [random.pick(formats), random.pick(formats)];
    const constant = random.below(2);
    // of short runs of ones as of single ones
    const value = random.integer(args[constant]!) & (random.below(2) === 0 ? -1n : random.integer(args[constant]!));
    const made = site(random, args, random.pick(few ? smallResults : wideResults), 'multiply');
    const columns = (few ? product(args.map(all)) : wideVectors(random, args, vectors)).map((row) =>
      row.map((x, i) => (i === constant ? value : x)),
    );
    return {
      op: 'multiply',
      site: { ...made, constants: args.map((_, i) => (i === constant ? value : null)) },
      vectors: columns,
    };
  });
}

function memory(random: Random, name: string, width: number, signed: boolean, count: number): IntegerMemory {
  const f = { signed, width, fraction: 0 };
  return { name, width, signed, words: Array.from({ length: count }, () => random.integer(f)) };
}
/** Tables of every degree, uniform and stepped, on every input code and on codes outside. */
export function tableSites(seed: number, count: number): SweepSite[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, k) => {
    const input = { signed: random.below(2) === 0, width: 9 + random.below(3), fraction: random.below(12) };
    const coarse = k % 2 === 0 ? 1 : 2 + random.below(5);
    const coarseShift = 3 + random.below(4);
    const fineBits = Array.from({ length: coarse }, () => random.below(Math.min(4, coarseShift)));
    const firstSegment = fineBits.map((_, c) => fineBits.slice(0, c).reduce((sum, bits) => sum + 2 ** bits, 0));
    const segments = fineBits.reduce((sum, bits) => sum + 2 ** bits, 0);
    const { low, high } = integerRange(input);
    const lowCode = low + BigInt(random.below(100));
    const span = (coarse - 1) * 2 ** coarseShift + random.below(2 ** coarseShift);
    const highCode = lowCode + BigInt(span) > high ? high : lowCode + BigInt(span);
    const degree = (k % 4) as 0 | 1 | 2 | 3;
    const coefficients = Array.from({ length: degree + 1 }, (_, power) =>
      memory(random, `sweep_${seed}_${k}_c${power}`, 4 + random.below(16), random.below(4) !== 0, segments),
    );
    const table: PolynomialTable = {
      name: `sweep_${seed}_${k}`, degree, input, lowCode, highCode, coarseShift, fineBits, firstSegment,
      localBits: degree === 0 && random.below(2) === 0 ? 0 : 1 + random.below(8), workFraction: random.below(20) - 4, coefficients, error: 0, inputsChecked: 0, of: 'random numbers',
    }; // biome-ignore format: one literal
    const base = site(random, [input], random.pick([...smallResults, ...wideResults]), 'polynomial');
    return { op: 'polynomial', site: { ...base, table }, vectors: product([all(input)]) };
  });
}
