/** Without a clock of the user's, the machine takes the usual one at which a step takes the least time. */
import { describe, expect, it } from 'vitest';
import { buildMachine, type MachineForm, usualClocks } from '../../compiler/machine/index.ts';
import { DiagnosticSink } from '../../dsl/index.ts';
import { leakyIntegrator } from '../support/fixed-builder.ts';

function machine(instances: number, clock: number | null): MachineForm {
  return buildMachine(leakyIntegrator(instances), { lanes: null, clock }, new DiagnosticSink())!;
}

describe('the clock', () => {
  it('is the one that was asked for', () => {
    expect(machine(3, 37e6).clock).toBe(37e6);
  });
  it('is the highest where the population fills the lane', () => {
    const full = machine(500, null);
    expect([full.cyclesPerStep, full.clock]).toEqual([500, Math.max(...usualClocks)]);
  });
  it('gives no slower step than any usual clock would, within 2 %', () => {
    const chosen = machine(1, null);
    const rates = usualClocks.map((clock) => machine(1, clock).rate);
    expect(chosen.rate).toBeGreaterThan(0.98 * Math.max(...rates));
  });
  it('decides how many stages there are, never what they compute', () => {
    const [slow, fast] = [machine(1, 10e6), machine(1, 400e6)];
    expect(slow.lane.stateLatency).toBeLessThan(fast.lane.stateLatency);
    expect(slow.lane.operations.map((o) => o.instance)).toEqual(fast.lane.operations.map((o) => o.instance));
  });
});
