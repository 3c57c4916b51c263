import { type Command, Option } from 'commander';
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { Diagnostic, SourceFile } from '../../dsl/index.ts';
import type { VerifyDocument, VerifyExperiment } from '../documents.ts';
import { CommandError, exitCode } from '../exit.ts';
import type { Loaded } from '../library/load.ts';
import type { Simulator, VerilogRunner } from '../library/verilog.ts';
import { packageVersion } from '../package-root.ts';
import { counted } from '../report/numbers.ts';
import type { Finish } from './index.ts';
import { addCommonOptions, type CommonOptions, compileOptions, compilingOptions, deviceOf } from './options.ts';
import type { Session } from './session.ts';

interface VerifyOptions extends CommonOptions {
  readonly simulator?: string;
  readonly plots: boolean;
}
interface FileResult {
  readonly experiments: readonly VerifyExperiment[];
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, SourceFile>;
}

export function registerVerify(program: Command, finish: Finish): void {
  const command = program
    .command('verify')
    .description('float64, fixed point and Verilog of each experiment, compared; expect lines judged on all three')
    .argument('<files...>', '.qnm files, or folders of them');
  addCommonOptions(command, [...compilingOptions, 'board'])
    .addOption(
      new Option('--simulator <list>', 'verilator,icarus,netlist (default: verilator and icarus if installed)'),
    )
    .option('--no-plots', 'no pictures')
    .action(async (paths: readonly string[], options: VerifyOptions) => finish(await runVerify(paths, options)));
}

async function runVerify(paths: readonly string[], options: VerifyOptions): Promise<number> {
  const { Session, Finished } = await import('./session.ts');
  const { filesOf } = await import('../library/load.ts');
  const { chooseSimulators, verilogRunner } = await import('../library/verilog.ts');
  const session = new Session(options);
  const files = filesOf(paths);
  const device = await deviceOf(options);
  const { NodeFiles } = await import('../files.ts');
  const runner = verilogRunner(process.env, {
    netlist: { access: new NodeFiles(), family: device.device?.family ?? 'ecp5' },
    signal: session.interruption.signal,
    stage: (name) => session.terminal.stage(name),
  });
  const simulators = chooseSimulators(options.simulator, runner.toolbox);
  if (options.simulator === undefined && simulators.length === 1)
    session.terminal.print('note: Icarus Verilog is not installed; only Verilator runs (apt-get install iverilog)');
  const results: FileResult[] = [];
  try {
    for (const file of files)
      results.push(await verifyFile(file, files.length > 1, { options, session, runner, simulators }));
  } catch (error) {
    session.terminal.clearProgress();
    const code = session.interruption.exitCode;
    if (code === null) throw error;
    session.terminal.print('stopped');
    throw new Finished(code);
  }
  return await conclude(paths, results, session);
}

/** Seconds that the second simulator may take unasked. */
const icarusPatience = 180;

interface Context {
  readonly options: VerifyOptions;
  readonly session: Session;
  readonly runner: VerilogRunner;
  readonly simulators: readonly Simulator[];
}

/** One file: compiled, each experiment verified, its results written. */
async function verifyFile(path: string, many: boolean, context: Context): Promise<FileResult> {
  const { options, session } = context;
  const { compile } = await import('../../compiler/pipeline.ts');
  const { load } = await import('../library/load.ts');
  const loaded = many ? load(path) : await session.open(path);
  if (loaded.source === null) {
    session.show([loaded.problem!], loaded.files.sources);
    return { experiments: [], diagnostics: [loaded.problem!], sources: loaded.files.sources };
  }
  session.terminal.stage(`compiling ${path}`);
  const start = performance.now();
  session.interruption.computing();
  const compilation = compile(
    loaded.source,
    loaded.files,
    { ...compileOptions(options, 'verilog'), ...(await deviceOf(options)) },
    await session.evaluators(),
  );
  const seconds = (performance.now() - start) / 1000;
  // an experiment that cannot be built is said, and hides no other
  const built = compilation.experiments.filter(({ hardware }) => hardware !== null);
  if (many || built.length > 0) session.show(compilation.diagnostics, loaded.files.sources);
  else await session.accept(loaded, compilation);
  const experiments: VerifyExperiment[] = [];
  for (const experiment of built)
    experiments.push(await verifyOne(experiment, loaded, seconds / compilation.experiments.length, context));
  if (experiments.length === 0 && compilation.good) {
    const message = `${path} has no experiment to verify`;
    if (!many)
      throw new CommandError(exitCode.usage, message, 'add: experiment Run of MyCircuit { stop = 1 ms  dt = 1 us }');
    session.terminal.say(message);
  }
  return { experiments, diagnostics: compilation.diagnostics, sources: loaded.files.sources };
}

async function verifyOne(
  experiment: CompiledExperiment,
  loaded: Loaded,
  compileSeconds: number,
  context: Context,
): Promise<VerifyExperiment> {
  const { verify } = await import('../library/verify.ts');
  const { halvedOf } = await import('../library/halved.ts');
  const { renderVerification } = await import('../report/verification-text.ts');
  const { safeName } = await import('../library/build.ts');
  const { defaultOutput } = await import('./session.ts');
  const { writeVerified } = await import('../library/verified-files.ts');
  const { session, options } = context;
  const { name } = experiment.experiment;
  const { simulators, note } = await affordable(experiment, context);
  const { report, versions, run } = await verify(experiment, {
    simulators,
    runner: context.runner,
    compileSeconds,
    halved: halvedOf(experiment, loaded, compileOptions(options, 'step')),
    files: loaded.files,
    progress: (stage, share) => {
      if (stage.startsWith('float64')) session.interruption.computing();
      session.terminal.progress(`${name}: ${stage}`, share, 1);
    },
  });
  session.terminal.stage(`${name}: drawing`);
  const folder = `${options.output ?? defaultOutput(loaded.path)}/${safeName(name)}`;
  const document = { file: loaded.path, folder, ...report, versions };
  await writeVerified(document, run, experiment, options.plots, loaded.files);
  session.terminal.clearProgress();
  const c = session.terminal.colours;
  const text = renderVerification(report)
    .replaceAll(/^( *)FAIL/gm, `$1${c.red('FAIL')}`)
    .replaceAll(/^( *)ok /gm, `$1${c.green('ok')} `);
  session.terminal.say(text);
  if (note !== null) session.terminal.say(`  ${c.yellow('note')}  ${note}`);
  for (const warning of run.warnings) session.terminal.say(`  ${c.yellow('note')}  ${warning}`);
  return document;
}

/** Without a word from the user, Icarus runs where it ends in reasonable time; what did not run is said. */
async function affordable(
  experiment: CompiledExperiment,
  { options, simulators }: Context,
): Promise<{ readonly simulators: readonly Simulator[]; readonly note: string | null }> {
  const { icarusSeconds } = await import('../library/verilog.ts');
  const seconds = icarusSeconds(experiment);
  if (options.simulator !== undefined || !simulators.includes('icarus') || seconds <= icarusPatience)
    return { simulators, note: null };
  const note = `icarus did not run, it would take about ${Math.ceil(seconds / 60)} minutes: ask with --simulator verilator,icarus`;
  return { simulators: simulators.filter((name) => name !== 'icarus'), note };
}

/** The document, the last line, the exit code. */
async function conclude(paths: readonly string[], results: readonly FileResult[], session: Session): Promise<number> {
  const { diagnosticsToJson } = await import('../../dsl/index.ts');
  const experiments = results.flatMap((result) => result.experiments);
  const wrong = results.filter((result) => result.diagnostics.some((d) => d.severity === 'error'));
  const failed = experiments.filter((experiment) => !experiment.pass);
  const diagnostics = results.flatMap((result) => diagnosticsToJson(result.diagnostics, result.sources));
  const document: VerifyDocument = {
    file: paths.join(', '),
    version: packageVersion(),
    pass: wrong.length === 0 && failed.length === 0,
    experiments: [...experiments],
    ...(wrong.length > 0 ? { diagnostics: diagnostics as NonNullable<VerifyDocument['diagnostics']> } : {}),
  };
  await session.printJson(document);
  if (experiments.length > 1 || wrong.length > 0)
    session.terminal.say(
      `${counted(experiments.length - failed.length, 'experiment')} verified, ${failed.length} failed${wrong.length === 0 ? '' : `, ${counted(wrong.length, 'file')} wrong`}`,
    );
  if (wrong.length > 0) return exitCode.fileWrong;
  return failed.length > 0 ? exitCode.verificationFailed : exitCode.done;
}
