import { describe, expect, it } from 'vitest';
import { evaluators } from '../../cli/library/evaluators.ts';
import { load } from '../../cli/library/load.ts';
import { demandsOf } from '../../compiler/numerics/budget.ts';
import type { Influence } from '../../compiler/numerics/targets.ts';
import { compile } from '../../compiler/pipeline.ts';

const none = new Float64Array(0);
const influence = (typical: readonly number[], onward: Influence['onward'] = []): Influence => ({
  typical: Float64Array.from(typical),
  largest: Float64Array.from(typical),
  ofStates: none,
  ofDelayed: none,
  onward,
  increment: 1,
});

describe('a value that one step hands to the next', () => {
  it('asks by way of the targets that depend on it there, a quarter of what each may be wrong', () => {
    const way = { target: 0, typical: Float64Array.of(0.5, 0) };
    const demands = demandsOf([influence([1, 2]), influence([2800, 1], [way])], Float64Array.of(4e-4, 0.03));
    expect(demands).toEqual([
      { typical: Float64Array.of(1, 2), budget: 4e-4 },
      { typical: Float64Array.of(0.5, 0), budget: 1e-4 },
    ]);
  });
  /**
   * The neuristor's step hands its resistance to the next. That is steepest in the temperature (2.8 kΩ/K) where the next step hardly depends on it
   * (insulating), and hardly in the metal, where the next step does: 2.4 by the product of the two typical slopes, below 0.7 at each point. By the
   * former the temperature had three more bits, for the same errors of the run.
   */
  it('does not make the states finer that it is made of', () => {
    const { source, files } = load('examples/neuristor.qnm');
    const { experiments } = compile(source!, files, { experiment: 'Firing', until: 'fixed' }, evaluators);
    const { states } = experiments[0]!.fixed!;
    const carried = experiments[0]!.step!.population.cell.states.filter((s) => s.carried).map(({ name }) => name);
    expect(carried).toEqual(['X.R_carried']);
    const hot = states.find(({ name }) => name === 'hot')!;
    expect(hot.format.fraction).toBeLessThanOrEqual(15);
  });
});
