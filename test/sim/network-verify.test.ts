import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { renderVerification } from '../../cli/report/verification-text.ts';
import { buildNetwork, type FixedForm } from '../../compiler/numerics/index.ts';
import { Graph } from '../../compiler/ops/index.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';
import { DiagnosticSink } from '../../dsl/index.ts';
import { compile, evaluators } from '../../index.ts';
import { NetworkErrorMeter, type RtlRun, verifyExperiment } from '../../sim/compare/index.ts';
import { gatherNetworkEvidence, runFixedNetwork } from '../../sim/network/index.ts';
import type { Frame } from '../../sim/run.ts';
import { chain, conductors, from, networkOf, ring } from './network-forms.ts';
import { state, words } from './step-forms.ts';

function fixedOf(network: StepNetwork, tolerance = 1e-3): FixedForm[] {
  const built = buildNetwork(network, { tolerance }, gatherNetworkEvidence, null, new DiagnosticSink());
  return built!.map(({ fixed }) => fixed);
}
/** Verilog that does what the fixed form says, but for a change of one frame. */
const rtl = (fixed: readonly FixedForm[], change: (frame: Frame) => Frame = (frame) => frame): RtlRun => ({
  simulator: 'verilator',
  run(observer) {
    runFixedNetwork(fixed, { frame: (frame) => observer.frame(change(frame)) });
    return { cyclesPerStep: 30, buildSeconds: 0, seconds: 0 };
  },
});
const verify = (fixed: readonly FixedForm[], change?: (frame: Frame) => Frame) =>
  verifyExperiment({
    fixed, rtlRuns: [rtl(fixed, change)], cyclesPerStep: 30, compileSeconds: 0, lineOf: () => 1,
  }); // biome-ignore format: one request
const steps = 200;

describe('verification of a network', () => {
  const fixed = fixedOf(conductors(ring(5), 5, steps));
  it('passes, part by part and as a whole', async () => {
    const report = await verify(fixed);
    expect(report.reasons).toEqual([]);
    expect(report).toMatchObject({ pass: true, bitExact: true, instances: 5, steps, firstDifference: null });
    expect(report.parts.map(({ name, edges, instances, wordsCompared }) => ({ name, edges, instances, wordsCompared }))).toEqual([
      { name: 'cell', edges: null, instances: 5, wordsCompared: steps * 5 * 2 },
      { name: 'edges', edges: 'edges', instances: 5, wordsCompared: steps * 5 * 3 },
    ]); // biome-ignore format: a table
    expect(report.wordsCompared).toBe(steps * 25);
    expect(report.localError.states.map((s) => s.name)).toEqual(['v', 'edges into_a', 'edges into_b']);
    const digests = [report.digest, ...report.parts.map((part) => part.digest)];
    expect(new Set(digests).size).toBe(3);
    const text = renderVerification(report);
    expect(text).toContain('5 instances');
    expect(text).toContain('5 edges');
  });
  it.each([
    { part: 0, word: 3, instance: 3, name: 'v' },
    { part: 1, word: 7, instance: 3, name: 'into_b' },
  ])('finds one wrong bit of part $part', async ({ part, word, instance, name }) => {
    const report = await verify(fixed, (frame) => {
      if (frame.part !== part || frame.step !== 77) return frame;
      const integers = frame.integers!.slice();
      integers[word] = integers[word]! ^ 4n;
      return { ...frame, integers };
    });
    expect(report.firstDifference).toMatchObject({ part: ['cell', 'edges'][part], step: 77, instance, name });
    expect(report.pass).toBe(false);
  });
  it('blames the edge when it and what takes from it differ in the same step', async () => {
    const flip = (frame: Frame): Frame => ({ ...frame, integers: frame.integers!.map((x) => x ^ 1n) });
    const report = await verify(fixed, (frame) => (frame.step >= 50 ? flip(frame) : frame));
    expect(report.firstDifference).toMatchObject({ part: 'edges', step: 50, instance: 0, name: 'into_a' });
  });
});

describe('local errors of a network', () => {
  it('are parts of the size of what is the same in every step', () => {
    const text = `use std.thermal
      circuit Cell { node t: thermal = 300 K  C: heat_capacity(t) { C = 1 nJ/K } }
      circuit Bar {
        cell: Cell[4]
        couple cell by chain { thermal_conductor(a.t, b.t) { G = 1 mW/K } }
        heater: heat_source(cell[1].t) { P = 10 mW }
      }
      experiment Warms of Bar { stop = 2 us  dt = 50 ns }`;
    const { experiments } = compile({ path: 'bar.qnm', text }, new NodeFiles(), { until: 'fixed' }, evaluators);
    const heated = experiments[0]!.parts.map((part) => part.fixed!);
    const meter = new NetworkErrorMeter(heated);
    runFixedNetwork(heated, meter);
    const { states, predicted, worst } = meter.parts.at(-1)!.result();
    expect(states.map(({ range }) => range)).toEqual([expect.closeTo(0.01, 5)]);
    // 10 mW is no whole number of its last place
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThanOrEqual(predicted);
    expect(predicted).toBeLessThan(0.001);
  });
  const fixed = fixedOf(conductors(chain(4), 4, steps));
  it('are taken from equal states of all parts: a wrong output is an error of the edge, not of what adds it up', () => {
    const meter = new NetworkErrorMeter(fixed);
    const seen: Frame[] = [];
    runFixedNetwork(fixed, { frame: (frame) => seen.push({ ...frame, states: frame.states.slice() }) });
    // the first edge gives its second end 1/8 too much in step 20, and what adds that up goes on from there
    const wrong = { ...seen[41]!, states: seen[41]!.states.map((x, k) => (k === 1 ? x + 0.125 : x)) };
    for (const frame of [...seen.slice(0, 41), wrong]) meter.frame(frame);
    const [cell, edge] = meter.parts.map((part) => part.result());
    expect(edge!.exceeded).toMatchObject({
      step: 20,
      instance: 0,
      name: 'into_b',
      error: expect.closeTo(0.125, 2) as number,
    });
    expect(cell!.exceeded).toBeNull();
  });
  it('go with the decision that an edge took when its operands were close', () => {
    // a diode-like edge: lets 1 through where a^2 is above b^2 by more than a half, so that they chatter about there
    const [inside, between] = [new Graph(), new Graph()];
    const [a, b] = [words(inside), words(between)];
    const ends = ring(6);
    const opens = b.f('less', b.c(0.5), b.sub(b.mul(b.input(0), b.input(0)), b.mul(b.input(1), b.input(1))));
    const network = networkOf({
      ends,
      cell: {
        graph: inside,
        dt: 0.01,
        steps: 2000,
        instances: 6,
        states: [state('v', [0, 1.3, 2.1, 0.4, 3.3, 1.9])],
        next: [a.add(a.state(0), a.mul(a.c(0.01), a.add(a.sub(a.c(1.37), a.state(0)), a.input(0))))],
        inputs: [from('sum', { kind: 'sum', terms: [{ part: 1, state: 0, end: 0 }, { part: 1, state: 1, end: 1 }], most: 2 })],
      },
      edge: {
        graph: between,
        dt: 0.01,
        steps: 2000,
        states: [state('into_a', 0, { kind: 'output' }), state('into_b', 0, { kind: 'output' })],
        next: [b.f('select', opens, b.c(-1), b.c(0)), b.f('select', opens, b.c(1), b.c(0))],
        inputs: [from('a', { kind: 'read', end: 0, state: 0 }), from('b', { kind: 'read', end: 1, state: 0 })],
      },
    }); // biome-ignore format: one record a line
    const forms = fixedOf(network, 1e-2);
    const meter = new NetworkErrorMeter(forms);
    runFixedNetwork(forms, meter);
    const [cell, edge] = meter.parts.map((part) => part.result());
    expect(edge!.decidedApart).toBeGreaterThan(0);
    expect([cell!.exceeded, edge!.exceeded]).toEqual([null, null]);
  });
});
