import type { Command } from 'commander';
import { CommandError, exitCode } from '../exit.ts';
import type { Check } from '../library/flash.ts';
import type { Terminal } from '../terminal.ts';
import type { Finish } from './index.ts';

interface FlashOptions {
  readonly board?: string;
  readonly permanent?: true;
  readonly cable?: string;
  readonly check?: true;
  readonly json?: true;
  readonly quiet?: true;
}

export function registerFlash(program: Command, finish: Finish): void {
  program
    .command('flash')
    .description('load a bitstream into a board')
    .argument('[file]', 'a bitstream, or the .qnm file or result folder it was built from; not with --check alone')
    .option('--board <name>', 'the board; with --check and no file, all of them')
    .option('--permanent', 'into its flash memory, so that it is there after power-on')
    .option('--cable <name>', 'programming cable, where the board has none of its own')
    .option('--check', 'look at everything that needs no board, load nothing')
    .option('--json', 'one JSON document on stdout')
    .option('--quiet', 'errors only')
    .action(async (path: string | undefined, options: FlashOptions) => finish(await runFlash(path, options)));
}

function sayChecks(checks: readonly Check[], terminal: Terminal): void {
  const c = terminal.colours;
  for (const { what, good, needed, text } of checks)
    terminal.say(`${good ? c.green('ok     ') : needed ? c.red('WRONG  ') : c.yellow('look at')}  ${what}: ${text}`);
}
/** The exit code that checks ask for: nothing can be loaded while one that is needed is not good. */
function codeOf(checks: readonly Check[]): number {
  const stopped = checks.filter(({ good, needed }) => needed && !good);
  if (stopped.length === 0) return exitCode.done;
  return stopped.some(({ what }) => what === 'openFPGALoader') ? exitCode.toolMissing : exitCode.usage;
}

async function runFlash(path: string | undefined, options: FlashOptions): Promise<number> {
  const { boardNames, loadBoard } = await import('../library/boards.ts');
  const { findBitstream, checkFlash, checkSetup, loadBitstream } = await import('../library/flash.ts');
  const { findSynthesisTools } = await import('../../sim/synth/tools.ts');
  const { packageRoot } = await import('../package-root.ts');
  const { Session, Finished } = await import('./session.ts');
  const session = new Session(options);
  const { terminal } = session;
  const loader = findSynthesisTools(packageRoot, process.env).openFPGALoader;
  if (path === undefined && options.check) {
    const names = options.board === undefined ? boardNames() : [options.board];
    const checks = await checkSetup(names.map(loadBoard), loader);
    sayChecks(checks, terminal);
    await session.printJson({ bitstream: null, board: options.board ?? null, checks });
    return codeOf(checks);
  }
  if (path === undefined || options.board === undefined)
    throw new CommandError(
      exitCode.usage,
      `flash wants a file and a board, and ${path === undefined ? 'the file' : '--board'} is missing`,
      'qnmc flash FILE --board ulx3s; what can be looked at without either: qnmc flash --check',
    );
  const board = loadBoard(options.board);
  const bitstream = findBitstream(path, board.name);
  const checks = await checkFlash(bitstream, board, loader);
  const code = codeOf(checks);
  if (options.check || code !== exitCode.done) {
    sayChecks(checks, terminal);
    await session.printJson({ bitstream, board: board.name, checks });
    if (code === exitCode.done) terminal.say(`${bitstream} can be loaded into ${board.title}`);
    return code;
  }
  if (loader === null) throw new CommandError(exitCode.toolMissing, 'openFPGALoader is not here');
  terminal.stage(`loading ${bitstream} into ${board.title}`);
  try {
    const { signal } = session.interruption;
    const { permanent, cable } = options;
    await loadBitstream(bitstream, board, loader, { permanent: permanent === true, cable: cable ?? null, signal });
  } catch (error) {
    terminal.clearProgress();
    const code = session.interruption.exitCode;
    if (code === null) throw error;
    terminal.print('stopped');
    throw new Finished(code);
  }
  terminal.say(
    `${bitstream} is in ${board.title}${options.permanent ? ', also after power-on' : ' until power goes off'}`,
  );
  await session.printJson({ bitstream, board: board.name, checks });
  return exitCode.done;
}
