/**
 * Functions without a value at a single point: x / (exp(x) - 1) at 0, as the rates of ion channels have it. Papers write such a rate
 * behind an `if` that keeps away from the point; the table of the other branch still passes it.
 */

/** How close both sides must come to each other, as a part of the value. */
const agreement = 1e-7;
/** How much the value may change when the distance is divided by four. */
const steadiness = 1e-5;
/** Where the limit is 0, both sides must come this close as a part of the values around. */
const vanishing = 1e-10;

/**
 * What a function tends to from both sides of `x`, where it has no value itself; null where the sides differ or it grows.
 * Error: about 1e-7 of the value, which is far below a last bit of a table.
 */
export function limitAt(f: (x: number) => number, x: number): number | null {
  const scale = x === 0 ? 1 : Math.abs(x);
  const around = Math.max(Math.abs(f(x - scale * 2 ** -8)), Math.abs(f(x + scale * 2 ** -8)));
  return approached(f, x, scale, 0) ?? approached(f, x, scale, Number.isFinite(around) ? vanishing * around : 0);
}
/** The mean of both sides as soon as they agree, and agree with what they were four times as far away; `slack` is always allowed. */
function approached(f: (x: number) => number, x: number, scale: number, slack: number): number | null {
  for (let k = 12; k <= 80; k += 2) {
    const h = scale * 2 ** -k;
    if (x + h === x) return null;
    const [a, b] = [f(x - h), f(x + h)];
    const value = (a + b) / 2;
    if (!Number.isFinite(value) || !(Math.abs(a - b) <= Math.max(agreement * Math.abs(value), slack))) continue;
    const before = (f(x - 4 * h) + f(x + 4 * h)) / 2;
    if (Math.abs(before - value) <= Math.max(steadiness * Math.abs(value), slack)) return value;
  }
  return null;
}
/** `f`, and its limit where it has no value. */
export function withLimits(f: (x: number) => number): (x: number) => number {
  return (x) => {
    const value = f(x);
    return Number.isFinite(value) ? value : (limitAt(f, x) ?? value);
  };
}
