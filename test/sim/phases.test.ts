/** Experiments in phases: what is set from when to when, what happens at their ends, and what measures see, in float64 and fixed point. */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../cli/library/simulate.ts';
import { compile } from '../../compiler/pipeline.ts';
import { networkTrialOf, trialOf } from '../../sim/compare/index.ts';
import { gatherEvidence } from '../../sim/float64/index.ts';
import { gatherNetworkEvidence } from '../../sim/network/index.ts';
import { packagedFiles } from '../support/fixed-builder.ts';

const evaluators = {
  evidence: gatherEvidence,
  trial: trialOf,
  network: { evidence: gatherNetworkEvidence, trial: networkTrialOf },
};
const cell = `
discipline number signal { value u: 1 }
device Cell(in: number) {
  host param k = 0
  state x = 0 in -4 .. 4
  state t = 0 in 0 .. 1
  memory kept = 0 in -4 .. 4
  memory n = 0 in 0 .. 100
  x' = (u(in) + k - x) / 10 us
  t' = 1 kHz
  on end of free { kept = x   n = n + 1 }
}`;
const rows = 'a,b\n1,0.5\n2,0.25\n3,-1\n';

async function measured(body: string, model: 'float64' | 'fixed') {
  const source = { path: 'phases.qnm', text: `${cell}\nexperiment E of Cell { ${body} }` };
  const files = {
    readText: (path: string, from: string) =>
      path.endsWith('rows.csv') ? { path, text: rows } : packagedFiles.readText(path, from),
    readPackaged: (path: string) => packagedFiles.readPackaged(path),
  };
  const { experiments, diagnostics } = compile(source, files, { until: 'fixed' }, evaluators);
  expect(diagnostics.map((d) => `${d.code} ${d.message}`)).toEqual([]);
  const { step, measurement } = await simulate(experiments[0]!, model);
  const value = (name: string): number => measurement.value({ kind: 'measure', name }, 0);
  return { value, steps: step.steps };
}

describe.each(['float64', 'fixed'] as const)('phases in %s', (model) => {
  it.each(['euler', 'heun', 'rk4'])('go through the rows of the data, with %s', async (solver) => {
    const { value, steps } = await measured(
      `dt = 1 us   solver = ${solver}
       data rows from "rows.csv" (a, b)
       phase warm for 5 us { in = 0   k = 0 }
       repeat 4 over rows {
         phase free for 100 us { in = a   k = 0 }
         phase nudged for 50 us { k = b * 2 }
       }
       measure kept = final(kept)
       measure n = final(n)
       measure last_two = mean(x) at end of free over last 2
       measure inputs = mean(u(in)) at end of free over last 2
       measure nudges = mean(k) at end of nudged
       measure seen = max(u(in)) after 556 us
       measure tail = mean(u(in)) over last 50 us`,
      model,
    );
    expect(steps).toBe(5 + 4 * 150);
    expect(value('kept')).toBeCloseTo(1, 3); // the first row again
    expect(value('n')).toBe(4);
    expect(value('last_two')).toBeCloseTo(2, 3); // (3 + 1) / 2
    expect(value('inputs')).toBeCloseTo(2, 12);
    expect(value('nudges')).toBeCloseTo((1 + 0.5 - 2 + 1) / 4, 12);
    expect(value('seen')).toBeCloseTo(1, 12);
    expect(value('tail')).toBeCloseTo(1, 12);
  });
  it('begin and end with a step: a value holds through the last one', async () => {
    const { value } = await measured(
      `dt = 1 us   solver = euler   in = 0
       phase free for 3 us { k = 1 }
       phase rest for 4 us { k = 0 }
       measure kept = final(kept)
       measure x = final(x)`,
      model,
    );
    const kept = 1 - 0.9 ** 3; // three steps of x' = (1 - x) / tau
    expect(Math.abs(value('kept') - kept)).toBeLessThan(2e-3);
    expect(Math.abs(value('x') - kept * 0.9 ** 4)).toBeLessThan(2e-3);
  });
});
it('are looked at for a while before their end', async () => {
  const { value } = await measured(
    `dt = 1 us   solver = euler
     phase one for 10 us { in = 1 }
     phase two for 20 us { in = 4 }
     repeat 2 over rows { phase free for 10 us { in = a } }
     data rows from "rows.csv" (a, b)
     measure first = mean(u(in)) at end of one over last 4 us
     measure long = mean(u(in)) at end of one over last 30 us
     measure over = mean(u(in)) at end of two over last 25 us
     measure both = mean(u(in)) at end of free over last 2 us
     measure second = mean(u(in)) at end of free over last 1 over last 2 us`,
    'float64',
  );
  expect(value('first')).toBeCloseTo(1, 12);
  expect(value('long')).toBeCloseTo(1, 12); // the run begins with the phase
  expect(value('over')).toBeCloseTo((20 * 4 + 5 * 1) / 25, 12);
  const [a, b] = rows
    .trim()
    .split('\n')
    .slice(1, 3)
    .map((row) => Number(row.split(',')[0]));
  expect(value('both')).toBeCloseTo((a! + b!) / 2, 12);
  expect(value('second')).toBeCloseTo(b!, 12);
});
it('are shuffled with every row once before one comes again', async () => {
  const { value } = await measured(
    `dt = 1 us   solver = euler
     data rows from "rows.csv" (a, b)
     repeat 6 over shuffled(rows, 7) { phase free for 1 us { in = a } }
     measure half = mean(u(in)) at end of free over last 3
     measure all = mean(u(in)) at end of free`,
    'float64',
  );
  expect(value('half')).toBeCloseTo(2, 12);
  expect(value('all')).toBeCloseTo(2, 12);
});
