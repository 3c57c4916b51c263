/** The standard normal distribution, to about 15 digits. */

/**
 * P(Z > x) for x >= 0: series of the error function (Abramowitz and Stegun 26.2.11) below 3, continued fraction (26.2.14) above.
 */
export function upperTail(x: number): number {
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (x < 3) {
    let [term, sum] = [x, x];
    for (let n = 3; Math.abs(term) > 1e-18 * Math.abs(sum); n += 2) {
      term *= (x * x) / n;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = 0;
  for (let n = 200; n >= 1; n--) fraction = n / (x + fraction);
  return density / (x + fraction);
}
/** P(Z <= x). */
export function distribution(x: number): number {
  return x < 0 ? upperTail(-x) : 1 - upperTail(x);
}
