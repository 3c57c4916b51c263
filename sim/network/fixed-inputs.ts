/**
 * What a part of a network takes from the others in a bit-exact step: integers of states as they are, and exact sums of integers.
 * In float64 as long as every integer and every partial sum has at most 53 bits, which the format of the sum proves; else in BigInt.
 */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { NetworkInput } from '../../compiler/step/form.ts';
import type { Feed, FixedRun, StateColumn } from '../fixed/index.ts';

/** Integers of more bits are not all exact in float64. */
const exactBits = 53;

/** A state of another part, taken or added once for each edge: from instance `source[e]` to instance `target[e]` of each point. */
interface Wire {
  readonly part: number;
  readonly state: number;
  /** Null: the number of the edge itself. */
  readonly source: Uint32Array | null;
  readonly target: Uint32Array | null;
}
interface Input {
  readonly index: number;
  readonly fraction: number;
  readonly width: number;
  readonly sums: boolean;
  readonly wires: readonly Wire[];
}

/** The feed of a part; null where it takes nothing from others. */
export function feedOf(fixed: readonly FixedForm[], part: number, runs: readonly FixedRun[]): Feed | null {
  const inputs = inputsOf(fixed, part);
  return inputs.length === 0 ? null : new PartFeed(fixed, part, inputs, runs);
}
function inputsOf(fixed: readonly FixedForm[], part: number): Input[] {
  const { step, inputs } = fixed[part]!;
  return step.population.cell.inputs.flatMap(({ from }, index) => {
    if (!from) return [];
    const { fraction, width } = inputs[index]!.format;
    return [{ index, fraction, width, sums: from.kind === 'sum', wires: wiresOf(fixed, part, from) }];
  });
}
function wiresOf(fixed: readonly FixedForm[], part: number, from: NetworkInput): Wire[] {
  if (from.kind === 'read') {
    const edges = fixed[part]!.step.edges!;
    const source = from.end === 0 ? edges.from : edges.to;
    return [{ part: edges.ends[from.end], state: from.state, source, target: null }];
  }
  return from.terms.map((term) => {
    const edges = fixed[term.part]!.step.edges!;
    return { part: term.part, state: term.state, source: null, target: term.end === 0 ? edges.from : edges.to };
  });
}

class PartFeed implements Feed {
  readonly wide: boolean;
  private readonly fixed: readonly FixedForm[];
  private readonly runs: readonly FixedRun[];
  private readonly inputs: readonly Input[];
  private readonly points: number;
  private readonly size: number;
  private readonly sums: Float64Array;
  private readonly known = new Map<number, readonly StateColumn[]>();

  constructor(fixed: readonly FixedForm[], part: number, inputs: readonly Input[], runs: readonly FixedRun[]) {
    const { size, instances } = fixed[part]!.step.population;
    this.fixed = fixed;
    this.runs = runs;
    this.inputs = inputs;
    this.size = size;
    this.points = size === 0 ? 0 : instances / size;
    this.wide = inputs.some(({ width }) => width > exactBits);
    this.sums = new Float64Array(!this.wide && inputs.some(({ sums }) => sums) ? instances : 0);
  }
  fill(target: Float64Array, stride: number, places: readonly number[]): void {
    for (const part of this.known.keys()) if (!this.runs[part]!.steady) this.known.delete(part);
    for (const { index, fraction, sums, wires } of this.inputs) {
      const scale = 2 ** fraction;
      if (sums) this.fillSums(wires, target, stride, places[index]!, scale);
      else this.fillReads(wires[0]!, target, stride, places[index]!, scale);
    }
  }
  private column({ part, state }: Wire): StateColumn {
    const columns = this.known.get(part) ?? this.runs[part]!.columns();
    this.known.set(part, columns);
    return columns[state]!;
  }
  private fillReads(wire: Wire, target: Float64Array, stride: number, place: number, scale: number): void {
    const { values, stride: step, offset } = this.column(wire);
    const there = this.fixed[wire.part]!.step.population.size;
    for (let point = 0, at = place; point < this.points; point++)
      at = copy(values, step, offset + step * point * there, wire.source!, target, at, stride, scale);
  }
  private fillSums(wires: readonly Wire[], target: Float64Array, stride: number, place: number, scale: number): void {
    const { sums, size } = this;
    sums.fill(0);
    for (const wire of wires) {
      const { values, stride: step, offset } = this.column(wire);
      const edges = wire.target!.length;
      for (let point = 0; point < this.points; point++)
        add(values, step, offset + step * point * edges, wire.target!, sums, point * size);
    }
    for (let i = 0, at = place; i < sums.length; i++, at += stride) target[at] = sums[i]! * scale;
  }

  fillWide(target: BigInt64Array, stride: number, places: readonly number[]): void {
    for (const { index, wires, sums } of this.inputs) {
      const place = places[index]!;
      if (sums) for (let at = place; at < target.length; at += stride) target[at] = 0n;
      for (const wire of wires) {
        const integers = this.runs[wire.part]!.frame.integers!;
        const { cell, size } = this.fixed[wire.part]!.step.population;
        const edges = (wire.source ?? wire.target!).length;
        for (let point = 0; point < this.points; point++)
          for (let e = 0; e < edges; e++) {
            const from = point * size + (wire.source?.[e] ?? e);
            const at = (point * this.size + (wire.target?.[e] ?? e)) * stride + place;
            const integer = integers[from * cell.states.length + wire.state]!;
            target[at] = sums ? target[at]! + integer : integer;
          }
      }
    }
  }
}
/** Copies an integer for each edge; gives the place after the last. */
function copy(
  values: Float64Array,
  step: number,
  base: number,
  source: Uint32Array,
  target: Float64Array,
  from: number,
  stride: number,
  scale: number,
): number {
  let at = from;
  for (let e = 0; e < source.length; e++, at += stride) target[at] = values[base + step * source[e]!]! * scale;
  return at;
}
/** Adds a number of each edge to the instance at its end. */
function add(
  values: Float64Array,
  step: number,
  base: number,
  target: Uint32Array,
  sums: Float64Array,
  first: number,
): void {
  for (let e = 0, from = base; e < target.length; e++, from += step) {
    const at = first + target[e]!;
    sums[at] = sums[at]! + values[from]!;
  }
}
