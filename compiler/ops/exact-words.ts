/** Constants and tables of functions to more digits than a double holds, by whole-number arithmetic with 256 fraction bits. */

export const fractionBits = 256n;
export const unit = 1n << fractionBits;

/** Product of two numbers with 256 fraction bits. */
export function times(a: bigint, b: bigint): bigint {
  return (a * b) >> fractionBits;
}
/** e^x for 0 <= x < 1, by its series. */
export function exactExp(x: bigint): bigint {
  let sum = unit;
  for (let k = 1n, term = x; term !== 0n; k++, term = times(term, x) / k) sum += term;
  return sum;
}
/** sin x and cos x for 0 <= x < 1, by their series. */
export function exactSine(x: bigint): { readonly sin: bigint; readonly cos: bigint } {
  let [sin, cos] = [0n, 0n];
  for (let k = 0n, term = unit; term !== 0n; k++, term = times(term, x) / k) {
    const signed = k % 4n < 2n ? term : -term;
    if (k % 2n === 0n) cos += signed;
    else sin += signed;
  }
  return { sin, cos };
}
/** ln 2 = sum of 1/(k 2^k). */
export function exactLn2(): bigint {
  let sum = 0n;
  for (let k = 1n; k <= fractionBits; k++) sum += (unit >> k) / k;
  return sum;
}
/** pi by Machin's formula: 16 arctan(1/5) - 4 arctan(1/239). */
export function exactPi(): bigint {
  return 16n * inverseTangent(5n) - 4n * inverseTangent(239n);
}
/** arctan(1/n). */
function inverseTangent(n: bigint): bigint {
  let sum = 0n;
  for (let k = 1n, power = unit / n, sign = 1n; power !== 0n; k += 2n, power /= n * n, sign = -sign)
    sum += (sign * power) / k;
  return sum;
}

/** The nearest double. */
export function nearestDouble(x: bigint): number {
  return Number(x) * 2 ** -256;
}
/** x as the sum of two doubles, the first being the nearest to x. */
export function twoDoubles(x: bigint): readonly [number, number] {
  const lead = nearestDouble(x);
  return [lead, nearestDouble(x - BigInt(lead * 2 ** 256))];
}
/** x as a sum of doubles of so many significant bits each (products with short whole numbers are exact), and one for the rest. */
export function shortDoubles(x: bigint, bits: number, count: number): number[] {
  const parts: number[] = [];
  let rest = x;
  for (let i = 0; i < count; i++) {
    const drop = BigInt(Math.max(0, rest.toString(2).length - bits));
    const part = (rest >> drop) << drop;
    parts.push(nearestDouble(part));
    rest -= part;
  }
  return [...parts, nearestDouble(rest)];
}
