/**
 * Form 3: one pure function over the reals for each cell: (states, params, inputs, delayed, draws) at t_k -> next states,
 * events, asserts. A DAG, no loops, no network left, the solver substituted. The numbered contract of a step is in
 * `docs/step.md`: rates from values at t_k; events between t_k and t_(k+1); blocks at t_(k+1).
 */

import type { Span } from '../../dsl/index.ts';
import type { Edges, Experiment, PrintUnit, Solver } from '../model/form.ts';
import type { DrawSite } from '../ops/draw/draw.ts';
import type { Format, StateRounding } from '../ops/format.ts';
import type { Graph, ValueId } from '../ops/graph.ts';

export interface StepState {
  readonly name: string;
  readonly unit: PrintUnit;
  /**
   * continuous: has a rate. memory: changed by blocks. hidden: made by the compiler (velocity, counter, a value that edges read).
   * output: of an edge; what it adds to one of its ends, worked out from t_k (`next` reads no other output).
   */
  readonly kind: 'continuous' | 'memory' | 'hidden' | 'output';
  /** Hands a value of this step to the next; nothing of it is left after that. */
  readonly carried?: true;
  /** Stored in turns, wraps at +-1/2. */
  readonly angle: boolean;
  readonly range: { readonly low: number; readonly high: number } | null;
  readonly format: Format | null;
  readonly rounding: StateRounding | null;
  /** The potential of a node without storage, found by relaxation. */
  readonly relaxed?: true;
  /** The logarithm of what the file calls the state; or a memory that is moved by its rate, at steps of its own. */
  readonly stored?: 'logarithm' | 'steps';
  /** One number, or one per instance. */
  readonly initial: Float64Array;
  readonly origin: Span;
}
export interface StepParam {
  readonly name: string;
  readonly unit: PrintUnit;
  /** One per instance: only what differs between instances is here (and host params), the rest is constant in the graph. */
  readonly values: Float64Array;
  /** Stays writable while the hardware runs. */
  readonly host?: true;
}
/** A stimulus sampled at t_k + at*dt. `value` lives in `stimuli`, with leaf `time` and leaf `param` (index into params). */
export interface StepInput {
  readonly name: string;
  readonly unit: PrintUnit;
  /** In steps: 0, 0.5, 1; of passes (`StepForm.passes`) a whole number, also a negative one. */
  readonly at: number;
  readonly value: ValueId;
  /** Whether its value differs between instances. */
  readonly perInstance: boolean;
  /** Set: not a stimulus but a number from another part of the network, at t_k (then `at` is 0, `perInstance` true, `value` the constant 0). */
  readonly from?: NetworkInput;
}
/**
 * What a part takes from the others in a step. `read`: an edge takes a state of the instance at one of its ends, at t_k. `sum`: a
 * cell takes the sum over the edges that end here of outputs, which are states of the edges' step: their values after this
 * step, which are functions of t_k (couplings make their step before populations do).
 */
export type NetworkInput =
  | { readonly kind: 'read'; readonly end: number; readonly state: number }
  | {
      readonly kind: 'sum';
      readonly terms: readonly { readonly part: number; readonly state: number; readonly end: number }[];
      /** Most terms that one instance adds. */
      readonly most: number;
    };
/** A number drawn once a step: leaf `draw`, an exact number of its format, keyed by site, instance and step. */
export interface StepDraw extends DrawSite {
  readonly kind: 'uniform' | 'normal';
  readonly name: string;
  readonly origin: Span;
}
export interface StepEvent {
  readonly name: string;
  /** bool */
  readonly fired: ValueId;
  /** Time inside the step, 0..1 of dt, meaningful when fired; null for conditions (reported at t_(k+1)). */
  readonly fraction: ValueId | null;
  readonly origin: Span;
}
/** The value of `source` a whole number of steps ago; before the start, `initial`. */
export interface DelayLine {
  readonly name: string;
  readonly source: ValueId;
  /** Where they differ between instances, the most. */
  readonly steps: number;
  /** Set: the steps of each instance. */
  readonly own?: Uint32Array;
  readonly initial: Float64Array;
}
/** Rates of the unit vectors of a cell, at t_k, as they were before the step was made of them. Nobody's hardware. */
export interface DirectionRates {
  readonly graph: Graph;
  /** What the leaves `param` and `input` of the graph are. */
  readonly params: readonly StepParam[];
  readonly inputs: readonly StepInput[];
  /** `first`: number of the state that is its first component. */
  readonly vectors: readonly { readonly first: number; readonly rates: readonly ValueId[]; readonly origin: Span }[];
}
export interface StepCell {
  readonly name: string;
  readonly directions?: DirectionRates;
  /** Of every block `every P` that decides by numbers it draws: steps of its period. Nobody's hardware: how often that is, reports tell. */
  readonly redrawn?: readonly number[];
  readonly graph: Graph;
  readonly states: readonly StepState[];
  readonly params: readonly StepParam[];
  readonly inputs: readonly StepInput[];
  readonly delayLines: readonly DelayLine[];
  readonly draws: readonly StepDraw[];
  /** Parallel to `states`: their values after the step. */
  readonly next: readonly ValueId[];
  readonly events: readonly StepEvent[];
  readonly asserts: readonly { readonly holds: ValueId; readonly message: string; readonly origin: Span }[];
  /**
   * Quantities that somebody records or measures, as functions of states, params and inputs with `at` 0 (graph values).
   * Evaluated in float64 by the host from the states after the step and the inputs of that time; never hardware.
   * `model` is the value of the model's cell graph that it stands for: what `records` and `reduce.observed` name.
   */
  readonly observations: readonly {
    readonly name: string;
    readonly unit: PrintUnit;
    readonly value: ValueId;
    readonly model: ValueId;
  }[];
}
export interface StepForm {
  readonly file: string;
  readonly experiment: Experiment;
  readonly circuit: string;
  /** Of one step; of a pass, a part of the experiment's. */
  readonly dt: number;
  /** Of the run; passes, where a step is made of several. */
  readonly steps: number;
  /**
   * Passes to a step of the experiment. A solver with stages makes a step of a coupled circuit in as many passes, each of which is a step for simulators and
   * hardware; what runs look at is what there is after the last one (`sim/network/observers.ts`).
   */
  readonly passes: number;
  readonly solver: Solver;
  /** Graph of the inputs' stimuli. */
  readonly stimuli: Graph;
  /** Number of this part in `experiment.parts`. */
  readonly part: number;
  readonly population: {
    readonly name: string;
    /** Of the array; [points] for a single instance that is swept. */
    readonly shape: readonly number[];
    /** points x size. Instance = point x size + number within the array. */
    readonly instances: number;
    /** Instances of one point. */
    readonly size: number;
    readonly cell: StepCell;
  };
  /** Edges of a coupling; of one point (those of the others are the same, moved by the sizes of the ends). */
  readonly edges: Edges | null;
}
/**
 * Everything an experiment runs: its parts by number, populations first. A step of the network: every coupling reads its ends at
 * t_k and makes a step; then every population adds up its sums and makes a step.
 */
export type StepNetwork = readonly StepForm[];
