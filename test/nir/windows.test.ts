/** Convolutions and poolings of NIR as weights, against the sums that define them. */
import { describe, expect, it } from 'vitest';
import type { NirEntry } from '../../dsl/nir/index.ts';
import { graph, node, numbers, read, text } from './graphs.ts';

describe('windows', () => {
  /** Weights between an Input and LI behind one node, as `from,to,w` lines or rows. */
  const weightsOf = (shape: readonly number[], kind: string, parameters: Readonly<Record<string, NirEntry>>) => {
    const one = (value: number): NirEntry => numbers([value], []);
    const made = read(
      graph(
        {
          input: node('Input', { shape: numbers(shape) }),
          w: node(kind, parameters),
          li: node('LI', { tau: one(0.02), r: one(1), v_leak: one(0) }),
        },
        [
          ['input', 'w'],
          ['w', 'li'],
        ],
      ),
    );
    expect(made.diagnostics).toEqual([]);
    const file = made.files
      .find(({ name }) => name.includes('input_to_li'))!
      .text.trim()
      .split('\n');
    if (file[0] === 'from,to,w') return file.slice(1);
    return file.flatMap((row, from) =>
      row.split(',').flatMap((w, to) => (Number(w) === 0 ? [] : [`${from},${to},${w}`])),
    );
  };
  const sorted = (lines: readonly string[]): readonly string[] => [...lines].sort();

  it('in one dimension, as wide as before, with zeros around', () => {
    // y[i] = 2 x[i - 1] + 3 x[i] + 5 x[i + 1]
    expect(
      sorted(weightsOf([1, 4], 'Conv1d', { weight: numbers([2, 3, 5], [1, 1, 3]), padding: text('same') })),
    ).toEqual(sorted(['0,0,3', '1,0,5', '0,1,2', '1,1,3', '2,1,5', '1,2,2', '2,2,3', '3,2,5', '2,3,2', '3,3,3']));
  });
  it('with a stride and a dilation', () => {
    // y[i] = x[2 i] + 7 x[2 i + 2]
    const parameters = { weight: numbers([1, 7], [1, 1, 2]), stride: numbers([2], []), dilation: numbers([2], []) };
    expect(sorted(weightsOf([1, 6], 'Conv1d', parameters))).toEqual(sorted(['0,0,1', '2,0,7', '2,1,1', '4,1,7']));
  });
  it('in groups: each half of the outputs sees its half of the channels', () => {
    const parameters = { weight: numbers([2, 3], [2, 1, 1, 1]), groups: numbers([2], []) };
    expect(sorted(weightsOf([2, 1, 2], 'Conv2d', parameters))).toEqual(sorted(['0,0,2', '1,1,2', '2,2,3', '3,3,3']));
  });
  it('that average count the zeros around', () => {
    const parameters = { kernel_size: numbers([1, 2]), stride: numbers([1, 2]), padding: numbers([0, 1]) };
    expect(sorted(weightsOf([1, 1, 4], 'AvgPool2d', parameters))).toEqual(
      sorted(['0,0,0.5', '1,1,0.5', '2,1,0.5', '3,2,0.5']),
    );
  });
});
