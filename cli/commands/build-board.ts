/** `build --board`: a bitstream of one experiment, with what it needs of the board and the clock it reaches. */
import { readFileSync } from 'node:fs';
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { Board } from '../../sim/synth/board.ts';
import type { BuildDocument, SynthesisDocument } from '../documents.ts';
import { CommandError, exitCode } from '../exit.ts';
import type { BoardBuild } from '../library/synthesize.ts';
import type { BuildOptions } from './build.ts';
import { compileOptions } from './options.ts';
import type { Session } from './session.ts';

/** Minutes that each program of the flow may take unless the user says otherwise: routing takes ten where nobody else computes. */
const patience = 120;
/** Places that are tried where the clock is missed: one seed differs from another by some percent. */
const usualTries = 3;

export async function runBoardBuild(path: string, options: BuildOptions, session: Session): Promise<number> {
  const { loadBoard } = await import('../library/boards.ts');
  const { build } = await import('../library/build.ts');
  const { defaultOutput, Finished } = await import('./session.ts');
  const board = loadBoard(options.board!);
  const loaded = await session.open(path);
  const name = options.experiment ?? (await firstExperiment(path, options, session, loaded));
  session.terminal.stage(`compiling ${name} for ${board.title}`);
  session.interruption.computing();
  const asked = { ...compileOptions(options, 'verilog'), experiment: name, device: board };
  const built = build(loaded.source, loaded.files, asked, await session.evaluators());
  await session.accept(loaded, built.compilation);
  const experiment = built.compilation.experiments[0];
  if (built.document === null || experiment === undefined) throw noExperiment(path);
  const folder = options.output ?? defaultOutput(path);
  if (options.estimate) {
    const { estimateLines } = await import('../report/board-report.ts');
    const { designFor } = await import('../library/synthesize.ts');
    const { estimateDesign } = await import('../library/estimate.ts');
    const { families } = await import('../../sim/synth/families/index.ts');
    const design = designFor(experiment, board, loaded.files);
    const estimate = estimateDesign(experiment.hardware!, design.files, design.top, families[board.family].mapping);
    for (const line of estimateLines(name, estimate, board)) session.terminal.say(line);
    await session.printJson({ ...built.document, files: [] });
    return exitCode.done;
  }
  const result = await synthesize(experiment, board, loaded.files, options, session);
  const document = await writeBoard(folder, { built: built.document, files: built.files }, result, experiment, board);
  const { boardLines } = await import('../report/board-report.ts');
  for (const line of boardLines(document.resources.synthesis!, board)) session.terminal.say(line);
  session.terminal.say(`${document.files.length} files in ${folder}`);
  await session.printJson(document);
  if (result.advice === null) return exitCode.done;
  const { clock, reached } = result.document;
  session.terminal.print(
    `${session.terminal.colours.red('clock missed')}: ${name} on ${board.title} reaches ${(reached! / 1e6).toFixed(1)} MHz of ${clock / 1e6} MHz`,
  );
  session.terminal.print(`  help: ${result.advice}`);
  throw new Finished(exitCode.doesNotFit);
}

function noExperiment(path: string): CommandError {
  return new CommandError(
    exitCode.usage,
    `${path} has no experiment, and so nothing to build`,
    'add: experiment Run of MyCircuit { stop = 1 ms  dt = 1 us }',
  );
}

/** A board holds one experiment: the first of the file, unless one is named. */
async function firstExperiment(
  path: string,
  options: BuildOptions,
  session: Session,
  loaded: Awaited<ReturnType<Session['open']>>,
): Promise<string> {
  const { compile } = await import('../../compiler/pipeline.ts');
  const compilation = compile(
    loaded.source,
    loaded.files,
    compileOptions(options, 'model'),
    await session.evaluators(),
  );
  await session.accept(loaded, compilation);
  const names = (compilation.model?.experiments ?? []).map((experiment) => experiment.name);
  const [first, ...others] = names;
  if (first === undefined) throw noExperiment(path);
  if (others.length > 0)
    session.terminal.say(`a board holds one experiment: ${first} (--experiment: ${others.join(', ')})`);
  return first;
}

async function synthesize(
  experiment: CompiledExperiment,
  board: Board,
  access: Parameters<typeof import('../library/synthesize.ts')['synthesizeFor']>[2],
  options: BuildOptions,
  session: Session,
): Promise<BoardBuild> {
  const { synthesizeFor } = await import('../library/synthesize.ts');
  const { findSynthesisTools } = await import('../../sim/synth/tools.ts');
  const { cacheFolder } = await import('../library/cache-folder.ts');
  const { packageRoot } = await import('../package-root.ts');
  const { ToolFailure } = await import('../../sim/rtl/index.ts');
  const { Finished } = await import('./session.ts');
  const started = performance.now();
  try {
    return await synthesizeFor(experiment, board, access, {
      tools: findSynthesisTools(packageRoot, process.env),
      cacheDir: cacheFolder(process.env),
      signal: session.interruption.signal,
      timeLimit: (options.timeLimit ?? patience) * 60_000,
      tries: options.tries ?? usualTries,
      progress: (stage) => {
        const seconds = Math.round((performance.now() - started) / 1000);
        session.terminal.stage(`${experiment.experiment.name} on ${board.title}, ${seconds} s: ${stage}`);
      },
    });
  } catch (error) {
    session.terminal.clearProgress();
    const code = session.interruption.exitCode;
    if (code !== null) {
      session.terminal.print('stopped');
      throw new Finished(code);
    }
    if (error instanceof ToolFailure)
      throw new CommandError(
        exitCode.doesNotFit,
        `${board.title}: ${error.message}`,
        `the Verilog is what 'qnmc build' writes without --board; --time-limit gives the programs longer`,
      );
    throw error;
  }
}

/** Verilog as without a board, and below `EXPERIMENT/BOARD/` the top, the bitstream and what was found. */
async function writeBoard(
  folder: string,
  {
    built,
    files,
  }: { readonly built: BuildDocument; readonly files: readonly { readonly path: string; readonly text: string }[] },
  result: BoardBuild,
  experiment: CompiledExperiment,
  board: Board,
): Promise<BuildDocument> {
  const { ResultFolder } = await import('../write-whole.ts');
  const { renderPage } = await import('../report/html.ts');
  const { hardwareSections } = await import('../report/build-report.ts');
  const { boardSection } = await import('../report/board-report.ts');
  const { safeName } = await import('../library/build.ts');
  const { boardFiles } = await import('../library/synthesize.ts');
  const out = new ResultFolder(folder);
  const below = `${safeName(experiment.experiment.name)}/${board.name}`;
  for (const file of files) out.write(file.path, file.text);
  // A project of the maker's tool stands alone: it has the core's files too.
  const own = board.project === null ? boardFiles(result.design, experiment.files) : result.design.files;
  for (const file of own) out.write(`${below}/${file.path}`, file.text);
  let bitstream: string | null = null;
  if (result.bitstream !== null) {
    bitstream = `${below}/${experiment.hardware!.name}${/\.\w+$/.exec(result.bitstream)?.[0] ?? '.bit'}`;
    out.write(bitstream, readFileSync(result.bitstream));
  }
  const synthesis: SynthesisDocument = { ...result.document, bitstream };
  const document: BuildDocument = { ...built, resources: { ...built.resources, synthesis } };
  out.write(`${below}/synthesis.json`, `${JSON.stringify(synthesis, null, 2)}\n`);
  const page = {
    title: `${document.file} on ${board.title}`,
    subtitle: `qnm ${document.version}, fingerprint ${document.fingerprint}`,
    sections: [...hardwareSections(document), boardSection(synthesis, board)],
    footer: `made by qnmc build --board ${board.name}, qnm ${document.version}`,
  };
  out.write('report.html', renderPage(page));
  const written = { ...document, files: [...out.files, 'report.json'] };
  out.write('report.json', `${JSON.stringify(written, null, 2)}\n`);
  return written;
}
