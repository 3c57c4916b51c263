/** The virtual board of an experiment: built, started, found again. */
import { emitHost } from '../../compiler/emit/index.ts';
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import { type BoardProcess, buildBoard, startBoard } from '../../sim/rtl/virtual-board.ts';
import { CommandError, exitCode } from '../exit.ts';
import type { NodeFiles } from '../files.ts';
import { chooseSimulators, type VerilogRunner } from '../library/verilog.ts';
import { packageVersion } from '../package-root.ts';

/** Clocks of a serial bit times 256: the fewest, so that few clocks are spent on the line. */
const bitClocks = 4 * 256;

export interface VirtualBoard {
  /** Starts another one. */
  start(log: string): Promise<BoardProcess>;
  /** Seconds that building took; 0 when it was there already. */
  readonly seconds: number;
}

/** @throws CommandError when Verilator is missing, or the circuit is too large for the interface */
export async function virtualBoard(
  experiment: CompiledExperiment,
  files: NodeFiles,
  runner: VerilogRunner,
  options: { readonly steps: number; readonly noise: number; readonly port?: number },
): Promise<VirtualBoard> {
  chooseSimulators('verilator', runner.toolbox);
  const hardware = experiment.hardware!;
  const host = emitHost(hardware, experiment.files, files, { version: packageVersion(), bitClocks });
  if (host === null)
    throw new CommandError(
      exitCode.doesNotFit,
      `${experiment.experiment.name} has more than 255 sources of events, or more than 256 bits of parameters for an instance: the host interface has no room for them`,
    );
  const model = await buildBoard(hardware.name, [...experiment.files, ...host], {
    toolbox: runner.toolbox,
    cacheDir: runner.cacheDir,
    // the better optimised build pays when the run is long
    purpose: hardware.cyclesPerStep * options.steps > 2e7 ? 'long' : 'short',
    signal: runner.signal,
  });
  return {
    seconds: model.seconds,
    start: (log) =>
      startBoard(model, {
        bitClocks,
        detached: log,
        ...(options.port === undefined ? {} : { port: options.port }),
        ...(options.noise > 0 ? { noise: { seed: 1, perMillion: options.noise } } : {}),
      }),
  };
}
