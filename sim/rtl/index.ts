/** The Verilog of form 5 under Verilator and Icarus, as one more simulator. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { EmittedFile, MachineForm, NetworkMachine } from '../../compiler/machine/form.ts';
import { networkOf } from '../../compiler/machine/words.ts';
import type { Progress, RunObserver } from '../run.ts';
import { buildIcarus, type IcarusModel, runIcarus } from './icarus.ts';
import { runVerilated } from './run-verilated.ts';
import { type InputSource, isStimulated, networkInputs, stimulusBits } from './stimulus-words.ts';
import { type BuildOptions, buildVerilated, type VerilatedModel } from './verilator.ts';
import { WalkClocks } from './walks.ts';

export type RtlModel =
  | { readonly tool: 'verilator'; readonly machine: NetworkMachine; readonly model: VerilatedModel }
  | { readonly tool: 'icarus'; readonly machine: NetworkMachine; readonly model: IcarusModel };

/** A core of the emitted files, ready to run; from the cache when nothing changed. */
export async function buildRtl(
  hardware: MachineForm | NetworkMachine,
  files: readonly EmittedFile[],
  tool: 'verilator' | 'icarus',
  options: BuildOptions,
): Promise<RtlModel> {
  const machine = 'parts' in hardware ? hardware : networkOf(hardware);
  const { name, parts } = machine;
  if (tool === 'icarus') return { tool, machine, model: await buildIcarus(files, `${name}_tb`, options) };
  const defines = [
    ...(parts.some(({ fixed }) => fixed.events.length > 0) ? ['QNM_EVENTS=1'] : []),
    ...(parts.some(({ fixed, lane }) => fixed.asserts.length + lane.flagged.length > 0) ? ['QNM_FLAGS=1'] : []),
    ...(isStimulated(machine) ? [`QNM_STIMULUS_BITS=${stimulusBits(machine)}`] : []),
  ];
  return {
    tool,
    machine,
    model: await buildVerilated(files, `${name}_core`, harnessText('harness.cpp'), defines, options),
  };
}

/** C++ that ships beside this file: in the checkout, and from `dist/` in the package. */
export function harnessText(name: string): string {
  const places = [resolve(import.meta.dirname, name), resolve(import.meta.dirname, '../../../sim/rtl', name)];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`sim/rtl/${name} is missing from this installation`);
  return readFileSync(found, 'utf8');
}

export interface RtlRunOptions {
  readonly steps: number;
  /** Integers of the stimuli of the only part; those of the experiment by default. */
  readonly inputs?: InputSource;
  /** Verilator only: other than 0, every stream waits at random, the run is paused, read back, traced, and reset in the middle once. */
  readonly seed?: number;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: Progress;
  /** Milliseconds; an hour by default. */
  readonly timeLimit?: number;
}
export interface RtlSummary {
  readonly tool: RtlModel['tool'];
  readonly version: string;
  readonly steps: number;
  readonly cycles: number;
  readonly stalls: number;
  /** Clocks of a step without the stalls and without those of edges that events opened, as measured; equals `machine.cyclesPerStep` (checked). */
  readonly cyclesPerStep: number;
  /** Clocks of edges that events opened, worked out from the states. */
  readonly walked: number;
  readonly seconds: number;
  /** False when `progress` asked for the end. */
  readonly complete: boolean;
}

/** Runs the core for `steps` steps; the observer sees every one. Throws `ToolFailure` when the harness finds a fault. */
export async function runRtl(model: RtlModel, observer: RunObserver, options: RtlRunOptions): Promise<RtlSummary> {
  const { machine, tool } = model;
  const { steps, signal } = options;
  const inputs = options.inputs ? [options.inputs] : networkInputs(machine);
  const common = { steps, inputs, signal, timeLimit: options.timeLimit ?? 3_600_000 };
  const walks = new WalkClocks(machine, observer);
  const proceed = (done: number): boolean => options.progress === undefined || options.progress(done, steps);
  const started = performance.now();
  const counts =
    model.tool === 'icarus'
      ? await runIcarus(machine, model.model, walks, common, proceed)
      : await runVerilated(machine, model.model, walks, { ...common, seed: options.seed ?? 0 }, proceed);
  const seconds = (performance.now() - started) / 1000;
  const [cycles, stalls] = [counts?.cycles ?? 0, counts?.stalls ?? 0];
  const walked = counts === null ? 0 : walks.clocks;
  const cyclesPerStep = (cycles - stalls - walked) / steps;
  if (counts && cyclesPerStep !== machine.cyclesPerStep)
    throw new Error(
      `${tool}: predicted ${machine.cyclesPerStep} clocks a step, measured ${cyclesPerStep} beside ${walked} for edges that events opened`,
    );
  return {
    tool,
    version: model.model.version,
    steps,
    cycles,
    stalls,
    cyclesPerStep,
    walked,
    seconds,
    complete: counts !== null,
  };
}

export { lintIcarus, lintVerilator } from './lint.ts';
export { ToolFailure } from './process.ts';
export { type InputSource, stimulusLines, stimulusNumbers } from './stimulus-words.ts';
export { type BuildOptions, buildVerilated } from './verilator.ts';
