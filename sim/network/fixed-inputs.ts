/**
 * What a part of a network takes from the others in a bit-exact step: integers of states as they are, and exact sums of integers.
 * In generated loops on float64 as long as every integer and every partial sum has at most 53 bits, which the format of the sum
 * proves; else in BigInt.
 */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { Feed, FixedRun, StateColumn } from '../fixed/index.ts';
import { type PartWires, pointsOf, wiresOf } from './wiring.ts';

/** Integers of more bits are not all exact in float64. */
const exactBits = 53;

/** By part: what fills its network inputs from the runs of all parts (which may be made later); null where it has none. */
export function feedsOf(fixed: readonly FixedForm[], runs: readonly FixedRun[]): (Feed | null)[] {
  return wiresOf(fixed.map(({ step }) => step)).map((wires, part) =>
    wires.reads.length + wires.sums.length === 0 ? null : new PartFeed(fixed, part, wires, runs),
  );
}
interface StateOf {
  readonly part: number;
  readonly state: number;
}
/** `target`: integers of the step to come; `columns`, `ends`: parallel to the wires. */
type Transfer = (target: Float64Array, columns: readonly Float64Array[], ends: readonly Uint32Array[]) => void;

class PartFeed implements Feed {
  readonly wide: boolean;
  private readonly fixed: readonly FixedForm[];
  private readonly part: number;
  private readonly runs: readonly FixedRun[];
  private readonly wires: PartWires;
  private readonly points: number;
  private readonly size: number;
  /** Whose states are taken, and the instances at the ends of the edges that take them: reads, then the terms of sums. */
  private readonly sources: readonly StateOf[];
  private readonly ends: readonly Uint32Array[];
  private columns: readonly Float64Array[] = [];
  private steady = false;
  private transfer: Transfer | null = null;

  constructor(fixed: readonly FixedForm[], part: number, wires: PartWires, runs: readonly FixedRun[]) {
    const { inputs, step } = fixed[part]!;
    const all = [...wires.reads, ...wires.sums.flatMap(({ terms }) => terms)];
    this.fixed = fixed;
    this.part = part;
    this.runs = runs;
    this.wires = wires;
    this.size = step.population.size;
    this.points = pointsOf(fixed.map((form) => form.step));
    this.wide = [...wires.reads, ...wires.sums].some(({ input }) => inputs[input]!.format.width > exactBits);
    this.sources = all;
    this.ends = all.map(({ ends }) => ends);
  }
  fill(target: Float64Array, stride: number, places: readonly number[]): void {
    const shown = this.steady ? null : this.shown();
    if (shown) this.columns = shown.map(({ values }) => values);
    this.transfer ??= this.compile(shown!, stride, places);
    this.transfer(target, this.columns, this.ends);
  }
  private shown(): StateColumn[] {
    const columns = new Map(
      [...new Set(this.sources.map(({ part }) => part))].map((p) => [p, this.runs[p]!.columns()]),
    );
    this.steady = this.sources.every(({ part }) => this.runs[part]!.steady);
    return this.sources.map(({ part, state }) => columns.get(part)![state]!);
  }
  /** Loops over the edges; all that does not change from step to step is a number in them. */
  private compile(shown: readonly StateColumn[], stride: number, places: readonly number[]): Transfer {
    const { reads, sums } = this.wires;
    const { inputs } = this.fixed[this.part]!;
    const scale = (input: number): number => 2 ** inputs[input]!.format.fraction;
    const sizeOf = ({ part }: StateOf): number => this.fixed[part]!.step.population.size;
    const names = this.sources.map((_, k) => `const c${k} = columns[${k}], e${k} = ends[${k}];\n`);
    // one point: no bases, so that indices stay as simple as they are
    const single = this.points === 1;
    const overPoints = (body: string): string =>
      single ? body : `for (let p = 0; p < ${this.points}; p++) {\nconst q = p * ${this.size};\n${body}}\n`;
    const value = (k: number, instance: string): string => {
      const { stride: step, offset } = shown[k]!;
      return `c${k}[${sum([
        single ? '' : `p * ${sizeOf(this.sources[k]!) * step}`,
        offset === 0 ? '' : String(offset),
        product(instance, step),
      ])}]`;
    };
    const taken = reads.map(
      ({ input }, k) => `target[${sum(['at', String(places[input])])}] = ${value(k, `e${k}[e]`)} * ${scale(input)};`,
    );
    const reading = `let at = 0;\n${overPoints(`for (let e = 0; e < ${this.size}; e++, at += ${stride}) { ${taken.join(' ')} }\n`)}`;
    let next = reads.length;
    const adding = sums.map(({ input, terms }) => {
      const first = next;
      next += terms.length;
      const place = (k: number): string => {
        const instance = single ? `e${k}[e]` : `(q + e${k}[e])`;
        return sum([product(instance, stride), places[input] === 0 ? '' : String(places[input])]);
      };
      const loops = [...new Set(terms.map(({ part }) => part))].map((part) => {
        const own = terms.flatMap((term, i) => (term.part === part ? [first + i] : []));
        const body = own.map((k) => `target[${place(k)}] += ${value(k, 'e')} * ${scale(input)};`).join(' ');
        return `for (let e = 0; e < ${sizeOf({ part, state: 0 })}; e++) { ${body} }\n`;
      });
      return `for (let i = 0, at = ${places[input]}; i < ${this.points * this.size}; i++, at += ${stride}) target[at] = 0;
${overPoints(loops.join(''))}`;
    });
    const source = `'use strict';\n${names.join('')}${reads.length > 0 ? reading : ''}${adding.join('')}`;
    return new Function('target', 'columns', 'ends', source) as Transfer;
  }

  fillWide(target: BigInt64Array, stride: number, places: readonly number[]): void {
    for (const { input, part, state, ends } of this.wires.reads) {
      const integer = this.integersOf(part, state);
      const { size } = this.fixed[part]!.step.population;
      for (let point = 0, at = places[input]!; point < this.points; point++)
        for (let e = 0; e < ends.length; e++, at += stride) target[at] = integer(point * size + ends[e]!);
    }
    for (const { input, terms } of this.wires.sums) {
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
const sum = (terms: readonly string[]): string => terms.filter((term) => term !== '').join(' + ');
const product = (value: string, factor: number): string => (factor === 1 ? value : `${value} * ${factor}`);
