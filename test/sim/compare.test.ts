import { describe, expect, it } from 'vitest';
import { renderVerification } from '../../cli/report/verification-text.ts';
import type { EventId, ExpectModel } from '../../compiler/model/form.ts';
import type { FixedForm, FixedId, FixedValue } from '../../compiler/numerics/form.ts';
import { Graph, type ValueId } from '../../compiler/ops/index.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import {
  type ExperimentReport,
  FrameDigest,
  LocalErrorMeter,
  type RtlRun,
  TrajectoryMeter,
  verifyExperiment,
} from '../../sim/compare/index.ts';
import type { Frame, RunObserver } from '../../sim/run.ts';
import { nowhere, plain, state, stepForm, words } from './step-forms.ts';

/*
 * Leaky integrate-and-fire, v' = u - v, threshold 1, reset 0, a counter of spikes; three drives (the first stays below
 * threshold). "Fixed" is a loop written here: v rounded to 2^-12 after each step.
 */
const drives = [0.9, 1.5, 2.5];
const [dt, steps, ulp] = [0.01, 3000, 2 ** -12];
const format = { signed: true, width: 20, fraction: 12 };

function lif(expects: readonly ExpectModel[] = []): { step: StepForm; decision: ValueId; moved: ValueId } {
  const graph = new Graph();
  const { c, state: s, param, add, sub, mul, f } = words(graph);
  const moved = add(s(0), mul(c(dt), sub(param(0), s(0))));
  const decision = f('lessEqual', c(1), moved);
  const fired = f('and', f('less', s(0), c(1)), decision);
  const step = stepForm({
    graph,
    states: [state('v', 0, { range: { low: -1, high: 3 } }), state('n', 0, { kind: 'memory' })],
    next: [f('select', fired, c(0), moved), f('select', fired, add(s(1), c(1)), s(1))],
    events: [{ name: 'spike', fired, fraction: graph.add('divide', [sub(c(1), s(0)), sub(moved, s(0))], 'real'), origin: { ...nowhere, start: 7 } }],
    params: [{ name: 'u', unit: plain, values: Float64Array.from(drives) }],
    dt,
    steps,
    instances: 3,
    experiment: {
      sweeps: [{ name: 'u', unit: plain, values: Float64Array.from(drives), origin: nowhere }],
      measures: [{ name: 'count', unit: plain, value: { kind: 'reduce', reduction: 'count', part: 0, instances: null, events: [0 as EventId], observed: [], settings: {}, origin: nowhere }, origin: nowhere }],
      expects,
    },
  }); // biome-ignore format: one record a line
  return { step, decision, moved };
}
/** The parts of a fixed form that the comparison reads. */
function fixedOf({ step, decision, moved }: ReturnType<typeof lif>, bound = ulp / 2): FixedForm {
  const value = (id: ValueId, args: number[], error: number): FixedValue => ({
    op: step.population.cell.graph.get(id).op, args: args as FixedId[], attributes: {}, format, rounding: 'nearestEven', overflow: 'saturate', flagged: false,
    integer: null, table: null, type: 'real', name: null, origin: null, step: id, range: { low: -1, high: 3 }, error,
  }); // biome-ignore format: one record
  const one = step.population.cell.graph.get(decision).args[0]!;
  const [v, n] = [
    { low: -1, high: 3 },
    { low: 0, high: 4000 },
  ];
  return {
    step,
    tolerance: 0.01,
    draws: [],
    values: [value(one, [], 0), value(moved, [], bound), value(decision, [0, 1], 0)],
    states: [
      { name: 'v', format, said: false, range: v, initial: [0n], next: 1 as FixedId, localError: bound },
      { name: 'n', format: { ...format, fraction: 0 }, said: false, range: n, initial: [0n], next: 1 as FixedId, localError: 0 },
    ],
    params: [], inputs: [], delayLines: [], events: [], asserts: [], tables: [],
  }; // biome-ignore format: empty lists
}

/** What a fault may change: the frame of a step before it is reported, or the outcome of the decision. */
interface Fault {
  readonly frame?: (frame: Frame) => Frame | null;
  readonly next?: (v: number, step: number, instance: number) => number;
  readonly decide?: (moved: number, step: number, instance: number) => boolean;
}
function runLoop(observer: RunObserver, fault: Fault = {}): void {
  const v = drives.map(() => 0);
  const n = drives.map(() => 0n);
  for (let k = 0; k < steps; k++) {
    const [fired, fractions] = [new Uint8Array(3), new Float64Array(3)];
    for (const [i, u] of drives.entries()) {
      const old = v[i]!;
      let moved = Math.round((old + dt * (u - old)) / ulp) * ulp;
      moved = fault.next?.(moved, k, i) ?? moved;
      const crosses = fault.decide?.(moved, k, i) ?? 1 <= moved;
      if (old < 1 && crosses) {
        fired[i] = 1;
        fractions[i] = Math.min(255, Math.max(0, Math.floor((256 * (1 - old)) / (moved - old)))) / 256;
        n[i]!++;
        moved = 0;
      }
      v[i] = moved;
    }
    const states = Float64Array.from(drives.flatMap((_, i) => [v[i]!, Number(n[i])]));
    const integers = BigInt64Array.from(drives.flatMap((_, i) => [BigInt(v[i]! / ulp), n[i]!]));
    const frame: Frame = { part: 0, step: k, states, integers, fired, fractions, flags: new Uint32Array(3) };
    const changed = fault.frame ? fault.frame(frame) : frame;
    if (changed) observer.frame(changed);
  }
}
const rtl = (fault: Fault = {}, simulator = 'verilator'): RtlRun => ({
  simulator,
  run(observer) {
    runLoop(observer, fault);
    return { cyclesPerStep: 40, buildSeconds: 1, seconds: 2 };
  },
});
function verify(
  rtlRuns: RtlRun[],
  options: { model?: ReturnType<typeof lif>; fixed?: Fault; bound?: number; tolerance?: number } = {},
): Promise<ExperimentReport> {
  const model = options.model ?? lif();
  return verifyExperiment({
    fixed: [{ ...fixedOf(model, options.bound), tolerance: options.tolerance ?? 0.01 }],
    rtlRuns,
    cyclesPerStep: 40,
    compileSeconds: 0.1,
    lineOf: (span) => span.start + 1,
    runFixed: (_, observer) => runLoop(observer, options.fixed),
  });
}

describe('verification of runs that agree', () => {
  it('passes, with the local error of rounding: at most half a unit, rms about 1/sqrt(12) of one', async () => {
    const report = await verify([rtl(), rtl({}, 'icarus')]);
    expect(report.reasons).toEqual([]);
    expect(report).toMatchObject({
      pass: true,
      bitExact: true,
      simulators: ['verilator', 'icarus'],
      firstDifference: null,
    });
    expect(report.wordsCompared).toBe(2 * steps * (3 * 2 + 3 + 3 + 3));
    const v = report.localError.states[0]!;
    expect(v.predicted).toBe(ulp / 2);
    expect(v.worst).toBeGreaterThan(0.98 * (ulp / 2));
    expect(v.worst).toBeLessThanOrEqual(ulp / 2);
    expect(v.rms).toBeGreaterThan(0.3 * (ulp / Math.sqrt(12)));
    expect(v.rms).toBeLessThan(1.3 * (ulp / Math.sqrt(12))); // instance 0 comes to rest off a grid point
    expect(report.localError).toMatchObject({ worst: v.worst / 4, predicted: ulp / 2 / 4, exceeded: null });
  });
  it('does not pass when no simulator has run', async () => {
    expect(await verify([])).toMatchObject({
      pass: false,
      bitExact: false,
      reasons: ['no simulator of the Verilog has run'],
    });
  });
  it('does not pass when the clocks of a step are not those predicted', async () => {
    const slow: RtlRun = { ...rtl(), run: (o) => ({ ...(rtl().run(o) as object), cyclesPerStep: 41 }) as never };
    expect((await verify([slow])).reasons).toEqual(['41 clocks a step were predicted to be 40']);
  });
});

describe('verification of runs that differ in one bit', () => {
  const flip = (k: number, word: number, bit: bigint): Fault => ({
    frame(frame) {
      if (frame.step !== k) return frame;
      const integers = frame.integers!.slice();
      integers[word] = BigInt.asIntN(64, integers[word]! ^ (1n << bit));
      return { ...frame, integers };
    },
  });
  it.each([
    [0, 0, 0n],
    [1234, 2, 5n],
    [1234, 5, 63n],
    [2999, 4, 31n],
    [2999, 1, 32n],
  ])('finds it: step %d, word %d, bit %d', async (k, word, bit) => {
    const { firstDifference, pass, bitExact } = await verify([rtl(flip(k, word, bit))]);
    expect([pass, bitExact]).toEqual([false, false]);
    expect(firstDifference).toMatchObject({
      simulator: 'verilator',
      step: k,
      instance: word >> 1,
      name: ['v', 'n'][word & 1],
      differentSteps: 1,
      line: 1,
    });
    expect(BigInt.asIntN(64, BigInt(firstDifference!.fixed) ^ BigInt(firstDifference!.rtl))).toBe(
      BigInt.asIntN(64, 1n << bit),
    );
  });
  it('gives another digest for every bit of every word, and when two words are exchanged', () => {
    const { step } = lif();
    const digest = (integers: bigint[]): string =>
      new FrameDigest(step).frame({ part: 0, step: 3, states: new Float64Array(6), integers: BigInt64Array.from(integers), fired: new Uint8Array(3), fractions: new Float64Array(3), flags: new Uint32Array(3) }).join(); // biome-ignore format: one frame
    const words = [5n, -3n, 0n, 17n, -1n, 2n];
    const all = new Set([digest(words), digest([-3n, 5n, 0n, 17n, -1n, 2n])]);
    for (let w = 0; w < 6; w++)
      for (let b = 0n; b < 64n; b++)
        all.add(digest(words.map((x, i) => (i === w ? BigInt.asIntN(64, x ^ (1n << b)) : x))));
    for (let w = 0; w < 5; w++)
      all.add(digest(words.map((x, i) => (i === w || i === w + 1 ? BigInt.asIntN(64, x ^ (1n << 63n)) : x))));
    expect(all.size).toBe(2 + 6 * 64 + 5);
  });
  it.each<[string, (frame: Frame) => Frame | null, object]>([
    [
      'an event too many',
      (f) => ({ ...f, fired: Uint8Array.of(1, f.fired[1]!, f.fired[2]!) }),
      { instance: 0, name: 'spike', fixed: '0', rtl: '1', line: 8 },
    ],
    [
      'a flag',
      (f) => ({ ...f, flags: Uint32Array.of(0, 0, 4) }),
      { instance: 2, name: 'flags', fixed: '0x0', rtl: '0x4' },
    ],
    [
      'exchanged instances',
      (f) => ({ ...f, integers: BigInt64Array.of(...[4, 5, 2, 3, 0, 1].map((i) => f.integers![i]!)) }),
      { instance: 0, name: 'v', hint: expect.stringContaining('the value of instance 2') as string },
    ],
    [
      'one unit too much',
      (f) => ({ ...f, integers: f.integers!.map((x, i) => (i === 2 ? x + 1n : x)) }),
      { instance: 1, hint: expect.stringContaining('one unit of the last place') as string },
    ],
  ])('finds %s', async (_name, change, wanted) => {
    // biome-ignore format: a table
    const { firstDifference } = await verify([rtl({ frame: (f) => (f.step === 700 ? change(f) : f) })]);
    expect(firstDifference).toMatchObject({ step: 700, ...wanted });
  });
  it('finds the time of an event inside its step', async () => {
    let at = -1;
    const report = await verify([
      rtl({
        frame(f) {
          if (at >= 0 || !f.fired[2]) return f;
          at = f.step;
          return { ...f, fractions: f.fractions.map((x, i) => (i === 2 ? x + 1 / 256 : x)) };
        },
      }),
    ]);
    expect(report.firstDifference).toMatchObject({ step: at, instance: 2, name: 'spike', format: 'u8.8' });
  });
  it('finds a step that is missing', async () => {
    const { firstDifference } = await verify([rtl({ frame: (f) => (f.step === 10 ? null : f) })]);
    expect(firstDifference).toMatchObject({ simulator: 'verilator' });
    expect((await verify([rtl({ frame: (f) => (f.step === steps - 1 ? null : f) })])).firstDifference).toMatchObject({
      name: 'steps',
      rtl: '2999',
    });
  });
});

describe('the local error', () => {
  const meter = (fault: Fault, bound?: number): LocalErrorMeter => {
    const measured = new LocalErrorMeter(fixedOf(lif(), bound));
    runLoop(measured, fault);
    return measured;
  };
  it('is seen in the step where it is made, and exceeds its bound there', () => {
    const { exceeded, states } = meter({ next: (v, k, i) => (k === 500 && i === 0 ? v + 3 * ulp : v) }).result();
    expect(exceeded).toMatchObject({ step: 500, instance: 0, name: 'v' });
    expect(exceeded!.error).toBeGreaterThan(2.5 * ulp);
    expect(states[0]).toMatchObject({ at: { step: 500, instance: 0 } });
  });
  it('is taken to the nearer outcome where a decision is close, and the call is counted', () => {
    // the drive of 1.5 moves by 0.005 a step near the threshold: fixed point fires a step early, in every other case
    const wide = 0.01;
    const late = meter(
      { decide: (moved, k, i) => (i === 1 && k % 2 === 0 ? moved >= 1 - 0.7 * wide : moved >= 1) },
      wide,
    ).result();
    expect(late.exceeded).toBeNull();
    expect(late.decidedApart).toBeGreaterThan(5);
    expect(late.closeCalls).toBeGreaterThanOrEqual(late.decidedApart);
    expect(late.states[0]!.worst).toBeLessThan(ulp);
  });
  it('makes no such exception where the operands are not close', () => {
    const wrong = meter({ decide: (moved, k, i) => (i === 2 && k > 1000 ? moved >= 0.98 : moved >= 1) }, 0.01).result();
    expect(wrong.exceeded).toMatchObject({ instance: 2 });
    expect(wrong.exceeded!.step).toBeGreaterThan(1000);
  });
  it('is exceeded by an event that float64 does not see, whatever the states', () => {
    const invented = meter({
      frame: (frame) =>
        frame.step === 700 ? { ...frame, fired: frame.fired.map((x, i) => (i === 0 ? 1 - x : x)) } : frame,
    }).result();
    expect(invented.exceeded).toMatchObject({ step: 700, instance: 0, name: 'spike' });
  });
  it('takes an angle the short way round', () => {
    const graph = new Graph();
    const { state: s } = words(graph);
    const step = stepForm({ graph, states: [state('phi', 0.499, { angle: true })], next: [s(0)], dt: 1, steps: 1 });
    const fixed: FixedForm = { ...fixedOf(lif()), step, values: [], states: [{ name: 'phi', format, said: false, range: { low: -0.5, high: 0.5 }, initial: [0n], next: 0 as FixedId, localError: 0.01 }] }; // biome-ignore format: one record
    const measured = new LocalErrorMeter({ ...fixed, states: [{ ...fixed.states[0]!, initial: [2044n] }] });
    measured.frame({
      part: 0,
      step: 0,
      states: Float64Array.of(-0.4995),
      integers: null,
      fired: new Uint8Array(),
      fractions: new Float64Array(),
      flags: new Uint32Array(1),
    });
    expect(measured.result().states[0]!.worst).toBeCloseTo(1 - 0.4995 - 2044 * ulp, 12);
  });
});

describe('the trajectory error', () => {
  /** Two runs whose v is constant and whose one event fires every `period` steps from `start`; also a second, silent instance. */
  function meterOf(periods: readonly [number, number], offset = 0, total = 1001) {
    const { step } = lif();
    const meter = new TrajectoryMeter({ ...step, steps: total }, [4, 4000]);
    const frame = (k: number, period: number, v: number): Frame => {
      const fired = Uint8Array.of(0, period > 0 && k > 0 && k % period === 0 ? 1 : 0, 0);
      return {
        part: 0,
        step: k,
        states: Float64Array.of(v, 0, v, 0, v, 0),
        integers: null,
        fired,
        fractions: new Float64Array(3),
        flags: new Uint32Array(3),
      };
    };
    for (let k = 0; k < total; k++) meter.frames(frame(k, periods[0], 1), frame(k, periods[1], 1 + offset));
    return meter.result();
  }
  it('is the relative deviation of the rate where something fires', () => {
    expect(meterOf([100, 101])).toMatchObject({
      measure: 'rate',
      value: expect.closeTo(1 / 101, 10) as number,
      instance: 1,
    });
    expect(meterOf([100, 100])).toMatchObject({ measure: 'rate', value: 0, events: { reference: 10, other: 10 } });
  });
  it('is the waveform in parts of full range where nothing fires, until the first event', () => {
    expect(meterOf([0, 0], 0.02)).toMatchObject({
      measure: 'waveform',
      value: expect.closeTo(0.005, 12) as number,
      rate: null,
    });
    expect(meterOf([100, 100], 0.02)).toMatchObject({
      measure: 'waveform',
      value: expect.closeTo(0.005, 12) as number,
      rate: 0,
    });
  });
  it('is whole when one run is silent and the other fires', () => {
    expect(meterOf([0, 100])).toMatchObject({ measure: 'event count', value: 1 });
    expect(meterOf([100, 0])).toMatchObject({ measure: 'rate', value: 1 });
  });
  it('gives the differences of the times of the n-th events', () => {
    // periods of 100 and 101 steps of 10 ms: the n-th events are n steps apart, n = 1 .. 9
    const { eventTimes } = meterOf([100, 101]);
    expect(eventTimes!.first).toBeCloseTo(0.01, 12);
    expect(eventTimes!.worst).toBeCloseTo(0.09, 12);
    expect(eventTimes!.rms).toBeCloseTo(0.01 * Math.sqrt(285 / 9), 12);
  });
  it('fails a run above the tolerance asked, and says so', async () => {
    const report = await verify([rtl()], { tolerance: 1e-6 });
    expect(report.pass).toBe(false);
    expect(report.reasons[0]).toMatch(/^the (rate|waveform) error .* is above the tolerance 0.000001$/);
    expect(report.trajectoryError.floor).toBeLessThan(1e-9);
  });
});

describe('the expect lines of a verification', () => {
  const line = (right: number, at: number, more: Partial<ExpectModel> = {}): ExpectModel => ({
    text: `expect count == ${right} at u = ${at}`, source: 'analytic', origin: { ...nowhere, start: 41 }, left: { kind: 'measure', name: 'count' }, relation: '==',
    right: { kind: 'constant', value: right }, tolerance: null, at: [{ name: 'u', value: at }], where: null, on: [], unit: plain, ...more,
  }); // biome-ignore format: one record
  // u = 2.5: 2.5 (1 - 0.99^n) >= 1 first at n = 51: 58 spikes in 3000 steps
  const n = Math.ceil(Math.log(1 - 1 / 2.5) / Math.log(1 - dt));
  const count = Math.floor(steps / n);

  it('are judged on all three models', async () => {
    const report = await verify([rtl()], { model: lif([line(count, 2.5), line(0, 0.9, { on: ['float64'] })]) });
    expect(report.expects[0]).toMatchObject({
      line: 42,
      source: 'analytic',
      float64: { value: count, pass: true },
      fixed: { value: count, pass: true },
      rtl: { value: count, pass: true },
    });
    expect(report.expects[1]).toMatchObject({ float64: { value: 0, pass: true }, fixed: null, rtl: null });
    expect(report.pass).toBe(true);
  });
  it('fail on the model where they do not hold', async () => {
    const deaf: Fault = { frame: (f) => ({ ...f, fired: new Uint8Array(3) }) };
    const report = await verify([rtl(deaf)], { model: lif([line(count, 2.5)]) });
    expect(report.expects[0]).toMatchObject({ fixed: { pass: true }, rtl: { value: 0, pass: false } });
    expect(report.reasons).toContain(`line 42 does not hold in rtl: expect count == ${count} at u = 2.5`);
  });
  it('are shown in the table with a column for each model', async () => {
    const deaf: Fault = { frame: (f) => ({ ...f, fired: new Uint8Array(3) }) };
    const text = renderVerification(await verify([rtl(deaf)], { model: lif([line(count, 2.5)]) }));
    expect(text).toMatch(/^FAIL {2}test$/m);
    expect(text).toMatch(new RegExp(`FAIL {2}expect count == ${count} at u = 2.5 {2}${count} +${count} +0 !`));
    expect(text).toMatch(/bit-exact {6}NO: verilator, step \d+, instance \d, spike: fixed 1, rtl 0 u1.0, line 8/);
  });
});
