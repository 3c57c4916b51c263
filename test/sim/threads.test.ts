/** Runs by several threads: every bit of every step as by one, and the same reports. */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluators } from '../../cli/library/evaluators.ts';
import { load } from '../../cli/library/load.ts';
import { reportTexts, runModel } from '../../cli/library/run-model.ts';
import { type StartedTeam, startTeam, threadsFor } from '../../cli/library/threads.ts';
import { type CompiledExperiment, compile } from '../../compiler/pipeline.ts';
import { FixedNetworkRun } from '../../sim/network/index.ts';
import { shares } from '../../sim/network/team.ts';
import type { Frame, RunObserver } from '../../sim/run.ts';
import { compiledHyper, manyText } from '../support/hyperedges.ts';

const teams = new Map<number, StartedTeam>();
beforeAll(async () => {
  for (const size of [2, 3]) teams.set(size, await startTeam(size));
}, 30_000);
afterAll(async () => {
  for (const team of teams.values()) await team.end();
});

/** Noise, a table, a delay, spread parameters, stimuli, events, states that leave their range, an assert, two couplings, two points. */
const circuit = `use std.passive
use std.sources
device walker(p: electrical) {
  param sigma = 10 mV
  param gain = 1
  state u = 0 V in -0.14 V .. 0.14 V
  u' = -u / 1 us + gain * V(p) / 10 us - tanh(u / 100 mV) * 10 mV / 1 us + sigma * noise / sqrt(1 us)
  event up when rising(u, 0.01 V)
  assert u < 0.13 V "u is small"
  let late = delay(u, 40 ns)
  I(p, gnd) <+ late / 100 kΩ
}
circuit Pair(in: electrical) {
  node x: electrical
  R: resistor(in, x) { R = 1 kΩ }
  C: capacitor(x, gnd) { C = 1 nF }
  W: walker(x) { gain = normal(1, 0.2, seed: 3) }
}
circuit Sheet(in: electrical) {
  cell: Pair[7, 19](in)
  couple cell by grid(4) { resistor(a.x, b.x) { R = 10 kΩ } }
  couple cell by random(0.004, seed: 5) { resistor(a.x, b.x) { R = 20 kΩ } }
}
experiment Walk of Sheet {
  sweep in = (1 V, 2 V)
  stop = 2 us   dt = 20 ns
  tolerance = 1 %
  seed = 11
  record cell.x
}
`;
const known = new Map<string, CompiledExperiment>();
function compiled(text: string): CompiledExperiment {
  const found = known.get(text) ?? compiledAnew(text);
  known.set(text, found);
  return found;
}
function compiledAnew(text: string): CompiledExperiment {
  const { files } = load('examples/lif.qnm');
  const made = compile({ path: 'threads.qnm', text }, files, { until: 'fixed' }, evaluators);
  expect(made.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return made.experiments[0]!;
}
/** A digest of all that an observer is shown, and all reports. */
async function outcome(model: 'float64' | 'fixed', experiment: CompiledExperiment, threads: number) {
  const hash = createHash('sha256');
  const observer: RunObserver = {
    frame({ part, step, states, integers, fired, fractions, flags }: Frame) {
      hash.update(`${part} ${step}`);
      for (const values of [states, integers, fired, fractions, flags]) if (values) hash.update(values);
    },
  };
  const network = experiment.parts.map(({ step }) => step);
  const reports = await runModel(model, experiment, network, observer, { team: teams.get(threads) ?? null });
  return { digest: hash.digest('hex'), texts: reportTexts(network, reports) };
}

describe('threads that make the steps of a network together', () => {
  it.each(['float64', 'fixed'] as const)('give the bits and reports of one thread in %s', async (model) => {
    const experiment = compiled(circuit);
    const alone = await outcome(model, experiment, 1);
    expect(alone.texts.length).toBeGreaterThan(0);
    for (const threads of [2, 3]) expect(await outcome(model, experiment, threads)).toEqual(alone);
  });
  it.each(['float64', 'fixed'] as const)('give those of many points that are not coupled in %s', async (model) => {
    const text = circuit.replace(/ {2}couple.*\n/g, '').replace('(1 V, 2 V)', '1 V .. 2 V by 0.25 V');
    const experiment = compiled(text);
    expect(await outcome(model, experiment, 3)).toEqual(await outcome(model, experiment, 1));
  });
  it.each(['float64', 'fixed'] as const)('give those of delays that differ between instances in %s', async (model) => {
    const text = circuit
      .replace('  param gain = 1\n', '  param gain = 1\n  param wait = 40 ns\n')
      .replace('delay(u, 40 ns)', 'delay(u, wait)')
      .replace('seed: 3) }', 'seed: 3)  wait = uniform(20 ns, 90 ns, seed: 7) }');
    const experiment = compiled(text);
    expect(experiment.parts[0]!.step.population.cell.delayLines[0]!.own?.length).toBe(2 * 7 * 19);
    expect(await outcome(model, experiment, 3)).toEqual(await outcome(model, experiment, 1));
  });
  it.each(['float64', 'fixed'] as const)('give those of edges of three and four ends in %s', async (model) => {
    const experiment = compiledHyper(manyText);
    expect(await outcome(model, experiment, 3)).toEqual(await outcome(model, experiment, 1));
  });
  it('take the careful way together where states go where they were not seen', () => {
    const fixed = compiled(circuit).parts.flatMap((part) => part.fixed ?? []);
    const digestOf = (threads: number): string => {
      const run = new FixedNetworkRun(fixed, {
        directTables: true,
        engine: 'vector',
        team: teams.get(threads) ?? null,
      });
      expect(run.isDivided).toBe(threads > 1);
      const hash = createHash('sha256');
      // three times as long as the run that showed where states stay
      for (let k = 0; k < 300; k++) {
        run.advance();
        for (const { integers, fired, flags } of run.frames) hash.update(integers!).update(fired).update(flags);
      }
      run.end();
      return hash.digest('hex');
    };
    const alone = digestOf(1);
    for (const threads of [2, 3]) expect(digestOf(threads)).toBe(alone);
  });
  it('stop together where a state is no number any more, and say which', async () => {
    const text = circuit.replace("u' = ", "u' = 1e9 * u^3 / 1 V^2 / 1 s + ").replace('in -0.14 V .. 0.14 V', '');
    const { source, files } = { source: { path: 'threads.qnm', text }, files: load('examples/lif.qnm').files };
    const [experiment] = compile(source, files, { until: 'step' }, evaluators).experiments;
    const alone = await outcome('float64', experiment!, 1);
    expect(alone.texts.at(-1)).toMatch(/the run ended early/);
    for (const threads of [2, 3]) expect(await outcome('float64', experiment!, threads)).toEqual(alone);
  });
});

describe('shares of the instances', () => {
  it.each([
    [0, 3],
    [1, 2],
    [5, 3],
    [64, 2],
    [100, 7],
    [1_000_003, 3],
  ])('of %d among %d are all of them, in order', (of, size) => {
    // biome-ignore format: one table
    const all = shares(of, size);
    expect(all).toHaveLength(size);
    let next = 0;
    for (const { first, count } of all) {
      expect(first).toBe(next);
      expect(count).toBeGreaterThanOrEqual(0);
      next += count;
    }
    expect(next).toBe(of);
  });
});

it('threads are started where they pay', () => {
  const network = (instances: number) => [{ edges: null, population: { instances } }] as unknown as Parameters<typeof threadsFor>[1]; // biome-ignore format: one line
  expect(threadsFor('float64', network(784), 1e6)).toBe(1);
  expect(threadsFor('float64', network(1e6), 2)).toBe(1);
  expect(threadsFor('fixed', network(30_000), 1e6)).toBe(1);
  for (const model of ['float64', 'fixed'] as const)
    expect(threadsFor(model, network(1e6), 1000)).toBe(availableParallelism());
});
