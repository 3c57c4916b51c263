import { type Command, Option } from 'commander';
import type { TrainEntry, TrainProblem } from '../../dsl/nir/train.ts';
import { CommandError, type ExitCode, exitCode } from '../exit.ts';
import type { Finish } from './index.ts';
import { addCommonOptions, type CommonOptions, parseTime } from './options.ts';
import type { Session } from './session.ts';

type Language = 'veriloga' | 'nir';
interface ImportOptions extends CommonOptions {
  readonly from?: Language;
  readonly dt?: number;
  readonly timeUnit?: 's' | 'ms';
  readonly train?: string;
}

export function registerImport(program: Command, finish: Finish): void {
  const command = program
    .command('import')
    .description('what other programs wrote as a .qnm file: modules of Verilog-A, networks of NIR')
    .argument('<file>', '.va file, or .nir file (HDF5)')
    .addOption(
      new Option('--from <language>', 'veriloga or nir (default: by what the file is)').choices(['veriloga', 'nir']),
    )
    .addOption(
      new Option('--dt <time>', 'step that a NIR network was trained with; a spike is 1 for one step').argParser(
        parseTime,
      ),
    )
    .addOption(new Option('--time-unit <unit>', 'of the times in a NIR file (default: s)').choices(['s', 'ms']))
    .option('--train <file>', 'CSV file of what the inputs of a NIR network are: step,index[,value][,input]');
  addCommonOptions(command, ['json', 'quiet'])
    .option('-o, --output <file>', '.qnm file to write (default: NAME.qnm in this folder); - for stdout')
    .action(async (path: string, options: ImportOptions) => finish(await runImport(path, options)));
}

async function runImport(path: string, options: ImportOptions): Promise<ExitCode> {
  const { Session } = await import('./session.ts');
  const session = new Session(options);
  if ((options.from ?? (await languageOf(path))) === 'nir') return importNetwork(path, options, session);
  for (const name of ['dt', 'timeUnit', 'train'] as const)
    if (options[name] !== undefined)
      throw new CommandError(
        exitCode.usage,
        '--dt, --time-unit and --train are for NIR files',
        `${path} is read as Verilog-A`,
      );
  return importDevices(path, options, session);
}

/** NIR is told by its first bytes or by its name; a file that is not there is reported by whoever opens it. */
async function languageOf(path: string): Promise<Language> {
  const { statSync } = await import('node:fs');
  const { isHdf5 } = await import('../library/hdf5.ts');
  if (path.endsWith('.nir')) return 'nir';
  return statSync(path, { throwIfNoEntry: false })?.isFile() && isHdf5(path) ? 'nir' : 'veriloga';
}

async function importDevices(path: string, options: ImportOptions, session: Session): Promise<ExitCode> {
  const { importVerilogA } = await import('../../dsl/veriloga/index.ts');
  const { source, files } = await session.open(path);
  const { text, devices, diagnostics } = importVerilogA(source, (name, from) => files.readText(name, from));
  const sources = new Map([...files.sources, [source.path, source]]);
  session.show(diagnostics, sources);
  if (text === null) return session.refuse(path, diagnostics, sources);
  const output = await place(path, options);
  const said = devices.map((name) => `device ${name}`).join(', ');
  return finishFile({ output, text, said, diagnostics, sources, files }, session);
}

async function importNetwork(path: string, options: ImportOptions, session: Session): Promise<ExitCode> {
  const { statSync } = await import('node:fs');
  const { basename, dirname, join } = await import('node:path');
  const { isHdf5, readHdf5 } = await import('../library/hdf5.ts');
  const { importNir } = await import('../../dsl/nir/index.ts');
  const { NodeFiles } = await import('../files.ts');
  const { writeWhole } = await import('../write-whole.ts');
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new CommandError(exitCode.usage, `there is no file ${path}`);
  const tree = isHdf5(path) ? await readHdf5(path) : null;
  const output = await place(path, options);
  const unit = options.timeUnit === 'ms' ? 1e-3 : 1;
  const base = basename(output === '-' ? path : output).replace(/\.[^.]*$/, '');
  const empty = { kind: 'group', entries: new Map() } as const;
  const train = options.train === undefined ? null : await trainIn(options.train);
  const made = importNir(path, tree ?? empty, { base, unit, dt: options.dt ?? null, train });
  if (made.train !== undefined) throw wrongTrain(options.train!, made.train);
  const sources = new Map([[path, made.listing]]);
  session.show(made.diagnostics, sources);
  if (made.text === null) return session.refuse(path, made.diagnostics, sources);
  if (output === '-' && made.files.length > 0)
    throw new CommandError(
      exitCode.usage,
      `${path} becomes a .qnm file and ${made.files.length} files of numbers beside it`,
      '-o NAME.qnm says where',
    );
  for (const { name, text } of made.files) writeWhole(join(dirname(output), name), text);
  const numbers = made.files.length === 0 ? '' : `, ${made.files.length} CSV file${made.files.length === 1 ? '' : 's'}`;
  const said = `circuit ${made.circuit}${numbers}`;
  const { text, diagnostics } = made;
  return finishFile({ output, text, said, diagnostics, sources, files: new NodeFiles() }, session);
}

/** What the file of a train holds. */
async function trainIn(path: string): Promise<readonly TrainEntry[]> {
  const { readUserFile } = await import('../files.ts');
  const { readTrain } = await import('../../dsl/nir/index.ts');
  const file = readUserFile(path);
  if ('message' in file) throw new CommandError(exitCode.fileWrong, file.message);
  const entries = readTrain(file.text);
  if ('message' in entries) throw wrongTrain(path, entries);
  return entries;
}
function wrongTrain(path: string, { line, message }: TrainProblem): CommandError {
  return new CommandError(exitCode.fileWrong, `${path}:${line}: ${message}`);
}

/** Where the `.qnm` file goes: what is there already is written over only where it was named. */
async function place(path: string, options: ImportOptions): Promise<string> {
  const { basename } = await import('node:path');
  const { existsSync } = await import('node:fs');
  const output = options.output ?? `${basename(path).replace(/\.[^.]*$/, '')}.qnm`;
  if (options.output === undefined && existsSync(output))
    throw new CommandError(exitCode.usage, `${output} is there already`, `-o ${output} writes over it`);
  return output;
}

interface Made {
  readonly output: string;
  readonly text: string;
  readonly said: string;
  readonly diagnostics: readonly import('../../dsl/index.ts').Diagnostic[];
  readonly sources: ReadonlyMap<string, import('../../dsl/index.ts').SourceFile>;
  readonly files: import('../files.ts').NodeFiles;
}

/** Writes the file and says what `check` finds in it. */
async function finishFile(made: Made, session: Session): Promise<ExitCode> {
  const { diagnosticsToJson } = await import('../../dsl/index.ts');
  const { check } = await import('../library/check.ts');
  const { writeOut } = await import('../terminal.ts');
  const { writeWhole } = await import('../write-whole.ts');
  const file = { path: made.output, text: made.text };
  if (made.output === '-') await writeOut(made.text);
  else {
    writeWhole(made.output, made.text);
    session.terminal.say(`${made.output}: ${made.said}`);
  }
  const checked = check(file, made.files);
  const here = new Map([...made.sources, [made.output, file]]);
  session.show(checked.diagnostics, here);
  await session.printJson(diagnosticsToJson([...made.diagnostics, ...checked.diagnostics], here));
  return checked.good ? exitCode.done : exitCode.fileWrong;
}
