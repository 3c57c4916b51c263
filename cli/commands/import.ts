import { type Command, Option } from 'commander';
import { CommandError, exitCode } from '../exit.ts';
import type { Finish } from './index.ts';
import { addCommonOptions, type CommonOptions } from './options.ts';

interface ImportOptions extends CommonOptions {
  readonly from?: 'veriloga';
}

export function registerImport(program: Command, finish: Finish): void {
  const command = program
    .command('import')
    .description('devices of other languages as a .qnm file: modules of Verilog-A')
    .argument('<file>', '.va file')
    .addOption(new Option('--from <language>', 'veriloga (default: by the ending of the file)').choices(['veriloga']));
  addCommonOptions(command, ['json', 'quiet'])
    .option('-o, --output <file>', '.qnm file to write (default: NAME.qnm in this folder); - for stdout')
    .action(async (path: string, options: ImportOptions) => finish(await runImport(path, options)));
}

async function runImport(path: string, options: ImportOptions): Promise<number> {
  const { basename } = await import('node:path');
  const { existsSync } = await import('node:fs');
  const { Session, countLine } = await import('./session.ts');
  const { importVerilogA } = await import('../../dsl/veriloga/index.ts');
  const { diagnosticsToJson } = await import('../../dsl/index.ts');
  const { check } = await import('../library/check.ts');
  const { writeOut } = await import('../terminal.ts');
  const { writeWhole } = await import('../write-whole.ts');
  const session = new Session(options);
  const { source, files } = await session.open(path);
  const sources = new Map([[source.path, source]]);
  const { text, devices, diagnostics } = importVerilogA(source);
  session.show(diagnostics, sources);
  if (text === null) {
    session.terminal.print(countLine(path, diagnostics));
    await session.printJson(diagnosticsToJson(diagnostics, sources));
    return exitCode.fileWrong;
  }
  const output = options.output ?? `${basename(path).replace(/\.[^.]*$/, '')}.qnm`;
  const made = { path: output, text };
  const checked = check(made, files);
  if (output === '-') await writeOut(text);
  else {
    if (options.output === undefined && existsSync(output))
      throw new CommandError(exitCode.usage, `${output} is there already`, `-o ${output} writes over it`);
    writeWhole(output, text);
    session.terminal.say(`${output}: ${devices.map((name) => `device ${name}`).join(', ')}`);
  }
  session.show(checked.diagnostics, new Map([[output, made]]));
  await session.printJson(
    diagnosticsToJson([...diagnostics, ...checked.diagnostics], new Map([...sources, [output, made]])),
  );
  return checked.good ? exitCode.done : exitCode.fileWrong;
}
