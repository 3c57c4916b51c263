/**
 * Solvers with stages in coupled circuits: what is written as an array and a coupling makes the steps that the same devices make when they are
 * written out in one circuit, whose stages are in one step function.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noEvaluators } from '../../cli/library/check.ts';
import { load } from '../../cli/library/load.ts';
import { simulate } from '../../cli/library/simulate.ts';
import { compile } from '../../compiler/pipeline.ts';
import { validateNetwork } from '../../compiler/step/index.ts';
import { evaluators } from '../../index.ts';
import { FixedNetworkRun } from '../../sim/network/index.ts';
import { packagedFiles } from '../support/fixed-builder.ts';
import { checkout } from '../support/tools.ts';

/** Everything that a step has: stimulus, delay, direction, angle, event, blocks, an edge with a state. */
const devices = `
discipline phase owned { potential phi: rad  flow pull: rad/s }
discipline number signal { value u: 1 }
device Turner(own: phase owner, push: number) {
  param w = 1 /s
  param start = 0.1 rad
  state theta: angle = start
  state x = 1
  state m: direction = (0.6, 0, 0.8)
  memory kicks = 0
  memory clock = 0
  phi(own) = theta + delay(x, 30 ms) * 0.05 rad
  theta' = w * (1 + 0.2 * m.x) + pull(own) + u(push) * 1 /s
  x' = (sin(theta) - x) * 2 /s
  m' = cross(m, (0.3 * x, 0, 1)) * 5 /s - cross(m, cross(m, (0.3 * x, 0, 1))) * 0.4 /s
  event up when rising(x, 0.3)
  on up { kicks = kicks + 1   x = x - 0.1 }
  every 70 ms { clock = clock + x }
}
device Pull(one: phase, two: phase) {
  param K = 0.8 /s
  state lag = 0
  lag' = (sin(phi(two) - phi(one)) - lag) * 10 /s
  pull(one) <+ K * lag
  pull(two) <+ K * sin(phi(one) - phi(two))
}`;
const writtenOut = `circuit Two(push: number) {
  node own, other: phase
  A: Turner(own, push) { w = 5 /s }
  B: Turner(other, push) { w = 6 /s  start = 1 rad }
  P: Pull(own, other)
}`;
const coupled = `circuit Two(push: number) {
  node own: phase[2]
  who: Turner[2](own, push) { w = [5 /s, 6 /s]  start = [0.1 rad, 1 rad] }
  couple who by chain { P: Pull(a.own, b.own) }
}`;
const states = ['theta', 'x', 'm.x', 'm.y', 'm.z', 'kicks', 'clock'];
const last = 'stop = 6 s  dt = 10 ms  push = sine(0, 0.3, 1.3 Hz)';

async function run(text: string) {
  const source = { path: 'passes.qnm', text };
  const { experiments, diagnostics } = compile(source, packagedFiles, { until: 'step' }, noEvaluators);
  expect(diagnostics.map((d) => `${d.code} ${d.message}`)).toEqual([]);
  const network = experiments[0]!.parts.map(({ step }) => step);
  expect(validateNetwork(network)).toEqual([]);
  const { recorded } = await simulate(experiments[0]!, 'float64');
  return { ...recorded, network };
}
const experiment = (solver: string, records: readonly string[]): string =>
  `experiment E of Two { ${last} solver = ${solver} record ${records.join(', ')} }`;

describe.each([
  ['heun', 2],
  ['rk4', 4],
] as const)('%s in a coupled circuit', async (solver, passes) => {
  const one = await run(
    `${devices}${writtenOut}${experiment(solver, [...states.flatMap((s) => [`A.${s}`, `B.${s}`]), 'P.lag'])}`,
  );
  const two = await run(`${devices}${coupled}${experiment(solver, [...states.map((s) => `who.${s}`), 'P.lag'])}`);

  it(`makes ${passes} passes a step, which nobody sees`, () => {
    expect(one.network.map((form) => form.passes)).toEqual([1]);
    for (const form of two.network) {
      expect(form.passes).toBe(passes);
      expect(form.steps).toBe(600 * passes);
      expect(form.dt * passes).toBeCloseTo(0.01, 12);
    }
    expect(two.quantities.map(({ samples }) => samples)).toEqual(states.map(() => 600).concat(600));
  });
  it('is the step of the same devices in one circuit', () => {
    for (const [i, name] of states.entries())
      for (const device of [0, 1]) {
        const wanted = one.quantities[2 * i + device]!.values;
        const got = two.quantities[i]!.values.filter((_, at) => at % 2 === device);
        const worst = wanted.reduce((most, x, k) => Math.max(most, Math.abs(x - got[k]!)), 0);
        expect({ name, device, close: worst < 1e-11 }).toEqual({ name, device, close: true });
        expect(new Set(wanted).size).toBeGreaterThan(name === 'kicks' ? 2 : 80);
      }
    const [lag, other] = [one.quantities.at(-1)!.values, two.quantities.at(-1)!.values];
    for (const [k, x] of lag.entries()) expect(Math.abs(x - other[k]!)).toBeLessThan(1e-11);
  });
  it('has the same events at the same times', () => {
    expect(two.events.time.length).toBeGreaterThan(6);
    expect([...two.events.time].map((t) => t.toFixed(9))).toEqual([...one.events.time].map((t) => t.toFixed(9)));
  });
});

describe.each([
  ['heun', 0.02],
  ['rk4', 5e-6],
] as const)('%s with noise in a coupled circuit', async (solver, error) => {
  const { quantities } = await run(`
    discipline level owned { potential v: 1  flow add: 1/s }
    device Walker(own: level owner) {
      param s = 0.5 /s^(1/2)
      state x = 1
      state path = 0
      memory drawn = 0
      let kick = noise
      v(own) = x
      x' = s * x * kick + add(own)
      path' = s * kick
      every 10 ms { drawn = drawn + uniform(0, 1) }
    }
    device Nothing(one: level, two: level) { add(one) <+ 0 /s * v(two) }
    circuit Two {
      who: Walker[3]
      couple who by chain { Nothing(a.own, b.own) }
    }
    experiment E of Two { stop = 3 s  dt = 10 ms  solver = ${solver}  record who.x, who.path, who.drawn }`);
  const [x, path, drawn] = quantities.map(({ values }) => values);

  it('is in the sense of Stratonovich: x = exp(path), path the same noise', () => {
    for (const [k, value] of x!.entries()) expect(Math.abs(Math.log(value) - path![k]!)).toBeLessThan(error);
    expect(Math.max(...path!.map(Math.abs))).toBeGreaterThan(0.4);
  });
  it('draws once a step', () => {
    const rises = Array.from({ length: drawn!.length - 3 }, (_, k) => drawn![k + 3]! - drawn![k]!);
    expect(Math.min(...rises)).toBeGreaterThanOrEqual(0);
    expect(rises.reduce((a, b) => a + b) / rises.length).toBeCloseTo(0.5, 1);
    expect(new Set(rises).size).toBeGreaterThan(800);
  });
});

it('is the same in every engine, at coarse words too: what is read behind a branch is not what the branch has stored', {
  timeout: 60_000,
}, () => {
  const { source, files } = load(join(checkout, 'examples/locked_pair.qnm'));
  const network = { ...evaluators.network!, trial: null };
  const options = { until: 'fixed', experiment: 'RungeKutta' } as const;
  const { experiments } = compile(source!, files, options, { ...evaluators, trial: null, network });
  const fixed = experiments[0]!.parts.map((part) => part.fixed!);
  const events = (['bigint', 'wasm', 'javascript', 'vector'] as const).map((engine) => {
    const seen: string[] = [];
    const onEvent = (...what: readonly number[]) => seen.push(what.join());
    new FixedNetworkRun(fixed, { engine, onEvent }).advance(1200);
    return seen;
  });
  expect(events[0]!.length).toBeGreaterThan(15);
  for (const others of events.slice(1)) expect(others).toEqual(events[0]);
});

describe.each(['euler', 'heun', 'rk4'])('%s with what the network stores', async (solver) => {
  const parts = `
    discipline volt conserved { potential V: V  flow I: A  reference gnd }
    device cap(p: volt) { param C = 1 nF  I(p, gnd) <+ C * ddt(V(p)) }
    device link(p: volt, n: volt) { param R = 1 kΩ  I(p, n) <+ V(p, n) / R }`;
  const times = `{ in = sine(1 V, 100 kHz)  stop = 20 us  dt = 0.1 us  solver = ${solver}`;
  const one = await run(`${parts}
    circuit Two(in: volt) {
      node p, q: volt
      A: cap(p)  B: cap(q) { C = 3 nF }
      R: link(in, p)  S: link(in, q) { R = 2 kΩ }
      T: link(p, q) { R = 5 kΩ }
    }
    experiment E of Two ${times}  record V(p), V(q) }`);
  const two = await run(`${parts}
    circuit Two(in: volt) {
      node p: volt[2]
      A: cap[2](p) { C = [1 nF, 3 nF] }
      R: link[2](in, p) { R = [1 kΩ, 2 kΩ] }
      couple p by chain { T: link(a, b) { R = 5 kΩ } }
    }
    experiment E of Two ${times}  record V(p) }`);
  it('is the step of the same capacitors in one circuit', () => {
    const both = two.quantities[0]!.values;
    expect(both.length).toBe(400);
    for (const device of [0, 1])
      for (const [k, wanted] of one.quantities[device]!.values.entries())
        expect(Math.abs(wanted - both[2 * k + device]!)).toBeLessThan(1e-12);
    expect(Math.max(...both)).toBeGreaterThan(0.5);
  });
});
