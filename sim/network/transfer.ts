/** Reads and sums of float64 numbers, in generated code: loops over lists of places with constant strides. */
import { instancesAt } from '../../compiler/model/form.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';
import { type FillInputs, inputLayout } from '../float64/index.ts';
import { type PartWires, pointsOf, wiresOf } from './wiring.ts';

/**
 * For every part, a function that fills its network inputs from the states of the others: reads from what the parts at the ends
 * show, sums from the outputs that edges left in their last step. `statesOf` gives the current states [instance][state] of a part.
 * @param seen  for somebody who looks at a run after a step: what an edge only hands on is what its end shows now, not a step ago
 */
export function transfersOf(
  network: StepNetwork,
  statesOf: (part: number) => Float64Array,
  seen = false,
): (FillInputs | null)[] {
  return wiresOf(network).map((wires, part) =>
    wires.reads.length + wires.sums.length === 0 ? null : transferOf(network, part, wires, statesOf, seen),
  );
}

/** What an output of a coupling is a mere copy of: a state at an end; null where an edge works something out. */
function copied(network: StepNetwork, part: number, output: number) {
  const { population, edges } = network[part]!;
  const { cell } = population;
  const { op, attributes } = cell.graph.get(cell.next[output]!);
  const from = op === 'input' ? cell.inputs[attributes.index!]!.from : undefined;
  if (from?.kind !== 'read' || edges === null) return null;
  return { part: edges.ends[from.end]!, state: from.state, ends: instancesAt(edges, from.end) };
}

/** States of the parts that are read, and for each list the places in the array that is met at random. */
type Transfer = (each: Float64Array, states: readonly Float64Array[], places: readonly Int32Array[]) => void;

function transferOf(
  network: StepNetwork,
  part: number,
  { reads, sums }: PartWires,
  statesOf: (part: number) => Float64Array,
  seen: boolean,
): FillInputs {
  const { cell, instances, size } = network[part]!.population;
  const { each: stride, place } = inputLayout(cell);
  const points = pointsOf(network);
  const copies = sums.flatMap(({ input, terms }) =>
    terms.flatMap((term) => {
      const of = seen ? copied(network, term.part, term.state) : null;
      return of ? [{ input, term, of }] : [];
    }),
  );
  const added = sums.map(({ input, terms }) => ({
    input,
    terms: terms.filter((term) => !copies.some((copy) => copy.term === term)),
  }));
  const wired = [...reads, ...copies.map(({ of }) => of), ...added.flatMap(({ terms }) => terms)];
  const sources = [...new Set(wired.map((wire) => wire.part))];
  const places: Int32Array[] = [];
  const list = (ends: Uint32Array, of: number, wide: number, at: number): number =>
    places.push(placesOf(ends, points, of, wide, at)) - 1;
  const code: string[] = [];
  if (reads.length > 0) {
    const lines = reads.map((wire) => {
      const from = network[wire.part]!.population;
      const l = list(wire.ends, from.size, from.cell.states.length, wire.state);
      return `each[at + ${place[wire.input]!}] = S${sources.indexOf(wire.part)}[L${l}[e]];\n`;
    });
    code.push(`for (let e = 0, at = 0; e < ${instances}; e++, at += ${stride}) {\n${lines.join('')}}\n`);
  }
  if (sums.length > 0) {
    const zeros = sums.map(({ input }) => `each[at + ${place[input]!}] = 0;\n`).join('');
    code.push(`for (let at = 0; at < ${instances * stride}; at += ${stride}) {\n${zeros}}\n`);
  }
  for (const [s, coupling] of sources.entries()) {
    const terms = added.flatMap(({ input, terms: all }) =>
      all.filter((term) => term.part === coupling).map((term) => ({ ...term, input })),
    );
    if (terms.length === 0) continue;
    const { instances: edges, cell: edge } = network[coupling]!.population;
    const lines = terms.map(({ ends, state, input }) => {
      const l = list(ends, size, stride, place[input]!);
      return `each[L${l}[e]] += S${s}[from + ${state}];\n`;
    });
    code.push(`for (let e = 0, from = 0; e < ${edges}; e++, from += ${edge.states.length}) {\n${lines.join('')}}\n`);
  }
  for (const { input, term, of } of copies) {
    const { population } = network[of.part]!;
    const [to, from] = [
      list(term.ends, size, stride, place[input]!),
      list(of.ends, population.size, population.cell.states.length, of.state),
    ];
    const s = sources.indexOf(of.part);
    code.push(`for (let e = 0; e < ${term.ends.length * points}; e++) each[L${to}[e]] += S${s}[L${from}[e]];\n`);
  }
  const names = [
    ...sources.map((_, s) => `const S${s} = states[${s}];\n`),
    ...places.map((_, l) => `const L${l} = places[${l}];\n`),
  ].join('');
  const transfer = new Function('each', 'states', 'places', `'use strict';\n${names}${code.join('')}`) as Transfer;
  return (each) => {
    transfer(each, sources.map(statesOf), places);
  };
}
/** Where number `at` of the instance at each end lies, for all points: `size` instances a point, `stride` numbers an instance. */
function placesOf(ends: Uint32Array, points: number, size: number, stride: number, at: number): Int32Array {
  const places = new Int32Array(points * ends.length);
  for (let point = 0, i = 0; point < points; point++)
    for (let e = 0; e < ends.length; e++, i++) places[i] = (point * size + ends[e]!) * stride + at;
  return places;
}
