#!/usr/bin/env node
/** The command line: reads arguments, runs one command, turns what happened into an exit code. */
import { Command, CommanderError } from 'commander';
import { registerCommands } from './commands/index.ts';
import { CommandError, exitCode, systemErrorText } from './exit.ts';
import { packageVersion } from './package-root.ts';

async function main(args: readonly string[]): Promise<number> {
  const program = new Command('qnmc')
    .description('Compiles circuits of quantum-material devices to bit-exact fixed-point Verilog, and proves it.')
    .version(packageVersion(), '-V, --version')
    .showHelpAfterError('(qnmc --help lists the commands)')
    .exitOverride()
    .configureHelp({ sortSubcommands: false });
  let code: number = exitCode.done;
  registerCommands(program, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return await failureCode(error, args);
  }
}

async function failureCode(error: unknown, args: readonly string[]): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
  if (error instanceof CommandError) {
    if (error.message === '') return error.code; // everything was said
    process.stderr.write(`qnmc: ${error.message}\n${error.help === null ? '' : `  ${error.help}\n`}`);
    return error.code;
  }
  const system = systemErrorText(error);
  if (system !== null) {
    process.stderr.write(`qnmc: ${system}\n`);
    return exitCode.usage;
  }
  const { reportCrash } = await import('./crash.ts');
  process.stderr.write(`qnmc: ${reportCrash(error, args).join('\n')}\n`);
  return exitCode.defect;
}

// A reader that goes away (`| head`) ends the command quietly.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? exitCode.done : exitCode.usage);
  });
process.on('uncaughtException', (error) => {
  failureCode(error, process.argv.slice(2)).then((code) => process.exit(code));
});

// Not process.exit: what is still in the pipe of stdout must reach its reader.
process.exitCode = await main(process.argv.slice(2));
