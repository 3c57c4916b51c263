import type { Command } from 'commander';
import { exitCode } from '../exit.ts';
import type { Finish } from './index.ts';

interface ExplainOptions {
  readonly json?: true;
}

export function registerExplain(program: Command, finish: Finish): void {
  program
    .command('explain')
    .description('what a diagnostic means, with an example before and after')
    .argument('[code]', 'E0123; without it, the list of all codes')
    .option('--json', 'one JSON document on stdout')
    .action(async (code: string | undefined, options: ExplainOptions) => finish(await explain(code, options)));
}

async function explain(code: string | undefined, options: ExplainOptions): Promise<number> {
  const { messageKinds } = await import('../../dsl/diagnostics/messages/index.ts');
  const { writeOut, alignTable } = await import('../terminal.ts');
  const codes = Object.keys(messageKinds).sort();
  if (code === undefined) {
    const list = codes.map((key) => ({
      code: key,
      severity: messageKinds[key]!.severity,
      title: messageKinds[key]!.title,
    }));
    const text = alignTable(list.map((kind) => [kind.code, kind.title])).join('\n');
    await writeOut(options.json ? `${JSON.stringify(list, null, 2)}\n` : `${text}\n`);
    return exitCode.done;
  }
  const key = code.toUpperCase();
  const kind = Object.hasOwn(messageKinds, key) ? messageKinds[key] : undefined;
  if (kind === undefined) {
    const { CommandError } = await import('../exit.ts');
    const { closest } = await import('fastest-levenshtein');
    throw new CommandError(
      exitCode.usage,
      `there is no diagnostic ${code}`,
      `nearest: ${closest(key, codes)}; 'qnmc explain' lists all`,
    );
  }
  const text = `${kind.severity}[${key}]: ${kind.title}\n\n${kind.explanation.trim()}\n`;
  await writeOut(options.json ? `${JSON.stringify({ code: key, ...kind }, null, 2)}\n` : text);
  return exitCode.done;
}
