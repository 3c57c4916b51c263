/** `simulate --jobs` and `--engine`: a run in pieces, and the run of a piece that they start. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { Piece } from '../../sim/network/index.ts';
import { pointsOf } from '../../sim/network/index.ts';
import { CommandError, exitCode } from '../exit.ts';
import { type Engine, makePieces, workKey } from '../library/divided.ts';
import { cores, engineOf } from '../library/engines.ts';
import type { Loaded } from '../library/load.ts';
import { pieceName } from '../library/piece-names.ts';
import { encodePiece, endedEarly, joinPieces, runPiece } from '../library/pieces.ts';
import type { Simulated } from '../library/simulate.ts';
import { writeOut } from '../terminal.ts';
import { writeWhole } from '../write-whole.ts';
import { Finished, type Session } from './session.ts';
import type { SimulateOptions } from './simulate.ts';

/** @throws CommandError for engines that are not there and for runs that are not divided */
export function engineOfOptions(options: SimulateOptions): Engine {
  const refused = options.model === 'rtl' ? '--model rtl' : options.vcd ? '--vcd' : null;
  if (refused !== null)
    throw new CommandError(
      exitCode.usage,
      `a run with ${refused} is made in one piece`,
      'leave out --jobs and --engine',
    );
  const { jobs } = options;
  return engineOf(options.engine ?? 'local', jobs === undefined ? null : jobs === true ? cores() : jobs);
}

interface Divided {
  readonly loaded: Loaded;
  readonly folder: string;
  readonly engine: Engine;
  readonly options: SimulateOptions;
  readonly session: Session;
}
/** The run of an experiment that an engine makes in pieces; null when there is one point, which is not divided. */
export async function runDivided(
  experiment: CompiledExperiment,
  { loaded, folder, engine, options, session }: Divided,
): Promise<Simulated | null> {
  const network = experiment.parts.map(({ step }) => step);
  const { name } = experiment.experiment;
  const points = pointsOf(network);
  const { terminal, interruption } = session;
  const passed = optionsOfPieces(name, options);
  const { sources } = loaded.files;
  const place = join(folder, workKey(sources, passed));
  const began = performance.now();
  let made = 0;
  terminal.progress(`${name} (${options.model})`, 0, points);
  const { pieces, kept } = await makePieces(engine, points, {
    file: loaded.path,
    sources,
    options: passed,
    folder: place,
    signal: interruption.signal,
    done: (piece) => {
      made += Number(/-(\d+)\./.exec(piece)?.[1] ?? 0);
      terminal.progress(`${name} (${options.model})`, made, points);
    },
    say: (line) => terminal.say(`  ${line}`),
  }).catch((error: unknown) => {
    if (interruption.exitCode !== null) throw stopped(interruption.exitCode, place, session);
    throw error;
  });
  if (interruption.exitCode !== null) throw stopped(interruption.exitCode, place, session);
  terminal.clearProgress();
  if (kept > 0) terminal.say(`  ${kept} of ${points} points were there from a run that had been stopped`);
  if (endedEarly(pieces)) {
    const end = pieces.flatMap(({ reports }) => reports).find(({ kind }) => kind === 'end')!;
    throw new CommandError(exitCode.fileWrong, end.text, 'without --jobs and --engine the results until then are kept');
  }
  const run = joinPieces(network, options.model, pieces, (performance.now() - began) / 1000);
  rmSync(place, { recursive: true, force: true });
  return run;
}
function stopped(code: CommandError['code'], place: string, session: Session): CommandError {
  session.terminal.clearProgress();
  session.terminal.print(`stopped; the same command goes on with the pieces in ${place}`);
  return new Finished(code);
}

/** What the runs of pieces must be told so that they run what this command was asked for. */
function optionsOfPieces(experiment: string, options: SimulateOptions): string[] {
  return [
    ...['--experiment', experiment, '--model', options.model],
    ...(options.set ?? []).flatMap((setting) => ['--set', setting]),
    ...(options.seed === undefined ? [] : ['--seed', String(options.seed)]),
    ...(options.tolerance === undefined ? [] : ['--tolerance', String(options.tolerance)]),
  ];
}

/** `--pieces 0:4,4:8 -o DIR`: runs some points of an experiment; the names of the files go to stdout as they are written. */
export async function runPieces(
  experiments: readonly CompiledExperiment[],
  pieces: readonly Piece[],
  options: SimulateOptions,
  session: Session,
): Promise<CommandError['code']> {
  const [experiment, ...others] = experiments;
  if (experiment === undefined || others.length > 0 || options.model === 'rtl' || options.output === undefined)
    throw new CommandError(exitCode.usage, '--pieces is for one --experiment, with -o, by float64 or fixed');
  const points = pointsOf(experiment.parts.map(({ step }) => step));
  for (const piece of pieces) {
    if (piece.first + piece.count > points)
      throw new CommandError(exitCode.usage, `${experiment.experiment.name} has ${points} points`);
    const result = await runPiece(experiment, options.model, piece, () => {
      session.interruption.computing();
      return true;
    });
    writeWhole(join(options.output, pieceName(piece)), encodePiece(result));
    await writeOut(`${pieceName(piece)}\n`);
  }
  return exitCode.done;
}
