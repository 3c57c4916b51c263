/**
 * What the compiler knows about one operation. One file per operation (or per close family), registered in `index.ts`;
 * nothing else in the compiler has a `switch` over operations.
 *
 * The exact integer meaning of every fixed operation is: take the exact mathematical result of the operation on the
 * argument integers, round it to the result's fraction with `rounding`, then treat overflow as `overflow` says. Results
 * that cannot be exact (polynomial tables) define their integer algorithm in the operation's doc comment.
 * `integer` (here, run by `sim/fixed`) and the modules in `rtl/` are written independently from that sentence.
 */

import type { Format, Overflow, Rounding } from './format.ts';
import type { Attributes, Graph, ValueId, ValueType } from './graph.ts';
import type { Multiplier } from './hardware/multipliers.ts';

/** Closed interval; `low <= high`; infinities allowed. `NaN` never. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * A machine for exact integers that an operation's meaning is written for. Three engines implement it: the BigInt oracle,
 * generated JavaScript and generated WebAssembly. Values are exact integers of any size; an engine tracks bounds and
 * refuses (so that a slower engine takes over) where its words are too short. Booleans are 0 and 1.
 */
export interface IntegerBuilder<T> {
  constant(value: bigint): T;
  add(a: T, b: T): T;
  subtract(a: T, b: T): T;
  multiply(a: T, b: T): T;
  /** The exact quotient rounded to an integer; any integer when `b` is 0 (choose another result with select). */
  divide(a: T, b: T, rounding: Rounding): T;
  shiftLeft(a: T, bits: number): T;
  /** Arithmetic shift right: floor(a / 2^bits). */
  shiftRight(a: T, bits: number): T;
  /** As above, by a run-time amount in 0..`most`. */
  shiftRightBy(a: T, bits: T, most: number): T;
  /** a * 2^bits by a run-time amount in 0..`most`. */
  shiftLeftBy(a: T, bits: T, most: number): T;
  bitAnd(a: T, mask: bigint): T;
  less(a: T, b: T): T;
  equal(a: T, b: T): T;
  select(condition: T, whenTrue: T, whenFalse: T): T;
  /** `a` clipped to low..high. */
  clamp(a: T, low: bigint, high: bigint): T;
  /** The same, for overflow: the engine may note that it clipped, and raise the value's flag. */
  saturate(a: T, low: bigint, high: bigint): T;
  /** `memory[index]`, index in range by construction. */
  load(memory: IntegerMemory, index: T): T;
  /** The table's algorithm as one step, for engines that have a form of their own for it; null: it is written out. */
  polynomial?(table: PolynomialTable, code: T): T | null;
}
/** A constant memory: one word per address. The same object feeds the simulators, the memory file of the RTL and the error. */
export interface IntegerMemory {
  readonly name: string;
  readonly words: readonly bigint[];
  readonly width: number;
  readonly signed: boolean;
}

/**
 * A piecewise polynomial of one variable as integers. Input code x (integer of `input`); offset o = x - low code.
 * Coarse interval c = o >> coarseShift; fine index f = (o & (2^coarseShift - 1)) >> (coarseShift - fineBits[c]);
 * segment s = firstSegment[c] + f; local coordinate d = the low (coarseShift - fineBits[c]) bits of o, seen as an unsigned
 * fraction left-aligned to `localBits` bits (shifted left, or dropped on the right when longer).
 * Horner: y = c_n; y = round(y*d) + c_(n-1) ... each product shifted by `localBits` and rounded half up
 * ((p + 2^(localBits-1)) >> localBits), all in `work` (fraction of every coefficient); the end is rounded to `result`
 * with the value's rounding and overflow. Uniform tables have one coarse interval.
 */
export interface PolynomialTable {
  readonly name: string;
  readonly degree: 0 | 1 | 2 | 3;
  readonly input: Format;
  readonly lowCode: bigint;
  /** Codes below/above are clamped to lowCode/highCode first. */
  readonly highCode: bigint;
  readonly coarseShift: number;
  readonly fineBits: readonly number[];
  readonly firstSegment: readonly number[];
  readonly localBits: number;
  /** Fraction bits of coefficients and accumulator. */
  readonly workFraction: number;
  /** [power] -> memory with one word per segment. */
  readonly coefficients: readonly IntegerMemory[];
  /** Largest |table - function| over every input code, before the final rounding to `result`; in the function's unit. */
  readonly error: number;
  readonly inputsChecked: number;
  /** What is tabulated, as text: "exp(5220.5 K / T)". */
  readonly of: string;
}

/** Everything static about one fixed value. */
export interface FixedSite {
  readonly args: readonly Format[];
  readonly result: Format;
  readonly rounding: Rounding;
  readonly overflow: Overflow;
  readonly attributes: Attributes;
  readonly table: PolynomialTable | null;
  /** Integer of each constant argument, null where not constant. */
  readonly constants: readonly (bigint | null)[];
}
/** A place of a module where it may hold a register. */
export interface RegisterPlace {
  /** Nanoseconds of the logic between the place before (or the inputs) and this one. */
  readonly delay: number;
  /** Flip-flops of a register here. */
  readonly bits: number;
  /** The register is always there: reading a memory takes a clock. */
  readonly always: boolean;
}
/** An instance of a module of `rtl/`: parameters are numbers or memory files; argument ports are `a`, `b`, `c`, result `y`. */
export interface HardwareInstance {
  readonly module: string;
  readonly parameters: Readonly<Record<string, number | bigint | IntegerMemory>>;
  /** Port name of each argument, in order; null: a constant that is in the parameters. */
  readonly ports: readonly (string | null)[];
  /** Clocks with a register at every place. */
  readonly latency: number;
  /** From the inputs to the result; the module's parameter REGISTERS says which of them are there, the first in bit 0. */
  readonly places: readonly RegisterPlace[];
  /** Nanoseconds of the logic behind the last place. */
  readonly tail: number;
  /** Whether the module has a `flag` output (saturation happened). */
  readonly flag: boolean;
}
/** Cost of one site on one family; `lut` in LUT4. */
export interface Cost {
  readonly lut: number;
  readonly ff: number;
  readonly dsp: number;
  readonly bram: number;
}
/** What the cost functions must know of a device family. */
export interface Family {
  readonly name: string;
  /** In the order in which synthesis tries them: what one leaves over, the next may take. */
  readonly multipliers: readonly Multiplier[];
  readonly blockRamBits: number;
}

export interface FixedOperation {
  /** Exact meaning on integers. `args` are in the formats of the site; the result is in `site.result`. */
  integer<T>(builder: IntegerBuilder<T>, site: FixedSite, args: readonly T[]): T;
  hardware(site: FixedSite): HardwareInstance;
  cost(site: FixedSite, family: Family): Cost;
}

export interface Operation {
  readonly name: string;
  /** Word for messages and printed forms. */
  readonly description: string;
  readonly arity: number;
  readonly type: ValueType;
  /** args[0] decides which of args[1] (true) and args[2] (false) is the result; the other one is not needed. */
  readonly chooses?: true;
  /** The result jumps at some argument values (comparisons, sign, floor): fixed point and float64 may then decide apart. */
  readonly jumps?: true;
  /** How the printed forms write it: `a + b`, `exp(a)`. */
  print(args: readonly string[], attributes: Attributes): string;
  float64(args: readonly number[], attributes: Attributes): number;
  /**
   * JavaScript expression with the same value bit for bit as `float64`. `table` is the text of an expression that gives the
   * value's `DataTable` (`tables[3]`). The generated code has `functions` in scope: `javascriptFunctions` of `ops/index.ts`.
   * An argument's text may occur more than once: give names, not long expressions.
   */
  javascript(args: readonly string[], attributes: Attributes, table: string): string;
  /** Text of a function `f(list, n)` that puts the operation's value in place of each of the first n numbers, for one argument. */
  readonly many?: string;
  /** Enclosure of the result; `null` when the result is undefined somewhere on the arguments (division by an interval with 0 gives +-inf, log of negatives null). */
  interval(args: readonly Interval[], attributes: Attributes): Interval | null;
  /** Partial derivatives at a point (0 where piecewise constant). */
  partials(args: readonly number[], result: number, attributes: Attributes): number[];
  /** Algebraic identities and constant folding: a simpler equivalent value, or null. Never changes the float64 value by more than rounding. */
  simplify?(graph: Graph, args: readonly ValueId[], attributes: Attributes): ValueId | null;
  /** Symbolic partial derivative with respect to argument `i` (for linear network solving, implicit rates and the exponential solver). */
  derivative?(graph: Graph, args: readonly ValueId[], attributes: Attributes, i: number): ValueId | null;
  /** null: has no direct hardware; numerics must fuse it into a table (one variable) or rewrite it. */
  readonly fixed: FixedOperation | null;
}
