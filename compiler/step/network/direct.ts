/**
 * turns  a block of linear equations with constant coefficients into values of its unknowns, by the inverse of the matrix in
 *        double precision: sums of what drives the network, times numbers that are worked out before the run
 * needs  a matrix of constants and parameters (one for each instance where they differ)
 * keeps  the solution but for the rounding of float64, which is looked at: `accurate`
 * cost   cubic in the size of the block before the run; a product for each unknown and each thing that drives it in a step
 */
import type { ValueId } from '../../ops/graph.ts';
import { perInstance } from '../bind-settings.ts';
import type { Draft } from '../draft.ts';
import type { LinearBlock } from './eliminate.ts';

/** What the rounding of float64 may be in a solution, in parts of it: the condition of the matrix times 2^-53; and |A Z - 1| of its inverse. */
const accurate = 1e-6;

/** Values of the unknowns; null: the matrix of an instance has no inverse to speak of. */
export function solveDirectly(draft: Draft, { matrix, rest }: LinearBlock): ValueId[] | null {
  const { space, binding } = draft;
  const size = rest.length;
  const numbers = matrix.map((row) => row.map((entry) => draft.numbers(entry)));
  const driven = [...rest.keys()].filter((e) => !space.isZero(rest[e]!));
  const inverses: Float64Array[] = [];
  const same = numbers.every((row) => row.every((entry) => entry.every((x) => x === entry[0])));
  for (let i = 0; i < (same ? 1 : binding.instances); i++) {
    const inverse = invert(
      Float64Array.from(numbers.flat(), (entry) => entry[entry.length > 1 ? i : 0]!),
      size,
    );
    if (inverse === null) return null;
    inverses.push(inverse);
  }
  const weight = (u: number, e: number): ValueId => {
    const values = Float64Array.from({ length: binding.instances }, (_, i) => inverses[same ? 0 : i]![u * size + e]!);
    return draft.setting(perInstance(values), `solved_${u}_${e}`, { text: '', scale: 1 });
  };
  return matrix.map((_, u) => space.negate(space.sum(driven.map((e) => space.multiply(weight(u, e), rest[e]!)))));
}

/** The inverse of a matrix (row by row) by Gauss and Jordan with partial pivots; null where float64 has none to speak of. */
export function invert(matrix: Float64Array, size: number): Float64Array | null {
  const left = matrix.slice();
  const right = new Float64Array(size * size);
  for (let i = 0; i < size; i++) right[i * size + i] = 1;
  for (let column = 0; column < size; column++) {
    const pivot = pivotOf(left, size, column);
    if (left[pivot * size + column] === 0) return null;
    for (const part of [left, right]) swapRows(part, size, pivot, column);
    const factor = 1 / left[column * size + column]!;
    for (const part of [left, right]) for (let j = 0; j < size; j++) part[column * size + j]! *= factor;
    for (let row = 0; row < size; row++) {
      const by = left[row * size + column]!;
      if (row === column || by === 0) continue;
      for (const part of [left, right])
        for (let j = 0; j < size; j++) part[row * size + j]! -= by * part[column * size + j]!;
    }
  }
  const condition = normOf(matrix, size) * normOf(right, size);
  return residual(matrix, right, size) <= accurate && condition * 2 ** -53 <= accurate ? right : null;
}
function pivotOf(matrix: Float64Array, size: number, column: number): number {
  let best = column;
  for (let row = column + 1; row < size; row++)
    if (Math.abs(matrix[row * size + column]!) > Math.abs(matrix[best * size + column]!)) best = row;
  return best;
}
function swapRows(matrix: Float64Array, size: number, a: number, b: number): void {
  if (a === b) return;
  const row = matrix.slice(a * size, (a + 1) * size);
  matrix.copyWithin(a * size, b * size, (b + 1) * size);
  matrix.set(row, b * size);
}
/** Largest sum of the sizes in a row. */
function normOf(matrix: Float64Array, size: number): number {
  let most = 0;
  for (let i = 0; i < size; i++)
    most = Math.max(
      most,
      matrix.subarray(i * size, (i + 1) * size).reduce((sum, x) => sum + Math.abs(x), 0),
    );
  return most;
}
/** Largest entry of |A Z - 1|; infinite where there are no numbers. */
function residual(matrix: Float64Array, inverse: Float64Array, size: number): number {
  let worst = 0;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      let sum = i === j ? -1 : 0;
      for (let k = 0; k < size; k++) sum += matrix[i * size + k]! * inverse[k * size + j]!;
      worst = Math.max(worst, Number.isNaN(sum) ? Number.POSITIVE_INFINITY : Math.abs(sum));
    }
  return worst;
}
