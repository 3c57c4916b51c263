/**
 * What passes between the parts of a network, as lists of places: which state of which part each edge reads, and which outputs of
 * edges each instance adds up. Number systems differ, the places do not: float64 and fixed point share them.
 */
import { instancesAt } from '../../compiler/model/form.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';

/** A network input of an edge: instance e of a point takes `state` of instance `ends[e]` of `part`. */
export interface ReadWire {
  /** Index of the input in the cell. */
  readonly input: number;
  readonly part: number;
  readonly state: number;
  readonly ends: Uint32Array;
}
/** A network input of a population: instance `ends[e]` of a point adds `state` of instance e of `part`, for all terms and all e. */
export interface SumWire {
  readonly input: number;
  readonly terms: readonly { readonly part: number; readonly state: number; readonly ends: Uint32Array }[];
}
export interface PartWires {
  readonly reads: readonly ReadWire[];
  readonly sums: readonly SumWire[];
}

/** By number of the part. */
export function wiresOf(network: StepNetwork): PartWires[] {
  const endsOf = (part: number, end: number): Uint32Array => instancesAt(network[part]!.edges!, end);
  return network.map(({ part, edges, population }) => {
    const reads: ReadWire[] = [];
    const sums: SumWire[] = [];
    for (const [input, { from }] of population.cell.inputs.entries()) {
      if (from?.kind === 'read')
        reads.push({ input, part: edges!.ends[from.end]!, state: from.state, ends: endsOf(part, from.end) });
      if (from?.kind === 'sum')
        sums.push({
          input,
          terms: from.terms.map((term) => ({ part: term.part, state: term.state, ends: endsOf(term.part, term.end) })),
        });
    }
    return { reads, sums };
  });
}
/** In which order parts make a step: couplings, then populations. */
export function orderOf(network: StepNetwork): number[] {
  const couplings = network.filter(({ edges }) => edges !== null);
  const populations = network.filter(({ edges }) => edges === null);
  return [...couplings, ...populations].map(({ part }) => part);
}
/** Whether any part takes something from another. */
export function isWired(network: StepNetwork): boolean {
  return network.some(({ population }) => population.cell.inputs.some(({ from }) => from !== undefined));
}
/** Copies of the whole network: the points of the sweeps. */
export function pointsOf(network: StepNetwork): number {
  const { instances, size } = network[0]!.population;
  return instances / size;
}
