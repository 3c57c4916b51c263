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
/** The hardware of one part: a population in its lanes. */
export interface MachineForm {
  readonly fixed: FixedForm;
  readonly lane: LaneMachine;
  /** Copies of the lane: instance i is in lane i mod `lanes`, in row floor(i / lanes). */
  readonly lanes: number;
  readonly instances: number;
  /** Rows enter the lanes one a clock, the first in clock `begin` of the step. */
  readonly rows: number;
  readonly begin: number;
  /** Clocks from issue to the writing of the next states, and to events and flags. */
  readonly storeClocks: number;
  readonly retireClocks: number;
  readonly initiationInterval: 1;
  /** Of the whole step, exact, without back-pressure; asserted in simulation. */
  readonly cyclesPerStep: number;
  readonly clock: number;
  /** Emulated seconds per second at `clock`. */
  readonly rate: number;
  /** Layout of the state word, the parameter word, the stimulus word and the retire bus of one lane. */
  readonly stateWord: readonly BusField[];
  readonly paramWord: readonly BusField[];
  readonly inputWord: readonly BusField[];
  /** next states, then for each event `fired` (1 bit) and its fraction (8 bits), assert flags, saturation flags. */
  readonly retireWord: readonly BusField[];
  /** Whether a stimulus word is needed per instance (else per step); 0-width: none. */
  readonly inputsPerInstance: boolean;
  /** Rows that fit into the event queue and into the state queue, powers of two: room for all in flight. */
  readonly eventDepth: number;
  readonly stateDepth: number;
}
/** One file of the output folder. */
export interface EmittedFile {
  readonly path: string;
  readonly text: string;
}
