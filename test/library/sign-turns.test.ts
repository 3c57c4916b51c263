/** Kinetics whose sign turns at any point of the way: what q becomes there is a function of q that hardware can follow, for any Avrami exponent. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { compile } from '../../compiler/pipeline.ts';

const text = `use std.ionic
use std.passive
circuit Divider(in: electrical) {
  param n_A = 2
  node out: electrical
  R1: resistor(in, out)   { R = 400 ohm }
  X:  Cobaltite(out, gnd) { n_A = n_A  k0 = 2 /s  R_BM = 100 kohm  V0 = 500 mV }
  C1: capacitor(out, gnd) { C = 10 uF }
}
experiment Run of Divider {
  sweep n_A = (2, 3)
  in = pulse(-900 mV, 1100 mV, delay: 100 ms, width: 400 ms, period: 1 s)
  stop = 1.5 s   dt = 1 ms
  solver = exponential
  tolerance = 0.1 %
}`;

describe('a cobaltite that is set and reset on the way', () => {
  it.each([2, 3])('is built with the Avrami exponent %d', (n) => {
    const one = text.replace('(2, 3)', `(${n})`);
    const { diagnostics, experiments } = compile(
      { path: 'x.qnm', text: one },
      new NodeFiles(),
      { until: 'fixed' },
      evaluators,
    );
    expect(diagnostics).toEqual([]);
    expect(experiments[0]!.fixed).not.toBeNull();
  });
});
