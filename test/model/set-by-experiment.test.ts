/** What an experiment or `--set` gives reaches everything that depends on it: ranges, the sizes of arrays, files of numbers. */
import { describe, expect, it } from 'vitest';
import { noEvaluators } from '../../cli/library/check.ts';
import { simulate } from '../../cli/library/simulate.ts';
import { compile } from '../../compiler/pipeline.ts';
import { trialOf } from '../../sim/compare/index.ts';
import { gatherEvidence } from '../../sim/float64/index.ts';
import { packagedFiles } from '../support/fixed-builder.ts';

const numbers = '1\n2\n3\n6\n';
const files = {
  readText: (path: string, from: string) =>
    path.endsWith('r.csv') ? { path, text: numbers } : packagedFiles.readText(path, from),
  readPackaged: (path: string) => packagedFiles.readPackaged(path),
};
function compiled(text: string, until: 'step' | 'fixed', set: readonly string[] = []) {
  const evaluators = { ...noEvaluators, evidence: gatherEvidence, trial: trialOf };
  const { experiments, diagnostics } = compile({ path: 'set.qnm', text }, files, { until, set }, evaluators);
  return { experiments, codes: diagnostics.map((d) => `${d.code} ${d.message}`) };
}

describe('a range whose end is a parameter', () => {
  const device = `
    device Rise { param top = 1   state x = 0 in 0 .. top   x' = (top - x) / 2 us }
    experiment A of Rise { stop = 40 us  dt = 50 ns  top = 3  measure x = final(x) }`;
  it('ends where the experiment says', async () => {
    const { experiments, codes } = compiled(device, 'fixed');
    expect(codes).toEqual([]);
    expect(experiments[0]!.step!.population.cell.states[0]!.range).toEqual({ low: 0, high: 3 });
    const { measurement } = await simulate(experiments[0]!, 'fixed');
    expect(measurement.value({ kind: 'measure', name: 'x' }, 0)).toBeCloseTo(3, 2); // analytic
  });
  it.each(['(2, 5)', '[2, 5]'])('is as wide as the widest point of the sweep %s', (points) => {
    const { experiments, codes } = compiled(
      device.replace('top = 3', '').replace('stop', `sweep top = ${points}  stop`),
      'step',
    );
    expect(codes).toEqual([]);
    expect(experiments[0]!.step!.population.cell.states[0]!.range).toEqual({ low: 0, high: 5 });
  });
  it('is a promise about the beginning too', () => {
    const { codes } = compiled(
      device.replace('state x = 0 in', 'state x = 2 in').replace('top = 3', 'top = 1.5'),
      'step',
    );
    expect(codes).toEqual(['E0220 `x` begins outside of its range']);
  });
});
describe('the size of an array', () => {
  const circuit = `
    device Part { param R = 1 kΩ   state x = 0   x' = (R / 1 kΩ - x) / 1 us }
    circuit All { param N = 3   r: Part[N] { R = data("r.csv", kΩ) } }
    experiment E of All { stop = 20 us  dt = 50 ns  measure m = mean(final(r.x)) }`.replace(
    'mean(final(r.x))',
    'final(r.x)',
  );
  it('is that of `--set`, and so is what a file of numbers is compared with', async () => {
    expect(compiled(circuit, 'step').codes).toEqual([
      'E0340 r.csv (4 rows of 1) has 4 numbers, and the instances are 3',
    ]);
    const { experiments, codes } = compiled(circuit, 'step', ['N=4']);
    expect(codes).toEqual([]);
    const { measurement } = await simulate(experiments[0]!, 'float64');
    expect(measurement.value({ kind: 'measure', name: 'm' }, 0)).toBeCloseTo(3, 4); // the mean of 1, 2, 3, 6
  });
  it('is that of the experiment', () => {
    expect(compiled(circuit.replace('dt =', 'N = 4  dt ='), 'step').codes).toEqual([]);
  });
});
