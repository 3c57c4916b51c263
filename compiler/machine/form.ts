/** Form 5: what the hardware is, before any Verilog is written. */
import type { Format } from '../ops/format.ts';
import type { HardwareInstance } from '../ops/operation.ts';
import type { FixedForm, FixedId } from '../numerics/form.ts';

/** One module instance of the lane's datapath. */
export interface PipelinedOperation {
  readonly value: FixedId;
  readonly instance: HardwareInstance;
  /** Clock (counted from issue) at which its arguments must be present; its result is present at start + latency. */
  readonly start: number;
  /** Delay in clocks to put before each argument so that all meet at `start`; 0: none. */
  readonly argumentDelays: readonly number[];
}
/** A place in a flat bus: `bus[offset +: width]`. */
export interface BusField {
  readonly name: string;
  readonly offset: number;
  readonly width: number;
  readonly format: Format;
}
export interface LaneMachine {
  readonly name: string;
  readonly operations: readonly PipelinedOperation[];
  /** Clocks from issue (leaves valid) to all next states valid. */
  readonly latency: number;
  /** Delay of each result up to `latency` where it leaves. */
  readonly resultDelays: ReadonlyMap<FixedId, number>;
}
export interface MachineForm {
  readonly fixed: FixedForm;
  readonly lane: LaneMachine;
  readonly lanes: number;
  readonly instances: number;
  readonly initiationInterval: 1;
  /** Exact, without back-pressure; asserted in simulation. */
  readonly cyclesPerStep: number;
  readonly clock: number;
  /** Emulated seconds per second at `clock`. */
  readonly rate: number;
  /** Layout of the state word, the parameter word, the stimulus word and the retire bus. */
  readonly stateWord: readonly BusField[];
  readonly paramWord: readonly BusField[];
  readonly inputWord: readonly BusField[];
  /** next states, then for each event `fired` (1 bit) and its fraction (8 bits), assert flags, saturation flags. */
  readonly retireWord: readonly BusField[];
  /** Whether a stimulus word is needed per instance (else per step); 0-width: none. */
  readonly inputsPerInstance: boolean;
}
/** One file of the output folder. */
export interface EmittedFile {
  readonly path: string;
  readonly text: string;
}
