/** Circuits of the library at values that are not their defaults, against what their comments say: closed forms, and a loop of its own for the neuristor. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noEvaluators } from '../../cli/library/check.ts';
import { load } from '../../cli/library/load.ts';
import { compile } from '../../compiler/pipeline.ts';
import { Measurement } from '../../sim/measure/index.ts';
import { runFloat64Network } from '../../sim/network/index.ts';
import { checkout } from '../support/tools.ts';

const { files } = load(join(checkout, 'examples/bridge.qnm'));

/** Measures of the only experiment of `text`, [measure][point]; no errors. */
function measured(text: string): number[][] {
  const { experiments, diagnostics } = compile({ path: 'x.qnm', text }, files, { until: 'step' }, noEvaluators);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const steps = experiments[0]!.parts.map(({ step }) => step);
  const measurement = new Measurement(steps);
  expect(runFloat64Network(steps, measurement).failure).toBeNull();
  const points = Array.from({ length: measurement.points }, (_, point) => point);
  return experiments[0]!.experiment.measures.map(({ value }) => points.map((point) => measurement.value(value, point)));
}

/** Constants of the film: Zhang et al., Nat. Commun. 15, 6986 (2024). */
const [R0, Ea, Rm, Tc] = [5.35882879e-3, 5220.47417, 1286.3165, 332.805839];
const [w, beta, gamma] = [7.19357064, 0.252796285, 0.956269682];

/** The thermal neuristor by Euler: spikes, and the temperature at the end. */
function neuristor(p: { V: number; R: number; C: number; Cth: number; Gth: number; T0: number; level: number }) {
  const [dt, steps] = [2e-9, 20_000];
  let [V, T, sign, Tr, Tpr, last, before, spikes] = [0, p.T0, 1, 324.9, 0, 324.9, Number.NaN, 0];
  const of = (Tk: number) => {
    const x = Tpr === 0 ? 1e3 : Math.max((Tk - Tr) / Tpr, -4);
    const Tp = Tpr * 0.5 * (1 - Math.sin(gamma * x)) * (1 + Math.tanh(Math.PI ** 2 - 2 * Math.PI * x));
    const F = 0.5 + 0.5 * Math.tanh(beta * ((sign * w) / 2 + Tc - Tk - Tp));
    return { Tp, R: R0 * Math.exp(Ea / Tk) * F + Rm };
  };
  const inside = (t: number) => Math.min(Math.max(t, 305), 370);
  for (let k = 0; k <= steps; k++) {
    const { Tp, R } = of(inside(T));
    if (before <= p.level && V / R > p.level) spikes++;
    before = V / R;
    // the reversal, at the end of the step that brought the film here
    if (k > 0 && Math.abs(inside(T) - last) > 0.01) {
      const now = Math.sign(inside(T) - last);
      if (now !== sign) [Tpr, Tr] = [now * w + Tp, inside(T)];
      [sign, last] = [now, inside(T)];
    }
    if (k === steps) break;
    const after = of(inside(T)).R;
    const [dV, dT] = [((p.V - V) / p.R - V / after) / p.C, (V ** 2 / after - p.Gth * (T - p.T0)) / p.Cth];
    [V, T] = [V + dt * dV, T + dt * dT];
  }
  return { spikes, T };
}

describe('circuits of the library', () => {
  it('the neuristor fires as a loop over its equations does', () => {
    const [n, T] = measured(`use std.neuristors
experiment Other of Neuristor {
  in = 11.4 V  bath = 324 K  R_L = 11 kohm  C = 170 pF  C_th = 55 pJ/K  G_th = 0.2 mW/K  start = 324 K  level = 1.2 mA
  stop = 40 us  dt = 2 ns  solver = euler
  measure n = count(spike)
  measure T = final(T(hot))
}`);
    const own = neuristor({ V: 11.4, R: 11e3, C: 170e-12, Cth: 55e-12, Gth: 0.2e-3, T0: 324, level: 1.2e-3 });
    expect(own.spikes).toBeGreaterThan(5);
    expect(n).toEqual([own.spikes]);
    expect(T![0]!).toBeCloseTo(own.T, 6);
  });

  it('the relaxation oscillator has the period of its comment', () => {
    const [f] = measured(`use std.neuristors
experiment Other of RelaxOsc {
  in = 8 V  R_s = 30 kohm  C = 2 nF  Ri = 150 kohm  Rm = 500 ohm  Vh = 4 V  Vl = 1.5 V
  stop = 300 us  dt = 2 ns  settle = 60 us  solver = exponential
  measure f = rate(spike)
}`);
    const [beside, part] = [(a: number, b: number) => (a * b) / (a + b), (r: number) => (8 * r) / (r + 30e3)];
    const charge = 2e-9 * beside(150e3, 30e3) * Math.log((part(150e3) - 1.5) / (part(150e3) - 4));
    const discharge = 2e-9 * beside(500, 30e3) * Math.log((4 - part(500)) / (1.5 - part(500)));
    expect(f![0]! * (charge + discharge)).toBeCloseTo(1, 3);
  });

  it('a capacitor makes the pair slower by 1 + 2 Cc / C', () => {
    const [T] = measured(`use std.neuristors
experiment Other of PairDD {
  C = 2 nF  g = 1 mS  sweep Cc = (0.2 nF, 0.8 nF)
  stop = 150 us  dt = 2 ns  settle = 90 us  solver = heun
  measure T = period(A.top)
}`);
    const alone = 2 * Math.log(4) * 2e-6;
    expect(T![0]! / (alone * 1.2)).toBeCloseTo(1, 2);
    expect(T![1]! / (alone * 1.8)).toBeCloseTo(1, 2);
  });

  it('the network of rectifiers takes other weights', () => {
    const [y] = measured(`use std.crossbar
experiment Other of ReLUNet {
  sweep x1 = (0, 1)  sweep x2 = (0, 1)  one = 1
  w_11 = 2  w_12 = -1  w_1b = 0.5  w_21 = -1  w_22 = 3  w_2b = -1  v_1 = 1.5  v_2 = -0.5
  stop = 5 us  dt = 5 ns  solver = exponential
  measure y = final(answer)
}`);
    const wanted = [0, 1].flatMap((x1) =>
      [0, 1].map((x2) => 1.5 * Math.max(0, 2 * x1 - x2 + 0.5) - 0.5 * Math.max(0, -x1 + 3 * x2 - 1)),
    );
    expect(y).toEqual(wanted.map((value) => expect.closeTo(value, 6)));
  });
});
