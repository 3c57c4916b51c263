/** Forms of the language that are written in more than one way, and what an experiment makes of them. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { buildModel } from '../../compiler/model/index.ts';
import { DiagnosticSink } from '../../dsl/index.ts';

function read(text: string) {
  const sink = new DiagnosticSink();
  const model = buildModel({ path: 'forms.qnm', text }, new NodeFiles(), sink);
  return { experiment: model?.experiments[0], codes: sink.all.map((d) => d.code) };
}

describe('a target', () => {
  const withTarget = (target: string) =>
    read(
      `device leaky { state x = 1 in 0 .. 1  x' = -x / 1 us }
      experiment E of leaky { stop = 1 us  dt = 10 ns  target { ${target} } }`,
    );
  it('with a time scale asks for the rate that it is', () => {
    const { experiment, codes } = withTarget('clock = 100 MHz  scale 1 us = 1 ps');
    expect(codes).toEqual([]);
    expect(experiment!.target.minimalRate! * 1e6).toBeCloseTo(1, 12);
  });
  it('may ask for real time in both words', () => {
    expect(withTarget('scale 1 s = 1 s').experiment!.target.minimalRate).toBe(1);
    expect(withTarget('rate >= 1').experiment!.target.minimalRate).toBe(1);
  });
  it.each(['scale 0 us = 1 ps', 'scale 1 us = 0 ps'])('refuses %s', (scale) => {
    expect(withTarget(scale).codes).toEqual(['E0622']);
  });
  it('refuses a scale that is no time', () => {
    expect(withTarget('scale 1 V = 1 ps').codes).toEqual(['E0208']);
  });
});

describe('a sine', () => {
  const driven = (call: string) =>
    read(
      `use std.disciplines
      device follower(p: electrical) { state x = 0 in -9 .. 9  x' = (V(p, gnd) / 1 V - x) / 1 us }
      experiment E of follower { p = ${call}  stop = 1 us  dt = 10 ns }`,
    );
  it.each([
    'sine(1 V, 50 kHz)',
    'sine(1 V, 50 kHz, phase: 1)',
    'sine(1 V, frequency: 50 kHz, delay: 1 ns)',
    'sine(frequency: 50 kHz, amplitude: 1 V)',
    'sine(0.5 V, 1 V, 50 kHz)',
    'sine(0.5 V, 1 V, frequency: 50 kHz)',
    'sine(1 V, 50 kHz, offset: 0.5 V)',
  ])('may be written %s', (call) => {
    expect(driven(call).codes).toEqual([]);
  });
  it.each(['sine(1 V)', 'sine(50 kHz)', 'sine(offset: 1 V, frequency: 50 kHz)'])('%s wants more', (call) => {
    expect(driven(call).codes).toEqual(['E0212']);
  });
});

it('a vector has its unit behind the shape, before its value', () => {
  const { codes } = read(
    `device d { param r: vec3 m = (1 m, 2 m, 0 m)  param B: vec3 mT = (1 mT, 0 T, 0 T)  state x = 0 in 0 .. 9  x' = (norm(r) / 1 m - x) / 1 us }
    experiment E of d { stop = 1 us  dt = 10 ns }`,
  );
  expect(codes).toEqual([]);
});
