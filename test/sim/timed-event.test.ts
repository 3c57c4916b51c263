/** What is compared after an event that is not followed by others: a ramp x = k / n whose other run is farther and farther behind. */
import { describe, expect, it } from 'vitest';
import { Graph } from '../../compiler/ops/index.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { TrajectoryMeter } from '../../sim/compare/index.ts';
import type { Frame } from '../../sim/run.ts';
import { nowhere, state, stepForm, words } from './step-forms.ts';

const [steps, slower] = [1000, 0.01];

/** `acts`: the event sets the memory beside the ramp. */
function ramp(acts: boolean): StepForm {
  const graph = new Graph();
  const { c, state: s, f } = words(graph);
  const fired = f('less', c(0.1), s(0));
  const states = [state('x', 0), state('m', 0, { kind: 'memory' })];
  const events = [{ name: 'passed', fired, fraction: null, origin: nowhere }];
  return stepForm({ graph, states, next: [s(0), acts ? f('select', fired, c(1), s(1)) : s(1)], events, dt: 1, steps });
}
function compared(acts: boolean) {
  const meter = new TrajectoryMeter(ramp(acts), [1, 1]);
  const frame = (step: number, x: number, fires: boolean): Frame => ({
    part: 0,
    step,
    states: Float64Array.of(x, 0),
    integers: null,
    fired: Uint8Array.of(fires ? 1 : 0),
    fractions: Float64Array.of(0),
    flags: new Uint32Array(1),
  });
  for (let k = 1; k <= steps; k++) {
    const x = k / steps;
    const fires = k === steps / 10;
    meter.frames(frame(k, x, fires), frame(k, x * (1 - slower), fires));
  }
  return meter.result();
}
/** Rms of k / n over 1 .. n, nearly 1 / sqrt(3). */
const rms = Math.sqrt(Array.from({ length: steps }, (_, i) => ((i + 1) / steps) ** 2).reduce((a, b) => a + b) / steps);

describe('a run with one event', () => {
  it('is compared to its end where the event is only timed', () => {
    expect(compared(false)).toMatchObject({ measure: 'waveform', value: expect.closeTo(slower * rms, 12) as number });
  });
  it('is compared by its amplitude where the event acts on a state', () => {
    expect(compared(true)).toMatchObject({ measure: 'amplitude', value: expect.closeTo(slower * rms, 12) as number });
  });
  it('shows the waveform to the first event beside it', () => {
    const before = Math.sqrt(
      Array.from({ length: steps / 10 - 1 }, (_, i) => ((i + 1) / steps) ** 2).reduce((a, b) => a + b) /
        (steps / 10 - 1),
    );
    for (const acts of [false, true]) expect(compared(acts).waveform).toBeCloseTo(slower * before, 12);
  });
});
