/** The port of a board: opened for one host at a time. */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, realpathSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSocket, openTerminal } from '../../sim/host/line.node.ts';
import type { Line } from '../../sim/host/link.ts';
import { CommandError, exitCode } from '../exit.ts';

/** Bauds of the serial line. */
const baud = 3_000_000;

/** `tcp:HOST:PORT` or the path of a terminal; with a lock that a second host meets. */
export async function openPort(port: string): Promise<Line> {
  const unlock = lock(existsSync(port) ? realpathSync(port) : port, port);
  try {
    const line = await openLine(port);
    return {
      ...line,
      close: () => {
        line.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw new CommandError(
      exitCode.toolMissing,
      `no board can be reached at ${port}: ${error instanceof Error ? error.message : String(error)}`,
      'is it plugged in, and may this user open it? (group dialout; `ls -l /dev/ttyUSB*`)',
    );
  }
}
async function openLine(port: string): Promise<Line> {
  const socket = /^tcp:(.+):(\d+)$/.exec(port);
  return socket ? await openSocket(socket[1]!, Number(socket[2])) : openTerminal(port, baud);
}

/**
 * A file that names the process that uses something; left behind by one that was killed, it counts for nothing.
 * @param what  the same text for all who want it
 * @param name  of it, for people
 * @returns     what gives it free
 * @throws      CommandError when another process has it
 */
function lock(what: string, name: string): () => void {
  const path = join(tmpdir(), `qnm-port-${createHash('sha256').update(what).digest('hex').slice(0, 16)}.lock`);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = openSync(path, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return () => {
        if (ownerOf(path) === process.pid) unlinkSync(path);
      };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const owner = ownerOf(path);
      if (owner !== null && isAlive(owner))
        throw new CommandError(
          exitCode.usage,
          `${name} is in use by another host (process ${owner})`,
          'end that one, or wait for it',
        );
      if (existsSync(path)) unlinkSync(path);
    }
  }
  throw new CommandError(exitCode.usage, `${name} is in use by another host`);
}
function ownerOf(path: string): number | null {
  try {
    return Number(readFileSync(path, 'utf8')) || null;
  } catch {
    return null;
  }
}
/** A result folder for one host at a time: a second one would write over the journal of the first. @returns what gives it free */
export function lockFolder(path: string): () => void {
  mkdirSync(path, { recursive: true });
  return lock(realpathSync(path), `the result folder ${path}`);
}
/** Whether the process with this number is a virtual board: numbers are given out again after a while. */
export function isVirtualBoard(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const path = `/proc/${pid}/cmdline`;
  return !existsSync(path) || readFileSync(path, 'utf8').split('\0').includes('--bit');
}
/** Whether a process with this number is there. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
