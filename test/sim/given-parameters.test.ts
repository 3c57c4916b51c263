/** Parameters without a default: what is said with them is known when a circuit or an experiment gives them. */
import { expect, it } from 'vitest';
import { noEvaluators } from '../../cli/library/check.ts';
import { simulate } from '../../cli/library/simulate.ts';
import { compile } from '../../compiler/pipeline.ts';
import { packagedFiles } from '../support/fixed-builder.ts';

const device = `
device Charged {
  param top: V
  param start: V
  param late: s
  param often: s
  state x = start in -top .. top
  memory n = 0 in 0 .. 1000
  x' = (top / 2 - x) / 1 us
  every often { n = n + 1 }
  let y = delay(x, late)
}
circuit Three {
  c: Charged[3] { top = [1 V, 2 V, 4 V]  start = [0 V, 1 V, 3 V]  late = 0.5 us  often = 1 us }
}`;
function compiled(experiment: string) {
  const source = { path: 'given.qnm', text: `${device}\n${experiment}` };
  return compile(source, packagedFiles, { until: 'step' }, noEvaluators);
}
const run = 'stop = 20 us  dt = 10 ns';

it('may stand in ranges, initial values, periods and delays', async () => {
  const { experiments, diagnostics } = compiled(`
    experiment Alone of Charged {
      top = 2 V  start = 2 V  late = 1 us  often = 2 us  ${run}
      measure x = final(x)  measure n = final(n)  measure y = min(y)
    }
    experiment Together of Three { ${run}  measure x = final(c[2].x)  measure n = final(c[0].n) }`);
  expect(diagnostics.map((d) => `${d.code} ${d.message}`)).toEqual([]);
  const [alone, together] = await Promise.all(experiments.map((experiment) => simulate(experiment, 'float64')));
  const measure = (of: typeof alone, name: string): number => of!.measurement.value({ kind: 'measure', name }, 0);
  expect(measure(alone, 'x')).toBeCloseTo(1, 6);
  expect(measure(alone, 'n')).toBe(10);
  expect(measure(together, 'x')).toBeCloseTo(2, 6);
  expect(measure(together, 'n')).toBe(20);
  const [first] = experiments;
  expect(first!.step!.population.cell.states.find(({ name }) => name === 'x')!.range).toEqual({ low: -2, high: 2 });
  const [array] = experiments[1]!.parts;
  expect(array!.step.population.cell.states.find(({ name }) => name === 'c.x')!.range).toEqual({ low: -4, high: 4 });
});

it('are judged where they are given', () => {
  const wrong = (set: string): string[] =>
    compiled(`experiment Alone of Charged { ${set}  ${run} }`).diagnostics.map((d) => `${d.code} ${d.message}`);
  expect(wrong('top = -2 V  start = 0 V  late = 1 us  often = 1 us')).toEqual([
    'E0231 the range of `x` is empty here: 2 V .. -2 V',
  ]);
  expect(wrong('top = 2 V  start = 3 V  late = 1 us  often = 1 us')).toEqual(['E0220 `x` begins outside of its range']);
  expect(wrong('top = 2 V  start = 0 V  late = 0 s  often = 1 us')[0]).toMatch(/^E0313 this delay of 0 s/);
  expect(wrong('top = 2 V  start = 0 V  late = 1 us  often = 0 s')[0]).toMatch(/^E0313 this period of 0 s/);
});

it('lie in the ranges that they declare, also where an experiment sets or sweeps them', () => {
  const found = (set: string) =>
    compile(
      {
        path: 'range.qnm',
        text: `device D {
          param a = 100 mV in 0 mV .. 500 mV
          state x: mV = a in 0 mV .. 900 mV
          x' = -x / 1 us
        }
        experiment E of D { ${set}  stop = 1 us  dt = 10 ns  measure x = final(x) }`,
      },
      packagedFiles,
      { until: 'step' },
      noEvaluators,
    ).diagnostics.map(({ code, message, label, related }) => [code, message, label, related?.[0]?.text]);
  expect(found('a = 500 mV')).toEqual([]);
  const wrong = ['E0220', '`a` lies outside of its range', '700 mV', 'allowed: 0 mV .. 500 mV'];
  expect(found('a = 700 mV')).toEqual([wrong]);
  expect(found('sweep a = [100 mV, 700 mV, 800 mV]')).toEqual([wrong]);
  expect(found('sweep a = [100 mV, 1000 mV]')).toEqual([
    ['E0220', '`a` lies outside of its range', '1000 mV', 'allowed: 0 mV .. 500 mV'],
    ['E0220', '`x` begins outside of its range', 'at 1000 mV', 'allowed'],
  ]);
});
