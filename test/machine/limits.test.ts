/** What the hardware of this version cannot hold is a message, before anything is built. */
import { expect, it } from 'vitest';
import { buildMachine, mostEvents, mostInstances } from '../../compiler/machine/build-machine.ts';
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { DiagnosticSink } from '../../dsl/index.ts';
import { leakyIntegrator } from '../support/fixed-builder.ts';

const fixed = leakyIntegrator(1);
const { step } = fixed;
const population = (instances: number): FixedForm => ({
  ...fixed,
  step: { ...step, population: { ...step.population, instances } },
});
const events = (count: number): FixedForm => ({
  ...fixed,
  events: Array.from({ length: count }, (_, i) => ({ name: `e${i}`, fired: fixed.states[0]!.next, fraction: null })),
});

function codes(form: FixedForm, clock = 100e6, lanes: number | null = null): string[] {
  const sink = new DiagnosticSink();
  expect(buildMachine(form, { lanes, clock }, sink) === null).toBe(sink.hasErrors);
  return sink.all.map((d) => d.code);
}

it('one lane is built, others are refused (E0501)', () => {
  expect(codes(fixed, 100e6, 1)).toEqual([]);
  expect(codes(fixed, 100e6, 2)).toEqual(['E0501']);
  expect(codes(fixed, 100e6, 0)).toEqual(['E0501']);
});
it('a clock is a positive frequency (E0502)', () => {
  for (const clock of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(codes(fixed, clock)).toEqual(['E0502']);
});
it('an event names its instance in 24 bits (E0503)', () => {
  expect(mostInstances).toBe(16_777_216);
  expect(codes(population(mostInstances + 1))).toEqual(['E0503']);
});
it('an event names its source in 16 bits (E0504)', () => {
  expect(mostEvents).toBe(65_536);
  expect(codes(events(mostEvents + 1))).toEqual(['E0504']);
});
