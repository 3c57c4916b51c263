import type { Command } from 'commander';
import { exitCode } from '../exit.ts';
import { counted } from '../report/numbers.ts';
import type { Finish } from './index.ts';
import { addCommonOptions, type CommonOptions } from './options.ts';

export function registerCheck(program: Command, finish: Finish): void {
  const command = program
    .command('check')
    .description('everything that needs no numbers: syntax, names, units, shapes, networks')
    .argument('<file>', '.qnm file');
  addCommonOptions(command, ['experiment', 'set', 'json', 'quiet']).action(
    async (path: string, options: CommonOptions) => finish(await runCheck(path, options)),
  );
}

async function runCheck(path: string, options: CommonOptions): Promise<number> {
  const { Session, countLine } = await import('./session.ts');
  const { check, rehearsedSteps } = await import('../library/check.ts');
  const { diagnosticsToJson } = await import('../../dsl/index.ts');
  const session = new Session(options);
  const loaded = await session.open(path);
  const compilation = check(loaded.source, loaded.files, {
    experiment: options.experiment ?? null,
    set: options.set ?? [],
    rehearsed: rehearsedSteps,
  });
  await session.accept(loaded, compilation);
  session.terminal.say(`${countLine(path, compilation.diagnostics)} (${describe(compilation)})`);
  await session.printJson(diagnosticsToJson(compilation.diagnostics, loaded.files.sources));
  return exitCode.done;
}

function describe({
  model,
}: {
  readonly model: { readonly cells: readonly unknown[]; readonly experiments: readonly unknown[] } | null;
}): string {
  return `${counted(model?.cells.length ?? 0, 'circuit')}, ${counted(model?.experiments.length ?? 0, 'experiment')}`;
}
