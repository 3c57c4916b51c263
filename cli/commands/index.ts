/** The commands in the order of the help. Each file reads its own arguments; what it needs is imported when it runs. */
import type { Command } from 'commander';
import { registerBuild } from './build.ts';
import { registerCheck } from './check.ts';
import { registerCompletion } from './completion.ts';
import { registerDoctor } from './doctor.ts';
import { registerExplain } from './explain.ts';
import { registerExport } from './export.ts';
import { registerFlash } from './flash.ts';
import { registerFormat } from './fmt.ts';
import { registerImport } from './import.ts';
import { registerLsp } from './lsp.ts';
import { registerNew } from './new.ts';
import { registerPlot } from './plot.ts';
import { registerRun } from './run.ts';
import { registerServe } from './serve.ts';
import { registerSimulate } from './simulate.ts';
import { registerVerify } from './verify.ts';

/** Takes the exit code of the command that ran. */
export type Finish = (code: number) => void;

export function registerCommands(program: Command, finish: Finish): void {
  registerCheck(program, finish);
  registerBuild(program, finish);
  registerSimulate(program, finish);
  registerVerify(program, finish);
  registerRun(program, finish);
  registerPlot(program, finish);
  registerFlash(program, finish);
  registerExport(program, finish);
  registerImport(program, finish);
  registerServe(program, finish);
  registerExplain(program, finish);
  registerFormat(program, finish);
  registerNew(program, finish);
  registerLsp(program, finish);
  registerDoctor(program, finish);
  registerCompletion(program, finish);
}
