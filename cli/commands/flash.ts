import type { Command } from 'commander';
import { CommandError, exitCode } from '../exit.ts';
import type { Finish } from './index.ts';

interface FlashOptions {
  readonly board: string;
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
    .argument('<file>', 'a bitstream, or the .qnm file or result folder it was built from')
    .requiredOption('--board <name>', 'the board')
    .option('--permanent', 'into its flash memory, so that it is there after power-on')
    .option('--cable <name>', 'programming cable, where the board has none of its own')
    .option('--check', 'look at everything that needs no board, load nothing')
    .option('--json', 'one JSON document on stdout')
    .option('--quiet', 'errors only')
    .action(async (path: string, options: FlashOptions) => finish(await runFlash(path, options)));
}

async function runFlash(path: string, options: FlashOptions): Promise<number> {
  const { loadBoard } = await import('../library/boards.ts');
  const { findBitstream, checkFlash, loadBitstream } = await import('../library/flash.ts');
  const { findSynthesisTools } = await import('../../sim/synth/tools.ts');
  const { packageRoot } = await import('../package-root.ts');
  const { Session, Finished } = await import('./session.ts');
  const session = new Session(options);
  const { terminal } = session;
  const board = loadBoard(options.board);
  const bitstream = findBitstream(path, board.name);
  const loader = findSynthesisTools(packageRoot, process.env).openFPGALoader;
  const checks = await checkFlash(bitstream, board, loader);
  const stopped = checks.filter(({ good, needed }) => needed && !good);
  if (options.check || stopped.length > 0) {
    const c = terminal.colours;
    for (const { what, good, needed, text } of checks)
      terminal.say(`${good ? c.green('ok     ') : needed ? c.red('WRONG  ') : c.yellow('look at')}  ${what}: ${text}`);
    await session.printJson({ bitstream, board: board.name, checks });
    if (stopped.length === 0) terminal.say(`${bitstream} can be loaded into ${board.title}`);
    const missing = stopped.some(({ what }) => what === 'openFPGALoader');
    return stopped.length === 0 ? exitCode.done : missing ? exitCode.toolMissing : exitCode.usage;
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
