/** Options that commands share, and how their texts are read. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { mostSeeds } from '../../compiler/ops/index.ts';
import type { CompileOptions, FormName } from '../../compiler/pipeline.ts';
import type { Board } from '../../sim/synth/board.ts';
import { packageVersion } from '../package-root.ts';

export interface CommonOptions {
  readonly output?: string;
  readonly experiment?: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly seed?: number;
  readonly set?: readonly string[];
  readonly tolerance?: number;
  readonly lanes?: number;
  readonly clock?: number;
  readonly board?: string;
  /** False: nothing is taken from earlier commands. */
  readonly cache?: boolean;
}

/** Those of the commands that compile down to hardware. */
export const compilingOptions: readonly (keyof CommonOptions)[] = [
  'output', 'experiment', 'json', 'quiet', 'seed', 'set', 'tolerance', 'lanes', 'clock', 'cache',
]; // biome-ignore format: one list

/** `-o`, `--json` and the rest, in the order of docs/cli.md; only those that the command uses. */
export function addCommonOptions(command: Command, names: readonly (keyof CommonOptions)[]): Command {
  const known: Readonly<Record<keyof CommonOptions, Option>> = {
    output: new Option('-o, --output <dir>', 'folder for results (default: build/NAME)'),
    experiment: new Option('--experiment <name>', 'only this experiment (default: all of the file)'),
    json: new Option('--json', 'one JSON document on stdout'),
    quiet: new Option('--quiet', 'errors only'),
    seed: new Option('--seed <n>', "instead of the experiment's seed").argParser(parseSeed),
    set: new Option('--set <name=value>', 'override a parameter, with its unit; may be repeated').argParser(
      parseSetting,
    ),
    tolerance: new Option('--tolerance <x>', 'accuracy of the fixed-point hardware: 0.1% or 0.001').argParser(
      parseTolerance,
    ),
    lanes: new Option('--lanes <n>', 'copies of the pipeline').argParser(parseLanes),
    clock: new Option('--clock <f>', 'clock of the hardware: 50MHz').argParser(parseClock),
    board: new Option('--board <name>', 'for the device of a board; build makes its bitstream'),
    cache: new Option('--no-cache', 'work everything out anew; use nothing that earlier commands kept'),
  };
  for (const name of names) command.addOption(known[name]);
  return command;
}

/** What the compiler is told by them. */
export function compileOptions(options: CommonOptions, until: FormName): CompileOptions {
  return {
    experiment: options.experiment ?? null,
    set: options.set ?? [],
    tolerance: options.tolerance ?? null,
    seed: options.seed ?? null,
    lanes: options.lanes ?? null,
    clock: options.clock ?? null,
    version: packageVersion(),
    until,
  };
}

/** The board that was asked for: what is built and verified is cut for its device. */
export async function deviceOf(options: CommonOptions): Promise<{ readonly device?: Board }> {
  if (options.board === undefined) return {};
  const { loadBoard } = await import('../library/boards.ts');
  return { device: loadBoard(options.board) };
}

export function parseTolerance(text: string): number {
  const found = /^\s*([0-9.]+(?:[eE][+-]?\d+)?)\s*(%?)\s*$/.exec(text);
  const value = found === null ? Number.NaN : Number(found[1]) * (found[2] === '%' ? 0.01 : 1);
  if (!(value > 0 && value < 1))
    throw new InvalidArgumentError('a part of full range between 0 and 1 is needed: 0.1% or 0.001');
  return value;
}

/** Hz. */
export function parseClock(text: string): number {
  const found = /^\s*([0-9.]+(?:[eE][+-]?\d+)?)\s*([kMG]?)(?:Hz)?\s*$/.exec(text);
  const scale = { '': 1, k: 1e3, M: 1e6, G: 1e9 }[found?.[2] ?? ''] ?? 1;
  const value = found === null ? Number.NaN : Number(found[1]) * scale;
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('a frequency is needed: 50MHz');
  return value;
}

function parseSeed(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value >= mostSeeds)
    throw new InvalidArgumentError(`a whole number from 0 to ${mostSeeds - 1} is needed`);
  return value;
}

function parseLanes(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 4096)
    throw new InvalidArgumentError('a whole number from 1 to 4096 is needed');
  return value;
}

/** Reads a whole number of a range. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`a whole number from ${least} to ${most} is needed`);
    return value;
  };
}

function parseSetting(text: string, before: readonly string[] = []): readonly string[] {
  if (!/^\s*[^=\s]+\s*=\s*\S/.test(text)) throw new InvalidArgumentError('NAME=VALUE is needed, such as R="10 kΩ"');
  return [...before, text];
}

/** Seconds: `50us`, `2 ms`, `1e-3`. */
export function parseTime(text: string): number {
  const found = /^\s*([0-9.]+(?:[eE][+-]?\d+)?)\s*(?:([pnuµm]?)s)?\s*$/.exec(text);
  const scale = { '': 1, p: 1e-12, n: 1e-9, u: 1e-6, µ: 1e-6, m: 1e-3 }[found?.[2] ?? ''] ?? 1;
  const value = found === null ? Number.NaN : Number(found[1]) * scale;
  if (!(value >= 0 && Number.isFinite(value))) throw new InvalidArgumentError('a time is needed: 50us');
  return value;
}
