/** The virtual board: the host module of a circuit under Verilator, as a process that stands for a board on a serial cable. */
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import type { EmittedFile } from '../../compiler/machine/form.ts';
import { harnessText } from './index.ts';
import { type BuildOptions, buildVerilated, type VerilatedModel } from './verilator.ts';

/** Builds `NAME_host`, from the cache when nothing changed. @param files  of the core and of the host interface */
export function buildBoard(
  name: string,
  files: readonly EmittedFile[],
  options: BuildOptions,
): Promise<VerilatedModel> {
  return buildVerilated(files, `${name}_host`, harnessText('board.cpp'), [], options);
}

export interface BoardProcess {
  readonly pid: number;
  /** Path of the pseudo-terminal. */
  readonly terminal: string;
  /** Of 127.0.0.1; 0 where none was asked for. */
  readonly port: number;
  stop(): void;
}
export interface BoardStart {
  /** As the module was made. */
  readonly bitClocks: number;
  /** Also listen on a port; 0 any. */
  readonly port?: number;
  /** Symbolic link to the terminal. */
  readonly link?: string;
  /** Bytes of a million that are lost or changed. */
  readonly noise?: { readonly seed: number; readonly perMillion: number };
  /** It goes on when this process ends; what it says goes into this file. */
  readonly detached?: string;
}

/** Starts the board. @throws Error when it does not come up */
export function startBoard(model: VerilatedModel, start: BoardStart): Promise<BoardProcess> {
  const args = ['--bit', String(start.bitClocks)];
  if (start.port !== undefined) args.push('--tcp', String(start.port));
  if (start.link !== undefined) args.push('--link', start.link);
  if (start.noise !== undefined) args.push('--noise', `${start.noise.seed}:${start.noise.perMillion}`);
  const errors = start.detached === undefined ? 'pipe' : openSync(start.detached, 'w');
  const child = spawn(model.program, args, {
    cwd: model.folder,
    stdio: ['ignore', 'pipe', errors],
    detached: start.detached !== undefined,
  });
  return new Promise((resolve, reject) => {
    let said = '';
    let wrong = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      wrong = (wrong + chunk.toString()).slice(-4096);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the virtual board ended at once (${code}): ${wrong || said}`)));
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /^ready (\S+) (\d+)\n/m.exec(said);
      if (!found) return;
      child.removeAllListeners('exit');
      if (start.detached !== undefined) {
        child.stdout!.destroy();
        child.unref();
      }
      resolve({ pid: child.pid!, terminal: found[1]!, port: Number(found[2]), stop: () => child.kill('SIGTERM') });
    });
  });
}
