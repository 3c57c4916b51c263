import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError, exitCode } from '../exit.ts';
import { packageVersion } from '../package-root.ts';
import type { Finish } from './index.ts';
import { addCommonOptions, type CommonOptions, compileOptions, compilingOptions, parseTime } from './options.ts';

export interface RunOptions extends Omit<CommonOptions, 'board'> {
  readonly board: string;
  readonly port?: string;
  readonly listen?: number;
  /** Seconds. */
  readonly for?: number;
  readonly trace?: number;
  readonly live?: true;
  readonly check?: true;
  readonly plots: boolean;
  readonly snapshot?: string;
  readonly from?: string;
  /** Seconds. */
  readonly checkpoint: number;
  /** Bytes of a million. */
  readonly noise: number;
}

export function registerRun(program: Command, finish: Finish): void {
  const command = program
    .command('run')
    .description('run the experiments of a file on a board, live')
    .argument('<file>', '.qnm file');
  addCommonOptions(command, compilingOptions)
    .addOption(new Option('--board <name>', 'virtual, or the board that was flashed').default('virtual'))
    .option('--port <port>', 'serial port of the board, or tcp:HOST:PORT')
    .addOption(
      new Option('--listen <port>', 'the virtual board also listens on this TCP port of 127.0.0.1').argParser(
        parsePort,
      ),
    )
    .addOption(new Option('--for <time>', 'emulated time (default: that of the experiment)').argParser(parseTime))
    .addOption(
      new Option('--trace <time>', 'time between two samples of all states; 0: none (default: chosen)').argParser(
        parseTime,
      ),
    )
    .option('--live', 'rates and traces in the terminal')
    .option('--check', 'compare every state at the end and every event with the bit-exact simulator')
    .option('--snapshot <file>', 'write the states at the end')
    .option('--from <file>', 'begin in the states of a snapshot')
    .addOption(
      new Option('--checkpoint <seconds>', 'time between two snapshots that another board could go on from; 0: none')
        .default(10)
        .argParser(parseSeconds),
    )
    .addOption(
      new Option('--noise <ppm>', 'so many bytes of a million are lost or changed on the way to a virtual board')
        .default(0)
        .argParser(parseNoise),
    )
    .option('--no-plots', 'no pictures')
    .action(async (path: string, options: RunOptions) => finish(await runRun(path, options)));
}

async function runRun(path: string, options: RunOptions): Promise<number> {
  const { Finished, Session, defaultOutput } = await import('./session.ts');
  const { compile } = await import('../../compiler/pipeline.ts');
  const { safeName } = await import('../library/build.ts');
  const { board: _, ...common } = options;
  const session = new Session(common);
  const virtual = options.board === 'virtual';
  if (!virtual && options.port === undefined)
    throw new CommandError(
      exitCode.usage,
      `where is the board? --port says it`,
      `for example: qnmc run ${path} --board ${options.board} --port /dev/ttyUSB0`,
    );
  const loaded = await session.open(path);
  session.terminal.stage('compiling');
  session.interruption.computing();
  const compilation = compile(
    loaded.source,
    loaded.files,
    compileOptions(common, 'verilog'),
    await session.evaluators(),
  );
  await session.accept(loaded, compilation);
  if (compilation.experiments.length === 0)
    throw new CommandError(
      exitCode.usage,
      `${path} has no experiment to run`,
      'add: experiment Run of MyCircuit { stop = 1 ms  dt = 1 us }',
    );
  if (compilation.experiments.length > 1 && (options.from || options.snapshot))
    throw new CommandError(
      exitCode.usage,
      '--from and --snapshot are for one experiment',
      'name it: --experiment NAME',
    );
  const { runOne } = await import('../board/run-experiment.ts');
  const { lockFolder } = await import('../board/port.ts');
  const experiments: object[] = [];
  let code: number = exitCode.done;
  for (const experiment of compilation.experiments) {
    const folder = `${options.output ?? defaultOutput(path)}/${safeName(experiment.experiment.name)}`;
    const free = lockFolder(folder);
    const document = await runOne(experiment, folder, loaded.files, options, session)
      .catch((error: unknown) => {
        const stopped = session.interruption.exitCode;
        throw stopped === null ? error : new Finished(stopped);
      })
      .finally(free);
    experiments.push(document);
    if (document.check?.pass === false) code = exitCode.verificationFailed;
    if (session.interruption.exitCode !== null) {
      code = session.interruption.exitCode;
      break;
    }
  }
  await session.printJson({ file: path, version: packageVersion(), board: options.board, experiments });
  return code;
}

function parseSeconds(text: string): number {
  const value = Number(text);
  if (!(value >= 0)) throw new InvalidArgumentError('a number of seconds is needed');
  return value;
}
function parseNoise(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 200_000)
    throw new InvalidArgumentError('a whole number from 0 to 200000 is needed');
  return value;
}
function parsePort(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) throw new InvalidArgumentError('a port from 0 to 65535 is needed');
  return value;
}
