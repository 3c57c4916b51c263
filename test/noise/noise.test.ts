/** Noise from the file to the hardware: what it means, and that every simulator draws the same bits. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { noEvaluators } from '../../cli/library/check.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { DrawSource, normalFormat, uniformFormat } from '../../compiler/ops/index.ts';
import { type CompiledExperiment, type CompileOptions, compile } from '../../compiler/pipeline.ts';
import { type EngineKind, FixedRun } from '../../sim/fixed/index.ts';
import { compileStimuli, Float64Run } from '../../sim/float64/index.ts';
import { lintIcarus, lintVerilator } from '../../sim/rtl/index.ts';
import { FixedBuilder, packagedFiles } from '../support/fixed-builder.ts';
import { fixedTranscript, machineOf, rtlTranscript, verilogOf } from '../support/rtl.ts';
import { tools } from '../support/tools.ts';

function compiled(text: string, options: CompileOptions = {}): CompiledExperiment {
  const asked = options.until === 'step' ? noEvaluators : evaluators;
  const { diagnostics, experiments } = compile({ path: 'noise.qnm', text }, packagedFiles, options, asked);
  expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  return experiments[0]!;
}
const noisy = readFileSync(new URL('../fixtures/noisy.qnm', import.meta.url), 'utf8');

/** States of every instance after the last step, in float64. */
function endOf(text: string, options: CompileOptions = {}): Float64Array {
  const { step } = compiled(text, { ...options, until: 'step' });
  const run = new Float64Run(step!);
  expect(run.advance(step!.steps)).toBe(true);
  return run.frame.states.slice();
}
const mean = (x: Float64Array): number => x.reduce((sum, v) => sum + v, 0) / x.length;
const variance = (x: Float64Array): number => mean(x.map((v) => v * v)) - mean(x) ** 2;
/** `copies` instances of one state `x`. */
const population = (body: string, run: string, copies: number): string => `
device Noisy {
  param which = 0
  ${body}
}
experiment Run of Noisy {
  sweep which = 0 .. ${copies - 1} by 1
  tolerance = 1 %
  ${run}
}`;

describe('white noise', () => {
  const walk = "state x = 0 in -100 .. 100\n  x' = 3 / sqrt(1 us) * noise";
  it.each([
    ['euler', '10 ns'],
    ['heun', '10 ns'],
    ['rk4', '10 ns'],
    ['exponential', '10 ns'],
    ['euler', '40 ns'],
    ['heun', '40 ns'],
  ])('spreads as 9 t / us with %s and dt = %s', (solver, dt) => {
    const x = endOf(population(walk, `stop = 2 us   dt = ${dt}   solver = ${solver}`, 4000));
    // the standard deviation of a variance of 4000 is 2.2 %
    expect(Math.abs(variance(x) / 18 - 1)).toBeLessThan(0.09);
    expect(Math.abs(mean(x))).toBeLessThan(4 * Math.sqrt(18 / 4000));
  });

  // dx = m x dt + s x dW: the mean is exp(m t) in the sense of Ito, exp((m + s^2/2) t) in that of Stratonovich
  it.each([
    ['euler', 1],
    ['heun', Math.exp(0.125)],
    ['rk4', Math.exp(0.125)],
  ])('of a strength that follows the state has the sense of %s', (solver, want) => {
    const growth = "state x = 1 in 0 .. 1000\n  x' = x * 0.5 / sqrt(1 us) * noise";
    const x = endOf(population(growth, `stop = 1 us   dt = 10 ns   solver = ${solver}`, 20_000));
    // standard deviation of the mean: about 0.6 / sqrt(20000) = 0.0042; the two senses are 0.13 apart
    expect(Math.abs(mean(x) - want)).toBeLessThan(0.017);
  });

  it('is another one for each place in the text and each component', () => {
    const two = "state x = 0 in -9 .. 9   state y = 0 in -9 .. 9\n x' = noise / sqrt(1 us)   y' = noise / sqrt(1 us)";
    const xy = endOf(population(two, 'stop = 1 us   dt = 100 ns', 4000));
    const product = mean(Float64Array.from({ length: 4000 }, (_, i) => xy[2 * i]! * xy[2 * i + 1]!));
    expect(Math.abs(product)).toBeLessThan(4 / Math.sqrt(4000));
  });
});

describe('draws', () => {
  it('before the run are made once for each instance, with the seed that is said', () => {
    const drawn =
      'param a = normal(5, 2, seed: 3)\n  memory x = uniform(-1, 3)   memory y = a\n  on x > 100 { x = 0   y = 0 }';
    const run = 'stop = 1 us   dt = 1 us';
    const one = endOf(population(drawn, run, 4000));
    const other = endOf(population(drawn, run, 4000), { seed: 2 });
    const [x, y] = [0, 1].map((s) => one.filter((_, i) => i % 2 === s)) as [Float64Array, Float64Array];
    expect(Math.abs(mean(x) - 1)).toBeLessThan(0.08);
    expect(Math.abs(variance(x) / (16 / 12) - 1)).toBeLessThan(0.06);
    expect(Math.abs(mean(y) - 5)).toBeLessThan(0.13);
    expect(Math.abs(variance(y) / 4 - 1)).toBeLessThan(0.09);
    expect(other.filter((_, i) => i % 2 === 1)).toEqual(y);
    expect(other.filter((_, i) => i % 2 === 0)).not.toEqual(x);
  });
  it('of an instance do not depend on how many others there are', () => {
    const walk = "state x = 0 in -100 .. 100\n  x' = 3 / sqrt(1 us) * noise";
    const run = 'stop = 2 us   dt = 10 ns';
    expect(endOf(population(walk, run, 3))).toEqual(endOf(population(walk, run, 40)).slice(0, 3));
  });
  it('follow the seed of the experiment', () => {
    expect(endOf(noisy)).toEqual(endOf(noisy, { seed: 11 }));
    expect(endOf(noisy)).not.toEqual(endOf(noisy, { seed: 12 }));
  });
});

describe('draws of several runs side by side', () => {
  it('are those of their own step, seed and instances, whoever asked before', () => {
    const of = (copies: number, seed: number) => {
      const { step } = compiled(population("state x = 0 in -9 .. 9\n x' = noise / sqrt(1 us) / 2\n state y = 0 in -9 .. 9\n y' = noise / sqrt(1 us) - y / 1 us", 'stop = 1 us dt = 10 ns', copies), { until: 'step', seed }); // biome-ignore format: one line
      const stimuli = compileStimuli(step!);
      const { draws } = step!.population.cell;
      const source = new DrawSource(seed);
      expect([draws.length, stimuli.eachCount]).toEqual([2, 2]);
      return (k: number): void => {
        const each = new Float64Array(2 * copies * draws.length);
        stimuli.fill(k, 2, new Float64Array(0), each);
        const wanted = [k, k + 1].flatMap((j) =>
          Array.from({ length: copies }, (_, i) => draws.map((draw) => source.real(draw, i, j))).flat(),
        );
        expect([...each]).toEqual(wanted);
      };
    };
    const runs = [of(3, 1), of(3, 1), of(3, 2), of(5, 1), of(3, 1), of(2, 9), of(1, 9)];
    for (const k of [0, 4, 4, 3, 5, 0]) for (const run of runs) run(k);
    for (const run of runs.reverse()) for (const k of [7, 7, 6, 8]) run(k);
  });
});

describe('stochastic rounding', () => {
  const slow = (round: string): string => `
device Slow {
  param which = 0
  state x = 0.75 in 0 .. 1 format u8.8 round ${round}
  x' = -x / (1 ms)
}
experiment Run of Slow {
  sweep which = 0 .. 399 by 1
  stop = 1 ms   dt = 1 us   tolerance = 50 %
}`;
  const end = (round: string): number => {
    const { fixed } = compiled(slow(round), { until: 'fixed' });
    const run = new FixedRun(fixed!);
    run.advance(1000);
    return mean(run.frame.states);
  };
  it('loses no increment on average, however small; rounding to nearest loses all of them', () => {
    expect(end('nearest')).toBe(0.75);
    // 0.75 (1 - 1/1000)^1000; the spread of one instance is about 0.03
    expect(Math.abs(end('stochastic') - 0.27577)).toBeLessThan(0.006);
  });
});

describe('the bit-exact engines', () => {
  it('draw the same bits', () => {
    const { fixed } = compiled(noisy, { until: 'fixed' });
    expect(fixed!.draws.map((draw) => draw.kind)).toEqual(['normal', 'uniform', 'normal', 'bits']);
    const ends = (['bigint', 'javascript', 'wasm', 'auto'] as const).map((engine: EngineKind | 'auto') => {
      const run = new FixedRun(fixed!, { engine });
      run.advance(300);
      run.advance(700);
      return [...run.frame.integers!].join();
    });
    expect(new Set(ends).size).toBe(1);
  });
});

/** A walk, the last uniform number, and a state that is rounded with random bits, of many instances. */
function drawers(instances: number): FixedForm {
  const form = new FixedBuilder(instances);
  const walk = form.state('walk', 's32.14', [0n]);
  form.state('level', 'u32.32', [0n]);
  const leak = form.state('leak', 's12.6', [1000n]);
  const normal = form.draw({ kind: 'normal', site: 0, format: normalFormat });
  const uniform = form.draw({ kind: 'uniform', site: 1, format: uniformFormat });
  const bits = form.draw({ kind: 'bits', site: 32770, format: { signed: false, width: 5, fraction: 11 } });
  const slower = form.op('multiply', [leak, form.constant(31n, 's6.5')], 's20.11', { overflow: 'proved' });
  const rounded = form.op('add', [slower, bits], 's12.6', { rounding: 'floor' });
  form.setNext(form.op('add', [walk, normal], 's32.14'), form.op('resize', [uniform], 'u32.32'), rounded);
  return form.build();
}

const timeout = 180_000;
describe.skipIf(!tools.verilator)('the hardware (Verilator)', () => {
  it.each([1, 256, 257])('draws for %i instances, one a clock', { timeout }, async (instances) => {
    const fixed = drawers(instances);
    const machine = machineOf(fixed);
    const steps = instances === 1 ? 300 : 30;
    const want = fixedTranscript(fixed, steps);
    const plain = await rtlTranscript(machine, 'verilator', { steps });
    expect(plain.lines).toEqual(want);
    // the first numbers take 24 clocks after the reset, later ones none
    expect(plain.summary.stalls).toBeLessThanOrEqual(24);
    expect((await rtlTranscript(machine, 'verilator', { steps, seed: 3 })).lines).toEqual(want);
  });
  it('draws the same bits, also under waiting, pauses and resets', { timeout }, async () => {
    const { machine, fixed } = compiled(noisy);
    const want = fixedTranscript(fixed!, 150);
    for (const seed of [0, 5, 6]) {
      const { lines } = await rtlTranscript(machine!, 'verilator', { steps: 150, seed });
      expect(lines).toEqual(want);
    }
    expect(await lintVerilator(tools.verilator!, verilogOf(machine!), `${machine!.lane.name}_core`)).toEqual([]);
  });
});
describe.skipIf(!tools.iverilog)('the hardware (Icarus)', () => {
  it('draws the same bits', { timeout }, async () => {
    const { machine, fixed } = compiled(noisy);
    expect((await rtlTranscript(machine!, 'icarus', { steps: 60 })).lines).toEqual(fixedTranscript(fixed!, 60));
    expect(await lintIcarus(tools.iverilog!, verilogOf(machine!), `${machine!.lane.name}_tb`)).toEqual([]);
  });
});

describe('a quotient of draws', () => {
  it('has the range that the run shows where intervals know none', () => {
    const { fixed } = compiled(`
device Angle {
  memory a = 0.1 in -1 .. 1
  memory b = 0.1 in -1 .. 1
  memory y = 0 in -3.2 .. 3.2
  every 10 ns { a = uniform(-1, 1)  b = uniform(-1, 1)  y = atan2(a, b) }
}
experiment Run of Angle { dt = 10 ns   stop = 5 us   tolerance = 1 % }`);
    const run = new FixedRun(fixed!);
    run.advance(500);
    expect(Math.abs(run.frame.states[2]!)).toBeLessThanOrEqual(Math.PI + 0.01);
  });
});
