/**
 * Form 2: cells (flattened sub-circuits), experiments. Names resolved, dimensions checked, all numbers SI, arrays not unrolled.
 * Expressions are values of the cell's graph. Where several scalars form a vector, there is one value per component.
 */

import type { Span } from '../../dsl/index.ts';
import type { Format, StateRounding } from '../ops/format.ts';
import type { Graph, ValueId } from '../ops/graph.ts';

export type NodeId = number & { readonly brand: 'NodeId' };
export type StateId = number & { readonly brand: 'StateId' };
export type EventId = number & { readonly brand: 'EventId' };

/** A unit for print: SI dimension and the text that the user would write. `scale` converts SI to that text's unit. */
export interface PrintUnit {
  readonly text: string;
  readonly scale: number;
}
export interface DisciplineModel {
  readonly name: string;
  readonly nature: 'conserved' | 'owned' | 'signal' | 'event';
  /** Access words: V, I; T, Q; m, B; value in `potential` for signals. */
  readonly potential: string;
  readonly flow: string;
  /** 1 or 3. */
  readonly components: number;
  readonly potentialUnit: PrintUnit;
  readonly flowUnit: PrintUnit;
}
export interface CellNode {
  readonly name: string;
  readonly discipline: DisciplineModel;
  /** reference: potential 0. fixed: `value`. port: set by the experiment (leaf `input` or constant). internal: to be solved or stored. */
  readonly role: 'reference' | 'fixed' | 'port' | 'internal';
  readonly initial: ValueId | null;
  readonly value: readonly ValueId[] | null;
  readonly origin: Span;
}
/** One `<+`, or the sum of those of one device on one terminal pair. */
export interface Branch {
  /** `X.I(p, n)` */
  readonly name: string;
  readonly instance: string;
  readonly kind: 'flow' | 'potential' | 'own' | 'add'; // conserved flow; conserved potential (ideal source); owned/signal potential set by its owner; added to an owned or signal node
  readonly from: NodeId;
  /** Second terminal; null for one-terminal accesses. Conserved one-terminal accesses run from the node to the reference. */
  readonly to: NodeId | null;
  /** One per component. May contain `rate` (ddt). */
  readonly value: readonly ValueId[];
  readonly origin: Span;
  /** Span of the left-hand side, e.g. `I(p, n)`. */
  readonly target: Span;
}
export interface StateModel {
  readonly name: string;
  readonly kind: 'state' | 'memory';
  /** SI unit; angles are stored in turns (the model's expressions read 2*pi*state). */
  readonly unit: PrintUnit;
  readonly angle: boolean;
  readonly initial: ValueId;
  /** `ends`: the same as values, where an experiment may set parameters that they depend on. */
  readonly range: {
    readonly low: number;
    readonly high: number;
    readonly ends?: readonly [ValueId, ValueId];
    readonly origin: Span;
  } | null;
  readonly format: Format | null;
  readonly rounding: StateRounding | null;
  /** Right-hand side of x' = ...; null for memories (and for a state without a rate, which is an error before this form). */
  readonly rate: ValueId | null;
  /** Index of the first of three components of a `direction`, for renormalisation; null otherwise. */
  readonly direction: StateId | null;
  /** Stored as its logarithm, or standing still between steps of its own: see `stored-states.ts`. */
  readonly stored?: 'logarithm' | 'steps';
  readonly origin: Span;
}
export interface ParamModel {
  readonly name: string;
  readonly unit: PrintUnit;
  /** Default as an expression of constants and other params. */
  readonly value: ValueId;
  readonly host: boolean;
  readonly origin: Span;
  /** Where its value is written: at the instance that gives it one, or its default. */
  readonly given?: Span;
  /** What is allowed, in SI; left out where it depends on other parameters. */
  readonly range?: { readonly low: number; readonly high: number; readonly origin: Span };
}
export type EventModel = { readonly name: string; readonly origin: Span } & (
  | {
      readonly kind: 'crossing';
      readonly direction: 'rising' | 'falling' | 'either';
      readonly value: ValueId;
      readonly threshold: ValueId;
    }
  | { readonly kind: 'condition'; readonly condition: ValueId } // occurs in each step at whose end the condition holds
);
/** parallel: all instances at once. coloured: never two that are coupled. sequential: one after the other. */
export type UpdateOrder = 'parallel' | 'coloured' | 'sequential';
export interface BlockModel {
  readonly kind: 'on' | 'every';
  /** Bool value at t_(k+1) (an `event` leaf for `on spike`); null for every. */
  readonly condition: ValueId | null;
  /** Seconds; every only. */
  readonly period: ValueId | null;
  readonly priority: number | null;
  /** Who runs at the same time as whom, of an `every` block in an array, where it is said. */
  readonly update?: UpdateOrder;
  readonly assignments: readonly { readonly state: StateId; readonly value: ValueId; readonly origin: Span }[];
  readonly origin: Span;
}
/** A random draw: leaf `draw` is its number in standard form (uniform in [0, 1), normal with mean 0 and variance 1). */
export interface DrawModel {
  readonly kind: 'uniform' | 'normal';
  /** White noise: the number is divided by the root of dt. */
  readonly white: boolean;
  /** Made once, before the run (parameters, initial values), instead of once a step. */
  readonly once: boolean;
  /** Its own seed; null: the experiment's. */
  readonly seed: number | null;
  readonly origin: Span;
}
/** Leaf `remote` of an edge: what it reads of the instance at one of its ends, at t_k. */
export interface RemoteModel {
  readonly name: string;
  readonly unit: PrintUnit;
  /** Which end of the edge, from 0. */
  readonly end: number;
  /** A value of that end's graph (a potential, a state, a `let`), or an event (1 when it occurred in the step that ended at t_k). */
  readonly of:
    | { readonly kind: 'value'; readonly value: ValueId }
    | { readonly kind: 'event'; readonly event: EventId };
  readonly origin: Span;
}
/** Leaf `gathered` of a cell: the exact sum, over all edges that end here, of one output of a coupling. */
export interface GatherModel {
  readonly name: string;
  readonly unit: PrintUnit;
  /** Every term: the part (a coupling) and its output. */
  readonly terms: readonly { readonly part: number; readonly output: number }[];
  readonly origin: Span;
}
/** What an edge adds to the instance at one of its ends: what flows into a node of it (by Kirchhoff), or is added to it. */
export interface OutputModel {
  readonly name: string;
  readonly unit: PrintUnit;
  /** Which end of the edge, from 0. */
  readonly end: number;
  readonly value: ValueId;
  readonly origin: Span;
}
/** Leaf `datum`: a number for each instance of an array (or each edge), from a file or a list. */
export interface DatumModel {
  readonly name: string;
  readonly unit: PrintUnit;
  /** One per instance of the part. */
  readonly values: Float64Array;
  readonly origin: Span;
}
/** Nodes without storage that are not eliminated: found by sweeps, or by a matrix that is worked out before the run. */
export interface SolveModel {
  readonly nodes: readonly NodeId[];
  readonly method: 'relaxation' | 'direct';
  /** Of relaxation: sweeps in each `dt` that the file says; the step of the experiment is that part of it. */
  readonly sweeps: number;
  readonly damping: number;
  readonly origin: Span;
}
export interface Cell {
  readonly name: string;
  readonly graph: Graph;
  readonly params: readonly ParamModel[];
  readonly nodes: readonly CellNode[];
  readonly branches: readonly Branch[];
  readonly states: readonly StateModel[];
  /** Leaves `input`: scalars that the experiment sets (potential of a port node, value of a signal port). */
  readonly inputs: readonly {
    readonly name: string;
    readonly unit: PrintUnit;
    readonly node: NodeId | null;
    /** Set: 1 in the last step of every phase of that name. */
    readonly phase?: string;
    readonly origin: Span;
  }[];
  readonly events: readonly EventModel[];
  readonly blocks: readonly BlockModel[];
  readonly delays: readonly { readonly source: ValueId; readonly time: ValueId; readonly origin: Span }[];
  readonly asserts: readonly { readonly condition: ValueId; readonly message: string; readonly origin: Span }[];
  /** Site i is draw i: in the order in which they are read. */
  readonly draws: readonly DrawModel[];
  readonly data: readonly DatumModel[];
  /** Of cells of populations. */
  readonly gathers: readonly GatherModel[];
  /** Of cells of couplings. */
  readonly remotes: readonly RemoteModel[];
  readonly outputs: readonly OutputModel[];
  readonly solves?: readonly SolveModel[];
}

// ---- networks ----------------------------------------------------------------------------------------------------
/** The edges of a coupling, in the order in which their instances are numbered. */
export interface Edges {
  /** As written: `grid(4)`. */
  readonly text: string;
  /** Parts at the ends: two, or of `hyperedges` as many as an edge has. */
  readonly ends: readonly [number, number, ...number[]];
  /** Instance of the first and of the second end, by edge. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** The same of the third end and of those behind it; empty where edges have two. */
  readonly more: readonly Uint32Array[];
  /**
   * Set when the edges follow a rule: within one population of this shape, edge (i, offset) leads from i to i + offset for every
   * offset and i where that exists (`wraps`: modulo the shape). Null: the lists are all there is.
   */
  readonly regular: {
    readonly shape: readonly number[];
    readonly offsets: readonly (readonly number[])[];
    readonly wraps: boolean;
  } | null;
  readonly origin: Span;
}
/** Instances at one end (from 0) of the edges, by edge. */
export function instancesAt({ from, to, more }: Pick<Edges, 'from' | 'to' | 'more'>, end: number): Uint32Array {
  return end === 0 ? from : end === 1 ? to : more[end - 2]!;
}
/** Instances at every end, by end and edge. */
export function endLists({ from, to, more }: Pick<Edges, 'from' | 'to' | 'more'>): readonly Uint32Array[] {
  return [from, to, ...more];
}
/** What a block calls the ends of its edges: `a`, `b`, and of hyperedges `c` and on; so many ends at most. */
export const endNames = 'abcdefgh';
/** Many copies of one cell: a population (`edges` null), or the devices on the edges of a coupling. */
export interface PartModel {
  /** Of the array in the circuit; of the coupling. */
  readonly name: string;
  /** [] for a single instance. The instances are numbered with the last index fastest. */
  readonly shape: readonly number[];
  readonly cell: Cell;
  readonly edges: Edges | null;
  readonly origin: Span;
}

// ---- experiments -------------------------------------------------------------------------------------------------
export type Solver = 'euler' | 'heun' | 'rk4' | 'exponential';
/** Measures are expressions over reductions of events or of observed quantities. */
export type MeasureExpression =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'operation'; readonly op: string; readonly args: readonly MeasureExpression[] }
  | { readonly kind: 'measure'; readonly name: string } // another measure
  | { readonly kind: 'sweep'; readonly name: string } // value of a swept quantity at this point
  | {
      readonly kind: 'reduce';
      readonly reduction: string; // rate count period first last min max mean rms final amplitude spread mode phase synchrony correlation accuracy histogram fit
      /** The part whose events or values these are. */
      readonly part: number;
      /**
       * Null: all instances (see `docs/arrays.md` for what that means to each reduction). One number: that instance, for all
       * arguments. Two numbers: of the first and of the second argument.
       */
      readonly instances: readonly number[] | null;
      readonly events: readonly EventId[];
      readonly observed: readonly ValueId[]; // values of the cell graph
      /** `level`, `low`, `high` as written; `angle: 1` for the synchrony of one observed angle, which is in radians. */
      readonly settings: Readonly<Record<string, number>>;
      /** Not the whole run: the ends of a phase (the last so many of them), or the time from a moment on. */
      readonly window?: MeasureWindow;
      readonly origin: Span;
    };
/**
 * `steps`: numbers of the only steps that count, in order; `stretch`: seconds before each of them that count with it;
 * `from`: seconds before which nothing does.
 */
export interface MeasureWindow {
  readonly steps: readonly number[] | null;
  readonly stretch: number;
  readonly from: number;
}
export interface Experiment {
  readonly name: string;
  /** Name of the circuit or device that it is of. */
  readonly circuit: string;
  /** Populations first, then couplings. A circuit without arrays is one part of shape []. */
  readonly parts: readonly PartModel[];
  readonly dt: number;
  readonly stop: number;
  readonly solver: Solver;
  readonly tolerance: number;
  readonly seed: number;
  readonly settle: number;
  /** Graph of stimuli: leaves constant, time, and `param` = index into `sweeps`. */
  readonly stimuliGraph: Graph;
  /** Sets a cell input or overrides a cell param. A param's value must not depend on time unless it is `host`. */
  readonly settings: readonly {
    readonly target: { readonly part: number; readonly kind: 'input' | 'param'; readonly index: number };
    readonly value: ValueId; // in stimuliGraph
    readonly origin: Span;
  }[];
  /** Cartesian product in order, first slowest: the points, which are copies of the whole network. No sweep: one. */
  readonly sweeps: readonly {
    readonly name: string;
    readonly unit: PrintUnit;
    readonly values: Float64Array;
    readonly origin: Span;
  }[];
  readonly records: readonly {
    readonly name: string;
    readonly unit: PrintUnit;
    readonly part: number;
    /** By number within the array; null: all. */
    readonly instances: readonly number[] | null;
    readonly value: ValueId | null;
    readonly event: EventId | null;
    readonly every: number | null;
  }[];
  readonly measures: readonly {
    readonly name: string;
    readonly unit: PrintUnit;
    readonly value: MeasureExpression;
    readonly origin: Span;
  }[];
  readonly expects: readonly ExpectModel[];
  readonly plots: readonly {
    /** Of measures over a sweep, of records over time, of records over a record. */
    readonly kind: 'measure' | 'trace' | 'orbit';
    readonly names: readonly string[];
    readonly over: string | null;
    readonly origin: Span;
  }[];
  readonly target: {
    readonly board: string | null;
    readonly clock: number | null;
    readonly lanes: number | null;
    readonly minimalRate: number | null;
  };
  readonly origin: Span;
}
export interface ExpectModel {
  readonly text: string;
  readonly source: string;
  readonly origin: Span;
  readonly left: MeasureExpression;
  readonly relation: '~' | '==' | '!=' | '<' | '<=' | '>' | '>=';
  readonly right: MeasureExpression;
  readonly tolerance: { readonly kind: 'relative' | 'absolute'; readonly value: number } | null;
  /** Names and values of swept quantities that select the points; empty: every point. */
  readonly at: readonly { readonly name: string; readonly value: number }[];
  readonly where: MeasureExpression | null;
  readonly on: readonly ('float64' | 'fixed' | 'rtl')[];
  readonly unit: PrintUnit;
}
export interface ModelForm {
  readonly file: string;
  /** Every circuit or device of the file that an experiment names, flattened. */
  readonly cells: readonly Cell[];
  readonly experiments: readonly Experiment[];
}

/** What stands behind the name of part `i` of several: `.x`, `.im`; nothing for a single one. */
export function partName(i: number, parts: number): string {
  return parts === 1 ? '' : parts === 2 ? `.${['re', 'im'][i]}` : `.${'xyz'[i]}`;
}
