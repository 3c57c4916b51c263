/** The boards that ship with qnm: a folder each below `boards/`, described by its `board.toml`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { z } from 'zod';
import { nearest } from '../../dsl/index.ts';
import { type Board, familyNames } from '../../sim/synth/board.ts';
import { CommandError, exitCode } from '../exit.ts';
import { packageRoot } from '../package-root.ts';

const positive = z.number().positive();
const fileName = z.string().regex(/^[A-Za-z0-9._-]+$/, 'a plain file name is needed');
const BoardFile = z.strictObject({
  title: z.string(),
  family: z.enum(familyNames),
  device: z.string(),
  resources: z.strictObject({ lut: positive, ff: positive, dsp: positive, bram: positive }),
  oscillator: positive,
  clocks: z.array(positive).min(1),
  slowness: positive,
  detour: z.number().nonnegative().default(0),
  baud: positive,
  queue_bits: z.number().int().min(6).max(14).default(9),
  top: z.strictObject({ template: fileName, module: z.string().regex(/^[A-Za-z_]\w*$/) }),
  constraints: fileName,
  route: z.array(z.string()),
  flash: z
    .strictObject({ board: z.string(), permanent: z.array(z.string()) })
    .nullable()
    .default(null),
  project: fileName.nullable().default(null),
});

/** Folder of a board in the package. */
export function boardFolder(name: string): string {
  return join(packageRoot, 'boards', name);
}

/** Names of all boards. */
export function boardNames(): string[] {
  const folder = join(packageRoot, 'boards');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'board.toml')))
    .sort();
}

/**
 * One board by its name.
 * @throws CommandError with exit code 2 when there is none of that name, or its file is wrong
 */
export function loadBoard(name: string): Board {
  const names = boardNames();
  if (!names.includes(name)) {
    const near = nearest(name, names);
    throw new CommandError(
      exitCode.usage,
      `there is no board "${name}"`,
      `${near ? `did you mean ${near}? ` : ''}boards: ${names.join(', ')}`,
    );
  }
  const path = join(boardFolder(name), 'board.toml');
  try {
    const { queue_bits: queueBits, ...rest } = BoardFile.parse(parse(readFileSync(path, 'utf8')));
    return { name, ...rest, queueBits };
  } catch (error) {
    if (error instanceof TomlError) throw new CommandError(exitCode.usage, `${path} is not TOML: ${error.message}`);
    if (error instanceof z.ZodError)
      throw new CommandError(exitCode.usage, `${path} does not describe a board: ${z.prettifyError(error)}`);
    throw error;
  }
}
