/** What no machine is built for is said, with the place of the experiment. */
import { describe, expect, it } from 'vitest';
import { buildMachine, buildNetworkMachine, type MachineOptions } from '../../compiler/machine/index.ts';
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { DiagnosticSink } from '../../dsl/index.ts';
import { leakyIntegrator } from '../support/fixed-builder.ts';

const usual: MachineOptions = { lanes: null, clock: 50e6 };

function refusal(fixed: FixedForm, options: MachineOptions): string {
  const sink = new DiagnosticSink();
  expect(buildMachine(fixed, options, sink)).toBeNull();
  expect(sink.all).toHaveLength(1);
  const { code, message, span } = sink.all[0]!;
  expect(span).toBe(fixed.step.experiment.origin);
  return `${code} ${message}`;
}
const withInstances = (fixed: FixedForm, instances: number): FixedForm => ({
  ...fixed,
  step: { ...fixed.step, population: { ...fixed.step.population, instances } },
});

describe('limits of the machine', () => {
  const fixed = leakyIntegrator(3);

  it('refuses lanes that it does not build (E0501), and takes the most that it does', () => {
    expect(refusal(fixed, { ...usual, lanes: 257 })).toMatch(/^E0501 257 lanes/);
    expect(buildMachine(leakyIntegrator(1000), { ...usual, lanes: 256 }, new DiagnosticSink())?.lanes).toBe(256);
  });
  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a clock of %s Hz (E0502)', (clock) => {
    expect(refusal(fixed, { ...usual, clock })).toMatch(/^E0502 a clock of/);
  });
  it('refuses a population that 24 bits do not number (E0503), and takes the largest that they do', () => {
    expect(refusal(withInstances(fixed, 2 ** 24 + 1), usual)).toMatch(/^E0503 16777217 instances/);
    expect(buildMachine(withInstances(fixed, 2 ** 24), usual, new DiagnosticSink())?.cyclesPerStep).toBe(2 ** 24);
  });
  it('refuses events that 16 bits do not number (E0504)', () => {
    const events = Array.from({ length: 2 ** 16 + 1 }, () => fixed.events[0]!);
    expect(refusal({ ...fixed, events }, usual)).toMatch(/^E0504 65537 events/);
  });
  it('refuses more parts than 8 bits number (E0507)', () => {
    const sink = new DiagnosticSink();
    const parts = Array.from({ length: 257 }, (_, part) => ({ ...fixed, step: { ...fixed.step, part } }));
    expect(buildNetworkMachine(parts, usual, sink)).toBeNull();
    expect(sink.all.map(({ code }) => code)).toEqual(['E0507']);
  });
});
