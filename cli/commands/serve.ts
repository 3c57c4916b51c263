import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError, exitCode } from '../exit.ts';
import { packageRoot } from '../package-root.ts';
import type { Finish } from './index.ts';
import { problemExit } from './session.ts';

export function registerServe(program: Command, finish: Finish): void {
  program
    .command('serve')
    .description('a page to edit a circuit and watch it run, for this machine only; ends with Ctrl-C')
    .argument('<file>', '.qnm file')
    .addOption(new Option('--port <n>', 'instead of one that is free').argParser(parsePort).default(0))
    .action(async (path: string, { port }: { readonly port: number }) => finish(await serve(path, port)));
}

async function serve(path: string, port: number): Promise<number> {
  const { servePage } = await import('../serve/server.ts');
  const { load } = await import('../library/load.ts');
  const { problem } = load(path);
  if (problem !== null) throw new CommandError(problemExit(problem), problem.message);
  const pageFolder = join(packageRoot, 'dist/serve');
  if (!existsSync(join(pageFolder, 'index.html')))
    throw new CommandError(exitCode.toolMissing, 'the page was not built', 'make setup');
  const { url, server } = await servePage(path, pageFolder, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE')
      throw new CommandError(exitCode.usage, `port ${port} is in use`, 'leave --port out');
    throw error;
  });
  process.stderr.write(`${path}: ${url}\n  Ctrl-C ends it; the address is a secret of this run\n`);
  return await new Promise((ended) => {
    const end = (code: number) => () => {
      server.closeAllConnections();
      server.close(() => ended(code));
    };
    process.once('SIGINT', end(exitCode.done));
    process.once('SIGTERM', end(exitCode.terminated));
  });
}

function parsePort(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) throw new InvalidArgumentError('a whole number from 0 to 65535 is needed');
  return value;
}
