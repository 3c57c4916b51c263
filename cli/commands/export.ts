import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ExportDocument } from '../documents.ts';
import { CommandError, exitCode } from '../exit.ts';
import type { ExportTargetName } from '../library/export.ts';
import { packageVersion } from '../package-root.ts';
import type { Finish } from './index.ts';
import { addCommonOptions, type CommonOptions, compileOptions, compilingOptions } from './options.ts';

interface ExportOptions extends CommonOptions {
  readonly to: ExportTargetName;
  readonly steps: number;
}
const targets: readonly ExportTargetName[] = ['spice', 'veriloga', 'cocotb', 'fusesoc'];

export function registerExport(program: Command, finish: Finish): void {
  const command = program
    .command('export')
    .description(
      'the circuit for other programs: an ngspice deck, a module of Verilog-A, a cocotb bench, a FuseSoC core',
    )
    .argument('<file>', '.qnm file');
  addCommonOptions(command, compilingOptions)
    .addOption(
      new Option('--to <program>', 'spice, veriloga, cocotb or fusesoc').choices(targets).makeOptionMandatory(),
    )
    .addOption(new Option('--steps <n>', 'steps in the vectors of a bench').argParser(parseSteps).default(100))
    .action(async (path: string, options: ExportOptions) => finish(await runExport(path, options)));
}

async function runExport(path: string, options: ExportOptions): Promise<number> {
  const { Session, defaultOutput } = await import('./session.ts');
  const { compile } = await import('../../compiler/pipeline.ts');
  const { exportTargets, exportTo } = await import('../library/export.ts');
  const { ResultFolder } = await import('../write-whole.ts');
  const session = new Session(options);
  const loaded = await session.open(path);
  session.interruption.computing();
  const compilation = compile(
    loaded.source,
    loaded.files,
    compileOptions(options, exportTargets[options.to].needs),
    await session.evaluators(),
  );
  await session.accept(loaded, compilation);
  const { model, experiments } = compilation;
  if (model === null || experiments.length === 0)
    throw new CommandError(
      exitCode.usage,
      `${path} has no experiment to export`,
      'add: experiment Run of MyCircuit { stop = 1 ms  dt = 1 us }',
    );
  const folder = new ResultFolder(options.output ?? `${defaultOutput(path)}/${options.to}`);
  const results = experiments.map((compiled) =>
    exportTo(options.to, model, compiled, { ...options, files: loaded.files }),
  );
  // Two experiments of one circuit leave out the same; it is said once.
  const omitted = [
    ...new Map(results.flatMap((r) => r.omitted).map((d) => [`${d.message} ${d.span.start}`, d])).values(),
  ];
  session.show(omitted, loaded.files.sources);
  if (omitted.some(({ severity }) => severity === 'error')) return session.refuse(path, omitted, loaded.files.sources);
  // A circuit with several experiments is one module: that of the first.
  const files = new Map(
    results
      .flatMap((result) => result.files.toReversed().map(({ path: name, text }) => [name, text] as const))
      .toReversed(),
  );
  for (const [name, text] of files) folder.write(name, text);
  session.terminal.say(`${folder.files.length} file${folder.files.length === 1 ? '' : 's'} in ${folder.path}`);
  session.terminal.say(`run: ${exportTargets[options.to].run(folder.path, files)}`);
  const document: ExportDocument = {
    file: path,
    version: packageVersion(),
    to: options.to,
    folder: folder.path,
    files: folder.files,
    omitted: omitted.map(({ code, message }) => ({ code, message })),
  };
  await session.printJson(document);
  return exitCode.done;
}

function parseSteps(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 1e6)
    throw new InvalidArgumentError('a whole number from 1 to 1000000 is needed');
  return value;
}
