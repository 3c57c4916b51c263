/** Reads and sums of float64 numbers over typed arrays. */
import type { StepNetwork } from '../../compiler/step/form.ts';
import { type FillInputs, inputLayout } from '../float64/index.ts';
import { pointsOf, type ReadWire, type SumWire, wiresOf } from './wiring.ts';

/** Where the numbers of an input lie among the samples of its part: [instance * stride + place]. */
interface Place {
  readonly stride: number;
  readonly place: number;
}
/** Numbers of a state: [instance * stride + place]; `size` instances a point. */
interface Source extends Place {
  readonly size: number;
}

/**
 * For every part, a function that fills its network inputs from the states of the others: reads from what the parts at the ends
 * show, sums from the outputs that edges left in their last step. `statesOf` gives the current states [instance][state] of a part.
 */
export function transfersOf(network: StepNetwork, statesOf: (part: number) => Float64Array): (FillInputs | null)[] {
  const points = pointsOf(network);
  const source = (part: number, state: number): Source => {
    const { cell, size } = network[part]!.population;
    return { stride: cell.states.length, place: state, size };
  };
  return wiresOf(network).map(({ reads, sums }, part) => {
    if (reads.length + sums.length === 0) return null;
    const { cell, size } = network[part]!.population;
    const layout = inputLayout(cell);
    const placeOf = (input: number): Place => ({ stride: layout.each, place: layout.place[input]! });
    const read = reads.map((wire) => readInto(wire, placeOf(wire.input), source(wire.part, wire.state), points));
    const sum = sums.map((wire) => sumInto(wire, placeOf(wire.input), size, source, points));
    return (each) => {
      for (const one of read) one(statesOf, each);
      for (const one of sum) one(statesOf, each);
    };
  });
}
type Transfer = (statesOf: (part: number) => Float64Array, each: Float64Array) => void;

function readInto({ part, ends }: ReadWire, { stride, place }: Place, from: Source, points: number): Transfer {
  return (statesOf, each) => {
    const states = statesOf(part);
    let at = place;
    for (let point = 0; point < points; point++) {
      const base = point * from.size * from.stride + from.place;
      for (let e = 0; e < ends.length; e++, at += stride) each[at] = states[base + ends[e]! * from.stride]!;
    }
  };
}
function sumInto(
  { terms }: SumWire,
  { stride, place }: Place,
  size: number,
  source: (part: number, state: number) => Source,
  points: number,
): Transfer {
  const wires = terms.map(({ part, state, ends }) => ({ part, ends, from: source(part, state) }));
  return (statesOf, each) => {
    for (let at = place, i = 0; i < points * size; i++, at += stride) each[at] = 0;
    for (const { part, ends, from } of wires) {
      const outputs = statesOf(part);
      let at = from.place;
      for (let point = 0; point < points; point++) {
        const base = point * size * stride + place;
        for (let e = 0; e < ends.length; e++, at += from.stride) each[base + ends[e]! * stride]! += outputs[at]!;
      }
    }
  };
}
