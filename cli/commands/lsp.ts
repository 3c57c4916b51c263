import type { Command } from 'commander';
import { exitCode } from '../exit.ts';
import type { Finish } from './index.ts';

export function registerLsp(program: Command, finish: Finish): void {
  program
    .command('lsp')
    .description('language server for editors, over stdin and stdout')
    .option('--stdio', 'over stdin and stdout, which is the only way there is (editors pass it)')
    .action(async () => finish(await lsp()));
}

/** Answers until the editor says that it ends, or goes away. */
async function lsp(): Promise<number> {
  const { createConnection, ProposedFeatures } = await import('vscode-languageserver/node');
  const { serve } = await import('../lsp/server.ts');
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  return new Promise((done) => {
    connection.onExit(() => done(exitCode.done));
    process.stdin.on('close', () => done(exitCode.done));
    serve(connection);
  });
}
