import type { Command } from 'commander';
import { CommandError, exitCode } from '../exit.ts';
import type { Finish } from './index.ts';

interface FormatOptions {
  readonly check?: true;
  readonly stdout?: true;
  readonly quiet?: true;
}

export function registerFormat(program: Command, finish: Finish): void {
  program
    .command('fmt')
    .description('sets .qnm files out: indentation, spaces, columns; comments and line breaks stay')
    .argument('<file...>', '.qnm files, folders, or - for stdin to stdout')
    .option('--check', 'change nothing; the exit code is 1 when a file would change')
    .option('--stdout', 'write the result to stdout instead of the file')
    .option('--quiet', 'errors only')
    .action(async (paths: string[], options: FormatOptions) => finish(await format(paths, options)));
}

async function format(paths: readonly string[], options: FormatOptions): Promise<number> {
  const { Session } = await import('./session.ts');
  const { filesOf } = await import('../library/load.ts');
  const { writeOut } = await import('../terminal.ts');
  const { writeWhole } = await import('../write-whole.ts');
  const session = new Session(options.quiet ? { quiet: true } : {});
  if (paths.includes('-') && paths.length > 1)
    throw new CommandError(exitCode.usage, '- (stdin) cannot be formatted together with other files');
  let [changed, wrong] = [0, 0];
  const files = filesOf(paths);
  for (const path of files) {
    const result = await formatOne(session, path);
    if (result === null) {
      wrong += 1;
      continue;
    }
    if (options.stdout || path === '-') await writeOut(result.text);
    if (!result.changed) continue;
    changed += 1;
    if (options.check) session.terminal.print(`${path} would change`);
    else if (!options.stdout && path !== '-') {
      writeWhole(path, result.text);
      session.terminal.say(`${path} changed`);
    }
  }
  const count = `${files.length} file${files.length === 1 ? '' : 's'}`;
  if (paths[0] !== '-') session.terminal.say(`${count}, ${changed} ${options.check ? 'would change' : 'changed'}`);
  return wrong > 0 || (options.check === true && changed > 0) ? exitCode.fileWrong : exitCode.done;
}

/** The file set out anew; null after saying what is wrong with it. */
async function formatOne(
  session: import('./session.ts').Session,
  path: string,
): Promise<{ readonly text: string; readonly changed: boolean } | null> {
  const { formatSource } = await import('../../dsl/format/index.ts');
  const source = path === '-' ? { path: 'stdin', text: await readAll() } : (await session.open(path)).source;
  const result = formatSource(source);
  if (result.good) return result;
  session.show(result.diagnostics, new Map([[source.path, source]]));
  return null;
}

async function readAll(): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}
