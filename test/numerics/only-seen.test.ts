/** A `let` of the circuit that reads an array is for measures and records: no step depends on it, and it is as good as what it reads. */
import { expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { compile, evaluators } from '../../index.ts';

const text = `
device rotor {
  param w = 1 /ms
  state phi: angle = 0 rad
  phi' = w * 1 rad
}
circuit Pair {
  g: rotor[2] { w = [1.01 /ms, 1 /ms] }
  let lag = g[0].phi - g[1].phi
}
experiment Lags of Pair {
  stop = 20 ms  dt = 10 us  tolerance = 0.1 %
  measure lag = final(lag)
}`;

it('an output that only measures see stays far within the tolerance, however budgets are relaxed', () => {
  const { experiments } = compile({ path: 'pair.qnm', text }, new NodeFiles(), { until: 'fixed' }, evaluators);
  const { parts } = experiments[0]!;
  const handed = parts.flatMap(({ step, fixed }) =>
    step!.population.cell.states.flatMap(({ kind }, i) => (kind === 'output' ? [fixed!.states[i]!] : [])),
  );
  expect(handed).toHaveLength(2);
  for (const { localError } of handed) expect(localError).toBeLessThan((0.001 * Math.PI) / 8);
});
