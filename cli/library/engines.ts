/** Who makes the pieces of a divided experiment: processes of this machine, or a Dask cluster through python/qnm. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { CommandError, exitCode } from '../exit.ts';
import { packageRoot, packageVersion } from '../package-root.ts';
import type { Engine, PieceWork } from './divided.ts';
import { pieceName, piecesText } from './piece-names.ts';

/** Cores that this process may use. */
export const cores = (): number => availableParallelism();

/** The engine of `--engine NAME`: `local`, or `dask://host:port`. @throws CommandError */
export function engineOf(name: string, jobs: number | null): Engine {
  if (name === 'local') return localEngine(jobs ?? cores());
  if (/^dask:\/\/[^/\s]+:\d+$/.test(name)) return daskEngine(name.replace('dask://', 'tcp://'));
  throw new CommandError(
    exitCode.usage,
    `there is no engine "${name}"`,
    'use local, or dask://host:port of a Dask scheduler',
  );
}

/** Pieces of a process: few, so that little is lost with one, and enough that all end together. */
const piecesOfProcess = 4;

function localEngine(jobs: number): Engine {
  return {
    pieces: jobs * piecesOfProcess,
    async make(work) {
      const shares = Array.from({ length: Math.min(jobs, work.missing.length) }, (_, job) =>
        work.missing.filter((_piece, k) => k % jobs === job),
      );
      await Promise.all(
        shares.map((share) => {
          const pieces = ['--pieces', piecesText(share), '-o', work.folder, '--quiet'];
          const [script, ...rest] = [process.argv[1]!, 'simulate', work.file, ...work.options, ...pieces];
          const child = spawn(process.execPath, [...process.execArgv, script, ...rest], {
            stdio: ['ignore', 'pipe', 'pipe'],
            signal: work.signal,
          });
          return watch(child, 'qnmc', work);
        }),
      );
    },
  };
}

/** Waits for a child whose lines on stdout are names of pieces that it made. Killed from outside: its pieces are missing, no more. */
function watch(child: ChildProcess, name: string, work: PieceWork): Promise<void> {
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-20_000);
  });
  createInterface({ input: child.stdout! }).on('line', (line) => {
    if (line.startsWith('# ')) work.say(line.slice(2));
    else work.done(line);
  });
  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (work.signal.aborted) resolve();
      else
        reject(
          error.code === 'ENOENT'
            ? new CommandError(exitCode.toolMissing, `${name} is needed for this engine and is not here`, daskHelp)
            : error,
        );
    });
    child.on('close', (code, killer) => {
      if (code === 0 || killer !== null) resolve();
      else {
        const known = Object.values(exitCode).find((each) => each === code) ?? exitCode.defect;
        reject(new CommandError(known, `a piece of the run failed:\n${said.trim()}`));
      }
    });
  });
}

const daskHelp = 'pip install "./python[dask]" in the Python that $QNM_PYTHON names (default python3)';
/** Pieces for a cluster of unknown size. */
const piecesOfCluster = 64;

function daskEngine(scheduler: string): Engine {
  return {
    pieces: piecesOfCluster,
    async make(work) {
      const python = process.env['QNM_PYTHON'] || 'python3';
      const child = spawn(python, [join(packageRoot, 'python/qnm/engine.py')], {
        stdio: ['pipe', 'pipe', 'pipe'],
        signal: work.signal,
      });
      child.stdin!.on('error', () => {}); // it ended before it read: its exit says why
      child.stdin!.end(JSON.stringify(daskRequest(scheduler, work)));
      await watch(child, python, work);
    },
  };
}
/** What python/qnm/engine.py reads: everything that a machine without this disk needs. */
function daskRequest(scheduler: string, work: PieceWork): object {
  const base = dirname(work.file);
  const files = [...work.sources.keys()].flatMap((path) => {
    const name = relative(base, path).split(sep).join('/');
    if (name.startsWith('..') || !existsSync(path)) return []; // ships with qnmc
    return [{ name, content: readFileSync(path).toString('base64') }];
  });
  return {
    scheduler,
    version: packageVersion(),
    folder: work.folder,
    file: relative(base, work.file),
    files,
    options: work.options,
    pieces: work.missing.map((piece) => ({ name: pieceName(piece), range: piecesText([piece]) })),
  };
}
