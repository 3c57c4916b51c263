/** Form 5: what the hardware is, before any Verilog is written. */
import type { FixedForm, FixedId } from '../numerics/form.ts';
import type { Format } from '../ops/format.ts';
import type { HardwareInstance } from '../ops/operation.ts';

/** One module instance of the lane's datapath. */
export interface PipelinedOperation {
  readonly value: FixedId;
  readonly instance: HardwareInstance;
  /** Clock (counted from issue) at which its arguments must be present. */
  readonly start: number;
  /** Which places of the module hold a register, the first in bit 0. */
  readonly registers: bigint;
  /** Clock at which its result is present, and nanoseconds after its beginning. */
  readonly ready: number;
  readonly time: number;
  /** Clocks that each argument waits so that all meet at `start`; 0 for constants, which are always there. */
  readonly argumentDelays: readonly number[];
}
/** What can be delayed: a value, or the saturation flag of the operation that makes it. */
export interface Signal {
  readonly value: FixedId;
  readonly of: 'value' | 'flag';
}
/** A delay line: `signal` delayed by `after` clocks in all, made from the tap `previous` (0: the signal itself). */
export interface DelayTap {
  readonly signal: Signal;
  readonly after: number;
  readonly previous: number;
}
/** A place in a flat bus: `bus[offset +: width]`. */
export interface BusField {
  readonly name: string;
  readonly offset: number;
  readonly width: number;
  readonly format: Format;
}
/** A result as it leaves the lane: `next` and `delaySource` at clock `stateLatency`, the others at `latency`. */
export interface LaneResult {
  /** Name of the lane's port. */
  readonly name: string;
  readonly role: 'next' | 'fired' | 'fraction' | 'holds' | 'flag' | 'delaySource';
  /** Index into states, events, events, asserts, flagged values, delay lines. */
  readonly index: number;
  readonly signal: Signal;
  readonly format: Format;
  /** Clocks from the signal's own time to the one at which it leaves. */
  readonly delay: number;
}
export interface LaneMachine {
  readonly name: string;
  readonly operations: readonly PipelinedOperation[];
  /** Clocks from issue (leaves valid) to all next states and values to be delayed: the loop that bounds a small population. */
  readonly stateLatency: number;
  /** Clocks to events and flags, at least `stateLatency`: when the instance retires. */
  readonly latency: number;
  /** Nanoseconds of logic that a stage was given, and that the longest one needs. */
  readonly stage: number;
  readonly longestStage: number;
  readonly delays: readonly DelayTap[];
  readonly results: readonly LaneResult[];
  /** Legal, unique Verilog name of each value of the fixed form. */
  readonly valueNames: readonly string[];
  /** Verilog names of the leaves' ports. */
  readonly ports: {
    readonly states: readonly string[];
    readonly params: readonly string[];
    readonly inputs: readonly string[];
    readonly delayed: readonly string[];
    readonly draws: readonly string[];
  };
  /** Values whose saturation raises a flag, in the order of the flag bits behind the asserts. */
  readonly flagged: readonly FixedId[];
}
/** A field that carries an input of the cell: its index among them. */
export interface InputField extends BusField {
  readonly input: number;
}
/** How many steps later what edges add is due. */
export interface Steps {
  readonly most: number;
  /** Of each edge; null: all are alike. */
  readonly own: Uint32Array | null;
}
/** What opens the edges of a part: a state of the population at their first end. */
export interface Gate {
  readonly population: number;
  readonly state: number;
  /** How many steps later what they add is due; null: in the step that they enter. */
  readonly delay: Steps | null;
}
/** The hardware of one part: a population, or the edges of a coupling, in its lanes. */
export interface MachineForm {
  readonly fixed: FixedForm;
  readonly lane: LaneMachine;
  /** Number of the part in the experiment. */
  readonly part: number;
  /** Copies of the lane: instance i is in lane i mod `lanes`, in row floor(i / lanes). */
  readonly lanes: number;
  readonly instances: number;
  /** Rows enter the lanes one a clock, the first in clock `begin` of the step. */
  readonly rows: number;
  readonly begin: number;
  /** Clocks that a row waits for what comes from other parts before its own states are read. */
  readonly lead: number;
  /** Clocks from issue to the writing of the next states, and to events and flags. */
  readonly storeClocks: number;
  readonly retireClocks: number;
  readonly initiationInterval: 1;
  /** Of the whole step, exact, without back-pressure; asserted in simulation. With engines of events: of a step in which nothing fires. */
  readonly cyclesPerStep: number;
  readonly clock: number;
  /** Emulated seconds per second at `clock`; with engines of events the least. */
  readonly rate: number;
  /** Layout of the state word (by state; those that are kept first, outputs of edges above them), and bits of those that are kept. */
  readonly stateWord: readonly BusField[];
  readonly storedWidth: number;
  /** So few rows that their states are read in the clock in which they are needed. */
  readonly small: boolean;
  /** Layout of the parameter word, the stimulus word, the word of what comes from other parts, and the retire bus, of one lane. */
  readonly paramWord: readonly BusField[];
  readonly inputWord: readonly InputField[];
  readonly networkWord: readonly InputField[];
  readonly retireWord: readonly BusField[];
  /** Whether a stimulus word is needed per instance (else per step); 0-width: none. */
  readonly inputsPerInstance: boolean;
  /** Number of its first event in the event stream. */
  readonly firstSource: number;
  /** Copies of the datapath: the lanes; of edges in a window those that are worked out for an instance, for each lane of it. */
  readonly copies: number;
  /** Set: edges that are worked out as the instances of this population are issued; then rows are its rows. */
  readonly window: { readonly population: number; readonly down: number; readonly up: number } | null;
  /** Set: edges that are worked out only when a state of their source is not 0; then rows are the places of the lane that has most. */
  readonly walk: Gate | null;
  /** Rows that fit into the event queue and into the state queue, powers of two: room for all in flight. */
  readonly eventDepth: number;
  readonly stateDepth: number;
}
/** What edges take of the instances at one of their ends: a copy of those states for each lane of edges. */
export interface ReadPort {
  readonly end: number;
  /** Number of the population, and its states that are copied; the fields lie side by side in the copy. */
  readonly part: number;
  readonly fields: readonly (BusField & { readonly state: number; readonly input: number })[];
}
/** The sums of one output of edges at one of their ends, for each lane of edges. */
export interface Accumulator {
  readonly end: number;
  /** Number of the population, its input that takes the sum, and the output (a state of the edges). */
  readonly part: number;
  readonly input: number;
  readonly state: number;
  /** Bits of the sum. */
  readonly width: number;
}
/**
 * Edges that are every pair, by first and then by second end: of two populations; of one, each with those behind it, or with all others.
 */
export type PairOrder = 'all' | 'behind' | 'others';
/** How a coupling is joined to its populations. */
export interface CouplingMachine {
  /** Number of the part whose instances are the edges. */
  readonly part: number;
  /**
   * edge list: one edge a clock and lane; the places of its ends come from a memory, sums go into memories.
   * window: all edges of an instance as it is issued, at both ends; copies of two steps of states, one for each neighbour.
   * event: the edges of the sources that fired, one a clock and lane.
   * delay: the same; what they add is due steps later, in sums for all the steps up to the longest delay.
   * matrix: an edge list whose places are counted, in the order of `pairs`.
   */
  readonly engine: 'edge list' | 'window' | 'event' | 'delay' | 'matrix';
  readonly pairs: PairOrder | null;
  readonly reads: readonly ReadPort[];
  readonly sums: readonly Accumulator[];
  /**
   * Bits of memory: places of the ends (of events: edges by source, with their parameters), copies of states (of events: lists of sources too), sums
   * (of delays: of all steps up to the longest), delay lines of edges of a list.
   */
  readonly memoryBits: {
    readonly ends: number;
    readonly copies: number;
    readonly sums: number;
    readonly delays: number;
  };
}
/** The hardware of an experiment: its parts, what passes between them, the clocks of a step. */
export interface NetworkMachine {
  /** Name of the top, without suffix. */
  readonly name: string;
  /** Of all parts, by number. */
  readonly forms: readonly FixedForm[];
  /** Those that make hardware, by number. */
  readonly parts: readonly MachineForm[];
  readonly couplings: readonly CouplingMachine[];
  /** Exact, without back-pressure. With engines of events: of a step in which nothing fires. */
  readonly cyclesPerStep: number;
  /** Clocks that engines of events add to a step in which everything fires; 0: there are none. */
  readonly longestWalk: number;
  readonly clock: number;
  readonly rate: number;
}
/** One file of the output folder. */
export interface EmittedFile {
  readonly path: string;
  readonly text: string;
}
