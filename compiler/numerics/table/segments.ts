/**
 * Cutting the domain of a function into segments that a polynomial of given degree follows closely enough. Offsets count
 * input codes from the low end of the domain.
 */

/** The function on offsets; real arguments between codes are allowed. */
export interface Sampled {
  at(offset: number): number;
  /** Largest offset. */
  readonly last: number;
}
/** Real coefficients in the local coordinate 0..1, and the largest residual seen on the sample points. */
export interface SegmentFit {
  readonly coefficients: number[];
  readonly error: number;
}
export interface Segmentation {
  readonly degree: 0 | 1 | 2 | 3;
  readonly coarseShift: number;
  readonly fineBits: number[];
  readonly segments: SegmentFit[];
}

/** More segments than this are never a good table. */
export const mostSegments = 4096;

/** (1 - cos(pi (2i + 1) / (2n + 2))) / 2 by degree n: Chebyshev nodes on 0 .. 1. */
const chebyshev = [0, 1, 2, 3].map((degree) =>
  Array.from({ length: degree + 1 }, (_, i) => (1 - Math.cos((Math.PI * (2 * i + 1)) / (2 * degree + 2))) / 2),
);

/** Interpolation in Chebyshev nodes, the residual then centred: within a few per cent of the minimax polynomial on short segments. */
export function fitSegment(f: Sampled, start: number, length: number, degree: number): SegmentFit {
  const end = Math.min(start + length - 1, f.last);
  const width = end - start;
  const scale = 1 / length;
  const coefficients =
    width === 0 ? constant(f.at(start), degree) : interpolate(f, start, width, width * scale, chebyshev[degree]!);
  let low = Infinity;
  let high = -Infinity;
  const samples = Math.min(width, 4 * degree + 5);
  for (let i = 0; i <= samples; i++) {
    const offset = samples === 0 ? 0 : Math.round((i * width) / samples);
    const residual = f.at(start + offset) - horner(coefficients, offset * scale);
    if (residual < low) low = residual;
    if (residual > high) high = residual;
    if (Number.isNaN(residual)) return { coefficients, error: Infinity };
  }
  coefficients[0]! += (low + high) / 2;
  return { coefficients, error: (high - low) / 2 };
}
function constant(value: number, degree: number): number[] {
  return [value, ...new Array<number>(degree).fill(0)];
}
export function horner(coefficients: readonly number[], t: number): number {
  let y = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) y = y * t + coefficients[i]!;
  return y;
}
/** Monomial coefficients of the polynomial through the nodes (Newton's divided differences); `reach`: the last local coordinate. */
function interpolate(f: Sampled, start: number, width: number, reach: number, nodes: readonly number[]): number[] {
  const n = nodes.length;
  const difference = nodes.map((node) => f.at(start + node * width));
  for (let k = 1; k < n; k++)
    for (let i = n - 1; i >= k; i--)
      difference[i] = (difference[i]! - difference[i - 1]!) / ((nodes[i]! - nodes[i - k]!) * reach);
  const result = nodes.map(() => 0);
  for (let i = n - 1; i >= 0; i--) {
    for (let k = n - 1; k > 0; k--) result[k] = result[k - 1]! - nodes[i]! * reach * result[k]!;
    result[0] = difference[i]! - nodes[i]! * reach * result[0]!;
  }
  return result;
}

/**
 * Segments of degree `degree` with residuals up to `error`: coarse intervals of `2^coarseShift` codes, each cut into a power of
 * two of equal segments. Null when more than `most` would be needed.
 */
export function segment(
  f: Sampled,
  degree: Segmentation['degree'],
  coarseShift: number,
  error: number,
  most: number,
): Segmentation | null {
  const size = 2 ** coarseShift;
  const fineBits: number[] = [];
  const segments: SegmentFit[] = [];
  for (let base = 0; base <= f.last; base += size) {
    const cut = cutInterval(f, degree, base, coarseShift, error, most - segments.length);
    if (!cut) return null;
    fineBits.push(cut.bits);
    segments.push(...cut.segments);
  }
  return { degree, coarseShift, fineBits, segments };
}
function cutInterval(f: Sampled, degree: number, base: number, coarseShift: number, error: number, most: number) {
  for (let bits = 0; bits <= coarseShift; ) {
    if (2 ** bits > most) return null;
    const length = 2 ** (coarseShift - bits);
    const segments: SegmentFit[] = [];
    let worst = 0;
    for (let start = base; start < base + 2 ** coarseShift; start += length) {
      // segments that begin above the domain are never read: any words do
      const fit = start > f.last ? segments[segments.length - 1]! : fitSegment(f, start, length, degree);
      worst = Math.max(worst, fit.error);
      if (worst > error) break;
      segments.push(fit);
    }
    if (worst <= error) return { bits, segments };
    // halving a segment divides the residual of a smooth function by 2^(degree+1)
    const gain = Number.isFinite(worst) ? Math.floor(Math.log2(worst / error) / (degree + 1)) : 1;
    bits = Math.max(bits + 1, Math.min(coarseShift, bits + gain));
  }
  return null;
}
