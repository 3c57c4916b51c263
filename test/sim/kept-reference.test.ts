import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/pipeline.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';
import { evaluators, load } from '../../index.ts';
import { type Followed, KeptReference } from '../../sim/compare/kept-reference.ts';

function networkOf(path: string, steps: number): StepNetwork {
  const { source, files } = load(path);
  const { experiments } = compile(source!, files, { until: 'step' }, evaluators);
  return experiments[0]!.parts.map(({ step }) => ({ ...step, steps }));
}
type Seen = readonly [part: number, step: number, states: number[], fired: number[], fractions: number[]];
/** Everything that is seen of a run. */
function seen({ advance, frames }: Followed, parts: readonly number[]): Seen[][] {
  const all: Seen[][] = [];
  while (all.length < 5000 && advance())
    all.push(
      parts.map((part): Seen => {
        const { part: number, step, states, fired, fractions } = frames[part]!;
        return [number, step, Array.from(states), Array.from(fired), Array.from(fractions)];
      }),
    );
  return all;
}

describe('a reference that is kept', () => {
  it('is told as it was, events and all, as often as is wanted', () => {
    const network = networkOf('examples/lif.qnm', 3000);
    const kept = new KeptReference(network, () => true);
    const run = seen(limited(kept.begin(), 3000), [0]);
    expect(run.length).toBe(3000);
    expect(run.filter(([cell]) => cell![3].includes(1)).length).toBeGreaterThan(1);
    expect(seen(kept.begin(), [0])).toEqual(run);
    expect(seen(kept.begin(), [0])).toEqual(run);
  });
  it('is made again where it was not followed to its end', () => {
    const network = networkOf('examples/lif.qnm', 100);
    const kept = new KeptReference(network, () => true);
    const some = seen(limited(kept.begin(), 50), [0]);
    const all = seen(limited(kept.begin(), 100), [0]);
    expect(all.slice(0, 50)).toEqual(some);
    expect(all.length).toBe(100);
  });
  it('of a network leaves out the parts that nobody looks at', () => {
    const network = networkOf('examples/heat_chain.qnm', 40);
    const kept = new KeptReference(network, ({ edges }) => edges === null);
    const cells = network.flatMap(({ edges }, part) => (edges === null ? [part] : []));
    expect(cells.length).toBeLessThan(network.length);
    const run = seen(limited(kept.begin(), 40), cells);
    expect(seen(kept.begin(), cells)).toEqual(run);
  });
  it('is that of one network only', () => {
    const network = networkOf('examples/lif.qnm', 10);
    const kept = new KeptReference(network, () => true);
    expect(kept.isOf([...network])).toBe(true);
    expect(kept.isOf(network.map((step) => ({ ...step })))).toBe(false);
  });
});
/** A run does not end by itself. */
function limited({ frames, advance }: Followed, steps: number): Followed {
  let left = steps;
  return { frames, advance: () => left-- > 0 && advance() };
}
