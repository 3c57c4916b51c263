import { describe, expect, it } from 'vitest';
import { noEvaluators } from '../../cli/library/check.ts';
import { load } from '../../cli/library/load.ts';
import { compile } from '../../compiler/pipeline.ts';
import { gatherEvidence } from '../../sim/float64/index.ts';

/** Codes for a device with states x, y in -1 .. 1 that decay from 1, and one more rate. */
function codesOf(rate: string): string[] {
  const text = `device Guarded {
  state x = 1 in -1 .. 1
  state y = 1 in -1 .. 1
  state z = 0 in -1 .. 2
  x' = -x / (1 us)
  y' = -y / (2 us)
  z' = (0.1 * (${rate}) - z) / (1 us)
}
experiment Run of Guarded { dt = 10 ns   stop = 3 us }
`;
  const { files } = load('guarded.qnm');
  const source = { path: 'guarded.qnm', text };
  const { diagnostics } = compile(source, files, { until: 'fixed' }, { ...noEvaluators, evidence: gatherEvidence });
  return diagnostics.map((d) => d.code);
}

describe('a function that is not defined everywhere', () => {
  it.each([
    'if x > 0.1 then 1 / x else 0',
    'if x < 0.1 then 0 else ln(x)',
    'if not (x < 0.1) and y > 0 then sqrt(x) else 0',
    'sqrt(max(x, 0))',
    'ln(max(x, 0.05))',
    'ln(if y < 0.02 then 0.02 else y)',
    '1 / (2 + abs(x))',
    'x / (1 + x * x + y * y)',
    'x / max(y, 0.1)',
    'if y > 0.1 then x / y else 0',
    // a single point without a value: the rate of an ion channel, as papers write it
    'if abs(x) < 1e-6 then 1 - x / 2 else x / (exp(x) - 1)',
    '0.5 * (x - 0.5) / (1 - exp(-(x - 0.5) / 0.1))',
    // needed on both sides of a place, not there
    'if abs(x) > 0.1 then 1 / x else 0',
    'if abs(x) < 0.1 then 0 else 0.1 * sin(3 * x) / x^3',
    'if abs(x - 0.3) >= 0.05 then 0.1 / (x - 0.3) else 0',
    'if abs(x) > 0.1 and y > 0.2 then ln(abs(x)) else 0',
    'if y > 0.2 then (if not (abs(x - 0.5) <= 0.1) then 0.1 / (x - 0.5) else 0) else 1',
  ])('is safe behind a guard: %s', (rate) => {
    expect(codesOf(rate)).toEqual([]);
  });
  it.each([
    ['1 / x', 'E0402'],
    ['ln(x)', 'E0402'],
    ['sqrt(x)', 'E0402'],
    ['if x > -0.5 then ln(x) else 0', 'E0402'],
    ['1e-6 / (0.3 - abs(x))', 'E0402'],
    ['if abs(x) > 0.1 then 0.01 / (x - 0.3) else 0', 'E0402'],
    ['if abs(x) < 0.1 then 0.01 / x else 0', 'E0402'],
    ['if abs(x) > 0.1 or y > 0.2 then 0.01 / x else 0', 'E0402'],
    ['(if abs(x) > 0.1 then 0.01 / x else 0) + 0.01 / x', 'E0402'],
    ['0.01 * y / (x + y - 0.5)', 'W0403'],
  ])('is reported without one, or with one that does not hold: %s', (rate, code) => {
    expect(codesOf(rate)).toEqual([code]);
  });
});
