import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { compile } from '../../compiler/pipeline.ts';

/** The integers of the constants in products, at a tolerance. */
function factors(constant: number, tolerance: string): { integer: bigint; fraction: number; error: number }[] {
  const text = `device near {
  state x = 0.5 in 0 .. 2
  state y = 0.5 in 0 .. 2
  x' = (1.2 - x) / 1 us
  y' = (max(${constant} * x, y) - y) / 2 us
}
experiment Run of near { stop = 5 us  dt = 10 ns  tolerance = ${tolerance} }`;
  const { experiments } = compile({ path: 'near.qnm', text }, new NodeFiles(), { until: 'fixed' }, evaluators);
  const { values } = experiments[0]!.fixed!;
  return values.flatMap(({ op, args }) =>
    op !== 'multiply'
      ? []
      : args.flatMap((arg) => {
          const { integer, format, error } = values[arg]!;
          return integer === null ? [] : { integer, fraction: format.fraction, error };
        }),
  );
}

describe('a constant factor', () => {
  it('that is nearly a power of two is one, and its error is told', () => {
    const near = factors(0.999998, '0.001 %').find(({ integer, fraction }) => integer === 1n && fraction === 0);
    expect(near?.error).toBeCloseTo(2e-6, 12);
  });
  it('keeps its bits where they count', () => {
    const constants = factors(0.999998, '0.0001 %').map(({ integer, fraction }) => Number(integer) / 2 ** fraction);
    expect(constants.some((c) => Math.abs(c - 0.999998) < 5e-7)).toBe(true);
    expect(constants).not.toContain(1);
  });
});
