/** What each instance of a part takes from the others, turned round from the lists of ends: by who takes, not by who gives. */
import type { StepNetwork } from '../../compiler/step/form.ts';
import type { Pull, PullSource } from '../float64/index.ts';
import { type PartWires, pointsOf, type SumWire, wiresOf } from './wiring.ts';

/** Where a state of an instance lies. */
export type PlaceOf = (part: number, state: number, instance: number) => number;

/**
 * By part: what it pulls in a step; null where it takes nothing. Terms of a sum come in the order of the parts that give, then of
 * the edges, then of the terms: float64 sums do not depend on who makes them.
 */
export function pullsOf(
  network: StepNetwork,
  statesOf: (part: number) => Float64Array = nowhere,
  placeOf: PlaceOf = stateMajor(network),
): (readonly Pull[] | null)[] {
  const points = pointsOf(network);
  return wiresOf(network).map((wires, part) => {
    if (wires.reads.length + wires.sums.length === 0) return null;
    const { size } = network[part]!.population;
    const reads = wires.reads.map(({ input, part: from, state, ends }): Pull => {
      const places = readPlaces(ends, points, network[from]!.population.size, (instance) =>
        placeOf(from, state, instance),
      );
      return {
        input,
        isSum: false,
        sources: [{ part: from, states: () => statesOf(from), places, starts: null, each: 1 }],
      };
    });
    const order = givers(wires);
    const sums = wires.sums.map((sum): Pull => {
      const parts = order.filter((from) => sum.terms.some((term) => term.part === from));
      const sources = parts.map((from): PullSource => {
        const edges = network[from]!.population.size;
        return { part: from, states: () => statesOf(from), ...sumPlaces(sum, from, points, size, edges, placeOf) };
      });
      return { input: sum.input, isSum: true, sources };
    });
    return [...reads, ...sums];
  });
}
/** For who takes only the places. */
function nowhere(): Float64Array {
  return new Float64Array(0);
}
function stateMajor(network: StepNetwork): PlaceOf {
  const counts = network.map(({ population }) => population.cell.states.length);
  return (part, state, instance) => instance * counts[part]! + state;
}
/** Parts that give something, as they are met. */
function givers({ reads, sums }: PartWires): number[] {
  return [...new Set([...reads, ...sums.flatMap(({ terms }) => terms)].map(({ part }) => part))];
}
/** Of all points: the place of the instance at each end. */
function readPlaces(ends: Uint32Array, points: number, size: number, place: (instance: number) => number): Int32Array {
  const places = new Int32Array(points * ends.length);
  for (let point = 0, i = 0; point < points; point++)
    for (let e = 0; e < ends.length; e++, i++) places[i] = place(point * size + ends[e]!);
  return places;
}
/** What the edges of one part give to each instance: counted, then put in order. */
function sumPlaces(
  sum: SumWire,
  from: number,
  points: number,
  size: number,
  edges: number,
  placeOf: PlaceOf,
): Omit<PullSource, 'states' | 'part'> {
  const terms = sum.terms.filter(({ part }) => part === from);
  const instances = points * size;
  const next = new Int32Array(instances + 1);
  for (const { ends } of terms)
    for (let point = 0; point < points; point++) for (let e = 0; e < edges; e++) next[point * size + ends[e]! + 1]!++;
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 1; i <= instances; i++) {
    const count = next[i]!;
    least = Math.min(least, count);
    most = Math.max(most, count);
    next[i] = next[i - 1]! + count;
  }
  const starts = least === most ? null : next.slice();
  const places = new Int32Array(next[instances]!);
  for (let point = 0; point < points; point++)
    for (let e = 0; e < edges; e++)
      for (const { ends, state } of terms)
        places[next[point * size + ends[e]!]!++] = placeOf(from, state, point * edges + e);
  return { places, starts, each: starts ? 0 : most };
}
