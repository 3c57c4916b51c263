/**
 * Steps by a program that is right where states are as assumed, and by one that is always right where some are not. Every step
 * of the first finds out whether the states after it are as assumed, and makes a doubt known in memory where they are not.
 */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { Check } from './assumed.ts';
import type { LaneProgram } from './lane-form.ts';
import type { LaneLayout } from './lane-layout.ts';

/** What the first program looks at, as numbers in the columns. */
export interface Guard {
  readonly column: number;
  readonly low: number | null;
  readonly high: number | null;
}
export function guardsOf(fixed: FixedForm, program: LaneProgram, checks: readonly Check[]): readonly Guard[] {
  return checks.map(({ state, low, high }) => {
    const { fraction } = fixed.states[state]!.format;
    const inColumn = (word: bigint | null): number | null =>
      word === null ? null : Number(word) * 2 ** -fraction + program.columns[state]!.raisedBy;
    return { column: state, low: inColumn(low), high: inColumn(high) };
  });
}
/** The numbers that columns are compared with. */
export function limitsOf(guards: readonly Guard[]): number[] {
  return guards.flatMap(({ low, high }) => [low, high]).filter((limit) => limit !== null);
}
/** One of the two ways to make steps. */
export interface Way {
  advance(first: number, count: number): number;
  /** Works out what it keeps besides the states, which the other has changed. */
  resume(): void;
}
/** Steps by the careful way before the other is tried again; doubts after which it is not. */
const careful = 16;
const mostDoubts = 200;

/** Makes steps by the quick way where nothing is in doubt. */
export class GuardedSteps {
  private readonly quick: Way;
  private readonly makeCareful: () => Way;
  private readonly guards: readonly Guard[];
  private readonly layout: LaneLayout;
  private readonly buffer: ArrayBuffer;
  /** Doubts of this part and of those whose states it takes. */
  private readonly doubts: readonly Int32Array[];
  private readonly own: Int32Array;
  private carefully: Way | null = null;
  private isCareful = false;
  private count = 0;

  constructor(
    quick: Way,
    makeCareful: () => Way,
    guards: readonly Guard[],
    layout: LaneLayout,
    buffer: ArrayBuffer,
    others: readonly number[],
  ) {
    this.quick = quick;
    this.makeCareful = makeCareful;
    this.guards = guards;
    this.layout = layout;
    this.buffer = buffer;
    this.doubts = [layout.doubt, ...others].map((address) => new Int32Array(buffer, address, 1));
    this.own = this.doubts[0]!;
  }
  advance(first: number, count: number): number {
    if (this.doubts.every((doubt) => doubt[0] === 0)) {
      if (this.isCareful) this.quick.resume();
      this.isCareful = false;
      return this.quick.advance(first, count);
    }
    if (!this.isCareful) {
      this.carefully ??= this.makeCareful();
      this.carefully.resume();
      this.isCareful = true;
      this.count++;
    }
    const steps = this.carefully!.advance(first, Math.min(count, careful));
    this.own[0] = this.count < mostDoubts && this.isAsAssumed() ? 0 : 1;
    return steps;
  }
  private isAsAssumed(): boolean {
    return this.guards.every(({ column, low, high }) => {
      const values = new Float64Array(this.buffer, this.layout.columns[column]!, this.layout.padded);
      return values.every((x) => (low === null || x >= low) && (high === null || x <= high));
    });
  }
}
