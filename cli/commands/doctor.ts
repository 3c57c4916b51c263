import type { Command } from 'commander';
import { exitCode } from '../exit.ts';
import type { Finish } from './index.ts';

interface DoctorOptions {
  readonly json?: true;
  readonly fix?: true;
}

export function registerDoctor(program: Command, finish: Finish): void {
  program
    .command('doctor')
    .description('what is installed, what is missing and how to get it')
    .option('--fix', 'install what is missing, as make setup and make tools do')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: DoctorOptions) => finish(await doctor(options)));
}

async function doctor(options: DoctorOptions): Promise<number> {
  const { examine, install } = await import('../library/doctor.ts');
  const { Terminal, alignTable, writeOut } = await import('../terminal.ts');
  const terminal = new Terminal({ quiet: false, json: options.json === true });
  if (options.fix) install((line) => terminal.print(line));
  const report = examine(process.env);
  if (options.json) await writeOut(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const c = terminal.colours;
    const rows = report.tools.map((tool) => [
      tool.found ? c.green('here') : tool.needed ? c.red('MISSING') : c.yellow('missing'),
      tool.name,
      tool.version ?? '',
      tool.found ? (tool.place ?? '') : `${tool.use}; get it: ${tool.get}`,
    ]);
    for (const row of alignTable(rows)) terminal.print(row);
    terminal.print(
      report.healthy
        ? 'verify can run.'
        : "verify cannot run: a needed program is missing ('qnmc doctor --fix' installs it)",
    );
  }
  return report.healthy ? exitCode.done : exitCode.toolMissing;
}
