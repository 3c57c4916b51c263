/** Measures of arrays: what the numbers of the instances make together, and reductions of all instances at once. */

/** Numbers of all instances of a point at a time, to one number. */
export interface FieldAccumulator {
  /** The first of `count` values that lie `stride` apart; `second`: the first of those of the other argument. Each step once. */
  sample(point: number, values: Float64Array, first: number, count: number, stride: number, second: number): void;
  value(point: number): number;
}

/** |<exp(i phi)>| of the angles of the instances, averaged over time (Kuramoto, 1984): 1 when all point one way. */
export class OrderParameter implements FieldAccumulator {
  private readonly sum: Float64Array;
  private readonly steps: Float64Array;

  constructor(points: number) {
    this.sum = new Float64Array(points);
    this.steps = new Float64Array(points);
  }
  sample(point: number, values: Float64Array, first: number, count: number, stride: number): void {
    let [cosine, sine] = [0, 0];
    for (let i = 0, at = first; i < count; i++, at += stride) {
      cosine += Math.cos(values[at]!);
      sine += Math.sin(values[at]!);
    }
    this.sum[point]! += Math.hypot(cosine, sine) / count;
    this.steps[point]!++;
  }
  value(point: number): number {
    return this.sum[point]! / this.steps[point]!;
  }
}

/**
 * Variance over time of the mean of all instances, over the mean of their variances: 1 when all do the same, about 1/n when they know
 * nothing of each other (Golomb and Rinzel, Phys. Rev. E 48, 4810 (1993)). NaN when nothing moves.
 */
export class VarianceRatio implements FieldAccumulator {
  private readonly count: number;
  private readonly steps: Float64Array;
  /** Mean and sum of squared deviations of the mean field by point, and of each instance. */
  private readonly field: readonly [Float64Array, Float64Array];
  private readonly each: readonly [Float64Array, Float64Array];

  constructor(points: number, count: number) {
    this.count = count;
    this.steps = new Float64Array(points);
    this.field = [new Float64Array(points), new Float64Array(points)];
    this.each = [new Float64Array(points * count), new Float64Array(points * count)];
  }
  sample(point: number, values: Float64Array, first: number, count: number, stride: number): void {
    const n = ++this.steps[point]!;
    let sum = 0;
    for (let i = 0, at = first; i < count; i++, at += stride) {
      add(this.each, point * count + i, values[at]!, n);
      sum += values[at]!;
    }
    add(this.field, point, sum / count, n);
  }
  value(point: number): number {
    let spread = 0;
    for (let i = 0; i < this.count; i++) spread += this.each[1][point * this.count + i]!;
    return this.field[1][point]! / (spread / this.count);
  }
}
/** One more sample in the way of Welford. */
function add([mean, squares]: readonly [Float64Array, Float64Array], at: number, x: number, n: number): void {
  const before = x - mean[at]!;
  mean[at]! += before / n;
  squares[at]! += before * (x - mean[at]!);
}

/**
 * Share of the rows (the last dimension: outputs of a classifier) whose largest value is where the largest label is, at the last sample. A
 * row whose largest value is there twice is not counted as right.
 */
export class ArgmaxAccuracy implements FieldAccumulator {
  private readonly classes: number;
  private readonly right: Float64Array;

  constructor(points: number, classes: number) {
    this.classes = classes;
    this.right = new Float64Array(points).fill(Number.NaN);
  }
  sample(point: number, values: Float64Array, first: number, count: number, stride: number, label: number): void {
    const { classes } = this;
    let right = 0;
    for (let row = 0; row < count; row += classes) {
      const wanted = largestOf(values, label + row * stride, classes, stride);
      if (wanted !== null && wanted === largestOf(values, first + row * stride, classes, stride)) right++;
    }
    this.right[point] = (right * classes) / count;
  }
  value(point: number): number {
    return this.right[point]!;
  }
}
/** Index of the largest value; null when it is there twice. */
function largestOf(values: Float64Array, first: number, count: number, stride: number): number | null {
  let [at, twice] = [0, false];
  for (let i = 1; i < count; i++) {
    const [x, best] = [values[first + i * stride]!, values[first + at * stride]!];
    if (x > best) [at, twice] = [i, false];
    else if (x === best) twice = true;
  }
  return twice ? null : at;
}

type Combine = (values: readonly number[]) => number;
const mean: Combine = (values) => values.reduce((sum, x) => sum + x, 0) / values.length;
/** Of those that have a value; NaN when none has. */
const ofDefined =
  (combine: Combine): Combine =>
  (values) => {
    const defined = values.filter((x) => !Number.isNaN(x));
    return defined.length === 0 ? Number.NaN : combine(defined);
  };
const smallest = ofDefined((values) => values.reduce((a, b) => Math.min(a, b)));
const largest = ofDefined((values) => values.reduce((a, b) => Math.max(a, b)));

/** What the reductions of the instances of an array make together (docs/arrays.md). */
const combinations: Readonly<Record<string, Combine>> = {
  count: (values) => values.reduce((sum, x) => sum + x, 0),
  rate: mean,
  period: ofDefined(mean),
  first: smallest,
  last: largest,
  min: smallest,
  max: largest,
  mean,
  rms: (values) => Math.sqrt(mean(values.map((x) => x * x))),
  phase: ofDefined((values) => Math.atan2(mean(values.map(Math.sin)), mean(values.map(Math.cos)))),
};
export function combine(reduction: string, values: readonly number[]): number {
  return values.length === 1 ? values[0]! : (combinations[reduction] ?? ofDefined(mean))(values);
}
