/** Student's t: how far the mean of few samples may lie from the true one, in standard errors that were estimated from them. */

/**
 * Probability that |t| stays below a value, whatever the unit of what was sampled.
 * Source: M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 26.7.3 (odd) and 26.7.4 (even degrees of freedom).
 * @param freedom  degrees of freedom: samples less one, from 1 on
 */
export function probabilityWithin(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = freedom % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= freedom - 2; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

/** So many degrees of freedom are as good as a normal law here. */
const normal = 2 ** 16 + 1;

/** Standard errors that the mean of `count` samples leaves as seldom as one of a normal law leaves `sigmas` of them; from 2 samples on. */
export function errorsLike(sigmas: number, count: number): number {
  const probability = probabilityWithin(sigmas, normal);
  let [low, high] = [sigmas, sigmas];
  while (probabilityWithin(high, count - 1) < probability) high *= 2;
  for (let halving = 0; halving < 52; halving++) {
    const middle = (low + high) / 2;
    if (probabilityWithin(middle, count - 1) < probability) low = middle;
    else high = middle;
  }
  return high;
}
