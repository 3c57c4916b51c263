/** What is measured and recorded of arrays, against the same worked out from whole recorded fields. */
import { describe, expect, it } from 'vitest';
import { noEvaluators } from '../../cli/library/check.ts';
import { simulate } from '../../cli/library/simulate.ts';
import { compile } from '../../compiler/pipeline.ts';
import {
  eventsCsv,
  measuresCsv,
  recordedNumbers,
  resultArrays,
  resultsDocument,
  sampleTimes,
  VcdWriter,
} from '../../sim/record/index.ts';
import { packagedFiles } from '../support/fixed-builder.ts';

const device = `
discipline phase owned { potential phi: rad  flow pull: rad/s }
device Turner(own: phase owner) {
  param w = 1 /s
  state theta: angle = 0.1 rad
  let x = cos(theta)
  phi(own) = theta
  theta' = w + pull(own)
  event turn when rising(x, 0)
}
device Pull(a: phase, b: phase) {
  param K = 0.3 /s
  pull(a) <+ K * sin(phi(b) - phi(a))
  pull(b) <+ K * sin(phi(a) - phi(b))
}
circuit Crowd {
  param K = 0.3 /s
  who: Turner[2, 3] { w = [5 /s, 6 /s, 7 /s, 5.5 /s, 6.5 /s, 4 /s] }
  couple who by grid(4) { Pull(a.own, b.own) { K = K } }
}`;
const run = 'stop = 5 s  dt = 10 ms  settle = 1 s  solver = euler';

async function simulated(text: string) {
  const source = { path: 'arrays.qnm', text: `${device}\n${text}` };
  const { experiments, diagnostics } = compile(source, packagedFiles, { until: 'step' }, noEvaluators);
  expect(diagnostics.map((d) => `${d.code} ${d.message}`)).toEqual([]);
  const made = await simulate(experiments[0]!, 'float64');
  const measure = (name: string, point = 0): number => made.measurement.value({ kind: 'measure', name }, point);
  const quantity = (name: string) => made.recorded.quantities.find((q) => q.name === name)!;
  return { ...made, measure, quantity };
}
/** Samples of each instance from `settle` on: [instance][sample]. */
function columns(values: Float64Array, count: number, from = 0): number[][] {
  const samples = values.length / count;
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: samples - from }, (_, s) => values[(s + from) * count + i]!),
  );
}
const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;
const variance = (list: readonly number[]): number => mean(list.map((x) => x * x)) - mean(list) ** 2;

describe('measures of an array', async () => {
  const text = `experiment E of Crowd {
    ${run}
    record who.x, who.theta, who[1, 2].x, who.turn
    measure f = rate(who.turn)
    measure n = count(who.turn)
    measure begin = first(who.turn)
    measure end = last(who.turn)
    measure one = rate(who[1, 2].turn)
    measure lag = phase(who[0, 0].turn, who[0, 1].turn)
    measure top = max(who.x)
    measure average = mean(who.x)
    measure power = rms(who.x)
    measure order = synchrony(phi(who.own))
    measure share = synchrony(who.x)
    measure corner = final(who[1, 2].x)
  }`;
  const { measure, quantity, ...made } = await simulated(text);
  const settled = 99; // the first sample at or after 1 s
  const x = columns(quantity('who.x').values, 6, settled);
  const { events } = made.recorded;
  const times = (instance: number): number[] =>
    [...events.time].filter((t, k) => events.instance[k] === instance && t >= 1);
  const all = Array.from({ length: 6 }, (_, i) => times(i));

  it('the rate is the mean, the count the sum, first and last the extremes', () => {
    const rates = all.map((t) => (t.length - 1) / (t.at(-1)! - t[0]!));
    expect(measure('f')).toBeCloseTo(mean(rates), 12);
    expect(measure('one')).toBe(rates[5]);
    expect(measure('n')).toBe(all.flat().length);
    expect(measure('begin')).toBe(Math.min(...all.flat()));
    expect(measure('end')).toBe(Math.max(...all.flat()));
    expect(measure('n')).toBeGreaterThan(15);
  });
  it('two instances are compared event by event', () => {
    // the phases of the second train in the cycles of the first
    const vectors = all[1]!.flatMap((t) => {
      const k = all[0]!.findIndex((end, i) => i > 0 && t < end);
      const [from, to] = [all[0]![k - 1]!, all[0]![k]!];
      return k > 0 && t >= from ? [(2 * Math.PI * (t - from)) / (to - from)] : [];
    });
    const wanted = Math.atan2(mean(vectors.map(Math.sin)), mean(vectors.map(Math.cos)));
    expect(vectors.length).toBeGreaterThan(1);
    expect(measure('lag')).toBeCloseTo(wanted, 10);
  });
  it('quantities: the extreme of all, the mean of all, the root mean square of all', () => {
    expect(measure('top')).toBe(Math.max(...x.flat()));
    expect(measure('average')).toBeCloseTo(mean(x.flat()), 12);
    expect(measure('power')).toBeCloseTo(Math.sqrt(mean(x.flat().map((v) => v * v))), 12);
    expect(measure('corner')).toBe(x[5]!.at(-1));
  });
  it('synchrony is the order parameter of angles, and a share of variance of other quantities', () => {
    const theta = columns(quantity('who.theta').values, 6, settled);
    const order = theta[0]!.map((_, s) =>
      Math.hypot(mean(theta.map((t) => Math.cos(t[s]!))), mean(theta.map((t) => Math.sin(t[s]!)))),
    );
    expect(measure('order')).toBeCloseTo(mean(order), 12);
    const field = x[0]!.map((_, s) => mean(x.map((list) => list[s]!)));
    expect(measure('share')).toBeCloseTo(variance(field) / mean(x.map(variance)), 10);
    expect(measure('order')).toBeLessThan(0.95);
  });
  it('a field has its shape, an instance none', () => {
    expect(quantity('who.x').shape).toEqual([2, 3]);
    expect(quantity('who[1, 2].x')).toMatchObject({ shape: [], field: [], samples: 500 });
    expect([...quantity('who[1, 2].x').values.slice(0, 3)]).toEqual(
      columns(quantity('who.x').values, 6)[5]!.slice(0, 3),
    );
    expect(resultArrays(made.recorded).map(({ name, shape }) => [name, shape])).toEqual([
      ['t', [500]],
      ['who.x', [500, 2, 3]],
      ['who.theta', [500, 2, 3]],
      ['who[1, 2].x', [500]],
    ]);
  });
  it('events say their part, source, point and number', () => {
    const lines = [...eventsCsv(made.recorded)].join('').trimEnd().split('\n');
    expect(lines[0]).toBe('step,t,part,source,point,index');
    expect(lines).toHaveLength(events.step.length + 1);
    for (const line of lines.slice(1)) expect(line).toMatch(/^\d+,[\d.]+,who,who\.turn,0,[0-5]$/);
  });
  it('the document lists populations and couplings', () => {
    expect(resultsDocument(made.recorded, made.measurement, 'float64')).toMatchObject({
      points: 1,
      instances: 6,
      populations: [{ name: 'who', shape: [2, 3], size: 6 }],
      couplings: [{ topology: 'grid(4)', edges: 7 }],
      events: { sources: ['who.turn'], parts: ['who'] },
    });
  });
});

describe('a sweep over an array', async () => {
  const text = `experiment E of Crowd {
    sweep K = (0 /s, 5 /s)
    ${run}
    record who.theta every 1 s

    measure order = synchrony(phi(who.own))
    measure f = rate(who.turn)
    expect order > 0.95 at K = 5 /s   // chosen

  }`;
  const { measure, quantity, ...made } = await simulated(text);
  it('is a whole array at each point, with the same devices', () => {
    expect(quantity('who.theta')).toMatchObject({ shape: [2, 2, 3], field: [2, 3], samples: 5 });
    expect(made.network.map(({ population }) => [population.instances, population.size])).toEqual([
      [12, 6],
      [14, 7],
    ]);
    expect(measure('order', 1)).toBeGreaterThan(0.95);
    expect(measure('order', 0)).toBeLessThan(0.8);
    const lines = [...measuresCsv(made.step, made.measurement)].join('').trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    const points = [...eventsCsv(made.recorded)].slice(1).map((line) => line.split(',')[4]);
    expect(new Set(points)).toEqual(new Set(['0', '1']));
  });
  it('without a coupling runs free', () => {
    const [last] = columns(quantity('who.theta').values, 12).map((list) => list.at(-1)!);
    expect(Math.cos(last! - (0.1 + 5 * 5))).toBeCloseTo(1, 10);
  });
});

describe('an array that records nothing', async () => {
  const { quantity, ...made } = await simulated(`experiment E of Crowd { ${run} }`);
  it('keeps the states of its populations, angles in radians', () => {
    expect(made.recorded.quantities.map(({ name, shape }) => [name, shape])).toEqual([['who.theta', [2, 3]]]);
    expect(sampleTimes(made.recorded, quantity('who.theta')).length).toBe(500);
    expect(Math.max(...quantity('who.theta').values)).toBeGreaterThan(3);
  });
});

describe('records', () => {
  it('that no memory holds are refused before the run', async () => {
    const text = `${device}\nexperiment E of Crowd { stop = 1e7 s  dt = 10 ms  record who.theta }`;
    const { experiments } = compile({ path: 'arrays.qnm', text }, packagedFiles, { until: 'step' }, noEvaluators);
    const network = experiments[0]!.parts.map(({ step }) => step);
    expect(recordedNumbers(network)).toBe(6e9);
    await expect(simulate(experiments[0]!, 'float64')).rejects.toThrow('would take 44.7 GB in 1000000000 steps');
  });
});

describe('waves of a network', () => {
  it('have a scope for each part', async () => {
    let text = '';
    const source = { path: 'arrays.qnm', text: `${device}\nexperiment E of Crowd { ${run} }` };
    const { experiments } = compile(source, packagedFiles, { until: 'step' }, noEvaluators);
    const network = experiments[0]!.parts.map(({ step }) => step);
    await simulate(experiments[0]!, 'float64', {
      observers: [new VcdWriter(network, { formats: null, instances: 2, write: (piece) => (text += piece) })],
    });
    expect(text.match(/\$scope module \S+/g)).toEqual([
      '$scope module who',
      '$scope module i0',
      '$scope module i1',
      expect.stringMatching(/who_grid/),
      '$scope module i0',
      '$scope module i1',
    ]);
    const ids = [...text.matchAll(/\$var \w+ \d+ (\S+)/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it('entries of a list may be worked out from parameters, also from those that are swept', async () => {
  const { measure } = await simulated(`
    circuit Scaled {
      param w0 = 1 /s
      let fast = 3 * w0
      who: Turner[2, 2] { w = [w0, 0.5 /s, [fast, w0]] }
    }
    experiment E of Scaled {
      stop = 0.2 s  dt = 10 ms  solver = euler  sweep w0 = [1 /s, 2 /s]
      ${[0, 1, 2, 3].map((i) => `measure m${i} = final(who[${i >> 1}, ${i & 1}].theta)`).join('\n')}
    }`);
  for (const [point, w0] of [1, 2].entries())
    for (const [i, w] of [w0, 0.5, 3 * w0, w0].entries()) expect(measure(`m${i}`, point)).toBeCloseTo(0.1 + w * 0.2, 9);
});

it('entries of a list may be vectors and complex numbers', async () => {
  const made = await simulated(`
    device Mixed {
      param axis: vec3
      param z: complex
      state x = 0 in -100 .. 100
      state q: complex = z in -100 .. 100
      x' = (axis.x + 10 * axis.y + 100 * axis.z) / 1 s
      q' = z / 1 s
    }
    circuit Three {
      param k = 0.5
      c: Mixed[3] { axis = [(1, 0, 0), (k, 2, 0), (0, 0, 0.25)]  z = [1, i, 3 - 2 * i] }
    }
    experiment E of Three {
      stop = 1 s  dt = 0.125 s  solver = euler
      measure x0 = final(c[0].x)  measure x1 = final(c[1].x)  measure x2 = final(c[2].x)
      measure re2 = final(c[2].q.re)  measure im1 = final(c[1].q.im)  measure im2 = final(c[2].q.im)  measure im0 = final(c[0].q.im)
    }`);
  const found = ['x0', 'x1', 'x2', 're2', 'im1', 'im2', 'im0'].map((name) => made.measure(name));
  expect(found).toEqual([1, 20.5, 25, 6, 2, -4, 0]);
});
