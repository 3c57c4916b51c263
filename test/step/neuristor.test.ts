import { describe, expect, it } from 'vitest';
import { printStep, type StepForm } from '../../compiler/step/index.ts';
import { electrical, ModelBuilder, thermal } from './model-builder.ts';
import { walk } from './walk-step.ts';

/**
 * The thermal neuristor of Zhang et al., Nat. Commun. 15, 6986 (2024), constants of the authors' code; written here by hand
 * from the equations, so that the step is judged without parser and library.
 */
function neuristor(volts: number[], run = { dt: 10e-9, stop: 20e-6 }, without: string[] = []): StepForm {
  const b = new ModelBuilder();
  const source = b.port('in', electrical, b.sweep('in', volts));
  const bath = b.port('bath', thermal, b.stimulus(325));
  const [out, hot] = [b.node('out', electrical), b.node('hot', thermal, { initial: 325 })];
  const [w, beta, gamma] = [7.19357064, 0.252796285, 0.956269682];
  const [sign, tr, tpr, tlast] = [
    b.memory('sign', 1),
    b.memory('Tr', 324.9),
    b.memory('Tpr', 0),
    b.memory('Tlast', 324.9),
  ];
  const tk = b.op('minimum', b.op('maximum', b.v(hot), b.c(305)), b.c(370));
  const x = b.op('select', b.op('equal', tpr.leaf, b.c(0)), b.c(1e3), b.div(b.sub(tk, tr.leaf), tpr.leaf));
  const ramp = b.add(b.c(1), b.op('tanh', b.sub(b.c(Math.PI ** 2), b.mul(b.c(2 * Math.PI), x))));
  const tp = b.mul(b.mul(tpr.leaf, b.c(0.5)), b.mul(b.sub(b.c(1), b.op('sin', b.mul(b.c(gamma), x))), ramp));
  const middle = b.sub(b.sub(b.add(b.mul(sign.leaf, b.c(w / 2)), b.c(332.805839)), tk), tp);
  const f = b.add(b.c(0.5), b.mul(b.c(0.5), b.op('tanh', b.mul(b.c(beta), middle))));
  const r = b.add(
    b.mul(b.mul(b.c(5.35882879e-3), b.op('exp', b.div(b.c(5220.47417), tk))), f),
    b.c(262.5 * 4.90025335),
  );
  b.resistor('RL', source, out, 12e3);
  b.capacitor('C1', out, b.ground, 145.34619293e-12);
  const current = b.resistance('X', out, b.ground, r);
  b.branch('X', 'flow', b.node('ambient', thermal, { role: 'reference' }), hot, b.div(b.mul(b.v(out), b.v(out)), r));
  b.branch('Ch', 'flow', hot, null, b.mul(b.c(49.62776831e-12), b.ddt(b.v(hot))));
  b.branch('Gh', 'flow', hot, bath, b.mul(b.c(0.20558726e-3), b.sub(b.v(hot), b.v(bath))));
  const moved = b.sub(tk, tlast.leaf);
  const turned = b.op('not', b.op('equal', b.op('sign', moved), sign.leaf));
  b.on(b.op('less', b.c(0.01), b.op('absolute', moved)), [
    [tpr, b.op('select', turned, b.sub(tp, b.mul(sign.leaf, b.c(w))), tpr.leaf)],
    [tr, b.op('select', turned, tk, tr.leaf)],
    [sign, b.op('sign', moved)],
    [tlast, tk],
  ]); // biome-ignore format: one assignment a line
  b.crossing('spike', 'rising', b.leaf('branchFlow', current), b.c(1.5e-3));
  b.record('V', b.v(out));
  b.record('R', r);
  const { form, sink } = b.build(run, without);
  expect(sink.all).toEqual([]);
  return form!;
}
const rate = (times: number[], from: number): number => {
  const kept = times.filter((t) => t >= from);
  return (kept.length - 1) / (kept.at(-1)! - kept[0]!);
};

describe('the thermal neuristor', () => {
  it('fires at the published rates with Euler, 10 ns', () => {
    const form = neuristor([10, 10.5, 12, 15, 15.7], { dt: 10e-9, stop: 60e-6 });
    const events = [0, 1, 2, 3, 4].map((i) => walk(form, form.steps, i).events['spike']!);
    expect(events[0]!.filter((t) => t > 18e-6)).toEqual([]);
    expect(Math.abs(rate(events[1]!, 18e-6) / 242.72e3 - 1)).toBeLessThan(2e-3);
    expect(Math.abs(rate(events[2]!, 18e-6) / 326.74e3 - 1)).toBeLessThan(2e-3);
    expect(Math.abs(rate(events[3]!, 18e-6) / 471.7e3 - 1)).toBeLessThan(2e-3);
    expect(events[4]!.filter((t) => t > 18e-6)).toEqual([]);
  });
  it('is a step that a physicist can read', async () => {
    await expect(printStep(neuristor([12]))).toMatchFileSnapshot('../golden/step/neuristor.txt');
  });
});
