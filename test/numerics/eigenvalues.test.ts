import { describe, expect, it } from 'vitest';
import { type Complex, eigenvalues } from '../../compiler/numerics/eigenvalues.ts';

const sorted = (all: readonly Complex[]): number[][] =>
  all.map(({ re, im }) => [re, im]).sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
const close = (got: readonly number[][], wanted: readonly number[][]): void =>
  got.forEach((pair, i) => {
    expect(pair[0]).toBeCloseTo(wanted[i]![0]!, 9);
    expect(pair[1]).toBeCloseTo(wanted[i]![1]!, 9);
  });

describe('eigenvalues', () => {
  it.each([
    ['one number', [[-3]], [[-3, 0]]],
    ['a diagonal', [[2, 0], [0, -5]], [[-5, 0], [2, 0]]],
    ['a rotation', [[0, -4], [4, 0]], [[0, -4], [0, 4]]],
    ['a nilpotent matrix', [[0, 1], [0, 0]], [[0, 0], [0, 0]]],
    // companion matrix of (x^2 + 2x + 5) (x - 3)
    ['a complex pair beside a real one', [[1, 1, 15], [1, 0, 0], [0, 1, 0]], [[-1, -2], [-1, 2], [3, 0]]],
    // a cyclic shift: the roots of unity
    ['a cycle of four', [[0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]], [[-1, 0], [0, -1], [0, 1], [1, 0]]],
  ])('of %s', (_name, matrix, wanted) => {
    close(sorted(eigenvalues(matrix)!), wanted);
  }); // biome-ignore format: matrices

  it('of a dense matrix have its trace and its determinant', () => {
    const n = 9;
    const matrix = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_unused, j) => Math.sin(3 * i + 5 * j * j + 1)),
    );
    const all = eigenvalues(matrix)!;
    const trace = matrix.reduce((sum, row, i) => sum + row[i]!, 0);
    expect(all.reduce((sum, { re }) => sum + re, 0)).toBeCloseTo(trace, 9);
    expect(all.reduce((sum, { im }) => sum + im, 0)).toBeCloseTo(0, 9);
    // tr(A^3) is the sum of the cubes
    const product = (a: number[][], b: number[][]): number[][] =>
      a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
    const cubed = product(product(matrix, matrix), matrix).reduce((sum, row, i) => sum + row[i]!, 0);
    expect(all.reduce((sum, { re, im }) => sum + re ** 3 - 3 * re * im ** 2, 0)).toBeCloseTo(cubed, 7);
  });

  it('do not exist where something is no number', () => {
    expect(
      eigenvalues([
        [1, Number.NaN],
        [0, 1],
      ]),
    ).toBeNull();
  });
});
