import type { Command } from 'commander';
import { exitCode } from '../exit.ts';
import { counted } from '../report/numbers.ts';
import type { Finish } from './index.ts';
import { addCommonOptions, type CommonOptions } from './options.ts';
import type { Session } from './session.ts';

export function registerCheck(program: Command, finish: Finish): void {
  const command = program
    .command('check')
    .description('everything that needs no numbers: syntax, names, units, shapes, networks')
    .argument('<files...>', '.qnm files, or folders of them');
  addCommonOptions(command, ['experiment', 'set', 'json', 'quiet']).action(
    async (paths: string[], options: CommonOptions) => finish(await runCheck(paths, options)),
  );
}

async function runCheck(paths: readonly string[], options: CommonOptions): Promise<number> {
  const { filesOf } = await import('../library/load.ts');
  const { Session } = await import('./session.ts');
  const { diagnosticsToJson } = await import('../../dsl/index.ts');
  const session = new Session(options);
  const all: ReturnType<typeof diagnosticsToJson>[number][] = [];
  let worst: number = exitCode.done;
  for (const path of filesOf(paths)) {
    const { code, diagnostics, sources } = await checkOne(session, path);
    all.push(...diagnosticsToJson(diagnostics, sources));
    worst = Math.max(worst, code);
  }
  await session.printJson(all);
  return worst;
}

async function checkOne(session: Session, path: string) {
  const { check, rehearsedSteps } = await import('../library/check.ts');
  const { load } = await import('../library/load.ts');
  const { countLine, problemExit } = await import('./session.ts');
  const { options, terminal } = session;
  const loaded = load(path);
  const { sources } = loaded.files;
  if (loaded.source === null) {
    const diagnostics = [loaded.problem!];
    session.show(diagnostics, sources);
    return { code: problemExit(diagnostics[0]!), diagnostics, sources };
  }
  const compilation = check(loaded.source, loaded.files, {
    experiment: options.experiment ?? null,
    set: options.set ?? [],
    rehearsed: rehearsedSteps,
  });
  const { diagnostics } = compilation;
  session.show(diagnostics, sources);
  if (!compilation.good) terminal.print(countLine(path, diagnostics));
  else {
    session.requireExperiment(path, compilation);
    terminal.say(`${countLine(path, diagnostics)} (${describe(compilation)})`);
  }
  return { code: compilation.good ? exitCode.done : exitCode.fileWrong, diagnostics, sources };
}

function describe({
  model,
}: {
  readonly model: { readonly cells: readonly unknown[]; readonly experiments: readonly unknown[] } | null;
}): string {
  return `${counted(model?.cells.length ?? 0, 'circuit')}, ${counted(model?.experiments.length ?? 0, 'experiment')}`;
}
