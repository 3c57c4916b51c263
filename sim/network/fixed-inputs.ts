/**
 * What a part of a network takes from the others in a bit-exact step: integers of states as they are, and exact sums of integers.
 * In float64 as long as every integer and every partial sum has at most 53 bits, which the format of the sum proves; else in BigInt.
 */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { Feed, FixedRun, StateColumn } from '../fixed/index.ts';
import { pointsOf, type ReadWire, type SumWire, wiresOf } from './wiring.ts';

/** Integers of more bits are not all exact in float64. */
const exactBits = 53;

/** By part: what fills its network inputs from the runs of all parts (which may be made later); null where it has none. */
export function feedsOf(fixed: readonly FixedForm[], runs: readonly FixedRun[]): (Feed | null)[] {
  return wiresOf(fixed.map(({ step }) => step)).map(({ reads, sums }, part) =>
    reads.length + sums.length === 0 ? null : new PartFeed(fixed, part, { reads, sums }, runs),
  );
}

class PartFeed implements Feed {
  readonly wide: boolean;
  private readonly fixed: readonly FixedForm[];
  private readonly runs: readonly FixedRun[];
  private readonly reads: readonly ReadWire[];
  private readonly sums: readonly SumWire[];
  /** By input: how many units its integers have in 1. */
  private readonly scales: readonly number[];
  private readonly points: number;
  private readonly size: number;
  private readonly totals: Float64Array;
  private readonly columns = new Map<number, readonly StateColumn[]>();

  constructor(
    fixed: readonly FixedForm[],
    part: number,
    { reads, sums }: { readonly reads: readonly ReadWire[]; readonly sums: readonly SumWire[] },
    runs: readonly FixedRun[],
  ) {
    const { inputs, step } = fixed[part]!;
    this.fixed = fixed;
    this.runs = runs;
    this.reads = reads;
    this.sums = sums;
    this.size = step.population.size;
    this.points = pointsOf(fixed.map((form) => form.step));
    this.scales = inputs.map(({ format }) => 2 ** format.fraction);
    this.wide = [...reads, ...sums].some(({ input }) => inputs[input]!.format.width > exactBits);
    this.totals = new Float64Array(this.wide || sums.length === 0 ? 0 : step.population.instances);
  }
  fill(target: Float64Array, stride: number, places: readonly number[]): void {
    for (const part of this.columns.keys()) if (!this.runs[part]!.steady) this.columns.delete(part);
    for (const wire of this.reads) this.read(wire, target, stride, places[wire.input]!);
    for (const wire of this.sums) this.sum(wire, target, stride, places[wire.input]!);
  }
  private column({ part, state }: { readonly part: number; readonly state: number }): StateColumn {
    const columns = this.columns.get(part) ?? this.runs[part]!.columns();
    this.columns.set(part, columns);
    return columns[state]!;
  }
  private read(wire: ReadWire, target: Float64Array, stride: number, place: number): void {
    const { values, stride: step, offset } = this.column(wire);
    const { size } = this.fixed[wire.part]!.step.population;
    const scale = this.scales[wire.input]!;
    for (let point = 0, at = place; point < this.points; point++)
      at = copy(values, step, offset + step * point * size, wire.ends, target, at, stride, scale);
  }
  private sum({ input, terms }: SumWire, target: Float64Array, stride: number, place: number): void {
    const { totals, size } = this;
    totals.fill(0);
    for (const term of terms) {
      const { values, stride: step, offset } = this.column(term);
      const { ends } = term;
      for (let point = 0; point < this.points; point++)
        add(values, step, offset + step * point * ends.length, ends, totals, point * size);
    }
    const scale = this.scales[input]!;
    for (let i = 0, at = place; i < totals.length; i++, at += stride) target[at] = totals[i]! * scale;
  }

  fillWide(target: BigInt64Array, stride: number, places: readonly number[]): void {
    for (const { input, part, state, ends } of this.reads) {
      const integer = this.integersOf(part, state);
      const { size } = this.fixed[part]!.step.population;
      for (let point = 0, at = places[input]!; point < this.points; point++)
        for (let e = 0; e < ends.length; e++, at += stride) target[at] = integer(point * size + ends[e]!);
    }
    for (const { input, terms } of this.sums) {
      for (let at = places[input]!; at < target.length; at += stride) target[at] = 0n;
      for (const { part, state, ends } of terms) {
        const integer = this.integersOf(part, state);
        for (let point = 0; point < this.points; point++)
          for (let e = 0; e < ends.length; e++) {
            const at = (point * this.size + ends[e]!) * stride + places[input]!;
            target[at] = target[at]! + integer(point * ends.length + e);
          }
      }
    }
  }
  private integersOf(part: number, state: number): (instance: number) => bigint {
    const integers = this.runs[part]!.frame.integers!;
    const count = this.fixed[part]!.states.length;
    return (instance) => integers[instance * count + state]!;
  }
}
/** Copies an integer for each edge; gives the place after the last. */
function copy(
  values: Float64Array,
  step: number,
  base: number,
  ends: Uint32Array,
  target: Float64Array,
  from: number,
  stride: number,
  scale: number,
): number {
  let at = from;
  for (let e = 0; e < ends.length; e++, at += stride) target[at] = values[base + step * ends[e]!]! * scale;
  return at;
}
/** Adds a number of each edge to the total of the instance at its end. */
function add(
  values: Float64Array,
  step: number,
  base: number,
  ends: Uint32Array,
  totals: Float64Array,
  first: number,
): void {
  for (let e = 0, from = base; e < ends.length; e++, from += step) {
    const at = first + ends[e]!;
    totals[at] = totals[at]! + values[from]!;
  }
}
