/** Lanes: as many as were asked for, else as many as the rate needs, else one. */
import { describe, expect, it } from 'vitest';
import { buildMachine, type MachineForm, mostLanes, usualClocks } from '../../compiler/machine/index.ts';
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { DiagnosticSink } from '../../dsl/index.ts';
import { leakyIntegrator } from '../support/fixed-builder.ts';

function withRate(instances: number, dt: number, minimalRate: number): FixedForm {
  const fixed = leakyIntegrator(instances);
  const experiment = { ...fixed.step.experiment, target: { ...fixed.step.experiment.target, minimalRate } };
  return { ...fixed, step: { ...fixed.step, dt, experiment } };
}
function build(fixed: FixedForm, lanes: number | null, clock: number | null, sink = new DiagnosticSink()) {
  return { machine: buildMachine(fixed, { lanes, clock }, sink), sink };
}
const machineOf = (...args: Parameters<typeof build>): MachineForm => build(...args).machine!;

describe('the number of lanes', () => {
  it('is one unless somebody asks for more', () => {
    expect(machineOf(leakyIntegrator(500), null, 100e6)).toMatchObject({ lanes: 1, rows: 500, cyclesPerStep: 500 });
  });
  it('is what was asked for, and at most one for each instance', () => {
    expect(machineOf(leakyIntegrator(500), 7, 100e6)).toMatchObject({ lanes: 7, rows: 72, cyclesPerStep: 72 });
    expect(machineOf(leakyIntegrator(3), 8, 100e6)).toMatchObject({ lanes: 3, rows: 1 });
  });
  it.each([2e-6, 1e-6, 0.9999e-6, 0.5e-6])('is the least that keeps up with real time at dt = %s s', (dt) => {
    const fixed = withRate(500, dt, 1);
    const machine = machineOf(fixed, null, 100e6);
    expect(machine.rate).toBeGreaterThanOrEqual(1 - 1e-9);
    const fewer = machineOf(withRate(500, dt, 0), machine.lanes - 1 || 1, 100e6);
    if (machine.lanes > 1) expect(fewer.rate).toBeLessThan(1);
  });
  it('is found together with the clock', () => {
    const machine = machineOf(withRate(400, 2e-6, 1), null, null);
    expect([machine.lanes, machine.clock]).toEqual([2, Math.max(...usualClocks)]);
  });
  it('cannot help a circuit whose own loop is too long (E0506)', () => {
    const { machine, sink } = build(withRate(5, 10e-9, 1), null, 100e6);
    expect(machine).toBeNull();
    expect(sink.all.map(({ code }) => code)).toEqual(['E0506']);
    const [, from] = /from dt = ([\d.]+) ns on/.exec(sink.all[0]!.help ?? '')!;
    const enough = machineOf(withRate(5, Number(from) * 1.001e-9, 1), null, 100e6);
    expect(enough.rate).toBeGreaterThanOrEqual(1);
  });
  it('that was asked for must reach the rate too (E0506)', () => {
    const { sink } = build(withRate(500, 1e-6, 1), 3, 100e6);
    expect(sink.all[0]!.message).toMatch(/3 lanes issue 500 instances in 167 clocks/);
    expect(sink.all[0]!.help).toMatch(/or with more lanes$/);
  });
  it('has an end', () => {
    const { sink } = build(withRate(mostLanes * 1000, 1e-6, 1), null, 100e6);
    expect(sink.all[0]!.message).toContain(`${mostLanes} lanes issue`);
  });
});
