/** One element of an array, read in the circuit that has it: who hands what to whom, and what it is worth. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { noEvaluators } from '../../cli/library/check.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { simulate } from '../../cli/library/simulate.ts';
import { buildModel } from '../../compiler/model/index.ts';
import { compile } from '../../compiler/pipeline.ts';
import { DiagnosticSink } from '../../dsl/index.ts';
import { networkTranscript, rtlTranscript } from '../support/rtl.ts';
import { tools } from '../support/tools.ts';

const textOf = (body: string, run = '', solver = 'euler'): string => `use std.passive
  use std.disciplines
  device decay(own: neural owner) {
    param tau = 1 us
    state u = 1 in -1 .. 1
    u' = -u / tau
    s(own) = u
    event low when falling(u, 0.5)
  }
  circuit Net(in: electrical) {
    param last = 3
    node p: electrical[4]
    R: resistor[4](in, p) { R = [1 kΩ, 2 kΩ, 3 kΩ, 4 kΩ] }
    C: capacitor[4](p, gnd) { C = 1 nF }
    q: decay[3] { tau = [1 us, 2 us, 4 us] }
    ${body}
  }
  experiment E of Net { in = 1 V  stop = 3 us  dt = 10 ns  solver = ${solver}  ${run} }`;
function modelOf(body: string) {
  const sink = new DiagnosticSink();
  const model = buildModel({ path: 'net.qnm', text: textOf(body) }, new NodeFiles(), sink);
  const parts = model?.experiments[0]?.parts ?? [];
  return {
    codes: sink.all.map((d) => d.code),
    edges: parts.flatMap(({ name, edges }) => (edges ? [[name, [...edges.from], [...edges.to]]] : [])),
  };
}

describe('one element of an array', () => {
  it.each([
    ['let x = V(p[0])', [['R_0_to_Net', [0], [0]]]],
    ['let x = V(p[0], p[last]) * I(R[1])', [['R_0_to_Net', [0], [0]], ['R_3_to_Net', [3], [0]], ['R_1_to_Net', [1], [0]]]],
    ['let x = V(p[0]) - V(p[0]) + V(p[0], gnd)', [['R_0_to_Net', [0], [0]]]],
    ['let x = V(p) - V(p[2])', [['R_2_to_R', [2, 2, 2, 2], [0, 1, 2, 3]]]],
    ['let x = q[0].u', [['q_0_to_Net', [0], [0]]]],
    ['memory n = 0  on q[2].low { n = n + q[1].u }', [['q_2_to_Net', [2], [0]], ['q_1_to_Net', [1], [0]]]],
    ['D: resistor[3](in, r) { R = 1 kΩ }  node r: electrical[3]  let x = I(D) / 1 A + q.u - q[1].u', [['q_1_to_q', [1, 1, 1], [0, 1, 2]]]],
  ])('%s', (body, edges) => {
    expect(modelOf(body)).toMatchObject({ codes: [], edges });
  }); // biome-ignore format: a row each
  it.each([
    ['let x = V(p[4])', 'E0336'],
    ['let x = V(p[0, 0])', 'E0336'],
    ['let x = V(in[0])', 'E0336'],
    ['let x = q[0].v', 'E0201'],
    ['let x = q[0]', 'E0290'],
    ['let x = I(p[0], p[1])', 'E0222'],
    ['let x = V(p[0]) + q[0].u', 'E0208'],
    ['Q: resistor(in, gnd) { R = q[0].u * 1 kΩ }', 'E0331'],
  ])('%s is refused with %s', (body, code) => {
    expect(modelOf(body).codes).toEqual([code]);
  });

  const body = `let d = V(p[0], p[last])
    let lag = q.u - q[0].u
    memory seen = 0 in 0 .. 1
    state y = 0 V in -1 V .. 1 V
    y' = (d - y) / 1 us
    on q[1].low { seen = q[0].u }`;
  const run = 'record d, lag, y, seen';
  it.each(['euler', 'rk4'])('is what it is there, with %s', async (solver) => {
    const source = { path: 'net.qnm', text: textOf(body, run, solver) };
    const { experiments, diagnostics } = compile(source, new NodeFiles(), { until: 'step' }, noEvaluators);
    expect(diagnostics).toEqual([]);
    const { recorded } = await simulate(experiments[0]!, 'float64');
    const of = (name: string) => [...recorded.quantities.find((each) => each.name === name)!.values];
    const [d, lag, y, seen] = ['d', 'lag', 'y', 'seen'].map(of);
    const close = solver === 'euler' ? 0.005 : 1e-7;
    const e = (t: number): number => Math.exp(-t);
    for (const k of [9, 99, 299]) {
      const t = (k + 1) / 100;
      expect(Math.abs(d![k]! - (e(t / 4) - e(t)))).toBeLessThan(close);
      expect(Math.abs(lag![3 * k + 2]! - (e(t / 4) - e(t)))).toBeLessThan(close);
      // y' + y = e^(-t/4) - e^-t
      expect(Math.abs(y![k]! - ((e(t / 4) - e(t)) / 0.75 - t * e(t)))).toBeLessThan(close);
    }
    // q[1] falls through 1/2 at 2 ln 2 us; what it makes happen happens a step later
    const at = seen!.findIndex((value) => value > 0);
    expect(at).toBe(139);
    expect(Math.abs(seen![at]! - e(1.4))).toBeLessThan(close);
  });
  it.skipIf(!tools.verilator)('is the same in the Verilog', async () => {
    const source = { path: 'net.qnm', text: textOf(body, run) };
    const { experiments, diagnostics } = compile(source, new NodeFiles(), {}, evaluators);
    expect(diagnostics).toEqual([]);
    const { parts, hardware } = experiments[0]!;
    const wanted = networkTranscript(
      parts.map(({ fixed }) => fixed!),
      200,
    );
    expect((await rtlTranscript(hardware!, 'verilator', { steps: 200 })).lines).toEqual(wanted);
  });
});
