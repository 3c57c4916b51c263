/** What Verilator and Icarus say about a set of files; nothing, when they are as they should be. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmittedFile } from '../../compiler/machine/form.ts';
import { type ProcessOptions, runProcess, ToolFailure } from './process.ts';
import type { Tool } from './toolbox.ts';

type LintOptions = Pick<ProcessOptions, 'signal'>;

async function lint(
  tool: Tool,
  args: readonly string[],
  files: readonly EmittedFile[],
  options: LintOptions,
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'qnm-lint-'));
  try {
    for (const file of files) writeFileSync(join(folder, file.path), file.text);
    const output = await runProcess(tool, args, { cwd: folder, ...options }).catch((error: unknown) => {
      if (error instanceof ToolFailure && error.output.trim() !== '') return error.output;
      throw error;
    });
    return output.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('- '));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `verilator --lint-only -Wall`, as Verilog-2005. */
export function lintVerilator(
  verilator: Tool,
  files: readonly EmittedFile[],
  top: string,
  options: LintOptions = {},
): Promise<string[]> {
  const sources = files.filter((f) => f.path.endsWith('.v') && !f.path.endsWith('_tb.v')).map((f) => f.path);
  const args = ['--lint-only', '-Wall', '--default-language', '1364-2005', '--top-module', top, ...sources];
  return lint(verilator, args, files, options);
}

/** `iverilog -g2005 -Wall`. */
export function lintIcarus(
  iverilog: Tool,
  files: readonly EmittedFile[],
  top: string,
  options: LintOptions = {},
): Promise<string[]> {
  const sources = files.filter((f) => f.path.endsWith('.v')).map((f) => f.path);
  return lint(iverilog, ['-g2005', '-Wall', '-t', 'null', '-s', top, ...sources], files, options);
}
