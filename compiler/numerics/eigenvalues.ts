/** Eigenvalues of small real matrices: Hessenberg form, then QR steps with Wilkinson's shift (Golub, Van Loan, Matrix Computations, 7.5). */

export interface Complex {
  readonly re: number;
  readonly im: number;
}
/** QR steps for one eigenvalue; a handful is usual. */
const mostSteps = 60;

const minus = (a: Complex, b: Complex): Complex => ({ re: a.re - b.re, im: a.im - b.im });
const plus = (a: Complex, b: Complex): Complex => ({ re: a.re + b.re, im: a.im + b.im });
const times = (a: Complex, b: Complex): Complex => ({ re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re });
const conjugate = ({ re, im }: Complex): Complex => ({ re, im: -im });
export const size = ({ re, im }: Complex): number => Math.hypot(re, im);
function root(a: Complex): Complex {
  const r = Math.sqrt((size(a) + Math.abs(a.re)) / 2);
  if (r === 0) return { re: 0, im: 0 };
  const other = a.im / (2 * r);
  return a.re >= 0 ? { re: r, im: other } : { re: Math.abs(other), im: a.im < 0 ? -r : r };
}

/** All eigenvalues of a square matrix, in no order; null when it holds something that is no number, or nothing converges. */
export function eigenvalues(matrix: readonly (readonly number[])[]): Complex[] | null {
  if (!matrix.every((row) => row.every(Number.isFinite))) return null;
  const h = hessenberg(matrix);
  const found: Complex[] = [];
  let steps = 0;
  for (let high = h.length - 1; high >= 0; ) {
    const low = firstOfBlock(h, high);
    if (low === high) {
      found.push(h[high]![high]!);
      high--;
      steps = 0;
    } else if (steps++ < mostSteps) qrStep(h, low, high, steps % 10 === 0);
    else return null;
  }
  return found;
}
/** By Gaussian elimination with pivots: similar to the matrix, zero below the subdiagonal. */
function hessenberg(matrix: readonly (readonly number[])[]): Complex[][] {
  const a = matrix.map((row) => [...row]);
  const n = a.length;
  for (let m = 1; m < n - 1; m++) {
    let pivot = m;
    for (let i = m; i < n; i++) if (Math.abs(a[i]![m - 1]!) > Math.abs(a[pivot]![m - 1]!)) pivot = i;
    if (a[pivot]![m - 1] === 0) continue;
    [a[m], a[pivot]] = [a[pivot]!, a[m]!];
    for (const row of a) [row[m], row[pivot]] = [row[pivot]!, row[m]!];
    for (let i = m + 1; i < n; i++) {
      const factor = a[i]![m - 1]! / a[m]![m - 1]!;
      if (factor === 0) continue;
      for (let j = m - 1; j < n; j++) a[i]![j]! -= factor * a[m]![j]!;
      for (const row of a) row[m]! += factor * row[i]!;
    }
  }
  return a.map((row, i) => row.map((re, j) => ({ re: j < i - 1 ? 0 : re, im: 0 })));
}
/** Above it the subdiagonal is negligible. */
function firstOfBlock(h: readonly Complex[][], high: number): number {
  for (let k = high; k > 0; k--) {
    const beside = size(h[k]![k]!) + size(h[k - 1]![k - 1]!);
    if (size(h[k]![k - 1]!) <= 1e-14 * (beside || 1)) return k;
  }
  return 0;
}
/** One QR step of a block, in place. `odd`: with another shift, where the usual one goes round in circles. */
function qrStep(h: Complex[][], low: number, high: number, odd: boolean): void {
  const shift = odd ? plus(h[high]![high]!, h[high]![high - 1]!) : wilkinson(h, high);
  for (let k = low; k <= high; k++) h[k]![k] = minus(h[k]![k]!, shift);
  const turns: { readonly c: Complex; readonly s: Complex }[] = [];
  for (let k = low; k < high; k++) {
    const [x, y] = [h[k]![k]!, h[k + 1]![k]!];
    const r = Math.hypot(size(x), size(y)) || 1;
    const c = { re: x.re / r, im: x.im / r };
    const s = { re: y.re / r, im: y.im / r };
    turns.push({ c, s });
    for (let j = k; j <= high; j++) {
      const [upper, lower] = [h[k]![j]!, h[k + 1]![j]!];
      h[k]![j] = plus(times(conjugate(c), upper), times(conjugate(s), lower));
      h[k + 1]![j] = minus(times(c, lower), times(s, upper));
    }
  }
  turns.forEach(({ c, s }, i) => {
    const k = low + i;
    for (let row = low; row <= Math.min(k + 1, high); row++) {
      const [left, right] = [h[row]![k]!, h[row]![k + 1]!];
      h[row]![k] = plus(times(left, c), times(right, s));
      h[row]![k + 1] = minus(times(right, conjugate(c)), times(left, conjugate(s)));
    }
  });
  for (let k = low; k <= high; k++) h[k]![k] = plus(h[k]![k]!, shift);
}
/** The eigenvalue of the last 2 x 2 block that is nearer to its last element. */
function wilkinson(h: readonly Complex[][], high: number): Complex {
  const [a, b, c, d] = [h[high - 1]![high - 1]!, h[high - 1]![high]!, h[high]![high - 1]!, h[high]![high]!];
  const half = { re: (a.re + d.re) / 2, im: (a.im + d.im) / 2 };
  const difference = { re: (a.re - d.re) / 2, im: (a.im - d.im) / 2 };
  const spread = root(plus(times(difference, difference), times(b, c)));
  const [one, two] = [plus(half, spread), minus(half, spread)];
  return size(minus(one, d)) < size(minus(two, d)) ? one : two;
}
