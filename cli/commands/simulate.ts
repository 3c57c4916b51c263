import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CompiledExperiment, FormName } from '../../compiler/pipeline.ts';
import type { Diagnostic } from '../../dsl/index.ts';
import type { Piece } from '../../sim/network/index.ts';
import type { RunObserver } from '../../sim/run.ts';
import { CommandError, exitCode } from '../exit.ts';
import { parsePieces } from '../library/piece-names.ts';
import type { ModelName, Simulated } from '../library/simulate.ts';
import { packageVersion } from '../package-root.ts';
import { counted } from '../report/numbers.ts';
import type { Finish } from './index.ts';
import { addCommonOptions, type CommonOptions, compileOptions, compilingOptions, wholeNumber } from './options.ts';
import type { Session } from './session.ts';

export interface SimulateOptions extends CommonOptions {
  readonly model: ModelName;
  readonly vcd?: true;
  readonly plots: boolean;
  readonly simulator?: string;
  /** Threads that make the steps together; without it as many as pay. */
  readonly threads?: number;
  /** Processes; `true`: as many as there are cores. */
  readonly jobs?: number | true;
  readonly engine?: string;
  readonly pieces?: readonly Piece[];
}
/** How far each model must be compiled. */
const formOf: Readonly<Record<ModelName, FormName>> = { float64: 'step', fixed: 'fixed', rtl: 'verilog' };

export function registerSimulate(program: Command, finish: Finish): void {
  const command = program
    .command('simulate')
    .description('run the experiments of a file; writes results and plots')
    .argument('<file>', '.qnm file');
  addCommonOptions(command, [...compilingOptions, 'board'])
    .addOption(new Option('--model <model>', 'what runs').choices(Object.keys(formOf)).default('float64'))
    .option('--simulator <name>', 'with --model rtl: verilator or icarus')
    .option('--vcd', 'also write waves.vcd')
    .option('--no-plots', 'no pictures')
    .addOption(
      new Option(
        '--threads <n>',
        'threads that make the steps of a large array (default: all cores where it pays)',
      ).argParser(wholeNumber(1, 256)),
    )
    .addOption(
      new Option('--jobs [n]', 'processes that share the points of a sweep (default: all cores)').argParser(parseJobs),
    )
    .option('--engine <name>', 'who runs the points of a sweep: local, or dask://host:port')
    .addOption(
      new Option('--pieces <from:to,...>', 'only these points, each piece as a file').argParser(pieces).hideHelp(),
    )
    .action(async (path: string, options: SimulateOptions) => finish(await runSimulate(path, options)));
}

async function runSimulate(path: string, options: SimulateOptions): Promise<number> {
  const { Session, defaultOutput } = await import('./session.ts');
  const { compile } = await import('../../compiler/pipeline.ts');
  const { rehearsedSteps } = await import('../library/check.ts');
  const { safeName } = await import('../library/build.ts');
  const divided = options.jobs !== undefined || options.engine !== undefined;
  const { engineOfOptions, runDivided, runPieces } = await import('./divided-run.ts');
  const engine = divided ? engineOfOptions(options) : null;
  const session = new Session(options);
  const loaded = await session.open(path);
  session.terminal.stage('compiling');
  session.interruption.computing();
  // who divides a run needs no formats: those who run its pieces choose them
  const form = divided ? 'step' : formOf[options.model];
  // whoever runs a piece of a divided run need not say again what the whole was told
  const rehearsed = options.pieces ? null : rehearsedSteps;
  const asked = { ...compileOptions(options, form), rehearsed };
  const compilation = compile(loaded.source, loaded.files, asked, await session.evaluators());
  await session.accept(loaded, compilation);
  if (compilation.experiments.length === 0)
    throw new CommandError(
      exitCode.usage,
      `${path} has no experiment to run`,
      'add: experiment Run of MyCircuit { stop = 1 ms  dt = 1 us }',
    );
  if (options.pieces) return await runPieces(compilation.experiments, options.pieces, options, session);
  const experiments: object[] = [];
  const ends: Diagnostic[] = [];
  for (const experiment of compilation.experiments) {
    const folder = `${options.output ?? defaultOutput(path)}/${safeName(experiment.experiment.name)}`;
    const run = engine === null ? null : await runDivided(experiment, { loaded, folder, engine, options, session });
    const { document, ended } = await runOne(experiment, folder, options, session, run);
    experiments.push(document);
    if (ended === null) continue;
    ends.push(ended);
    session.show([ended], loaded.files.sources);
  }
  await session.printJson({ file: path, version: packageVersion(), experiments });
  return ends.length > 0 ? exitCode.fileWrong : exitCode.done;
}

async function runOne(
  experiment: CompiledExperiment,
  path: string,
  options: SimulateOptions,
  session: Session,
  made: Simulated | null,
): Promise<{ readonly document: object; readonly ended: Diagnostic | null }> {
  const { simulate, endDiagnostic } = await import('../library/simulate.ts');
  const { resultFiles, plotResultOf } = await import('../library/result-files.ts');
  const { ResultFolder } = await import('../write-whole.ts');
  const { resultsDocument } = await import('../../sim/record/index.ts');
  const folder = new ResultFolder(path);
  const waves = options.vcd ? await wavesOf(experiment, path) : null;
  const { name } = experiment.experiment;
  const team = made === null ? await teamFor(experiment, options) : null;
  const simulated = async (): Promise<Simulated> =>
    simulate(experiment, options.model, {
      team,
      progress: (done, total) => {
        session.interruption.computing();
        session.terminal.progress(`${name} (${options.model})`, done, total);
        return true;
      },
      observers: waves === null ? [] : [waves.observer],
      ...(options.model === 'rtl' ? { rtl: await runnerOfVerilog(options, session) } : {}),
    });
  const run =
    made ??
    (await simulated().catch((error: unknown) => {
      waves?.file.abandon();
      throw error;
    }));
  await team?.end();
  session.terminal.clearProgress();
  waves?.file.finish();
  if (waves !== null) folder.files.push('waves.vcd');
  for (const file of resultFiles(run)) folder.write(file.name, file.content);
  if (options.plots) await drawPlots(run, plotResultOf(run), folder, session);
  const { measuredLines } = await import('../report/measured-lines.ts');
  tell(run, team?.isUsed ? team.size : 1, folder.path, session);
  for (const line of measuredLines(run.step, run.measurement, run.model)) session.terminal.say(`  ${line}`);
  const document = {
    ...resultsDocument(run.recorded, run.measurement, run.model),
    warnings: run.warnings,
    seconds: run.seconds,
    folder: folder.path,
    files: folder.files,
  };
  return { document, ended: run.ended ? endDiagnostic(run.network, run.ended) : null };
}

/** The threads of a run, this one included; null: one is enough. */
async function teamFor({ parts }: CompiledExperiment, { model, threads }: SimulateOptions) {
  if (model === 'rtl') return null;
  const { startTeam, threadsFor } = await import('../library/threads.ts');
  const network = parts.map(({ step }) => step);
  const size = threads ?? threadsFor(model, network, network[0]!.steps);
  return size === 1 ? null : await startTeam(size);
}

/** `4`, or nothing: all cores. */
function parseJobs(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 4096)
    throw new InvalidArgumentError('a whole number from 1 to 4096 is needed');
  return value;
}
function pieces(text: string): readonly Piece[] {
  const parsed = parsePieces(text);
  if (parsed === null) throw new InvalidArgumentError('FROM:TO is needed, such as 0:8,8:16');
  return parsed;
}

async function drawPlots(
  run: Simulated,
  result: import('../plots/result.ts').PlotResult,
  folder: import('../write-whole.ts').ResultFolder,
  session: Session,
): Promise<void> {
  const { draw } = await import('../plots/draw.ts');
  session.terminal.stage('drawing');
  await draw(result, run.step.experiment.plots, run.step.steps * run.step.dt, folder);
  session.terminal.clearProgress();
}

async function wavesOf(experiment: CompiledExperiment, folder: string) {
  const { VcdWriter, WholeFile } = await import('../../sim/record/index.ts');
  const file = new WholeFile(`${folder}/waves.vcd`);
  const { parts } = experiment;
  const formats = parts.flatMap(({ fixed }) => (fixed ? [fixed.states.map((state) => state.format)] : []));
  const options = { formats: formats.length > 0 ? formats : null, write: (text: string) => file.write(text) };
  return {
    file,
    observer: new VcdWriter(
      parts.map(({ step }) => step),
      options,
    ),
  };
}

/** Runs the Verilog with the simulator asked for, or Verilator. */
async function runnerOfVerilog(options: SimulateOptions, session: Session) {
  const { chooseSimulators, rtlRun, verilogRunner } = await import('../library/verilog.ts');
  const runner = verilogRunner(process.env, {
    signal: session.interruption.signal,
    stage: (name) => session.terminal.stage(name),
  });
  const [simulator] = chooseSimulators(options.simulator ?? 'verilator', runner.toolbox);
  return async (experiment: CompiledExperiment, observer: RunObserver) => {
    await rtlRun(experiment, simulator!, runner).run(observer);
    return [];
  };
}

/** Devices: the instances of all populations at all points. */
function instancesIn(network: Simulated['network']): number {
  return network.reduce((sum, { edges, population }) => sum + (edges === null ? population.instances : 0), 0);
}
function tell(run: Simulated, threads: number, folder: string, session: Session): void {
  const { experiment, steps } = run.step;
  const instances = instancesIn(run.network);
  const rate = (steps * instances) / run.seconds;
  session.terminal.say(
    `${session.terminal.colours.bold(experiment.name)}: ${counted(steps, 'step')} of ${counted(instances, 'instance')} in ${run.seconds.toFixed(2)} s (${rate.toExponential(1)} device-steps/s${threads > 1 ? `, ${threads} threads` : ''}); results in ${folder}`,
  );
  // that it ended early is an error of its own, with its place in the file
  for (const warning of run.warnings)
    if (warning !== run.ended?.text) session.terminal.say(`  ${session.terminal.colours.yellow('note')}: ${warning}`);
}
