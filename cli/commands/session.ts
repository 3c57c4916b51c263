/** What the commands on `.qnm` files share: reading the file, saying what is wrong with it. */
import type { Compilation, Evaluators } from '../../compiler/pipeline.ts';
import { type Diagnostic, diagnosticsToJson, nearest, renderDiagnostics, type SourceFile } from '../../dsl/index.ts';
import { CommandError, type ExitCode, exitCode } from '../exit.ts';
import { Interruption } from '../interrupt.ts';
import { type Loaded, load } from '../library/load.ts';
import type { Memory, WorkTimes } from '../library/memory.ts';
import { Terminal, writeOut } from '../terminal.ts';
import type { CommonOptions } from './options.ts';

export class Session {
  readonly options: CommonOptions;
  readonly terminal: Terminal;
  readonly interruption = new Interruption();
  private memory: Memory | null = null;
  constructor(options: CommonOptions) {
    this.options = options;
    this.terminal = new Terminal({ quiet: options.quiet === true, json: options.json === true });
  }

  /** What the compiler may ask; what earlier commands worked out is not worked out again, unless the user says so. */
  async evaluators(): Promise<Evaluators> {
    const { evaluatorsWith } = await import('../library/evaluators.ts');
    const { openMemory } = await import('../library/memory.ts');
    const { cacheFolder } = await import('../library/cache-folder.ts');
    this.memory ??= openMemory(cacheFolder(process.env), this.options.cache === false || !!process.env['QNM_NO_CACHE']);
    return evaluatorsWith(this.memory.remember);
  }
  /** How long the kinds of work took that `evaluators` were asked for. */
  get workTimes(): ReadonlyMap<string, WorkTimes> {
    return this.memory?.times ?? new Map();
  }

  /** Prints diagnostics for a person; with `--json` they go to stdout where the command says so. */
  show(diagnostics: readonly Diagnostic[], sources: ReadonlyMap<string, SourceFile>): void {
    const shown = this.options.quiet ? diagnostics.filter((d) => d.severity === 'error') : diagnostics;
    if (shown.length === 0) return;
    const [files, others] = [
      shown.filter((d) => d.code.startsWith('E00')),
      shown.filter((d) => !d.code.startsWith('E00')),
    ];
    for (const d of files) this.terminal.print(`${this.terminal.colours.red(`error[${d.code}]`)}: ${d.message}`);
    if (others.length > 0)
      this.terminal.print(renderDiagnostics(others, sources, { colour: this.terminal.colour }).trimEnd());
  }

  async printJson(document: unknown): Promise<void> {
    if (this.options.json) await writeOut(`${JSON.stringify(document, null, 2)}\n`);
  }

  /** The file, or the end of the command with its diagnostic. */
  async open(path: string): Promise<Loaded & { readonly source: SourceFile }> {
    const loaded = load(path);
    if (loaded.source !== null) return { ...loaded, source: loaded.source };
    const problem = loaded.problem!;
    this.show([problem], loaded.files.sources);
    await this.printJson(diagnosticsToJson([problem], loaded.files.sources));
    throw new Finished(problemExit(problem));
  }

  /** Says what the compiler found; ends the command when the file is wrong or lacks the experiment that was asked for. */
  async accept(loaded: Loaded, compilation: Compilation): Promise<void> {
    this.show(compilation.diagnostics, loaded.files.sources);
    if (!compilation.good) {
      this.terminal.print(countLine(loaded.path, compilation.diagnostics));
      await this.printJson(diagnosticsToJson(compilation.diagnostics, loaded.files.sources));
      throw new Finished(exitCode.fileWrong);
    }
    this.requireExperiment(loaded.path, compilation);
  }

  /** Ends a command on a file that is wrong, after what is wrong with it was shown. */
  async refuse(
    path: string,
    diagnostics: readonly Diagnostic[],
    sources: ReadonlyMap<string, SourceFile>,
  ): Promise<ExitCode> {
    this.terminal.print(countLine(path, diagnostics));
    await this.printJson(diagnosticsToJson(diagnostics, sources));
    return exitCode.fileWrong;
  }

  /** Ends the command when the file lacks the experiment that was asked for. */
  requireExperiment(path: string, { model }: Compilation): void {
    if (model === null) return;
    const names = model.experiments.map((experiment) => experiment.name);
    const asked = this.options.experiment;
    if (asked !== undefined && !names.includes(asked)) {
      const near = nearest(asked, names);
      const help =
        names.length === 0
          ? `${path} has no experiments`
          : `${near ? `did you mean ${near}? ` : ''}it has ${names.join(', ')}`;
      throw new CommandError(exitCode.usage, `${path} has no experiment ${asked}`, help);
    }
  }
}

/** Ends a command that has said everything already. */
export class Finished extends CommandError {
  constructor(code: ExitCode) {
    super(code, '');
  }
}

/** A file that is not there is a mistake on the command line; one with wrong contents is a wrong file. */
export function problemExit(problem: Diagnostic): ExitCode {
  return problem.code === 'E0003' || problem.code === 'E0004' ? exitCode.fileWrong : exitCode.usage;
}

export function countLine(path: string, diagnostics: readonly Diagnostic[]): string {
  const count = (severity: string, word: string): string | null => {
    const n = diagnostics.filter((d) => d.severity === severity).length;
    return n === 0 ? null : `${n} ${word}${n === 1 ? '' : 's'}`;
  };
  const parts = [count('error', 'error'), count('warning', 'warning')].filter((text) => text !== null);
  return `${path}: ${parts.length === 0 ? 'nothing to say' : parts.join(', ')}`;
}

export { defaultOutput } from '../library/default-output.ts';
