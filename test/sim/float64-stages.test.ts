import { describe, expect, it } from 'vitest';
import { Graph, type ValueId } from '../../compiler/ops/index.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { evaluateAll, Float64Run } from '../../sim/float64/index.ts';
import { compileKernel } from '../../sim/float64/kernel.ts';
import { fillInitial, makeArrays } from '../../sim/float64/run.ts';
import { compileStimuli } from '../../sim/float64/stimuli.ts';
import { neuristor, nowhere, plain, state, stepForm, words } from './step-forms.ts';

/** More than one block, and a last block that is not full. */
const instances = 150;

/** A bounded step of random functions: lists behind lists, choices with functions inside, an input, a delay line, an event. */
function randomStep(seed: number): StepForm {
  let random = seed;
  const below = (n: number): number => {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    return Math.floor((random / 2 ** 32) * n);
  };
  const graph = new Graph();
  const { c, state: s, param, input, add, sub, mul, f } = words(graph);
  const values: ValueId[] = [
    s(0),
    s(1),
    s(2),
    param(0),
    input(0),
    input(1),
    graph.add('delayed', [], 'real', { index: 0 }),
  ];
  const any = (): ValueId => values[below(values.length)]!;
  const late = (): ValueId => values[values.length - 1 - below(5)]!;
  const makers: (() => ValueId)[] = [
    () => f('tanh', mul(c(2), any())),
    () => f('sin', mul(c(3), late())),
    () => f('cos', any()),
    () => f('tanh', f('exp', f('sin', any()))),
    () => sub(any(), mul(c(0.5), late())),
    () => f('select', f('less', any(), late()), f('tanh', any()), any()),
    () => f('select', f('less', late(), c(0.1)), f('select', f('less', any(), c(0)), late(), f('sin', any())), late()),
    () => f('minimum', f('maximum', late(), c(-1)), c(1)),
  ];
  for (let k = 0; k < 14; k++) values.push(makers[below(makers.length)]!());
  const stimuli = new Graph();
  const time = stimuli.add('time', [], 'real', {});
  const fired = f('less', any(), late());
  return stepForm({
    graph,
    stimuli,
    states: [state('x', 0.3), state('y', -0.2), state('z', 0.1)],
    next: [f('tanh', add(late(), param(0))), add(mul(c(0.9), s(1)), mul(c(0.1), f('sin', late()))), f('cos', any())],
    params: [
      { name: 'p', unit: plain, values: Float64Array.from({ length: instances }, (_, i) => i / instances - 0.5) },
    ],
    inputs: [
      { name: 'u', unit: plain, at: 0, value: stimuli.add('sin', [time], 'real'), perInstance: false },
      { name: 'w', unit: plain, at: 0, value: stimuli.add('param', [], 'real', { index: 0 }), perInstance: true },
    ],
    delayLines: [{ name: 'd', source: f('tanh', late()), steps: 3, initial: Float64Array.of(0.4) }],
    events: [{ name: 'e', fired, fraction: f('sin', any()), origin: nowhere }],
    asserts: [{ holds: f('less', late(), c(0.5)), message: 'small', origin: nowhere }],
    dt: 0.1,
    steps: 40,
    instances,
  });
}
function isStaged(step: StepForm): boolean {
  const { code } = compileKernel(step.population.cell, { staged: true }, { range: () => {}, nonFinite: () => {} });
  return code.source.includes('Many(');
}

describe('instances that go through a step in stages', () => {
  it('get the same bits as one by one, on random steps', () => {
    let staged = 0;
    for (let seed = 1; seed <= 24; seed++) {
      const step = randomStep(seed);
      staged += isStaged(step) ? 1 : 0;
      const [plainly, inStages] = [new Float64Run(step, { staged: false }), new Float64Run(step, { staged: true })];
      for (let n = 0; n < 4; n++) {
        plainly.advance(7);
        inStages.advance(7);
        const { states, fired, fractions, flags } = inStages.frame;
        expect({ seed, states, fired, fractions, flags }).toEqual({
          seed,
          states: plainly.frame.states,
          fired: plainly.frame.fired,
          fractions: plainly.frame.fractions,
          flags: plainly.frame.flags,
        });
      }
      expect(new Set(inStages.frame.states).size, `seed ${seed}`).toBeGreaterThan(100);
    }
    expect(staged).toBeGreaterThan(16);
  });
  it('leave the same rows and counts of close decisions behind, whole blocks and the rest of a step', () => {
    const report = { range: () => {}, nonFinite: () => {} };
    let close = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const step = randomStep(seed);
      const { cell } = step.population;
      const [plainly, inStages] = [false, true].map((staged) => {
        const seen: number[][] = [];
        const wanted = cell.graph.values.flatMap(({ op }, i) => (op === 'constant' ? [] : [i as ValueId]));
        const [stride, size, own] = [40, 32, 2 * cell.states.length + cell.delayLines.length];
        const values = new Float64Array((own + wanted.length) * stride).fill(Number.NaN);
        const slots = new Map(wanted.map((id, k) => [id, own + k]));
        const look = (count: number): void => {
          for (let row = 0; row < count; row++)
            seen.push([...slots.values()].map((slot) => values[slot * stride + row]!));
          values.fill(Number.NaN);
        };
        const rows = { values, stride, size, slots, look };
        const closeBounds = new Map(wanted.filter((id) => cell.graph.get(id).op === 'less').map((id) => [id, 0.1]));
        const arrays = makeArrays(step, 0, compileStimuli(step), 3);
        compileStimuli(step).fill(0, 3, arrays.shared, arrays.each);
        fillInitial(step, arrays.from, 0);
        compileKernel(cell, { rows, closeBounds, staged }, report).advance(arrays, instances, 0, 3);
        return { seen, close: [...arrays.close] };
      });
      expect(inStages, `seed ${seed}`).toEqual(plainly);
      expect(inStages!.seen.length).toBe(3 * instances);
      close += plainly!.close.reduce((sum, count) => sum + count, 0);
    }
    expect(close).toBeGreaterThan(100);
  });

  it('get the same bits on the neuristor, with values carried and without, as by the table of operations', () => {
    const step = neuristor(
      Array.from({ length: 200 }, (_, i) => 10.5 + 0.02 * i),
      1200,
    );
    expect(isStaged(step)).toBe(true);
    const runs = [true, false].flatMap((staged) =>
      [true, false].map((carry) => new Float64Run(step, { staged, carry })),
    );
    for (let n = 0; n < 12; n++) {
      for (const run of runs) run.advance(99);
      const before = runs[0]!.frame.states.slice(6 * 7, 6 * 8);
      for (const run of runs) run.advance(1);
      for (const run of runs) expect(run.frame.states).toEqual(runs[3]!.frame.states);
      const none = new Float64Array();
      const leaves = {
        states: before,
        params: Float64Array.of(10.5 + 0.02 * 7),
        inputs: none,
        delayed: none,
        draws: none,
      };
      const all = evaluateAll(step.population.cell.graph, leaves);
      const after = runs[0]!.frame.states.slice(6 * 7, 6 * 8);
      expect([...after]).toEqual(step.population.cell.next.map((id) => all[id]));
    }
  });

  it('report the instance and the step in which a state stopped being finite', () => {
    const graph = new Graph();
    const { c, state: s, param, add, mul, f } = words(graph);
    const step = stepForm({
      graph,
      states: [state('x', 0)],
      next: [add(mul(s(0), s(0)), add(param(0), f('tanh', mul(c(1e-3), s(0)))))],
      params: [
        { name: 'p', unit: plain, values: Float64Array.from({ length: instances }, (_, i) => (i === 140 ? 1e150 : 0)) },
      ],
      dt: 1,
      steps: 20,
      instances,
    });
    expect(isStaged(step)).toBe(true);
    const run = new Float64Run(step);
    expect(run.advance(20)).toBe(false);
    // 1e150, then (1e150)^2 = 1e300, then beyond the largest number
    expect(run.failure).toMatchObject({ instance: 140, step: 2, state: 'x', value: Infinity });
  });
});
