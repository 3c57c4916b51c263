/** Slopes of measured data at their points, for cubics between them that join without a kink. */

/** Width and rise of the intervals between the points. */
function intervals(x: Float64Array, y: Float64Array): { readonly h: Float64Array; readonly rise: Float64Array } {
  const h = x.subarray(1).map((right, k) => right - x[k]!);
  return { h, rise: h.map((width, k) => (y[k + 1]! - y[k]!) / width) };
}
/** Slope of the parabola through the first three points, at the first. */
function endSlope(h0: number, h1: number, rise0: number, rise1: number): number {
  return ((2 * h0 + h1) * rise0 - h0 * rise1) / (h0 + h1);
}

/**
 * Slopes with which the cubics rise and fall where the data do, and nowhere overshoot: weighted harmonic means of the rises on both
 * sides. Source: F. N. Fritsch, J. Butland, SIAM J. Sci. Stat. Comput. 5, 300 (1984), doi:10.1137/0905021.
 * @param x  at least two points, increasing
 * @param y  their values; the slopes are in units of y over units of x
 */
export function monotoneSlopes(x: Float64Array, y: Float64Array): Float64Array {
  const { h, rise } = intervals(x, y);
  const last = h.length - 1;
  if (last === 0) return Float64Array.of(rise[0]!, rise[0]!);
  const inner = Array.from({ length: last }, (_, k) => {
    const [a, b] = [rise[k]!, rise[k + 1]!];
    if (a * b <= 0) return 0;
    const [left, right] = [2 * h[k + 1]! + h[k]!, h[k + 1]! + 2 * h[k]!];
    return (left + right) / (left / a + right / b);
  });
  const end = (h0: number, h1: number, rise0: number, rise1: number): number => {
    const slope = endSlope(h0, h1, rise0, rise1);
    if (slope * rise0 <= 0) return 0;
    return rise0 * rise1 <= 0 && Math.abs(slope) > 3 * Math.abs(rise0) ? 3 * rise0 : slope;
  };
  return Float64Array.of(
    end(h[0]!, h[1]!, rise[0]!, rise[1]!),
    ...inner,
    end(h[last]!, h[last - 1]!, rise[last]!, rise[last - 1]!),
  );
}

/** Slopes of the parabolas through three neighbouring points: linear in the values, so that products of tables stay what they are. */
export function parabolicSlopes(x: Float64Array, y: Float64Array): Float64Array {
  const { h, rise } = intervals(x, y);
  const last = h.length - 1;
  if (last === 0) return Float64Array.of(rise[0]!, rise[0]!);
  return Float64Array.from(x, (_, k) => {
    if (k === 0) return endSlope(h[0]!, h[1]!, rise[0]!, rise[1]!);
    if (k > last) return endSlope(h[last]!, h[last - 1]!, rise[last]!, rise[last - 1]!);
    return (h[k]! * rise[k - 1]! + h[k - 1]! * rise[k]!) / (h[k - 1]! + h[k]!);
  });
}
