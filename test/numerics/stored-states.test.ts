import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compile, evaluators, load, simulate } from '../../index.ts';
import { checkout } from '../support/tools.ts';

/** An error of a logarithm is a part of the state, one of a state with its own step a part of its range: neither by how many decades or steps there are. */
it.each([
  ['Growth', 'ends', 49.99977],
  ['Slow', 'left', 0.818895],
])('keeps the tolerance of a state that is not stored as written: %s', async (name, measure, exact) => {
  const { source, files } = load(join(checkout, 'examples/stored_states.qnm'));
  for (const tolerance of [0.01, 0.002]) {
    const { experiments } = compile(source!, files, { until: 'fixed', experiment: name, tolerance }, evaluators);
    const { measurement } = await simulate(experiments[0]!, 'fixed');
    const found = measurement.value({ kind: 'measure', name: measure }, 0);
    expect(Math.abs(found / exact - 1)).toBeLessThan(tolerance);
  }
});
