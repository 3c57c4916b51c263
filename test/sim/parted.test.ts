/** Runs that noise drives and that have parted are compared by their distribution: a bias is seen, two samples of one law are not. */
import { describe, expect, it } from 'vitest';
import type { DrawModel } from '../../compiler/model/form.ts';
import { Graph } from '../../compiler/ops/graph.ts';
import type { StepDraw, StepForm } from '../../compiler/step/form.ts';
import { TrajectoryMeter } from '../../sim/compare/index.ts';
import type { Frame } from '../../sim/run.ts';
import { state, stepForm } from './step-forms.ts';

const [instances, steps] = [64, 400];

/** `left`: what is left of the noise with the parameters of the experiment. */
function form(noisy: boolean, left = noisy): StepForm {
  const graph = new Graph();
  const made = stepForm({ graph, states: [state('x', 0)], next: [graph.constant(0)], dt: 1, steps, instances });
  if (noisy) {
    const draws = [{ once: false, white: true }] as unknown as readonly DrawModel[];
    const [part] = made.experiment.parts;
    const experiment = { ...made.experiment, parts: [{ ...part!, cell: { ...part!.cell, draws } }] };
    const cell = {
      ...made.population.cell,
      draws: left ? ([{ kind: 'normal' }] as unknown as readonly StepDraw[]) : [],
    };
    return { ...made, experiment, population: { ...made.population, size: instances, cell } };
  }
  return { ...made, population: { ...made.population, size: instances } };
}
/** Uniform in -1 .. 1, the same for the same numbers. */
function scattered(a: number, b: number): number {
  const x = Math.sin(a * 12.9898 + b * 78.233) * 43758.5453;
  return 2 * (x - Math.floor(x)) - 1;
}
function compared(noisy: boolean, other: (wanted: number, step: number, instance: number) => number, left = noisy) {
  const meter = new TrajectoryMeter(form(noisy, left), [2]);
  const frame = (step: number, states: Float64Array): Frame => ({
    part: 0,
    step,
    states,
    integers: null,
    fired: new Uint8Array(0),
    fractions: new Float64Array(0),
    flags: new Uint32Array(instances),
  });
  for (let k = 0; k < steps; k++) {
    const wanted = Float64Array.from({ length: instances }, (_, i) => scattered(k, i));
    meter.frames(
      frame(k, wanted),
      frame(
        k,
        wanted.map((x, i) => other(x, k, i)),
      ),
    );
  }
  return meter.result();
}

describe('runs that noise drives', () => {
  it('are compared by their waveforms while they stay together', () => {
    expect(compared(true, (x) => x + 0.02)).toMatchObject({
      measure: 'waveform',
      value: expect.closeTo(0.01, 9) as number,
    });
  });
  it('are compared by their distribution once they have parted', () => {
    const result = compared(true, (_, k, i) => scattered(k + 1000, i));
    expect(result).toMatchObject({ measure: 'distribution' });
    expect(result.value).toBeLessThan(0.005);
    expect(result.waveform).toBeGreaterThan(0.3);
  });
  it('show a bias of the mean and of the square there', () => {
    expect(compared(true, (_, k, i) => 0.2 + scattered(k + 1000, i)).value).toBeGreaterThan(0.07);
    expect(compared(true, (_, k, i) => 1.3 * scattered(k + 1000, i)).value).toBeGreaterThan(0.04);
  });
  it('whose noise is nothing at 0 K keep their waveform', () => {
    expect(compared(true, (_, k, i) => scattered(k + 1000, i), false)).toMatchObject({ measure: 'waveform' });
  });
  it('without noise keep their waveform, however far apart', () => {
    expect(compared(false, (_, k, i) => scattered(k + 1000, i))).toMatchObject({ measure: 'waveform' });
  });
});
