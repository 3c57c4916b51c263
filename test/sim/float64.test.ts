import { describe, expect, it } from 'vitest';
import { Graph, type ValueId } from '../../compiler/ops/index.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import {
  closeCall,
  compileObserver,
  evaluateAll,
  Float64Run,
  gatherEvidence,
  LocalStep,
  runFloat64,
} from '../../sim/float64/index.ts';
import { neuristorConstants as k, neuristor, nowhere, plain, state, stepForm, words } from './step-forms.ts';

/** RC low pass driven by a stimulus graph: v' = (u - v) / tau, by Euler. */
function rc(drive: (stimuli: Graph) => ValueId, dt: number, steps: number): StepForm {
  const graph = new Graph();
  const { c, state: s, input, add, sub, mul } = words(graph);
  const stimuli = new Graph();
  return stepForm({
    graph,
    stimuli,
    states: [state('v', 0)],
    next: [add(s(0), mul(c(dt / 1e-3), sub(input(0), s(0))))],
    inputs: [{ name: 'u', unit: plain, at: 0, value: drive(stimuli), perInstance: false }],
    dt,
    steps,
  });
}
function last(step: StepForm): Float64Array {
  const run = new Float64Run(step);
  run.advance(step.steps);
  return run.frame.states;
}

describe('the float64 simulator', () => {
  it('charges an RC as the difference equation says: v_n = 1 - (1 - dt/tau)^n', () => {
    const v = last(rc((g) => g.constant(1), 1e-5, 250))[0]!;
    expect(v).toBeCloseTo(1 - 0.99 ** 250, 13);
  });

  it('approaches the exponential with first order in dt', () => {
    const error = (steps: number): number =>
      Math.abs(last(rc((g) => g.constant(1), 2e-3 / steps, steps))[0]! - (1 - Math.exp(-2)));
    expect(error(200) / error(400)).toBeCloseTo(2, 1);
  });

  it('samples a stimulus of time at the beginning of each step', () => {
    const ramp = (g: Graph): ValueId => g.add('multiply', [g.constant(3), g.add('time', [], 'real')], 'real');
    const seen: number[] = [];
    const step = rc(ramp, 1e-4, 3);
    runFloat64(step, { frame: (f) => seen.push(f.states[0]!) });
    let v = 0;
    const wanted = [0, 1, 2].map((n) => (v = v + 0.1 * (3 * (n * 1e-4) - v)));
    for (const [i, x] of seen.entries()) expect(x).toBeCloseTo(wanted[i]!, 15);
  });

  it('integrates and fires: a LIF with reset has the period of its difference equation', () => {
    const graph = new Graph();
    const { c, state: s, add, sub, mul, f } = words(graph);
    const moved = add(s(0), mul(c(0.01), sub(c(2), s(0)))); // v -> 2, threshold 1
    const fired = f('and', f('less', s(0), c(1)), f('lessEqual', c(1), moved));
    const step = stepForm({
      graph,
      states: [state('v', 0)],
      next: [f('select', fired, c(0), moved)],
      events: [
        {
          name: 'spike',
          fired,
          fraction: graph.add('divide', [sub(c(1), s(0)), sub(moved, s(0))], 'real'),
          origin: nowhere,
        },
      ],
      dt: 0.01,
      steps: 1000,
    });
    const times: number[] = [];
    runFloat64(step, { frame: (frame) => frame.fired[0] && times.push(frame.step + frame.fractions[0]!) });
    // 2 (1 - 0.99^n) >= 1 first for n = 69: 0.99^69 = 0.49983...; resets to exactly 0
    const n = Math.ceil(Math.log(0.5) / Math.log(0.99));
    expect(times.length).toBe(Math.floor(1000 / n));
    expect(times.every((t, i) => Math.floor(t) === (i + 1) * n - 1)).toBe(true);
    const before = 2 * (1 - 0.99 ** (n - 1));
    expect(times[0]! - (n - 1)).toBeCloseTo((1 - before) / (0.01 * (2 - before)), 10);
  });

  it('follows a delay line: the value a whole number of steps ago, before that its initial value', () => {
    const graph = new Graph();
    const { c, state: s, delayed, add } = words(graph);
    const step = stepForm({
      graph,
      states: [state('n', 0), state('late', -1)],
      next: [add(s(0), c(1)), delayed(0)],
      delayLines: [{ name: 'd', source: s(0), steps: 3, initial: Float64Array.of(-7) }],
      dt: 1,
      steps: 8,
    });
    const seen: number[] = [];
    runFloat64(step, { frame: (f) => seen.push(f.states[1]!) });
    expect(seen).toEqual([-7, -7, -7, 0, 1, 2, 3, 4]);
  });

  it('agrees with a plain loop of the neuristor written from the equations', () => {
    const volts = [9, 10.5, 12, 14];
    const wanted = volts.map((v) => naiveNeuristor(v, 3000));
    const spikes = volts.map(() => 0);
    const run = runFloat64(neuristor(volts, 3000), {
      frame: (f) => {
        for (const i of volts.keys()) spikes[i]! += f.fired[i]!;
        if (f.step !== 2999) return;
        for (const [i, w] of wanted.entries())
          for (const [j, x] of w.states.entries()) expect(f.states[i * 6 + j]).toBeCloseTo(x, 6);
      },
    });
    expect(spikes).toEqual(wanted.map((w) => w.spikes));
    expect(wanted[2]!.spikes).toBeGreaterThan(5);
    expect(run.failure).toBeNull();
  });

  it('gives the same bits with values carried from step to step and without, and as the table of operations', () => {
    const step = neuristor([10.5, 13], 4000);
    const runs = [new Float64Run(step, { carry: true }), new Float64Run(step, { carry: false })];
    for (let n = 0; n < 4000; n++) {
      const before = runs[0]!.frame.states.slice(0, 6);
      for (const run of runs) run.advance();
      expect(runs[0]!.frame.states).toEqual(runs[1]!.frame.states);
      if (n % 200 !== 0) continue;
      const leaves = {
        states: before,
        params: Float64Array.of(10.5),
        inputs: new Float64Array(),
        delayed: new Float64Array(),
        draws: new Float64Array(),
      };
      const all = evaluateAll(step.population.cell.graph, leaves);
      expect([...runs[0]!.frame.states.slice(0, 6)]).toEqual(step.population.cell.next.map((id) => all[id]));
    }
  });

  it('does not depend on how many steps are asked for at once', () => {
    const [one, many] = [new Float64Run(neuristor([12], 1000)), new Float64Run(neuristor([12], 1000))];
    for (let n = 0; n < 1000; n++) one.advance();
    many.advance(1000);
    expect(one.frame.states).toEqual(many.frame.states);
    expect(many.frame.step).toBe(999);
  });

  it('reports a state that leaves its range: first time, instance, value, and how often', () => {
    const graph = new Graph();
    const { param, state: s, add } = words(graph);
    const step = stepForm({
      graph,
      states: [state('x', 0, { range: { low: -1, high: 1 } })],
      next: [add(s(0), param(0))],
      params: [{ name: 'rate', unit: plain, values: Float64Array.of(0.01, 0.3) }],
      dt: 0.5,
      steps: 10,
      instances: 2,
    });
    const { ranges } = runFloat64(step, null);
    expect(ranges).toHaveLength(1);
    expect(ranges[0]).toMatchObject({ state: 'x', step: 3, time: 2, instance: 1, count: 7 });
    expect(ranges[0]!.value).toBeCloseTo(1.2, 12);
  });

  it('stops at a state that is not a number, and says which, where and when', () => {
    const graph = new Graph();
    const { state: s, mul, c } = words(graph);
    const step = stepForm({
      graph,
      states: [state('y', 1), state('x', 1e200)],
      next: [s(0), mul(s(1), c(1e60))],
      dt: 1e-3,
      steps: 100,
    });
    const frames: number[] = [];
    const { failure, steps } = runFloat64(step, { frame: (f) => frames.push(f.step) });
    expect(steps).toBe(2);
    expect(frames).toEqual([0, 1]);
    expect(failure).toMatchObject({ state: 'x', instance: 0, step: 1, value: Infinity });
    expect(failure!.message).toContain('x of instance 0 became Infinity in step 1');
  });

  it('reports an assert that does not hold', () => {
    const graph = new Graph();
    const { state: s, add, c, f } = words(graph);
    const asserts = [{ holds: f('less', s(0), c(5)), message: 'too many', origin: nowhere }];
    const step = stepForm({ graph, states: [state('n', 0)], next: [add(s(0), c(1))], asserts, dt: 1, steps: 8 });
    expect(runFloat64(step, null).asserts).toEqual([{ message: 'too many', step: 5, time: 6, instance: 0, count: 3 }]);
  });

  it('moves only continuous states in the disturbed twin', () => {
    const run = new Float64Run(neuristor([12], 10), { disturb: 1e-12 });
    expect([...run.frame.states]).toEqual([17e-12, 325 + 1e-12 * 325, 1, 324.9, 0, 324.9]);
  });

  it('evaluates a branch only when it is taken: a division by zero on the other side does no harm', () => {
    const graph = new Graph();
    const { c, state: s, f, div } = words(graph);
    const safe = f('select', f('equal', s(0), c(0)), c(4), div(c(1), s(0)));
    const step = stepForm({ graph, states: [state('x', 0)], next: [safe], dt: 1, steps: 3 });
    const evidence = gatherEvidence(step);
    const quotient = graph.get(safe).args[2]!;
    expect([evidence.low[quotient], evidence.high[quotient]]).toEqual([0.25, 4]);
  });
});

describe('evidence', () => {
  const step = neuristor([9, 11, 13], 4000);
  const evidence = gatherEvidence(step);

  it('gives the smallest and largest of each state as a plain loop sees them', () => {
    const { graph } = step.population.cell;
    const id = (op: string, index: number): number =>
      graph.values.findIndex((v) => v.op === op && v.attributes.index === index);
    const seen = [9, 11, 13].map((v) => naiveNeuristor(v, 4000));
    expect(evidence.high[id('state', 1)]).toBeCloseTo(Math.max(...seen.map((s) => s.hottest)), 6);
    expect(evidence.low[id('state', 1)]).toBe(325);
    expect([evidence.low[id('param', 0)], evidence.high[id('param', 0)]]).toEqual([9, 13]);
    expect(evidence.deviceSteps).toBe(12000);
  });

  it('selects a few thousand points, the same each time, whose leaves lead to the next visited states', () => {
    expect(evidence.points.length).toBeGreaterThan(1000);
    expect(evidence.points.length).toBeLessThan(4000);
    expect(gatherEvidence(step).points.map((p) => [p.step, p.instance])).toEqual(
      evidence.points.map((p) => [p.step, p.instance]),
    );
    const run = new Float64Run(step);
    for (const point of evidence.points.slice(0, 400)) {
      run.advance(point.step - run.done);
      expect([...run.frame.states.slice(point.instance * 6, point.instance * 6 + 6)]).toEqual([...point.states]);
      expect(point.params[0]).toBe([9, 11, 13][point.instance]);
    }
  });

  it('contains the point where a value was largest', () => {
    const { graph, next } = step.population.cell;
    const top = Math.max(...evidence.points.map((p) => evaluateAll(graph, { ...p })[next[1]!]!));
    expect(top).toBe(evidence.high[next[1]!]);
  });
});

describe('one step from given states', () => {
  it('equals the step of the run, and counts decisions closer than their bound', () => {
    const step = neuristor([12], 3000);
    const { graph, events } = step.population.cell;
    const crossing = graph.get(events[0]!.fired).args[1]!; // threshold <= current after the step
    const local = new LocalStep(step, new Map([[crossing, 2e-5]]));
    const run = new Float64Run(step);
    let [close, expected] = [0, 0];
    for (let n = 0; n < 3000; n++) {
      local.states.set(run.frame.states);
      local.advance(n);
      run.advance();
      expect([...local.next]).toEqual([...run.frame.states]);
      const [v, r] = [
        run.frame.states[0]!,
        evaluateAll(graph, local.leaves(0))[graph.get(graph.get(crossing).args[1]!).args[1]!]!,
      ];
      if (Math.abs(v / r - 1.5e-3) <= 2e-5) expected++;
      close += local.close[0]!;
    }
    expect(close).toBe(expected * closeCall);
    expect(close).toBeGreaterThan(0);
  });

  it('finds the other outcome of a close decision, and only of a close one', () => {
    const graph = new Graph();
    const { c, state: s, f, add } = words(graph);
    const decision = f('less', s(0), c(1));
    const step = stepForm({
      graph,
      states: [state('x', 0)],
      next: [f('select', decision, add(s(0), c(10)), c(-5))],
      dt: 1,
      steps: 5,
    });
    const local = new LocalStep(step, new Map([[decision, 1e-3]]));
    const toBelow = (outcome: { next: Float64Array }): number => Math.abs(outcome.next[0]! + 5);
    local.states[0] = 0.9995;
    local.advance(0);
    expect(local.next[0]).toBeCloseTo(10.9995, 12);
    expect([...local.nearest(0, toBelow).outcome.next]).toEqual([-5]);
    local.states[0] = 0.998;
    local.advance(1);
    expect(local.nearest(0, toBelow).outcome.next[0]).toBeCloseTo(10.998, 12);
    expect(local.close[0]).toBe(0);
    // equal operands are told apart: nothing was close about a sum of nothing
    local.states[0] = 1;
    local.advance(2);
    expect(local.close[0]).toBe(1);
    expect([...local.nearest(0, toBelow).outcome.next]).toEqual([-5]);
  });
});

it('observes quantities from the states of a frame and the inputs of that time', () => {
  const step = neuristor([11, 12], 500);
  const observer = compileObserver(step, [0]);
  runFloat64(step, {
    frame(frame) {
      if (frame.step !== 400) return;
      const seen = observer.observe(frame.step, frame.states);
      const { graph, observations } = step.population.cell;
      const states = frame.states.slice(6, 12);
      const none = new Float64Array();
      const all = evaluateAll(graph, { states, params: Float64Array.of(12), inputs: none, delayed: none, draws: none });
      expect(seen[1]).toBe(all[observations[0]!.value]);
      expect(seen[1]).toBeGreaterThan(0);
    },
  });
});

/** Straight from devices-electronic.md 1a, in its own order of operations. */
function naiveNeuristor(volt: number, steps: number) {
  const dt = 10e-9;
  let [v, t, sign, tr, tpr, tlast, spikes, hottest] = [0, 325, 1, 324.9, 0, 324.9, 0, 325];
  const tp = (tk: number): number => {
    const x = tpr === 0 ? 1e3 : (tk - tr) / tpr;
    return tpr * 0.5 * (1 - Math.sin(k.gamma * x)) * (1 + Math.tanh(Math.PI ** 2 - 2 * Math.PI * x));
  };
  const clamp = (x: number): number => Math.min(Math.max(x, 305), 370);
  const r = (temperature: number): number => {
    const tk = clamp(temperature);
    const f = 0.5 + 0.5 * Math.tanh(k.beta * ((sign * k.w) / 2 + k.tc - tk - tp(tk)));
    return k.r0 * Math.exp(k.ea / tk) * f + k.rm;
  };
  for (let n = 0; n < steps; n++) {
    const i0 = v / r(t);
    const v1 = v + (dt * ((volt - v) / k.rl - i0)) / k.c;
    const t1 = t + (dt * ((v * v) / r(t) - k.g * (t - k.t0))) / k.ch;
    if (i0 < 1.5e-3 && v1 / r(t1) >= 1.5e-3) spikes++;
    [v, t] = [v1, t1];
    hottest = Math.max(hottest, t);
    const tk = clamp(t);
    if (Math.abs(tk - tlast) <= 0.01) continue;
    const way = Math.sign(tk - tlast);
    if (way !== sign) [tpr, tr] = [way * k.w + tp(tk), tk];
    [sign, tlast] = [way, tk];
  }
  return { states: [v, t, sign, tr, tpr, tlast], spikes, hottest };
}
