/** Circuits as modules of Verilog-A: what they say, what is refused, and that they come back as the same circuit. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportVeriloga } from '../../compiler/export/index.ts';
import { verilogaOperations } from '../../compiler/export/veriloga-operations.ts';
import { operations } from '../../compiler/ops/index.ts';
import { importVerilogA } from '../../dsl/veriloga/index.ts';
import { compile, evaluators, load, simulate } from '../../index.ts';
import { checkout } from '../support/tools.ts';

const compiled = (text: string, path: string) => {
  const { files } = load(path);
  const { diagnostics, experiments, model } = compile(
    { path, text },
    files,
    { experiment: 'RoundTrip', until: 'step' },
    evaluators,
  );
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
  return { model: model!, experiment: experiments[0]! };
};
const exported = (text: string) => {
  const { model, experiment } = compiled(text, join(checkout, 'examples/x.qnm'));
  return exportVeriloga(model, experiment.experiment);
};
const recorded = async (experiment: ReturnType<typeof compiled>['experiment']): Promise<Float64Array> =>
  (await simulate(experiment, 'float64')).recorded.quantities[0]!.values;

describe('a circuit goes to Verilog-A and comes back', () => {
  it.each([
    ['rlc', 'Rlc', 'in = 1 V', '', 'stop = 100 us dt = 20 ns solver = rk4', 'V(out)', 'V(out)'],
    [
      'relaxation',
      'Relaxation',
      'in = 5 V',
      'Rs = 38 kΩ',
      'stop = 60 us dt = 10 ns solver = exponential',
      'V(out)',
      'V(out)',
    ],
    ['vanderpol', 'VanDerPol', '', '', 'stop = 30 us dt = 10 ns solver = rk4', 'x', 'V(x)'],
    ['hodgkin_huxley', 'Membrane', '', 'J = 10 uA/cm^2', 'stop = 30 ms dt = 20 us solver = rk4', 'V', 'V(V_2)'],
    ['motor', 'Drive', 'in = 12 V', '', 'stop = 50 ms dt = 50 us solver = rk4', 'w(shaft)', 'V(shaft)'],
    ['josephson', 'Shunted', '', 'bias = 200 uA', 'stop = 100 ps dt = 0.1 ps solver = rk4', 'V(a)', 'V(a)'],
    [
      'heated_wire',
      'HeatedWire',
      'bath = 300 K',
      'drive = 20 mA',
      'stop = 10 s dt = 2 ms solver = rk4',
      'T(body)',
      'T(body)',
    ],
  ])('%s', async (file, circuit, ports, parameters, run, here, there) => {
    const path = join(checkout, `examples/${file}.qnm`);
    const text = readFileSync(path, 'utf8');
    const before = compiled(
      `${text}\nexperiment RoundTrip of ${circuit} { ${ports} ${parameters} ${run} record ${here} }\n`,
      path,
    );
    const made = exportVeriloga(before.model, before.experiment.experiment);
    expect(made.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const back = importVerilogA({ path: `${circuit}.va`, text: made.text! });
    expect(back.diagnostics.map(({ message }) => message)).toEqual([]);
    // `in` is a word of the language, so an import calls it `in_`; the settings of the parameters are their defaults now
    const again = compiled(
      `${back.text}\nexperiment RoundTrip of ${made.name} { ${ports.replace('in ', 'in_ ')} ${run} record ${there} }\n`,
      path,
    );
    const [first, second] = [await recorded(before.experiment), await recorded(again.experiment)];
    expect(second.length).toBe(first.length);
    const size = first.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    expect(size).toBeGreaterThan(0);
    const apart = first.reduce((most, x, i) => Math.max(most, Math.abs(x - second[i]!)), 0);
    expect(apart / size).toBeLessThan(1e-9);
  });
});

describe('a module', () => {
  it('says what the file says', () => {
    const { text } = exported(`
use std.passive
circuit Divider(in: electrical) {
  param R = 2 kΩ
  node out: electrical = 0.5 V
  R1: resistor(in, out) { R = R }
  C1: capacitor(out, gnd) { C = 1 nF }
  memory high = 0
  on rising(V(out), 3 V) { high = 1 }
}
experiment RoundTrip of Divider { in = 5 V  R = 3 kΩ  stop = 1 us  dt = 1 ns }`);
    expect(
      text!
        .split('\n')
        .slice(4)
        .map((line) => line.trim()),
    ).toEqual([
      'module Divider(in);',
      'inout in;',
      'electrical in;',
      'electrical out = 0.5;',
      'parameter real R = 3000.0; // 3 kΩ',
      'real high;',
      '',
      'analog begin',
      '@(initial_step) begin',
      'high = 0.0;',
      'end',
      'I(in, out) <+ V(in, out) / R;',
      'I(out) <+ 1e-9 * ddt(V(out));',
      '@(cross(V(out) - 3.0, +1)) begin',
      'high = 1.0;',
      'end',
      'end',
      'endmodule',
      '',
    ]);
  });
  it('knows how Verilog-A writes every operation that equations can hold', () => {
    const without = [...operations.keys()].filter((name) => !Object.hasOwn(verilogaOperations, name)).sort();
    expect(without).toEqual(['lookup', 'lookupSlope', 'phi2', 'poisson', 'polynomial', 'resize']);
    expect(Object.keys(verilogaOperations).filter((name) => !operations.has(name))).toEqual([]);
  });
  it('puts brackets where they are needed and nowhere else', () => {
    const { text } = exported(`
device d {
  param a = 2
  state x = 1
  x' = (a - (x - 1) - (x * (a / x))) / (2 * (x + 3) / a) / 1 s
}
experiment RoundTrip of d { stop = 1 s dt = 1 ms }`);
    expect(text).toContain(
      'I(x) <+ ddt(V(x)) - (a - (V(x) - 1.0) - V(x) * (a / V(x))) / (2.0 * (V(x) + 3.0) / a) / 1.0;',
    );
  });
});

describe('what Verilog-A cannot say', () => {
  const device = (body: string): string =>
    `device d {\n  state x = 0\n  memory m = 0\n  x' = (1 - x) / 1 us\n  ${body}\n}\nexperiment RoundTrip of d { stop = 1 us dt = 1 ns }`;
  it.each([
    ['a state that an event sets', 'on rising(x, 0.5) { x = 0 }', 'x is a state that an event sets'],
    ['a clocked block', 'every 100 ns { m = m + 1 }', 'm is set by a clock'],
    ['a condition that holds', 'on x > 0.5 { m = 1 }', 'm is set while a condition holds'],
    ['noise', "state y = 0  y' = noise / sqrt(1 s) * 1", 'draws random numbers'],
    ['a delay', "state y = 0  y' = (delay(x, 100 ns) - y) / 1 us", 'delayed by whole steps'],
    ['a direction', "state n: direction = (1, 0, 0)  n' = cross(n, (0, 0, 1)) / 1 us", 'is a direction'],
  ])('%s', (_what, body, message) => {
    const { text, problems } = exported(device(body));
    expect(text).toBeNull();
    const [first] = problems.filter(({ code }) => code === 'E0707');
    expect(first!.message).toContain(message);
    expect(first!.span.end).toBeGreaterThan(first!.span.start);
  });
  it('events that set nothing are left out, and named', () => {
    const { text, problems } = exported(device('event high when rising(x, 0.5)'));
    expect(text).not.toBeNull();
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'W0703 the event high is not in the Verilog-A module',
    ]);
  });
});
