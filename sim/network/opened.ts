/** Which part of its edges a coupling opens in a step, where only those of sources that fire are worked out: what the float64 run shows. */
import type { Opening } from '../../compiler/numerics/evidence.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';
import { Float64Network } from './float64-network.ts';

/**
 * The mean over the steps, for each coupling.
 * @param most steps of instances that the run may take; a longer one is looked at as far as that goes
 */
export function openedShares(network: StepNetwork, openings: readonly Opening[], most: number): number[] {
  const counts = openings.map(({ part, population }) => {
    const edges = new Uint32Array(network[population]!.population.size);
    for (const own of network[part]!.edges!.from) edges[own]!++;
    return edges;
  });
  const work = network.reduce((sum, { population }) => sum + population.instances, 0);
  const steps = Math.min(network[0]!.steps, Math.max(1, Math.floor(most / Math.max(1, work))));
  const opened = new Float64Array(openings.length);
  const run = new Float64Network(network);
  let made = 0;
  for (; made < steps && run.advance(); made++)
    openings.forEach(({ population, state }, k) => {
      const { states } = run.frames[population]!;
      const { cell, instances, size } = network[population]!.population;
      for (let i = 0; i < instances; i++)
        if (states[i * cell.states.length + state] !== 0) opened[k]! += counts[k]![i % size]!;
    });
  return openings.map(({ part }, k) => opened[k]! / (Math.max(1, made) * network[part]!.population.instances));
}
