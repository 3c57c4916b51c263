/** The Verilog of an experiment under the simulators that are installed. */
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { FileAccess } from '../../dsl/index.ts';
import type { RtlRun } from '../../sim/compare/index.ts';
import { buildRtl, type RtlModel, runRtl } from '../../sim/rtl/index.ts';
import { findToolbox, type Toolbox } from '../../sim/rtl/toolbox.ts';
import type { RunObserver } from '../../sim/run.ts';
import type { FamilyName } from '../../sim/synth/board.ts';
import { CommandError, exitCode } from '../exit.ts';
import { packageRoot } from '../package-root.ts';
import { cacheFolder } from './cache-folder.ts';

export const simulators = ['verilator', 'icarus', 'netlist'] as const;
export type Simulator = (typeof simulators)[number];

export interface VerilogRunner {
  readonly toolbox: Toolbox;
  /** Folder of models that are built already. */
  readonly cacheDir: string;
  readonly signal?: AbortSignal;
  /** Where models of cells are read, and the family of the netlist: of `--board`, else ECP5. */
  readonly netlist?: { readonly access: FileAccess; readonly family: FamilyName };
  /** Told which stage begins. */
  readonly stage?: (name: string) => void;
}

/** Programs and cache of this machine. */
export function verilogRunner(
  environment: Readonly<Record<string, string | undefined>>,
  more: Pick<VerilogRunner, 'signal' | 'stage' | 'netlist'> = {},
): VerilogRunner {
  return { toolbox: findToolbox(packageRoot, environment), cacheDir: cacheFolder(environment), ...more };
}

/**
 * The simulators to use: those asked for, else all that are installed.
 * @param asked  `verilator,icarus,netlist`
 * @throws CommandError with exit code 3 when one that was asked for is missing, or Verilator when none was
 */
export function chooseSimulators(asked: string | undefined, toolbox: Toolbox): Simulator[] {
  const here: Readonly<Record<Simulator, boolean>> = {
    verilator: toolbox.verilator !== null && toolbox.cxx !== null,
    icarus: toolbox.iverilog !== null && toolbox.vvp !== null,
    netlist: toolbox.verilator !== null && toolbox.cxx !== null,
  };
  const names = asked?.split(',').map((name) => name.trim()) ?? null;
  for (const name of names ?? [])
    if (!simulators.some((known) => known === name))
      throw new CommandError(exitCode.usage, `there is no simulator "${name}"`, `it is ${simulators.join(', ')}`);
  // The netlist costs minutes of synthesis: only where it was asked for.
  const wanted = simulators.filter((name) => names?.includes(name) ?? name !== 'netlist');
  const missing = wanted.filter((name) => !here[name] && (names !== null || name === 'verilator'));
  if (missing.length > 0)
    throw new CommandError(
      exitCode.toolMissing,
      `${missing.join(' and ')} is needed and not here`,
      `'qnmc doctor --fix' or 'make setup' installs it; 'qnmc doctor' lists all tools`,
    );
  return wanted.filter((name) => here[name]);
}

/** Seconds that Icarus takes for one operation of one instance, and for one register or delay in one clock, about: it interprets. */
const icarusOperation = 2e-6;
const icarusRegister = 0.4e-6;
/** Registers of a part besides those of its lanes (banks, counters, streams, sums): 30 and 42 coupled phases took three times as long as their lanes alone say. */
const registersOfPart = 50;
/** What a random number costs there, in operations: the stages of its generator move once for each instance and step. */
const operationsOfDraw = 200;

/** About how long Icarus would run an experiment, in seconds. */
export function icarusSeconds({ hardware }: CompiledExperiment): number {
  if (hardware === null) return 0;
  const seconds = hardware.parts.map(({ lane, lanes, fixed, instances }) => {
    const registers = lane.operations.reduce((sum, o) => sum + o.registers.toString(2).replaceAll('0', '').length, 0);
    const clocked =
      hardware.cyclesPerStep * (lanes * (registers + lane.delays.length) + registersOfPart) * icarusRegister;
    const draws = fixed.draws.length * operationsOfDraw;
    return instances * (lane.operations.length + draws) * icarusOperation + clocked;
  });
  return hardware.forms[0]!.step.steps * seconds.reduce((a, b) => a + b, 0);
}

/** One simulator of one experiment, as `verify` wants it. */
export function rtlRun(
  experiment: CompiledExperiment,
  simulator: Simulator,
  runner: VerilogRunner,
): RtlRun & { version(): string | null } {
  let version: string | null = null;
  return {
    simulator,
    version: () => version,
    async run(observer) {
      const model = await buildRtlModel(experiment, simulator, runner);
      version = model.model.version;
      const { seconds, cyclesPerStep } = await runModel(experiment, model, observer, runner);
      return {
        buildSeconds: model.model.seconds,
        seconds,
        cyclesPerStep: simulator === 'icarus' && cyclesPerStep === 0 ? null : cyclesPerStep,
      };
    },
  };
}

/** Builds one simulator's model, from the cache when nothing changed. */
export async function buildRtlModel(
  experiment: CompiledExperiment,
  simulator: Simulator,
  runner: VerilogRunner,
): Promise<RtlModel> {
  const {
    hardware,
    files,
    experiment: { name },
  } = experiment;
  if (hardware === null) throw new Error(`${name} was not compiled to Verilog`);
  runner.stage?.(`${name}: building for ${simulator}`);
  // The better optimised build pays when the run is long.
  const clocks = hardware.cyclesPerStep * experiment.parts[0]!.step.steps;
  const purpose = clocks > 2e7 ? 'long' : clocks > 5e5 ? 'short' : 'once';
  const options = { toolbox: runner.toolbox, cacheDir: runner.cacheDir, purpose, signal: runner.signal } as const;
  if (simulator !== 'netlist') return await buildRtl(hardware, files, simulator, options);
  const netlist = await netlistOf(experiment, runner);
  runner.stage?.(`${name}: building the netlist for verilator`);
  return await buildRtl(hardware, netlist, 'verilator', options);
}

/** Milliseconds that synthesis may take. */
const synthesisPatience = 3_600_000;

/** What synthesis makes of the core, with models of the cells. */
async function netlistOf({ experiment, hardware, files }: CompiledExperiment, runner: VerilogRunner) {
  const { netlist, stage, signal, cacheDir } = runner;
  if (netlist === undefined) throw new Error('a netlist was asked of a runner that knows no family');
  const { netlistFiles, netlistFamilies } = await import('../../sim/synth/netlist.ts');
  const { findSynthesisTools } = await import('../../sim/synth/tools.ts');
  const { ToolMissing } = await import('../../sim/synth/flow.ts');
  if (!netlistFamilies.includes(netlist.family))
    throw new CommandError(
      exitCode.usage,
      `netlists of the family ${netlist.family} are not simulated`,
      `take a board with a device of ${netlistFamilies.join(' or ')}`,
    );
  const options = {
    tools: findSynthesisTools(packageRoot, process.env),
    cacheDir,
    signal,
    timeLimit: synthesisPatience,
    progress: (said: string) => stage?.(`${experiment.name}: ${said}`),
  };
  try {
    return await netlistFiles(files, hardware!.name, netlist.family, netlist.access, options);
  } catch (error) {
    if (!(error instanceof ToolMissing)) throw error;
    const help = "'make tools' or 'qnmc doctor --fix' installs it (about 800 MB)";
    throw new CommandError(exitCode.toolMissing, error.message, help);
  }
}

async function runModel(experiment: CompiledExperiment, model: RtlModel, observer: RunObserver, runner: VerilogRunner) {
  return await runRtl(model, observer, { steps: experiment.parts[0]!.step.steps, signal: runner.signal });
}
