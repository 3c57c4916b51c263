/** What the rounding of float64 alone decides is no measure of a word: a quantiser that comes to its threshold exactly, again and again. */
import { describe, expect, it } from 'vitest';
import { evaluators } from '../../cli/library/evaluators.ts';
import { compile } from '../../compiler/pipeline.ts';
import { verifyExperiment } from '../../sim/compare/index.ts';
import { twinOf } from '../../sim/compare/twins.ts';
import { packagedFiles } from '../support/fixed-builder.ts';

// acc is a multiple of 0.1 but for the rounding of float64, and 0 in every tenth step: which side it is then on, nothing in the file says
const modulator = `device modulator {
  param x = 0.1
  memory acc = 0 in -4 .. 4
  memory ones = 0 in 0 .. 4000
  every 1 us {
    let s = acc + x - (if acc >= 0 then 1 else -1)
    acc = s
    ones = ones + (if s >= 0 then 1 else 0)
  }
}
experiment Run of modulator { sweep x = (0.1, 0.3)   stop = 2 ms   dt = 1 us }`;

describe('the disturbed twin', () => {
  const { diagnostics, experiments } = compile(
    { path: 'modulator.qnm', text: modulator },
    packagedFiles,
    { until: 'fixed' },
    evaluators,
  );
  it('shows that a longer word would not help', () => {
    expect(diagnostics.map(({ code }) => code)).toEqual([]);
  });
  it('starts beside the run in what has a fraction, and on it in what counts', () => {
    const [part] = experiments[0]!.parts;
    const names = part!.step.population.cell.states.map(({ name }) => name);
    const { states } = twinOf([part!.fixed!]).parts[0]!.frame;
    expect(states[names.indexOf('acc')]).toBe(8e-12);
    expect(states[names.indexOf('ones')]).toBe(0);
  });
});

// 59 steps make a period exactly: where the sum of 59 roundings falls, the event is seen a step earlier or later
const pulser = `device pulser {
  param period = 5.9 ms
  state phi = 0 in -0.1 .. 1.1
  phi' = 1 / period
  event spike when rising(phi, 1)
  on spike { phi = 0 }
}
experiment Run of pulser { sweep period = (10 ms, 12 ms, 7 ms, 5.9 ms)   stop = 0.6 s   dt = 0.1 ms   tolerance = 0.1 % }`;

describe('an event on the end of a step', () => {
  const { diagnostics, experiments } = compile(
    { path: 'pulser.qnm', text: pulser },
    packagedFiles,
    { until: 'fixed' },
    evaluators,
  );
  it('is named', () => {
    expect(diagnostics.map(({ code }) => code)).toEqual(['W0406']);
  });
  it('is held to float64 whose states are nudged', async () => {
    const { fixed } = experiments[0]!.parts[0]!;
    const report = await verifyExperiment({
      fixed: [fixed!], rtlRuns: [], cyclesPerStep: null, compileSeconds: 0, lineOf: () => 0,
    }); // biome-ignore format: one request
    expect(report.trajectoryError.value).toBeCloseTo(1 / 59, 4);
    expect(report.trajectoryError.floor).toBeCloseTo(1 / 59, 4);
  });
});

// a triangle whose peak is the threshold, but for what is added to it
const driven = (peak: string): string => `discipline voltage signal { value V: V }
device Coercive(gate: voltage) {
  param Vc = 1.3 V
  memory pol = -1 in -1 .. 1
  state seen = 0 in -1 .. 1
  seen' = (pol - seen) / 20 us
  event hit when rising(V(gate), Vc)
  on hit { pol = -pol }
}
experiment Minor of Coercive {
  gate = ${peak} * (1 - 2 * abs(mod(time / 100 us, 1) - 0.5))
  stop = 1 ms   dt = 1 us   tolerance = 0.1 %
}`;

describe('a stimulus whose peak just reaches a threshold', () => {
  const compiled = (peak: string) =>
    compile({ path: 'minor.qnm', text: driven(peak) }, packagedFiles, { until: 'fixed' }, evaluators).diagnostics;
  it('is named, with both sides, where rounding decides', () => {
    const [tie, ...others] = compiled('1.3 V');
    expect(others).toEqual([]);
    expect(tie).toMatchObject({ code: 'W0406', message: expect.stringContaining('`hit` hangs on a comparison') });
    expect(tie!.label).toMatch(/^1\.3 and 1\.3 at 0\.000\d*5 s, in float64 too/);
  });
  it('is named where a nanovolt decides and no word is so long', () => {
    const [refused] = compiled('(1.3 V + (if sin(2 * pi * 1.7 kHz * time) > 0 then 1 nV else -1 nV))');
    expect(refused).toMatchObject({ code: 'E0406' });
    expect(refused!.help).toMatch(/^`hit` is decided by 1e-9 \(1\.3 and 1\.299999999, /);
  });
  it('is nobody else', () => {
    expect(compiled('1.31 V')).toEqual([]);
  });
});
