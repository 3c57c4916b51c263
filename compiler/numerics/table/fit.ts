/** Integer tables of functions of one variable, their error known on every input code. */
import { type Format, type IntegerMemory, type PolynomialTable, tableEvaluator } from '../../ops/index.ts';
import { anew, type Remember } from '../evidence.ts';
import { segmentsWithin, shapeCost } from './cost.ts';
import type { OneVariable } from './one-variable.ts';
import { mostSegments, type Sampled, type Segmentation, segment } from './segments.ts';

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
const selectedCodes = 2 ** 16;
const slowCodes = 2 ** 13;
/** At least, in every segment, where these are not enough. */
const codesOfSegment = 64;
/** What the polynomials may use of the error; the rest is for coefficient and product rounding. */
const shares = [0.7, 0.5, 0.3];
/** Parts of the domain whose errors are told apart. */
const regionCount = 64;

/** A table, and its error by region of the domain: errors differ from segment to segment by more than the degree's power of two. */
export interface FittedTable {
  readonly table: PolynomialTable;
  /** Largest error on a part of the domain, in input units; neighbouring regions are included. */
  errorOn(low: number, high: number): number;
}
/** Data of a fitted table: `worst` is the largest error in each region. */
interface Centred {
  readonly table: PolynomialTable;
  readonly worst: Float64Array;
}
/** What was found so far, by content; lives as long as one compilation. */
export interface TableCache {
  readonly tables: Map<string, FittedTable | null>;
  readonly values: Map<string, Values>;
  readonly remember: Remember;
}
export function newTableCache(remember: Remember = anew): TableCache {
  return { tables: new Map(), values: new Map(), remember };
}

/** The cheapest table that meets the request; null when none does. */
export function fitTable(request: TableRequest, cache: TableCache): PolynomialTable | null {
  return fitWithRegions(request, cache)?.table ?? null;
}
/** The same, with the error by region. */
export function fitWithRegions(request: TableRequest, cache: TableCache): FittedTable | null {
  const { name, f, input, lowCode, highCode, error } = request;
  const key = [f.key, input.width, input.fraction, lowCode, highCode, error].join(';');
  const known = cache.tables.get(key);
  if (known !== undefined) return known;
  const from = [name, f.key, f.of, input, lowCode, highCode, error];
  const found = cache.remember('tables', from, () => cheapest(request, cache));
  const made = found && withRegions(found, request);
  cache.tables.set(key, made);
  return made;
}

function sampled({ f, input, lowCode, highCode }: TableRequest): Sampled {
  const unit = 2 ** -input.fraction;
  return { at: (offset) => f.value((lowCode + offset) * unit), last: highCode - lowCode };
}
function cheapest(request: TableRequest, cache: TableCache): Centred | null {
  const f = sampled(request);
  const leastWidth = constantWidth(f, request.error);
  // few codes of a short segment say little about those between: where nothing is good enough, more of them are looked at
  for (const least of [0, codesOfSegment])
    for (const share of shares)
      for (const { plan } of cheapestPlans(f, share, request.error, leastWidth))
        for (const extra of [0, 1, 2]) {
          const fitted = centre(request, quantise(request, plan, extra), cache, least);
          if (fitted !== null) return fitted;
        }
  return null;
}
interface RankedPlan {
  readonly plan: Segmentation;
  readonly cost: number;
}
/** Degrees in the order in which they are mostly good: what is found early limits the search for others. */
const degrees = [2, 3, 1, 0] as const;
/** The best and the second best, the best first. */
function cheapestPlans(f: Sampled, share: number, error: number, leastWidth: number): RankedPlan[] {
  const bits = Math.max(1, Math.ceil(Math.log2(f.last + 1)));
  let best: RankedPlan[] = [];
  for (const degree of degrees)
    for (const coarse of [0, 2, 4, 5, 7]) {
      // hardware reads a coarse interval of two codes at least
      if (coarse >= bits) continue;
      const most = Math.min(mostSegments, segmentsWithin(best[1]?.cost ?? Infinity, leastWidth));
      const plan = segment(f, degree, bits - coarse, share * error, most);
      if (plan) best = [...best, { plan, cost: planCost(plan, error) }].sort((a, b) => a.cost - b.cost).slice(0, 2);
    }
  return best;
}
/** Bits that the constant coefficient of every table has at least. */
function constantWidth(f: Sampled, error: number): number {
  let most = 0;
  for (let i = 0; i <= 64; i++) most = Math.max(most, Math.abs(f.at(Math.round((f.last * i) / 64))) - error);
  return most > 0 ? Math.max(1, Math.floor(Math.log2(most / (0.5 * error)))) : 1;
}
function planCost(plan: Segmentation, error: number): number {
  const { degree, localBits, scale } = scaling(plan, error, 0);
  const widths = Array.from({ length: degree + 1 }, (_, power) => {
    let [low, high] = [0, 0];
    for (const { coefficients } of plan.segments) {
      const word = Math.round(coefficients[power]! * scale);
      if (word < low) low = word;
      if (word > high) high = word;
    }
    return low < 0 ? Math.max(bitsOf(-low - 1), bitsOf(high)) + 1 : Math.max(1, bitsOf(high));
  });
  return shapeCost({
    degree,
    segments: plan.segments.length,
    widths,
    localBits,
    coarseIntervals: plan.fineBits.length,
  });
}
/** Bits of a whole number, exactly. */
function bitsOf(value: number): number {
  const n = value < 1 ? 0 : Math.floor(Math.log2(value)) + 1;
  return n > 0 && value < 2 ** (n - 1) ? n - 1 : value >= 2 ** n ? n + 1 : n;
}

/** Number of bits behind the point, and of the local coordinate; `extra` guard bits beyond the usual. */
function scaling({ degree, coarseShift, fineBits, segments }: Segmentation, error: number, extra: number) {
  const workFraction = Math.ceil(Math.log2((2 * degree + 1) / (0.5 * error))) + extra;
  const longest = coarseShift - Math.min(...fineBits);
  let slope = 0;
  if (degree > 0)
    for (const { coefficients } of segments)
      slope = Math.max(slope, Math.abs(coefficients[1]!) + 2 * Math.abs(coefficients[2] ?? 0));
  const useful = slope === 0 ? 0 : Math.ceil(Math.log2(slope / (0.1 * error))) + extra;
  const localBits = degree === 0 || longest === 0 ? 0 : Math.max(1, Math.min(longest, useful));
  const kept: Segmentation['degree'] = longest === 0 ? 0 : degree;
  return { workFraction, scale: 2 ** workFraction, localBits, degree: kept };
}
/** Integer coefficients of a segmentation. */
function quantise(request: TableRequest, plan: Segmentation, extra: number): PolynomialTable {
  const { coarseShift, fineBits, segments } = plan;
  const { workFraction, scale, localBits, degree } = scaling(plan, request.error, extra);
  const firstSegment: number[] = [];
  let next = 0;
  for (const bits of fineBits) {
    firstSegment.push(next);
    next += 2 ** bits;
  }
  return {
    name: request.name,
    degree,
    input: request.input,
    lowCode: BigInt(request.lowCode),
    highCode: BigInt(request.highCode),
    coarseShift,
    fineBits,
    firstSegment,
    localBits,
    workFraction,
    coefficients: Array.from({ length: degree + 1 }, (_, power) =>
      memory(
        `${request.name}_c${power}`,
        segments.map((s) => BigInt(Math.round(s.coefficients[power]! * scale))),
      ),
    ),
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
  const width = low < 0n ? Math.max(bits(-low - 1n), bits(high)) + 1 : Math.max(1, bits(high));
  return { name, words, width, signed: low < 0n };
}

/**
 * Moves the constant coefficient of each segment to the middle of what the integer algorithm leaves, and so learns the error:
 * on every code up to `exhaustiveCodes`; above, on a regular selection with an allowance for the codes between, at least on `least`
 * in every segment. Null as soon as a segment is further off than the request allows.
 */
function centre(request: TableRequest, table: PolynomialTable, cache: TableCache, least: number): Centred | null {
  const count = request.highCode - request.lowCode + 1;
  const higher = withoutConstant(table);
  const stride =
    count <= exhaustiveCodes && higher.slack === 0
      ? 1
      : Math.ceil(count / (higher.slack < Infinity ? selectedCodes : slowCodes));
  const values = stride === 1 ? valuesOf(request, cache) : null;
  const f = sampled(request);
  const unit = 2 ** -table.workFraction;
  const doubt = higher.slack < Infinity ? higher.slack * unit : 0;
  const words: bigint[] = [];
  const worst = new Float64Array(regionCount);
  let checked = 0;
  const met = everySegment(table, count, (start, end, segment) => {
    if (start >= count) {
      words.push(words[words.length - 1]!);
      return true;
    }
    const exact = values?.upTo(end) ?? null;
    let low = Infinity;
    let high = -Infinity;
    let gap = 0;
    let before = NaN;
    let previous = NaN;
    const pace = least > 0 ? Math.min(stride, Math.max(1, Math.floor((end - start) / least))) : stride;
    for (let offset = start; ; offset = Math.min(offset + pace, end)) {
      const residual = (exact ? exact[offset]! : f.at(offset)) - higher.at(segment, offset - start) * unit;
      if (residual < low) low = residual;
      if (residual > high) high = residual;
      if (pace > 1) {
        const bend = Math.abs(residual - 2 * previous + before);
        if (bend > gap) gap = bend;
        before = previous;
        previous = residual;
      }
      checked++;
      if (offset === end) break;
    }
    const word = Math.round((low + high) / 2 / unit);
    const off = Math.max(Math.abs(low - word * unit), Math.abs(high - word * unit)) + gap + doubt;
    const error = off * (1 + 2 ** -40);
    const first = Math.floor((start / count) * regionCount);
    for (let r = first; r <= Math.floor((end / count) * regionCount); r++) worst[r] = Math.max(worst[r]!, error);
    words.push(BigInt(word));
    return error <= request.error;
  });
  if (!met) return null;
  const coefficients = [memory(table.coefficients[0]!.name, words), ...table.coefficients.slice(1)];
  const error = worst.reduce((m, e) => Math.max(m, e), 0);
  return { table: { ...table, coefficients, error, inputsChecked: checked }, worst };
}
function withRegions({ table, worst }: Centred, { lowCode, highCode }: TableRequest): FittedTable {
  const count = highCode - lowCode + 1;
  const scale = (2 ** table.input.fraction * regionCount) / count;
  const place = (x: number): number =>
    Math.min(Math.max(Math.floor(x * scale - (lowCode * regionCount) / count), 0), regionCount - 1);
  const errorOn = (low: number, high: number): number => {
    if (Number.isNaN(low + high)) return table.error;
    const last = Math.min(place(high) + 1, regionCount - 1);
    let most = 0;
    for (let r = Math.max(place(low) - 1, 0); r <= last; r++) most = Math.max(most, worst[r]!);
    return most;
  };
  return { table, errorOn };
}
/**
 * The integer algorithm of a table without its constant coefficients, by segment and code inside it. `slack`: units by which it may
 * be off, since a float64 product is rounded before it is rounded to an integer; Infinity: worked out with BigInt, exact but slow.
 */
function withoutConstant(table: PolynomialTable): {
  readonly slack: number;
  at(segment: number, code: number): number;
} {
  const { localBits, degree } = table;
  if (degree === 0) return { slack: 0, at: () => 0 };
  const words = table.coefficients.map(({ words: w }) => Float64Array.from(w, Number));
  const most = words.slice(1).reduce((sum, w) => sum + w.reduce((m, x) => Math.max(m, Math.abs(x)), 0) + 1, 0);
  const scales = table.fineBits.flatMap((bits) =>
    new Array<number>(2 ** bits).fill(2 ** (localBits - table.coarseShift + bits)),
  );
  const half = 2 ** -localBits;
  const highest = words[degree]!;
  const at = (segment: number, code: number): number => {
    const local = Math.floor(code * scales[segment]!);
    let y = highest[segment]!;
    for (let power = degree - 1; power > 0; power--) y = Math.floor(y * local * half + 0.5) + words[power]![segment]!;
    return Math.floor(y * local * half + 0.5);
  };
  // the constant coefficient only adds
  if (most * 2 ** localBits < 2 ** 52) return { slack: 0, at };
  // each product is off by less than 1/4 before it is rounded, so each rounding by 1 more at most
  if (most < 2 ** 50) return { slack: degree, at };
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
  return { slack: Infinity, at: (segment, code) => exact(Number(table.lowCode) + starts[segment]! + code) };
}
function segmentStarts(table: PolynomialTable): number[] {
  const starts: number[] = [];
  everySegment(table, Infinity, (start) => starts.push(start) > 0);
  return starts;
}
/** Whether something holds of the first and last offset of every segment, in order of the memory's addresses; ends at the first where not. */
function everySegment(
  table: PolynomialTable,
  count: number,
  holds: (start: number, end: number, segment: number) => boolean,
): boolean {
  let segment = 0;
  return table.fineBits.every((bits, coarse) => {
    const length = 2 ** (table.coarseShift - bits);
    for (let i = 0; i < 2 ** bits; i++) {
      const start = coarse * 2 ** table.coarseShift + i * length;
      if (!holds(start, Math.min(start + length, count) - 1, segment++)) return false;
    }
    return true;
  });
}
/** The function on every code of a domain, worked out as far as somebody has asked. */
class Values {
  private readonly values: Float64Array;
  private readonly at: Sampled['at'];
  private known = 0;

  constructor({ at, last }: Sampled) {
    this.values = new Float64Array(last + 1);
    this.at = at;
  }
  /** By offset, up to this one at least. */
  upTo(last: number): Float64Array {
    for (; this.known <= last; this.known++) this.values[this.known] = this.at(this.known);
    return this.values;
  }
}
function valuesOf(request: TableRequest, cache: TableCache): Values {
  const key = [request.f.key, request.input.fraction, request.lowCode, request.highCode].join(';');
  const values = cache.values.get(key) ?? new Values(sampled(request));
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
