import type { Command } from 'commander';
import { exitCode } from '../exit.ts';
import type { Finish } from './index.ts';
import { addCommonOptions, type CommonOptions } from './options.ts';

export function registerPlot(program: Command, finish: Finish): void {
  const command = program
    .command('plot')
    .description('pictures from a result folder')
    .argument('<result>', 'folder with results.json and results.npz');
  addCommonOptions(command, ['output', 'json', 'quiet']).action(async (path: string, options: CommonOptions) =>
    finish(await runPlot(path, options)),
  );
}

async function runPlot(path: string, options: CommonOptions): Promise<number> {
  const { Session } = await import('./session.ts');
  const { readResult } = await import('../plots/read-result.ts');
  const { draw } = await import('../plots/draw.ts');
  const { ResultFolder } = await import('../write-whole.ts');
  const session = new Session(options);
  const { result, wishes, stop } = readResult(path);
  const folder = new ResultFolder(options.output ?? path);
  session.terminal.stage('drawing');
  await draw(result, wishes, stop, folder);
  session.terminal.say(
    `${folder.files.length} pictures in ${folder.path}: ${folder.files.filter((name) => name.endsWith('.png')).join(', ')}`,
  );
  await session.printJson({ folder: folder.path, files: folder.files });
  return exitCode.done;
}
