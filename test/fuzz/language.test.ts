/** Random programs in float64 against their meaning, worked out from the syntax alone: what all the passes between make of them. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generate } from '../../bench/fuzz/generate.ts';
import { check } from '../../cli/library/check.ts';
import { load } from '../../cli/library/load.ts';
import { Measurement } from '../../sim/measure/index.ts';
import { runFloat64Network } from '../../sim/network/index.ts';
import { checkout } from '../support/tools.ts';
import { interpret, type Outcome } from './language-oracle.ts';

const { files } = load(join(checkout, 'examples/bridge.qnm'));

/** What the oracle has no rules for: draws (every fourth seed is noisy), data, delays, the exponential solver. */
const unknown = /\bdelay\(|^ *table |poisson|exponential/m;
const known = (first: number, count: number): { seed: number; text: string }[] =>
  Array.from({ length: count }, (_, k) => ({ seed: first + k, text: generate(first + k).text })).filter(
    ({ seed, text }) => seed % 4 !== 0 && !unknown.test(text),
  );

/** The same quantities and counts, measured. */
function simulated(text: string, { values, counts }: Outcome): number[] {
  const inside = text.includes('\ncircuit ') ? 'D.' : '';
  const within = (name: string): string => (name.startsWith('sin(') ? `sin(${inside}${name.slice(4)}` : inside + name);
  const measures = [
    ...[...values.keys()].map((name, k) => `measure m${k} = final(${within(name)})`),
    ...[...counts.keys()].map((name, k) => `measure n${k} = count(${inside}${name})`),
  ];
  const end = text.lastIndexOf('}');
  const whole = `${text.slice(0, end)}${measures.join('\n')}\n}`;
  const { experiments, diagnostics } = check({ path: 'random.qnm', text: whole }, files, { rehearsed: 0 });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const steps = experiments[0]!.parts.map(({ step }) => step);
  const measurement = new Measurement(steps);
  expect(runFloat64Network(steps, measurement).failure).toBeNull();
  return experiments[0]!.experiment.measures.map(({ value }) => measurement.value(value, 0));
}

describe('a random program', () => {
  it.each([1, 41, 81, 121, 161, 201])('does what its text says: seeds from %i', (first) => {
    const programs = known(first, 40);
    expect(programs.length).toBeGreaterThan(5);
    for (const { seed, text } of programs) {
      const outcome = interpret(text);
      const wanted = [...outcome.values.values(), ...outcome.counts.values()];
      const apart = simulated(text, outcome).map((found, i) => Math.abs(found - wanted[i]!));
      expect(Math.max(...apart), `seed ${seed}`).toBeLessThan(1e-7);
    }
  });
});
