/**
 * exp, tanh, sin and cos from tables and short polynomials in plain arithmetic: the same bits on every machine (but for
 * exponents beyond 708 and angles beyond 1024, which `Math` is asked for), no branches that depend on the argument, and faster in generated code than the functions of `Math`, which are calls that it cannot inline.
 *
 * All follow the table-driven scheme of P. T. P. Tang, ACM Trans. Math. Softw. 15, 144 (1989): x = c + d with c a multiple of a step,
 * the function at c as the sum of two doubles, and d small enough for a few terms of a series. Errors are bounded in
 * test/ops/table-driven.test.ts.
 */
import {
  exactExp,
  exactLn2,
  exactPi,
  exactSine,
  nearestDouble,
  shortDoubles,
  times,
  twoDoubles,
  unit,
} from './exact-words.ts';

/** Adding and taking away 1.5 * 2^52 rounds to the nearest whole number. */
const shifter = 6755399441055744;

/** [2 j]: 2^(j/64), [2 j + 1]: what the double lacks; j = 0..63. */
const powers = new Float64Array(128);
/** 2^m at index m + 1023. */
const scale = Float64Array.from({ length: 2047 }, (_, i) => 2 ** (i - 1023));
const perLn2 = 64 / Math.LN2;
const [ln2High, ln2Low] = shortDoubles(exactLn2() >> 6n, 34, 1) as [number, number];
fillPowers();

/** Beyond, e^x is near the ends of what a double holds. */
const expEnd = 708;

function fillPowers(): void {
  const root = exactExp(exactLn2() >> 6n);
  for (let j = 0, power = unit; j < 64; j++, power = times(power, root)) powers.set(twoDoubles(power), 2 * j);
}

/** e^x: x = (64 m + j) ln2/64 + d, e^x = 2^m 2^(j/64) e^d. */
export function expValue(x: number): number {
  if (!(x > -expEnd && x < expEnd)) return Math.exp(x);
  const n = x * perLn2 + shifter - shifter;
  const high = x - n * ln2High;
  const low = n * ln2Low;
  const d = high - low;
  const p = d + (d * d * (0.5 + d * (1 / 6 + d * (1 / 24 + d * (1 / 120)))) + (high - d - low));
  const i = n | 0;
  const j = (i & 63) << 1;
  const t = powers[j]!;
  return (t + (powers[j + 1]! + t * p)) * scale[(i >> 6) + 1023]!;
}

/** From here on tanh is 1 in a double. */
const tanhEnd = 20;
/** [4 n]: tanh(c), [4 n + 1]: what the double lacks, [4 n + 2]: 1 - tanh(c)^2, for c = n/16 - 20. */
const tangents = new Float64Array(4 * (32 * tanhEnd + 1));
fillTangents();

function fillTangents(): void {
  const root = exactExp(unit >> 3n);
  // e = e^(2 c); tanh = (e - 1)/(e + 1), 1 - tanh^2 = 4 e/(e + 1)^2
  for (let n = 0, e = unit; n <= 16 * tanhEnd; n++, e = times(e, root)) {
    const [lead, rest] = twoDoubles(((e - unit) * unit) / (e + unit));
    const slope = nearestDouble((((4n * e * unit) / (e + unit)) * unit) / (e + unit));
    tangents.set([lead, rest, slope], 4 * (16 * tanhEnd + n));
    tangents.set([-lead, -rest, slope], 4 * (16 * tanhEnd - n));
  }
}

/** tanh x by the addition theorem: tanh(c + d) = tanh c + tanh d (1 - tanh^2 c)/(1 + tanh c tanh d). Odd to the last bit. */
export function tanhValue(x: number): number {
  const z = Math.min(Math.max(x, -tanhEnd), tanhEnd);
  const n = z * 16 + shifter - shifter;
  const d = z - n * 0.0625;
  const w = d * d;
  const t = d + d * w * (-1 / 3 + w * (2 / 15 + w * (-17 / 315 + w * (62 / 2835))));
  const i = ((n | 0) + 16 * tanhEnd) << 2;
  const c = tangents[i]!;
  return c + (tangents[i + 1]! + (t * tangents[i + 2]!) / (1 + c * t));
}

/** [4 n]: sin(n pi/32), [4 n + 1]: what the double lacks, [4 n + 2], [4 n + 3]: the same of the cosine; n = 0..63. */
const circle = new Float64Array(256);
const perPi = 32 / Math.PI;
/** pi/32 in three parts: products of the first two with whole numbers below 2^14 are exact. */
const [piHigh, piMiddle, piLow] = shortDoubles(exactPi() >> 5n, 39, 2) as [number, number, number];
/** Largest angle that is reduced here. */
const angleEnd = 1024;
fillCircle();

function fillCircle(): void {
  const root = exactSine(exactPi() >> 5n);
  let [sin, cos] = [0n, unit];
  // one quarter, then mirrored: exact zeros, and the symmetries hold to the last bit
  for (let n = 0; n <= 16; n++) {
    const [s, c] = n === 16 ? [unit, 0n] : [sin, cos];
    setCircle(n, s, c);
    setCircle(32 - n, s, -c);
    setCircle(32 + n, -s, -c);
    if (n > 0) setCircle(64 - n, -s, c);
    [sin, cos] = [times(sin, root.cos) + times(cos, root.sin), times(cos, root.cos) - times(sin, root.sin)];
  }
}
function setCircle(n: number, sin: bigint, cos: bigint): void {
  circle.set([...twoDoubles(sin), ...twoDoubles(cos)], 4 * n);
}

/** sin x: x = n pi/32 + d, sin(c + d) = sin c + (cos c sin d + sin c (cos d - 1)). Odd to the last bit. */
export function sinValue(x: number): number {
  if (!(x > -angleEnd && x < angleEnd)) return Math.sin(x);
  const n = x * perPi + shifter - shifter;
  const high = x - n * piHigh;
  const middle = n * piMiddle;
  const d = high - middle;
  const w = d * d;
  const rest = high - d - middle - n * piLow;
  const sine = d + (d * w * (-1 / 6 + w * (1 / 120 + w * (-1 / 5040 + w * (1 / 362880)))) + rest);
  const versed = w * (-1 / 2 + w * (1 / 24 + w * (-1 / 720 + w * (1 / 40320))));
  const i = ((n | 0) & 63) << 2;
  const s = circle[i]!;
  return s + (circle[i + 1]! + (circle[i + 2]! * sine + s * (versed - d * rest)));
}
/** cos x in the same way: cos(c + d) = cos c + (cos c (cos d - 1) - sin c sin d). */
export function cosValue(x: number): number {
  if (!(x > -angleEnd && x < angleEnd)) return Math.cos(x);
  const n = x * perPi + shifter - shifter;
  const high = x - n * piHigh;
  const middle = n * piMiddle;
  const d = high - middle;
  const w = d * d;
  const rest = high - d - middle - n * piLow;
  const sine = d + (d * w * (-1 / 6 + w * (1 / 120 + w * (-1 / 5040 + w * (1 / 362880)))) + rest);
  const versed = w * (-1 / 2 + w * (1 / 24 + w * (-1 / 720 + w * (1 / 40320))));
  const i = ((n | 0) & 63) << 2;
  const c = circle[i + 2]!;
  return c + (circle[i + 3]! + (c * (versed - d * rest) - circle[i]! * sine));
}

/** The functions of the first n numbers of a list, in place. */
export function expMany(list: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) list[i] = expValue(list[i]!);
}
export function tanhMany(list: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) list[i] = tanhValue(list[i]!);
}
export function sinMany(list: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) list[i] = sinValue(list[i]!);
}
export function cosMany(list: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) list[i] = cosValue(list[i]!);
}

/** The tables and numbers of the functions above, for those who write the same arithmetic in another form. */
export const tableDriven = {
  shifter,
  powers,
  scale,
  perLn2,
  ln2High,
  ln2Low,
  expEnd,
  expSeries: [0.5, 1 / 6, 1 / 24, 1 / 120],
  tangents,
  tanhEnd,
  tanhSeries: [-1 / 3, 2 / 15, -17 / 315, 62 / 2835],
  circle,
  perPi,
  piHigh,
  piMiddle,
  piLow,
  angleEnd,
  sineSeries: [-1 / 6, 1 / 120, -1 / 5040, 1 / 362880],
  versedSeries: [-1 / 2, 1 / 24, -1 / 720, 1 / 40320],
} as const;
