import { Argument, type Command } from 'commander';
import { exitCode } from '../exit.ts';
import type { Shell } from '../library/completion-scripts.ts';
import { packageVersion } from '../package-root.ts';
import type { Finish } from './index.ts';

const shells: readonly Shell[] = ['bash', 'zsh', 'fish'];

export function registerCompletion(program: Command, finish: Finish): void {
  program
    .command('completion')
    .description('the script that completes qnmc in a shell: source <(qnmc completion bash)')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(shells))
    .action(async (shell: Shell) => {
      const { completionScript } = await import('../library/completion-scripts.ts');
      const { commandLines } = await import('../library/command-tree.ts');
      const { writeOut } = await import('../terminal.ts');
      await writeOut(completionScript(shell, commandLines(program)));
      finish(exitCode.done);
    });
  program
    .command('man')
    .description('the manual page: qnmc man | man -l -')
    .action(async () => {
      const { manualPage } = await import('../library/manual-page.ts');
      const { commandLines } = await import('../library/command-tree.ts');
      const { writeOut } = await import('../terminal.ts');
      await writeOut(manualPage(commandLines(program), packageVersion(), program.description()));
      finish(exitCode.done);
    });
}
