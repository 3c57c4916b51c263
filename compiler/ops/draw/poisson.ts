/** Counts of a Poisson process for stimuli: numbers of the host, drawn like those of a device. */
import { call } from '../entry.ts';
import type { Operation } from '../operation.ts';
import { threefry } from './threefry.ts';

/** Key word of all counts, beyond those of draws and roundings in every step and below those before the run. */
const family = 2 ** 30;
const word = 2 ** 32;
/** Means above this are added up from several counts, so that e^-mean stays far from the smallest double. */
const largestMean = 256;

/** The count of mean `mean` whose distribution function first exceeds `u`, by adding up probabilities. */
function inverse(u: number, mean: number): number {
  let probability = Math.exp(-mean);
  let below = probability;
  let count = 0;
  while (u >= below && probability > 0) {
    count++;
    probability *= mean / count;
    below += probability;
  }
  return count;
}
/** How many counts a mean is added up from, and the mean of each. */
function pieces(mean: number): { readonly count: number; readonly each: number } {
  const count = Math.max(1, Math.ceil(mean / largestMean));
  return { count, each: mean / count };
}

/**
 * Events of step floor(`position`) of a Poisson process with `mean` events in that step; below 0 counts as 0. The number is a
 * function of seed, step and mean alone, and grows with the mean.
 */
export function poissonValue(position: number, mean: number, seed: number): number {
  const step = Math.floor(position);
  const { count, each } = pieces(mean);
  if (!(each > 0)) return 0;
  const words = new Uint32Array(2);
  let total = 0;
  for (let piece = 0; piece < count; piece++) {
    threefry(seed, family + Math.floor(step / word), piece, step % word, words);
    total += inverse(words[0]! / word, each);
  }
  return total;
}

/** Number of events in a step: args are the place in steps and the mean, `attributes.value` the seed. Only in stimuli. */
export const poisson: Operation = {
  name: 'poisson',
  description: 'events of a Poisson process in a step',
  arity: 2,
  type: 'real',
  jumps: true,
  print: (args, { value }) => call('poisson')([...args, `seed ${value}`]),
  float64: ([position, mean], { value }) => poissonValue(position!, mean!, value!),
  javascript: ([position, mean], { value }) => `functions.poisson(${position}, ${mean}, ${value})`,
  interval: (args) => {
    const { count } = pieces(args[1]!.high);
    const most = inverse(1 - 1 / word, Math.min(args[1]!.high, largestMean));
    return { low: 0, high: args[1]!.high > 0 ? count * most : 0 };
  },
  partials: () => [0, 0],
  derivative: (graph) => graph.constant(0),
  fixed: null,
};
