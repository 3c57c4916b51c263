/** Measures of a moment of the run, against the charge of a capacitor, 1 - exp(-t / RC), and against waveforms by points. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../../cli/library/check.ts';
import { load } from '../../cli/library/load.ts';
import { Measurement } from '../../sim/measure/index.ts';
import { runFloat64Network } from '../../sim/network/index.ts';
import { checkout } from '../support/tools.ts';

const { files } = load(join(checkout, 'examples/bridge.qnm'));
function measured(circuit: string, experiment: string, point = 0): number[] {
  const text = `use std.passive\ncircuit Filter(in: electrical) { ${circuit} }\nexperiment E of Filter { ${experiment.includes('in = ') ? '' : 'in = 1 V'}  ${experiment} }`;
  const { experiments, diagnostics } = check({ path: 'moments.qnm', text }, files, { rehearsed: 0 });
  expect(diagnostics).toEqual([]);
  const steps = experiments[0]!.parts.map(({ step }) => step);
  const measurement = new Measurement(steps);
  expect(runFloat64Network(steps, measurement).failure).toBeNull();
  return experiments[0]!.experiment.measures.map(({ value }) => measurement.value(value, point));
}
const charge = (t: number): number => 1 - Math.exp(-t / 1e-6);
const one = `node out: electrical
  R1: resistor(in, out)   { R = 1 kΩ }
  C1: capacitor(out, gnd) { C = 1 nF }`;

describe('a measure at a moment', () => {
  it('sees the end of that step, and what comes before it over a while', () => {
    const [first, middle, end, mean, gain] = measured(
      one,
      `stop = 10 us  dt = 10 ns  solver = exponential
       measure first  = final(V(out)) at 10 ns
       measure middle = final(V(out)) at 2 us
       measure end    = final(V(out)) at 10 us
       measure mean   = mean(V(out)) at 2 us over last 1 us
       measure gain   = end / middle`,
    );
    expect(first).toBeCloseTo(charge(1e-8), 12);
    expect(middle).toBeCloseTo(charge(2e-6), 12);
    expect(end).toBeCloseTo(charge(1e-5), 12);
    const steps = Array.from({ length: 100 }, (_, k) => charge(1.01e-6 + k * 1e-8));
    expect(mean).toBeCloseTo(steps.reduce((a, b) => a + b) / 100, 12);
    expect(gain).toBeCloseTo(charge(1e-5) / charge(2e-6), 12);
  });
  it.each(['solver = rk4', 'solver = euler'])(
    'counts dt of the experiment where a step is made in several: %s',
    (solver) => {
      const row = `node x: electrical[2]
      R: resistor[2](x, in)  { R = 1 kΩ }
      C: capacitor[2](x, gnd) { C = 1 nF }
      couple x by chain { resistor(a, b) { R = 1 MΩ } }
      ${solver === 'solver = euler' ? 'node y: electrical\nRy: resistor(in, y) { R = 1 kΩ }\nRz: resistor(y, gnd) { R = 1 kΩ }\nsolve y by relaxation { sweeps = 4 }' : ''}`;
      const [at] = measured(row, `stop = 4 us  dt = 10 ns  ${solver}  measure at = final(V(x[1])) at 1.5 us`);
      expect(at).toBeCloseTo(charge(1.5e-6), solver === 'solver = rk4' ? 9 : 2.7);
    },
  );
});

describe('a waveform by points', () => {
  it('goes straight from one to the next, jumps where two have one time, and holds its ends', () => {
    const times = [0.2, 1, 1.5, 1.99, 2, 3, 4.8];
    const experiment = `sweep top = (1 V, 3 V)
      in = pwl(0.5 us, 0 V, 1.5 us, top, 2 us, top, 2 us, -1 V, 4 us, 0.5 V)   stop = 5 us  dt = 10 ns
      ${times.map((t, k) => `measure m${k} = final(V(in)) at ${t} us`).join('\n')}`;
    for (const [point, top] of [1, 3].entries())
      for (const [k, value] of measured(one, experiment, point).entries())
        expect(value).toBeCloseTo([0, top / 2, top, top, -1, -0.25, 0.5][k]!, 12);
  });
});
