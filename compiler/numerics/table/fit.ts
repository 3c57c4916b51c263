/** Integer tables of functions of one variable, their error known on every input code. */
import { type Format, type IntegerMemory, type PolynomialTable, tableEvaluator } from '../../ops/index.ts';
import { tableCost } from './cost.ts';
import type { OneVariable } from './one-variable.ts';
import { type Sampled, type Segmentation, segment } from './segments.ts';

export interface TableRequest {
  readonly name: string;
  readonly f: OneVariable;
  readonly input: Format;
  /** Domain in input codes; codes outside are clamped to its ends. */
  readonly lowCode: number;
  readonly highCode: number;
  /** Largest |table - f| allowed, in the function's unit, before the rounding to the result's format. */
  readonly error: number;
}
/** Up to this many input codes every one is evaluated. */
export const exhaustiveCodes = 2 ** 20;
/** Above that, about so many; and where the integers need BigInt. */
const selectedCodes = 2 ** 18;
const slowCodes = 2 ** 13;
/** Parts of the domain whose errors are told apart. */
const regionCount = 64;

/** A table, and its error by region of the domain: errors differ from segment to segment by more than the degree's power of two. */
export interface FittedTable {
  readonly table: PolynomialTable;
  /** Largest error on a part of the domain, in input units; neighbouring regions are included. */
  errorOn(low: number, high: number): number;
}
/** What was found so far, by content; lives as long as one compilation. */
export interface TableCache {
  readonly tables: Map<string, FittedTable | null>;
  readonly values: Map<string, Float64Array>;
}
export function newTableCache(): TableCache {
  return { tables: new Map(), values: new Map() };
}

/** The cheapest table that meets the request; null when none does. */
export function fitTable(request: TableRequest, cache: TableCache): PolynomialTable | null {
  return fitWithRegions(request, cache)?.table ?? null;
}
/** The same, with the error by region. */
export function fitWithRegions(request: TableRequest, cache: TableCache): FittedTable | null {
  const { f, input, lowCode, highCode, error } = request;
  const key = [f.key, input.width, input.fraction, lowCode, highCode, error].join(';');
  const known = cache.tables.get(key);
  if (known !== undefined) return known;
  const made = cheapest(request, cache);
  cache.tables.set(key, made);
  return made;
}

function sampled({ f, input, lowCode, highCode }: TableRequest): Sampled {
  const unit = 2 ** -input.fraction;
  return { at: (offset) => f.value((lowCode + offset) * unit), last: highCode - lowCode };
}
function cheapest(request: TableRequest, cache: TableCache): FittedTable | null {
  // what the polynomials may use of the error; the rest is for coefficient and product rounding
  for (const share of [0.7, 0.5, 0.3]) {
    const plans = segmentations(sampled(request), share * request.error);
    const ranked = plans
      .map((plan) => ({ plan, draft: quantise(request, plan, 0) }))
      .map(({ plan, draft }) => ({ plan, cost: tableCost(draft) }))
      .sort((a, b) => a.cost - b.cost);
    for (const { plan } of ranked.slice(0, 2))
      for (const extra of [0, 1, 2]) {
        const fitted = centre(request, quantise(request, plan, extra), cache);
        if (fitted.table.error <= request.error) return fitted;
      }
  }
  return null;
}
function segmentations(f: Sampled, error: number): Segmentation[] {
  const bits = Math.max(1, Math.ceil(Math.log2(f.last + 1)));
  const found: Segmentation[] = [];
  for (const degree of [0, 1, 2, 3] as const) {
    for (const coarse of [0, 2, 4, 5, 7]) {
      // hardware reads a coarse interval of two codes at least
      if (coarse >= bits) continue;
      const made = segment(f, degree, bits - coarse, error);
      if (made) found.push(made);
      else if (coarse === 7 && degree === 3) return found;
    }
  }
  return found;
}

/** Integer coefficients of a segmentation; `extra` guard bits beyond the usual. */
function quantise(request: TableRequest, plan: Segmentation, extra: number): PolynomialTable {
  const { degree, coarseShift, fineBits, segments } = plan;
  const workFraction = Math.ceil(Math.log2((2 * degree + 1) / (0.5 * request.error))) + extra;
  const scale = 2 ** workFraction;
  const longest = coarseShift - Math.min(...fineBits);
  const slope =
    degree === 0
      ? 0
      : Math.max(...segments.map((s) => Math.abs(s.coefficients[1]!) + 2 * Math.abs(s.coefficients[2] ?? 0)));
  const useful = slope === 0 ? 0 : Math.ceil(Math.log2(slope / (0.1 * request.error))) + extra;
  const localBits = degree === 0 ? 0 : Math.max(1, Math.min(longest, useful));
  const firstSegment: number[] = [];
  let next = 0;
  for (const bits of fineBits) {
    firstSegment.push(next);
    next += 2 ** bits;
  }
  const coefficients = Array.from({ length: degree + 1 }, (_, power) =>
    memory(
      `${request.name}_c${power}`,
      segments.map((s) => BigInt(Math.round(s.coefficients[power]! * scale))),
    ),
  );
  return {
    name: request.name,
    degree: longest === 0 ? 0 : degree,
    input: request.input,
    lowCode: BigInt(request.lowCode),
    highCode: BigInt(request.highCode),
    coarseShift,
    fineBits,
    firstSegment,
    localBits: longest === 0 ? 0 : localBits,
    workFraction,
    coefficients: longest === 0 ? coefficients.slice(0, 1) : coefficients,
    error: Infinity,
    inputsChecked: 0,
    of: request.f.of,
  };
}
function memory(name: string, words: readonly bigint[]): IntegerMemory {
  let low = 0n;
  let high = 0n;
  for (const word of words) {
    if (word < low) low = word;
    if (word > high) high = word;
  }
  const bits = (value: bigint): number => (value === 0n ? 0 : value.toString(2).length);
  const signed = low < 0n;
  const width = signed ? Math.max(bits(-low - 1n), bits(high)) + 1 : Math.max(1, bits(high));
  return { name, words, width, signed };
}

/**
 * Moves the constant coefficient of each segment to the middle of what the integer algorithm leaves, and so learns the error:
 * on every code up to `exhaustiveCodes`; above, on a regular selection with an allowance for the codes between.
 */
function centre(request: TableRequest, table: PolynomialTable, cache: TableCache): FittedTable {
  const count = request.highCode - request.lowCode + 1;
  const higher = withoutConstant(table);
  const stride =
    count <= exhaustiveCodes && higher.quick ? 1 : Math.ceil(count / (higher.quick ? selectedCodes : slowCodes));
  const values = stride === 1 ? allValues(request, cache) : null;
  const f = sampled(request);
  const unit = 2 ** -table.workFraction;
  const words: bigint[] = [];
  const regions = new Float64Array(regionCount);
  let checked = 0;
  eachSegment(table, count, (start, end, segment) => {
    if (start >= count) return words.push(words[words.length - 1]!);
    let [low, high, gap] = [Infinity, -Infinity, 0];
    let [before, previous] = [NaN, NaN];
    for (let offset = start; ; offset = Math.min(offset + stride, end)) {
      const residual = (values ? values[offset]! : f.at(offset)) - higher.at(segment, offset - start) * unit;
      if (residual < low) low = residual;
      if (residual > high) high = residual;
      if (stride > 1) {
        const bend = Math.abs(residual - 2 * previous + before);
        if (bend > gap) gap = bend;
        [before, previous] = [previous, residual];
      }
      checked++;
      if (offset === end) break;
    }
    const word = Math.round((low + high) / 2 / unit);
    const error = Math.max(Math.abs(low - word * unit), Math.abs(high - word * unit)) + gap;
    const first = Math.floor((start / count) * regionCount);
    for (let r = first; r <= Math.floor((end / count) * regionCount); r++) regions[r] = Math.max(regions[r]!, error);
    return words.push(BigInt(word));
  });
  const coefficients = [memory(table.coefficients[0]!.name, words), ...table.coefficients.slice(1)];
  const worst = regions.map((error) => error * (1 + 2 ** -40));
  const error = worst.reduce((m, e) => Math.max(m, e), 0);
  const place = (x: number): number =>
    Math.floor(((x * 2 ** table.input.fraction - request.lowCode) / count) * regionCount);
  const errorOn = (low: number, high: number): number => {
    const [from, to] = [place(low) - 1, place(high) + 1].map((r) => Math.min(Math.max(r, 0), regionCount - 1)) as [
      number,
      number,
    ];
    let most = 0;
    for (let r = from; r <= to; r++) most = Math.max(most, worst[r]!);
    return Number.isNaN(low + high) ? error : most;
  };
  return { table: { ...table, coefficients, error, inputsChecked: checked }, errorOn };
}
/** The integer algorithm of a table without its constant coefficients, by segment and code inside it. */
function withoutConstant(table: PolynomialTable): {
  readonly quick: boolean;
  at(segment: number, code: number): number;
} {
  const { localBits, degree } = table;
  if (degree === 0) return { quick: true, at: () => 0 };
  const words = table.coefficients.map(({ words: w }) => Float64Array.from(w, Number));
  const most = words.map((w) => w.reduce((m, x) => Math.max(m, Math.abs(x)), 0) + 1);
  const rests = table.fineBits.flatMap((bits) => new Array<number>(2 ** bits).fill(table.coarseShift - bits));
  const half = 2 ** -localBits;
  const at = (segment: number, code: number): number => {
    const local = Math.floor(code * 2 ** (localBits - rests[segment]!));
    let y = words[degree]![segment]!;
    for (let power = degree - 1; power > 0; power--) y = Math.floor(y * local * half + 0.5) + words[power]![segment]!;
    return Math.floor(y * local * half + 0.5);
  };
  // beyond 2^52 plain numbers are not exact; the constant coefficient only adds
  if (most.slice(1).reduce((sum, m) => sum + m, 0) * 2 ** localBits < 2 ** 52) return { quick: true, at };
  const zeroed = {
    ...table,
    coefficients: [
      memory(
        '',
        table.coefficients[0]!.words.map(() => 0n),
      ),
      ...table.coefficients.slice(1),
    ],
  };
  const exact = tableEvaluator(zeroed);
  const starts = segmentStarts(table);
  return { quick: false, at: (segment, code) => exact(Number(table.lowCode) + starts[segment]! + code) };
}
function segmentStarts(table: PolynomialTable): number[] {
  const starts: number[] = [];
  eachSegment(table, Infinity, (start) => starts.push(start));
  return starts;
}
/** Calls with the first and last offset of every segment, in order of the memory's addresses. */
function eachSegment(
  table: PolynomialTable,
  count: number,
  visit: (start: number, end: number, segment: number) => unknown,
): void {
  let segment = 0;
  table.fineBits.forEach((bits, coarse) => {
    const length = 2 ** (table.coarseShift - bits);
    for (let i = 0; i < 2 ** bits; i++) {
      const start = coarse * 2 ** table.coarseShift + i * length;
      visit(start, Math.min(start + length, count) - 1, segment++);
    }
  });
}
/** The function on every code of the domain. */
function allValues(request: TableRequest, cache: TableCache): Float64Array {
  const { f, input, lowCode, highCode } = request;
  const key = [f.key, input.fraction, lowCode, highCode].join(';');
  const known = cache.values.get(key);
  if (known) return known;
  const unit = 2 ** -input.fraction;
  const values = new Float64Array(highCode - lowCode + 1);
  for (let i = 0; i < values.length; i++) values[i] = f.value((lowCode + i) * unit);
  cache.values.set(key, values);
  return values;
}
/** Smallest and largest value that the table can give, in the function's unit: on every code, or from the coefficients. */
export function tableRange(table: PolynomialTable): { readonly low: number; readonly high: number } {
  const unit = 2 ** -table.workFraction;
  let [low, high] = [Infinity, -Infinity];
  const words = table.coefficients.map((c) => c.words);
  for (let s = 0; s < words[0]!.length; s++) {
    // each Horner step multiplies by a number in 0..1
    let bound = { low: 0, high: 0 };
    for (let power = words.length - 1; power >= 0; power--) {
      const c = Number(words[power]![s]!);
      bound = { low: Math.min(0, bound.low) + c - 1, high: Math.max(0, bound.high) + c + 1 };
    }
    low = Math.min(low, bound.low);
    high = Math.max(high, bound.high);
  }
  return { low: low * unit, high: high * unit };
}
