/**
 * An experiment divided among processes or machines: which pieces are there, who makes those that are missing, and the run in one
 * piece that they add up to. Pieces are files: a run that is stopped goes on where it was.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from '../../dsl/index.ts';
import type { Piece } from '../../sim/network/index.ts';
import { CommandError, exitCode } from '../exit.ts';
import { packageVersion } from '../package-root.ts';
import { pieceName } from './piece-names.ts';
import { decodePiece } from './pieces.ts';

/** What an engine is asked for. */
export interface PieceWork {
  /** The `.qnm` file, and all files that the compiler read for it, by path. */
  readonly file: string;
  readonly sources: ReadonlyMap<string, SourceFile>;
  /** Arguments of `qnmc simulate FILE` without those that name pieces and places. */
  readonly options: readonly string[];
  /** Where pieces go, each as `pieceName` says. */
  readonly folder: string;
  readonly missing: readonly Piece[];
  readonly signal: AbortSignal;
  /** Pieces that an engine made, as they come. */
  readonly done: (name: string) => void;
  readonly say: (line: string) => void;
}
/** Makes pieces; those that are still missing when it returns were lost with their process or machine and are asked for again. */
export interface Engine {
  /** How many pieces keep it busy. */
  readonly pieces: number;
  make(work: PieceWork): Promise<void>;
}

/** Name of the folder of pieces: the same only for the same files, options and version. */
export function workKey(sources: ReadonlyMap<string, SourceFile>, options: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([packageVersion(), options]));
  for (const path of [...sources.keys()].sort()) hash.update(`\0${sources.get(path)!.text}`);
  return `pieces-${hash.digest('hex').slice(0, 16)}`;
}

/** Sound pieces in a folder, in order; what cannot be read (of a disk that was full, say) is removed. */
export function readPieces(folder: string, points: number) {
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder)
    .filter((name) => name.endsWith('.piece'))
    .flatMap((name) => {
      try {
        const piece = decodePiece(readFileSync(join(folder, name)));
        if (pieceName(piece.piece) !== name || piece.piece.first + piece.piece.count > points)
          throw new Error('misnamed');
        return [piece];
      } catch {
        rmSync(join(folder, name), { force: true });
        return [];
      }
    })
    .sort((a, b) => a.piece.first - b.piece.first);
  let end = 0;
  return found.filter(({ piece }) => {
    if (piece.first < end) return false; // a piece of another division that overlaps
    end = piece.first + piece.count;
    return true;
  });
}
/** What is not covered, in pieces of at most `size` points. */
export function missingPieces(there: readonly Piece[], points: number, size: number): Piece[] {
  const missing: Piece[] = [];
  let next = 0;
  for (const { first, count } of [...there, { first: points, count: 0 }]) {
    for (; next < first; next += size) missing.push({ first: next, count: Math.min(size, first - next) });
    next = first + count;
  }
  return missing;
}

const mostRounds = 5;
/**
 * All pieces of an experiment: those that were there already, and those that the engine makes; what is lost with a process or machine is
 * made again, as long as something comes back.
 * @returns the pieces in order, and how many points had been there
 */
export async function makePieces(engine: Engine, points: number, work: Omit<PieceWork, 'missing'>) {
  mkdirSync(work.folder, { recursive: true });
  const before = readPieces(work.folder, points);
  const kept = before.reduce((sum, { piece }) => sum + piece.count, 0);
  const size = Math.max(1, Math.ceil((points - kept) / engine.pieces));
  for (let round = 0; ; round++) {
    const there = readPieces(work.folder, points);
    const missing = missingPieces(
      there.map(({ piece }) => piece),
      points,
      size,
    );
    if (missing.length === 0) return { pieces: there, kept };
    if (round === mostRounds)
      throw new CommandError(
        exitCode.toolMissing,
        `${missing.length} pieces were lost ${mostRounds} times with the processes that ran them`,
        'the same command goes on with what is there; fewer --jobs take less memory',
      );
    await engine.make({ ...work, missing });
  }
}
